"""Rules on what the traveller asked for: pace, travel, money, must and avoid."""

from __future__ import annotations

from planner.checker import hours
from planner.checker.case import Case
from planner.checker.journeys import travel_minutes
from planner.checker.report import said
from planner.clock import at
from planner.itinerary import Day, Visit
from planner.rules import NIGHT_FALL


def judge(case: Case) -> None:
    """Check each limit of the request."""
    for day in case.itinerary.days:
        _pace(case, day)
        _travel(case, day)
    _wishes(case)


def most_visits(case: Case, day: Day) -> int:
    """Return how many visits a day may have: one more than the pace says where it may last into the evening."""
    request = case.request
    end = hours.out(case, day.date, is_evening=True)[1]
    end = hours.with_trains(case, day, (end, end))[1]
    has_evening = (request.evenings or request.blue_hour) and end > at(day.date, NIGHT_FALL)
    return request.pace_rule.max_visits + bool(has_evening)


def _pace(case: Case, day: Day) -> None:
    most = most_visits(case, day)
    number = sum(isinstance(event, Visit) for event in day.events)
    case.book.fact(number <= most, "max-visits", said("max-visits", visits=number, most=most), day.day)


def _travel(case: Case, day: Day) -> None:
    most, travel = case.request.transit_cap, travel_minutes(case, day)
    message = said("max-travel", minutes=travel, most=most)
    case.book.fact(travel <= most, "max-travel", message, day.day)


def _wishes(case: Case) -> None:
    visited = {visit.attraction for visit in case.visits}
    for site in case.request.must:
        case.book.fact(site in visited, "must", said("must", site=site))
    for site in case.request.avoid:
        case.book.fact(site not in visited, "avoid", said("avoid", site=site))


def cost_of(day: Day) -> int:
    """Return what the events and vehicles of a day cost; a ticket whose price is not known counts nothing."""
    events = (day.hire, *day.events)
    return sum((e.ticket_cny or 0) if isinstance(e, Visit) else getattr(e, "cost_cny", 0) for e in events)
