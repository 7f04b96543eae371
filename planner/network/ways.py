"""All undominated journeys between places on a day, by time and money together."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import copy
from dataclasses import replace
from datetime import date
from math import floor
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from planner.arrays import INFINITY
from planner.corridor import Mode
from planner.network.fronts import Table, journeys_from, labels_to
from planner.network.ground import FEN, Ground, Grounds
from planner.network.hops import ALL, Aims, Fan, Hops, direct_fans, fares_of
from planner.network.journeys import Step
from planner.network.labels import LONGEST_GROUND
from planner.network.meals import is_eaten
from planner.network.metro import MetroWays
from planner.network.option import Option, marked
from planner.network.services import Trip
from planner.network.timetable import Timetable
from planner.rules import PEOPLE_A_CAR

T = TypeVar("T")
Price = Callable[[float, float], float]
Keep = Callable[[str, Callable[[], bytes]], bytes]  # by name and how it is made

TAXI_ENDS = 120  # minutes that a taxi may drive to the first ride or from the last one
MAIN_MODES: tuple[Mode, ...] = ("rail", "coach", "cruise")


class Undominated:
    """The journeys of one day."""

    def __init__(
        self,
        timetable: Timetable,
        day: date,
        ends: int | None = None,
        keep: Keep = lambda _name, make: make(),
        aims: Aims = ALL,
    ) -> None:
        """Take the services of a day, with the walks, taxis and metros of a timetable; what is dear to make is kept.

        Between two rides a taxi drives for the timetable's minutes at most, before the first and after the last one
        for ``ends``, by default as many; from door to door for any.
        """
        self._timetable, self._day = timetable, day
        self._within = timetable.max_drive
        self._ends = self._within if ends is None else ends
        self._keep, self.aims = keep, aims
        self._hops: dict[Mode | None, Hops] = {}

    @property
    def grounds(self) -> Grounds:
        """Walks, taxis and metros."""
        return self._timetable.grounds

    @property
    def metro(self) -> MetroWays:
        """The ways by metro."""
        return self._timetable.metro

    @property
    def window(self) -> tuple[int, int]:
        """The departures of the timetable."""
        return self._timetable.buckets.first, self._timetable.buckets.last

    def name_of(self, ids: tuple[str, ...]) -> str:
        """Return what is between some places, as the name of what is kept of it."""
        return f"{self._timetable.name_of(self._day, ids)} {self._ends}"

    def hops(self, mode: Mode | None = None) -> Hops:
        """Return the rides of the day, or those of one mode."""
        if mode not in self._hops:
            timetable = self._timetable
            every = timetable.connections(self._day).trips
            trips = tuple(trip for trip in every if mode in (None, trip.line.mode))
            fares = self._fares(mode, trips) if self.aims.money else None
            self._hops[mode] = Hops(trips, fares, timetable.stops, self.grounds, self._within, self.aims)
        return self._hops[mode]

    def _fares(self, mode: Mode | None, trips: tuple[Trip, ...]) -> npt.NDArray[np.int32]:
        made = self._keep(f"{mode}", lambda: fares_of(self._timetable.corridor, trips).tobytes())
        return np.frombuffer(made, np.int32)

    def between(self, origin: str, destination: str, window: tuple[int, int]) -> list[Option]:
        """Return the journeys of who leaves within a window, the undominated ones marked.

        Beside these: the ways without a timetable at the window's first minute, and of those that go for more than
        half of their kilometres by one of `MAIN_MODES`, and by no other, the first to arrive.
        """
        options = list(self._by_service(origin, destination, window, None))
        for mode in MAIN_MODES:
            by_mode = (
                each for each in self._by_service(origin, destination, window, mode) if _is_by(each, mode)
            )
            options += sorted(by_mode, key=lambda option: (option.arrive, -option.depart))[:1]
        for ground in self.grounds.between(origin, (destination,), INFINITY):
            options += self._at(ground, window[0])
        return marked(options)

    def profiles(
        self,
        origins: Sequence[str],
        destinations: Sequence[str],
        window: tuple[int, int],
        direct: Sequence[Fan] | None = None,
    ) -> Iterator[Table]:
        """Yield for each destination the undominated journeys by service from all origins, as `START` rows.

        Several destinations at a time: the compiled kernels let other threads work. ``direct`` are the `direct_fans`,
        where they are known.
        """
        hops = self.hops()
        entries, exits = hops.entries(origins, self._ends), hops.exits(destinations, self._ends)
        direct = direct or direct_fans(self.grounds, origins, destinations)

        yield from self.scans(entries, exits, direct, window, lambda table, _: table)

    def scans(
        self,
        entries: Fan,
        exits: Sequence[Fan],
        direct: Sequence[Fan],
        window: tuple[int, int],
        made: Callable[[Table, Table], T],
    ) -> Iterator[T]:
        """Yield what is made of the `START` rows of all journeys to each of some exits, and of their `LABEL` rows."""
        hops = self.hops()

        def rows(fans: tuple[Fan, Fan]) -> T:
            labels = labels_to(hops, fans[0])
            return made(journeys_from(hops, labels, entries, fans[1], window), labels)

        threads = ThreadPoolExecutor(os.cpu_count())
        try:
            yield from threads.map(rows, zip(exits, direct, strict=True))
        finally:
            threads.shutdown(cancel_futures=True)

    def without(self, trips: Collection[int]) -> Undominated:
        """Return the journeys of the day without some trips of `hops`; stations keep their minutes."""
        other = copy(self)
        other._hops = {None: self.hops().without(trips)}
        return other

    def steps(
        self, origin: str, destination: str, hours: tuple[int, int], price: Price, *, lunch: bool = False
    ) -> tuple[Step, ...] | None:
        """Return the legs of a journey that leaves a door and is at another at two minutes; None if there is none.

        Of several the one of the least ``price``, a function of what a person and what a car pays, in whole CNY; of
        these that of the fewest changes, and of the least for taxis; with ``lunch`` only those with lunch aboard.
        """
        leave, arrive = hours
        found: list[tuple[int, int, float, tuple[Step, ...]]] = []
        for ground in () if lunch else self.grounds.between(origin, (destination,), INFINITY):
            for option in self._at(ground, leave):
                if (option.depart, option.arrive) == hours:
                    cny = ground.fare / FEN, option.car_cny
                    found.append((floor(price(*cny) + 0.5), option.changes, option.car_cny, option.legs))
        hops = self.hops()
        entries, (exits,) = hops.entries((origin,), self._ends), hops.exits((destination,), self._ends)
        labels = labels_to(hops, exits, hours)
        for start in journeys_from(hops, labels, entries, Fan.of([[]]), (leave, leave)):
            if start["arrive"] == arrive and (start["fed"] or not lunch):
                option = self._option(start, labels, entries.grounds[start["way"]], exits.grounds, hops)
                cny = money_of(start)
                found.append((floor(price(*cny) + 0.5), option.changes, option.car_cny, option.legs))
        legs = min(found, key=lambda each: each[:3])[3] if found else None
        return _with_lunch(legs) if legs and lunch else legs

    def _by_service(
        self, origin: str, destination: str, window: tuple[int, int], mode: Mode | None
    ) -> Iterator[Option]:
        hops = self.hops(mode)
        entries, (exits,) = hops.entries((origin,), self._ends), hops.exits((destination,), self._ends)
        (direct,), labels = direct_fans(self.grounds, (origin,), (destination,)), labels_to(hops, exits)
        for start in journeys_from(hops, labels, entries, direct, window):
            yield self._option(start, labels, entries.grounds[start["way"]], exits.grounds, hops)

    def _option(
        self, start: np.void, labels: Table, ground: Ground, exits: Sequence[Ground], hops: Hops
    ) -> Option:
        """Return a journey leg by leg."""
        now, legs, label = int(start["leave"]), list[Step](), int(start["label"])
        while label >= 0:
            row = labels[label]
            legs += self.grounds.steps(ground, now, self._day)
            trip = hops.trips[hops.trip[row["boarding"]]]
            halts = trip.halts[hops.board[row["boarding"]] : hops.alight[row["ride"]] + 1]
            legs.append(self._timetable.ride(trip, halts))
            now, label = self._timetable.reaches_door(legs[-1]), int(row["then"])
            ground = (hops.change.grounds if label >= 0 else exits)[row["way"]]
        legs += self.grounds.steps(ground, now, self._day)
        return Option(int(start["leave"]), int(start["arrive"]), tuple(legs))

    def _at(self, ground: Ground, minute: int) -> Iterator[Option]:
        """Yield a way without a timetable at a minute, or, by metro, as late as it arrives as early."""
        if ground.kind == "metro":
            arrive = self._timetable.metro.arrive(ground.start, ground.end, minute)
            minute = self._timetable.metro.latest(ground.start, ground.end, arrive)
            if arrive - minute > LONGEST_GROUND:
                return
        legs = tuple(self.grounds.steps(ground, minute, self._day))
        if legs:
            yield Option(minute, legs[-1].arrive, legs)


def money_of(start: Table | np.void | dict[str, Any]) -> tuple[Any, Any]:
    """Return the CNY of a person and of a car of a `START` row, or of all rows of a table, or of its columns."""
    car = (PEOPLE_A_CAR * start["alone"] - start["full"]) // (PEOPLE_A_CAR - 1)
    return (start["alone"] - car) / FEN, car / FEN


def _with_lunch(legs: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return legs with lunch in the first where there is time for it."""
    at = next(number for number, leg in enumerate(legs) if is_eaten(leg.mode, leg.depart, leg.arrive))
    return (*legs[:at], replace(legs[at], includes_lunch=True), *legs[at + 1 :])


def _is_by(option: Option, mode: Mode) -> bool:
    """Tell whether more than half of a journey is by one mode."""
    by_mode = sum(leg.km for leg in option.legs if leg.mode == mode)
    return 2 * by_mode > sum(leg.km for leg in option.legs)
