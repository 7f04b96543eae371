"""The exact engine under watch: every bound it reports is held against the truth."""

from __future__ import annotations

import pytest

from planner.problem import Problem, Solution
from planner.solver.exact import NoSolution, solve_exact


def solve(problem: Problem, truth: int | None) -> Solution | None:
    """Solve and hold every bound that is reported against the truth."""
    seen: list[int] = []

    def listen(objective: int | None, bound: int | None) -> bool:
        assert objective is None or (truth is not None and objective <= truth)
        assert bound is None or truth is None or bound >= truth
        seen.append(0)
        return False

    if truth is not None:
        return solve_exact(problem, 60, listen)
    with pytest.raises(NoSolution) as caught:
        solve_exact(problem, 60, listen)
    assert caught.value.proven
    return None
