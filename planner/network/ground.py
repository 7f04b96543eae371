"""Ways without a timetable one by one, with minutes and money: on foot, by taxi, by metro, never by two of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

import numpy as np

from planner.arrays import INFINITY, IntArray
from planner.network.footpaths import Footpaths
from planner.network.journeys import Step
from planner.network.metro import MetroWays
from planner.rules import LAST_RESORT_KM, TAXI_WAIT

FEN = 100  # money is counted in whole hundredths of a CNY


@dataclass(frozen=True, slots=True)
class Ground:
    """One way from a place to another without a change of its kind; a taxi's minutes hold the wait for it.

    ``fare`` is one adult's, ``by_day`` and ``by_night`` are one car's, in hundredths of a CNY; the night is that of
    the tariff where the taxi is taken; ``km`` is the road that one taxi drives, of several the longest, and ``far`` is
    one that is a last resort. ``rows`` are those of `MetroWays.arrivals`.
    """

    kind: Literal["none", "walk", "taxi", "metro"]
    start: str
    end: str
    minutes: int = 0
    fare: int = 0
    by_day: int = 0
    by_night: int = 0
    night: tuple[int, int] = (0, 0)
    vehicles: int = 0
    far: bool = False
    rows: tuple[int, int] = (-1, -1)
    km: float = 0.0


class _Drive(NamedTuple):
    minutes: int
    km: float
    is_plain: bool  # over roads alone
    before: str | None  # the place before on the way


class Grounds:
    """The ways on foot, by taxi and by metro between the places of a corridor."""

    def __init__(self, footpaths: Footpaths, metro: MetroWays) -> None:
        """Take what is known of walks, roads, tariffs and metros."""
        self._paths, self._metro = footpaths, metro
        self._drives: dict[tuple[str, int], dict[str, _Drive]] = {}
        self._on_foot: dict[str, IntArray] = {}
        self._most_by_start: dict[str, float] = {}
        self._taxis: dict[str, tuple[Sequence[str], IntArray]] = {}  # to the ends that were asked for last

    def between(self, start: str, ends: Collection[str], within: int) -> Iterator[Ground]:
        """Yield the ways from a place to others; taxis drive for so many minutes at most."""
        drives = self._driven(start, within)
        walks = self._walks(start)
        for end in ends:
            if end == start:
                yield Ground("none", start, end)
                continue
            on_foot = int(walks[self._paths.index[end]])
            if on_foot < INFINITY:
                yield Ground("walk", start, end, on_foot)
            if (start, end) in self._metro.ways:
                yield self._by_metro(start, end)
            drive = drives.get(end)
            if drive is not None and drive.minutes + TAXI_WAIT < on_foot:
                yield self._by_taxi(start, end, drives)

    def by_taxi(self, start: str, ends: Sequence[str]) -> IntArray:
        """Return for each of some places minutes, by day, by night and vehicles of a taxi there, as in `Ground`.

        Where there is none, or walking is as quick, the minutes are `INFINITY`.
        """
        if start not in self._taxis or self._taxis[start][0] != ends:
            self._taxis[start] = ends, self._found_taxis(start, ends)
        return self._taxis[start][1]

    def _found_taxis(self, start: str, ends: Sequence[str]) -> IntArray:
        drives, walks = self._driven(start, INFINITY), self._walks(start)
        ways = [drives.get(end) for end in ends]
        minutes = np.array([way.minutes + TAXI_WAIT if way else INFINITY for way in ways])
        minutes[minutes >= walks[[self._paths.index[end] for end in ends]]] = INFINITY
        minutes[[end == start for end in ends]] = INFINITY
        km = np.array([round(way.km, 1) if way else 0.0 for way in ways])
        fares = [
            np.round(FEN * np.round(fare, 1)) for fare in self._paths.tariffs.by_day_and_night(start, km)
        ]
        found = np.stack([minutes, *fares, np.ones(len(ends))]).astype(np.int64)
        for column, (end, way) in enumerate(zip(ends, ways, strict=True)):
            if way and not way.is_plain and minutes[column] < INFINITY:
                ground = self._by_taxi(start, end, drives)
                found[1:, column] = ground.by_day, ground.by_night, ground.vehicles
        return found

    def taxi_cny(self, start: str, km: float) -> float:
        """Return what a taxi takes by day for a distance."""
        return float(self._paths.tariffs.by_day_and_night(start, np.array(km))[0])

    def _most(self, start: str) -> float:
        """Return what a taxi takes by day, in hundredths, that is not yet a last resort."""
        if start not in self._most_by_start:
            self._most_by_start[start] = FEN * self.taxi_cny(start, LAST_RESORT_KM)
        return self._most_by_start[start]

    def night_of(self, start: str) -> tuple[int, int]:
        """Return when the night's tariff begins and ends where a taxi is taken."""
        return self._paths.tariffs.night_of(start)

    def _walks(self, start: str) -> IntArray:
        if start not in self._on_foot:
            row = np.array([self._paths.index[start]])
            self._on_foot[start] = self._paths.on_foot(row, np.arange(len(self._paths.ids)))[0]
        return self._on_foot[start]

    def _by_metro(self, start: str, end: str) -> Ground:
        row, vehicles = self._metro.row, len(self._metro.ways[start, end].rides)
        fare = round(FEN * self._metro.price(start, end))
        return Ground("metro", start, end, fare=fare, vehicles=vehicles, rows=(row[start], row[end]))

    def _by_taxi(self, start: str, end: str, drives: dict[str, _Drive]) -> Ground:
        tariffs, drive = self._paths.tariffs, drives[end]
        night = tariffs.night_of(start)
        if drive.is_plain:
            km = round(drive.km, 1)
            every = tariffs.by_day_and_night(start, np.array(km))
            fares = tuple(round(float(fare), 1) for fare in every)
            vehicles = 1
        else:
            hours = (night[1], night[0])
            way = self._paths.roads.along(end, lambda place: drives[place].before)
            steps = [self._paths.hired(way, hour + TAXI_WAIT) for hour in hours]
            by_day, by_night = (sum(step.cost for step in each) for each in steps)
            fares = (by_day, by_night)
            vehicles = sum(step.mode != "walk" for step in steps[0])
            km = max((step.km for step in steps[0] if step.mode == "road"), default=0.0)
        in_fen = [round(FEN * fare) for fare in fares]
        return Ground(
            "taxi",
            start,
            end,
            drive.minutes + TAXI_WAIT,
            by_day=in_fen[0],
            by_night=in_fen[1],
            night=night,
            vehicles=vehicles,
            far=in_fen[0] > self._most(start),
            km=km,
        )

    def _driven(self, start: str, within: int) -> dict[str, _Drive]:
        """Return the drives from a place, nearest first; those of any length are too many to be kept."""
        if within >= INFINITY:
            return self._found_drives(start, within)
        if (start, within) not in self._drives:
            self._drives[start, within] = self._found_drives(start, within)
        return self._drives[start, within]

    def _found_drives(self, start: str, within: int) -> dict[str, _Drive]:
        found, roads = {start: _Drive(0, 0.0, True, None)}, self._paths.roads
        for place, (minutes, before) in roads.reach(start, within=within).items():
            if before is not None:
                link, by = roads.links[before][place], found[before]
                found[place] = _Drive(minutes, by.km + link.km, by.is_plain and link.mode == "road", before)
        return found

    def steps(self, ground: Ground, depart: int, day: date) -> list[Step]:
        """Return the legs of a way for who sets out at a minute; a taxi leaves after the wait for it."""
        if ground.kind == "walk":
            return [self._paths.walk(ground.start, ground.end, depart)]
        if ground.kind == "metro":
            return self._metro.steps(ground.start, ground.end, depart)
        return self._drive_steps(ground.start, ground.end, depart, day) if ground.kind == "taxi" else []

    def _drive_steps(self, start: str, end: str, depart: int, day: date) -> list[Step]:
        return self._paths.drive(start, end, depart, day)
