"""A day's network in numbers: stops, the margins and footpaths between them, and the connections in order.

A *stop* is a place together with a mode that calls there; a *connection* is a vehicle's way from one halt to
the next (Dibbelt, Pajor, Strasser, Wagner: Connection Scan Algorithm, https://arxiv.org/abs/1703.05997).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.arrays import INFINITY, IntArray
from planner.clock import DAY_MINUTES
from planner.corridor import Corridor, Mode
from planner.network.cache import Minutes, Small
from planner.network.footpaths import Footpaths, margins
from planner.network.metro import MetroWays
from planner.network.services import Trip, trips_on
from planner.network.tracks import HORIZON
from planner.stopping import StopToken

BUNDLED = 4  # stops at least; fewer are not worth it


class Stops:
    """Minutes from doors to vehicles, from vehicles to doors, and from vehicle to vehicle.

    Attributes
    ----------
    margins
        By place and mode.
    transfer
        ``[stop, stop]``: from alighting to boarding, a minute at least.
    metro
        The ways by metro, which go on where those by foot and taxi do not or take longer.
    metro_row
        The metro's row of each place, -1 where there is none.
    metro_stops
        ``[stop or row, number]``: the stops at places with a metro, and their rows of it.
    bundle
        The number of the bundle of each stop that has one, else -1: its stops are reached by taxi alike.
    """

    def __init__(self, corridor: Corridor, footpaths: Footpaths, metro: MetroWays | None = None) -> None:
        """Join the margins with one footpath at most on each side."""
        self.metro = metro or MetroWays(corridor)
        self.margins = known = margins(corridor)
        self.keys: tuple[tuple[str, Mode], ...] = tuple(known)
        self.index = {key: number for number, key in enumerate(self.keys)}
        at = np.array([footpaths.index[place] for place, _ in self.keys], dtype=np.int64)
        self.place = at
        self.metro_row = np.array([self.metro.row.get(place, -1) for place in footpaths.ids], dtype=np.int64)
        rows = self.metro_row[at]
        near = np.flatnonzero(rows >= 0)
        self.metro_stops = np.stack([near, rows[near]])
        self.boarding = boarding = np.array([margin.boarding for margin in known.values()], dtype=np.int64)
        self.leaving = leaving = np.array([margin.exit for margin in known.values()], dtype=np.int64)
        self.bundle = _bundles(footpaths, self.keys, boarding)
        self._walks = footpaths.minutes
        self.transfer = _capped(self._walks[np.ix_(at, at)] + (leaving[:, None] + boarding).astype(np.int32))
        np.fill_diagonal(self.transfer, [margin.change for margin in known.values()])
        np.maximum(self.transfer, 1, out=self.transfer)

    def access(self, places: IntArray) -> Minutes:
        """Return ``[place, stop]``: the minutes from the door of a place to boarding at a stop."""
        return _capped(self._walks[np.ix_(places, self.place)] + self.boarding)

    def egress(self, places: IntArray) -> Minutes:
        """Return ``[stop, place]``: the minutes from alighting at a stop to the door of a place."""
        return _capped(self._walks[np.ix_(self.place, places)] + self.leaving[:, None])

    def by_metro(self, stop: int, minute: int) -> tuple[Small, IntArray] | None:
        """Return when who leaves a vehicle is at each door of the metro, and ready at each of ``metro_stops``."""
        begin, row = minute + int(self.leaving[stop]), int(self.metro_row[self.place[stop]])
        if row < 0 or begin >= HORIZON:
            return None
        arrive = self.metro.arrivals[row, :, begin]
        stops, rows = self.metro_stops
        return arrive, arrive[rows].astype(np.int64) + self.boarding[stops]


def _capped(minutes: npt.NDArray[Any]) -> Minutes:
    capped: Minutes = np.minimum(minutes, INFINITY).astype(np.int32)
    return capped


def _bundles(footpaths: Footpaths, keys: Sequence[tuple[str, Mode]], boarding: IntArray) -> IntArray:
    """Return for each stop the number of its bundle, -1 where it has none.

    The stops of a bundle hang on the rest of the roads by equal links, so that a taxi reaches all of them in
    equal minutes.
    """
    links = defaultdict[str, set[tuple[str, int]]](set)
    for start, ways in footpaths.roads.links.items():
        for end, way in ways.items():
            links[end].add((start, way.minutes))
    found = defaultdict[Any, list[int]](list)
    for stop, (place, _) in enumerate(keys):
        if place in links:
            found[frozenset(links[place]), int(boarding[stop])].append(stop)
    bundle = np.full(len(keys), -1, dtype=np.int64)
    for number, stops in enumerate(each for each in found.values() if len(each) >= BUNDLED):
        bundle[stops] = number
    return bundle


@dataclass(frozen=True, eq=False)
class Connections:
    """Connections in order of departure; those of one trip stay in its order."""

    trips: tuple[Trip, ...]
    depart: IntArray
    arrive: IntArray
    start: IntArray  # stop
    end: IntArray  # stop
    trip: IntArray
    halt: IntArray  # which of the trip's halts it starts from


def connections_on(
    corridor: Corridor, stops: Stops, day: date, until: int = DAY_MINUTES, stop: StopToken | None = None
) -> Connections:
    """Expand the services of a day, with those of the day after that start before a minute.

    Raises
    ------
    StoppedError
        When somebody asked to stop before all were there.
    """
    trips, rows, stop = [], [], stop or StopToken()
    for number, trip in enumerate(trips_on(corridor, day, until)):
        stop.check()
        trips.append(trip)
        at = [stops.index[halt.place, trip.line.mode] for halt in trip.halts]
        rows += [
            (a.depart, b.arrive, start, end, number, k)
            for k, ((a, b), (start, end)) in enumerate(zip(pairwise(trip.halts), pairwise(at), strict=True))
            if a.depart < HORIZON
        ]
    table = np.array(rows, dtype=np.int64).reshape(-1, 6)
    table = table[np.argsort(table[:, 0], kind="stable")]
    return Connections(tuple(trips), *table.T.copy())
