"""Which engine solves a problem."""

from __future__ import annotations

from planner.problem import Problem, Solution
from planner.solver.exact import solve_exact
from planner.solver.search import Progress


def solve(problem: Problem, engine: str, seconds: float, seed: int, progress: Progress) -> Solution:
    """Return the solution of the chosen engine."""
    return solve_exact(problem, seconds, progress)
