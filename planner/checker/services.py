"""Rules on scheduled services: the train calls at these stations at these times on that date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, pairwise, takewhile
from typing import Any

from planner.checker.case import Case, LegPrice, clock, minutes
from planner.checker.fares import ROUNDING, Ticket, in_first_class, price_of
from planner.checker.legs import KM_ROUNDING, straight_km
from planner.checker.report import said
from planner.clock import DAY_MINUTES, minutes_of
from planner.corridor import Departure, FareBasis, Line, Pattern, TrainFare
from planner.itinerary import Day, Leg
from planner.rules import PAIR_DETOUR, RIDE_DETOUR
from planner.texts import Message

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


def runs_of(line: Line, code: str) -> list[Run]:
    """Return all runs of a line that carry a code."""
    trains = [_train(departure) for departure in line.departures if departure.code == code]
    patterns = [run for pattern in line.patterns if pattern.code == code for run in _both_ways(pattern)]
    return trains + patterns


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


def judge(case: Case) -> None:
    """Check each leg by a scheduled service."""
    for day, index, event in case.events():
        if case.is_ride(event) and event.line not in case.metro_lines:
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
        self.fact(not self.case.by_road(self.day), "mode", self.said("service-by-car"))
        line = self.case.lines.get(leg.line or "")
        if not self.fact(line is not None, "line", self.said("no-line", line=leg.line)) or line is None:
            return
        modes = self.said("line-mode", mode=line.mode, told=leg.mode)
        self.fact(leg.mode == line.mode, "mode", modes)
        self.fact(leg.as_of == line.as_of, "as-of", self.said("as-of", as_of=line.as_of, told=leg.as_of))
        trust = self.said("line-confidence", confidence=line.confidence)
        self.fact(leg.confidence == line.confidence, "confidence", trust)
        self.fact(not leg.via, "call", self.said("service-via"))
        days = self.said("running-days", days=line.running_days)
        self.fact(leg.running_days == line.running_days or not self.case.tells_fares, "runs", days)
        self._times(line)

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
            if line.running_days == "unknown":
                unsure = self.said("unsure-days")
            self.fact(runs_today, "runs", message, unsure)
            self._cost(line, [hop for hop, _ in timed])

    def _cost(self, line: Line, hops: list[Hop]) -> None:
        """Judge kilometres and price by the run that fits the kilometres best."""
        hop = min(hops, key=lambda hop: abs(self._length(line, hop) - self.leg.km))
        km, is_measured = self._length(line, hop), hop.is_measured
        message = self.said("service-km", km=km, told=self.leg.km)
        doubt = None if is_measured else self.said("unsure-track")
        self.fact(abs(self.leg.km - km) <= KM_ROUNDING, "km", message, doubt)
        seat = self._seat(line, hop.run)
        sits = self.said("seat", seat=seat, told=self.leg.seat)
        self.fact(self.leg.seat == seat or not self.case.tells_money, "fare", sits)
        tickets, fare = list(self._tickets(line, hop.run, seat)), line.fare
        if seat == "first":
            fare = in_first_class(fare)
        price, basis = price_of(fare, tickets, hop.ends, self.leg, hop.fast_km, is_measured=is_measured)
        told = self.said("fare-basis", basis=basis, told=self.leg.fare_basis)
        self.fact(self.leg.fare_basis == basis or not self.case.tells_fares, "fare", told)
        shares = self.case.fare_shares(line)
        is_guess = basis != "sourced" or shares != self.case.request.adults
        doubt = self.said("rule-of-fare" if basis == "formula" else "unsure-fare") if is_guess else None
        exact, slack = price * shares, ROUNDING * shares
        self.case.leg_prices[self.day.day, self.index] = LegPrice(
            exact, slack, self._party_basis(line, price, basis)
        )
        right = self.case.is_leg_price(self.leg.cost_cny, exact, slack)
        message = self.said("service-fare", exact=price * shares, told=self.leg.cost_cny)
        self.fact(right, "fare", message, doubt)

    def _party_basis(self, line: Line, price: float, basis: FareBasis) -> FareBasis:
        """Return what the party's price stands on: children and students pay by rule on trains, by guess elsewhere."""
        request = self.case.request
        is_guess = len(request.child_ages) < request.children or (
            request.children > 0 and line.mode != "rail"
        )
        by_rule = request.children > 0 or (self.case.fare_shares(line) < self.case.shares)
        if not price:
            return basis
        if is_guess and basis != "unknown":
            return "estimated"
        return "formula" if by_rule and basis == "sourced" else basis

    def _seat(self, line: Line, run: Run) -> str | None:
        """Return the class of the seats: the wanted one, where the train is not known to be without it."""
        if line.mode != "rail" or line.fare.hard_seat:
            return "hard" if line.mode == "rail" else None
        lacks_first = run.fares and all(fare.first is None for fare in run.fares)
        return "second" if lacks_first or self.case.request.rail_class != "first" else "first"

    def _tickets(self, line: Line, run: Run, seat: str | None) -> Iterator[Ticket]:
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
                if self._length(line, hop) <= PAIR_DETOUR * straight_km(self.case, start, end):
                    yield Ticket(hop.ends, float(cny))

    def _length(self, line: Line, hop: Hop) -> float:
        """Return the kilometres of track told, and for the stretches without any those of the straight line."""
        straight = sum(straight_km(self.case, a.station, b.station) for a, b in hop.unmeasured)
        told = [stop.km for stop in hop.stops if stop.km is not None]
        return max(told, default=0) - min(told, default=0) + straight * RIDE_DETOUR.get(line.mode, 1.0)
