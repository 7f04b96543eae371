"""Which engine answers, and what it may claim."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.arrays import INFINITY
from planner.errors import RequestError
from planner.problem import Problem
from planner.solver.engine import LONG_TRIP, solve
from planner.solver.exact import NoSolution
from tests.builders.lines import C, dense_day, on_a_line, two_days


def listen(_objective: int | None, _bound: int | None) -> bool:
    return False


def impossible() -> Problem:
    """Return a problem whose must is never open."""
    windows = two_days().windows.copy()
    windows[:, C] = (INFINITY, -1)
    return two_days(windows=windows, must=(C,))


@pytest.mark.parametrize(
    ("engine", "answers", "bound"),
    [("auto", "exact", 120), ("exact", "exact", 120), ("routing", "routing", None)],
)
def test_the_engine_asked_for_answers(engine: str, answers: str, bound: int | None) -> None:
    solution = solve(two_days(), engine, 10, 0, listen)
    assert (solution.engine, solution.objective, solution.bound) == (answers, 120, bound)


def test_days_too_dense_to_list_go_to_the_routing_engine() -> None:
    solution = solve(dense_day(), "auto", 4, 0, listen)
    assert (solution.engine, solution.bound) == ("routing", None)
    assert solution.objective == 12 * 100 - 65


def test_the_exact_engine_says_what_it_cannot_list() -> None:
    with pytest.raises(RequestError, match="255 sites and 8 visits a day at most"):
        solve(dense_day(), "exact", 4, 0, listen)


def test_a_long_trip_begins_with_a_plan_of_the_routing_engine() -> None:
    rng = np.random.default_rng(3)
    at = tuple(rng.integers(0, 300, size=14).tolist())
    trip = on_a_line(at, 10, LONG_TRIP, prize=rng.integers(20, 200, size=10), max_visits=2)
    heard: list[tuple[int | None, int | None]] = []

    def note(objective: int | None, bound: int | None) -> bool:
        heard.append((objective, bound))
        return False

    solution = solve(trip, "auto", 5, 0, note)
    first, bound = heard[0]
    assert first is not None
    assert bound is None
    assert solution.bound is not None
    assert first <= solution.objective <= solution.bound
    assert solution.engine == "exact"
    assert trip.broken_limits(solution.tours) == []


@pytest.mark.parametrize(("engine", "proven"), [("auto", True), ("exact", True), ("routing", False)])
def test_only_the_exact_engine_proves_that_nothing_fits(engine: str, proven: bool) -> None:
    with pytest.raises(NoSolution) as caught:
        solve(impossible(), engine, 10, 0, listen)
    assert caught.value.proven is proven


def test_a_listener_stops_every_engine() -> None:
    for engine in ("auto", "exact", "routing"):
        solution = solve(
            replace(two_days(), must=()), engine, 600, 0, lambda objective, _: objective is not None
        )
        assert solution.objective > 0
