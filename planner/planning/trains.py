"""Booked trains of a wish: whether they run so, and whether they can be kept beside what else is booked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import pairwise

from planner.bookings import BookedTrain, BookedVisit
from planner.clock import DAY_MINUTES, format_clock
from planner.corridor import Call, Corridor
from planner.errors import RequestError
from planner.network.booked import BookedRide, in_order, ride_of, trains_between, trains_called
from planner.planning.called import called
from planner.planning.frame import hours_of_days
from planner.planning.limits import most_travel
from planner.request import TripRequest
from planner.spelling import like
from planner.texts import LANGUAGES, Message

ALIKE, LIKE_ENOUGH = (
    5,
    75,
)  # numbers that are named where nobody knows one, and how alike of 100: one digit of four is wrong


def check_trains(corridor: Corridor, request: TripRequest) -> None:
    """Refuse booked trains that do not run so, lie outside the trip, or leave a car behind.

    Raises
    ------
    RequestError
        With what is known of the train.
    """
    hours = dict(zip(request.dates, hours_of_days(corridor, request), strict=True))
    for booked in request.trains:
        if request.mode == "car":
            raise _wrong(corridor, "train-by-car", booked)
        if booked.day not in request.dates or booked.day < request.date:
            raise _wrong(corridor, "train-outside", booked)
        ride, (start, end) = found(corridor, booked), hours[booked.day]
        if ride.begin < start or ride.over > end:
            day = request.number_of(booked.day)
            times = {"begin": ride.begin, "over": ride.over, "start": start, "end": end}
            raise _wrong(corridor, "train-at-odd-hours", booked, day=day, **times)
        if ride.minutes > most_travel(request):
            raise _wrong(corridor, "train-too-long", booked, minutes=ride.minutes, limit=most_travel(request))


def found(corridor: Corridor, booked: BookedTrain) -> BookedRide:
    """Return the ride of a booked train.

    Raises
    ------
    RequestError
        When there is none, which says what is known: numbers alike, where the train calls, when it runs.
    """
    for end in (booked.start, booked.end):
        if end not in corridor.places:
            raise _wrong(corridor, "no-place-id", booked, id=end[:60])
    ride = ride_of(corridor, booked)
    if ride and ride.halts[-1].arrive < DAY_MINUTES:
        return ride
    if ride:
        raise _wrong(corridor, "train-by-night", booked)
    trains = [train for _, train in trains_called(corridor, booked.train)]
    if not trains:
        numbers = (
            part for line in corridor.lines for train in line.departures for part in train.code.split("/")
        )
        there = like(booked.train, set(trains_between(corridor, booked)), most=ALIKE, least=0)
        alike = like(booked.train, set(numbers), most=ALIKE, least=LIKE_ENOUGH)
        raise _wrong(corridor, "train-unknown", booked, there or alike)
    others = (booked.model_copy(update={"day": booked.day + timedelta(days=more)}) for more in range(1, 7))
    if any(ride_of(corridor, other) for other in others):
        raise _wrong(corridor, "train-not-that-day", booked, days=[train.days for train in trains])
    ends = {end: corridor.places[getattr(booked, end)].name.both for end in ("start", "end")}
    calls = [_told(corridor, call) for train in trains for call in train.calls]
    raise _wrong(corridor, "train-elsewhere", booked, calls=calls, **ends)


def train_clashes(
    corridor: Corridor, trains: Iterable[BookedTrain], visits: Iterable[BookedVisit]
) -> Iterator[RequestError]:
    """Yield an error for every train that runs while one is in another, or at a booked visit."""
    rides = in_order(corridor, [ride for booked in trains if (ride := ride_of(corridor, booked))])
    for first, second in pairwise(rides):
        if first.day == second.day and second.begin < first.over:
            yield _at_once(corridor, first, second.booked)
    for visit in visits:
        least = corridor.attraction_by_id[visit.site].visit_minutes.short
        for ride in rides:
            begin = visit.minute_on(ride.day)
            if begin is not None and begin < ride.over and ride.begin < begin + least:
                yield _at_once(corridor, ride, visit)


def _at_once(corridor: Corridor, ride: BookedRide, other: BookedTrain | BookedVisit) -> RequestError:
    return _wrong(
        corridor,
        "booked-at-once",
        ride.booked,
        first=called(corridor, ride.booked),
        second=called(corridor, other),
    )


def _told(corridor: Corridor, call: Call) -> dict[str, str]:
    """Return where and when a train calls."""
    minute = call.arrive if call.depart is None else call.depart
    name = corridor.places[call.station].name
    time = "" if minute is None else f" {format_clock(minute % DAY_MINUTES)}"
    return {language: f"{name.both[language]}{time}" for language in LANGUAGES}


def _wrong(
    corridor: Corridor,
    code: str,
    booked: BookedTrain,
    candidates: tuple[str, ...] = (),
    /,
    **params: object,
) -> RequestError:
    known = booked.start in corridor.places and booked.end in corridor.places
    told = called(corridor, booked) if known else str(booked)
    message = Message(
        f"request.{code}", {"train": booked.train, "booking": told, "date": str(booked.day), **params}
    )
    return RequestError(message, field="trains", value=str(booked), candidates=candidates)
