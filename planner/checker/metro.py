"""Rules on rides by metro: the line goes there, in these minutes, at these hours, and a whole headway is waited."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from math import ceil
from typing import Any

from planner.checker.case import Case, LegPrice, minutes
from planner.checker.journeys import needed
from planner.checker.legs import KM_ROUNDING
from planner.checker.report import said
from planner.clock import DAY_MINUTES, format_clock, minutes_of
from planner.corridor import FareBasis, Metro, MetroHours, MetroLine
from planner.itinerary import Day, Event, Leg, Wait
from planner.texts import Message

Part = tuple[str, float, float, MetroHours | None]  # station, minutes and km to the next one, trains onward


def judge(case: Case) -> None:
    """Check each ride by a metro whose network is in the data."""
    for day in case.itinerary.days:
        paid: float = 0
        km: dict[str, float] = {}
        before: Leg | None = None
        for index, event in enumerate(day.events):
            if isinstance(event, Wait):
                continue
            if isinstance(event, Leg) and event.line in case.metro_lines:
                metro, line = case.metro_lines[event.line]
                if before is None:
                    paid, km = 0, {}
                trial = _Trial(case, day, index, event, metro, line)
                length = trial.judge()
                km[metro.id] = km.get(metro.id, 0) + (length if line.has_tariff else 0)
                paid += trial.fare(km[metro.id], paid)
                before = event
            else:
                before = None


def stretches(line: MetroLine, start: str, end: str) -> Iterator[list[Part]]:
    """Yield the stretches of track from the one station to the other, in either direction."""
    stops = line.stops
    onward = [(a.station, b.minutes, b.km, a.onward) for a, b in pairwise((*stops, stops[0]))]
    back = [(b.station, b.minutes, b.km, b.back) for _, b in pairwise((stops[-1], *stops))][::-1]
    for around in (onward, back):
        names = [part[0] for part in around]
        if start not in names or end not in names or start == end:
            continue
        first, last = names.index(start), names.index(end)
        if first < last:
            yield around[first:last]
        elif line.is_loop:
            yield around[first:] + around[:last]


def headway(metro: Metro, line: MetroLine, minute: int) -> int:
    """Return the minutes between trains at a minute."""
    steps = line.headways or metro.headways
    return [step.minutes for step in steps if step.since <= minute % DAY_MINUTES][-1]


class _Trial:
    """One ride on trial."""

    def __init__(self, case: Case, day: Day, index: int, leg: Leg, metro: Metro, line: MetroLine) -> None:
        self.case, self.day, self.index, self.leg, self.metro, self.line = case, day, index, leg, metro, line

    def said(self, name: str, /, **params: Any) -> Message:
        """Return a text about this ride."""
        return said(name, service=self.line.id, start=self.leg.start, end=self.leg.end, **params)

    def fact(self, holds: bool, code: str, message: Message, unsure: Message | None = None) -> bool:
        """Note a fact about this ride."""
        return self.case.book.fact(holds, code, message, self.day.day, self.index, unsure=unsure)

    def judge(self) -> float:
        """Judge all but the fare; return the kilometres of track, 0 where the line does not go there."""
        leg, metro = self.leg, self.metro
        self.fact(not self.case.by_road(self.day), "mode", self.said("service-by-car"))
        self.fact(leg.mode == "metro", "mode", self.said("line-mode", mode="metro", told=leg.mode))
        self.fact(leg.as_of == metro.as_of, "as-of", self.said("as-of", as_of=metro.as_of, told=leg.as_of))
        trust = self.said("line-confidence", confidence=metro.confidence)
        self.fact(leg.confidence == metro.confidence, "confidence", trust)
        self.fact(not leg.via, "call", self.said("service-via"))
        days = self.said("running-days", days="known")
        self.fact(leg.running_days == "known", "runs", days)
        told = minutes(leg)
        ways = list(stretches(self.line, leg.start, leg.end))
        fitting = [way for way in ways if ceil(round(sum(part[1] for part in way), 6)) == told]
        if not self.fact(bool(ways), "call", self.said("metro-stations")):
            return 0
        least = min(ceil(round(sum(part[1] for part in way), 6)) for way in ways)
        if not self.fact(bool(fitting), "timetable", self.said("metro-minutes", least=least, taken=told)):
            return 0
        way = max(fitting, key=self._is_called)
        self.fact(self._is_called(way), "call", self.said("metro-towards", towards=self._towards(way)))
        self._hours(way[0][3])
        km = sum(part[2] for part in way)
        self.fact(abs(leg.km - km) <= KM_ROUNDING, "km", self.said("service-km", km=km, told=leg.km))
        return km

    def _towards(self, way: list[Part]) -> str:
        """Return the station that names the direction of a way."""
        if self.line.is_loop:
            return way[1][0] if len(way) > 1 else self.leg.end
        names = [stop.station for stop in self.line.stops]
        return names[-1] if names.index(self.leg.start) < names.index(self.leg.end) else names[0]

    def _is_called(self, way: list[Part]) -> bool:
        """Tell whether the line and its direction are called as they are."""
        end = self.case.corridor.places[self._towards(way)].name
        service = f"{self.line.name.en} towards {end.en}"
        told = self.leg.line_name, self.leg.towards, self.leg.service
        return told == (self.line.name, end, service)

    def _hours(self, hours: MetroHours | None) -> None:
        """Judge the first and last train, and the wait for one."""
        depart = minutes_of(self.leg.depart, self.day.date)
        assert hours is not None, f"no trains start at {self.leg.start}"
        spans = [(hours.first + DAY_MINUTES * day, hours.last + DAY_MINUTES * day) for day in (-1, 0, 1, 2)]
        span = next(((first, last) for first, last in spans if first <= depart <= last), None)
        unsure = None if hours.is_known else self.said("unsure-metro-hours")
        closed = self.said("metro-hours", first=format_clock(hours.first), last=format_clock(hours.last))
        if self.fact(span is not None, "runs", closed, unsure) and span is not None and depart not in span:
            ready, before = self._ready()
            comes = any(
                minute + headway(self.metro, self.line, minute) <= depart
                for minute in range(ready, depart + 1)
            )
            message = self.said("metro-wait", headway=headway(self.metro, self.line, ready))
            self.fact(comes or before is None, "timetable", message, self.said("unsure-headway"))

    def _ready(self) -> tuple[int, Event | None]:
        """Return when one can be on the platform, after the event before."""
        events = (event for event in reversed(self.day.events[: self.index]) if not isinstance(event, Wait))
        before = next(events, None)
        if before is None:
            return minutes_of(self.leg.depart, self.day.date), None
        return minutes_of(before.finishes[1], self.day.date) + needed(
            self.case, self.day, before, self.leg
        ), before

    def _headway(self, minute: int) -> int:
        return headway(self.metro, self.line, minute)

    def fare(self, km: float, paid: float) -> float:
        """Judge the fare of a journey that is so long by now; return what this ride adds to it for one adult."""
        leg, tariff = self.leg, self.metro.fares
        basis: FareBasis = "formula" if self.metro.fares_confidence == "sourced" else "estimated"
        whole = min((step.cny for step in tariff if km <= step.km + 0.005), default=tariff[-1].cny)
        exact = whole - paid
        if not self.line.has_tariff:
            basis, exact = "unknown", 0
        told = self.said("leg-fare-basis", basis=basis, told=leg.fare_basis)
        self.fact(leg.fare_basis == basis, "fare", told)
        party = exact * self.case.shares
        message = self.said("service-fare", exact=party, told=leg.cost_cny)
        doubt = self.said("unsure-fare") if basis != "formula" or self.case.shares % 1 else None
        is_guess = exact and self.case.request.children
        of_party: FareBasis = "estimated" if is_guess else basis
        self.case.leg_prices[self.day.day, self.index] = LegPrice(party, 0.0, of_party)
        self.fact(self.case.is_leg_price(leg.cost_cny, party), "fare", message, doubt)
        return exact
