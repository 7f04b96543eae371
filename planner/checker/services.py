"""Rules on scheduled services: the train calls at these stations at these times on that date."""

from __future__ import annotations

from typing import Any

from planner.checker.case import Case, LegPrice, clock
from planner.checker.fares import ROUNDING
from planner.checker.legs import KM_ROUNDING
from planner.checker.report import said
from planner.checker.runs import Hop, fare_of, length_of, runs_of, seat_on
from planner.corridor import FareBasis, Line
from planner.itinerary import Day, Leg
from planner.texts import Message


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
        hop = min(hops, key=lambda hop: abs(length_of(self.case, line, hop) - self.leg.km))
        km = length_of(self.case, line, hop)
        message = self.said("service-km", km=km, told=self.leg.km)
        doubt = None if hop.is_measured else self.said("unsure-track")
        self.fact(abs(self.leg.km - km) <= KM_ROUNDING, "km", message, doubt)
        seat = seat_on(self.case, line, hop.run)
        sits = self.said("seat", seat=seat, told=self.leg.seat)
        self.fact(self.leg.seat == seat or not self.case.tells_money, "fare", sits)
        price, basis = fare_of(self.case, line, hop, self.leg.km)
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
