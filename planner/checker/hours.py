"""From when to when a traveller may be out on each day, worked out a second time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from planner.clock import CHINA, DAY_MINUTES, at, minutes_of
from planner.corridor import Attraction, Station
from planner.hours import opening_intervals
from planner.itinerary import Day, Leg, Visit
from planner.request import TripRequest
from planner.rules import (
    AIRPORT_MARGINS,
    EVENING_BEGINS,
    EVENING_END,
    FIRST_MORNING,
    LIT_END,
    LIT_LEAST,
    LIT_MORE,
    WAY_AT_ODD_HOURS,
)

if TYPE_CHECKING:
    from planner.checker.case import Case

Span = tuple[datetime, datetime]
ODD = timedelta(minutes=WAY_AT_ODD_HOURS)


def in_china(moment: datetime) -> datetime:
    """Return a moment of a request, where nothing else is said in China's time."""
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def first_number(request: TripRequest) -> int:
    """Return the number of the first day, which counts on where a trip began before."""
    return 1 if request.under_way is None else request.under_way.first_day


def comes_on_the_eve(request: TripRequest) -> bool:
    """Tell whether one arrives on the day before the trip, or so early on its first day that it is still night."""
    if request.arrival is None:
        return False
    first = at(request.date, 0)
    return timedelta(days=-1) <= in_china(request.arrival) - first < timedelta(minutes=FIRST_MORNING)


def own(request: TripRequest, day: date) -> tuple[int | None, int | None]:
    """Return the hours that a day has by its own words."""
    return request.day_hours.get((day - request.date).days + first_number(request), (None, None))


def may_be_late(request: TripRequest, day: date) -> bool:
    """Tell whether a day may last until the end of an evening: where the wish asks for it, unless it has an own end."""
    return (request.evenings or bool(request.blue_hour)) and own(request, day)[1] is None


def latest(request: TripRequest, day: date) -> int:
    """Return until when a day may last for what is seen by night."""
    if may_be_late(request, day):
        return EVENING_END
    is_open = own(request, day)[1] is None and request.end_time is None
    return min(request.day_end + LIT_MORE, LIT_END) if is_open else 0


def widest(request: TripRequest) -> tuple[int, int]:
    """Return the earliest minute at which days of the trip begin, and the latest at which they end."""
    hours = []
    for number in range(request.days):
        day = request.date + timedelta(days=number)
        start, end = (minutes_of(moment, day) for moment in asked(request, day))
        hours.append((start, max(end, latest(request, day))))
    return min(start for start, _ in hours), max(end for _, end in hours)


def asked(request: TripRequest, day: date) -> Span:
    """Return the hours of a day by its own words or by those for all days."""
    start, end = own(request, day)
    return at(day, request.day_start if start is None else start), at(
        day, request.day_end if end is None else end
    )


def for_visits(case: Case, day: date, *, is_evening: bool) -> Span:
    """Return within which hours a visit lies."""
    request, (start, end) = case.request, asked(case.request, day)
    if is_evening:
        end = max(end, at(day, latest(request, day)))
    if request.arrival is not None:
        start = max(start, in_china(request.arrival))
    return start, end if request.leave_by is None else min(end, in_china(request.leave_by))


def out(case: Case, day: date, *, is_evening: bool) -> Span:
    """Return from when to when one may be out, with the way from the arrival and to the departure."""
    request, (start, end) = case.request, asked(case.request, day)
    first = request.date - timedelta(days=comes_on_the_eve(request))
    is_first, is_last = day == first, day == request.date + timedelta(days=request.days - 1)
    if is_first and request.arrival is not None:
        start = in_china(request.arrival)
        start += timedelta(minutes=margins(case, request.start)[1])
        end = max(end, start + ODD)
        if day < request.date:
            end = min(end, asked(request, request.date)[0])
    if is_last and request.leave_by is not None:
        end = in_china(request.leave_by) - timedelta(minutes=margins(case, request.end)[0])
        if not is_first or request.arrival is None:
            start = max(at(day, 0), min(start, end - ODD))
        return start, end
    return start, max(end, at(day, latest(request, day))) if is_evening else end


def meets(visit: Visit, day: date, start: datetime, end: datetime) -> bool:
    """Tell whether a visit has best hours: those of an evening with half an hour, or half of it, in them."""
    half = min(timedelta(minutes=LIT_LEAST), (visit.end - visit.start) / 2)
    latest = visit.end - half if start >= at(day, EVENING_BEGINS) else visit.start
    return start <= latest and visit.start < end


def is_seen_lit(site: Attraction, visit: Visit, day: date) -> bool:
    """Tell whether a visit has best hours of an evening that weigh."""
    return any(
        first >= EVENING_BEGINS and meets(visit, day, at(day, first), at(day, last))
        for each in site.best_hours
        if each.weighs
        for first, last in opening_intervals(each.hours, day, site.location)
    )


def with_trains(case: Case, day: Day, hours: Span) -> Span:
    """Return the hours of a day with those of the ways to and from its booked trains."""
    (start, end), request = hours, case.request
    legs = [event for event in day.events if isinstance(event, Leg) and event.booked]
    if legs and (request.arrival is None or day is not case.itinerary.days[0]):
        board = timedelta(minutes=margins(case, legs[0].start)[0])
        start = max(at(day.date, 0), min(start, legs[0].depart - board - ODD))
    if legs and (request.leave_by is None or day is not case.itinerary.days[-1]):
        end = max(end, legs[-1].arrive + timedelta(minutes=margins(case, legs[-1].end)[1]) + ODD)
    return start, end


def margins(case: Case, place: str) -> tuple[int, int]:
    """Return the minutes to board at a place, and those to get out: of an airport, a station or none."""
    visa, station = case.corridor.visa, case.corridor.places[place]
    if visa is not None and any(port.place == place for port in visa.ports):
        return AIRPORT_MARGINS
    return (station.boarding_minutes, station.exit_minutes) if isinstance(station, Station) else (0, 0)


def impossible(request: TripRequest) -> bool:
    """Tell whether the moments of arrival and departure lie on other days than those of the trip."""
    first, after = at(request.date, 0), at(request.date, 0) + timedelta(days=request.days)
    if request.arrival is not None:
        since = in_china(request.arrival) - first
        if since >= timedelta(days=1) or (since < timedelta(days=-1) and request.visa_port is None):
            return True
    if request.leave_by is None:
        return False
    until = after - in_china(request.leave_by)
    return not timedelta(minutes=-FIRST_MORNING) < until <= timedelta(minutes=DAY_MINUTES)
