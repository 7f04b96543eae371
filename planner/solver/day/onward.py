"""The most that can follow going on to one site, from all others at once: by any ride, with any meal on the way.

`along` has the name that it has in `kernels.c`. Single precision is kept where the kernel has it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from planner.arrays import BoolArray, IntArray
from planner.solver.day.tables import LOW
from planner.solver.day.ways import Services, Single, Ways, backward

if TYPE_CHECKING:
    from planner.solver.day.completion import Grid


class Stay:
    """What having arrived at a site with some meals had, or having one there, is worth by the minute of the day."""

    def __init__(
        self, grid: Grid, k: int, meals: tuple[int, int], site: int, leave: npt.NDArray[np.int16]
    ) -> None:
        """Take what leaving a site is worth when ``k`` more visits may follow; meals had before and after it."""
        before, after = meals
        time = leave[before, site].T.ravel()
        self.is_late = time >= grid.num_times
        self.best, self.second = grid.best[k, after, site][time], grid.second[k, after, site][time]
        self.next = grid.next[k, after, site][time]

    def worth(self, minute: IntArray, source: IntArray) -> Single:
        """Return what arriving at minutes is worth to who comes from a site and does not go back there."""
        worth: Single = np.where(self.next[minute] == source, self.second[minute], self.best[minute])
        return worth


def along(ways: Ways, k: int, fed: int) -> Single:
    """Return ``[source, time]``: the most that can follow leaving then; `LOW` where nothing can."""
    day, grid = ways.day, ways.grid
    is_hungry, last = fed < day.num_meals, ways.last(fed)
    free = ways.by - ways.ride - day.start
    in_time = np.where(free < 0, -1, np.minimum(last, free // grid.step))
    exist = ways.services.exist | (ways.meal_services.exist & (is_hungry and fed == 0))
    value = ways.nothing()
    plain = Stay(grid, k, (fed, fed), ways.node, grid.plain)
    drives = (ways.time >= ways.first) & (ways.time <= in_time)
    _drive(ways, value, plain, 0, drives)
    _take(ways, value, plain, ways.services, ways.services.depart, last)
    if is_hungry:
        _drive_hungry(ways, value, k, fed, in_time)
        _take_hungry(ways, value, k, fed)
    ends = exist | is_hungry
    value[ends] = backward(value[ends])
    is_within = (ways.time >= ways.first) & (ways.time <= np.where(exist[:, None], last, in_time))
    return np.where(is_within & ways.is_allowed, value, np.float32(LOW))


def _drive(ways: Ways, value: Single, stay: Stay, pause: int, where: BoolArray) -> None:
    """Leave after a pause, and arrive while there is time for a visit."""
    minute = np.where(where, ways.leave - ways.day.start + pause + ways.ride, 0)
    _lift(ways, value, stay, minute, where & ~stay.is_late[minute])


def _lift(ways: Ways, value: Single, stay: Stay, minute: IntArray, where: BoolArray) -> None:
    """Arrive at a minute, by ``[source, time]`` of leaving."""
    worth = stay.worth(np.where(where, minute, 0), ways.source) + ways.gain
    np.maximum(value, worth, out=value, where=where)


def _drive_hungry(ways: Ways, value: Single, k: int, fed: int, in_time: IntArray) -> None:
    """Have a meal there, before the ride, or on the road."""
    day, grid, time = ways.day, ways.grid, ways.time
    earliest, latest, minutes = day.meals[fed].tolist()
    there, after = _fed_stays(ways, k, fed)
    drives = (time >= ways.first) & (time <= in_time)
    _drive(ways, value, there, 0, drives)
    is_early = drives & (ways.leave < earliest) & (earliest + minutes + ways.ride <= ways.by)
    _lift(ways, value, after, earliest + minutes + ways.ride - day.start, is_early)
    in_time_fed = np.minimum(ways.last(fed), (ways.by - ways.ride - minutes - day.start) // grid.step)
    eats = drives & (ways.leave >= earliest) & (time <= in_time_fed)
    _drive(ways, value, after, minutes, eats)
    if day.can_pause:
        arrive = ways.leave + ways.ride
        pauses = (ways.leave < earliest) & (arrive > latest - grid.step) & (arrive + minutes <= day.end)
        _lift(ways, value, after, arrive + minutes - day.start, drives & pauses)


def _fed_stays(ways: Ways, k: int, fed: int) -> tuple[Stay, Stay]:
    """Return the stays with the next meal there, and before."""
    there = Stay(ways.grid, k, (fed, fed + 1), ways.node, ways.grid.meal_there)
    return there, Stay(ways.grid, k, (fed + 1, fed + 1), ways.node, ways.grid.plain)


def _take(ways: Ways, value: Single, stay: Stay, services: Services, leave: IntArray, last: int) -> None:
    """Take scheduled rides for which one leaves the site at a minute, to eat or to board, or before."""
    step, start = ways.grid.step, ways.day.start
    can_board = services.depart - start >= step * ways.first[services.source, 0]
    rows = np.flatnonzero(can_board & (leave >= start) & (last >= 0))
    worth = stay.worth(services.arrive[rows] - start, ways.source[services.source[rows], 0])
    at = np.minimum((leave[rows] - start) // step, last)
    np.maximum.at(value, (services.source[rows], at), worth + services.gain[rows])


def _take_hungry(ways: Ways, value: Single, k: int, fed: int) -> None:
    """Have a meal there, before a scheduled ride, or aboard."""
    earliest, latest, minutes = ways.day.meals[fed].tolist()
    there, after = _fed_stays(ways, k, fed)
    services, last = ways.services, ways.last(fed)
    _take(ways, value, there, services, services.depart, last)
    leave = np.minimum(latest, services.depart - minutes)
    _take(ways, value, after, services, np.where(services.depart >= earliest + minutes, leave, -1), last)
    if fed == 0:
        _take(ways, value, after, ways.meal_services, ways.meal_services.depart, last)
