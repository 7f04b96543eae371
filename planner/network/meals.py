"""One exact journey with lunch aboard: of all such journeys the one that `query` would choose.

There are two states at each stop, before lunch and after it. Lunch takes a while in one train or ship, begun
within the hours of lunch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from planner.arrays import INFINITY
from planner.corridor import Mode
from planner.network.query import Found, Hop, Query, Row, Way, go_on
from planner.rules import LUNCH_ABOARD, LUNCH_EARLIEST, LUNCH_LATEST

MEAL_MODES: tuple[Mode, ...] = ("rail", "cruise")


def is_eaten(mode: Mode, board: int, alight: int) -> bool:
    """Tell whether there is time for lunch on a ride between two minutes.

    Examples
    --------
    >>> is_eaten("rail", 640, 705), is_eaten("rail", 640, 704), is_eaten("rail", 811, 900), is_eaten("metro", 660, 800)
    (True, False, False, False)
    """
    return mode in MEAL_MODES and board <= LUNCH_LATEST and alight >= enough_by(board)


def enough_by(board: int) -> int:
    """Return the minute by which one who boards in time has eaten."""
    return max(board, LUNCH_EARLIEST) + LUNCH_ABOARD


class MealQuery:
    """A day's connections, ready for questions about journeys with lunch aboard."""

    def __init__(self, query: Query, modes: Sequence[Mode]) -> None:
        """Take the connections, and the mode of each trip."""
        self._query, self._modes = query, modes

    def best(self, origin: int, destination: int, depart: int) -> Found | None:
        """Return the best journey with lunch aboard; places by index."""
        if not any(mode in MEAL_MODES for mode in self._modes):
            return None
        arrive = self._earliest(origin, destination, depart)
        if arrive >= INFINITY:
            return None
        leave = self._latest(origin, destination, depart, arrive)
        return Found(leave, arrive, self._hops(origin, destination, leave, arrive))

    def _latest(self, origin: int, destination: int, depart: int, arrive: int) -> int:
        """Return the latest departure that arrives as early; leaving later never arrives earlier."""
        low, high = depart, self._query.latest(origin, destination, depart, arrive)  # without lunch
        middle = high
        while low < high:
            if self._earliest(origin, destination, middle) == arrive:
                low = middle
            else:
                high = middle - 1
            middle = (low + high + 1) // 2
        return low

    def _earliest(self, origin: int, destination: int, depart: int) -> int:
        """Return when one is there, found with two times of everything: before lunch, and after it."""
        at = [INFINITY] * self._query.num_stops, [INFINITY] * self._query.num_stops
        boarded = [INFINITY] * len(self._modes), [INFINITY] * len(self._modes)
        ready = self._query.ready(origin, depart), self._query.never()
        ready_at = ready[False].data, ready[True].data
        at_door, best = self._query.to_door(destination), INFINITY
        for dep, arr, start, end, trip, _ in self._query.window(depart, INFINITY):
            if dep >= best:
                break
            for fed in (False, True):
                since = boarded[fed][trip]  # the earliest boarding also leaves the most time to eat
                if since == INFINITY:
                    if ready_at[fed][start] > dep:
                        continue
                    since = boarded[fed][trip] = dep
                is_fed = fed or is_eaten(self._modes[trip], since, arr)
                if arr < at[is_fed][end]:
                    at[is_fed][end] = arr
                    best = min(best, at_door(end, arr)) if is_fed else best
                    if arr < best:
                        np.minimum(ready[is_fed], self._query.onward(end, arr), out=ready[is_fed])
        return best

    def _hops(self, origin: int, destination: int, depart: int, arrive: int) -> Way:
        """Return the fewest hops that leave and arrive within the two minutes; there are some."""
        query = self._query
        at_door = query.to_door(destination)
        window = query.window(depart, arrive)
        ready = query.ready(origin, depart), query.never()
        ways: tuple[list[Way], list[Way]] = [()] * query.num_stops, [()] * query.num_stops
        while True:
            following = query.never(), query.never()
            onward: tuple[list[Way], list[Way]] = [()] * query.num_stops, [()] * query.num_stops
            for end, fed, arr, way in self._round(
                window, (ready[False].tolist(), ready[True].tolist()), ways
            ):
                if fed and at_door(end, arr) <= arrive:
                    return way
                if arr < arrive:
                    go_on(following[fed], onward[fed], query.onward(end, arr), way)
            ready, ways = following, onward

    def _round(
        self, window: list[Row], ready: tuple[list[int], list[int]], ways: tuple[list[Way], list[Way]]
    ) -> Iterator[tuple[int, bool, int, Way]]:
        """Yield the arrivals at stops, each earlier than the last there, with one more ride."""
        at: dict[tuple[int, bool], int] = {}
        boarded: dict[tuple[int, bool], tuple[int, int, Way]] = {}
        for dep, arr, start, end, trip, halt in window:
            for fed in (False, True):
                if (trip, fed) not in boarded:
                    if ready[fed][start] > dep:
                        continue
                    boarded[trip, fed] = (dep, halt, ways[fed][start])
                since, board, way = boarded[trip, fed]
                is_fed = fed or is_eaten(self._modes[trip], since, arr)
                if arr < at.get((end, is_fed), INFINITY):
                    at[end, is_fed] = arr
                    yield end, is_fed, arr, (*way, Hop(trip, board, halt + 1))
