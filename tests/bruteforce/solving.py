"""The exact engine under watch: every bound it reports is held against the truth."""

from __future__ import annotations

import pytest

from planner.problem import Problem, Solution
from planner.solver import NoSolution
from planner.solver.exact import solve_exact
from planner.solver.limit import Clock


def solve(problem: Problem, truth: int | None) -> Solution | None:
    """Solve and hold every bound that is reported against the truth."""

    def listen(objective: int | None, bound: int | None) -> None:
        assert objective is None or (truth is not None and objective <= truth)
        assert bound is None or truth is None or bound >= truth

    if truth is not None:
        return solve_exact(problem, Clock(), listen)
    with pytest.raises(NoSolution) as caught:
        solve_exact(problem, Clock(), listen)
    assert caught.value.proven
    return None
