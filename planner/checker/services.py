"""Rules on scheduled services: the train calls at these stations at these times on that date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise

from planner.checker.case import Case, is_near, minutes
from planner.checker.legs import KM_ROUNDING, straight_km
from planner.clock import DAY_MINUTES, minutes_of
from planner.corridor import Departure, Line, Pattern
from planner.itinerary import Day, Leg
from planner.rules import RIDE_DETOUR

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
        """Yield how many days before the leg's a train starts that keeps the leg's times."""
        for back in range(3):
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

    def fact(self, holds: bool, code: str, message: str, unsure: str = "") -> bool:
        """Note a fact about this leg."""
        train = f"{self.leg.service or self.leg.mode} {self.leg.start} - {self.leg.end}"
        unsure = unsure and f"{train}: {unsure}"
        return self.case.book.fact(
            holds, code, f"{train}: {message}", self.day.day, self.index, unsure=unsure
        )

    def judge(self) -> None:
        leg = self.leg
        asked = self.case.request.mode
        self.fact(asked != "car", "mode", f"a scheduled service, though the request travels by {asked}")
        line = self.case.lines.get(leg.line or "")
        if not self.fact(line is not None, "line", f"no line '{leg.line}'") or line is None:
            return
        self.fact(leg.mode == line.mode, "mode", f"the line is '{line.mode}', not '{leg.mode}'")
        self.fact(leg.as_of == line.as_of, "as-of", f"the timetable is of {line.as_of}, not {leg.as_of}")
        self.fact(leg.confidence == line.confidence, "confidence", f"the timetable is '{line.confidence}'")
        self.fact(not leg.via, "call", "a service is told by its line, not by what it passes")
        self._times(line)
        self._fare(line)

    def _times(self, line: Line) -> None:
        leg = self.leg
        runs = runs_of(line, leg.service or "")
        if not self.fact(bool(runs), "train", f"line '{line.id}' has no such train"):
            return
        hops = [hop for run in runs for hop in run.hops(leg.start, leg.end)]
        if not self.fact(bool(hops), "call", "does not call at both stations in that order"):
            return
        timed = [(hop, back) for hop in hops for back in hop.days_back(leg, self.day)]
        unsure = f"the timetable of {line.as_of} is an estimate" if line.confidence == "estimated" else ""
        times = f"does not leave at {leg.depart:%H:%M} and arrive at {leg.arrive:%H:%M}"
        if self.fact(bool(timed), "timetable", times, unsure):
            weekday = self.day.date.weekday()
            runs_today = any(hop.run.runs_on((weekday - back) % 7) for hop, back in timed)
            self.fact(runs_today, "runs", f"does not run on {self.day.date} ({WEEK[weekday]})", unsure)
            self._km(line, [hop for hop, _ in timed])

    def _km(self, line: Line, hops: list[Hop]) -> None:
        lengths = [
            sum(straight_km(self.case, a, b) for a, b in pairwise(hop.stations))
            * RIDE_DETOUR.get(line.mode, 1.0)
            for hop in hops
        ]
        right = any(abs(self.leg.km - km) <= KM_ROUNDING for km in lengths)
        message = f"{lengths[0]:.1f} km, not {self.leg.km}"
        self.fact(right, "km", message, "the length of the track is an estimate")

    def _fare(self, line: Line) -> None:
        leg, shares, fare = self.leg, self.case.shares, line.fare
        pair = next((p for p in fare.pairs if sorted(p.split()) == sorted((leg.start, leg.end))), None)
        price = fare.flag + fare.per_km * leg.km if pair is None else float(fare.pairs[pair])
        is_guess = pair is None or fare.confidence == "estimated" or shares != self.case.request.adults
        doubt = "the fare is an estimate" if is_guess else ""
        right = is_near(leg.cost_cny, price * shares, slack=CNY_ROUNDING * shares)
        self.fact(right, "fare", f"{price * shares:.0f} CNY for the party, not {leg.cost_cny}", doubt)
