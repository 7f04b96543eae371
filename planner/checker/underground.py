"""Ways by metro from door to door, found a second time: a walk, one ride or two, a walk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import ceil

from planner.checker.case import Case, straight_km
from planner.checker.metro import Part, headway, stretches
from planner.checker.rivers import river_between
from planner.clock import DAY_MINUTES
from planner.corridor import Metro, MetroLine
from planner.rules import METRO_MARGINS, METRO_WALK_KM, WALK_DETOUR, WALK_KM_H

BOARD, CHANGE, LEAVE = METRO_MARGINS
Door = tuple[MetroLine, str, int]  # a line, a station of it, the minutes on foot


@dataclass(frozen=True)
class Stretch:
    """A ride on a line, in one direction."""

    metro: Metro
    line: MetroLine
    parts: tuple[Part, ...]

    @cached_property
    def minutes(self) -> int:
        """Whole minutes aboard."""
        return ceil(round(sum(part[1] for part in self.parts), 6))

    def departs(self, ready: int) -> int | None:
        """Return when a train has left for who is on the platform at a minute: a headway later, or the first one."""
        hours = self.parts[0][3]
        if hours is None:
            return None
        for day in range(-1, 3):
            first, last = hours.first + day * DAY_MINUTES, hours.last + day * DAY_MINUTES
            if ready <= last:
                found = max(first, ready + headway(self.metro, self.line, max(ready, 0)))
                return found if found <= last else None
        return None


@dataclass(frozen=True)
class MetroWay:
    """Minutes to the metro, rides with a change where there are two, minutes from it, and an adult's fare."""

    walks: tuple[int, int]
    rides: tuple[Stretch, ...]
    cny: float

    def arrive(self, leave: int) -> int | None:
        """Return when one is at the other door, None where no train runs."""
        ready = leave + self.walks[0] + BOARD
        for ride in self.rides:
            depart = ride.departs(ready)
            if depart is None:
                return None
            ready = depart + ride.minutes + CHANGE
        return ready - CHANGE + LEAVE + self.walks[1]


class Underground:
    """The metros of a corridor."""

    def __init__(self, case: Case) -> None:
        """Take the data of a case."""
        self._case = case
        self._doors: dict[tuple[str, str], list[Door]] = {}
        self._stretches: dict[tuple[str, str, str], Stretch | None] = {}

    def ways(self, start: str, end: str) -> Iterator[MetroWay]:
        """Yield the ways whose fare is known, with one change at most."""
        for metro in self._case.corridor.metros:
            ends = product(self._near(metro, start), self._near(metro, end))
            for (first, board, to_metro), (last, alight, from_metro) in ends:
                for rides in self._rides(metro, (first, last), board, alight):
                    yield MetroWay((to_metro, from_metro), rides, _fare(metro, rides))

    def _near(self, metro: Metro, place: str) -> list[Door]:
        """Return the stations within a walk of a place, on each of the lines that have a tariff."""
        if (metro.id, place) not in self._doors:
            here = self._case.corridor.places[place].location.lat
            near = {each.id for each in metro.stations if abs(each.location.lat - here) < METRO_WALK_KM / 110}
            minutes = {station: self._walk(place, station) for station in near}
            self._doors[metro.id, place] = [
                (line, station, walk)
                for line in metro.lines
                if near and line.has_tariff
                for station in near.intersection(stop.station for stop in line.stops)
                if (walk := minutes[station]) is not None
            ]
        return self._doors[metro.id, place]

    def _walk(self, place: str, station: str) -> int | None:
        km = straight_km(self._case, place, station)
        if km > METRO_WALK_KM or river_between(self._case, place, station):
            return None
        return max(1, ceil(km * WALK_DETOUR / WALK_KM_H * 60))

    def _rides(
        self, metro: Metro, lines: tuple[MetroLine, MetroLine], board: str, alight: str
    ) -> Iterator[tuple[Stretch, ...]]:
        first, last = lines
        if first.id == last.id:
            direct = self._stretch(metro, first, board, alight)
            yield from [(direct,)] if direct else []
            return
        on_first = {stop.station for stop in first.stops}
        for change in (stop.station for stop in last.stops if stop.station in on_first):
            both = self._stretch(metro, first, board, change), self._stretch(metro, last, change, alight)
            if both[0] and both[1]:
                yield both[0], both[1]

    def _stretch(self, metro: Metro, line: MetroLine, start: str, end: str) -> Stretch | None:
        """Return the ride between two stations of a line, on a loop the shorter way."""
        key = line.id, start, end
        if key not in self._stretches:
            ways = [Stretch(metro, line, tuple(parts)) for parts in stretches(line, start, end)]
            self._stretches[key] = min(ways, key=lambda way: way.minutes, default=None)
        return self._stretches[key]


def _fare(metro: Metro, rides: tuple[Stretch, ...]) -> float:
    km = sum(part[2] for ride in rides for part in ride.parts)
    return min((step.cny for step in metro.fares if km <= step.km + 0.005), default=metro.fares[-1].cny)
