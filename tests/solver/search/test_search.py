"""The local search over whole trips: both kernels make the same plans, and every plan is what it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.problem import Problem, objective_of
from planner.solver.day.tables import all_tables, day_tables
from planner.solver.search.nights import better_nights
from planner.solver.search.ruin import mend, turn_days
from planner.solver.search.searcher import Searcher
from planner.solver.search.state import Draws, Search
from planner.solver.search.trip import Plan, make_trip
from planner.travel import LimitedTravel
from tests.builders.kernels import needs_kernels, plainly, watch_for
from tests.builders.lines import EAST, WEST, A, B, C, on_a_line, two_days
from tests.builders.problems import general_problem, random_problem

SEARCHES = [
    (60, 0, 0.0, ""),
    (60, 0, 0.7, ""),
    (1000, 60, 0.0, ""),
    (60, 0, 0.0, "dense"),
    (60, 0, 0.0, "long"),
]


def searched(
    problem: Problem, iterations: int, work: int = 0, *, money: float = 0.0, kind: str = ""
) -> tuple[object, ...]:
    """Return all that two stints of a search leave behind."""
    trip = make_trip(problem, all_tables(problem))
    trip.money = money
    if kind == "long" and problem.num_days > 1:
        trip.reorder_days, trip.shift_days, trip.ruin_days = 0.2, 0.4, 0.5
    if kind == "dense":
        trip.ruin_days, trip.ruin_strings, trip.by_time, trip.idle = 0.0, 0.6, 0.5, 0.01
    searcher, watch = Searcher(trip, 7), watch_for(work)
    done = [searcher.run(iterations, watch, 0.6, 0.1)]
    searcher.restart()
    done.append(searcher.run(iterations, watch, 0.1, 0.1))
    plans = [
        (plan.tours(), plan.loss.tolist(), plan.cny.tolist(), plan.over.tolist())
        for plan in (searcher.plan, searcher.best)
    ]
    pool = searcher.pool.tour[: searcher.pool.num].tolist()
    return done, watch.work, searcher.random.value, searcher.best_value, plans, pool


@needs_kernels
@pytest.mark.parametrize(("iterations", "work", "money", "kind"), SEARCHES)
@pytest.mark.parametrize("seed", range(10))
def test_both_kernels_search_alike(seed: int, iterations: int, work: int, money: float, kind: str) -> None:
    problem = general_problem(seed) if seed % 2 else random_problem(seed)
    if kind == "dense":  # one window, no meal, no money: a look at the clock says all
        problem = replace(problem, windows=problem.windows[:, :, :1], window_loss=None, meals=(), budget=None)
    compiled = searched(problem, iterations, work, money=money, kind=kind)
    with plainly():
        assert searched(problem, iterations, work, money=money, kind=kind) == compiled


@pytest.mark.parametrize("seed", range(8))
def test_a_plan_found_keeps_all_limits_and_is_worth_what_is_said(seed: int) -> None:
    problem = general_problem(seed) if seed % 2 else random_problem(seed)
    trip = make_trip(problem, all_tables(problem))
    searcher = Searcher(trip, seed)
    with plainly():
        searcher.run(60, watch_for())
    if searcher.has_plan:
        tours = searcher.best.tours()
        assert problem.broken_limits(tours) == []
        late = trip.idle * int(searcher.best.over.sum())
        bonus = trip.must_worth * len(problem.must)
        assert objective_of(problem, tours) == pytest.approx(searcher.best_value - bonus + late)


def test_two_days_on_a_road_are_planned_as_by_hand() -> None:
    problem = two_days()
    searcher = Searcher(make_trip(problem, all_tables(problem)), 0)
    with plainly():
        assert searcher.run(100, watch_for()) == 100
    first, second = searcher.best.tours()
    assert (first.start, set(first.sites), second.sites, second.end) == (WEST, {A, B}, (C,), EAST)
    assert searcher.best_value == 120  # 270 of prizes less 150 minutes of travel


def test_random_numbers_are_those_of_xorshift() -> None:
    draws = Draws(1)
    assert draws.draw() == 0x47E4CE4B896CDD1D  # x = 1 becomes 0x2000001, times the multiplier
    assert all(0 <= Draws(seed).chance() < 1 for seed in range(1, 100))
    assert sorted({draws.below(3) for _ in range(100)}) == [0, 1, 2]


def test_rides_that_may_not_arrive_late_are_not_taken_for_rides_at_any_time() -> None:
    problem = two_days()
    latest = np.full((5, 5), 1020)
    latest[A] = 570
    travel = LimitedTravel(problem.travel[0], np.zeros((5, 5), dtype=bool), latest)
    day = day_tables(replace(problem, travel=(travel,) * 2))[0]
    assert day_tables(problem)[0].is_plain
    assert not day.is_plain


def test_days_that_change_places_make_a_sweep_of_a_trip_back_and_forth() -> None:
    # Six sites of 300 and as many towns, 100 minutes apart, and a site a day: 1800 less the minutes of the road.
    places = tuple(range(0, 600, 100))
    problem = on_a_line((*places, *places[1:-1], 0, 500), 6, 6, max_visits=1, prize=np.full(6, 300))
    trip = make_trip(problem, all_tables(problem))
    plan, back_and_forth, town_of = Plan.empty(trip), [3, 4, 5, 0, 1, 2], [10, 6, 7, 8, 9, 11]
    plan.num[:], plan.sites[:, 0] = 1, back_and_forth
    plan.town[:] = [10, *(town_of[site] for site in back_and_forth[:-1]), 11]
    search = Search(trip, plan, Draws(1))
    for first, last in ((0, 2), (3, 5), (0, 5)):
        turn_days(search, first, last)
    assert [order for [order] in search.plan.sites] == [0, 1, 2, 3, 4, 5]
    assert better_nights(search, 0, 5)
    assert mend(search)
    assert search.value_of() == (1800 - 500, 0)  # 300 + 200 + 500 + 200 + 300 before


def two_nights_in_each_town() -> Problem:
    """Return eight days for eight sites of 100 around three towns and two of 400 around a fourth, 200 minutes off.

    Each town is there for first nights and for later ones; what one sees on a day lies near where it ends.
    """
    sites = (0, 0, 0, 40, 40, 40, 80, 80, 280, 280)
    towns = (0, 40, 80, 280)
    problem = on_a_line(
        (*sites, *towns, *towns, 0, 0), 10, 8, max_visits=1, prize=np.array([100] * 8 + [400] * 2)
    )
    first, later, ends = range(10, 14), range(14, 18), (18, 19)
    stays = np.zeros((20, 20), dtype=bool)
    for town in range(4):
        stays[first[town], later[town]] = stays[later[town], later[town]] = True
        stays[later[town], [first[other] for other in range(4) if other != town]] = True
    stays[np.ix_([*ends], [*first])] = stays[np.ix_([*later], [*ends])] = True
    nights = (tuple(first), *((*first, *later),) * 5, tuple(later))
    return replace(
        problem,
        stays=stays,
        nights=nights,
        places=np.array([*range(10), *range(10, 14), *range(10, 14), 18, 18]),
    )


def searched_from_home(problem: Problem) -> float:
    """Return what the search makes of nights in the first town alone."""
    trip = make_trip(problem, all_tables(problem))
    searcher = Searcher(trip, 3)
    searcher.plan.town[:] = [18, 10, *(14,) * 6, 19]
    searcher.run(2000, watch_for(), 0.3, 0.03)
    return searcher.best_value


@needs_kernels
def test_a_stay_of_two_nights_is_made_where_one_was_somewhere_else() -> None:
    problem = two_nights_in_each_town()
    best = searched_from_home(problem)
    assert best == 840
    with plainly():
        assert searched_from_home(problem) == best
