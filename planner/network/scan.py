"""Earliest arrivals between all places at all times of a day: one scan of the connections, backwards.

Going back in time, each departure from a stop learns when it leads to every place: by staying seated, by
leaving the vehicle for good, or by boarding another that leaves later and so is known already. All places are
done at once, as numpy vectors. In the hours of lunch it learns the same of journeys with lunch aboard.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.arrays import IntArray
from planner.network.buckets import STEP, Buckets
from planner.network.cache import NEVER, Small
from planner.network.connections import Connections, Stops
from planner.network.meals import MEAL_MODES, enough_by
from planner.network.metro import leave_by
from planner.network.tracks import HORIZON
from planner.rules import LUNCH_LATEST
from planner.stopping import StopToken

_BITS = 12  # arrival and departure in one number that sorts by early arrival, then late departure
_LATEST = (1 << _BITS) - 1
_NO_KEY = NEVER << _BITS

Keys = npt.NDArray[np.int32]


class Profiles:
    """For each minute at which something leaves a stop, the arrivals of who is ready to board by then.

    Rows are sorted by stop and minute; the row after the last is that of nothing left.
    """

    def __init__(self, connections: Connections, stops: Stops, stop: StopToken) -> None:
        """Scan the connections backwards."""
        self._stop = stop
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
        self.fed: Small = self.arrive.copy()  # the same of journeys with lunch aboard from here on
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
        reached: dict[tuple[int, int], tuple[Small, Small]] = {}

        def alight(stop: int, minute: int) -> tuple[Small, Small]:
            """Return the arrivals of who leaves a vehicle; all that leaves later is known by now."""
            at = near[stop]
            rows = self._next_row[at, np.minimum(minute + change[stop], HORIZON)]
            best = np.minimum(egress[stop] + minute, NEVER).astype(np.int16)
            by_metro = stops.on_by_metro(stop, minute)
            if by_metro is not None:
                doors, others, ready = by_metro
                best = np.minimum(best, doors)
                rows = np.concatenate([rows, self._next_row[others, np.minimum(ready, HORIZON)]])
            fed = self.fed[rows].min(axis=0) if minute < LUNCH_LATEST else self.fed[-1]
            return np.minimum(best, self.arrive[rows].min(axis=0)), fed

        seated = [_Seated(trip.line.mode in MEAL_MODES, self.arrive[-1]) for trip in connections.trips]
        columns = (connections.start, connections.end, connections.arrive, connections.trip, self._row_of)
        done = len(self.minute)  # rows below it have not been begun
        begun = np.zeros(done + 1, dtype=bool).tolist()
        after = self.after.tolist()
        departs = connections.depart[::-1].tolist()
        for depart, (_, end, arrive, trip, row) in zip(
            departs, zip(*(column[::-1].tolist() for column in columns), strict=True), strict=True
        ):
            self._stop.check()
            value = reached.get((end, arrive))
            if value is None:
                value = reached[end, arrive] = alight(end, arrive)
            ahead = seated[trip]
            ahead.stay_aboard(arrive, *value)
            before = row if begun[row] else after[row]
            np.minimum(self.arrive[before], ahead.arrive, out=self.arrive[row])
            if depart <= LUNCH_LATEST:
                np.minimum(self.fed[before], ahead.eat(depart), out=self.fed[row])
            begun[row] = True

    def keys(self, arrive: Small, until: int) -> Keys:
        """Return for each row and place the arrival and the latest departure that attains it.

        Nothing that leaves after minute ``until`` arrives anywhere.
        """
        left = np.zeros_like(arrive)
        for row in np.flatnonzero(self.minute <= until)[::-1].tolist():
            later = self.after[row]
            left[row] = np.where(arrive[row] < arrive[later], self.minute[row], left[later])
        return (arrive.astype(np.int32) << _BITS) | (_LATEST - left)


class _Seated:
    """What is known of one vehicle by those on board, from its last connection backwards."""

    def __init__(self, serves: bool, never: Small) -> None:
        """Begin after the last stop; ``serves`` when one can eat aboard."""
        self.serves, self.arrive, self.fed = serves, never, never
        self._ahead: list[
            tuple[int, Small]
        ] = []  # (next stop reached, arrivals of who leaves there or later)

    def stay_aboard(self, minute: int, arrive: Small, fed: Small) -> None:
        """Go back a connection, at whose end those who leave get to places at the given times."""
        self.arrive = np.minimum(self.arrive, arrive)
        self.fed = np.minimum(self.fed, fed)
        if self.serves:
            self._ahead.append((minute, self.arrive))

    def eat(self, depart: int) -> Small:
        """Return the arrivals of who boards now and has lunch in this vehicle or a later one."""
        enough = enough_by(depart)
        here = next((arrive for minute, arrive in reversed(self._ahead) if minute >= enough), None)
        return self.fed if here is None else np.minimum(self.fed, here)


def bucket_table(
    connections: Connections, stops: Stops, buckets: Buckets, more: int = 0, stop: StopToken | None = None
) -> Small:
    """Return ``[num_layers + more, from, to]``: arrivals by service for each bucket, then minutes of travel.

    Two groups of layers follow that are the same for journeys with lunch aboard, up to its latest hour.
    Minutes of travel run from the latest departure that arrives as early. `NEVER` where there is no way.
    ``more`` layers are left for the caller to fill.

    Raises
    ------
    StoppedError
        When somebody asked to stop before it was there.
    """
    stop = stop or StopToken()
    profiles = Profiles(connections, stops, stop)
    table: Small = np.empty((buckets.num_layers + more, *stops.access.shape[:1] * 2), dtype=np.int16)
    first = 0
    groups = (profiles.arrive, buckets.num, HORIZON), (profiles.fed, buckets.num_meals, LUNCH_LATEST)
    for arrivals, size, until in groups:
        keys = profiles.keys(arrivals, until)
        for place, access in enumerate(stops.access):
            stop.check()
            best = _departures(profiles, keys, access, buckets, size)
            row = int(stops.metro_row[place])
            if row >= 0:
                _by_metro(profiles, arrivals, stops, row, buckets, best)
                if arrivals is profiles.arrive:
                    _all_by_metro(stops, row, buckets, best)
            best = np.minimum.accumulate(best[::-1], axis=0)[::-1]
            arrive = best >> _BITS
            left = _LATEST - (best & _LATEST)
            table[first : first + size, place] = arrive
            table[first + size : first + 2 * size, place] = np.where(arrive < NEVER, arrive - left, NEVER)
        first += 2 * size
    return table


def _departures(profiles: Profiles, keys: Keys, access: IntArray, buckets: Buckets, size: int) -> Keys:
    """Return the best keys ``[bucket, to]`` of who leaves one door, for so many buckets; none leaves later."""
    best: Keys = np.full((size, profiles.num_places), _NO_KEY, dtype=np.int32)
    for stop in np.flatnonzero(access <= HORIZON).tolist():
        first, last = profiles.first[stop], profiles.first[stop + 1]
        bucket = (profiles.minute[first:last] - access[stop] - buckets.first) // STEP
        bucket = np.minimum(bucket, buckets.num - 2)  # the last bucket by which one has to leave the door
        new = np.append(True, bucket[1:] != bucket[:-1])[: len(bucket)] & (bucket >= 0) & (bucket < size)
        rows = first + np.flatnonzero(new)  # of the rows for one bucket the first is as good as any
        at = bucket[new]
        best[at] = np.minimum(best[at], keys[rows] + np.int32(access[stop]))
    return best


def _by_metro(
    profiles: Profiles, arrive: Small, stops: Stops, row: int, buckets: Buckets, best: Keys
) -> None:
    """Put in the keys of who goes from a door to a vehicle by metro."""
    for stop, other in stops.metro_stops:
        rows = np.arange(profiles.first[stop], profiles.first[stop + 1])
        ready = profiles.minute[rows] - stops.boarding[stop]
        leave = leave_by(stops.metro.arrivals[row, other], ready)
        bucket = np.minimum((leave - buckets.first) // STEP, buckets.num - 2)
        known = (leave >= buckets.first) & (bucket < len(best))
        if known.any():
            at, begin = np.unique(bucket[known], return_index=True)
            keys = _keys(arrive[rows[known]], leave[known][:, None])
            best[at] = np.minimum(best[at], np.minimum.reduceat(keys, begin))


def _all_by_metro(stops: Stops, row: int, buckets: Buckets, best: Keys) -> None:
    """Put in the keys of who goes from door to door by metro."""
    depart = buckets.minute(np.arange(min(buckets.num - 1, HORIZON // STEP)))
    depart = depart[depart < HORIZON]
    for place in np.flatnonzero(stops.metro_row >= 0).tolist():
        arrivals = stops.metro.arrivals[row, stops.metro_row[place]]
        arrive = arrivals[depart]
        keys = _keys(arrive, leave_by(arrivals, arrive.astype(np.int64)))
        best[: len(depart), place] = np.minimum(best[: len(depart), place], keys)


def _keys(arrive: Small, leave: IntArray) -> Keys:
    return np.where(arrive < NEVER, (arrive.astype(np.int32) << _BITS) | (_LATEST - leave), _NO_KEY).astype(
        np.int32
    )
