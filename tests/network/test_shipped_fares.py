"""What every ride by every train of the shipped data costs, by the planner and by the checker."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import combinations

import pytest

from planner.checker import services
from planner.checker.case import Case
from planner.checker.report import Book
from planner.clock import at
from planner.corridor import RailClass, in_class
from planner.itinerary import Itinerary, Leg
from planner.network.fares import Ride, ride
from planner.network.services import Trip, trips_on
from tests.builders.shipped import shipped
from tests.builders.small_plans import good_plan

SATURDAY = date(2026, 12, 5)
HARD_SEAT, SECOND_CLASS = 0.07, 0.18  # CNY a km: 0.077 over 876 km, and a ticket of 56 for 304 km

Rides = dict[tuple[int, int], Ride]


@cache
def trains(rail_class: RailClass = "second") -> list[tuple[Trip, Rides]]:
    """Return the trains with their rides by first and last halt."""
    trips = trips_on(in_class(shipped(), rail_class), SATURDAY)
    return [(trip, rides(trip)) for trip in trips if trip.line.mode == "rail"]


def rides(trip: Trip) -> Rides:
    ends = combinations(range(len(trip.halts)), 2)
    return {(i, j): ride(shipped(), trip, trip.halts[i : j + 1]) for i, j in ends}


def test_no_train_is_cheaper_than_trains_are() -> None:
    cheap = [
        (trip.code, trip.halts[i].place, trip.halts[j].place, found)
        for trip, all_rides in trains()
        for (i, j), found in all_rides.items()
        if found.cost < found.km * (HARD_SEAT if trip.line.fare.hard_seat else SECOND_CLASS)
    ]
    assert cheap == []


def test_a_longer_ride_by_the_same_train_is_never_cheaper() -> None:
    for trip, all_rides in trains():
        for (i, j), found in all_rides.items():
            shorter = [all_rides[ends] for ends in ((i + 1, j), (i, j - 1)) if ends in all_rides]
            dearer = [part for part in shorter if part.cost > found.cost]
            assert not dearer, (trip.code, trip.halts[i].place, trip.halts[j].place)


@pytest.mark.parametrize("part", range(4))
def test_the_checker_comes_to_the_same_kilometres_and_fares(part: int) -> None:
    # a quarter of the trains that set out on the day
    whole = [each for each in trains() if each[0].halts[0].arrive == each[0].halts[0].depart]
    for trip, all_rides in whole[part::16]:
        legs = [leg_of(trip, *ends, found) for ends, found in all_rides.items()]
        assert judged(legs) == [], trip.code


def leg_of(trip: Trip, start: int, end: int, found: Ride) -> Leg:
    first, last, line = trip.halts[start], trip.halts[end], trip.line
    return Leg(
        mode=line.mode,
        start=first.place,
        end=last.place,
        depart=at(SATURDAY, first.depart),
        arrive=at(SATURDAY, last.arrive),
        minutes=last.arrive - first.depart,
        km=found.km,
        service=trip.code,
        line=line.id,
        as_of=line.as_of,
        cost_cny=round(found.cost),
        fare_basis=found.basis,
        running_days=line.running_days,
        confidence=line.confidence,
    )


def test_the_checker_comes_to_the_same_fares_in_first_class() -> None:
    whole = [each for each in trains("first") if each[0].halts[0].arrive == each[0].halts[0].depart]
    codes = {trip.code for trip, _ in whole}
    assert {"D49", "G8690"} <= codes  # without first class, and with
    for trip, all_rides in [*whole[::16], *(each for each in whole if each[0].code in ("D49", "D962"))]:
        legs = [leg_of(trip, *ends, found) for ends, found in all_rides.items()]
        assert judged(legs, "first") == [], trip.code


def test_first_class_is_never_cheaper() -> None:
    second = {(trip.code, trip.halts): found for trip, found in trains()}
    for trip, all_rides in trains("first"):
        for ends, found in all_rides.items():
            assert found.cost >= second[trip.code, trip.halts][ends].cost, trip.code


def judged(legs: list[Leg], rail_class: RailClass = "second") -> list[tuple[str, str]]:
    """Return the errors that the checker finds in rides of one adult."""
    plan = Itinerary.model_validate(good_plan("transit"))
    request = plan.request.model_copy(
        update={"adults": 1, "children": 0, "students": 0, "rail_class": rail_class}
    )
    day = plan.days[0].model_copy(update={"date": SATURDAY, "events": tuple(legs)})
    book = Book()
    services.judge(Case(plan.model_copy(update={"days": (day,)}), shipped(), request, book))
    return [(found.code, str(found.params)) for found in book.found if found.severity == "error"]
