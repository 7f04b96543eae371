"""The trips of a feed put together as departures and patterns of the corridor's lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

from planner.clock import days_of
from planner.corridor import Call, Departure, Pattern, PatternCall
from planner.loading.gtfs.stops import Matcher
from planner.loading.gtfs.tables import MAX_SECONDS, TRAINS, Feed
from planner.loading.gtfs.trips import STOP_TIMES, TRIPS, Frequency, Route, StopTime, Tables, Trip
from planner.loading.tree import told

Times = tuple[tuple[str, int, int], ...]  # place, arrive, depart in minutes


@dataclass(frozen=True)
class Key:
    """What makes two services the same but for their days."""

    code: str
    times: Times
    frequency: Frequency | None


@dataclass
class RouteServices:
    """What runs on a route: each service with its weekdays."""

    route: Route
    weekdays: dict[Key, frozenset[int]] = field(default_factory=dict)

    @property
    def is_exact(self) -> bool:
        """Tell whether every time is a time, not one within a headway."""
        return all(key.frequency is None or key.frequency.is_exact for key in self.weekdays)

    def departures(self) -> list[Departure]:
        """Return the services train by train, in the order of the day."""
        found = [(key, days) for key, days in self.weekdays.items() if key.frequency is None]
        found.sort(key=lambda item: (item[0].times[0][2], item[0].code, item[0].times, sorted(item[1])))
        return [Departure(code=key.code, days=days_of(days), calls=_calls(key.times)) for key, days in found]

    def patterns(self) -> list[Pattern]:
        """Return the services by headway, there and back as one where they mirror each other."""
        waiting: dict[tuple[object, ...], list[Pattern]] = defaultdict(list)
        found: list[Pattern] = []
        for key, days in self.weekdays.items():
            run = key.frequency
            if run is None:
                continue
            same = (key.code, days, run.first, run.last, run.every)
            there = waiting[(*same, _mirrored(key.times))]
            if there:
                pattern = there.pop()
                index = next(number for number, other in enumerate(found) if other is pattern)
                found[index] = pattern.model_copy(update={"both_ways": True})
                continue
            pattern = _pattern(key, run, days_of(days))
            found.append(pattern)
            waiting[(*same, key.times)].append(pattern)
        return found


def services_by_route(
    feed: Feed,
    tables: Tables,
    matcher: Matcher,
    weekdays: dict[str, frozenset[int]],
    calls: dict[str, list[StopTime]],
    frequencies: dict[str, list[Frequency]],
) -> dict[str, RouteServices]:
    """Return what runs on the corridor's part of each route, by route id."""
    routes: dict[str, RouteServices] = {}
    for trip in tables.trips.values():
        if trip is None or not weekdays.get(trip.service):
            continue
        headways: list[Frequency | None] = [None]
        times = times_of(feed, tables, trip, calls.get(trip.id, []), matcher, trip.id in frequencies)
        if times is None:
            continue
        route = routes.setdefault(trip.route.id, RouteServices(trip.route))
        if trip.id in frequencies:
            times, late = _from_zero(times)
            headways = [*_later(frequencies[trip.id], late)]
        for frequency in headways:
            key = Key(trip.code, times, frequency)
            route.weekdays[key] = route.weekdays.get(key, frozenset()) | weekdays[trip.service]
    return {name: route for name, route in routes.items() if route.weekdays}


def times_of(
    feed: Feed, tables: Tables, trip: Trip, calls: list[StopTime], matcher: Matcher, is_relative: bool
) -> Times | None:
    """Return the calls in minutes after midnight, or after the first departure; None if there are not two.

    Departures are rounded down and arrivals up; a stay of less than a minute has no length.
    """
    if not _is_sound(feed, trip, calls):
        return None
    tables.counts.limited += sum(call.is_limited for call in calls[1:-1])
    stays: list[tuple[str, int, int]] = []
    for call in calls:
        place = matcher.place_of(call.stop)
        if stays and stays[-1][0] == place:  # two stops of one station
            stays[-1] = (place, stays[-1][1], call.depart)
        elif place is not None:
            stays.append((place, call.arrive, call.depart))
    if len(stays) < 2:
        return None
    origin = calls[0].depart if is_relative else 0
    times = [(place, _up(arrive - origin), (depart - origin) // 60) for place, arrive, depart in stays]
    inner = [(place, min(arrive, depart), depart) for place, arrive, depart in times[1:-1]]
    (start, _, leave), (end, reach, _) = times[0], times[-1]
    return (start, leave, leave), *inner, (end, reach, reach)


def _from_zero(times: Times) -> tuple[Times, int]:
    """Return the times after the first departure, and when that is."""
    late = times[0][2]
    return tuple((place, arrive - late, depart - late) for place, arrive, depart in times), late


def _later(headways: list[Frequency], minutes: int) -> Iterator[Frequency]:
    """Yield headways at a stop so many minutes after the trip's first; what passes 47:59 is left out."""
    for headway in headways:
        first, last = headway.first + minutes, min(headway.last + minutes, MAX_SECONDS // 60)
        if first <= last:
            yield replace(headway, first=first, last=last - (last - first) % headway.every)


def _is_sound(feed: Feed, trip: Trip, calls: list[StopTime]) -> bool:
    """Tell, and report if not, whether a trip has two calls or more and its times never go back."""
    if len(calls) < 2:
        message = told("feed-few-calls", id=trip.id[:60])
        feed.report(TRIPS, trip.line, "bad-value", message, rank=TRAINS)
        return False
    clock = [(call, time) for call in calls for time in (call.arrive, call.depart)]
    for (_, before), (call, time) in pairwise(clock):
        if time < before:
            message = told("feed-times-back", id=trip.id[:60])
            feed.report(STOP_TIMES, call.line, "bad-clock", message, rank=TRAINS)
            return False
    return True


def _up(seconds: int) -> int:
    return -(-seconds // 60)


def _calls(times: Times) -> tuple[Call, ...]:
    last = len(times) - 1
    return tuple(
        Call(station=place, arrive=arrive if number else None, depart=depart if number < last else None)
        for number, (place, arrive, depart) in enumerate(times)
    )


def _pattern(key: Key, run: Frequency, days: str) -> Pattern:
    calls = tuple(PatternCall(station=place, arrive=a, depart=d) for place, a, d in key.times)
    return Pattern(
        code=key.code,
        calls=calls,
        first=run.first,
        last=run.last,
        every=run.every,
        both_ways=False,
        days=days,
    )


def _mirrored(times: Times) -> Times:
    whole = times[-1][1]
    return tuple((place, whole - depart, whole - arrive) for place, arrive, depart in reversed(times))
