"""Rules on evenings that were asked for: each day that is over before them is told, with a reason that is true."""

from __future__ import annotations

from planner.checker.case import Case
from planner.checker.hours import may_be_late
from planner.checker.report import said
from planner.clock import at
from planner.itinerary import Day, Notice, Visit
from planner.rules import NIGHT_FALL

FULL, AROUND = "evening-pace", "evening-less"
CODES = {FULL, AROUND, "evening-none"}


def judge(case: Case) -> None:
    """Check what is said of days that end early; plans of before that was told say nothing of it."""
    told = [notice for notice in case.itinerary.warnings if notice.code in CODES]
    early = [day.day for day in case.itinerary.days if _ends_early(case, day)] if told else []
    days = sorted(day for notice in told for day in notice.params.get("days", ()))
    message = said("evenings", told=days, exact=early)
    case.book.fact(days == early, "notice", message, severity="warning")
    for notice in told:
        case.book.fact(_holds(case, notice), "notice", said("evening-why"), severity="warning")


def _ends_early(case: Case, day: Day) -> bool:
    is_out = may_be_late(case.request, day.date) and day.date >= case.request.date
    is_out = is_out and case.request.evenings and day.day not in case.request.free
    return is_out and bool(day.night) and day.end.time < at(day.date, NIGHT_FALL)


def _holds(case: Case, notice: Notice) -> bool:
    """Tell whether the days said to be full are, and what is said to be open around is an evening the trip has not."""
    if notice.code == FULL:
        days = (day for day in case.itinerary.days if day.day in notice.params.get("days", ()))
        visits = [sum(isinstance(event, Visit) for event in day.events) for day in days]
        return all(number > case.request.pace_rule.max_visits for number in visits)
    if notice.code == AROUND:
        seen = {visit.attraction for visit in case.visits}
        sites = (site for site in case.corridor.attractions if site.evening and site.id not in seen)
        names = [site.name.both for site in sites]
        return all(name in names for name in notice.params.get("sites", ()))
    return True
