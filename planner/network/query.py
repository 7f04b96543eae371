"""One exact journey: the earliest arrival, among those the latest departure, among those the fewest services.

Three plain connection scans: forwards for the arrival, backwards from it for the departure, and forwards
again between the two, one more service each round, for the legs.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from planner.arrays import INFINITY
from planner.network.cache import NEVER, Minutes
from planner.network.connections import Connections, Stops
from planner.network.metro import leave_by


@dataclass(frozen=True)
class Hop:
    """A service used, from one halt of its trip to a later one."""

    trip: int
    board: int  # index of the trip's halt
    alight: int


Way = tuple[Hop, ...]


@dataclass(frozen=True)
class Found:
    """A journey by services: when to leave the door, when to be at the other, and what to ride."""

    depart: int
    arrive: int
    hops: Way


Row = tuple[int, int, int, int, int, int]  # depart, arrive, start, end, trip, halt


class Query:
    """A day's connections, ready for questions.

    Minutes at all stops are arrays; what is asked of them one by one goes through a `memoryview`, which is quicker.
    """

    def __init__(self, connections: Connections, stops: Stops) -> None:
        """Turn the arrays into lists, which are quicker one by one."""
        c = connections
        columns = (c.depart, c.arrive, c.start, c.end, c.trip, c.halt)
        self._rows: list[Row] = list(zip(*(column.tolist() for column in columns), strict=True))
        self._departs: list[int] = c.depart.tolist()
        self._num_trips = len(c.trips)
        self.num_stops = len(stops.keys)
        self._stops = stops
        self._metro = stops.metro.arrivals
        self._metro_stops: list[list[int]] = stops.metro_stops.T.tolist()
        self._metro_row: list[int] = stops.metro_row.tolist()
        self._row_of: list[int] = stops.metro_row[stops.place].tolist()
        self._boarding: list[int] = stops.boarding.tolist()
        self._leaving: list[int] = stops.leaving.tolist()

    def best(self, origin: int, destination: int, depart: int) -> Found | None:
        """Return the best journey that uses a service at least; places by index."""
        arrive = self._earliest(origin, destination, depart)
        if arrive >= INFINITY:
            return None
        latest = self.latest(origin, destination, depart, arrive)
        return Found(latest, arrive, self._hops(origin, destination, latest, arrive))

    def never(self) -> Minutes:
        """Return `INFINITY` for each stop."""
        return np.full(self.num_stops, INFINITY, dtype=np.int32)

    def ready(self, origin: int, depart: int) -> Minutes:
        """Return for each stop when who leaves a door is ready to board there, `INFINITY` or more where never."""
        ready: Minutes = self._stops.access(np.array([origin]))[0] + np.int32(depart)
        self._by_metro(self._metro_row[origin], depart, ready)
        return ready

    def onward(self, stop: int, minute: int) -> Minutes:
        """Return for each stop when who leaves a vehicle is ready to board there, `INFINITY` or more where never."""
        ready: Minutes = self._stops.transfer[stop] + np.int32(minute)
        self._by_metro(self._row_of[stop], minute + self._leaving[stop], ready)
        return ready

    def _by_metro(self, row: int, minute: int, ready: Minutes) -> None:
        """Put in when one is ready by metro."""
        if row < 0 or minute >= self._metro.shape[2]:
            return
        stops, rows = self._stops.metro_stops
        arrive = self._metro[row, rows, minute].astype(np.int32)
        there = np.where(arrive < NEVER, arrive + self._stops.boarding[stops], INFINITY)
        ready[stops] = np.minimum(ready[stops], there)

    def to_door(self, destination: int) -> Callable[[int, int], int]:
        """Return what tells, for a stop and the minute of leaving a vehicle there, when one is at a door."""
        egress: list[int] = self._stops.egress(np.array([destination]))[:, 0].tolist()
        end = self._metro_row[destination]

        def arrive(stop: int, minute: int) -> int:
            first = minute + egress[stop]
            row, begin = self._row_of[stop], minute + self._leaving[stop]
            if end >= 0 and row >= 0 and begin < self._metro.shape[2]:
                by_metro = int(self._metro[row, end, begin])
                return min(first, by_metro) if by_metro < NEVER else first
            return first

        return arrive

    def _earliest(self, origin: int, destination: int, depart: int) -> int:
        ready = self.ready(origin, depart)
        ready_at = ready.data
        at_door = self.to_door(destination)
        at = [INFINITY] * self.num_stops
        aboard = bytearray(self._num_trips)
        best = INFINITY
        for dep, arr, start, end, trip, _ in self._rows[bisect_left(self._departs, depart) :]:
            if dep >= best:
                break
            if not aboard[trip]:
                if ready_at[start] > dep:
                    continue
                aboard[trip] = 1
            if arr < at[end]:
                at[end] = arr
                best = min(best, at_door(end, arr))
                if arr < best:  # else all that one can still board leaves too late
                    np.minimum(ready, self.onward(end, arr), out=ready)
        return best

    def latest(self, origin: int, destination: int, depart: int, arrive: int) -> int:
        """Return the latest departure, ``depart`` or later, that arrives by ``arrive``."""
        egress = self._stops.egress(np.array([destination]))[:, 0]
        alight = np.int32(arrive) - egress  # latest minute to leave a vehicle there
        alight_at = alight.data
        for stop, minute in self._before_by_metro(self._metro_row[destination], arrive):
            alight_at[stop] = max(alight_at[stop], minute)
        access = self._stops.access(np.array([origin]))[0].tolist()
        row_at_door = self._metro_row[origin]
        useful = bytearray(self._num_trips)
        seen = bytearray(self.num_stops)
        best = depart
        for row in reversed(self.window(depart, arrive)):
            dep, arr, start, end, trip, _ = row
            if dep < best:
                break
            if not useful[trip]:
                if arr > alight_at[end]:
                    continue
                useful[trip] = 1
            if not seen[start]:  # whatever leaves earlier adds nothing
                seen[start] = 1
                best = max(best, dep - access[start])
                np.maximum(alight, np.int32(dep) - self._stops.transfer[:, start], out=alight)
                near, ready = self._row_of[start], dep - self._boarding[start]
                if near >= 0 and row_at_door >= 0:
                    best = max(best, int(leave_by(self._metro[row_at_door, near], ready)))
                for stop, minute in self._before_by_metro(near, ready):
                    alight_at[stop] = max(alight_at[stop], minute)
        return best

    def _before_by_metro(self, row: int, arrive: int) -> list[tuple[int, int]]:
        """Return the latest minutes to leave vehicles so as to be at a place by metro in time."""
        if row < 0:
            return []
        return [
            (stop, int(leave_by(self._metro[other, row], arrive)) - self._leaving[stop])
            for stop, other in self._metro_stops
        ]

    def window(self, depart: int, arrive: int) -> list[Row]:
        """Return the connections that leave from the one minute to the other."""
        return self._rows[bisect_left(self._departs, depart) : bisect_left(self._departs, arrive + 1)]

    def _hops(self, origin: int, destination: int, depart: int, arrive: int) -> Way:
        """Return the fewest hops that leave and arrive within the two minutes; there are some."""
        at_door = self.to_door(destination)
        ready = self.ready(origin, depart)
        window = self.window(depart, arrive)
        ways: list[Way] = [()] * self.num_stops  # how to be ready at each stop
        while True:
            following = self.never()
            onward: list[Way] = [()] * self.num_stops
            for end, arr, way in self._round(window, ready.tolist(), ways):
                if at_door(end, arr) <= arrive:
                    return way
                if arr < arrive:
                    go_on(following, onward, self.onward(end, arr), way)
            ready, ways = following, onward

    def _round(self, window: list[Row], ready: list[int], ways: list[Way]) -> Iterator[tuple[int, int, Way]]:
        """Yield the arrivals at stops, each earlier than the last there, with one more ride."""
        at = [INFINITY] * self.num_stops
        boarded: dict[int, tuple[int, Way]] = {}
        for dep, arr, start, end, trip, halt in window:
            if trip not in boarded:
                if ready[start] > dep:
                    continue
                boarded[trip] = (halt, ways[start])
            if arr < at[end]:
                at[end] = arr
                board, way = boarded[trip]
                yield end, arr, (*way, Hop(trip, board, halt + 1))


def go_on(known: Minutes, ways: list[Way], ready: Minutes, way: Way) -> None:
    """Put in a way where it is ready earlier than what is known."""
    (earlier,) = np.nonzero(ready < known)
    known[earlier] = ready[earlier]
    for stop in earlier.tolist():
        ways[stop] = way
