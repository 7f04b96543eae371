"""Rules on what is offered where days have no visit: it is another wish, and the days are those that have one."""

from __future__ import annotations

from collections.abc import Iterator

from planner.checker.case import Case
from planner.checker.hours import in_china
from planner.checker.journeys import travel_minutes
from planner.checker.report import said
from planner.itinerary import Day, Leg, Visit
from planner.rules import IDLE_SHARE, IDLE_TIME, SHORT_DAY, THIN_TRIP
from planner.texts import in_each


def empty_days(case: Case) -> list[Day]:
    """Return the days without a visit that have told more free time than they travel, though nobody asked for that.

    Not those on which one rides from an arrival, or to a departure.
    """
    days = (day for day in without_visit(case) if not is_bound(case, day))
    return [day for day in days if _free(day) > travel_minutes(case, day)]


def transfer_days(case: Case) -> list[Day]:
    """Return the days without a visit that lead elsewhere or are not free; with free time, where they are bound."""
    empty, days = empty_days(case), without_visit(case)
    told = [day for day in days if day.free or not is_bound(case, day)]
    return [day for day in told if moves(day) or (day not in empty and _rides(day))]


def moves(day: Day) -> bool:
    """Tell whether a day ends elsewhere than it begins."""
    return day.start.place != day.end.place


def without_visit(case: Case) -> Iterator[Day]:
    """Yield the days of the trip without a visit, though nobody asked for that."""
    for day in case.itinerary.days:
        is_asked = day.day in case.request.free or day.date < case.request.date
        if not is_asked and Visit not in {type(event) for event in day.events}:
            yield day


def is_bound(case: Case, day: Day) -> bool:
    """Tell whether a day has a ride from the arrival of the trip, or to its departure."""
    request = case.request
    frame = [in_china(moment).date() for moment in (request.arrival, request.leave_by) if moment]
    return _rides(day) and day.date in frame


def _rides(day: Day) -> bool:
    return any(isinstance(event, Leg) for event in day.events)


def _free(day: Day) -> int:
    return int(sum((free.end - free.start).total_seconds() for free in day.free) / 60)


def thin_days(case: Case) -> tuple[str, dict[str, int]] | None:
    """Return the notice that is due where most of three days or more have little in them, or much time is free."""
    busy = [_busy(case, day) for day in _days_for_visits(case)]
    thin, idle = sum(minutes < SHORT_DAY for minutes in busy), _idle(case)
    if case.request.days < THIN_TRIP:
        return None
    if 2 * thin > case.request.days:
        return "thin", {"n": thin, "hours": SHORT_DAY // 60}
    is_idle = idle >= IDLE_TIME and idle >= IDLE_SHARE * (idle + sum(busy))
    return ("thin-free", {"free": idle, "busy": sum(busy)}) if is_idle else None


def _idle(case: Case) -> int:
    return sum(map(_free, _days_for_visits(case)))


def _days_for_visits(case: Case) -> list[Day]:
    wanted = case.request.days_for_visits
    return [day for day in case.itinerary.days if day.day in wanted]


def _busy(case: Case, day: Day) -> int:
    """Return the minutes of visits and travel of a day."""
    visits = (event.end - event.start for event in day.events if isinstance(event, Visit))
    return int(sum(visit.total_seconds() for visit in visits) / 60) + travel_minutes(case, day)


def enough_days(case: Case) -> int:
    """Return how many days the plan may be had in: without those that are free, and of the others some together."""
    empty = empty_days(case)
    seen = case.request.days - len(empty)
    if case.request.fixes_days:
        return seen
    days = [day for day in _days_for_visits(case) if day not in empty]
    back = sorted((day for day in days if not moves(day)), key=lambda day: -_busy(case, day))
    together: list[list[Day]] = []
    for day in [*filter(moves, days), *back]:
        near = (
            together[-1:]
            if moves(day)
            else [each for each in together if each[-1].end.place == day.end.place]
        )
        room = next((each for each in near if _makes_one(case, [*each, day])), None)
        if room is None:
            together.append([day])
        else:
            room.append(day)
    return seen - len(days) + len(together)


def _makes_one(case: Case, days: list[Day]) -> bool:
    """Tell whether a day may have as much as these days: time beside lunch, travel, visits."""
    request = case.request
    visits = sum(isinstance(event, Visit) for day in days for event in day.events)
    return (
        sum(_busy(case, day) for day in days) <= request.full_day
        and sum(travel_minutes(case, day) for day in days) <= request.transit_cap
        and visits <= request.pace_rule.max_visits
    )


def judge(case: Case) -> None:
    """Check each offer."""
    wish, enough = case.request.model_dump(mode="json", by_alias=True), enough_days(case)
    for offer in case.itinerary.offers:
        is_other = offer.field in wish and wish[offer.field] != offer.value
        right = is_other and (offer.field != "days" or offer.value == enough)
        message = said("offer", field=offer.field)
        case.book.fact(right, "notice", message, severity="warning")


def days_said(number: int) -> dict[str, str]:
    """Return a number of days in words, by language."""
    return in_each("units.num-days", n=number)
