"""Rules on a rented car: what it costs by the day, and to return it in another town."""

from __future__ import annotations

from math import floor

from planner.checker.case import Case, straight_km
from planner.checker.report import said
from planner.rules import ONE_WAY_CNY_PER_KM, RENTAL_CNY_A_DAY


def judge(case: Case) -> None:
    """Check that a rented car is paid, and no other."""
    request, told = case.request, case.itinerary.rental
    wanted = request.self_drive == "rental"
    known = case.book.fact((told is not None) == wanted, "rental", said("rental-asked"))
    if not known or told is None:
        return
    days = request.days * sum(case.own_cars)
    exact = {
        "cars": sum(case.own_cars),
        "days": request.days,
        "days_cny": RENTAL_CNY_A_DAY * days,
        "one_way_cny": floor(ONE_WAY_CNY_PER_KM * one_way_km(case) * sum(case.own_cars) + 0.5),
        "cost_basis": "estimated",
    }
    exact["cost_cny"] = told.days_cny + told.one_way_cny
    for name, value in exact.items():
        message = said("rental", field=name, exact=value, told=getattr(told, name))
        case.book.fact(getattr(told, name) == value, "rental", message)


def one_way_km(case: Case) -> float:
    """Return how far the ends are from each other, in a straight line; nothing where they belong to one town."""
    ends = case.request.origin, case.request.end
    first, last = (
        min(case.corridor.towns, key=lambda town: straight_km(case, end, town.id)).id for end in ends
    )
    return 0.0 if first == last else straight_km(case, *ends)
