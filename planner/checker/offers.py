"""Rules on what is offered where days have no visit: it is another wish, and the days are those that have one."""

from __future__ import annotations

from datetime import timedelta
from math import ceil

from planner.checker.case import Case
from planner.checker.hours import in_china
from planner.checker.journeys import travel_minutes
from planner.checker.report import said
from planner.itinerary import Day, Leg, Visit
from planner.rules import FULL_DAY, SHORT_DAY, THIN_TRIP
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


def thin_days(case: Case) -> tuple[str, dict[str, int]] | None:
    """Return the notice that is due where most of three days or more have little in them, or most time is free."""
    days = _days_for_visits(case)
    busy, free = [_busy(case, day) for day in days], [gap.end - gap.start for day in days for gap in day.free]
    thin, idle = (
        sum(minutes < SHORT_DAY for minutes in busy),
        int(sum(free, timedelta()).total_seconds() / 60),
    )
    if case.request.days < THIN_TRIP:
        return None
    if 2 * thin > case.request.days:
        return "thin", {"n": thin, "hours": SHORT_DAY // 60}
    is_idle = idle >= sum(busy) and len(days) >= THIN_TRIP
    return ("thin-free", {"free": idle, "busy": sum(busy)}) if is_idle else None


def _days_for_visits(case: Case) -> list[Day]:
    wanted = case.request.days_for_visits
    return [day for day in case.itinerary.days if day.day in wanted]


def _busy(case: Case, day: Day) -> int:
    """Return the minutes of visits and travel of a day."""
    visits = (event.end - event.start for event in day.events if isinstance(event, Visit))
    return int(sum(visit.total_seconds() for visit in visits) / 60) + travel_minutes(case, day)


def _enough_days(case: Case) -> int:
    """Return how many days what the plan has would fill: those that are not free, or full ones."""
    if empty := empty_days(case):
        return case.request.days - len(empty)
    return max(1, ceil(sum(_busy(case, day) for day in _days_for_visits(case)) / FULL_DAY))


def judge(case: Case) -> None:
    """Check each offer."""
    wish, enough = case.request.model_dump(mode="json", by_alias=True), _enough_days(case)
    for offer in case.itinerary.offers:
        is_other = offer.field in wish and wish[offer.field] != offer.value
        right = is_other and (offer.field != "days" or offer.value == enough)
        message = said("offer", field=offer.field)
        case.book.fact(right, "notice", message, severity="warning")


def days_said(number: int) -> dict[str, str]:
    """Return a number of days in words, by language."""
    return in_each("units.num-days", n=number)
