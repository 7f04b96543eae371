"""What the bound's chains are worth as plans."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.problem import Node, Site
from planner.solver.best import Best
from planner.solver.bound import proof as proving
from planner.solver.bound.lagrangian import Lagrangian
from planner.solver.bound.proof import Proof
from planner.solver.bound.rows import Column
from planner.solver.day.tables import all_tables
from planner.solver.limit import Clock
from tests.builders.lines import EAST, WEST, A, B, C, two_days
from tests.builders.problems import random_problem

PROBLEM, GOOD, BAD = 32, 246, 18  # and what two plans are worth


def offered(chain: list[Column]) -> Best:
    problem, clock = two_days(), Clock()
    best = Best(problem, clock, lambda _objective, _bound: None, -1000.0)
    proof = Proof(best, Lagrangian(problem, all_tables(problem), clock, best.floor), list, lambda _: None)
    proof.offer(chain)
    return best


def chain(*days: tuple[Node, tuple[Site, ...], Node]) -> list[Column]:
    return [Column(day, start, sites, end, 0, 0, 0) for day, (start, sites, end) in enumerate(days)]


def test_a_chain_is_timed_again_before_it_counts() -> None:
    best = offered(chain((WEST, (A, B), EAST), (EAST, (C,), EAST)))
    assert best.tours is not None
    assert [tour.travel for tour in best.tours] == [120, 30]
    assert best.objective == 100 + 90 + 80 - 120 - 30


def test_a_chain_that_does_not_fit_is_no_plan() -> None:
    wrong = chain((WEST, (A, B), EAST), (EAST, (C,), EAST))
    assert offered([wrong[0], replace(wrong[1], sites=(C, C))]).tours is None
    assert offered([replace(wrong[0], sites=(A, B, C)), replace(wrong[1], sites=())]).tours is None


def test_nothing_is_offered_of_no_chain() -> None:
    best = offered([])
    assert best.tours is None
    assert np.isinf(best.bound)


def test_a_first_plan_is_joined_of_tours_of_which_no_chain_is_one() -> None:
    problem, clock = two_days(), Clock()
    best = Best(problem, clock, lambda _objective, _bound: None, -1000.0)
    lagrangian = Lagrangian(problem, all_tables(problem), clock, best.floor)
    columns = chain((WEST, (A,), EAST), (EAST, (C,), EAST))
    proof = Proof(best, lagrangian, list, lambda _: None, columns)
    next(proof.generate())
    assert best.tours is not None
    assert [tour.sites for tour in best.tours] == [(A,), (C,)]


def prices_tried(plan: int | None) -> tuple[int, float]:
    """Return how many prices are tried beside a plan of that worth, and the bound they come to."""
    problem, clock = random_problem(PROBLEM), Clock()
    best = Best(problem, clock, lambda _objective, _bound: None, -1000.0, objective=plan)
    proof = Proof(best, Lagrangian(problem, all_tables(problem), clock, best.floor), list, lambda _: None)
    return sum(1 for _ in proof.generate()), best.bound


def test_the_worse_the_plan_the_sooner_prices_are_enough() -> None:
    (all_prices, lowest), (some, higher), (few, highest) = map(prices_tried, (None, GOOD, BAD))
    assert few < some <= all_prices
    assert highest > higher >= lowest > GOOD


def test_prices_go_on_to_their_end_in_longer_trips(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proving, "A_WEEK", 0)
    assert prices_tried(BAD) == prices_tried(None)
