"""A day's connections in the order in which a scan goes through them: minute by minute, backwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from planner.arrays import BoolArray, IntArray
from planner.network.cache import Minutes
from planner.network.connections import Connections, Stops
from planner.network.meals import MEAL_MODES, enough_by
from planner.network.onward import Onward
from planner.network.tracks import HORIZON
from planner.rules import LUNCH_LATEST

_LONG = 1 << 16  # minutes; longer than any trip


@dataclass(frozen=True)
class Moment:
    """What happens at one minute, as slices."""

    minute: int
    alighting: slice  # of the arrivals
    departing: tuple[slice, ...]  # of the connections; those of one slice are of different trips
    rows: slice  # of `rows_by_minute`
    bundled: slice  # of `bundled`


class Events:
    """The rows of a scan, one for each minute at which something leaves a stop, and its steps.

    Rows are sorted by stop and minute; those of bundles, which begin whenever something leaves one of their
    stops, come after all others. The row after the last is that of nothing left.

    Attributes
    ----------
    first
        By stop or bundle: its first row.
    after
        By row: the next one of the same stop.
    next_row
        ``[stop or bundle, minute]``: the first row at or after a minute.
    end, arrive
        Where and when somebody may leave a vehicle, in order of time.
    row, pair, trip
        By connection in order of departure, the last of a trip first within a minute: where it starts, which of
        these arrivals it ends with, its vehicle.
    enough
        By connection: that at whose end who boards now has had lunch, -1 where there is none.
    serves
        Whether there is lunch aboard of anything.
    """

    def __init__(self, connections: Connections, stops: Stops) -> None:
        """Sort the connections."""
        c, self.stops = connections, stops
        self.onward = Onward(stops.transfer, stops.bundle)
        self.num_trips, num_stops = len(c.trips), len(stops.keys)
        events = np.unique(c.start * HORIZON + c.depart)
        bundle = stops.bundle[events // HORIZON]
        (self.bundled,) = np.nonzero(bundle >= 0)
        upper = (num_stops + bundle[self.bundled]) * HORIZON + events[self.bundled] % HORIZON
        every = np.concatenate([events, np.unique(upper)])
        self.stop, self.minute = np.divmod(every, HORIZON)
        num_targets = num_stops + int(stops.bundle.max(initial=-1)) + 1
        self.first = np.searchsorted(self.stop, np.arange(num_targets + 1))
        self.after = np.append(np.arange(1, len(every) + 1), len(every))
        self.after[self.first[1:] - 1] = len(every)
        self.next_row = self._next_rows(every)
        self.bundle_row = np.searchsorted(every, upper)
        order = np.lexsort((self.bundle_row, self.minute[self.bundled]))
        self.bundled, self.bundle_row = self.bundled[order], self.bundle_row[order]
        self.rows_by_minute = np.argsort(self.minute, kind="stable")
        arrivals, pair = np.unique(c.arrive * num_stops + c.end, return_inverse=True)
        self.arrive, self.end = np.divmod(arrivals, num_stops)
        self._sort(c, np.searchsorted(events, c.start * HORIZON + c.depart), pair)

    @property
    def num_rows(self) -> int:
        """How many rows there are, that of nothing left not counted."""
        return len(self.minute)

    def _next_rows(self, events: IntArray) -> Minutes:
        rows: Minutes = np.full((len(self.first) - 1, HORIZON + 1), len(events), dtype=np.int32)
        for target, (first, last) in enumerate(pairwise(self.first.tolist())):
            found = np.searchsorted(self.minute[first:last], np.arange(HORIZON)) + first
            rows[target, :HORIZON] = np.where(found < last, found, len(events))
        return rows

    def _sort(self, c: Connections, row: IntArray, pair: IntArray) -> None:
        by_trip = np.lexsort((c.halt, c.trip))
        trip, depart = c.trip[by_trip], c.depart[by_trip]
        ends = np.append((np.diff(trip) != 0) | (np.diff(depart) != 0), True)[: len(trip)]
        number = np.arange(len(trip))
        level = np.empty(len(trip), dtype=np.int64)  # how many of the trip follow within the minute
        level[by_trip] = np.flatnonzero(ends)[np.cumsum(ends) - ends] - number
        order = np.lexsort((row, level, c.depart))
        self.row, self.pair, self.trip = row[order], pair[order], c.trip[order]
        self.depart, self._level = c.depart[order], level[order]
        place = np.empty(len(order), dtype=np.int64)
        place[order] = number
        self.enough = self._enough(c, by_trip, place)[order]
        self.serves = bool((self.enough >= 0).any())

    def _enough(self, c: Connections, by_trip: IntArray, place: IntArray) -> IntArray:
        serves = np.array([trip.line.mode in MEAL_MODES for trip in c.trips], dtype=bool)[c.trip]
        eats: BoolArray = serves & (c.depart <= LUNCH_LATEST)
        enough = np.array([enough_by(minute) for minute in range(LUNCH_LATEST + 1)])
        clock = (c.trip * _LONG + c.arrive)[by_trip]
        found = np.searchsorted(clock, c.trip[eats] * _LONG + enough[c.depart[eats]])
        at = by_trip[np.minimum(found, len(by_trip) - 1)]
        is_there = (found < len(by_trip)) & (c.trip[at] == c.trip[eats])
        result = np.full(len(c.trip), -1, dtype=np.int64)
        result[eats] = np.where(is_there, place[at], -1)
        return result

    def moments(self) -> Iterator[Moment]:
        """Yield all that happens, from the last minute to the first."""
        minutes = np.unique(np.concatenate([self.arrive, self.depart]))
        blocks = np.flatnonzero(np.diff(self.depart * _LONG + self._level, prepend=-1))
        edges = np.append(blocks, len(self.depart)).tolist()
        (arrivals, rows, bundled, departs) = (
            np.searchsorted(times, np.append(minutes, minutes[-1:] + 1)).tolist()
            for times in (
                self.arrive,
                self.minute[self.rows_by_minute],
                self.minute[self.bundled],
                self.depart[blocks],
            )
        )
        for at in range(len(minutes) - 1, -1, -1):
            yield Moment(
                int(minutes[at]),
                slice(arrivals[at], arrivals[at + 1]),
                tuple(slice(edges[k], edges[k + 1]) for k in range(departs[at], departs[at + 1])),
                slice(rows[at], rows[at + 1]),
                slice(bundled[at], bundled[at + 1]),
            )
