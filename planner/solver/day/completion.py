"""What can follow within a day at most: the bound that lets tours be dropped while they are being built.

The relaxation is quick to solve: time on a grid (rounded down), a site may be visited again, though not right after
the site that followed it, of all labels the earliest and of all rides the cheapest count together, changes of bed
cost nothing. Meals are kept exactly. So each value is an upper bound.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from planner.arrays import FloatArray, IntArray
from planner.solver.compiled import Watch, in_c
from planner.solver.day import completing
from planner.solver.day.tables import LOW, NEVER, DayTables, Int32
from planner.solver.library import library

STEP = 10  # minutes
SINGLE = 1e-6  # relative precision of values, with some to spare
Int16 = npt.NDArray[np.int16]


@dataclass(eq=False)
class Grid:
    """A day under prices: what sites and ends are worth, and, once complete, what can follow.

    ``best``, ``second`` and ``next`` are ``[visits left, meals had, site, time + 1]``: the best way to go on, the
    best with another next site, and the next site of the best (-1: the end, or another is as good); the last time is
    "too late".
    """

    day: DayTables
    step: int
    ends: Int32
    reach: npt.NDArray[
        np.uint8
    ]  # [origin, end] whether rides, by way of sites too, are short enough for a day
    est: Int32  # [site] first grid time at which it can be left
    plain: Int16  # [meals had, site, minute % step, minute // step]: grid time when a visit begun so is over
    meal_there: Int16  # the same with the next meal on arrival, or inside the visit
    best: npt.NDArray[np.float32]
    second: npt.NDArray[np.float32]
    next: Int32
    empty: float = 0.0  # price of no visit
    money: float = 0.0  # price of a CNY
    slack: float = 0.0  # what rounding to single precision may hide
    worth: FloatArray = field(default_factory=lambda: np.zeros(0))  # [site]
    useful: Int32 = field(default_factory=lambda: np.zeros(0, dtype=np.int32))  # sites worth going on to
    after: FloatArray = field(default_factory=lambda: np.zeros(0))  # [end]

    @property
    def num_times(self) -> int:
        """Times of the grid."""
        return num_times(self.day, self.step)

    def num_ways(self) -> IntArray:
        """Return ``[node]``: how many useful sites one may go on to, the ride being short enough for the day."""
        return np.asarray((self.day.quick[:, self.useful] <= self.day.max_minutes).sum(axis=1))

    @property
    def num_useful(self) -> int:
        """Sites worth going on to."""
        return len(self.useful)

    @property
    def num_ends(self) -> int:
        """Places where the day may end."""
        return len(self.ends)

    def price(self, worth: FloatArray, money: float, after: FloatArray) -> None:
        """Take what sites, a CNY and the ends are worth."""
        self.worth, self.money, self.after = np.ascontiguousarray(worth), money, np.ascontiguousarray(after)
        ends, most_worth = np.abs(after[after > LOW / 2]).max(initial=0.0), np.abs(worth).max(initial=0.0)
        most = float(ends + self.day.max_visits * most_worth)
        self.slack = 1e-3 + SINGLE * most
        reachable = self.est < self.num_times
        is_open = (self.day.windows[..., 1] >= 0).any(axis=1)
        self.useful = np.flatnonzero(is_open & reachable).astype(np.int32)


def num_times(day: DayTables, step: int) -> int:
    """Return how many times the grid of a day has."""
    return (day.end - day.start) // step + 1


def make_grid(
    day: DayTables,
    origins: Int32,
    ends: Int32,
    step: int = STEP,
    *,
    empty: float = 0.0,
    like: Grid | None = None,
) -> Grid:
    """Return the grid of a day that begins and ends at one of some places.

    ``empty`` is the price of no visit, ``like`` a grid of an equal day.
    """
    visits = (day.num_meals + 1, day.num_sites, step, num_times(day, step) + 1)
    shape = (day.max_visits + 1, day.num_meals + 1, day.num_sites, num_times(day, step) + 1)
    grid = Grid(
        day=day,
        step=step,
        ends=ends,
        reach=like.reach if like else _reached(day, origins, ends),
        est=like.est if like else _earliest(day, origins, step),
        plain=like.plain if like else np.empty(visits, dtype=np.int16),
        meal_there=like.meal_there if like else np.empty(visits, dtype=np.int16),
        best=np.empty(shape, dtype=np.float32),
        second=np.empty(shape, dtype=np.float32),
        next=np.empty(shape, dtype=np.int32),
        empty=empty,
    )
    if like is None:
        finishes(grid)
    return grid


def finishes(grid: Grid) -> None:
    """Fill when visits are over, which no price changes."""
    compiled = library()
    if compiled is None:
        completing.finishes(grid)
        return
    compiled.finishes(*in_c(grid.day.in_c, grid))


def _reached(day: DayTables, origins: Int32, ends: Int32) -> npt.NDArray[np.uint8]:
    """Return ``[origin, end]``: whether some chain of rides by way of sites is short enough for a day."""
    least = np.minimum(day.quick[origins], NEVER)  # twice that is a number yet
    is_shorter = True
    while is_shorter and not (least[:, ends] <= day.max_minutes).all():
        before = least.copy()
        for site in range(day.num_sites):
            np.minimum(least, least[:, site, None] + day.quick[site], out=least)
        is_shorter = bool((least < before).any())
    return np.ascontiguousarray(least[:, ends] <= day.max_minutes, dtype=np.uint8)


def _earliest(day: DayTables, origins: Int32, step: int) -> Int32:
    """Return the first grid time at which each site can have been visited, by the quickest rides."""
    sites = np.arange(day.num_sites)
    arrive = day.start + day.quick[origins][:, sites].min(axis=0, initial=NEVER).astype(np.int64)
    between = day.quick[: day.num_sites, : day.num_sites].astype(np.int64)
    for _ in range(day.max_visits):
        leave = _over(day, arrive)
        sooner = np.minimum(arrive, (leave[:, None] + between).min(axis=0, initial=NEVER))
        if (sooner == arrive).all():
            break
        arrive = sooner
    grid = (np.minimum(_over(day, arrive), day.end + step) - day.start) // step
    return np.asarray(np.minimum(grid, num_times(day, step)), dtype=np.int32)


def _over(day: DayTables, arrive: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Return when each visit is over if one arrives then."""
    begin = np.maximum(arrive[:, None], day.windows[..., 0])
    first = np.where(begin <= day.windows[..., 1], begin, NEVER).min(axis=1)
    return np.asarray(np.minimum(first + day.length, NEVER))


def complete(grid: Grid, watch: Watch) -> bool:
    """Fill what can follow; return whether time sufficed."""
    compiled = library()
    if compiled is None:
        return completing.complete(grid, watch)
    return bool(compiled.complete(*in_c(grid.day.in_c, grid, watch)))
