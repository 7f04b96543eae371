"""One exact journey: the earliest arrival, among those the latest departure, among those the fewest services.

Three plain connection scans: forwards for the arrival, backwards from it for the departure, and forwards
again between the two, one more service each round, for the legs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from planner.arrays import INFINITY, IntArray
from planner.network.connections import Connections, Stops


@dataclass(frozen=True)
class Hop:
    """A service used, from one halt of its trip to a later one."""

    trip: int
    board: int  # index of the trip's halt
    alight: int


@dataclass(frozen=True)
class Found:
    """A journey by services: when to leave the door, when to be at the other, and what to ride."""

    depart: int
    arrive: int
    hops: tuple[Hop, ...]


Near = list[tuple[int, int]]  # (stop, minutes)
Row = tuple[int, int, int, int, int, int]  # depart, arrive, start, end, trip, halt


class Query:
    """A day's connections, ready for questions."""

    def __init__(self, connections: Connections, stops: Stops) -> None:
        """Turn the arrays into lists, which are quicker one by one."""
        c = connections
        columns = (c.depart, c.arrive, c.start, c.end, c.trip, c.halt)
        self._rows: list[Row] = list(zip(*(column.tolist() for column in columns), strict=True))
        self._departs: list[int] = c.depart.tolist()
        self._num_trips = len(c.trips)
        self._num_stops = len(stops.keys)
        self.onward = [_near(row) for row in stops.transfer]
        self._before = [_near(column) for column in stops.transfer.T]
        self.access = [_near(row) for row in stops.access]
        self.egress = [_near(column) for column in stops.egress.T]

    def best(self, origin: int, destination: int, depart: int) -> Found | None:
        """Return the best journey that uses a service at least; places by index."""
        arrive = self._earliest(origin, destination, depart)
        if arrive >= INFINITY:
            return None
        latest = self.latest(origin, destination, depart, arrive)
        return Found(latest, arrive, self._hops(origin, destination, latest, arrive))

    def _earliest(self, origin: int, destination: int, depart: int) -> int:
        ready = [INFINITY] * self._num_stops
        for stop, minutes in self.access[origin]:
            ready[stop] = depart + minutes
        leave = dict(self.egress[destination])
        at = [INFINITY] * self._num_stops
        aboard = bytearray(self._num_trips)
        best = INFINITY
        for dep, arr, start, end, trip, _ in self._rows[bisect_left(self._departs, depart) :]:
            if dep >= best:
                break
            if not aboard[trip]:
                if ready[start] > dep:
                    continue
                aboard[trip] = 1
            if arr < at[end]:
                at[end] = arr
                best = min(best, arr + leave.get(end, INFINITY))
                for stop, minutes in self.onward[end]:
                    if arr + minutes < ready[stop]:
                        ready[stop] = arr + minutes
        return best

    def latest(self, origin: int, destination: int, depart: int, arrive: int) -> int:
        """Return the latest departure, ``depart`` or later, that arrives by ``arrive``."""
        alight = [-1] * self._num_stops  # latest minute to leave a vehicle there
        for stop, minutes in self.egress[destination]:
            alight[stop] = arrive - minutes
        access = dict(self.access[origin])
        useful = bytearray(self._num_trips)
        seen = bytearray(self._num_stops)
        best = depart
        for row in reversed(self.window(depart, arrive)):
            dep, arr, start, end, trip, _ = row
            if dep < best:
                break
            if not useful[trip]:
                if arr > alight[end]:
                    continue
                useful[trip] = 1
            if not seen[start]:  # whatever leaves earlier adds nothing
                seen[start] = 1
                best = max(best, dep - access.get(start, INFINITY))
                for stop, minutes in self._before[start]:
                    alight[stop] = max(alight[stop], dep - minutes)
        return best

    def window(self, depart: int, arrive: int) -> list[Row]:
        """Return the connections that leave from the one minute to the other."""
        return self._rows[bisect_left(self._departs, depart) : bisect_left(self._departs, arrive + 1)]

    def _hops(self, origin: int, destination: int, depart: int, arrive: int) -> tuple[Hop, ...]:
        """Return the fewest hops that leave and arrive within the two minutes; there are some."""
        leave = dict(self.egress[destination])
        ready = [INFINITY] * self._num_stops
        for stop, minutes in self.access[origin]:
            ready[stop] = depart + minutes
        window = self.window(depart, arrive)
        ways: list[tuple[Hop, ...]] = [()] * self._num_stops  # how to be ready at each stop
        while True:
            following = [INFINITY] * self._num_stops
            onward: list[tuple[Hop, ...]] = [()] * self._num_stops
            for end, arr, way in self._round(window, ready, ways):
                if arr + leave.get(end, INFINITY) <= arrive:
                    return way
                for stop, minutes in self.onward[end]:
                    if arr + minutes < following[stop]:
                        following[stop] = arr + minutes
                        onward[stop] = way
            ready, ways = following, onward

    def _round(
        self, window: list[Row], ready: list[int], ways: list[tuple[Hop, ...]]
    ) -> Iterator[tuple[int, int, tuple[Hop, ...]]]:
        """Yield the arrivals at stops, each earlier than the last there, with one more ride."""
        at = [INFINITY] * self._num_stops
        boarded: dict[int, tuple[int, tuple[Hop, ...]]] = {}
        for dep, arr, start, end, trip, halt in window:
            if trip not in boarded:
                if ready[start] > dep:
                    continue
                boarded[trip] = (halt, ways[start])
            if arr < at[end]:
                at[end] = arr
                board, way = boarded[trip]
                yield end, arr, (*way, Hop(trip, board, halt + 1))


def _near(row: IntArray) -> Near:
    return [(stop, minutes) for stop, minutes in enumerate(row.tolist()) if minutes < INFINITY]
