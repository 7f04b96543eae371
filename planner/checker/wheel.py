"""Rules on whoever drives: hours a day, and breaks where the party drives itself."""

from __future__ import annotations

from planner.checker.case import Case, minutes
from planner.checker.report import said
from planner.itinerary import Day, Leg, Meal, Wait
from planner.rules import WHEEL_A_DAY, WHEEL_BREAK, WHEEL_STRETCH


def judge(case: Case) -> None:
    """Check the days of a trip by car."""
    for day, index, event in case.events():
        rests = isinstance(event, Leg) and event.rest_minutes
        may_rest = (
            case.request.mode == "car" and case.request.self_drive and getattr(event, "mode", "") == "road"
        )
        case.book.fact(may_rest or not rests, "break", said("break-of-nobody"), day.day, index)
    if case.request.mode != "car":
        return
    for day in case.itinerary.days:
        _hours(case, day)
        if case.request.self_drive:
            _breaks(case, day)


def _hours(case: Case, day: Day) -> None:
    wheel = sum(_wheel(event) for event in day.events if isinstance(event, Leg) and event.mode == "road")
    message = said("wheel", minutes=wheel, most=WHEEL_A_DAY)
    case.book.fact(wheel <= WHEEL_A_DAY, "wheel", message, day.day)


def _breaks(case: Case, day: Day) -> None:
    """Check that nobody drives on for too long, and that breaks are no longer than they need be.

    Lunch on the way is a stop, but who plans cannot know of it: a break beside it is not too long.
    """
    since_stop = rested = since_visit = rest = 0
    for index, event in enumerate(day.events):
        if isinstance(event, Leg) and event.mode == "road":
            since_stop, rested = since_stop + _wheel(event), rested + event.rest_minutes
            since_visit, rest = since_visit + _wheel(event), rest + event.rest_minutes
            few = said("break", minutes=since_stop, least=breaks_of(since_stop), told=rested)
            case.book.fact(rested >= breaks_of(since_stop), "break", few, day.day, index)
            many = said("break-long", minutes=since_visit, most=breaks_of(since_visit), told=rest)
            case.book.fact(rest <= breaks_of(since_visit), "break", many, day.day, index, severity="warning")
        elif isinstance(event, Wait) and minutes(event) < WHEEL_BREAK:
            continue
        else:
            since_stop = rested = 0
            if not isinstance(event, Meal | Wait):
                since_visit = rest = 0


def _wheel(leg: Leg) -> int:
    return minutes(leg) - leg.rest_minutes


def breaks_of(wheel: int) -> int:
    """Return the minutes of breaks that so many at the wheel need; the last stretch needs none after it."""
    stretches = -(-wheel // WHEEL_STRETCH)
    return WHEEL_BREAK * max(0, stretches - 1)
