"""Ways without a timetable, found a second time: on foot, by taxi, by metro."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from math import ceil

from planner.checker.case import Case, straight_km
from planner.checker.rivers import river_between
from planner.checker.taxis import price_of
from planner.checker.underground import MetroWay, Underground
from planner.clock import DAY_MINUTES
from planner.corridor import Mode
from planner.rules import (
    CHANGE_PRICE,
    LAST_RESORT_KM,
    TAXI_MAX_MINUTES,
    TAXI_WAIT,
    TRAVEL_PRICE,
    WALK_DETOUR,
    WALK_KM_H,
    WALK_MAX_KM,
)

NOON = 720
LONGEST = 240  # minutes that a way by metro is waited for and ridden
Driven = dict[str, tuple[int, float]]  # minutes and kilometres


@dataclass(frozen=True)
class Ground:
    """A walk, a taxi whose minutes hold the wait for it, a way by metro, or (no modes) none as one is there."""

    start: str
    modes: tuple[Mode, ...] = ()
    minutes: int = 0
    km: float = 0.0
    metro: MetroWay | None = None

    @property
    def vehicles(self) -> int:
        """How many one gets into."""
        return sum(mode != "walk" for mode in self.modes)

    @property
    def longest_walk(self) -> int:
        """The minutes of a walk all the way, or of the longer one to or from the metro."""
        return max(self.metro.walks) if self.metro else 0 if self.vehicles else self.minutes

    def arrive(self, leave: int) -> int | None:
        """Return when one is there who leaves at a minute."""
        return self.metro.arrive(leave) if self.metro else leave + self.minutes

    def leave_by(self, arrive: int) -> int | None:
        """Return when one has to leave so as to be there by a minute."""
        if self.metro is None:
            return arrive - self.minutes
        for leave in range(arrive, arrive - LONGEST, -1):
            there = self.metro.arrive(leave)
            if there is not None and there <= arrive:
                return leave
        return None


class Grounds:
    """The walks, taxis and metros of a corridor."""

    def __init__(self, case: Case) -> None:
        """Take the data of a case."""
        self._case = case
        self._underground = Underground(case)
        self._driven: dict[tuple[str, bool], Driven] = {}
        self._ways: dict[tuple[str, str, bool], list[Ground]] = {}

    def between(self, start: str, end: str, *, from_end: bool = False) -> list[Ground]:
        """Return the ways from one place to another; ``from_end``: the second is asked about with many others."""
        if (start, end, from_end) not in self._ways:
            hub, other = (end, start) if from_end else (start, end)
            driven = self._drives(hub, from_end).get(other)
            self._ways[start, end, from_end] = list(self._found(start, end, driven))
        return self._ways[start, end, from_end]

    def _found(self, start: str, end: str, driven: tuple[int, float] | None) -> Iterator[Ground]:
        if start == end:
            yield Ground(start)
            return
        km = straight_km(self._case, start, end)
        if km <= WALK_MAX_KM and not river_between(self._case, start, end):
            yield Ground(start, ("walk",), max(1, ceil(km * WALK_DETOUR / WALK_KM_H * 60)))
        if driven:
            yield self._by_taxi(start, driven)
        ways = ((_at_noon(way), way) for way in self._underground.ways(start, end))
        best = min(ways, key=lambda each: each[0], default=None)
        if best:
            modes: list[Mode] = ["metro" for _ in best[1].rides]
            yield Ground(start, tuple(modes), metro=best[1])

    def price(self, ground: Ground, leave: int) -> float:
        """Return what the party pays who leaves at a minute, not rounded."""
        if ground.metro:
            return ground.metro.cny * self._case.shares
        return self._taxi_cny(ground.start, ground.km, leave) if ground.vehicles else 0.0

    def _taxi_cny(self, start: str, km: float, leave: int) -> float:
        cny: float = price_of(self._case.corridor, start, km, leave + TAXI_WAIT, is_measured=True)[0]
        return cny * self._case.num_taxis

    def last_resort(self, start: str, end: str) -> Ground | None:
        """Return the taxi from a place to another, however far, where it is dearer than one of 15 km."""
        driven = self._found_drives(start, False, DAY_MINUTES).get(end)
        taxi = self._by_taxi(start, driven) if driven else None
        return taxi if taxi and self.is_last_resort(taxi) else None

    def is_last_resort(self, ground: Ground) -> bool:
        """Tell whether it is a taxi dearer than one of 15 km."""
        cny = (self._taxi_cny(ground.start, km, NOON) for km in (ground.km, LAST_RESORT_KM))
        return ground.modes == ("road",) and next(cny) > next(cny)

    def _by_taxi(self, start: str, driven: tuple[int, float]) -> Ground:
        return Ground(start, ("road",), driven[0] + TAXI_WAIT, round(driven[1], 1))

    def _drives(self, place: str, is_back: bool) -> Driven:
        """Return the quickest drives from a place, or back to it, of so many minutes at most."""
        if (place, is_back) not in self._driven:
            self._driven[place, is_back] = self._found_drives(place, is_back, TAXI_MAX_MINUTES)
        return self._driven[place, is_back]

    def _found_drives(self, place: str, is_back: bool, most: int) -> Driven:
        """Return the quickest drives of so many minutes at most (Dijkstra)."""
        found: Driven = {}
        queue = [(0, 0.0, place)]
        while queue:
            minutes, km, here = heappop(queue)
            if here in found:
                continue
            found[here] = minutes, km
            for there, more, further in self._roads[is_back].get(here, ()):
                if minutes + more <= most and there not in found:
                    heappush(queue, (minutes + more, km + further, there))
        return found

    @cached_property
    def _roads(self) -> tuple[dict[str, list[tuple[str, int, float]]], ...]:
        """The links by road, onward and back."""
        onward: dict[str, list[tuple[str, int, float]]] = defaultdict(list)
        back: dict[str, list[tuple[str, int, float]]] = defaultdict(list)
        for (start, end), links in self._case.links.items():
            for link in links:
                if link.mode == "road":
                    onward[start].append((end, link.minutes, link.km))
                    back[end].append((start, link.minutes, link.km))
        return dict(onward), dict(back)


def _at_noon(way: MetroWay) -> int:
    """Return what a way by metro takes from the objective at noon, its fare aside."""
    arrive = way.arrive(NOON)
    minutes = LONGEST if arrive is None else arrive - NOON
    return TRAVEL_PRICE * minutes + CHANGE_PRICE * len(way.rides)
