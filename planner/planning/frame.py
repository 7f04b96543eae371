"""The frame of a trip: from when to when each of its days lasts, and whether it can."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

from planner.clock import CHINA, DAY_MINUTES
from planner.corridor import Corridor, Station
from planner.errors import RequestError
from planner.network.booked import rides_on, widened
from planner.planning.lights import earliest_start, late_end
from planner.request import Hours, TripRequest, minute_of
from planner.rules import AIRPORT_MARGINS, FIRST_MORNING, LATE_ARRIVAL
from planner.texts import Message

SHORTEST_DAY = 60  # minutes


def margins(corridor: Corridor, place: str) -> tuple[int, int]:
    """Return the minutes before a train or flight leaves a place, and from one that has come in to the door."""
    if corridor.visa and place in {port.place for port in corridor.visa.ports}:
        return AIRPORT_MARGINS
    station = corridor.places[place]
    return (station.boarding_minutes, station.exit_minutes) if isinstance(station, Station) else (0, 0)


def is_late(request: TripRequest) -> bool:
    """Tell whether one arrives so late that there is only the way to a bed."""
    return request.arrival is not None and minute_of(request.arrival, request.dates[0]) >= LATE_ARRIVAL


def hours_of_days(corridor: Corridor, request: TripRequest) -> tuple[Hours, ...]:
    """Return from when to when one is out on each day, evening sessions and the margins at both ends included."""
    board, get_out = margins(corridor, request.end)[0], margins(corridor, request.start)[1]
    hours = []
    for day in request.dates:
        start, end = request.hours_of(day, (board, get_out))
        if request.arrival is not None and day == request.dates[0]:
            start += get_out
        if request.leave_by is not None and day == request.dates[-1]:
            end -= board
        else:
            end = max(end, late_end(request, day))
        start, end = _with_trains(corridor, request, day, (start, end))
        early = earliest_start(corridor, request, day)
        start = start if early is None else min(start, early)
        hours.append((start, end))
    return tuple(hours)


def home_by(corridor: Corridor, request: TripRequest, day: date) -> int:
    """Return until when one is out on a day that has nothing late but its booked trains."""
    return _with_trains(corridor, request, day, request.hours_of(day))[1]


def _with_trains(corridor: Corridor, request: TripRequest, day: date, hours: Hours) -> Hours:
    """Return the hours of a day with those of its booked trains; none before the arrival, nor after the departure."""
    start, end = widened(rides_on(corridor, request.trains, day), hours)
    arrives = request.arrival is not None and day == request.dates[0]
    leaves = request.leave_by is not None and day == request.dates[-1]
    return hours[0] if arrives else start, hours[1] if leaves else end


def check_frame(request: TripRequest, corridor: Corridor) -> None:
    """Refuse moments that lie outside the trip, and days that are too short or begin before the one before is over.

    Raises
    ------
    RequestError
        With the field.
    """
    if request.arrival is not None:
        _check_moment(request, "arrival", not request.visa_port)
    if request.leave_by is not None:
        _check_moment(request, "leave_by", True)
    for field in ("day_hours", "free"):
        for number in getattr(request, field):
            if not request.first_day <= number < request.first_day + request.days:
                message = Message("request.no-such-day", {"day": number, "n": request.days})
                raise RequestError(message, field=field, value=number)
    hours = hours_of_days(corridor, request)
    first = request.number_of(request.dates[0])
    for number, (start, end) in enumerate(hours, first):
        if number >= request.first_day and end - start < SHORTEST_DAY:
            raise RequestError(
                Message("request.short-day-on", {"day": number}), field=_cause(request, number)
            )
    for number, ((_, end), (start, _)) in enumerate(pairwise(hours), first):
        if number >= request.first_day and end > start + DAY_MINUTES:
            message = Message("request.long-day-on", {"day": number})
            raise RequestError(
                message, field=_cause(request, number if number in request.day_hours else number + 1)
            )


def _check_moment(request: TripRequest, field: str, is_near: bool) -> None:
    """Refuse a moment in another time zone, or, where it has to be near, not at its end of the trip."""
    moment = getattr(request, field)
    if moment.utcoffset() not in (None, CHINA.utcoffset(None)):
        raise RequestError(Message("request.not-china-time"), field=field, value=moment)
    if field == "arrival":
        day, earliest, latest = request.date, -DAY_MINUTES if is_near else None, DAY_MINUTES
    else:
        day, earliest, latest = request.dates[-1], 0, DAY_MINUTES + FIRST_MORNING
    minute = minute_of(moment, day)
    if minute >= latest or (earliest is not None and minute < earliest):
        message = Message(f"request.{field.replace('_', '-')}-outside", {"date": str(day)})
        raise RequestError(message, field=field, value=moment)


def _cause(request: TripRequest, number: int) -> str:
    """Return the field that says the hours of a day."""
    if number in request.day_hours:
        return "day_hours"
    if request.leave_by is not None and number == request.first_day + request.days - 1:
        return "leave_by"
    return "arrival" if request.arrival is not None and number == request.first_day else "end_time"
