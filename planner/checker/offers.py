"""Rules on what is offered where days have no visit: it is another wish, and the days are those that have one."""

from __future__ import annotations

from planner.checker.case import Case
from planner.checker.hours import in_china
from planner.checker.journeys import travel_minutes
from planner.checker.report import said
from planner.itinerary import Day, Leg, Visit
from planner.rules import SHORT_DAY, THIN_TRIP
from planner.texts import in_each


def empty_days(case: Case) -> list[Day]:
    """Return the days without a visit that have told more free time than they travel, though nobody asked for that.

    Not those on which one rides from an arrival, or to a departure.
    """
    request, found = case.request, []
    frame = [in_china(moment).date() for moment in (request.arrival, request.leave_by) if moment]
    for day in case.itinerary.days:
        kinds = {type(event) for event in day.events}
        told = sum((free.end - free.start).total_seconds() for free in day.free) / 60
        is_bound = Leg in kinds and day.date in frame
        if (
            Visit not in kinds
            and not is_bound
            and day.day not in request.free
            and told > travel_minutes(case, day)
        ):
            found.append(day)
    return found


def thin_days(case: Case) -> int:
    """Return how many days have less than four hours of visits and travel, where most of three or more do."""
    wanted, thin = case.request.days_for_visits, 0
    for day in (day for day in case.itinerary.days if day.day in wanted):
        visits = (event.end - event.start for event in day.events if isinstance(event, Visit))
        minutes = sum(visit.total_seconds() for visit in visits) / 60 + travel_minutes(case, day)
        thin += minutes < SHORT_DAY
    return thin if case.request.days >= THIN_TRIP and 2 * thin > case.request.days else 0


def judge(case: Case) -> None:
    """Check each offer."""
    wish, seen = (
        case.request.model_dump(mode="json", by_alias=True),
        case.request.days - len(empty_days(case)),
    )
    for offer in case.itinerary.offers:
        is_other = offer.field in wish and wish[offer.field] != offer.value
        right = is_other and (offer.field != "days" or offer.value == seen)
        message = said("offer", field=offer.field)
        case.book.fact(right, "notice", message, severity="warning")


def days_said(number: int) -> dict[str, str]:
    """Return a number of days in words, by language."""
    return in_each("units.num-days", n=number)
