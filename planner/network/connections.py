"""A day's network in numbers: stops, the margins and footpaths between them, and the connections in order.

A *stop* is a place together with a mode that calls there; a *connection* is a vehicle's way from one halt to
the next (Dibbelt, Pajor, Strasser, Wagner: Connection Scan Algorithm, https://arxiv.org/abs/1703.05997).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from planner.arrays import INFINITY, IntArray
from planner.clock import DAY_MINUTES
from planner.corridor import Corridor, Mode
from planner.network.cache import NEVER, Small
from planner.network.footpaths import Footpaths, margins
from planner.network.metro import MetroWays
from planner.network.services import Trip, trips_on
from planner.network.tracks import HORIZON


class Stops:
    """Minutes from doors to vehicles, from vehicles to doors, and from vehicle to vehicle.

    Attributes
    ----------
    margins
        By place and mode.
    access
        ``[place, stop]``: from the door of a place to boarding at a stop.
    egress
        ``[stop, place]``: from alighting at a stop to the door of a place.
    transfer
        ``[stop, stop]``: from alighting to boarding, a minute at least.
    metro
        The ways by metro, which go on where those by foot and taxi do not or take longer.
    metro_row
        The metro's row of each place, -1 where there is none.
    metro_stops
        ``(stop, row)`` of the stops at places with a metro.
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
        self.metro_stops = [(stop, int(rows[stop])) for stop in np.flatnonzero(rows >= 0).tolist()]
        self._metro_stops = np.array(self.metro_stops, dtype=np.int64).reshape(-1, 2).T
        self.boarding = boarding = np.array([margin.boarding for margin in known.values()], dtype=np.int64)
        self.leaving = leaving = np.array([margin.exit for margin in known.values()], dtype=np.int64)
        self.access = _capped(footpaths.minutes[:, at] + boarding)
        self.egress = _capped(footpaths.minutes[at] + leaving[:, None])
        self.transfer = _capped(self.egress[:, at] + boarding)
        np.fill_diagonal(self.transfer, [margin.change for margin in known.values()])
        np.maximum(self.transfer, 1, out=self.transfer)

    def on_by_metro(self, stop: int, minute: int) -> tuple[Small, IntArray, IntArray] | None:
        """Return when one is at each place by metro who leaves a vehicle, stops, and when one can board there."""
        begin, row = minute + int(self.leaving[stop]), int(self.metro_row[self.place[stop]])
        if row < 0 or begin >= HORIZON:
            return None
        # the last one is for places without a metro
        arrive = np.append(self.metro.arrivals[row, :, begin], np.int16(NEVER))
        stops, rows = self._metro_stops
        return arrive[self.metro_row], stops, arrive[rows].astype(np.int64) + self.boarding[stops]


def _capped(minutes: IntArray) -> IntArray:
    return np.minimum(minutes, INFINITY)


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


def connections_on(corridor: Corridor, stops: Stops, day: date, until: int = DAY_MINUTES) -> Connections:
    """Expand the services of a day, with those of the day after that start before a minute."""
    trips = tuple(trips_on(corridor, day, until))
    rows = [
        (a.depart, b.arrive, stops.index[a.place, trip.line.mode], stops.index[b.place, trip.line.mode], n, k)
        for n, trip in enumerate(trips)
        for k, (a, b) in enumerate(pairwise(trip.halts))
        if a.depart < HORIZON
    ]
    table = np.array(rows, dtype=np.int64).reshape(-1, 6)
    table = table[np.argsort(table[:, 0], kind="stable")]
    depart, arrive, start, end, trip, halt = table.T.copy()
    return Connections(trips, depart, arrive, start, end, trip, halt)
