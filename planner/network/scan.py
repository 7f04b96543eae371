"""Earliest arrivals between all places at all times of a day: one scan of the connections, backwards.

Going back in time, each departure from a stop learns when it leads to every place: by staying seated, by
leaving the vehicle for good, or by boarding another that leaves later and so is known already. All places are
done at once, as numpy vectors.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.network.connections import HORIZON, Connections, Stops
from planner.network.travel import IntArray

START, STEP, NUM_BUCKETS = 300, 5, 230  # departures at 05:00, 05:05, ..., 24:00, and later: too late
NEVER = 32767
_BITS = 12  # arrival and departure in one number that sorts by early arrival, then late departure
_LATEST = (1 << _BITS) - 1
_NO_KEY = NEVER << _BITS

Small = npt.NDArray[np.int16]
Keys = npt.NDArray[np.int32]


class Profiles:
    """For each minute at which something leaves a stop, the arrivals of who is ready to board by then.

    Rows are sorted by stop and minute; the row after the last is that of nothing left.
    """

    def __init__(self, connections: Connections, stops: Stops) -> None:
        """Scan the connections backwards."""
        self.num_stops, self.num_places = stops.egress.shape
        events, self._row_of = np.unique(
            connections.start * HORIZON + connections.depart, return_inverse=True
        )
        self.stop, self.minute = np.divmod(events, HORIZON)
        self.first = np.searchsorted(self.stop, np.arange(self.num_stops + 1))
        self.after = np.append(np.arange(1, len(events) + 1), len(events))
        self.after[self.first[1:] - 1] = len(events)
        self._next_row = self._next_rows(events)
        self.arrive: Small = np.full((len(events) + 1, self.num_places), NEVER, dtype=np.int16)
        self._scan(connections, stops)

    def _next_rows(self, events: IntArray) -> IntArray:
        """Return ``[stop, minute]``: the first row at or after a minute."""
        grid = np.arange(self.num_stops)[:, None] * HORIZON + np.arange(HORIZON)
        rows = np.searchsorted(events, grid)
        rows[rows >= self.first[1:, None]] = len(events)
        return np.pad(rows, ((0, 0), (0, 1)), constant_values=len(events))

    def _scan(self, connections: Connections, stops: Stops) -> None:
        egress = np.minimum(stops.egress, NEVER).astype(np.int32)
        near = [np.flatnonzero(row <= HORIZON) for row in stops.transfer]
        change = [row[at] for row, at in zip(stops.transfer, near, strict=True)]
        reached: dict[tuple[int, int], Small] = {}

        def alight(stop: int, minute: int) -> Small:
            """Return the arrivals of who leaves a vehicle; all that leaves later is known by now."""
            at = near[stop]
            rows = self._next_row[at, np.minimum(minute + change[stop], HORIZON)]
            best = np.minimum(egress[stop] + minute, NEVER).astype(np.int16)
            return np.asarray(np.minimum(best, self.arrive[rows].min(axis=0)))

        seated: list[Small | None] = [None] * len(connections.trips)
        columns = (connections.start, connections.end, connections.arrive, connections.trip, self._row_of)
        done = len(self.minute)  # rows below it have not been begun
        begun = np.zeros(done + 1, dtype=bool).tolist()
        after = self.after.tolist()
        for _, end, arrive, trip, row in zip(*(column[::-1].tolist() for column in columns), strict=True):
            value = reached.get((end, arrive))
            if value is None:
                value = reached[end, arrive] = alight(end, arrive)
            before = seated[trip]
            if before is not None:
                value = np.minimum(value, before)
            seated[trip] = value
            known = self.arrive[row if begun[row] else after[row]]
            np.minimum(known, value, out=self.arrive[row])
            begun[row] = True

    def keys(self) -> Keys:
        """Return for each row and place the arrival and the latest departure that attains it."""
        left = np.zeros_like(self.arrive)
        for row in range(len(self.minute) - 1, -1, -1):
            later = self.after[row]
            left[row] = np.where(self.arrive[row] < self.arrive[later], self.minute[row], left[later])
        return (self.arrive.astype(np.int32) << _BITS) | (_LATEST - left)


def bucket_table(connections: Connections, stops: Stops, more: int = 0) -> Small:
    """Return ``[2 * bucket + more, from, to]``: arrivals by service for each bucket, then minutes of travel.

    Minutes of travel run from the latest departure that arrives as early. `NEVER` where there is no way.
    ``more`` layers are left for the caller to fill.
    """
    profiles = Profiles(connections, stops)
    keys = profiles.keys()
    table: Small = np.empty((2 * NUM_BUCKETS + more, *stops.access.shape[:1] * 2), dtype=np.int16)
    for place, access in enumerate(stops.access):
        best = _departures(profiles, keys, access)
        arrive = best >> _BITS
        left = _LATEST - (best & _LATEST)
        table[:NUM_BUCKETS, place] = arrive
        table[NUM_BUCKETS : 2 * NUM_BUCKETS, place] = np.where(arrive < NEVER, arrive - left, NEVER)
    return table


def _departures(profiles: Profiles, keys: Keys, access: IntArray) -> Keys:
    """Return the best keys ``[bucket, to]`` of who leaves one door."""
    best: Keys = np.full((NUM_BUCKETS, profiles.num_places), _NO_KEY, dtype=np.int32)
    for stop in np.flatnonzero(access <= HORIZON).tolist():
        first, last = profiles.first[stop], profiles.first[stop + 1]
        bucket = (profiles.minute[first:last] - access[stop] - START) // STEP
        bucket = np.minimum(bucket, NUM_BUCKETS - 2)  # the last bucket by which one has to leave the door
        new = np.append(True, bucket[1:] != bucket[:-1])[: len(bucket)] & (bucket >= 0)
        rows = first + np.flatnonzero(new)  # of the rows for one bucket the first is as good as any
        at = bucket[new]
        best[at] = np.minimum(best[at], keys[rows] + np.int32(access[stop]))
    return np.minimum.accumulate(best[::-1], axis=0)[::-1]
