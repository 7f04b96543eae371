"""The rides between the places of a day that can be worth taking: by the table, and at exact minutes."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Protocol

import numpy as np

from planner.arrays import INFINITY, FloatArray, IntArray
from planner.network.buckets import STEP
from planner.network.journeys import Journeys, Step
from planner.solver import Ride
from planner.travel import Rides, Travel


class Going(Protocol):
    """Answers how one can ride."""

    def __call__(self, origin: int, target: int, depart: int, /, aboard: bool = False) -> Iterable[Ride]:
        """Return the rides worth taking by who may leave at a minute, or those with lunch aboard."""
        ...


# (minutes, CNY for one, changes) of rides -> (what they take from the objective, CNY for the party)
Price = Callable[[IntArray, FloatArray, IntArray], tuple[IntArray, IntArray]]


class TableRides:
    """Rides as the table of a day has them."""

    def __init__(self, travel: Travel, nodes: Sequence[int], end: int, price: Price) -> None:
        """Take the places of a day, as nodes, the minute by which all rides arrive, and what rides take."""
        self.price = price
        places = np.unique(np.array(nodes))
        profile = travel.select(places).profile(0, end)
        self._row = {node: row for row, node in enumerate(places.tolist())}
        latest = np.minimum(np.minimum(profile.latest, end), INFINITY - 1)
        priced = price(profile.minutes, profile.cny, profile.changes)
        direct = np.stack((profile.minutes, latest, *priced), axis=-1)
        self._direct: list[list[list[int]]] = direct.tolist()
        self._services = self._by_way(profile.services), self._by_way(profile.with_lunch)

    def _by_way(self, rides: Rides) -> defaultdict[int, list[Ride]]:
        found: defaultdict[int, list[Ride]] = defaultdict(list)
        priced = self.price(rides.minutes, rides.cny, rides.changes)
        columns = rides.way, rides.depart, rides.arrive, rides.minutes, *priced
        for way, *ride in zip(*(column.tolist() for column in columns), strict=True):
            found[way].append(Ride(*ride))
        return found

    def __call__(self, origin: int, target: int, depart: int, aboard: bool = False) -> list[Ride]:
        """Return the ride that arrives first, and later ones that none before is as good as."""
        start, end = self._row[origin], self._row[target]
        services = self._services[aboard][start * len(self._row) + end]
        rides = services[bisect_left(services, depart, key=lambda ride: ride.depart) :]
        minutes, latest, loss, cny = self._direct[start][end]
        if not aboard and depart + minutes <= latest:
            rides.append(Ride(depart, depart + minutes, minutes, loss, cny))
        wanted: list[Ride] = []
        for ride in sorted(rides, key=lambda ride: ride[1:]):
            if not any(
                other.minutes <= ride.minutes and other.loss <= ride.loss and other.cny <= ride.cny
                for other in wanted
            ):
                wanted.append(ride)
        return wanted


class ExactRides:
    """Journeys at exact minutes, among them those of the table, which leave at its buckets."""

    def __init__(self, table: TableRides, ids: Sequence[str], journeys: Journeys, day: date) -> None:
        """Take the rides of the table, what its nodes are called, and the journeys of a date."""
        self.table, self.ids, self.journeys, self.date = table, ids, journeys, day

    def __call__(self, origin: int, target: int, depart: int, aboard: bool = False) -> Iterator[Ride]:
        """Yield the rides: the exact one of a departure between two buckets, then those of the next bucket.

        Between two buckets with the same journey it is that one; only elsewhere it is looked for, which takes long.
        """
        if self.ids[origin] == self.ids[target]:
            if not aboard:
                yield Ride(depart, depart, 0, 0, 0)
            return
        before = self.table(origin, target, depart - depart % STEP, aboard)
        after = self.table(origin, target, depart + -depart % STEP, aboard)
        if before and not (after and before[0][1:] == after[0][1:]):
            yield from self._asked(origin, target, depart, aboard, before[0])
        yield from after

    def _asked(self, origin: int, target: int, depart: int, aboard: bool, like: Ride) -> Iterator[Ride]:
        """Yield the ride at a minute; it costs as much as one of the table a little before it."""
        if steps := self.steps(origin, target, depart, aboard):
            arrive = self.journeys.reaches_door(steps[-1])
            minutes = arrive - self.journeys.leaves_door(steps[0])
            more, _ = self.table.price(np.array(minutes - like.minutes), np.array(0.0), np.array(0))
            yield Ride(depart, arrive, minutes, like.loss + int(more), like.cny)

    def steps(self, origin: int, target: int, depart: int, aboard: bool) -> list[Step] | None:
        """Return the legs of the journey that one takes who may leave at a minute; None when there is no way."""
        return self.journeys.journey(self.ids[origin], self.ids[target], depart, self.date, lunch=aboard)
