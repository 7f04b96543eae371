"""The exact engine against plain enumeration, and against problems small enough to solve by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.problem import objective_of
from planner.solver import exact
from tests.bruteforce.plans import best_by_hand
from tests.bruteforce.solving import solve
from tests.builders.examples import large
from tests.builders.problems import random_problem


@large(sample=60, full=4000)
@given(st.integers(0, 10**9))
def test_the_answer_is_that_of_trying_all_plans(seed: int) -> None:
    problem = random_problem(seed)
    truth = best_by_hand(problem)
    solution = solve(problem, truth)
    if truth is None:
        assert solution is None
        return
    assert solution is not None
    assert solution.objective == solution.bound == truth
    assert objective_of(problem, solution.tours) == truth
    assert problem.broken_limits(solution.tours) == []


def test_a_budget_that_leaves_one_visit_is_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exact, "tighten", lambda *_: None)  # so that the integer program has to
    solution = solve(random_problem(2711), -36)  # SCIP 10.0.0 never comes back from its seventeen tours
    assert solution is not None
    assert (solution.objective, solution.bound) == (-36, -36)
    assert solution.seconds < 20
