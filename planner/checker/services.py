"""Rules on scheduled services: the train calls at these stations at these times on that date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

from planner.checker.case import Case, clock, is_near, minutes
from planner.checker.legs import KM_ROUNDING, straight_km
from planner.checker.report import said
from planner.clock import DAY_MINUTES, minutes_of
from planner.corridor import Departure, Line, Pattern
from planner.itinerary import Day, Leg
from planner.rules import RIDE_DETOUR
from planner.texts import Message

CNY_ROUNDING = 0.05 + 1e-6  # an adult's fare is rounded to a tenth
WEEK = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@dataclass(frozen=True)
class Stop:
    """Minutes after the start of a run; None where nobody can get off or on."""

    station: str
    arrive: int | None
    depart: int | None


@dataclass(frozen=True)
class Run:
    """A train, or all trains of a pattern in one direction: they start at ``starts`` on ``days``."""

    stops: tuple[Stop, ...]
    starts: range
    days: str

    def hops(self, start: str, end: str) -> Iterator[Hop]:
        """Yield each way from one station to another later one."""
        for i, j in combinations(range(len(self.stops)), 2):
            a, b = self.stops[i], self.stops[j]
            if (a.station, b.station) == (start, end) and a.depart is not None and b.arrive is not None:
                yield Hop(self, a.depart, b.arrive, tuple(s.station for s in self.stops[i : j + 1]))

    def runs_on(self, weekday: int) -> bool:
        """Tell whether trains start on a day of the week, Monday being 0."""
        if self.days == "daily":
            return True
        for part in self.days.split(","):
            first, _, last = part.partition("-")
            since_first = (weekday - WEEK.index(first)) % 7
            if since_first <= (WEEK.index(last or first) - WEEK.index(first)) % 7:
                return True
        return False


@dataclass(frozen=True)
class Hop:
    """A ride from one stop of a run to a later one; minutes after the start of the run."""

    run: Run
    depart: int
    arrive: int
    stations: tuple[str, ...]

    def days_back(self, leg: Leg, day: Day) -> Iterator[int]:
        """Yield how many days before the leg's day a train starts that keeps the leg's times; -1 after midnight."""
        for back in range(-1, 3):
            start = minutes_of(leg.depart, day.date) + back * DAY_MINUTES - self.depart
            if start in self.run.starts and minutes(leg) == self.arrive - self.depart:
                yield back


def runs_of(line: Line, code: str) -> list[Run]:
    """Return all runs of a line that carry a code."""
    trains = [_train(departure) for departure in line.departures if departure.code == code]
    patterns = [run for pattern in line.patterns if pattern.code == code for run in _both_ways(pattern)]
    return trains + patterns


def _train(departure: Departure) -> Run:
    stops = tuple(Stop(call.station, call.arrive, call.depart) for call in departure.calls)
    return Run(stops, range(1), departure.days)


def _both_ways(pattern: Pattern) -> Iterator[Run]:
    starts = range(pattern.first, pattern.last + 1, pattern.every)
    there = tuple(Stop(call.station, call.arrive, call.depart) for call in pattern.calls)
    yield Run(there, starts, pattern.days)
    if pattern.both_ways:
        whole = pattern.calls[-1].arrive
        back = tuple(Stop(c.station, whole - c.depart, whole - c.arrive) for c in reversed(pattern.calls))
        yield Run(back, starts, pattern.days)


def judge(case: Case) -> None:
    """Check each leg by a scheduled service."""
    for day, index, event in case.events():
        if case.is_ride(event):
            _Trial(case, day, index, event).judge()


class _Trial:
    """One leg by a scheduled service on trial."""

    def __init__(self, case: Case, day: Day, index: int, leg: Leg) -> None:
        self.case, self.day, self.index, self.leg = case, day, index, leg

    def said(self, name: str, /, **params: Any) -> Message:
        """Return a text about this leg."""
        service = self.leg.service or self.leg.mode
        return said(name, service=service, start=self.leg.start, end=self.leg.end, **params)

    def fact(self, holds: bool, code: str, message: Message, unsure: Message | None = None) -> bool:
        """Note a fact about this leg."""
        return self.case.book.fact(holds, code, message, self.day.day, self.index, unsure=unsure)

    def judge(self) -> None:
        leg = self.leg
        self.fact(self.case.request.mode != "car", "mode", self.said("service-by-car"))
        line = self.case.lines.get(leg.line or "")
        if not self.fact(line is not None, "line", self.said("no-line", line=leg.line)) or line is None:
            return
        modes = self.said("line-mode", mode=line.mode, told=leg.mode)
        self.fact(leg.mode == line.mode, "mode", modes)
        self.fact(leg.as_of == line.as_of, "as-of", self.said("as-of", as_of=line.as_of, told=leg.as_of))
        trust = self.said("line-confidence", confidence=line.confidence)
        self.fact(leg.confidence == line.confidence, "confidence", trust)
        self.fact(not leg.via, "call", self.said("service-via"))
        self._times(line)
        self._fare(line)

    def _times(self, line: Line) -> None:
        leg = self.leg
        runs = runs_of(line, leg.service or "")
        if not self.fact(bool(runs), "train", self.said("no-train", line=line.id)):
            return
        hops = [hop for run in runs for hop in run.hops(leg.start, leg.end)]
        if not self.fact(bool(hops), "call", self.said("no-call")):
            return
        timed = [(hop, back) for hop in hops for back in hop.days_back(leg, self.day)]
        is_guess = line.confidence == "estimated"
        unsure = self.said("unsure-timetable", as_of=line.as_of) if is_guess else None
        times = self.said("no-times", depart=clock(leg.depart), arrive=clock(leg.arrive))
        if self.fact(bool(timed), "timetable", times, unsure):
            weekday = self.day.date.weekday()
            runs_today = any(hop.run.runs_on((weekday - back) % 7) for hop, back in timed)
            message = self.said("no-run", date=str(self.day.date), weekday=weekday)
            self.fact(runs_today, "runs", message, unsure)
            self._km(line, [hop for hop, _ in timed])

    def _km(self, line: Line, hops: list[Hop]) -> None:
        lengths = [
            sum(straight_km(self.case, a, b) for a, b in pairwise(hop.stations))
            * RIDE_DETOUR.get(line.mode, 1.0)
            for hop in hops
        ]
        right = any(abs(self.leg.km - km) <= KM_ROUNDING for km in lengths)
        message = self.said("service-km", km=lengths[0], told=self.leg.km)
        self.fact(right, "km", message, self.said("unsure-track"))

    def _fare(self, line: Line) -> None:
        leg, shares, fare = self.leg, self.case.shares, line.fare
        pair = next((p for p in fare.pairs if sorted(p.split()) == sorted((leg.start, leg.end))), None)
        price = fare.flag + fare.per_km * leg.km if pair is None else float(fare.pairs[pair])
        is_guess = pair is None or fare.confidence == "estimated" or shares != self.case.request.adults
        doubt = self.said("unsure-fare") if is_guess else None
        right = is_near(leg.cost_cny, price * shares, slack=CNY_ROUNDING * shares)
        message = self.said("service-fare", exact=price * shares, told=leg.cost_cny)
        self.fact(right, "fare", message, doubt)
