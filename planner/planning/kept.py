"""What of an earlier plan is kept: each change has its price, and what is pinned stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations

import numpy as np

from planner.arrays import INFINITY, BoolArray, IntArray
from planner.itinerary import Itinerary, Note, Visit
from planner.planning.model import TripModel
from planner.problem import Problem
from planner.rules import KEPT_ELSEWHERE, KEPT_NIGHT, KEPT_VISIT, LEAST_CHANGE
from planner.travel import LimitedTravel, Travel


@dataclass(frozen=True)
class Prices:
    """What keeping counts for, and what a new visit takes."""

    visit: int = KEPT_VISIT
    elsewhere: int = KEPT_ELSEWHERE
    night: int = KEPT_NIGHT
    new: int = 0


AS_WORTH = Prices()
FREE = Prices(0, 0, 0, 0)
FEWEST = Prices(LEAST_CHANGE, 0, LEAST_CHANGE, LEAST_CHANGE)


@dataclass(frozen=True)
class Kept:
    """What an earlier plan has, and how much of it has to stay.

    Parameters
    ----------
    visits, nights
        The dates of its visits in their order, and the towns of its nights by the date of the evening.
    prices
        What each change takes.
    on_day
        Sites that stay on the date they are on.
    in_order
        Dates whose visits stay these, in this order.
    """

    visits: dict[str, date]
    nights: dict[date, str]
    prices: Prices = AS_WORTH
    on_day: frozenset[str] = frozenset()
    in_order: dict[date, tuple[str, ...]] = field(default_factory=dict)

    @property
    def most(self) -> int:
        """What a plan without any change counts for more."""
        return self.prices.visit * len(self.visits) + self.prices.night * len(self.nights)

    def applied(self, model: TripModel) -> TripModel:
        """Return the model with rewards for what is kept, and without what is pinned elsewhere."""
        problem = self._pinned(model)
        bonus, nights = self._bonus(model), self._nights(model)
        nights += 0 if problem.night_bonus is None else problem.night_bonus
        day_bonus = bonus if problem.day_bonus is None else problem.day_bonus + bonus
        problem = replace(problem, day_bonus=day_bonus, night_bonus=nights)
        return replace(model, problem=problem, earlier=() if self.prices == FREE else self._order(model))

    def _order(self, model: TripModel) -> tuple[int, ...]:
        row_of = {site.id: row for row, site in enumerate(model.sites)}
        return tuple(row_of[site] for site in self.visits if site in row_of)

    def _bonus(self, model: TripModel) -> IntArray:
        bonus = np.zeros((model.problem.num_days, model.problem.num_sites), dtype=np.int64)
        for row, site in enumerate(model.sites):
            if site.id not in self.visits:
                bonus[:, row] = -self.prices.new
                continue
            for number, day in enumerate(model.request.dates):
                same = day == self.visits[site.id]
                bonus[number, row] = self.prices.visit if same else self.prices.elsewhere
        return bonus

    def _nights(self, model: TripModel) -> IntArray:
        problem = model.problem
        bonus = np.zeros((problem.num_days, len(problem.node_ids)), dtype=np.int64)
        for number, day in enumerate(model.request.dates[:-1]):
            for node in problem.nights[number]:
                if problem.node_ids[model.late_beds.get(node, node)] == self.nights.get(day):
                    bonus[number, node] = self.prices.night
        return bonus

    def _pinned(self, model: TripModel) -> Problem:
        problem, row_of = model.problem, {site.id: row for row, site in enumerate(model.sites)}
        windows, nodes = problem.windows.copy(), len(problem.node_ids)
        turned: dict[int, BoolArray] = {}
        for number, day in enumerate(model.request.dates):
            order = self.in_order.get(day)
            stay = {*self.on_day, *(site for each in self.in_order.values() for site in each)}
            away = [row_of[site] for site in stay if site in row_of and self.visits[site] != day]
            if order is not None:
                away += [row for site, row in row_of.items() if site not in order]
                turned[number] = _turned([row_of[site] for site in order if site in row_of], nodes)
            windows[number, away] = (INFINITY, -1)
        hires = tuple(replace(hire, travel=_limited(hire.travel, turned)) for hire in problem.hires)
        return replace(problem, windows=windows, travel=_limited(problem.travel, turned), hires=hires)

    def told(self, plan: Itinerary) -> Itinerary:
        """Return a plan whose certificate says what keeping counted for."""
        if not self.most:
            return plan
        note = Note(code="kept", params={"worth": self.worth_in(plan), "most": self.most})
        if self.prices == FEWEST:
            note = Note(code="fewest")
        return plan.noted(note)

    def changes_in(self, plan: Itinerary) -> int:
        """Return how many visits fall out, move or are new, and how many nights are elsewhere, by a price for each."""
        return (self.most - self.worth_in(plan)) // self.prices.visit

    def least_changes(self, plan: Itinerary) -> int | None:
        """Return how many changes all plans have, by the bound of one; None where it has none, or changes a price.

        Changes come before all else: what else plans are worth differs by less than half of one.
        """
        certificate = plan.certificate
        if certificate.bound is None or self.prices.visit != LEAST_CHANGE:
            return None
        fewer = (certificate.bound - certificate.objective + LEAST_CHANGE // 2) // LEAST_CHANGE
        return max(0, self.changes_in(plan) - fewer)

    def worth_in(self, plan: Itinerary) -> int:
        """Return what a plan counts for more."""
        return sum(self._worths(plan))

    def _worths(self, plan: Itinerary) -> Iterator[int]:
        for day in plan.days:
            for event in day.events:
                if isinstance(event, Visit) and event.attraction in self.visits:
                    same = self.visits[event.attraction] == day.date
                    yield self.prices.visit if same else self.prices.elsewhere
                elif isinstance(event, Visit):
                    yield -self.prices.new
            if day.night and self.nights.get(day.date) == day.night.place:
                yield self.prices.night


def _limited(travel: tuple[Travel, ...], turned: dict[int, BoolArray]) -> tuple[Travel, ...]:
    """Return the tables of the days without the rides that some of them have no more."""
    return tuple(
        LimitedTravel(table, turned[day], np.full(turned[day].shape, INFINITY, dtype=np.int64))
        if day in turned
        else table
        for day, table in enumerate(travel)
    )


def _turned(order: list[int], num: int) -> BoolArray:
    """Return ``[node, node]``: the rides from a visit to one that comes before it."""
    forbidden = np.zeros((num, num), dtype=bool)
    for before, after in combinations(order, 2):
        forbidden[after, before] = True
    return forbidden
