"""Which engine solves a problem."""

from __future__ import annotations

import time
from dataclasses import replace

from planner.errors import RequestError
from planner.problem import Problem, Solution
from planner.solver.exact import NoSolution, solve_exact
from planner.solver.labels import MAX_VISITS, TooDenseError
from planner.solver.routing import solve_routing
from planner.solver.search import Progress
from planner.solver.tours import MAX_SITES

LONG_TRIP = 6  # days from which a first plan of the routing engine pays (docs/benchmarks.md)
FIRST_SHARE = 0.1  # of the time limit that it may take


def solve(problem: Problem, engine: str, seconds: float, seed: int, progress: Progress) -> Solution:
    """Return the solution of the chosen engine.

    Parameters
    ----------
    problem
        What to solve.
    engine
        ``exact``, ``routing``, or ``auto``: the exact one from a first plan of the routing one, which alone
        serves days with too many sites or visits to list.
    seconds
        Time limit.
    seed
        For the routing engine.
    progress
        Called with (objective, bound) whenever one improves; returns whether to stop there.

    Raises
    ------
    NoSolution
        When no plan keeps all limits, or none was found in time.
    RequestError
        When the exact engine is asked for and cannot list the days.
    """
    if engine == "routing":
        return solve_routing(problem, seconds, seed, progress)
    began = time.monotonic()
    first = None
    if engine == "auto" and problem.num_days >= LONG_TRIP:
        first = _first_plan(problem, FIRST_SHARE * seconds, seed, progress)
    left = seconds - (time.monotonic() - began)
    try:
        solution = solve_exact(problem, left, progress, first.tours if first else None)
    except TooDenseError as error:
        if engine == "exact":
            limits = f"{MAX_SITES} sites and {MAX_VISITS} visits a day"
            message = f"the exact engine lists days of {limits} at most; take --engine auto or routing"
            raise RequestError(message, field="engine") from error
        return first or solve_routing(problem, max(1.0, seconds / 4), seed, progress)
    except NoSolution as error:
        if engine == "exact" or error.proven:
            raise
        return first or solve_routing(problem, max(1.0, seconds / 4), seed, progress)
    return replace(solution, seconds=time.monotonic() - began)


def _first_plan(problem: Problem, seconds: float, seed: int, progress: Progress) -> Solution | None:
    try:
        return solve_routing(problem, seconds, seed, progress)
    except NoSolution:
        return None
