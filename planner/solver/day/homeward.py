"""What ending the day at one place is worth, from all sites at once: by any ride, with any meal on the way.

`go_home_from` and `last_leave` have the names that they have in `kernels.c`.
"""

from __future__ import annotations

import numpy as np

from planner.arrays import BoolArray, IntArray
from planner.solver.day.tables import LOW, DayTables
from planner.solver.day.ways import Services, Single, Ways, backward, last_minute


def go_home_from(ways: Ways, fed: int) -> Single:
    """Return ``[source, time]``: what ending the day there is worth, leaving then or later."""
    day, last, arrive = ways.day, ways.last(fed), ways.leave + ways.ride
    fits = (arrive <= ways.by) & (last_leave(day, fed, ways.leave, arrive) >= 0)
    if fed < day.num_meals:
        fits |= _eats_first(ways, fed) | _pauses(ways, fed)
    value = ways.nothing()
    np.maximum(value, ways.gain, out=value, where=fits & (ways.time <= last))
    services = ways.services
    _put(ways, value, services, last_leave(day, fed, services.depart, services.arrive), last)
    if fed == 0 < day.num_meals:
        services = ways.meal_services
        in_time = services.arrive <= last_minute(day, 1)
        _put(ways, value, services, np.where(in_time, services.depart - day.start, -1), last)
    is_within = (ways.time >= ways.first) & ways.is_allowed
    return np.where(is_within, backward(value), np.float32(LOW))


def last_leave(day: DayTables, fed: int, depart: IntArray, arrive: IntArray) -> IntArray:
    """Return the last minute of the day at which one can leave for a ride that ends the day; negative: none."""
    leave = depart - day.start
    best = np.where(arrive <= last_minute(day, fed), leave, -1)
    if fed < day.num_meals:
        earliest, latest, minutes = day.meals[fed].tolist()
        late = last_minute(day, fed + 1)
        eaten = np.maximum(arrive, earliest)
        best = np.where((eaten <= latest) & (eaten + minutes <= late), leave, best)
        to_eat = np.minimum(latest, depart - minutes) - day.start
        eats_first = (depart >= earliest + minutes) & (arrive <= late)
        best = np.where(eats_first, np.maximum(best, to_eat), best)
    return best


def _eats_first(ways: Ways, fed: int) -> BoolArray:
    """Tell when one can have a meal before a ride that leaves at any time."""
    earliest, latest, minutes = ways.day.meals[fed].tolist()
    begin = np.maximum(ways.leave, earliest)
    arrive = begin + minutes + ways.ride
    fits: BoolArray = (begin <= latest) & (arrive <= ways.by) & (arrive <= last_minute(ways.day, fed + 1))
    return fits


def _pauses(ways: Ways, fed: int) -> BoolArray:
    """Tell when one can have a meal on the road."""
    earliest, latest, minutes = ways.day.meals[fed].tolist()
    arrive = ways.leave + ways.ride
    is_noon = (ways.leave < earliest) & (arrive > latest - ways.grid.step)
    in_time = (arrive <= ways.by) & (arrive + minutes <= last_minute(ways.day, fed + 1))
    fits: BoolArray = is_noon & in_time & ways.day.can_pause
    return fits


def _put(ways: Ways, value: Single, services: Services, leave: IntArray, last: int) -> None:
    """Take scheduled rides for which one leaves at a minute of the day, or before."""
    rows = np.flatnonzero((leave >= 0) & (last >= 0))
    at = np.minimum(leave[rows] // ways.grid.step, last)
    np.maximum.at(value, (services.source[rows], at), services.gain[rows])
