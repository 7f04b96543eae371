"""The tables of a day as Python lists, which plain Python reads far faster than arrays."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from planner.arrays import INFINITY, IntArray
from planner.problem import Meal, Node

if TYPE_CHECKING:
    from planner.solver.day.tables import DayTables, Menu


STEADY_PACE, TIMETABLE_PACE = 2, 4  # work of one ride that leaves at any time, and of one by timetable
MOST_RIDES = 256  # that can be worth taking at one moment

Window = tuple[
    int, int, int
]  # earliest and latest begin of a visit, and what it then takes from the objective


class Ride(NamedTuple):
    """A ride, ``depart`` being the latest minute to leave for it; what it takes from the objective is its loss."""

    depart: int
    arrive: int
    minutes: int
    loss: int
    cny: int


class RideLists:
    """The rides of each way by departure; a way is turned into a list when it is first asked for."""

    def __init__(self, first: IntArray, rides: Menu) -> None:
        """Take where the rides of each way begin, and the rides."""
        self._first, self._rides = first, rides
        self._of: dict[int, tuple[list[int], list[tuple[Ride, int, int, int]]]] = {}

    def since(self, way: int, depart: int) -> list[tuple[Ride, int, int, int]]:
        """Return the rides of a way that leave at a minute or later, each with the least of all after it."""
        if way not in self._of:
            rows = self._rides[self._first[way] : self._first[way + 1]]
            names = [*Ride._fields, "least_minutes", "least_loss", "least_cny"]
            rides = [(Ride(*row[:5]), *row[5:]) for row in rows[names].tolist()]
            self._of[way] = rows["depart"].tolist(), rides
        departures, rides = self._of[way]
        return rides[bisect_left(departures, depart) :] if rides else rides


class DayLists:
    """What `DayTables` holds; ways are ``from * num_nodes + to``, windows of a site ``(first, last, loss)``."""

    def __init__(self, day: DayTables) -> None:
        """Copy the tables."""
        self.num_sites, self.num_nodes = day.num_sites, day.num_nodes
        self.max_visits, self.max_minutes = day.max_visits, day.max_minutes
        self.start, self.end = day.start, day.end
        self.can_pause, self.with_money = day.can_pause, day.with_money
        self.meals = [
            Meal(earliest, latest, minutes, INFINITY, frozenset(np.flatnonzero(held).tolist()))
            for (earliest, latest, minutes), held in zip(day.meals.tolist(), day.holds, strict=True)
        ]
        self.num_meals = len(self.meals)
        self.windows: list[list[Window]] = [
            [(*window, loss) for window, loss in zip(windows, losses, strict=True) if window[1] >= 0]
            for windows, losses in zip(day.windows.tolist(), day.window_loss.tolist(), strict=True)
        ]
        self.leave_from: list[int] = day.leave_from.tolist()
        self.length: list[int] = day.length.tolist()
        self.direct: list[int] = day.direct.ravel().tolist()
        self.direct_cny: list[int] = day.direct_cny.ravel().tolist()
        self.direct_loss: list[int] = day.direct_loss.ravel().tolist()
        self.latest: list[int] = day.latest.ravel().tolist()
        self.quick: list[int] = day.quick.ravel().tolist()
        self.low: list[int] = day.low.ravel().tolist()
        self.site_cny: list[int] = day.site_cny.tolist()
        self.rides = RideLists(day.first, day.rides)
        self.pace = TIMETABLE_PACE if len(day.rides) else STEADY_PACE
        self.meal_rides = RideLists(day.meal_first, day.meal_rides)

    def rides_of(self, i: Node, j: Node, depart: int, aboard: bool = False) -> list[Ride]:
        """Return the rides worth taking by who may leave at a minute: the first, then those none before is as good as.

        With ``aboard`` those with the first meal aboard.
        """
        options, way = list[Ride](), i * self.num_nodes + j
        if not aboard:
            minutes, arrive = self.direct[way], depart + self.direct[way]
            if arrive <= self.end and arrive <= self.latest[way]:
                options.append(Ride(depart, arrive, minutes, self.direct_loss[way], self.direct_cny[way]))
        services = self.meal_rides if aboard else self.rides
        for ride, *least in services.since(way, depart):
            if len(options) == MOST_RIDES:
                break
            if not self._is_beaten(options, ride.minutes, ride.loss, ride.cny):
                options.append(ride)
            if self._is_beaten(options, *least):  # and so are all that follow
                break
        return options

    def _is_beaten(self, others: list[Ride], minutes: int, loss: int, cny: int) -> bool:
        """Return whether one of some rides is as good in all."""
        return any(
            other.minutes <= minutes and other.loss <= loss and (not self.with_money or other.cny <= cny)
            for other in others
        )
