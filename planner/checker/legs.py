"""Rules on legs over links and on foot; scheduled services have rules of their own."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise, product
from math import ceil
from typing import Any

from planner.checker.case import Case, LegPrice, minutes, straight_km
from planner.checker.report import Severity, said
from planner.checker.rivers import river_between
from planner.checker.taxis import price_of
from planner.corridor import FareBasis, Link
from planner.itinerary import Day, Leg
from planner.rules import CAR_CNY_PER_KM, WALK_DETOUR, WALK_KM_H, WALK_MAX_KM
from planner.texts import Message

KM_ROUNDING = 0.05 + 1e-6


def judge(case: Case) -> None:
    """Check each leg that is not a scheduled service."""
    for day, index, event in case.events():
        if isinstance(event, Leg):
            message = said("leg-minutes", told=event.minutes, minutes=minutes(event))
            case.book.fact(event.minutes == minutes(event), "leg-minutes", message, day.day, index)
            if case.is_known(event) and not case.is_ride(event):
                dated = said("as-of-nothing", as_of=event.as_of)
                case.book.fact(event.as_of is None, "as-of", dated, day.day, index)
                _Trial(case, day, index, event).judge()


class _Trial:
    """One drive, walk or cable car on trial."""

    def __init__(self, case: Case, day: Day, index: int, leg: Leg) -> None:
        self.case, self.day, self.index, self.leg = case, day, index, leg

    def said(self, name: str, /, **params: Any) -> Message:
        """Return a text about this leg."""
        return said(name, start=self.leg.start, end=self.leg.end, **params)

    def fact(
        self,
        holds: bool,
        code: str,
        message: Message,
        unsure: Message | None = None,
        *,
        severity: Severity = "error",
    ) -> bool:
        """Note a fact about this leg."""
        day, index = self.day.day, self.index
        return self.case.book.fact(holds, code, message, day, index, unsure=unsure, severity=severity)

    def judge(self) -> None:
        leg = self.leg
        hops = list(pairwise((leg.start, *leg.via, leg.end)))
        links = [self.case.links.get(hop, []) for hop in hops]
        if leg.mode == "walk" and not leg.via and not any(link.mode == "walk" for link in links[0]):
            self._walk()
            return
        missing = [f"{a} - {b}" for (a, b), found in zip(hops, links, strict=True) if not found]
        if not self.fact(not missing, "link", self.said("link", ways=missing)):
            return
        usable = [[link for link in found if link.mode == leg.mode] for found in links]
        if self.fact(all(usable), "mode", self.said("link-mode", mode=leg.mode)):
            self._drive(usable)

    def _drive(self, usable: list[list[Link]]) -> None:
        """Judge minutes, kilometres, cost and confidence by the quickest of the links that fit the kilometres best."""
        leg, taken = self.leg, minutes(self.leg) - self.leg.rest_minutes
        choices = (
            product(*usable) if sum(len(found) > 1 for found in usable) <= 6 else [[f[0] for f in usable]]
        )
        links = min(
            choices, key=lambda links: (abs(sum(link.km for link in links) - leg.km), _minutes_of(links))
        )
        least = _minutes_of(links)
        is_guess = any(link.confidence != "sourced" for link in links)
        unsure = self.said("unsure-drive") if is_guess else None
        short = self.said("drive-short", least=least, taken=taken)
        long = self.said("drive-long", least=least, taken=taken)
        if self.fact(taken >= least, "drive-time", short, unsure):
            self.fact(taken <= least, "drive-time", long, severity="warning")
        km = sum(link.km for link in links)
        doubt = self.said("unsure-road") if is_guess else None
        self.fact(abs(leg.km - km) <= KM_ROUNDING, "km", self.said("km", km=km, told=leg.km), doubt)
        cny, basis = self._price(km, is_guess=is_guess)
        self._cost(cny, basis)
        is_taxi = leg.mode == "road" and not self.case.by_road(self.day)
        confidence = "estimated" if is_guess or (is_taxi and basis != "formula") else "sourced"
        message = self.said("leg-confidence", confidence=confidence)
        self.fact(leg.confidence == confidence, "confidence", message)

    def _price(self, km: float, *, is_guess: bool) -> tuple[float, FareBasis | None]:
        """Return what one car or taxi costs, and what the price stands on; nothing else over links costs anything."""
        if self.leg.mode != "road" or self.day.hire:
            return 0.0, None
        if self.case.request.mode == "car":
            return km * CAR_CNY_PER_KM, "estimated"
        leg, begin = self.leg, self.leg.depart
        minute = begin.hour * 60 + begin.minute
        return price_of(self.case.corridor, leg.start, leg.km, minute, is_measured=not is_guess)

    def _cost(self, cny: float, basis: FareBasis | None) -> None:
        """Judge what the party's cars or taxis cost; kilometres, and the fare of a taxi, are rounded to tenths."""
        leg, is_own = self.leg, self.case.request.mode == "car"
        cars = self.case.car_factor if is_own else self.case.num_taxis
        told = self.said("leg-fare-basis", basis=basis, told=leg.fare_basis)
        self.fact(leg.fare_basis == basis or not self.case.tells_fares, "fare", told)
        exact, by_car = cny * cars, leg.mode == "road" and is_own and not self.day.hire
        slack = CAR_CNY_PER_KM * KM_ROUNDING * cars if by_car else 0.0
        self.case.leg_prices[self.day.day, self.index] = LegPrice(exact, slack, basis)
        right = self.case.is_leg_price(leg.cost_cny, exact, slack)
        message = self.said("drive-fare", exact=exact, told=leg.cost_cny)
        self.fact(right, "fare", message, self.said("unsure-car"))

    def _walk(self) -> None:
        leg, straight = self.leg, straight_km(self.case, self.leg.start, self.leg.end)
        km = straight * WALK_DETOUR
        shown = max(0.1, km)
        least = ceil(round(km / WALK_KM_H * 60, 6))
        self.fact(straight <= WALK_MAX_KM, "walk", self.said("walk-far", km=straight))
        river = river_between(self.case, leg.start, leg.end)
        self.fact(river is None, "walk", self.said("walk-river", river=river))
        fast = self.said("walk-fast", km=km, least=least, minutes=minutes(leg))
        self.fact(minutes(leg) >= least, "walk", fast, self.said("unsure-walk"))
        self.fact(abs(leg.km - shown) <= KM_ROUNDING, "km", self.said("km", km=shown, told=leg.km))
        self.case.leg_prices[self.day.day, self.index] = LegPrice(0.0, 0.0, None)
        free = leg.cost_cny == 0 and leg.fare_basis is None
        self.fact(free, "fare", self.said("walk-fare", told=leg.cost_cny))
        self.fact(leg.confidence == "estimated", "confidence", self.said("unsure-walk"))


def _minutes_of(links: Iterable[Link]) -> int:
    return sum(link.minutes for link in links)
