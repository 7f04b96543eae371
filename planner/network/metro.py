"""The metro from door to door: for any two places near enough to it, the arrival for every minute of a departure.

Between two places there is one way, the best by day, where a change counts as the minutes that its price is worth: a
walk, rides with changes, a walk. Trains run by headway and nobody knows their minutes, so whoever comes to a platform
waits for a whole headway, and for the first train of the day; after the last train there is none until the next
morning. All this never arrives earlier for who leaves later.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import cached_property
from hashlib import sha256
from itertools import chain, pairwise
from math import ceil
from pathlib import Path

import numpy as np

from planner import rules
from planner.arrays import INFINITY, IntArray
from planner.corridor import Corridor, FareBasis, Metro, MetroStation, Place
from planner.geo import great_circle_km
from planner.kept import kept, path_of
from planner.network.cache import NEVER, Small, cached
from planner.network.journeys import Step
from planner.network.rivers import Rivers
from planner.network.tracks import (
    BOARDING,
    CHANGE,
    EXIT,
    HORIZON,
    LONGEST,
    Ride,
    Track,
    Way,
    fares,
    tracks_of,
)
from planner.rules import (
    CHANGE_PRICE,
    METRO_WALK_KM,
    TRANSIT_CNY_PER_KM,
    TRAVEL_PRICE,
    WALK_DETOUR,
    WALK_KM_H,
)

FORMAT = 2  # of what is kept on disk; goes up with every change of how ways are found
KEPT = 4  # corridors whose ways are kept
CHANGES = 3  # at most
_BY_DAY = 12 * 60  # the hour whose headways decide which way is the best
_PER_CHANGE = CHANGE + CHANGE_PRICE // TRAVEL_PRICE


class MetroWays:
    """The ways by metro between the places of a corridor that lie near one.

    Attributes
    ----------
    doors
        Their ids.
    arrivals
        ``[door, door, minute]``: when one is at the second door who leaves the first; `NEVER` without a way.
    """

    def __init__(self, corridor: Corridor, *, use_cache: bool = False, folder: Path | None = None) -> None:
        """Find the way between each two places, and its arrivals at all minutes.

        With ``use_cache`` both are kept on disk in a folder, by default the user's cache.
        """
        self.corridor = corridor
        use_cache = use_cache and bool(corridor.metros)
        self._tracks = [
            [track for line in metro.lines for track in tracks_of(metro, line)] for metro in corridor.metros
        ]
        if use_cache:
            content = kept(path_of("metro", self._key, folder), self._ways_as_bytes, KEPT)
            self.ways = dict(self._ways_of(json.loads(content)))
        else:
            self.ways = self._found_ways()
        self.doors = tuple(dict.fromkeys(door for ends in self.ways for door in ends))
        self.row = {door: row for row, door in enumerate(self.doors)}
        shape = len(self.doors), len(self.doors), HORIZON
        self._every: dict[tuple[str, str, tuple[int, int], int], tuple[IntArray, IntArray]] = {}
        make = self._found_arrivals
        self.arrivals = cached(f"arrivals {self._key}", shape, make, folder) if use_cache else make()

    @cached_property
    def _key(self) -> str:
        """What the ways are made of."""
        metros = self.corridor.model_dump_json(include={"metros", "rivers"})
        places = [(place.id, place.location.lat, place.location.lon) for place in _near_which(self.corridor)]
        numbers = {key: value for key, value in vars(rules).items() if key.isupper()}
        return f"{FORMAT} metro {sha256(f'{metros} {places} {numbers}'.encode()).hexdigest()}"

    def _found_ways(self) -> dict[tuple[str, str], Way]:
        found: dict[tuple[str, str], Way] = {}
        for metro, tracks in zip(self.corridor.metros, self._tracks, strict=True):
            found |= _Network(metro, tracks, _near_which(self.corridor), Rivers(self.corridor.rivers)).ways()
        return found

    def _found_arrivals(self) -> Small:
        arrivals: Small = np.full((len(self.doors), len(self.doors), HORIZON), NEVER, dtype=np.int16)
        leave = np.arange(HORIZON)
        for (start, end), way in self.ways.items():
            arrivals[self.row[start], self.row[end]] = np.minimum(way.arrive(leave), NEVER)
        return arrivals

    def _ways_as_bytes(self) -> bytes:
        at = {track: at for at, track in enumerate(chain(*self._tracks))}
        rows = [
            (
                *ends,
                way.to_metro,
                [(at[ride.track], ride.board, ride.alight) for ride in way.rides],
                way.from_metro,
            )
            for ends, way in self._found_ways().items()
        ]
        return json.dumps(rows).encode()

    def _ways_of(
        self, rows: Iterable[tuple[str, str, int, list[list[int]], int]]
    ) -> Iterator[tuple[tuple[str, str], Way]]:
        tracks = list(chain(*self._tracks))
        for start, end, to_metro, rides, from_metro in rows:
            on = tuple(Ride(tracks[at], board, alight) for at, board, alight in rides)
            yield (start, end), Way(to_metro, on, from_metro)

    def arrive(self, origin: str, destination: str, depart: int) -> int:
        """Return the earliest arrival by metro, `INFINITY` when there is no way."""
        if depart >= HORIZON or (origin, destination) not in self.ways:
            return INFINITY
        arrive = int(self.arrivals[self.row[origin], self.row[destination], depart])
        return INFINITY if arrive == NEVER else arrive

    def latest(self, origin: str, destination: str, arrive: int) -> int:
        """Return the latest minute to leave so as to arrive by another, -1 when there is none."""
        if (origin, destination) not in self.ways:
            return -1
        return int(leave_by(self.arrivals[self.row[origin], self.row[destination]], arrive))

    def every(
        self, origin: str, destination: str, window: tuple[int, int], step: int
    ) -> tuple[IntArray, IntArray]:
        """Return when who wants to leave every few minutes of a window leaves and arrives, each arrival once."""
        asked = origin, destination, window, step
        if asked not in self._every:
            arrivals = self.arrivals[self.row[origin], self.row[destination]]
            by_step = arrivals[window[0] : window[1] + 1 : step]
            arrive = np.unique(by_step[by_step < NEVER]).astype(np.int64)
            self._every[asked] = leave_by(arrivals, arrive), arrive
        return self._every[asked]

    def fare(self, origin: str, destination: str) -> float:
        """Return one adult's fare."""
        return sum(cost for cost, _ in fares(self.ways[origin, destination].rides))

    def price(self, origin: str, destination: str) -> float:
        """Return what one adult's way counts as: where the tariff does not hold on a line, as a usual one."""
        rides = self.ways[origin, destination].rides
        untold = sum(ride.km for ride in rides if not ride.track.line.has_tariff)
        return self.fare(origin, destination) + TRANSIT_CNY_PER_KM * untold

    def steps(self, origin: str, destination: str, depart: int) -> list[Step]:
        """Return the legs of a way for who leaves the door at a minute."""
        way, here, now = self.ways[origin, destination], origin, depart
        steps: list[Step] = []
        boardings = list(way.boardings(np.array(depart)))
        for (ride, leave), (cost, basis) in zip(boardings, fares(way.rides), strict=True):
            start, end = ride.track.stations[ride.board], ride.track.stations[ride.alight]
            if start != here:
                steps.append(self._walk(here, start, now, way.to_metro))
            steps.append(_step(ride, int(leave), cost, basis, self._towards(ride)))
            here, now = end, int(leave) + ride.minutes + EXIT
        return [*steps, self._walk(here, destination, now, way.from_metro)]

    def _towards(self, ride: Ride) -> Place:
        """Return the end of the line, on a loop the next stop."""
        stations = ride.track.stations
        return self.corridor.places[stations[ride.board + 1] if ride.track.line.is_loop else stations[-1]]

    def _walk(self, start: str, end: str, depart: int, minutes: int) -> Step:
        km = _walk_km(self.corridor.places[start], self.corridor.places[end])
        return Step("walk", start, end, depart, depart + minutes, max(0.1, round(km, 1)), 0.0, "estimated")


def leave_by(arrivals: Small, arrive: int | IntArray) -> IntArray:
    """Return the latest departures of a way that arrive by some minutes, -1 where there is none."""
    return np.asarray(np.searchsorted(arrivals, np.minimum(arrive, NEVER - 1), side="right") - 1)


def _walk_km(a: Place, b: Place) -> float:
    return great_circle_km(a.location.lat, a.location.lon, b.location.lat, b.location.lon) * WALK_DETOUR


def _walk_minutes(km: float) -> int:
    return max(1, ceil(km / WALK_KM_H * 60))


def _step(ride: Ride, depart: int, cost: float, basis: FareBasis, towards: Place) -> Step:
    metro, line, stations = ride.track.metro, ride.track.line, ride.track.stations
    return Step(
        mode="metro",
        start=stations[ride.board],
        end=stations[ride.alight],
        depart=depart,
        arrive=depart + ride.minutes,
        km=round(ride.km, 1),
        cost=cost,
        fare_basis=basis,
        running_days="known",
        confidence=metro.confidence,
        service=f"{line.name.en} towards {towards.name.en}",
        line=line.id,
        line_name=line.name,
        towards=towards.name,
        as_of=metro.as_of,
    )


class _Network:
    """One city's metro, and the places near it."""

    def __init__(self, metro: Metro, tracks: list[Track], places: Iterable[Place], rivers: Rivers) -> None:
        self.tracks = tracks
        self.ids = [station.id for station in metro.stations]
        self.index = {station: number for number, station in enumerate(self.ids)}
        self.walks = {place.id: row for place in places if (row := _near(place, metro.stations, rivers))}
        self.doors = list(self.walks)
        self.places = {place.id: place for place in places if place.id in self.walks}
        self.rivers = rivers
        size = len(self.ids)
        self.aboard = np.full((size, size), INFINITY, dtype=np.int64)  # a headway and a ride
        self.by = np.zeros((size, size), dtype=np.int64)  # the track of it
        for number, track in enumerate(self.tracks):
            self._add(number, track)

    def _add(self, number: int, track: Track) -> None:
        at = np.array([self.index[station] for station in track.stations])
        length = len(track.line.stops)
        for board in range(length):
            ends = slice(board + 1, board + length if track.line.is_loop else len(at))
            if track.hours[board] is None or ends.start >= len(at):
                continue
            cost = track.headways[_BY_DAY] + track.minutes(
                board, np.arange(ends.start, min(ends.stop, len(at)))
            )
            better = cost < self.aboard[at[board], at[ends]]
            self.aboard[at[board], at[ends][better]] = cost[better]
            self.by[at[board], at[ends][better]] = number

    def ways(self) -> dict[tuple[str, str], Way]:
        """Return the best way by day between each two doors, where it is no shorter on foot."""
        walk = np.array(
            [[self.walks[door].get(station, INFINITY) for station in self.ids] for door in self.doors]
        ).reshape(len(self.doors), len(self.ids))
        first = walk[:, :, None] + BOARDING + self.aboard
        rounds, origins = [first.min(axis=1)], [first.argmin(axis=1)]
        served = [sum(station in track.stations for track in self.tracks) for station in self.ids]
        hubs = np.flatnonzero(np.array(served) > 2)  # where lines cross
        for _ in range(CHANGES if len(hubs) else 0):
            on = rounds[-1][:, hubs, None] + _PER_CHANGE + self.aboard[hubs]
            best, via = on.min(axis=1), hubs[on.argmin(axis=1)]
            origins.append(np.where(best < rounds[-1], via, -1))
            rounds.append(np.minimum(best, rounds[-1]))
        found = {}
        for row, start in enumerate(self.doors):
            total = rounds[-1][row] + EXIT + walk
            lasts = total.argmin(axis=1).tolist()
            on_foot = self._on_foot(start)
            for column, (end, last) in enumerate(zip(self.doors, lasts, strict=True)):
                if start == end or total[column, last] >= INFINITY:
                    continue
                rides = tuple(self._rides(row, last, origins))
                minutes = int(total[column, last]) - (_PER_CHANGE - CHANGE) * (len(rides) - 1)
                if minutes < min(on_foot[column], LONGEST):
                    found[start, end] = Way(
                        int(walk[row, self._at(rides[0])]), rides, int(walk[column, last])
                    )
        return found

    def _on_foot(self, start: str) -> list[int]:
        """Return the minutes on foot from a door to each one."""
        here, ends = self.places[start], [self.places[door] for door in self.doors]
        parted = self.rivers.part([here.location] * len(ends), [end.location for end in ends])
        km = (_walk_km(here, end) for end in ends)
        return [INFINITY if over else _walk_minutes(far) for far, over in zip(km, parted, strict=True)]

    def _at(self, ride: Ride) -> int:
        return self.index[ride.track.stations[ride.board]]

    def _rides(self, row: int, end: int, origins: list[IntArray]) -> list[Ride]:
        """Return the rides that lead to a station, found backwards."""
        stations = [end]
        for origin in reversed(origins):
            before = int(origin[row, stations[0]])
            if before >= 0:
                stations.insert(0, before)
        rides = []
        for start, stop in pairwise(stations):
            track = self.tracks[int(self.by[start, stop])]
            rides.append(Ride(track, *track.ride(self.ids[start], self.ids[stop])))
        return rides


def _near_which(corridor: Corridor) -> tuple[Place, ...]:
    """Return the places that ways by metro lead to."""
    return (*corridor.attractions, *corridor.towns, *corridor.stations)


def _near(place: Place, stations: Iterable[MetroStation], rivers: Rivers) -> dict[str, int]:
    """Return the minutes on foot to each station near a place."""
    degrees = METRO_WALK_KM / 111  # of latitude
    close = [each for each in stations if abs(each.location.lat - place.location.lat) <= degrees]
    parted = rivers.part([place.location] * len(close), [each.location for each in close])
    km = {each.id: _walk_km(place, each) for each, over in zip(close, parted, strict=True) if not over}
    return {station: _walk_minutes(far) for station, far in km.items() if far <= METRO_WALK_KM * WALK_DETOUR}
