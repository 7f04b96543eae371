"""Earliest arrivals between places at all times of a day: one scan of the connections, backwards.

Going back in time, each departure from a stop learns when it leads to every place: by staying seated, by
leaving the vehicle for good, or by boarding another that leaves later and so is known already. All that happens
at one minute is done at once, for many places, as numpy arrays. In the hours of lunch it learns the same of
journeys with lunch aboard.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.arrays import IntArray
from planner.network.buckets import STEP, Buckets
from planner.network.cache import NEVER, Small
from planner.network.connections import Connections, Stops
from planner.network.events import Events, Moment
from planner.network.metro import leave_by
from planner.network.onward import Onward
from planner.network.tracks import HORIZON
from planner.rules import LUNCH_LATEST
from planner.stopping import StopToken

AT_ONCE = 1 << 25  # rows times places that are known at a time, so that memory stays small
WIDE = 48  # places
_BITS = 12  # arrival and departure in one number that sorts by early arrival, then late departure
_LATEST = (1 << _BITS) - 1
_NO_KEY = NEVER << _BITS

Keys = npt.NDArray[np.int32]


def least(values: Any, begin: IntArray) -> Any:
    """Return the least of each column from each row of ``begin`` to before the next of these.

    Of wide rows numpy does one group at a time several times quicker than all by `reduceat`.
    """
    if values.shape[1] < WIDE:
        return np.minimum.reduceat(values, begin, axis=0)
    found = np.empty((len(begin), values.shape[1]), dtype=values.dtype)
    for into, first, last in zip(found, begin.tolist(), [*begin[1:].tolist(), len(values)], strict=True):
        np.minimum.reduce(values[first:last], axis=0, out=into)
    return found


class Known:
    """By row and place the arrival of who is ready to board by then, and the latest departure that attains it."""

    def __init__(self, events: Events, num_places: int, *, is_empty: bool = False) -> None:
        """Begin with no way to anywhere; an empty one stays so, and takes no memory."""
        self._after = events.after
        shape = (events.num_rows + 1, num_places)
        self.arrive: Small = (
            np.broadcast_to(np.int16(NEVER), shape) if is_empty else np.full(shape, NEVER, np.int16)
        )
        self.left: Small = np.broadcast_to(np.int16(0), shape) if is_empty else np.zeros(shape, np.int16)

    def begin(self, rows: IntArray) -> None:
        """Let who is ready at a minute at least do what he can do later."""
        self.arrive[rows] = self.arrive[self._after[rows]]

    def put(self, rows: IntArray, arrive: Small) -> None:
        """Put in arrivals; rows are in order, with repetitions."""
        if len(rows):
            begin = np.flatnonzero(np.diff(rows, prepend=-1))
            at = rows[begin]
            self.arrive[at] = np.minimum(self.arrive[at], least(arrive, begin))

    def end(self, rows: IntArray, minute: int) -> None:
        """Note the departures, all arrivals of a minute being there."""
        after = self._after[rows]
        is_earlier = self.arrive[rows] < self.arrive[after]
        self.left[rows] = np.where(is_earlier, np.int16(minute), self.left[after])

    def keys(self, rows: IntArray) -> Keys:
        """Return arrivals and departures as numbers."""
        return (self.arrive[rows].astype(np.int32) << _BITS) | (_LATEST - self.left[rows])


class Profiles:
    """What each departure leads to at some places: of all journeys, and of those with lunch aboard from there on."""

    def __init__(self, events: Events, places: IntArray, stop: StopToken) -> None:
        """Scan the connections backwards."""
        self._events, self._egress = events, events.stops.egress(places)
        self._metro_row = events.stops.metro_row[places]
        num = len(places)
        self.all, self.fed = Known(events, num), Known(events, num, is_empty=not events.serves)
        self._leave: Small = np.full(
            (len(events.end), num), NEVER, np.int16
        )  # by arrival: for who leaves there
        self._stay: Small = np.full((events.num_trips, num), NEVER, np.int16)  # by trip: for who is aboard
        if events.serves:
            self._leave_fed, self._stay_fed = self._leave.copy(), self._stay.copy()
            self._ahead: Small = np.full((len(events.row), num), NEVER, np.int16)  # aboard, by connection
        for moment in events.moments():
            stop.check()
            self._scan(moment)

    def _scan(self, moment: Moment) -> None:
        e, minute = self._events, moment.minute
        if moment.alighting.start < moment.alighting.stop:
            self._alight(minute, moment.alighting)
        kinds = [self.all, self.fed] if e.serves and minute <= LUNCH_LATEST else [self.all]
        rows = e.rows_by_minute[moment.rows]
        for known in kinds:
            known.begin(rows)
        for departing in moment.departing:
            self._depart(departing, is_noon=len(kinds) > 1)
        bundled = e.bundled[moment.bundled]
        for known in kinds:
            known.put(e.bundle_row[moment.bundled], known.arrive[bundled])
            known.end(rows, minute)

    def _alight(self, minute: int, pairs: slice) -> None:
        """Note the arrivals of who leaves a vehicle; all that leaves later is known by now."""
        e = self._events
        ends = e.end[pairs]
        targets, minutes, begin = e.onward.of_all(ends)
        rows = e.next_row[targets, np.minimum(minute + minutes, HORIZON)]
        on_foot = np.minimum(self._egress[ends] + np.int32(minute), NEVER).astype(np.int16)
        on = least(self.all.arrive[rows], begin)
        self._leave[pairs] = np.minimum(on_foot, on)
        is_noon = e.serves and minute < LUNCH_LATEST
        if is_noon:
            self._leave_fed[pairs] = least(self.fed.arrive[rows], begin)
        for at in np.flatnonzero(np.isin(ends, e.stops.metro_stops[0])).tolist():
            self._alight_by_metro(minute, int(ends[at]), pairs.start + at, is_noon=is_noon)

    def _alight_by_metro(self, minute: int, end: int, pair: int, *, is_noon: bool) -> None:
        """Put in the arrivals of who goes on by metro."""
        by_metro = self._events.stops.by_metro(end, minute)
        if by_metro is None:
            return
        doors, ready = by_metro
        rows = self._events.next_row[self._events.stops.metro_stops[0], np.minimum(ready, HORIZON)]
        # the last one is for places without a metro
        best = np.minimum(np.append(doors, np.int16(NEVER))[self._metro_row], self._leave[pair])
        self._leave[pair] = np.minimum(best, self.all.arrive[rows].min(axis=0))
        if is_noon:
            on_fed = self.fed.arrive[rows].min(axis=0)
            self._leave_fed[pair] = np.minimum(on_fed, self._leave_fed[pair])

    def _depart(self, departing: slice, *, is_noon: bool) -> None:
        e = self._events
        trips, pairs, rows = e.trip[departing], e.pair[departing], e.row[departing]
        aboard = self._stay[trips] = np.minimum(self._stay[trips], self._leave[pairs])
        self.all.put(rows, aboard)
        if not e.serves:
            return
        self._ahead[departing] = aboard
        fed = self._stay_fed[trips] = np.minimum(self._stay_fed[trips], self._leave_fed[pairs])
        if is_noon:
            eats = e.enough[departing] >= 0
            fed[eats] = np.minimum(fed[eats], self._ahead[e.enough[departing][eats]])
            self.fed.put(rows, fed)


@dataclass(frozen=True, eq=False)
class Door:
    """The rows that who leaves a place may begin with, the minutes to be there, and the bucket, which they go by."""

    rows: IntArray
    access: IntArray
    bucket: IntArray

    @classmethod
    def of(cls, events: Events, onward: Onward, place: int, buckets: Buckets) -> Door:
        """Find them; of the rows of a stop for one bucket the first is as good as any."""
        targets, minutes = onward.of(place)
        first, num = events.first[targets], events.first[targets + 1] - events.first[targets]
        begin = np.cumsum(num) - num
        rows = np.arange(num.sum()) + np.repeat(first - begin, num)
        access = np.repeat(minutes, num)
        bucket = (events.minute[rows] - access - buckets.first) // STEP
        bucket = np.minimum(bucket, buckets.num - 2)  # the last bucket by which one has to leave the door
        is_new = np.diff(bucket, prepend=-1) != 0
        is_new[begin[num > 0]] = True
        chosen = np.flatnonzero(is_new & (bucket >= 0))
        chosen = chosen[np.argsort(bucket[chosen], kind="stable")]
        return cls(rows[chosen], access[chosen], bucket[chosen])

    def departures(self, known: Known, size: int) -> Keys:
        """Return the best keys ``[bucket, to]`` of so many buckets; none leaves later."""
        best: Keys = np.full((size, known.arrive.shape[1]), _NO_KEY, dtype=np.int32)
        num = np.searchsorted(self.bucket, size)
        if num:
            begin = np.flatnonzero(np.diff(self.bucket[:num], prepend=-1))
            keys = known.keys(self.rows[:num]) + self.access[:num, None].astype(np.int32)
            best[self.bucket[begin]] = np.minimum(least(keys, begin), _NO_KEY)
        return best


def bucket_table(
    connections: Connections,
    stops: Stops,
    places: IntArray,
    buckets: Buckets,
    more: int = 0,
    stop: StopToken | None = None,
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
    events = Events(connections, stops)
    onward = Onward(stops.access(places), stops.bundle)
    doors = [Door.of(events, onward, row, buckets) for row in range(len(places))]
    table: Small = np.empty((buckets.num_layers + more, len(places), len(places)), dtype=np.int16)
    at_once = max(1, AT_ONCE // (1 + events.num_rows + len(events.end)))
    for begin in range(0, len(places), at_once):
        columns = slice(begin, begin + at_once)
        profiles = Profiles(events, places[columns], stop)
        for row, door in enumerate(doors):
            stop.check()
            _fill(table[:, row, columns], events, door, profiles, int(places[row]), places[columns], buckets)
    return table


def _fill(
    layers: Small,
    events: Events,
    door: Door,
    profiles: Profiles,
    origin: int,
    places: IntArray,
    buckets: Buckets,
) -> None:
    first, stops = 0, events.stops
    for known, size in ((profiles.all, buckets.num), (profiles.fed, buckets.num_meals)):
        best = door.departures(known, size)
        row = int(stops.metro_row[origin])
        if row >= 0:
            _by_metro(events, known, row, buckets, best)
            if known is profiles.all:
                _all_by_metro(stops, row, places, buckets, best)
        best = np.minimum.accumulate(best[::-1], axis=0)[::-1]
        arrive = best >> _BITS
        left = _LATEST - (best & _LATEST)
        layers[first : first + size] = arrive
        layers[first + size : first + 2 * size] = np.where(arrive < NEVER, arrive - left, NEVER)
        first += 2 * size


def _by_metro(events: Events, known: Known, row: int, buckets: Buckets, best: Keys) -> None:
    """Put in the keys of who goes from a door to a vehicle by metro."""
    stops = events.stops
    for stop, other in stops.metro_stops.T.tolist():
        rows = np.arange(events.first[stop], events.first[stop + 1])
        ready = events.minute[rows] - stops.boarding[stop]
        leave = leave_by(stops.metro.arrivals[row, other], ready)
        bucket = np.minimum((leave - buckets.first) // STEP, buckets.num - 2)
        is_known = (leave >= buckets.first) & (bucket < len(best))
        if is_known.any():
            at, begin = np.unique(bucket[is_known], return_index=True)
            keys = _keys(known.arrive[rows[is_known]], leave[is_known][:, None])
            best[at] = np.minimum(best[at], least(keys, begin))


def _all_by_metro(stops: Stops, row: int, places: IntArray, buckets: Buckets, best: Keys) -> None:
    """Put in the keys of who goes from door to door by metro."""
    depart = buckets.minute(np.arange(min(buckets.num - 1, HORIZON // STEP)))
    depart = depart[depart < HORIZON]
    rows = stops.metro_row[places]
    for column in np.flatnonzero(rows >= 0).tolist():
        arrivals = stops.metro.arrivals[row, rows[column]]
        arrive = arrivals[depart]
        keys = _keys(arrive, leave_by(arrivals, arrive.astype(np.int64)))
        best[: len(depart), column] = np.minimum(best[: len(depart), column], keys)


def _keys(arrive: Small, leave: IntArray) -> Keys:
    return np.where(arrive < NEVER, (arrive.astype(np.int32) << _BITS) | (_LATEST - leave), _NO_KEY).astype(
        np.int32
    )
