"""What can follow within a day at most, in numpy: the definition of two kernels.

Where the compiled kernel goes from site to site this one goes to a site from all others at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.arrays import IntArray
from planner.solver.compiled import Watch, is_over
from planner.solver.day.homeward import go_home_from
from planner.solver.day.onward import along
from planner.solver.day.tables import LOW, NEVER, DayTables
from planner.solver.day.ways import Ways, last_minute

if TYPE_CHECKING:
    from planner.solver.day.completion import Grid


def finishes(grid: Grid) -> None:
    """Fill when visits are over (see `completion.finishes`)."""
    day, step, late = grid.day, grid.step, grid.num_times
    by_cell = np.arange(step)[:, None] + step * np.arange(late + 1)
    arrive = np.broadcast_to(day.start + by_cell, (day.num_sites, *by_cell.shape))
    length = day.length[:, None, None]
    for fed in range(day.num_meals + 1):
        plain, there = over_at(day, arrive, NEVER, fed), np.full(arrive.shape, NEVER)
        if fed < day.num_meals:
            earliest, latest, minutes = day.meals[fed].tolist()
            eaten = np.maximum(arrive, earliest)
            after = np.where(eaten <= latest, over_at(day, eaten + minutes, NEVER, fed + 1), NEVER)
            within = over_at(day, np.maximum(arrive, earliest + minutes - length), latest, fed + 1)
            there = np.minimum(after, np.where(day.holds[fed][:, None, None], within, NEVER))
        for table, over in ((grid.plain, plain), (grid.meal_there, there)):
            is_late = (arrive > day.end) | (over >= NEVER)
            # Who comes from a time rounded down would be early; before `est` nothing is filled.
            leave = np.maximum(grid.est[:, None, None], (over - day.start) // step)
            table[fed] = np.where(is_late, late, leave)


def over_at(day: DayTables, ready: IntArray, latest: int, fed: int) -> IntArray:
    """Return when the visit of each site is over that begins at ``[site, ...]`` at the earliest."""
    over = np.full(ready.shape, NEVER)
    for k in reversed(range(day.num_windows)):
        first, last = (day.windows[:, k, side].reshape(-1, 1, 1) for side in (0, 1))
        begin = np.maximum(ready, first)
        over = np.where((begin <= last) & (begin <= latest), begin + day.length[:, None, None], over)
    return np.where(over > last_minute(day, fed), NEVER, over)


def complete(grid: Grid, watch: Watch) -> bool:
    """Fill what can follow (see `completion.complete`)."""
    meals, useful = range(grid.day.num_meals + 1), grid.useful
    grid.best[0], grid.second[0], grid.next[0] = LOW, LOW, -1
    for end, after in zip(grid.ends.tolist(), grid.after.tolist(), strict=True):
        if after > LOW / 2:
            ways = Ways(grid, end, after)
            for fed in meals:
                home = np.maximum(grid.best[0, fed, useful, :-1], go_home_from(ways, fed))
                grid.best[0, fed, useful, :-1] = home
    to_sites = [
        Ways(grid, site, worth)
        for site, worth in zip(useful.tolist(), grid.worth[useful].tolist(), strict=True)
    ]
    for k in range(1, grid.day.max_visits + 1):
        for num in grid.num_ways()[useful].tolist():
            watch.work += grid.day.lists.pace * (1 + num // 16)
            if is_over(watch):
                return False
        for table in (grid.best, grid.second, grid.next):
            table[k] = table[0]
        for fed in meals:
            improve(grid, k, fed, to_sites)
    return True


def improve(grid: Grid, k: int, fed: int, to_sites: list[Ways]) -> None:
    """Take what going on to each site can lead to: the best, the best with another next site, and the next site.

    The compiled kernel begins with the level before and leaves out what can't be more than the second: the same.
    """
    at = k, fed, grid.useful, slice(grid.num_times)
    best, second, following = grid.best[at], grid.second[at], grid.next[at]
    for ways in to_sites:
        value = along(ways, k - 1, fed)
        is_better = value > best
        second = np.where(is_better, best, np.maximum(second, value))
        best = np.where(is_better, value, best)
        following[is_better] = ways.node
    grid.best[at], grid.second[at], grid.next[at] = best, second, np.where(second == best, -1, following)
