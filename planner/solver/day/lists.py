"""The tables of a day as Python lists, which plain Python reads far faster than arrays."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, NamedTuple

from planner.arrays import IntArray

if TYPE_CHECKING:
    from planner.solver.day.tables import DayTables, Menu


STEADY_PACE, TIMETABLE_PACE = 2, 4  # work of one ride that leaves at any time, and of one by timetable


class Ride(NamedTuple):
    """A row of a menu of rides (see `tables.RIDE`)."""

    depart: int
    arrive: int
    minutes: int
    least_minutes: int
    cny: int
    loss: int
    least_loss: int


class Meal(NamedTuple):
    """Begun between two minutes, or inside a visit that is long enough."""

    earliest: int
    latest: int
    minutes: int
    inside: int


class RideLists:
    """The rides of each way by departure; a way is turned into a list when it is first asked for."""

    def __init__(self, first: IntArray, rides: Menu) -> None:
        """Take where the rides of each way begin, and the rides."""
        self._first, self._rides = first, rides
        self._of: dict[int, tuple[list[int], list[Ride]]] = {}

    def since(self, way: int, depart: int) -> list[Ride]:
        """Return the rides of a way that leave at a minute or later."""
        if way not in self._of:
            rows = self._rides[self._first[way] : self._first[way + 1]]
            self._of[way] = rows["depart"].tolist(), [Ride(*row) for row in rows.tolist()]
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
        self.meals = [Meal(*meal) for meal in day.meals.tolist()]
        self.num_meals = len(self.meals)
        self.is_plain = day.is_plain
        self.windows: list[list[tuple[int, int, int]]] = [
            [(*window, loss) for window, loss in zip(windows, losses, strict=True) if window[1] >= 0]
            for windows, losses in zip(day.windows.tolist(), day.window_loss.tolist(), strict=True)
        ]
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
