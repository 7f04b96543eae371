"""Chains that visit critical sites once, on a problem to solve by hand, and bounds when tours are missing."""

from __future__ import annotations

import numpy as np
import pytest

from planner.problem import Problem
from planner.solver import NoSolution, exact
from planner.solver.best import Best
from planner.solver.chains import TooManyError, best_chain
from planner.solver.flat import flatten
from planner.solver.improve import Improver
from planner.solver.limit import Clock, Limit
from planner.solver.multipliers import Multipliers
from planner.solver.pricing import Pricer
from planner.solver.search import Search
from planner.solver.tighten import tighten
from planner.travel import ConstantTravel
from tests.bruteforce.plans import best_by_hand
from tests.bruteforce.solving import solve
from tests.builders import examples
from tests.builders.problems import random_problem


def two_days() -> Problem:
    """Return two days of one visit each from a town: a site of 100, one of 10, one of 7; all rides take a minute."""
    minutes = np.ones((4, 4), dtype=np.int64) - np.eye(4, dtype=np.int64)
    windows = np.tile(np.array([540, 900]), (2, 3, 1, 1))
    return Problem(
        node_ids=("great", "small", "smaller", "town"),
        num_sites=3,
        prize=np.array([100, 10, 7]),
        minutes=np.full((2, 3), 60),
        windows=windows,
        travel=(ConstantTravel(("great", "small", "smaller", "town"), minutes, np.zeros((4, 4))),) * 2,
        day_start=(540, 540),
        day_end=(1080, 1080),
        start=3,
        end=3,
        nights=((3,),),
        max_visits=1,
        max_transit=100,
        site_cost=np.zeros(3, dtype=np.int64),
        night_cost=np.zeros(4, dtype=np.int64),
        travel_price=1,
    )


def test_a_plain_chain_visits_the_great_site_every_day() -> None:
    pricer = Pricer(two_days(), 1000)
    priced = pricer.price(Multipliers.zero(two_days()))
    chain = best_chain(pricer, priced, [], above=0, room=100, clock=Clock())
    assert chain is not None
    assert chain.value == priced.bound == 2 * (100 - 2)  # a minute there and one back


def test_a_critical_site_is_visited_once() -> None:
    pricer = Pricer(two_days(), 1000)
    priced = pricer.price(Multipliers.zero(two_days()))
    chain = best_chain(pricer, priced, [0], above=0, room=100, clock=Clock())
    assert chain is not None
    assert chain.value == (100 - 2) + (10 - 2)
    assert sorted(site for column in chain.columns for site in pricer.sites(column)) == [0, 1]
    assert best_chain(pricer, priced, [0], above=107, room=100, clock=Clock()) is None


def test_states_that_need_too_much_room() -> None:
    pricer = Pricer(two_days(), 1000)
    with pytest.raises(TooManyError):
        best_chain(
            pricer, pricer.price(Multipliers.zero(two_days())), [0, 1, 2], above=0, room=0, clock=Clock()
        )


def test_the_bound_comes_down_to_the_best_plan() -> None:
    problem, bounds = two_days(), list[int | None]()
    best = Best(problem, Clock(), lambda _, bound: bounds.append(bound))
    search = Search(best, Pricer(problem, 1000), unlisted=-np.inf)
    tighten(search, Multipliers.zero(problem), Improver(flatten(problem)))
    assert bounds[0] == 2 * (100 - 2)
    assert best.objective == best.whole_bound == (100 - 2) + (10 - 2)


@pytest.mark.soak
def test_bounds_hold_when_there_is_no_room_for_all_tours(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SKETCH_LABELS", "FIRST_LABELS", "MOST_LABELS"):
        monkeypatch.setattr(exact, name, 2)
    open_gaps = wrong = 0
    for seed in range(200) if examples.FULL else range(30, 50):
        problem = random_problem(seed)
        truth = best_by_hand(problem)
        if truth is None:
            continue
        try:
            solution = exact.solve_exact(problem, Clock(Limit(work=200)))
        except NoSolution as nothing:  # with so little room it may not be found
            wrong += nothing.proven
            continue
        assert solution.bound is not None
        assert solution.objective <= truth <= solution.bound
        open_gaps += solution.objective < solution.bound
    assert wrong == 0
    assert open_gaps, "too few tours were left out to test anything"


def test_random_problems_solved_without_column_generation_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Poor multipliers make a poor start, but no wrong bound."""
    monkeypatch.setattr(exact, "generate", lambda search: Multipliers.zero(search.problem))
    for seed in range(100, 130):
        problem = random_problem(seed)
        truth = best_by_hand(problem)
        if truth is not None:
            solution = solve(problem, truth)
            assert solution is not None
            assert solution.objective == solution.bound == truth
