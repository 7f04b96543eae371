"""Rules on what the traveller asked for: lunch, pace, travel, money, must and avoid."""

from __future__ import annotations

from planner.checker.case import Case, clock, minutes
from planner.checker.journeys import margins, travel_minutes
from planner.checker.report import said
from planner.clock import minutes_of
from planner.itinerary import Day, Leg, Meal, Overnight, Visit
from planner.rules import LUNCH_ABOARD, LUNCH_EARLIEST, LUNCH_LATEST, LUNCH_MINUTES, WHEEL_BREAK


def judge(case: Case) -> None:
    """Check each limit of the request."""
    for day in case.itinerary.days:
        _pace(case, day)
        _travel(case, day)
        _lunch(case, day)
    _wishes(case)


def _pace(case: Case, day: Day) -> None:
    most = case.request.pace_rule.max_visits
    number = sum(isinstance(event, Visit) for event in day.events)
    case.book.fact(number <= most, "max-visits", said("max-visits", visits=number, most=most), day.day)


def _travel(case: Case, day: Day) -> None:
    most, travel = case.request.transit_cap, travel_minutes(case, day)
    message = said("max-travel", minutes=travel, most=most)
    case.book.fact(travel <= most, "max-travel", message, day.day)


def _lunch(case: Case, day: Day) -> None:
    for index, event in enumerate(day.events):
        if isinstance(event, Meal):
            begin = minutes_of(event.start, day.date)
            slack = WHEEL_BREAK if _is_on_the_way(case, day, index) else 0
            in_time = LUNCH_EARLIEST - slack <= begin <= LUNCH_LATEST + slack
            right = in_time and minutes(event) == LUNCH_MINUTES
            message = said("meal-time", minutes=minutes(event), time=clock(event.start))
            case.book.fact(right, "meal-time", message, day.day, index)
        elif isinstance(event, Leg) and event.includes_lunch:
            times = {"depart": clock(event.depart), "arrive": clock(event.arrive)}
            message = said("lunch-aboard", mode=event.mode, **times)
            case.book.fact(_feeds(case, day, event), "meal-time", message, day.day, index)
    tour = [event for event in day.events if not isinstance(event, Overnight)]
    if not case.request.meals or not tour:
        return
    begin, end = (minutes_of(m, day.date) for m in (tour[0].begins[1], tour[-1].finishes[1]))
    if begin <= _first_lunch(case) and end > LUNCH_LATEST:
        eats = any(isinstance(e, Meal) or (isinstance(e, Visit | Leg) and e.includes_lunch) for e in tour)
        case.book.fact(eats, "lunch", said("no-lunch"), day.day)


def _first_lunch(case: Case) -> int:
    """Return the minute up to which a day has to begin for a lunch: with pauses the first at which it may begin."""
    pauses = [(start or 0, end or 0) for start, end in case.request.pauses]
    free = [
        minute
        for minute in range(LUNCH_EARLIEST, LUNCH_LATEST + 1)
        if all(minute + LUNCH_MINUTES <= start or end <= minute for start, end in pauses)
    ]
    return LUNCH_LATEST if not pauses else min(free, default=-1)


def _is_on_the_way(case: Case, day: Day, index: int) -> bool:
    """Tell whether an event is on a drive of those whose breaks may keep them from the next place for lunch."""
    around = day.events[max(0, index - 1) : index + 2 : 2]
    drives = [event for event in around if isinstance(event, Leg) and event.mode == "road"]
    return case.request.self_drive is not None and len(drives) == 2


def _feeds(case: Case, day: Day, leg: Leg) -> bool:
    """Tell whether lunch, begun in its hours, fits into a train or a ship; waiting for a booked one is in time."""
    board, alight = (minutes_of(moment, day.date) for moment in (leg.depart, leg.arrive))
    if leg.booked:
        board -= margins(case, leg.start, leg.mode).board
    has_time = alight - LUNCH_ABOARD >= LUNCH_EARLIEST and minutes(leg) >= LUNCH_ABOARD
    return leg.mode in ("rail", "cruise") and board <= LUNCH_LATEST and has_time


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
