"""Which engine solves a problem."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from typing import Literal

from planner.problem import Problem, Solution
from planner.solver.best import Report
from planner.solver.exact import solve_exact
from planner.solver.limit import Clock, Limit, Stop, never
from planner.solver.outcome import NoSolution, TooDenseError
from planner.solver.routing import solve_routing

Engine = Literal["auto", "exact", "routing"]

LONG_TRIP = 6  # days from which a first plan of the routing engine pays (docs/benchmarks.md)
FIRST_SHARE = 0.1  # of the limit that it may take
INSTEAD_SHARE = 0.25  # of the limit for the routing engine where the exact one found nothing


def solve(
    problem: Problem,
    engine: Engine = "auto",
    *,
    limit: Limit | None = None,
    seed: int = 0,
    report: Report = lambda _objective, _bound: None,
    stop: Stop = never,
) -> Solution:
    """Return the solution of the chosen engine.

    Parameters
    ----------
    problem
        What to solve.
    engine
        ``exact``, ``routing``, or ``auto``: the exact one from a first plan of the routing one, which alone
        serves days with too many sites or visits to list.
    limit
        Of seconds, or of work: the same work, seed and problem give the same solution on every machine.
    seed
        For the routing engine.
    report
        Called with (objective, bound) whenever one improves.
    stop
        Asked now and then; once it answers yes the best solution so far is returned.

    Raises
    ------
    NoSolution
        When no plan keeps all limits, or none was found in time.
    TooDenseError
        When the exact engine is asked for and cannot list the days.
    """
    clock = Clock(limit or Limit(), stop)
    if engine == "routing":
        return solve_routing(problem, clock, seed, report)
    first = None
    if engine == "auto" and problem.num_days >= LONG_TRIP:
        first = _first_plan(problem, clock, seed, report)
    try:
        solution = solve_exact(problem, clock, report, first.tours if first else None)
    except (TooDenseError, NoSolution) as error:
        if engine == "exact" or (isinstance(error, NoSolution) and error.proven):
            raise
        solution = first or solve_routing(problem, _more(clock, INSTEAD_SHARE), seed, report)
    return replace(solution, seconds=clock.now)


def _first_plan(problem: Problem, clock: Clock, seed: int, report: Report) -> Solution | None:
    part = copy(clock)
    part.deadline = FIRST_SHARE * clock.deadline
    try:
        return solve_routing(problem, part, seed, report)
    except NoSolution:
        return None
    finally:
        clock.catch_up(part)


def _more(clock: Clock, share: float) -> Clock:
    """Return a clock with a share of the whole limit left, or more: what the exact engine left over."""
    part = copy(clock)
    part.deadline = max(clock.deadline, clock.now + share * clock.deadline)
    return part
