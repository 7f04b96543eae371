"""Rules on free time: it is free, all of it is told, and what is said to be open around is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from planner.checker import hours
from planner.checker.case import Case, clock, minutes, straight_km
from planner.checker.grounds import Grounds
from planner.checker.report import said
from planner.checker.rivers import river_between
from planner.checker.wishes import is_crowded, outside, unsuited
from planner.clock import at, minutes_of
from planner.corridor import Attraction
from planner.hours import opening_intervals, start_window
from planner.itinerary import BestTime, Day, FreeTime, Nearby, Visit, Wait
from planner.rules import (
    BED_BY,
    EVENING_BEGINS,
    FREE_LONGER,
    LATE_START,
    LIT_LEAST,
    MOST_NEAR,
    NEAR_BY_RIDE,
    NEAR_ON_FOOT,
    WALK_DETOUR,
    WALK_KM_H,
)

METRO_SLACK = 15  # minutes; of the ways by metro another one may be taken

Span = tuple[datetime, datetime]


class _Trip(NamedTuple):
    case: Case
    day: Day
    grounds: Grounds


def judge(case: Case) -> None:
    """Check the free time of each day; plans of before it was told say nothing of it."""
    grounds = Grounds(case)
    for day in case.itinerary.days:
        if "free" not in day.model_fields_set:
            continue
        trip = _Trip(case, day, grounds)
        _awaited(case, day)
        _late_start(case, day)
        told = [(free.place, free.start, free.end) for free in day.free]
        gaps = list(_gaps(case, day))
        for place, start, end in gaps:
            message = said("free-untold", place=place, start=clock(start), end=clock(end))
            case.book.fact((place, start, end) in told, "free-time", message, day.day)
        for free in day.free:
            span = {"place": free.place, "start": clock(free.start), "end": clock(free.end)}
            is_free = (free.place, free.start, free.end) in gaps
            case.book.fact(is_free, "free-time", said("not-free-time", **span), day.day)
            _around(trip, free)


def _awaited(case: Case, day: Day) -> None:
    """Check what each wait before a visit is said to be for."""
    for index, (event, after) in enumerate(pairwise(day.events)):
        if not isinstance(event, Wait):
            continue
        exact = _reason(case, day, after) if isinstance(after, Visit) and event.purpose == "free" else None
        message = said("awaits", time=clock(event.end), told=event.awaits or "-", exact=exact or "-")
        case.book.fact(event.awaits == exact, "free-time", message, day.day, index)


def _late_start(case: Case, day: Day) -> None:
    """Check what a day that begins late is said to wait for; plans of before it was told say nothing of it."""
    if "awaits" not in day.model_fields_set:
        return
    opens = max(begin for begin, _ in hours_of(case, day))
    idle = _cut((opens, day.start.time), day, case.request.pauses)
    late = sum((end - start for start, end in idle if start < end), timedelta())
    is_late = late > timedelta(minutes=LATE_START) and day.date >= case.request.date
    visit, exact = _late_for(case, day) if is_late else (None, None)
    message = said("late-start", told=day.awaits or "-", exact=exact or "-")
    right = day.awaits == exact and ("awaits_at" not in day.model_fields_set or day.awaits_at == visit)
    case.book.fact(right, "free-time", message, day.day)


def _late_for(case: Case, day: Day) -> tuple[str | None, str | None]:
    """Return the visit for which a day begins late and what that awaits; older plans know the first visit only."""
    for event in day.events:
        if isinstance(event, Wait) and event.purpose == "free" and event.place != day.start.place:
            break
        if isinstance(event, Visit):
            if reason := _reason(case, day, event):
                return event.attraction, reason
            if "awaits_at" not in day.model_fields_set:
                break
    return None, None


def hours_of(case: Case, day: Day) -> tuple[Span, Span]:
    """Return within which hours one is out on a day, and those within which one sees things."""
    return (
        hours.out(case, day.date, is_evening=False),
        hours.for_visits(case, day.date, is_evening=False),
    )


def _reason(case: Case, day: Day, visit: Visit) -> str | None:
    booked = {(each.site, hours.in_china(each.start)) for each in case.request.visits}
    if (visit.attraction, visit.start) in booked:
        return "booking"
    site = case.corridor.attraction_by_id.get(visit.attraction)
    spans = opening_intervals(site.opening_hours, day.date, site.location) if site else ()
    if visit.start in {at(day.date, opens) for opens, _ in spans}:
        return "opening"
    length = minutes(visit)
    lit = timedelta(minutes=min(LIT_LEAST, length - length // 2))
    starts = {each.start for each in visit.best_times if _is_late(day, each)}
    return "evening" if visit.end - lit in starts else None


def _is_late(day: Day, best: BestTime) -> bool:
    """Tell whether best hours that weigh are those of an evening."""
    return best.weighs and best.start >= at(day.date, EVENING_BEGINS)


def _gaps(case: Case, day: Day) -> Iterator[tuple[str, datetime, datetime]]:
    """Yield the free time of a day that is longer than what need not be told."""
    if day.date < case.request.date:
        return
    bounds = hours_of(case, day)
    opens, closes = max(span[0] for span in bounds), min(span[1] for span in bounds)
    idle = [(day.start.place, opens, day.start.time)]
    idle += [(e.place, e.start, e.end) for e in day.events if isinstance(e, Wait) and e.purpose == "free"]
    idle.append((day.end.place, day.end.time, min(closes, at(day.date, BED_BY))))
    for place, start, end in idle:
        parts = _cut((start, end), day, case.request.pauses)
        if sum((over - begin for begin, over in parts), timedelta()) > timedelta(minutes=FREE_LONGER):
            yield from ((place, *part) for part in parts)


def _cut(span: Span, day: Day, pauses: Iterable[tuple[int | None, int | None]]) -> list[Span]:
    """Return a time without the pauses of the day."""
    spans = [span]
    for first, last in pauses:
        rest = at(day.date, first or 0), at(day.date, last or 0)
        spans = [
            part
            for start, end in spans
            for part in ((start, min(end, rest[0])), (max(start, rest[1]), end))
            if part[0] < part[1]
        ]
    return sorted(set(spans))


def _around(trip: _Trip, free: FreeTime) -> None:
    case, number = trip.case, trip.day.day
    names = [near.attraction for near in free.near]
    is_short = len(set(names)) == len(names) <= MOST_NEAR
    case.book.fact(is_short, "free-time", said("near-number", most=MOST_NEAR), number)
    visited = {visit.attraction for visit in case.visits}
    for near in free.near:
        site = case.corridor.attraction_by_id.get(near.attraction)
        if not case.book.fact(bool(site), "place", said("no-attraction", site=near.attraction), number):
            continue
        assert site is not None
        case.book.fact(near.name == site.name, "name", said("near-name", site=site.id), number)
        if "crowded" in near.model_fields_set:  # plans of before do not tell
            is_told = near.crowded == is_crowded(site, trip.day.date)
            case.book.fact(is_told, "free-time", said("near-crowds", site=site.id), number)
        is_new = site.id not in visited and site.id not in case.request.avoid
        message = said("near-unwanted", site=site.id)
        is_calm = not (case.request.avoid_crowds and is_crowded(site, trip.day.date))
        is_wanted = is_new and is_calm and not unsuited(case, site) and not outside(case, site)
        case.book.fact(is_wanted, "free-time", message, number)
        _minutes(trip, free, near)
        fits = _is_open(trip, free, near, site)
        case.book.fact(fits, "free-time", said("near-closed", site=site.id), number)


def _minutes(trip: _Trip, free: FreeTime, near: Nearby) -> None:
    """Check the way there: by car and on foot to the minute, by metro near to the checker's own way."""
    least, told = _way(trip, free.place, near.attraction, near.mode, free.start), near.minutes
    most = NEAR_ON_FOOT if near.mode == "walk" else NEAR_BY_RIDE
    slack = METRO_SLACK if near.mode == "metro" else 0
    is_near = near.mode == "metro" if least is None else abs(told - least) <= slack
    message = said("near-minutes", site=near.attraction, told=told, exact="-" if least is None else least)
    unsure = said("unsure-near", site=near.attraction) if near.mode == "metro" else None
    trip.case.book.fact(is_near and told <= most, "free-time", message, trip.day.day, unsure=unsure)


def _way(trip: _Trip, start: str, end: str, mode: str, leave: datetime) -> int | None:
    """Return the minutes of a way by some means, found a second time; None where there is none."""
    case, day = trip.case, trip.day
    if mode == "walk" and river_between(case, start, end):
        return None
    if mode == "walk":
        return max(1, ceil(straight_km(case, start, end) * WALK_DETOUR / WALK_KM_H * 60))
    if mode == "road" and case.by_road(day):
        return case.roads.minutes_from(start).get(end)
    if case.by_road(day):
        return None
    minute, found = minutes_of(leave, day.date), []
    for ground in trip.grounds.between(start, end):
        if mode == "road" and ground.modes == ("road",):
            found.append(ground.minutes)
        if mode == "metro" and ground.metro and (there := ground.arrive(minute)):
            found.append(there - minute)
    return min(found, default=None)


def _is_open(trip: _Trip, free: FreeTime, near: Nearby, site: Attraction) -> bool:
    """Tell whether the hours are those of the date, with time in them for a short visit and the way back."""
    date, length = trip.day.date, site.visit_minutes.short
    opens, closes = minutes_of(near.opens, date), minutes_of(near.closes, date)
    if (opens, closes) not in opening_intervals(site.opening_hours, date, site.location):
        return False
    start, end = minutes_of(free.start, date), minutes_of(free.end, date)
    slack = 2 * METRO_SLACK if near.mode == "metro" else 0
    for first, last in start_window(site, date, length, (start, end)):
        begin = max(first, start + near.minutes)
        if begin > last or not opens <= begin < closes:
            continue
        ways = (_way(trip, site.id, free.place, mode, at(date, begin + length)) for mode in _ways_back(near))
        back = min((way for way in ways if way is not None), default=near.minutes)
        if begin + length + back <= end + slack:
            return True
    return False


def _ways_back(near: Nearby) -> tuple[str, ...]:
    return ("walk",) if near.mode == "walk" else ("road", "metro")
