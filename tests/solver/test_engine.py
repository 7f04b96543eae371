"""Which engine answers, and what it may claim."""

from __future__ import annotations

import numpy as np
import pytest

from planner.arrays import INFINITY
from planner.problem import Problem
from planner.solver import Engine, Limit, NoSolution, TooDenseError, solve
from planner.solver.engine import LONG_TRIP
from tests.builders.lines import C, dense_day, on_a_line, two_days


def impossible() -> Problem:
    """Return a problem whose must is never open."""
    windows = two_days().windows.copy()
    windows[:, C] = (INFINITY, -1)
    return two_days(windows=windows, must=(C,))


@pytest.mark.parametrize(
    ("engine", "answers", "bound"),
    [("auto", "exact", 120), ("exact", "exact", 120), ("routing", "routing", None)],
)
def test_the_engine_asked_for_answers(engine: Engine, answers: str, bound: int | None) -> None:
    solution = solve(two_days(), engine)
    assert (solution.engine, solution.objective, solution.bound) == (answers, 120, bound)


def test_days_too_dense_to_list_go_to_the_routing_engine() -> None:
    solution = solve(dense_day(), limit=Limit(work=4000))
    assert (solution.engine, solution.bound) == ("routing", None)
    assert solution.objective == 12 * 100 - 65


def test_the_exact_engine_says_what_it_cannot_list() -> None:
    with pytest.raises(TooDenseError, match="at most 255 sites and 8 visits a day"):
        solve(dense_day(), "exact")


def test_a_long_trip_begins_with_a_plan_of_the_routing_engine() -> None:
    rng = np.random.default_rng(3)
    at = tuple(rng.integers(0, 300, size=14).tolist())
    trip = on_a_line(at, 10, LONG_TRIP, prize=rng.integers(20, 200, size=10), max_visits=2)
    heard: list[tuple[int | None, int | None]] = []

    solution = solve(trip, limit=Limit(work=5000), report=lambda *news: heard.append(news))
    first, bound = heard[0]
    assert first is not None
    assert bound is None
    assert solution.bound is not None
    assert first <= solution.objective <= solution.bound
    assert solution.engine == "exact"
    assert trip.broken_limits(solution.tours) == []


@pytest.mark.parametrize(("engine", "proven"), [("auto", True), ("exact", True), ("routing", False)])
def test_only_the_exact_engine_proves_that_nothing_fits(engine: Engine, proven: bool) -> None:
    with pytest.raises(NoSolution) as caught:
        solve(impossible(), engine)
    assert caught.value.proven is proven


@pytest.mark.parametrize("engine", ["auto", "exact", "routing"])
def test_who_asks_to_stop_gets_the_plan_so_far(engine: Engine) -> None:
    heard: list[int | None] = []
    solution = solve(
        two_days(), engine, report=lambda objective, _: heard.append(objective), stop=lambda: any(heard)
    )
    assert solution.objective > 0


@pytest.mark.parametrize("work", [100, 3000])
def test_the_same_work_gives_the_same_solution_whatever_the_clock_says(
    work: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(5)
    at = tuple(rng.integers(0, 300, size=34).tolist())
    trip = on_a_line(at, 30, LONG_TRIP, prize=rng.integers(20, 200, size=30), max_visits=3)

    def solved() -> tuple[object, ...]:
        solution = solve(trip, limit=Limit(work=work))
        return solution.tours, solution.objective, solution.bound, solution.seconds

    first = solved()
    hours = iter(range(0, 10**9, 3600))  # a machine so slow that an hour passes at each look
    monkeypatch.setattr("planner.solver.limit.time.monotonic", lambda: next(hours))
    assert solved() == first
