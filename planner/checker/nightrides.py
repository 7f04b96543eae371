"""Rules on rides at night: no long one after a visit, or to an evening session."""

from __future__ import annotations

from planner.checker.case import Case, clock, minutes
from planner.checker.journeys import Journey, at_the_ends, journeys
from planner.checker.report import said
from planner.clock import at, minutes_of
from planner.itinerary import Day, Leg, Visit
from planner.rules import NIGHT_FALL, NIGHT_RIDE


def judge(case: Case) -> None:
    """Check the rides of each day with a night after it, and with children or seniors those of the last one too."""
    if case.request.pace == "packed":
        return
    for day in case.itinerary.days:
        if not case.request.has_night_rides(day.date):
            for journey in journeys(day):
                if journey.moving:
                    _journey(case, day, journey)


def _journey(case: Case, day: Day, journey: Journey) -> None:
    board, leave = at_the_ends(case, day, journey)
    (first, begun), (last, over) = journey.moving[0], journey.moving[-1]
    long = board + leave + sum(minutes(event) for _, event in journey.moving)
    if long <= NIGHT_RIDE:
        return
    night, visits = at(day.date, NIGHT_FALL), [isinstance(event, Visit) for event in day.events]
    departs, arrives = (
        minutes_of(begun.begins[1], day.date) - board,
        minutes_of(over.finishes[1], day.date) + leave,
    )
    after = next((event for event in day.events[last + 1 :] if event.kind != "wait"), None)
    is_new = not _goes_on(day, first) and not _is_from_a_train(day, first)
    is_away = any(visits[:first]) and is_new and departs > NIGHT_FALL
    is_out = isinstance(after, Visit) and _is_evening(case, after.attraction) and arrives > NIGHT_FALL
    message = said(
        "night-ride", minutes=long, time=clock(begun.begins[1]), most=NIGHT_RIDE, night=clock(night)
    )
    case.book.fact(not (is_away or is_out), "night-ride", message, day.day, first)


def _goes_on(day: Day, first: int) -> bool:
    """Tell whether a drive goes on after a meal on the way."""
    before = day.events[max(0, first - 2) : first]
    return [event.kind for event in before] == ["leg", "meal"]


def _is_from_a_train(day: Day, first: int) -> bool:
    """Tell whether a ride goes on from a booked train, whose time is fixed."""
    before = next((event for event in reversed(day.events[:first]) if isinstance(event, Visit | Leg)), None)
    return isinstance(before, Leg) and before.booked


def _is_evening(case: Case, site: str) -> bool:
    found = case.corridor.attraction_by_id.get(site)
    return found is not None and found.evening
