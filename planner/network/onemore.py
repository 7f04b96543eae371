"""What one more service would change: the earliest arrivals when one trip more runs, exact.

Whoever rides it once leaves his door in time to board it, and goes on from where he leaves it, both by all that runs
already. So the day's network is searched once to each stop and once from each, whatever the trips are that are tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from planner.arrays import INFINITY, IntArray
from planner.network.cache import NEVER, Minutes, Small
from planner.network.fronts import Table
from planner.network.hops import Fan, Hops, Ways
from planner.network.labels import LONGEST_GROUND
from planner.network.services import Halt
from planner.network.soonest import Soonest
from planner.network.tracks import HORIZON


class OneMore:
    """The earliest arrivals with one trip more."""

    def __init__(self, known: Soonest, arrive: Minutes, stops: Sequence[int], until: int) -> None:
        """Search to and from some stops of `Hops`, by their numbers, where one leaves a vehicle by some minute.

        ``arrive`` are the arrivals of today, ``[origin, destination, minute]``.
        """
        self.today, self._known, self._hops = arrive, known, known.options.hops()
        self._row = {stop: row for row, stop in enumerate(stops)}
        self._until = until
        platforms = [self._hops.change.leading_to(stop) for stop in stops]
        width = known.last - known.first + 1
        self._ready = np.stack(
            [
                self._arrivals(table, known.entries.leading_to(stop), known.last, waits=True)[:, :width]
                for stop, table in zip(stops, self._scan(known.entries, platforms), strict=True)
            ]
        )
        change = self._hops.change.select(np.array(stops, dtype=np.int64))
        self._onward = np.stack(
            [
                self._arrivals(table, fan.select(np.array(stops)), until, waits=False)
                for fan, table in zip(known.exits, self._scan(change, known.exits), strict=True)
            ],
            axis=1,
        )

    def _scan(self, entries: Fan, exits: Sequence[Fan]) -> list[Table]:
        nowhere = Fan.of([[] for _ in entries.first[1:]])
        window = self._known.first, NEVER
        return list(
            self._known.options.scans(entries, exits, [nowhere] * len(exits), window, lambda table, _: table)
        )

    def _arrivals(self, table: Table, direct: Fan, until: int, *, waits: bool) -> Small:
        """Return ``[point, minute]``: the arrivals by journeys that are found, and by ways without a ride.

        Who ``waits`` may set out later by these too.
        """
        first, num = self._known.first, until - self._known.first + 1
        late = HORIZON - first
        found = np.full((len(direct.first) - 1, late), NEVER, dtype=np.int32)
        np.minimum.at(found, (table["door"], np.minimum(table["leave"] - first, late - 1)), table["arrive"])
        alone = np.full_like(found, NEVER)
        for point, (begin, end) in enumerate(pairwise(direct.first.tolist())):
            for way in direct.ways[begin:end]:
                np.minimum(alone[point], _arrive(self._hops, way, first), out=alone[point])
        if waits:
            np.minimum(found, alone, out=found)
        found = np.minimum.accumulate(found[:, ::-1], axis=1)[:, ::-1]
        return np.minimum(np.minimum(found, alone)[:, :num], NEVER).astype(np.int16)

    def with_trip(
        self, halts: Sequence[Halt], stops: Sequence[int]
    ) -> tuple[tuple[IntArray, IntArray], Minutes]:
        """Return the origins and destinations that a trip lets one be at earlier, and the arrivals then by minute.

        ``stops`` are the numbers of the halts' stops.
        """
        rows = [self._row[stop] for stop in stops]
        boardings = list(self._boardings(halts, rows))
        gains = np.zeros(self.today.shape[:2], dtype=bool)
        for latest, there in boardings:
            last = np.take_along_axis(self.today, np.maximum(latest, 0)[:, None, None], axis=2)[:, :, 0]
            gains |= (latest >= 0)[:, None] & (there < last)
        origins, ends = np.nonzero(gains)
        arrive, minute = self.today[origins, ends], np.arange(self.today.shape[2])
        for latest, there in boardings:
            in_time = minute <= latest[origins][:, None]
            arrive = np.where(in_time, np.minimum(arrive, there[ends][:, None]), arrive)
        return (origins, ends), arrive

    def _boardings(
        self, halts: Sequence[Halt], rows: Sequence[int]
    ) -> list[tuple[IntArray, npt.NDArray[np.int32]]]:
        """Return for each halt but the last the latest minute of each origin to board, and when one is at each end."""
        there = np.full(self.today.shape[1], INFINITY, dtype=np.int32)
        found = []
        for halt, row, following, onward in reversed(
            [(*pair[0], *pair[1]) for pair in pairwise(zip(halts, rows, strict=True))]
        ):
            if following.arrive <= self._until:
                at = self._onward[onward, :, following.arrive - self._known.first].astype(np.int32)
                there = np.minimum(there, np.where(at < NEVER, at, INFINITY))
            latest = (self._ready[row] <= halt.depart).sum(axis=1) - 1
            found.append((latest, there))
        return found


def _arrive(hops: Hops, way: Ways | np.void, first: int) -> npt.NDArray[np.int64]:
    """Return when who sets out by a way at each minute is at its end, as `labels.Way.arrive` does."""
    begin = np.arange(first, HORIZON) + int(way["before"])
    if way["row"] < 0:
        return np.asarray(begin + int(way["minutes"]) + int(way["after"]))
    at = np.minimum(begin, HORIZON - 1)
    arrive = hops.metro[way["row"], way["column"], at].astype(np.int64)
    is_way = (begin < HORIZON) & (arrive - begin <= LONGEST_GROUND) & (arrive < NEVER)
    return np.where(is_way, arrive + int(way["after"]), NEVER)
