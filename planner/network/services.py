"""The vehicles that run on a date: train by train, by headway, and yesterday's that are still under way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from hashlib import sha256
from typing import Literal

from planner.clock import DAY_MINUTES, weekdays_of
from planner.corridor import Call, Confidence, Corridor, Departure, FareBasis, Line, Mode, Pattern, TrainFare
from planner.geo import great_circle_km
from planner.network.fares import ride

AROUND_KM = 2  # from the doors of an airport to its stations


@dataclass(frozen=True, slots=True)
class Halt:
    """A vehicle's stop at a place, in minutes of the day in question; the first and last have no length."""

    place: str
    arrive: int
    depart: int
    km: int | None = None  # of track since the first halt
    fast_km: int = 0  # of these, on lines faster than 250 km/h


@dataclass(frozen=True)
class Trip:
    """One vehicle with its halts in order."""

    code: str
    line: Line
    days: str
    halts: tuple[Halt, ...]
    fares: tuple[TrainFare, ...] = ()


@dataclass(frozen=True)
class DirectService:
    """A ride without a change; ``cost`` is CNY for one adult."""

    code: str
    mode: Mode
    line: str
    start: str
    end: str
    depart: int
    arrive: int
    days: str
    running_days: Literal["known", "unknown"]
    km: float
    cost: float
    fare_basis: FareBasis
    first_class: float | None
    as_of: str
    confidence: Confidence


@cache
def runs_on(days: str, weekday: int) -> bool:
    """Tell whether a service runs on a weekday, 0 for Monday; ``Fr-Mo`` passes the week's end.

    Examples
    --------
    >>> runs_on("Mo-Fr", 5), runs_on("Fr-Mo", 5), runs_on("Sa,Su", 5), runs_on("daily", 5)
    (False, True, True, True)
    """
    return weekday % 7 in weekdays_of(days)


def day_type(corridor: Corridor, day: date, until: int = DAY_MINUTES) -> str:
    """Return a digest that is equal for days with the same runs, as `trips_on` has them."""
    trips = trips_on(corridor, day, until)
    runs = (f"{trip.line.id} {trip.code} {trip.halts} {trip.fares}" for trip in trips)
    return sha256("\n".join(runs).encode()).hexdigest()


def trips_on(corridor: Corridor, day: date, until: int = DAY_MINUTES) -> Iterator[Trip]:
    """Yield the day's trips, what is left of the day before's after midnight, and the day after's before a minute."""
    for line in corridor.lines:
        for timed in line.services:
            yield from trips_of(line, timed, day, until)


def trips_of(line: Line, timed: Departure | Pattern, day: date, until: int = DAY_MINUTES) -> Iterator[Trip]:
    """Yield those of one service, as `trips_on` does of all."""
    fares = timed.fares if isinstance(timed, Departure) else ()
    if runs_on(timed.days, day.weekday()):
        yield from (Trip(timed.code, line, timed.days, halts, fares) for halts in runs_of(timed))
    if runs_on(timed.days, (day - timedelta(days=1)).weekday()) and _is_late(timed):
        for halts in runs_of(timed):
            left = _after_midnight(halts)
            if len(left) > 1:
                yield Trip(timed.code, line, timed.days, left, fares)
    if until > DAY_MINUTES and runs_on(timed.days, day.weekday() + 1):
        for halts in runs_of(timed):
            if halts[0].depart + DAY_MINUTES < until:
                yield Trip(timed.code, line, timed.days, _moved(halts, DAY_MINUTES), fares)


def _is_late(timed: Departure | Pattern) -> bool:
    """Tell whether anything of it may be under way at midnight."""
    last = timed.calls[-1].arrive
    return last is None or last + (timed.last if isinstance(timed, Pattern) else 0) >= DAY_MINUTES


def _after_midnight(halts: tuple[Halt, ...]) -> tuple[Halt, ...]:
    if halts[-1].arrive < DAY_MINUTES:
        return ()
    return tuple(halt for halt in _moved(halts, -DAY_MINUTES) if halt.depart >= 0)


def _moved(halts: tuple[Halt, ...], by: int) -> tuple[Halt, ...]:
    return tuple(
        Halt(halt.place, halt.arrive + by, halt.depart + by, halt.km, halt.fast_km) for halt in halts
    )


def runs_of(timed: Departure | Pattern) -> Iterator[tuple[Halt, ...]]:
    """Yield the halts of each run of a service, whatever the day."""
    if isinstance(timed, Departure):
        yield tuple(_halt(call) for call in timed.calls)
        return
    there = tuple(Halt(call.station, call.arrive, call.depart) for call in timed.calls)
    ways = (there, _reversed(there)) if timed.both_ways else (there,)
    for halts in ways:
        for first in range(timed.first, timed.last + 1, timed.every):
            yield _moved(halts, first)


def _halt(call: Call) -> Halt:
    arrive = call.depart if call.arrive is None else call.arrive
    depart = call.arrive if call.depart is None else call.depart
    assert arrive is not None, f"a call at {call.station} has no time"
    assert depart is not None
    return Halt(call.station, arrive, depart, call.km, call.fast_km)


def _reversed(halts: tuple[Halt, ...]) -> tuple[Halt, ...]:
    """Return the way back, with the same minutes between and at the stops."""
    whole = halts[-1].arrive
    return tuple(Halt(s.place, max(0, whole - s.depart), whole - s.arrive) for s in reversed(halts))


def departures_between(corridor: Corridor, a: str, b: str, day: date) -> list[DirectService]:
    """Return the services that go from ``a`` to ``b`` without a change, those that left before midnight too.

    A town stands for itself and for its stations, a place where nothing calls that day (an airport) for the stations
    around it. Sorted by departure.
    """
    trips = list(trips_on(corridor, day))
    called = {halt.place for trip in trips for halt in trip.halts}
    starts, ends = (_meant(corridor, place, called) for place in (a, b))
    found = [service for trip in trips if (service := _direct(corridor, trip, starts, ends)) is not None]
    return sorted(found, key=lambda service: (service.depart, service.arrive, service.code))


def stations_of(corridor: Corridor, place: str) -> frozenset[str]:
    """Return a place and, of a town, its stations."""
    return frozenset({place, *(station.id for station in corridor.stations if station.town == place)})


def _meant(corridor: Corridor, place: str, called: set[str]) -> frozenset[str]:
    meant = stations_of(corridor, place)
    if meant & called:
        return meant
    here = corridor.places[place].location
    there = ((each.id, each.location) for each in corridor.stations)
    near = {key for key, at in there if great_circle_km(here.lat, here.lon, at.lat, at.lon) <= AROUND_KM}
    return frozenset(meant | near)


def _direct(
    corridor: Corridor, trip: Trip, starts: frozenset[str], ends: frozenset[str]
) -> DirectService | None:
    rode = shortest_ride(trip, starts, ends)
    if not rode:
        return None
    found = ride(corridor, trip, rode)
    line = trip.line
    return DirectService(
        code=trip.code,
        mode=line.mode,
        line=line.id,
        start=rode[0].place,
        end=rode[-1].place,
        depart=rode[0].depart,
        arrive=rode[-1].arrive,
        days=trip.days,
        running_days=line.running_days,
        km=found.km,
        cost=found.cost,
        fare_basis=found.basis,
        first_class=found.first_class,
        as_of=line.as_of,
        confidence=line.confidence,
    )


def shortest_ride(trip: Trip, starts: frozenset[str], ends: frozenset[str]) -> tuple[Halt, ...]:
    """Return the halts of the shortest ride of a trip from one of some places to one of others; none if it has none."""
    start: int | None = None
    for index, halt in enumerate(trip.halts):
        if halt.place in ends and start is not None and index > start:
            return trip.halts[start : index + 1]
        if halt.place in starts:
            start = index
    return ()
