"""One exact journey: the earliest arrival, among those the latest departure, among those the fewest services.

Three plain connection scans: forwards for the arrival, backwards from it for the departure, and forwards
again between the two, one more service each round, for the legs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from planner.arrays import INFINITY, IntArray
from planner.network.cache import NEVER
from planner.network.connections import Connections, Stops
from planner.network.metro import leave_by


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


Near = list[tuple[int, int]]  # (stop, minutes), lengths or of the day
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
        self.num_stops = len(stops.keys)
        self._onward = [_near(row) for row in stops.transfer]
        self._before = [_near(column) for column in stops.transfer.T]
        self._access = [_near(row) for row in stops.access]
        self._egress = [_near(column) for column in stops.egress.T]
        self._metro = stops.metro.arrivals
        self._metro_row: list[int] = stops.metro_row.tolist()
        self._row_of: list[int] = stops.metro_row[stops.place].tolist()
        self._boarding: list[int] = stops.boarding.tolist()
        self._leaving: list[int] = stops.leaving.tolist()
        self._metro_stops = [(stop, row, self._boarding[stop]) for stop, row in stops.metro_stops]

    def best(self, origin: int, destination: int, depart: int) -> Found | None:
        """Return the best journey that uses a service at least; places by index."""
        arrive = self._earliest(origin, destination, depart)
        if arrive >= INFINITY:
            return None
        latest = self.latest(origin, destination, depart, arrive)
        return Found(latest, arrive, self._hops(origin, destination, latest, arrive))

    def ready(self, origin: int, depart: int) -> list[int]:
        """Return for each stop when who leaves a door is ready to board there, `INFINITY` where never."""
        ready = [INFINITY] * self.num_stops
        for stop, minutes in self._access[origin]:
            ready[stop] = depart + minutes
        for stop, minute in self._by_metro(self._metro_row[origin], depart):
            ready[stop] = min(ready[stop], minute)
        return ready

    def onward(self, stop: int, minute: int) -> Near:
        """Return when who leaves a vehicle is ready to board at each stop."""
        ready = [(other, minute + minutes) for other, minutes in self._onward[stop]]
        row = self._row_of[stop]
        return ready if row < 0 else ready + self._by_metro(row, minute + self._leaving[stop])

    def _by_metro(self, row: int, minute: int) -> Near:
        if row < 0 or minute >= self._metro.shape[2]:
            return []
        arrive = self._metro[row, :, minute].tolist()
        return [
            (stop, arrive[at] + boarding) for stop, at, boarding in self._metro_stops if arrive[at] < NEVER
        ]

    def to_door(self, destination: int) -> Callable[[int, int], int]:
        """Return what tells, for a stop and the minute of leaving a vehicle there, when one is at a door."""
        near, end = dict(self._egress[destination]), self._metro_row[destination]

        def arrive(stop: int, minute: int) -> int:
            first = minute + near.get(stop, INFINITY)
            row, begin = self._row_of[stop], minute + self._leaving[stop]
            if end >= 0 and row >= 0 and begin < self._metro.shape[2]:
                by_metro = int(self._metro[row, end, begin])
                return min(first, by_metro) if by_metro < NEVER else first
            return first

        return arrive

    def _earliest(self, origin: int, destination: int, depart: int) -> int:
        ready = self.ready(origin, depart)
        at_door = self.to_door(destination)
        at = [INFINITY] * self.num_stops
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
                best = min(best, at_door(end, arr))
                for stop, minute in self.onward(end, arr):
                    if minute < ready[stop]:
                        ready[stop] = minute
        return best

    def latest(self, origin: int, destination: int, depart: int, arrive: int) -> int:
        """Return the latest departure, ``depart`` or later, that arrives by ``arrive``."""
        alight = [-1] * self.num_stops  # latest minute to leave a vehicle there
        for stop, minutes in self._egress[destination]:
            alight[stop] = arrive - minutes
        for stop, minute in self._before_by_metro(self._metro_row[destination], arrive):
            alight[stop] = max(alight[stop], minute)
        access = dict(self._access[origin])
        row_at_door = self._metro_row[origin]
        useful = bytearray(self._num_trips)
        seen = bytearray(self.num_stops)
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
                near, ready = self._row_of[start], dep - self._boarding[start]
                if near >= 0 and row_at_door >= 0:
                    best = max(best, int(leave_by(self._metro[row_at_door, near], ready)))
                for stop, minute in self._before_by_metro(near, ready):
                    alight[stop] = max(alight[stop], minute)
        return best

    def _before_by_metro(self, row: int, arrive: int) -> Near:
        """Return the latest minutes to leave vehicles so as to be at a place by metro in time."""
        if row < 0:
            return []
        return [
            (stop, int(leave_by(self._metro[other, row], arrive)) - self._leaving[stop])
            for stop, other, _ in self._metro_stops
        ]

    def window(self, depart: int, arrive: int) -> list[Row]:
        """Return the connections that leave from the one minute to the other."""
        return self._rows[bisect_left(self._departs, depart) : bisect_left(self._departs, arrive + 1)]

    def _hops(self, origin: int, destination: int, depart: int, arrive: int) -> tuple[Hop, ...]:
        """Return the fewest hops that leave and arrive within the two minutes; there are some."""
        at_door = self.to_door(destination)
        ready = self.ready(origin, depart)
        window = self.window(depart, arrive)
        ways: list[tuple[Hop, ...]] = [()] * self.num_stops  # how to be ready at each stop
        while True:
            following = [INFINITY] * self.num_stops
            onward: list[tuple[Hop, ...]] = [()] * self.num_stops
            for end, arr, way in self._round(window, ready, ways):
                if at_door(end, arr) <= arrive:
                    return way
                for stop, minute in self.onward(end, arr):
                    if minute < following[stop]:
                        following[stop] = minute
                        onward[stop] = way
            ready, ways = following, onward

    def _round(
        self, window: list[Row], ready: list[int], ways: list[tuple[Hop, ...]]
    ) -> Iterator[tuple[int, int, tuple[Hop, ...]]]:
        """Yield the arrivals at stops, each earlier than the last there, with one more ride."""
        at = [INFINITY] * self.num_stops
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
