"""The ways to one place from all sites worth visiting, for what numpy does at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from planner.arrays import IntArray
from planner.solver.day.tables import LOW, DayTables, Menu

if TYPE_CHECKING:
    from planner.solver.day.completion import Grid

Single = npt.NDArray[np.float32]


class Services:
    """Scheduled rides to a place: from which site, when, and what they earn there."""

    def __init__(self, grid: Grid, first: IntArray, rides: Menu, ways: IntArray, worth: float) -> None:
        """Take the rides of some ways."""
        num = first[ways + 1] - first[ways]
        self.exist = num > 0
        self.source = np.repeat(np.arange(len(ways)), num)
        row = np.arange(num.sum()) + np.repeat(first[ways] - np.cumsum(num) + num, num)
        self.depart, self.arrive = (rides[name][row].astype(np.int64) for name in ("depart", "arrive"))
        loss, cny = (rides[name][row].astype(np.float64) for name in ("loss", "cny"))
        self.gain = (worth - loss - grid.money * cny).astype(np.float32)


class Ways:
    """All ways from the useful sites to one place, at the worth of arriving there; columns are ``[source, 1]``."""

    def __init__(self, grid: Grid, node: int, worth: float) -> None:
        """Take the rides to a place."""
        day = grid.day
        self.grid, self.day, self.node = grid, day, node
        self.source = grid.useful.astype(np.int64)[:, None]
        self.first = grid.est[self.source].astype(np.int64)
        self.time = np.arange(grid.num_times)
        self.leave = day.start + grid.step * self.time
        self.is_allowed = (day.quick[self.source, node] <= day.max_minutes) & (self.source != node)
        self.ride = day.direct[self.source, node].astype(np.int64)
        self.by = np.minimum(day.end, day.latest[self.source, node]).astype(np.int64)  # arrival
        loss, cny = (
            table[self.source, node].astype(np.float64) for table in (day.direct_loss, day.direct_cny)
        )
        self.gain = (worth - loss - grid.money * cny).astype(np.float32)
        way = grid.useful.astype(np.int64) * day.num_nodes + node
        self.services = Services(grid, day.first, day.rides, way, worth)
        self.meal_services = Services(grid, day.meal_first, day.meal_rides, way, worth)

    def nothing(self) -> Single:
        """Return ``[source, time]`` of what is impossible."""
        return np.full((len(self.source), len(self.time)), LOW, dtype=np.float32)

    def last(self, fed: int) -> int:
        """Return the last grid time at which one can leave with so many meals had."""
        last = self.grid.num_times - 1
        if fed < self.day.num_meals:
            last = min(last, int((int(self.day.meals[fed, 1]) - self.day.start) / self.grid.step))
        return last


def last_minute(day: DayTables, fed: int) -> int:
    """Return until when one can be free again with so many meals had."""
    return day.end if fed == day.num_meals else min(day.end, int(day.meals[fed, 1]))


def backward(value: Single) -> Single:
    """Return the most at each time or later."""
    latest: Single = np.maximum.accumulate(value[:, ::-1], axis=1)[:, ::-1]
    return latest
