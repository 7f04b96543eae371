"""The earliest arrival of who leaves at any minute of a window: exact, by the timetable and within his money."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.arrays import INFINITY, IntArray
from planner.clock import DAY_MINUTES
from planner.network.cache import NEVER, Minutes
from planner.network.fronts import Table
from planner.network.ground import Ground
from planner.network.hops import Fan
from planner.network.ways import TAXI_ENDS, Undominated
from planner.rules import TAXI_WAIT


def soonest(
    options: Undominated, origins: Sequence[str], destinations: Sequence[str], window: tuple[int, int]
) -> Iterator[Minutes]:
    """Yield for each destination ``[origin, minute]``: when one is there at the earliest, `INFINITY` where never.

    The journeys are those of ``options``, whose aims are those of `Aims.soonest`. Whoever leaves at a minute may wait
    at the door for what leaves later on the day, so that a later departure never arrives earlier.
    """
    yield from Soonest(options, origins, destinations, window).arrivals()


class Soonest:
    """Earliest arrivals from some places at others, again and again: with all trips of the day, or without some."""

    def __init__(
        self,
        options: Undominated,
        origins: Sequence[str],
        destinations: Sequence[str],
        window: tuple[int, int],
    ) -> None:
        """Find the ways before the first ride, after the last one, and without any."""
        self.options, (self.first, self.last) = options, window
        self.num_origins = len(origins)
        self.entries = options.hops().entries(origins, TAXI_ENDS)
        self.exits = options.hops().exits(destinations, TAXI_ENDS)
        self._grounds = _by_destination(options, origins, destinations)

    def arrivals(
        self, destinations: Sequence[int] | None = None, without: Collection[int] = ()
    ) -> Iterator[Minutes]:
        """Yield what `soonest` does, for some of the destinations by their number, without some trips of `Hops`."""
        wanted = range(len(self.exits)) if destinations is None else destinations
        options = self.options.without(without) if without else self.options
        for end, table in zip(wanted, self._scan(options, wanted, lambda table, _: table), strict=True):
            yield self._earliest(table, self._on_the_ground(end))

    def ridden(self) -> Iterator[tuple[Minutes, IntArray]]:
        """Yield what `arrivals` does, with the ``[origin, trip]`` of all rides of the earliest journeys.

        Each is part of a journey that is there before who rides nothing, at a minute of the window at least.
        """
        every = range(len(self.exits))
        scans = self._scan(self.options, every, lambda table, labels: (table, self._trips(table, labels)))
        for end, (table, trips) in zip(every, scans, strict=True):
            ground = self._on_the_ground(end)
            arrive = self._earliest(table, ground)
            at = table["door"], np.minimum(table["leave"], self.last) - self.first
            counts = (table["arrive"] == arrive[at]) & (table["arrive"] < _while_waiting(ground)[at])
            doors = np.broadcast_to(table["door"][counts, None], trips[counts].shape)
            pairs = np.stack([doors.ravel(), trips[counts].ravel()], axis=1)
            yield arrive, np.unique(pairs[pairs[:, 1] >= 0], axis=0)

    def _scan(self, options: Undominated, ends: Sequence[int], made: Any) -> Iterator[Any]:
        nowhere = Fan.of([[] for _ in range(self.num_origins)])
        exits = [self.exits[end] for end in ends]
        yield from options.scans(self.entries, exits, [nowhere] * len(exits), (self.first, NEVER), made)

    def _trips(self, table: Table, labels: Table) -> IntArray:
        """Return ``[journey, ride]``: the trips of journeys, -1 after the last."""
        rides, label = [np.empty((len(table), 0), dtype=np.int64)], table["label"].astype(np.int64)
        while (aboard := label >= 0).any():
            boarding = labels["boarding"][label]
            rides.append(np.where(aboard, self.options.hops().trip[boarding], -1)[:, None])
            label = np.where(aboard, labels["then"][label], -1)
        return np.concatenate(rides, axis=1)

    def _earliest(self, table: Table, ground: Minutes) -> Minutes:
        arrive = ground.copy()
        minute = np.minimum(table["leave"] - self.first, arrive.shape[1] - 1)
        np.minimum.at(arrive, (table["door"], minute), table["arrive"])
        return _while_waiting(arrive)[:, : self.last - self.first + 1]

    def _on_the_ground(self, end: int) -> Minutes:
        """Return the arrivals at a destination of who rides nothing and sets out at once."""
        num = max(DAY_MINUTES, self.last + 1) - self.first
        arrive: Minutes = np.full((self.num_origins, num), INFINITY, dtype=np.int32)
        for row, ground in self._grounds[end]:
            np.minimum(arrive[row], _arrivals(self.options, ground, self.first, num), out=arrive[row])
        return arrive


def _while_waiting(arrive: Minutes) -> Minutes:
    """Return the arrivals of who may wait at the door as long as he likes."""
    return np.minimum.accumulate(arrive[:, ::-1], axis=1)[:, ::-1]


def _by_destination(
    options: Undominated, origins: Sequence[str], destinations: Sequence[str]
) -> list[list[tuple[int, Ground]]]:
    """Return for each destination the ways to it without a service, with the number of their origin."""
    found: dict[str, list[tuple[int, Ground]]] = {end: [] for end in destinations}
    for row, origin in enumerate(origins):
        for ground in options.hops().between(origin, destinations, TAXI_ENDS):
            found[ground.end].append((row, ground))
    return [found[end] for end in destinations]


def _arrivals(options: Undominated, ground: Ground, first: int, num: int) -> npt.NDArray[Any]:
    """Return the arrivals of who sets out at so many minutes, `INFINITY` where he has not the money."""
    minutes = np.arange(first, first + num)
    if ground.kind == "metro":
        by_metro = options.metro.arrivals[ground.rows][minutes].astype(np.int64)
        arrive, fen = np.where(by_metro < NEVER, by_metro, INFINITY), np.full(num, ground.fare)
    else:
        arrive, fen = minutes + ground.minutes, _price(ground, minutes)
    return np.where(fen <= options.aims.most, arrive, INFINITY) if options.aims.money else arrive


def _price(ground: Ground, minutes: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return what a walk or a taxi costs that is called at some minutes."""
    clock, (begin, end) = (minutes + TAXI_WAIT) % DAY_MINUTES, ground.night
    is_late, is_early = clock >= begin, clock < end
    is_night = is_late | is_early if begin > end else is_late & is_early
    return np.where(is_night, ground.by_night, ground.by_day)
