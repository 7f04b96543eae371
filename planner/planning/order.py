"""The order of days: those without a visit come last, where that is worth as much."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.planning.search import Search
from planner.problem import Problem, Solution, objective_of
from planner.solver import NoSolution


def with_free_days_last(problem: Problem, solution: Solution, search: Search) -> Solution:
    """Return a solution that is worth as much and has its visits earlier, where days before some have none.

    It is looked for with a point for each visit and day that it is earlier; the bound is still that of the trip itself.
    """
    if search.deadline.is_over or not _has_free_day_before(problem, solution):
        return solution
    earlier = np.arange(problem.num_days)[::-1, None] + np.zeros((1, problem.num_sites), dtype=np.int64)
    bonus = earlier if problem.day_bonus is None else problem.day_bonus + earlier
    try:
        other = search.quiet().solve(replace(problem, day_bonus=bonus))
    except NoSolution:
        return solution
    worth = objective_of(problem, other.tours)
    if worth < solution.objective or _lateness(other) >= _lateness(solution):
        return solution
    bound = None if solution.bound is None else max(solution.bound, worth)
    seconds = solution.seconds + other.seconds
    return replace(solution, tours=other.tours, objective=worth, bound=bound, seconds=seconds)


def _has_free_day_before(problem: Problem, solution: Solution) -> bool:
    """Tell whether a day on which sites are open has no visit, and a later one has."""
    visited = [bool(tour.sites) for tour in solution.tours]
    is_open = [bool((windows[..., 1] >= 0).any()) for windows in problem.windows]
    return any(
        is_open[day] and not visited[day] and any(visited[day + 1 :]) for day in range(problem.num_days)
    )


def _lateness(solution: Solution) -> int:
    return sum(day * len(tour.sites) for day, tour in enumerate(solution.tours))
