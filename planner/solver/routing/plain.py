"""A problem made plain for OR-Tools: one number of minutes a way, and a clock from which meals are cut out.

What it says is a guess; plans are timed by the real rules afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.arrays import INFINITY, IntArray
from planner.problem import Meal, Problem
from planner.travel import Travel

HOUR, DAY = 60, 1440


@dataclass(frozen=True, eq=False)
class Plain:
    """The plain numbers of a problem.

    Parameters
    ----------
    problem
        What they were made from.
    length
        ``[site]``, minutes of a visit on its longest day, on the clock without meals.
    windows
        ``[day, site, k, 2]`` on that clock.
    day_end
        For each day, on that clock.
    minutes, moving
        For each day ``[from, to]``: door to door, and of that on the move.
    """

    problem: Problem
    length: IntArray
    windows: IntArray
    day_end: tuple[int, ...]
    minutes: tuple[IntArray, ...]
    moving: tuple[IntArray, ...]


def plain(problem: Problem) -> Plain:
    """Return the plain numbers of a problem."""
    tables: dict[int, tuple[IntArray, IntArray]] = {}
    for day, travel in enumerate(problem.travel):
        if id(travel) not in tables:
            tables[id(travel)] = _typical(travel, problem.day_start[day], problem.day_end[day])
    by_day = [tables[id(travel)] for travel in problem.travel]
    longest = problem.minutes.max(axis=0)
    length, windows, ends = longest, _after_leaving(problem), np.array(problem.day_end)
    for meal in reversed(problem.meals):  # the last one first: clock times before it stay as they are
        eats = (np.array(problem.day_start) <= meal.latest) & (np.array(problem.day_end) > meal.latest)
        is_cut = (problem.windows[..., 1:] >= 0) & eats[:, None, None, None]
        windows = np.where(is_cut, _without(meal, windows), windows)
        ends = np.where(eats, _without(meal, ends), ends)
        # A long visit holds the hour of a meal, which on the clock without meals is not there.
        holds = [meal.is_held(site, minutes) for site, minutes in enumerate(longest.tolist())]
        length = length - meal.minutes * (np.array(holds) & eats.any())
    minutes, moving = tuple(pair[0] for pair in by_day), tuple(pair[1] for pair in by_day)
    return Plain(problem, length, windows, tuple(ends.tolist()), minutes, moving)


def _after_leaving(problem: Problem) -> IntArray:
    """Return the windows without what is before one may leave for a site (the model knows no departures)."""
    windows = problem.windows.copy()
    for day in range(problem.num_days):
        first, leave = windows[day, ..., 0], problem.leaves_from(day)[: problem.num_sites, None]
        windows[day, ..., 0] = np.maximum(first, leave)
    return windows


def _without(meal: Meal, clock: IntArray) -> IntArray:
    """Return times on a clock that stands still for a meal at the middle of its hours."""
    middle = (meal.earliest + meal.latest) // 2
    return np.where(clock <= middle, clock, np.maximum(middle, clock - meal.minutes))


def _typical(travel: Travel, first: int, last: int) -> tuple[IntArray, IntArray]:
    """Return the median minutes over the day's hours that have a ride, with and without the wait before it."""
    every = np.arange(len(travel.ids))
    origin, target = every[:, None], every[None, :]
    hours = [np.array(hour) for hour in range(first, max(first + 1, last), HOUR)]
    taken = np.stack([np.minimum(travel.arrive(origin, target, hour) - hour, INFINITY) for hour in hours])
    moving = np.stack([np.minimum(travel.moving(origin, target, hour), INFINITY) for hour in hours])
    middle = (np.sort(taken, axis=0) < INFINITY - 2 * DAY).sum(axis=0) // 2
    return _at(taken, middle), _at(moving, middle)


def _at(tables: IntArray, rank: IntArray) -> IntArray:
    """Return for each way the value at its rank among the hours."""
    return np.asarray(np.take_along_axis(np.sort(tables, axis=0), rank[None], axis=0)[0], dtype=np.int64)
