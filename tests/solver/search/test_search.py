"""The local search over whole trips: both kernels make the same plans, and every plan is what it says."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.problem import Problem, objective_of
from planner.solver.day.tables import all_tables, day_tables
from planner.solver.search.searcher import Searcher
from planner.solver.search.state import Draws
from planner.solver.search.trip import make_trip
from planner.travel import LimitedTravel
from tests.builders.kernels import needs_kernels, plainly, watch_for
from tests.builders.lines import EAST, WEST, A, B, C, two_days
from tests.builders.problems import general_problem, random_problem

SEARCHES = [(60, 0, 0.0, False), (60, 0, 0.7, False), (1000, 60, 0.0, False), (60, 0, 0.0, True)]


def searched(
    problem: Problem, iterations: int, work: int = 0, *, money: float = 0.0, is_dense: bool = False
) -> tuple[object, ...]:
    """Return all that two stints of a search leave behind."""
    trip = make_trip(problem, all_tables(problem))
    trip.money = money
    if is_dense:
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
@pytest.mark.parametrize(("iterations", "work", "money", "is_dense"), SEARCHES)
@pytest.mark.parametrize("seed", range(10))
def test_both_kernels_search_alike(
    seed: int, iterations: int, work: int, money: float, is_dense: bool
) -> None:
    problem = general_problem(seed) if seed % 2 else random_problem(seed)
    if is_dense:  # one window, no meal, no money: a look at the clock says all
        problem = replace(problem, windows=problem.windows[:, :, :1], window_loss=None, meals=(), budget=None)
    compiled = searched(problem, iterations, work, money=money, is_dense=is_dense)
    with plainly():
        assert searched(problem, iterations, work, money=money, is_dense=is_dense) == compiled


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
