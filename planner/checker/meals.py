"""Rules on meals: lunch and dinner in their hours, on days that are under way at the end of them."""

from __future__ import annotations

from planner.checker.case import Case, clock, minutes
from planner.checker.journeys import margins
from planner.checker.report import said
from planner.clock import minutes_of
from planner.itinerary import Day, Leg, Meal, MealName, Overnight, Visit
from planner.rules import (
    DINNER_EARLIEST,
    DINNER_LATEST,
    DINNER_MINUTES,
    LUNCH_ABOARD,
    LUNCH_EARLIEST,
    LUNCH_LATEST,
    LUNCH_MINUTES,
    WHEEL_BREAK,
)

HOURS: dict[MealName, tuple[int, int, int]] = {  # begun from, until, and how long
    "lunch": (LUNCH_EARLIEST, LUNCH_LATEST, LUNCH_MINUTES),
    "dinner": (DINNER_EARLIEST, DINNER_LATEST, DINNER_MINUTES),
}


def judge(case: Case) -> None:
    """Check each meal, and that none is missing."""
    for day, index, event in case.events():
        if isinstance(event, Meal):
            _meal(case, day, index, event)
        elif isinstance(event, Leg) and event.includes_lunch:
            times = {"depart": clock(event.depart), "arrive": clock(event.arrive)}
            message = said("lunch-aboard", mode=event.mode, **times)
            case.book.fact(_feeds(case, day, event), "meal-time", message, day.day, index)
    if case.request.meals:
        for day in case.itinerary.days:
            _needed(case, day)


def _meal(case: Case, day: Day, index: int, event: Meal) -> None:
    earliest, latest, length = HOURS[event.meal]
    begin = minutes_of(event.start, day.date)
    slack = WHEEL_BREAK if _is_on_the_way(case, day, index) else 0
    right = earliest - slack <= begin <= latest + slack and minutes(event) == length
    text = "lunch-time" if event.meal == "lunch" else "dinner-time"
    message = said(text, minutes=minutes(event), time=clock(event.start))
    case.book.fact(right, "meal-time", message, day.day, index)


def _needed(case: Case, day: Day) -> None:
    tour = [event for event in day.events if not isinstance(event, Overnight)]
    if not tour:
        return
    begin, end = (minutes_of(moment, day.date) for moment in (tour[0].begins[1], tour[-1].finishes[1]))
    for meal, (_, latest, _) in HOURS.items():
        if begin <= _last_start(case, meal) and latest < end:
            had = any(_holds(event, meal) for event in tour)
            text = "no-lunch" if meal == "lunch" else "no-dinner"
            case.book.fact(had, meal, said(text), day.day)


def _last_start(case: Case, meal: MealName) -> int:
    """Return the minute up to which a day has to begin for a meal.

    With pauses lunch is wanted by the first minute at which it may begin, and dinner where none lies in its hours.
    """
    earliest, latest, length = HOURS[meal]
    pauses = [(start or 0, end or 0) for start, end in case.request.pauses]
    if meal == "dinner":
        return latest if all(end <= earliest or latest + length <= start for start, end in pauses) else -1
    free = (
        minute
        for minute in range(earliest, latest + 1)
        if all(minute + length <= start or end <= minute for start, end in pauses)
    )
    return min(free, default=-1) if pauses else latest


def _holds(event: object, meal: MealName) -> bool:
    if isinstance(event, Meal):
        return event.meal == meal
    if isinstance(event, Visit) and meal == "dinner":
        return event.includes_dinner
    return isinstance(event, Visit | Leg) and meal == "lunch" and event.includes_lunch


def _is_on_the_way(case: Case, day: Day, index: int) -> bool:
    """Tell whether an event is on a drive of those whose breaks may keep them from the next place for a meal."""
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
