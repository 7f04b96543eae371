"""Trains, coaches and ships as the data has them: runs with their stops, rides on them, kilometres and fares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise, takewhile

from planner.checker.case import Case, minutes, straight_km
from planner.checker.fares import Ticket, in_first_class, price_of
from planner.clock import DAY_MINUTES, minutes_of
from planner.corridor import Departure, FareBasis, Line, Pattern, TrainFare
from planner.itinerary import Day, Leg
from planner.rules import PAIR_DETOUR, RIDE_DETOUR

WEEK = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@dataclass(frozen=True)
class Stop:
    """Minutes after the start of a run; None where nobody can get off or on."""

    station: str
    arrive: int | None
    depart: int | None
    km: int | None = None
    fast_km: int = 0


@dataclass(frozen=True)
class Run:
    """A train, or all trains of a pattern in one direction: they start at ``starts`` on ``days``."""

    stops: tuple[Stop, ...]
    starts: range
    days: str
    fares: tuple[TrainFare, ...] = ()

    def hops(self, start: str, end: str) -> Iterator[Hop]:
        """Yield each way from one station to another later one."""
        for i, j in combinations(range(len(self.stops)), 2):
            a, b = self.stops[i], self.stops[j]
            if (a.station, b.station) == (start, end) and a.depart is not None and b.arrive is not None:
                yield Hop(self, (i, j), a.depart, b.arrive)

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
    ends: tuple[int, int]
    depart: int
    arrive: int

    @property
    def stops(self) -> tuple[Stop, ...]:
        """The stops from the first to the last."""
        return self.run.stops[self.ends[0] : self.ends[1] + 1]

    @property
    def unmeasured(self) -> list[tuple[Stop, Stop]]:
        """The stretches before any kilometres are told, and after the last."""

        def is_untold(stop: Stop) -> bool:
            return stop.km is None

        before = len(list(takewhile(is_untold, self.stops)))
        after = len(self.stops) - 1 - len(list(takewhile(is_untold, reversed(self.stops))))
        return [pair for n, pair in enumerate(pairwise(self.stops)) if n < before or n >= after]

    @property
    def is_measured(self) -> bool:
        """Whether all kilometres are told."""
        return not self.unmeasured

    @property
    def fast_km(self) -> int:
        """The kilometres told on fast lines."""
        told = [stop.fast_km for stop in self.stops if stop.km is not None]
        return max(told, default=0) - min(told, default=0)

    def days_back(self, leg: Leg, day: Day) -> Iterator[int]:
        """Yield how many days before the leg's day a train starts that keeps the leg's times; -1 after midnight."""
        for back in range(-1, 3):
            start = minutes_of(leg.depart, day.date) + back * DAY_MINUTES - self.depart
            if start in self.run.starts and minutes(leg) == self.arrive - self.depart:
                yield back


def runs_of(line: Line, code: str | None = None) -> list[Run]:
    """Return all runs of a line, or those that carry a code."""
    trains = [_train(departure) for departure in line.departures if code in (None, departure.code)]
    patterns = [pattern for pattern in line.patterns if code in (None, pattern.code)]
    return trains + [run for pattern in patterns for run in _both_ways(pattern)]


def _train(departure: Departure) -> Run:
    stops = tuple(Stop(c.station, c.arrive, c.depart, c.km, c.fast_km) for c in departure.calls)
    return Run(stops, range(1), departure.days, departure.fares)


def _both_ways(pattern: Pattern) -> Iterator[Run]:
    starts = range(pattern.first, pattern.last + 1, pattern.every)
    there = tuple(Stop(call.station, call.arrive, call.depart) for call in pattern.calls)
    yield Run(there, starts, pattern.days)
    if pattern.both_ways:
        whole = pattern.calls[-1].arrive
        back = tuple(Stop(c.station, whole - c.depart, whole - c.arrive) for c in reversed(pattern.calls))
        yield Run(back, starts, pattern.days)


def length_of(case: Case, line: Line, hop: Hop) -> float:
    """Return the kilometres of track told, and for the stretches without any those of the straight line."""
    straight = sum(straight_km(case, a.station, b.station) for a, b in hop.unmeasured)
    told = [stop.km for stop in hop.stops if stop.km is not None]
    return max(told, default=0) - min(told, default=0) + straight * RIDE_DETOUR.get(line.mode, 1.0)


def seat_on(case: Case, line: Line, run: Run) -> str | None:
    """Return the class of the seats: the wanted one, where the train is not known to be without it."""
    if line.mode != "rail" or line.fare.hard_seat:
        return "hard" if line.mode == "rail" else None
    lacks_first = run.fares and all(fare.first is None for fare in run.fares)
    return "second" if lacks_first or case.request.rail_class != "first" else "first"


def fare_of(case: Case, line: Line, hop: Hop, km: float) -> tuple[float, FareBasis]:
    """Return what a ride of so many kilometres costs an adult, and what that stands on."""
    seat = seat_on(case, line, hop.run)
    fare = in_first_class(line.fare) if seat == "first" else line.fare
    tickets = list(_tickets(case, line, hop.run, seat))
    return price_of(fare, tickets, hop.ends, km, hop.fast_km, is_measured=hop.is_measured)


def _tickets(case: Case, line: Line, run: Run, seat: str | None) -> Iterator[Ticket]:
    """Yield what is asked for rides of a run: of this train, then of a pair but not the long way round."""
    for fare in run.fares:
        asked = fare.first if seat == "first" else fare.second
        if asked is not None:
            yield from (Ticket(hop.ends, asked) for hop in run.hops(fare.start, fare.end))
    if seat == "first":
        return
    for pair, cny in line.fare.pairs.items():
        start, end = pair.split()
        for hop in (*run.hops(start, end), *run.hops(end, start)):
            if length_of(case, line, hop) <= PAIR_DETOUR * straight_km(case, start, end):
                yield Ticket(hop.ends, float(cny))
