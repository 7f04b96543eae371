"""Rules on what is offered where days have no visit: it is another wish, and the days are those that have one."""

from __future__ import annotations

from planner.checker.case import Case
from planner.checker.report import said
from planner.itinerary import Day, Itinerary, Leg, Visit
from planner.texts import in_each


def empty_days(plan: Itinerary) -> list[Day]:
    """Return the days that have told free time, no visit and no ride, though nobody asked for that."""
    return [
        day
        for day in plan.days
        if day.free
        and day.day not in plan.request.free
        and all(not isinstance(event, Visit | Leg) for event in day.events)
    ]


def judge(case: Case) -> None:
    """Check each offer."""
    wish, seen = (
        case.request.model_dump(mode="json", by_alias=True),
        case.request.days - len(empty_days(case.itinerary)),
    )
    for offer in case.itinerary.offers:
        is_other = offer.field in wish and wish[offer.field] != offer.value
        right = is_other and (offer.field != "days" or offer.value == seen)
        message = said("offer", field=offer.field)
        case.book.fact(right, "notice", message, severity="warning")


def days_said(number: int) -> dict[str, str]:
    """Return a number of days in words, by language."""
    return in_each("units.num-days", n=number)
