"""A problem made plain for heuristics: one number of minutes a way, and a clock from which lunch is cut out.

What it says is a guess; plans are timed by the real rules afterwards (`retiming`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.arrays import INFINITY, IntArray
from planner.problem import Lunch, Problem
from planner.travel import Travel

HOUR, DAY = 60, 1440


@dataclass(frozen=True, eq=False)
class Flat:
    """The plain numbers of a problem.

    Parameters
    ----------
    problem
        What they were made from.
    length
        ``[site]``, minutes of a visit on its longest day, on the clock without lunch.
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


def flatten(problem: Problem) -> Flat:
    """Return the plain numbers of a problem."""
    tables: dict[int, tuple[IntArray, IntArray]] = {}
    for day, travel in enumerate(problem.travel):
        if id(travel) not in tables:
            tables[id(travel)] = _typical(travel, problem.day_start[day], problem.day_end[day])
    by_day = [tables[id(travel)] for travel in problem.travel]
    minutes, moving = tuple(pair[0] for pair in by_day), tuple(pair[1] for pair in by_day)
    longest = problem.minutes.max(axis=0)
    lunch, begins, ends = problem.lunch, np.array(problem.day_start), np.array(problem.day_end)
    if lunch is None or not (eats := (begins <= lunch.latest) & (ends > lunch.latest)).any():
        return Flat(problem, longest, problem.windows, problem.day_end, minutes, moving)
    is_cut = (problem.windows[..., 1:] >= 0) & eats[:, None, None, None]
    windows = np.where(is_cut, _without_lunch(problem.windows, lunch), problem.windows)
    # A long visit holds the lunch hour, which on the clock without lunch is not there.
    length = longest - lunch.minutes * (longest >= lunch.inside_visit)
    day_end = np.where(eats, _without_lunch(ends, lunch), ends)
    return Flat(problem, length, windows, tuple(day_end.tolist()), minutes, moving)


def _without_lunch(clock: IntArray, lunch: Lunch) -> IntArray:
    """Return times on a clock that stands still for lunch at the middle of its hours."""
    middle = (lunch.earliest + lunch.latest) // 2
    return np.where(clock <= middle, clock, np.maximum(middle, clock - lunch.minutes))


def _typical(travel: Travel, first: int, last: int) -> tuple[IntArray, IntArray]:
    """Return the median minutes over the day's hours that have a ride, with and without the wait before it."""
    every = np.arange(len(travel.ids))
    origin, target = every[:, None], every[None, :]
    if travel.always is not None:
        return travel.always, travel.always
    hours = [np.array(hour) for hour in range(first, max(first + 1, last), HOUR)]
    taken = np.stack([np.minimum(travel.arrive(origin, target, hour) - hour, INFINITY) for hour in hours])
    moving = np.stack([np.minimum(travel.moving(origin, target, hour), INFINITY) for hour in hours])
    middle = (np.sort(taken, axis=0) < INFINITY - 2 * DAY).sum(axis=0) // 2
    return _at(taken, middle), _at(moving, middle)


def _at(tables: IntArray, rank: IntArray) -> IntArray:
    """Return for each way the value at its rank among the hours."""
    return np.asarray(np.take_along_axis(np.sort(tables, axis=0), rank[None], axis=0)[0], dtype=np.int64)
