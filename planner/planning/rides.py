"""The rides between the places of a day that can be worth taking."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

import numpy as np

from planner.arrays import INFINITY, FloatArray, IntArray
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

    def __init__(self, travel: Travel, nodes: Sequence[int], hours: tuple[int, int], price: Price) -> None:
        """Take the places of a day, as nodes, the hours of all rides, and what rides take."""
        self.price = price
        places = np.unique(np.array(nodes))
        profile = travel.select(places).profile(*hours)
        self._row = {node: row for row, node in enumerate(places.tolist())}
        latest = np.minimum(np.minimum(profile.latest, hours[1]), INFINITY - 1)
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
