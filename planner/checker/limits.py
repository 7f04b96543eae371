"""Rules on what the traveller asked for: pace, travel, money, must and avoid."""

from __future__ import annotations

from planner.checker.case import Case
from planner.checker.journeys import travel_minutes
from planner.checker.report import said
from planner.itinerary import Day, Visit


def judge(case: Case) -> None:
    """Check each limit of the request."""
    for day in case.itinerary.days:
        _pace(case, day)
        _travel(case, day)
    _wishes(case)


def _pace(case: Case, day: Day) -> None:
    most = case.request.pace_rule.max_visits
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
