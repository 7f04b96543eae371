"""Rules on vehicles with drivers, by the day: which, for whom, paid once, and all drives of the day are with them."""

from __future__ import annotations

from functools import cache
from math import ceil, inf

from planner.checker.case import ROUNDING, Case, is_near
from planner.checker.report import said
from planner.corridor import Charter
from planner.itinerary import Day, Leg, Vehicles, Visit
from planner.rules import CHARTER_DAY_KM, PEOPLE_A_BIG_CAR, PEOPLE_A_CAR

KM_ROUNDING = 0.05 + 1e-6


def judge(case: Case) -> None:
    """Check the party's vehicles and each day that has some; plans of before they were told name none."""
    offers = {charter.id: charter for charter in case.corridor.charters}
    told = case.itinerary.vehicles
    known = all(each.charter in offers for each in told if each.charter)
    case.book.fact(known, "hire", said("hire-unknown"))
    if not known:
        return
    fleet = [offers[each.charter] for each in told if each.charter for _ in range(each.num)]
    _vehicles(case, fleet)
    for day in case.itinerary.days:
        _day(case, day, fleet)


def _vehicles(case: Case, fleet: list[Charter]) -> None:
    """Check that the vehicles hold the party, as they are offered, and that none would cost less on a usual day."""
    told = case.itinerary.vehicles
    own = [each for each in told if each.charter is None]
    people = case.request.adults + case.request.children
    is_hired = any(day.hire for day in case.itinerary.days)
    case.book.fact(bool(fleet) == is_hired, "hire", said("hire-vehicles"))
    if own:
        cheapest = own == _own_cars(case) and case.request.mode == "car" and not fleet
        case.book.fact(cheapest, "hire", said("hire-own"))
    offers = {charter.id: (charter.kind, charter.seats) for charter in case.corridor.charters}
    as_offered = all((each.kind, each.seats) == offers[each.charter] for each in told if each.charter)
    case.book.fact(as_offered, "hire", said("hire-unknown"))
    if fleet:
        seats = sum(each.seats for each in fleet)
        case.book.fact(seats >= people, "hire", said("hire-seats", seats=seats, people=people))
        price, least = _price(fleet, CHARTER_DAY_KM), _least(case, people)
        case.book.fact(price <= least + 0.01, "hire", said("hire-dear", price=price, least=least))


def _own_cars(case: Case) -> list[Vehicles]:
    big, small = case.own_cars
    cars = {PEOPLE_A_CAR: small, PEOPLE_A_BIG_CAR: big}
    return [Vehicles(kind="car", seats=seats, num=num) for seats, num in cars.items() if num]


def _price(fleet: list[Charter], km: float) -> float:
    """Return what a day of so many km costs."""
    cny = 0.0
    for each in fleet:
        cny += each.day_cny
        if km > each.km:
            cny += (km - each.km) * each.km_cny
    return cny


def _least(case: Case, people: int) -> float:
    """Return the least that vehicles for so many cost on a usual day: some of the first kind, others for the rest."""
    kinds = [(each.seats, _price([each], CHARTER_DAY_KM)) for each in case.corridor.charters]

    @cache
    def of(first: int, rest: int) -> float:
        if rest <= 0:
            return 0.0
        if first == len(kinds):
            return inf
        seats, cny = kinds[first]
        return min(num * cny + of(first + 1, rest - num * seats) for num in range(ceil(rest / seats) + 1))

    return of(0, people)


def _day(case: Case, day: Day, fleet: list[Charter]) -> None:
    drives = [event for event in day.events if isinstance(event, Leg) and event.mode == "road"]
    if day.hire is None:
        message = said("hire-missing")
        case.book.fact(not (case.is_driven and drives), "hire", message, day.day)
        return
    allowed = case.request.mode == "mixed" or case.is_driven
    case.book.fact(allowed, "hire", said("hire-unasked"), day.day)
    case.book.fact(bool(drives), "hire", said("hire-idle"), day.day)
    if not fleet:
        return
    km, hire = sum(leg.km for leg in drives), day.hire
    right = abs(hire.km - km) <= KM_ROUNDING
    case.book.fact(right, "hire", said("hire-km", exact=round(km, 1), told=hire.km), day.day)
    included = min(each.km for each in fleet)
    message = said("hire-included", exact=included, told=hire.km_included)
    case.book.fact(hire.km_included == included, "hire", message, day.day)
    exact, slack = _price(fleet, km), KM_ROUNDING * sum(each.km_cny for each in fleet)
    slack += ROUNDING * sum(isinstance(event, Visit) for event in day.events)  # each journey is rounded apart
    is_guess = any(each.confidence == "estimated" for each in fleet)
    basis = "estimated" if is_guess else "sourced"
    case.book.fact(
        hire.cost_basis == basis, "hire", said("cost-basis", basis=basis, told=hire.cost_basis), day.day
    )
    message = said("hire-price", exact=round(exact), told=hire.cost_cny)
    case.book.fact(is_near(hire.cost_cny, exact, slack), "hire", message, day.day)
