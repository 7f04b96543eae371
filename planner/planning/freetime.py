"""Free time of a day, and what is open around meanwhile: told, and no part of the plan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from math import ceil
from typing import Literal, NamedTuple

import numpy as np

from planner.arrays import INFINITY
from planner.clock import at, minutes_of
from planner.corridor import Attraction
from planner.geo import great_circle_km
from planner.hours import Interval, opening_intervals, start_window
from planner.itinerary import Day, FreeTime, Nearby, Unvisited, Wait
from planner.network.rivers import Rivers
from planner.network.ways import Undominated
from planner.planning.crowds import is_crowded
from planner.planning.model import TripModel
from planner.request import Hours
from planner.rules import BED_BY, FREE_LONGER, MOST_NEAR, NEAR_BY_RIDE, NEAR_ON_FOOT, WALK_DETOUR, WALK_KM_H

NOT_NAMED = (
    "doubtful",
    "same-place",
)  # causes: nobody knows whether it opens, or it is on the trip by another name
FAR_FROM_BEDS = ("slow", "slow-away", "slow-days")  # causes: free time of a slow trip may lie elsewhere
RULED_OUT = ("avoided", "outside-area", "over-budget")  # by the wish: these sites are not named


class _Way(NamedTuple):
    mode: Literal["walk", "road", "metro"]
    minutes: int


class Gap(NamedTuple):
    """Free time at a place, in minutes after midnight."""

    place: str
    start: int
    end: int


def with_free_time(
    model: TripModel, days: tuple[Day, ...], left_out: tuple[Unvisited, ...]
) -> tuple[Day, ...]:
    """Return the days with their free time and, of the sites left out, those that are open around."""
    worth = {site.attraction: site.prize for site in left_out if may_be_named(site)}
    found, named = [], set[str]()
    for number, day in enumerate(days):
        around = _Around(model, number, worth, named, hired=day.hire is not None)
        free = tuple(around.told(gap) for gap in _gaps(model, number, day))
        found.append(day.model_copy(update={"free": free}) if free else day)
    return tuple(found)


def may_be_named(left: Unvisited) -> bool:
    """Tell whether a site that is left out suits the wish, and opens for sure."""
    is_ruled_out = left.reason in RULED_OUT and left.cause not in FAR_FROM_BEDS
    return not is_ruled_out and left.cause not in NOT_NAMED


def open_around(
    model: TripModel, number: int, day: Day, worth: dict[str, int], gap: Gap
) -> tuple[Nearby, ...]:
    """Return those of some sites that are open around a place meanwhile, by what they are worth."""
    return _Around(model, number, worth, set(), hired=day.hire is not None).told(gap).near


def _gaps(model: TripModel, number: int, day: Day) -> Iterator[Gap]:
    """Yield the long waits of a day, and what is left of its hours before and after its events, pauses aside."""
    if day.date < model.request.date:
        return
    begin, end = hours_out(model, number)
    start, over = (minutes_of(moment.time, day.date) for moment in (day.start, day.end))
    waits = (
        (event.place, minutes_of(event.start, day.date), minutes_of(event.end, day.date))
        for event in day.events
        if isinstance(event, Wait) and event.purpose == "free"
    )
    for place, first, last in (
        (day.start.place, begin, start),
        *waits,
        (day.end.place, over, min(end, BED_BY)),
    ):
        spans = outside((first, last), model.request.pauses_on(day.date))
        parts = [Gap(place, low, high) for low, high in spans if low < high]
        if sum(part.end - part.start for part in parts) > FREE_LONGER:
            yield from parts


def hours_out(model: TripModel, number: int) -> Hours:
    """Return from when to when one may go out on a day, without the way at odd hours and the evening sessions."""
    begin, end = model.problem.day_start[number], model.problem.day_end[number]
    hours = model.request.hours_for_visits(model.date_of(number))
    return max(begin, hours[0]), min(end, hours[1])


def outside(span: Hours, pauses: Iterable[Hours]) -> Iterator[Hours]:
    """Yield the parts of a time outside the pauses."""
    low, high = span
    for start, end in sorted(pauses):
        if low < end and start < high:
            yield low, start
            low = end
    yield low, high


@dataclass(frozen=True)
class _Around:
    """What is around on a day."""

    model: TripModel
    number: int
    worth: dict[str, int]  # prizes of the sites that may be named
    named: set[str]  # for other free time of the trip
    hired: bool

    @property
    def day(self) -> date:
        return self.model.date_of(self.number)

    def told(self, gap: Gap) -> FreeTime:
        """Return free time with the places worth most, less the minutes there and back; those not yet named first."""
        found = []
        for name in self.worth:
            if self._is_too_crowded(name):
                continue
            site, there = self.model.corridor.attraction_by_id[name], self._way(gap.place, name, gap.start)
            if there and (known := self._open(gap, site, there)):
                opens, back = known
                rank = name in self.named, there.minutes + back - self.worth[name], -site.score
                found.append((rank, name, there, opens))
        near = tuple(self._nearby(*each[1:]) for each in sorted(found)[:MOST_NEAR])
        self.named.update(each.attraction for each in near)
        start, end = (at(self.day, minute) for minute in gap[1:])
        return FreeTime(place=gap.place, start=start, end=end, near=near)

    def _is_too_crowded(self, name: str) -> bool:
        site = self.model.corridor.attraction_by_id[name]
        return self.model.request.avoid_crowds and is_crowded(site, self.day)

    def _nearby(self, name: str, there: _Way, opens: Interval) -> Nearby:
        site = self.model.corridor.attraction_by_id[name]
        return Nearby(
            attraction=name,
            name=site.name,
            mode=there.mode,
            minutes=there.minutes,
            opens=at(self.day, opens[0]),
            closes=at(self.day, opens[1]),
            crowded=is_crowded(site, self.day),
        )

    def _open(self, gap: Gap, site: Attraction, there: _Way) -> tuple[Interval, int] | None:
        """Return the hours in which there is time for a short visit, and the minutes back; None where there is not."""
        length = site.visit_minutes.short
        for first, last in start_window(site, self.day, length, (gap.start, gap.end)):
            begin = max(first, gap.start + there.minutes)
            if begin > last or begin + length >= gap.end:
                continue
            back = self._way(site.id, gap.place, begin + length)
            if back and begin + length + back.minutes <= gap.end:
                spans = opening_intervals(site.opening_hours, self.day, site.location)
                opens = next((span for span in spans if span[0] <= begin < span[1]), None)
                return (opens, back.minutes) if opens else None
        return None

    def _way(self, start: str, end: str, leave: int) -> _Way | None:
        """Return the way to a place near enough: on foot, else in the day's vehicles, else by metro or taxi."""
        a, b = (self.model.corridor.places[place].location for place in (start, end))
        on_foot = ceil(great_circle_km(a.lat, a.lon, b.lat, b.lon) * WALK_DETOUR / WALK_KM_H * 60)
        if on_foot <= NEAR_ON_FOOT and not self._rivers.part([a], [b])[0]:
            return _Way("walk", max(1, on_foot))
        way = self._by_metro_or_taxi(start, end, leave) if self._journeys else self._by_road(start, end)
        return way if way and way.minutes <= NEAR_BY_RIDE else None

    @cached_property
    def _rivers(self) -> Rivers:
        return Rivers(self.model.corridor.rivers)

    @cached_property
    def _journeys(self) -> Undominated | None:
        days = self.model.going.ways.days
        return days[self.number][1] if days and not self.hired else None

    @cached_property
    def _row(self) -> dict[str, int]:
        road = self.model.going.ways.road
        return {place: row for row, place in enumerate(road.ids)} if road else {}

    def _by_road(self, start: str, end: str) -> _Way | None:
        road, row = self.model.going.ways.road, self._row
        if road is None or start not in row or end not in row:
            return None
        minutes = int(road.quickest(np.array(row[start]), np.array(row[end])))
        return _Way("road", minutes) if minutes < INFINITY else None

    def _by_metro_or_taxi(self, start: str, end: str, leave: int) -> _Way | None:
        assert self._journeys is not None
        arrive = self._journeys.metro.arrive(start, end, leave)
        if arrive - leave <= NEAR_BY_RIDE:
            return _Way("metro", arrive - leave)
        ways = self._journeys.grounds.between(start, (end,), NEAR_BY_RIDE)
        taxi = next((way for way in ways if way.kind == "taxi" and way.vehicles == 1), None)
        return _Way("road", taxi.minutes) if taxi else None
