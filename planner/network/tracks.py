"""Metro lines in numbers: tracks with their minutes and hours, rides on them, ways of several rides, fares."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from planner.arrays import INFINITY, IntArray
from planner.clock import DAY_MINUTES
from planner.corridor import FareBasis, Metro, MetroHours, MetroLine
from planner.rules import METRO_MARGINS

HORIZON = 2 * DAY_MINUTES  # nobody leaves a door, or boards, later than the end of the day after
LONGEST = DAY_MINUTES  # of a journey
BOARDING, CHANGE, EXIT = METRO_MARGINS


@dataclass(frozen=True, eq=False)
class Track:
    """A line in one direction: its stops in order of travel (a loop's twice), with minutes and km by then."""

    metro: Metro
    line: MetroLine
    stations: tuple[str, ...]
    tenths: IntArray  # of minutes
    km: tuple[float, ...]
    hours: tuple[MetroHours | None, ...]
    _boarding: dict[int, IntArray] = field(default_factory=dict)

    def ride(self, start: str, end: str) -> tuple[int, int]:
        """Return the indices of a ride between two stations."""
        board = self.stations.index(start)
        return board, self.stations.index(end, board)

    def minutes(self, board: int, alight: int | IntArray) -> IntArray:
        """Return the whole minutes of a ride."""
        return np.asarray(-((self.tenths[board] - self.tenths[alight]) // 10))

    @cached_property
    def headways(self) -> IntArray:
        """Minutes between trains by minute of the day."""
        steps = self.line.headways or self.metro.headways
        since = [step.since for step in steps]
        rows = np.searchsorted(since, np.arange(DAY_MINUTES), side="right") - 1
        return np.array([step.minutes for step in steps])[rows]

    def boarding(self, index: int) -> IntArray:
        """Return for each minute somebody may come to the platform when a train has left with him at the latest."""
        if index not in self._boarding:
            hours = self.hours[index]
            assert hours is not None, f"no trains start at {self.stations[index]}"
            ready = np.arange(HORIZON + LONGEST)
            leave = np.full(len(ready), INFINITY, dtype=np.int64)
            soon = ready + self.headways[ready % DAY_MINUTES]
            for day in range(HORIZON // DAY_MINUTES + 1, -2, -1):
                first, last = hours.first + day * DAY_MINUTES, hours.last + day * DAY_MINUTES
                leave = np.where(ready <= last, np.clip(soon, first, last), leave)
                leave[ready <= first] = first
            self._boarding[index] = np.minimum.accumulate(leave[::-1])[::-1]
        return self._boarding[index]


@dataclass(frozen=True)
class Ride:
    """A ride on a track, from one of its stops to a later one."""

    track: Track
    board: int
    alight: int

    @property
    def minutes(self) -> int:
        """Whole minutes aboard."""
        return int(self.track.minutes(self.board, self.alight))

    @property
    def km(self) -> float:
        """Kilometres."""
        return self.track.km[self.alight] - self.track.km[self.board]


@dataclass(frozen=True)
class Way:
    """A walk to the metro, rides, and a walk from it."""

    to_metro: int
    rides: tuple[Ride, ...]
    from_metro: int

    def boardings(self, leave: IntArray) -> Iterator[tuple[Ride, IntArray]]:
        """Yield each ride with the minutes at which it begins for who leaves the door at some minutes."""
        ready = leave + self.to_metro + BOARDING
        for ride in self.rides:
            platform = ride.track.boarding(ride.board)
            depart = platform[np.minimum(ready, len(platform) - 1)]
            yield ride, depart
            ready = depart + ride.minutes + CHANGE

    def arrive(self, leave: IntArray) -> IntArray:
        """Return when one is at the other door."""
        *_, (last, depart) = self.boardings(leave)
        return depart + last.minutes + EXIT + self.from_metro


def tracks_of(metro: Metro, line: MetroLine) -> Iterator[Track]:
    onward = list(line.stops)
    gaps = [(stop.minutes, stop.km) for stop in onward]
    yield _track(metro, line, [stop.station for stop in onward], gaps, [stop.onward for stop in onward])
    back = onward[::-1]
    yield _track(
        metro, line, [stop.station for stop in back], [gaps[0], *gaps[:0:-1]], [stop.back for stop in back]
    )


def _track(
    metro: Metro,
    line: MetroLine,
    stations: list[str],
    gaps: list[tuple[float, float]],
    hours: list[MetroHours | None],
) -> Track:
    rounds = 2 if line.is_loop else 1
    whole = gaps * rounds
    tenths = np.cumsum([0, *(round(minutes * 10) for minutes, _ in whole[1:])])
    km = np.cumsum([0.0, *(km for _, km in whole[1:])])
    return Track(metro, line, tuple(stations * rounds), tenths, tuple(km.tolist()), tuple(hours * rounds))


def fares(rides: Iterable[Ride]) -> list[tuple[float, FareBasis]]:
    """Return what each ride adds to the price of a journey, which goes by all its kilometres."""
    found: list[tuple[float, FareBasis]] = []
    km = paid = 0.0
    for ride in rides:
        metro = ride.track.metro
        if not ride.track.line.has_tariff:
            found.append((0.0, "unknown"))
            continue
        km += ride.km
        price = next((step.cny for step in metro.fares if round(km, 2) <= step.km), metro.fares[-1].cny)
        found.append((float(price - paid), "formula" if metro.fares_confidence == "sourced" else "estimated"))
        paid = price
    return found
