"""The rides between the places of a day that can be worth taking: by the table, and at exact minutes."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from planner.arrays import INFINITY
from planner.network.buckets import STEP
from planner.network.journeys import Journeys, Step
from planner.travel import Rides, Travel


class Move(NamedTuple):
    """A ride: when one may leave at the latest for it, when one arrives, and the minutes of travel."""

    depart: int
    arrive: int
    moving: int


# (origin, target, not before, with lunch aboard) -> rides that can be worth taking
Going = Callable[[int, int, int, bool], Iterable[Move]]


class TableRides:
    """Rides as the table of a day has them."""

    def __init__(self, travel: Travel, nodes: Sequence[int], end: int) -> None:
        """Take the places of a day, as nodes, and the minute by which all rides arrive."""
        places = np.unique(np.array(nodes))
        profile = travel.select(places).profile(0, end)
        self._row = {node: row for row, node in enumerate(places.tolist())}
        self._minutes: list[list[int]] = profile.minutes.tolist()
        self._latest: list[list[int]] = np.minimum(profile.latest, end).tolist()
        self._services = _by_way(profile.services), _by_way(profile.with_lunch)

    def __call__(self, origin: int, target: int, depart: int, aboard: bool = False) -> list[Move]:
        """Return the ride that arrives first, and later ones each shorter than the one before."""
        start, end = self._row[origin], self._row[target]
        services = self._services[aboard][start * len(self._row) + end]
        moves = services[bisect_left(services, depart, key=lambda move: move.depart) :]
        arrive = depart + self._minutes[start][end]
        if not aboard and arrive <= min(self._latest[start][end], INFINITY - 1):
            moves.append(Move(depart, arrive, self._minutes[start][end]))
        wanted: list[Move] = []
        for move in sorted(moves, key=lambda move: (move.arrive, move.moving)):
            if not wanted or move.moving < wanted[-1].moving:
                wanted.append(move)
        return wanted


def _by_way(rides: Rides) -> defaultdict[int, list[Move]]:
    found: defaultdict[int, list[Move]] = defaultdict(list)
    columns = (rides.way, rides.depart, rides.arrive, rides.minutes)
    for way, *move in zip(*(column.tolist() for column in columns), strict=True):
        found[way].append(Move(*move))
    return found


class ExactRides:
    """Journeys at exact minutes, among them those of the table, which leave at its buckets."""

    def __init__(self, table: TableRides, ids: Sequence[str], journeys: Journeys, day: date) -> None:
        """Take the rides of the table, what its nodes are called, and the journeys of a date."""
        self.table, self.ids, self.journeys, self.date = table, ids, journeys, day

    def __call__(self, origin: int, target: int, depart: int, aboard: bool = False) -> Iterator[Move]:
        """Yield the rides: the exact one of a departure between two buckets, then those of the next bucket.

        Between two buckets with the same journey it is that one; only elsewhere it is looked for, which takes long.
        """
        if self.ids[origin] == self.ids[target]:
            if not aboard:
                yield Move(depart, depart, 0)
            return
        before = self.table(origin, target, depart - depart % STEP, aboard)
        after = self.table(origin, target, depart + -depart % STEP, aboard)
        if before and not (after and before[0][1:] == after[0][1:]):
            yield from self._asked(origin, target, depart, aboard)
        yield from after

    def _asked(self, origin: int, target: int, depart: int, aboard: bool) -> Iterator[Move]:
        if steps := self.steps(origin, target, depart, aboard):
            arrive = self.journeys.reaches_door(steps[-1])
            yield Move(depart, arrive, arrive - self.journeys.leaves_door(steps[0]))

    def steps(self, origin: int, target: int, depart: int, aboard: bool) -> list[Step] | None:
        """Return the legs of the journey that one takes who may leave at a minute; None when there is no way."""
        return self.journeys.journey(self.ids[origin], self.ids[target], depart, self.date, lunch=aboard)
