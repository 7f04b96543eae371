"""Vehicles with a driver by the day: which a party takes, what they cost, and days on which they do not pay."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from planner.arrays import INFINITY
from planner.corridor import Charter, Corridor
from planner.itinerary import Day, Event, Hire, Leg, Vehicles, Visit
from planner.planning.party import FEN, own_cars, whole_cny
from planner.problem import Problem
from planner.request import TripRequest
from planner.rules import CHARTER_DAY_KM, OWN_CARS
from planner.travel import LimitedTravel, Travel


@dataclass(frozen=True)
class Fleet:
    """The vehicles with drivers that a party takes on a day, one each.

    A day costs so much with some km included. The solver takes a straight line below that: all km cost the same, and
    the day less; from where on all included km are used, the two are equal where further km are no dearer.
    """

    charters: tuple[Charter, ...]

    def cny(self, km: float) -> float:
        """Return what a day of so many km costs."""
        return sum(each.day_cny + each.km_cny * max(0.0, km - each.km) for each in self.charters)

    @property
    def km_cny(self) -> float:
        """What a km costs on the solver's line."""
        return sum(_slope(each) for each in self.charters)

    @property
    def day_cny(self) -> int:
        """What a day costs beside, in whole CNY."""
        return int(sum(each.day_cny - _slope(each) * each.km for each in self.charters) + 1e-6)

    def extra(self, km: float) -> int:
        """Return by how many CNY a day of so many km is dearer than on the solver's line."""
        line = sum(each.day_cny + _slope(each) * (km - each.km) for each in self.charters)
        return whole_cny(FEN * (self.cny(km) - line))

    @property
    def vehicles(self) -> tuple[Vehicles, ...]:
        """The vehicles by kind, those of most seats first."""
        counted = Counter(sorted(self.charters, key=lambda each: (-each.seats, each.id)))
        return tuple(
            Vehicles(kind=each.kind, seats=each.seats, num=num, charter=each.id)
            for each, num in counted.items()
        )


def _slope(charter: Charter) -> float:
    return min(charter.km_cny, charter.day_cny / charter.km) if charter.km else charter.km_cny


def is_driven(request: TripRequest, corridor: Corridor) -> bool:
    """Tell whether a party that goes by car has drivers: it is larger than what its own cars hold."""
    cars = sum(own_cars(request).values())
    wants_to = request.mode == "car" and request.self_drive is None
    return wants_to and bool(corridor.charters) and cars > min(OWN_CARS, request.adults)


def fleet_of(request: TripRequest, corridor: Corridor) -> Fleet | None:
    """Return the vehicles with drivers that hold a party for least on a usual day; None where it takes none."""
    if not corridor.charters or not (request.mode == "mixed" or is_driven(request, corridor)):
        return None
    return Fleet(_cheapest(corridor.charters, request.people))


def _cheapest(charters: Sequence[Charter], people: int) -> tuple[Charter, ...]:
    best: list[tuple[Charter, ...]] = [()]
    for number in range(1, people + 1):
        fleets = [(*best[max(0, number - each.seats)], each) for each in charters]
        best.append(min(fleets, key=lambda fleet: (round(Fleet(fleet).cny(CHARTER_DAY_KM), 6), len(fleet))))
    return best[people]


def vehicles_of(request: TripRequest, fleet: Fleet | None, days: Iterable[Day]) -> tuple[Vehicles, ...]:
    """Return the vehicles that a trip takes: one's own cars, or those with drivers where a day has them."""
    if fleet and any(day.hire for day in days):
        return fleet.vehicles
    if request.mode != "car" or fleet:
        return ()
    return tuple(Vehicles(kind="car", seats=seats, num=num) for seats, num in own_cars(request).items())


def hire_of(fleet: Fleet | None, events: Iterable[Event]) -> Hire | None:
    """Return what a day with vehicles costs the party; None on a day without a drive.

    Where all included km are used those of each journey are rounded apart, as the solver has them.
    """
    km: defaultdict[int, float] = defaultdict(float)
    visits = 0
    for event in events:
        visits += isinstance(event, Visit)
        if isinstance(event, Leg) and event.mode == "road":
            km[visits] += event.km
    if fleet is None or not km:
        return None
    total = round(sum(km.values()), 1)
    by_journey = sum(whole_cny(FEN * fleet.km_cny * part) for part in km.values())
    is_short = fleet.extra(total) > 0
    is_sourced = all(each.confidence == "sourced" for each in fleet.charters)
    return Hire(
        km=total,
        km_included=min(each.km for each in fleet.charters),
        cost_cny=whole_cny(FEN * fleet.cny(total)) if is_short else fleet.day_cny + by_journey,
        cost_basis="sourced" if is_sourced else "estimated",
    )


def extra_loss(problem: Problem, fleet: Fleet | None, days: Iterable[Day]) -> int:
    """Return what the short days with vehicles take from the objective that the solver does not know of."""
    extras = [fleet.extra(day.hire.km) for day in days if fleet and day.hire]
    return int(problem.money_loss(np.array(extras, dtype=np.int64)).sum())


def not_hired_on(problem: Problem, days: Iterable[int]) -> Problem:
    """Return the problem in which no vehicle is there on some days."""
    (hire,) = problem.hires
    travel = list(hire.travel)
    for day in days:
        travel[day] = nowhere(travel[day])
    return replace(problem, hires=(replace(hire, travel=tuple(travel)),))


def nowhere(travel: Travel) -> Travel:
    """Return the travel of who has nothing to ride in."""
    size = len(travel.ids)
    return LimitedTravel(travel, ~np.eye(size, dtype=bool), np.full((size, size), INFINITY, dtype=np.int64))
