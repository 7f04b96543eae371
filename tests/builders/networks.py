"""Small corridors with services, and a slow search over them that shares nothing with the planner's."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from math import ceil
from typing import Any

import numpy as np

from planner import rules
from planner.arrays import FloatArray, IntArray
from planner.corridor import Corridor, Mode, Pattern, Place, Station
from planner.geo import great_circle_km

NEVER = 10**6
FAR = 0.5  # degrees: nobody walks that
SOURCE = {"fields": ["location"], "source": "a test", "as_of": "2026", "confidence": "estimated"}


def for_one(minutes: IntArray, cny: FloatArray, _changes: IntArray) -> tuple[IntArray, IntArray]:
    """Return what rides take where only minutes have a price, and their CNY."""
    return minutes, cny.astype(np.int64)


def place(name: str, lat: float, lon: float) -> dict[str, Any]:
    return {"id": name, "name": {"zh": name, "en": name}, "location": {"lat": lat, "lon": lon}}


def town(name: str, lat: float, lon: float) -> dict[str, Any]:
    hotel = {"budget": 100, "comfort": 200, "premium": 300}
    more = {"prefecture": "重庆市", "adcode": "500000", "hotel_cny": hotel, "sources": [SOURCE]}
    return place(name, lat, lon) | more


def station(name: str, lat: float, lon: float, **minutes: int) -> dict[str, Any]:
    return place(name, lat, lon) | minutes | {"sources": [SOURCE]}


def line(name: str, mode: Mode = "rail", **services: Any) -> dict[str, Any]:
    names = {"zh": name, "en": name}
    known = {"as_of": "2026", "confidence": "sourced", "sources": [SOURCE]}
    return {"id": name, "name": names, "mode": mode, **known, **services}


def link(start: str, end: str, minutes: int) -> dict[str, Any]:
    return {"start": start, "end": end, "road_class": "trunk", "km": float(minutes), "minutes": minutes}


def network(
    towns: list[dict[str, Any]],
    stations: list[dict[str, Any]],
    lines: list[dict[str, Any]],
    links: list[dict[str, Any]] | None = None,
) -> Corridor:
    return Corridor.model_validate(
        {
            "name": {"zh": "试", "en": "Test"},
            "bounds": {"south": 20, "north": 40, "west": 90, "east": 120},
            "themes": [],
            "attractions": [],
            "towns": towns,
            "stations": stations,
            "lines": lines,
            "links": links or [],
        }
    )


def night_train(days: str = "daily") -> Corridor:
    places = [station(name, 30, 105 + n * FAR) for n, name in enumerate("cde")]
    train = {"code": "K1", "days": days, "calls": "c 23:10, d 24:30-24:40, e 26:00"}
    return network([], places, [line("night", departures=[train])])


@dataclass(frozen=True)
class Hop:
    """A ride on one vehicle from one of its stops to a later one."""

    start: str
    depart: int
    end: str
    arrive: int
    mode: Mode
    code: str


def _beats(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one != other and one[0] >= other[0] and one[1] <= other[1]


@dataclass(frozen=True, order=True)
class Best:
    """Sorts as people choose: early arrival, late departure, few rides."""

    arrive: int
    minus_depart: int
    rides: int


class SlowSearch:
    """Tries every ride after every other."""

    def __init__(self, corridor: Corridor, day: date) -> None:
        self.corridor = corridor
        self.day = day
        self.taxi = self._taxi()
        self.door_to_door = cache(self._door_to_door)
        self.margins = cache(self._margins)
        self.hops = sorted(self._hops(), key=lambda hop: hop.depart)

    def _runs(self, days: str, day: date) -> bool:
        names = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
        today, week = names[day.weekday()], names + names
        for part in days.split(","):
            first, _, last = part.partition("-")
            if part == "daily" or first == today:
                return True
            if last and today in week[week.index(first) : week.index(last, week.index(first)) + 1]:
                return True
        return False

    def _clocks(self) -> list[tuple[str, str, Mode, list[tuple[str, int, int]]]]:
        found = []
        for each in self.corridor.lines:
            for train in each.departures:
                calls = [
                    (c.station, -1 if c.arrive is None else c.arrive, -1 if c.depart is None else c.depart)
                    for c in train.calls
                ]
                found.append((train.code, train.days, each.mode, calls))
            for pattern in each.patterns:
                ways = self._pattern(pattern)
                found += [(pattern.code, pattern.days, each.mode, calls) for calls in ways]
        return found

    def _pattern(self, pattern: Pattern) -> list[list[tuple[str, int, int]]]:
        there = [(c.station, c.arrive, c.depart) for c in pattern.calls]
        total = there[-1][1]
        back = [(name, total - depart, total - arrive) for name, arrive, depart in reversed(there)]
        return [
            [(name, minute + arrive, minute + depart) for name, arrive, depart in way]
            for way in ([there, back] if pattern.both_ways else [there])
            for minute in range(pattern.first, pattern.last + 1, pattern.every)
        ]

    def _hops(self) -> list[Hop]:
        found = []
        for code, days, mode, calls in self._clocks():
            for ago in (0, 1):
                if self._runs(days, self.day - timedelta(days=ago)):
                    for (a, _, leaves), (b, comes, _) in combinations(calls, 2):
                        if leaves >= 1440 * ago:
                            found.append(Hop(a, leaves - 1440 * ago, b, comes - 1440 * ago, mode, code))
        return found

    def _taxi(self) -> dict[tuple[str, str], int]:
        names = list(self.corridor.places)
        minutes = defaultdict(lambda: NEVER, {(a, a): 0 for a in names})
        for each in self.corridor.links:
            for pair in ((each.start, each.end), (each.end, each.start)):
                minutes[pair] = min(minutes[pair], each.minutes)
        for via in names:
            for a in names:
                for b in names:
                    minutes[a, b] = min(minutes[a, b], minutes[a, via] + minutes[via, b])
        return {pair: m + rules.TAXI_WAIT for pair, m in minutes.items() if m <= rules.TAXI_MAX_MINUTES}

    def _door_to_door(self, a: str, b: str) -> int:
        if a == b:
            return 0
        here, there = self.corridor.places[a].location, self.corridor.places[b].location
        km = great_circle_km(here.lat, here.lon, there.lat, there.lon)
        walk = ceil(km * rules.WALK_DETOUR / rules.WALK_KM_H * 60) if km <= rules.WALK_MAX_KM else NEVER
        return min(walk, self.taxi.get((a, b), NEVER))

    def _margins(self, name: str, mode: Mode) -> tuple[int, int, int]:
        where: Place = self.corridor.places[name]
        modes = {
            each.mode
            for each in self.corridor.lines
            if any(call.station == name for departure in each.departures for call in departure.calls)
            or any(call.station == name for pattern in each.patterns for call in pattern.calls)
        }
        main = next(m for m in ("rail", "cruise", "coach", "metro") if m in modes)
        given = {"boarding_minutes", "change_minutes", "exit_minutes"}
        if isinstance(where, Station) and mode == main and (mode == "rail" or where.model_fields_set & given):
            return where.boarding_minutes, where.change_minutes, where.exit_minutes
        return rules.METRO_MARGINS if mode == "metro" else rules.COACH_MARGINS

    def change(self, first: Hop, then: Hop) -> int:
        _, change, leave = self.margins(first.end, first.mode)
        if (first.end, first.mode) == (then.start, then.mode):
            return max(1, change)
        board = self.margins(then.start, then.mode)[0]
        return max(1, leave + self.door_to_door(first.end, then.start) + board)

    def best(self, origin: str, destination: str, depart: int) -> Best | None:
        """Return the best journey, on foot or by taxi alone included."""
        here = Best(depart, -depart, 0)
        ways = [here if origin == destination else self._direct(origin, destination, depart)]
        labels: list[tuple[Hop, set[tuple[int, int]]]] = []  # (departure, rides) aboard each hop
        for hop in self.hops:
            board = self.margins(hop.start, hop.mode)[0]
            leave_door = hop.depart - board - self.door_to_door(origin, hop.start)
            known = {(leave_door, 1)} if leave_door >= depart else set()
            for before, reached in labels:
                if before.arrive + self.change(before, hop) <= hop.depart:
                    known |= {(left, rides + 1) for left, rides in reached}
            if known:
                known = {k for k in known if not any(_beats(other, k) for other in known)}
                labels.append((hop, known))
                away = self.margins(hop.end, hop.mode)[2] + self.door_to_door(hop.end, destination)
                ways += [Best(hop.arrive + away, -left, rides) for left, rides in known]
        best = min(ways, default=Best(NEVER, 0, 0))
        return best if best.arrive < NEVER else None

    def _direct(self, origin: str, destination: str, depart: int) -> Best:
        return Best(depart + self.door_to_door(origin, destination), -depart, 0)
