"""Rules on beds: who is in bed late does not get up early."""

from __future__ import annotations

from itertools import pairwise

from planner.checker.case import Case, clock
from planner.checker.hours import in_china
from planner.checker.report import said
from planner.clock import at
from planner.itinerary import Day, Leg, Visit
from planner.rules import BED_BY, LATE_MORNING


def judge(case: Case) -> None:
    """Check that no day begins early after a late one, but for what is booked or leaves."""
    if case.request.pace == "packed":
        return
    for day, after in pairwise(case.itinerary.days):
        is_late = day.end.time > at(day.date, BED_BY) and _goes_out(day)
        is_early = after.start.time < at(after.date, LATE_MORNING) and _goes_out(after)
        times = {"bed": clock(day.end.time), "start": clock(after.start.time)}
        is_bound = _is_bound(case, after)
        case.book.fact(
            is_bound or not (is_late and is_early), "late-bed", said("late-bed", **times), after.day
        )


def _goes_out(day: Day) -> bool:
    return any(isinstance(event, Leg | Visit) for event in day.events)


def _is_bound(case: Case, day: Day) -> bool:
    """Tell whether a day has a booked visit, or the departure."""
    booked = any(in_china(visit.start).date() == day.date for visit in case.request.visits)
    return booked or (day is case.itinerary.days[-1] and case.request.leave_by is not None)
