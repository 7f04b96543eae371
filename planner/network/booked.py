"""Booked trains as the timetables have them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from planner.bookings import BookedTrain
from planner.clock import DAY_MINUTES
from planner.corridor import Corridor, Departure, Line, Station
from planner.network.meals import enough_by
from planner.network.services import Halt, Trip, shortest_ride, stations_of, trips_of
from planner.rules import COACH_MARGINS, LUNCH_LATEST, WAY_AT_ODD_HOURS


@dataclass(frozen=True)
class BookedRide:
    """A ride in a very train, with the minutes to board and to leave the stations."""

    booked: BookedTrain
    trip: Trip
    halts: tuple[Halt, ...]
    board: int
    leave: int

    @property
    def day(self) -> date:
        """The day it leaves."""
        return self.booked.day

    @property
    def start(self) -> str:
        """The station where one boards."""
        return self.halts[0].place

    @property
    def end(self) -> str:
        """The station where one gets off."""
        return self.halts[-1].place

    @property
    def begin(self) -> int:
        """When one has to be at the first station."""
        return self.halts[0].depart - self.board

    @property
    def over(self) -> int:
        """When one has left the last station."""
        return self.halts[-1].arrive + self.leave

    @property
    def minutes(self) -> int:
        """Minutes of travel, from door to door of the stations."""
        return self.over - self.begin

    @property
    def feeds(self) -> bool:
        """Whether there is time for lunch aboard; who is at the station in time for it is."""
        return self.begin <= LUNCH_LATEST and self.halts[-1].arrive >= enough_by(self.halts[0].depart)


def trains_called(corridor: Corridor, number: str) -> Iterator[tuple[Line, Departure]]:
    """Yield the trains with a number; one that changes it on the way has several, ``D2241/D2244``."""
    for line in corridor.lines:
        if line.mode == "rail":
            yield from ((line, train) for train in line.departures if number in train.code.split("/"))


def trains_between(corridor: Corridor, booked: BookedTrain) -> Iterator[str]:
    """Yield the numbers of the trains that go where a booked one should, on its day."""
    starts, ends = (stations_of(corridor, place) for place in (booked.start, booked.end))
    for line in corridor.lines:
        for train in line.departures if line.mode == "rail" else ():
            trips = trips_of(line, train, booked.day)
            if any(shortest_ride(trip, starts, ends) for trip in trips):
                yield from train.code.split("/")


def ride_of(corridor: Corridor, booked: BookedTrain) -> BookedRide | None:
    """Return the ride of a booked train; None where no such train goes there on that day."""
    starts, ends = (stations_of(corridor, place) for place in (booked.start, booked.end))
    for line, train in trains_called(corridor, booked.train):
        for trip in trips_of(line, train, booked.day):
            halts = shortest_ride(trip, starts, ends)
            if halts and halts[0].depart < DAY_MINUTES:
                here, there = (_margins(corridor, halts[end].place) for end in (0, -1))
                return BookedRide(booked, trip, halts, here[0], there[1])
    return None


def rides_on(corridor: Corridor, trains: Iterable[BookedTrain], day: date) -> list[BookedRide]:
    """Return the booked rides of a day in the order of their time, as far as there are such trains."""
    found = (ride_of(corridor, booked) for booked in trains if booked.day == day)
    return in_order(corridor, [ride for ride in found if ride])


def in_order(corridor: Corridor, rides: list[BookedRide]) -> list[BookedRide]:
    """Return rides in the order of their time; margins give way where one changes in a station from one to the next."""
    rides = sorted(rides, key=lambda ride: (ride.day, ride.begin))
    for place, (first, second) in enumerate(pairwise(rides)):
        station = corridor.places[first.end]
        if first.day != second.day or first.end != second.start or not isinstance(station, Station):
            continue
        pause = second.halts[0].depart - first.halts[-1].arrive
        if station.change_minutes <= pause < first.leave + second.board:
            board = min(second.board, pause)
            rides[place : place + 2] = replace(first, leave=pause - board), replace(second, board=board)
    return rides


def _margins(corridor: Corridor, place: str) -> tuple[int, int]:
    station = corridor.places[place]
    if isinstance(station, Station):
        return station.boarding_minutes, station.exit_minutes
    return COACH_MARGINS[0], COACH_MARGINS[2]


def widened(rides: Sequence[BookedRide], hours: tuple[int, int]) -> tuple[int, int]:
    """Return the hours of a day with those of the ways to and from its booked trains, be these at odd hours."""
    start, end = hours
    if rides:
        start = max(0, min(start, rides[0].begin - WAY_AT_ODD_HOURS))
        end = max(end, rides[-1].over + WAY_AT_ODD_HOURS)
    return start, end
