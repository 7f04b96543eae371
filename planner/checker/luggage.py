"""Rules on luggage: the minutes where a bed changes, and where it is meanwhile."""

from __future__ import annotations

from math import ceil

from planner.checker.case import Case, straight_km
from planner.checker.report import said
from planner.checker.rivers import river_between
from planner.itinerary import Day, Leg, Luggage, Visit
from planner.rules import (
    CLIMB_STEPS,
    CLIMB_TAG,
    LUGGAGE_MINUTES,
    LUGGAGE_ON_FOOT,
    PARKED_KM,
    WALK_DETOUR,
    WALK_KM_H,
)


def judge(case: Case) -> None:
    """Check the luggage of each day; plans of before it was told say nothing of it."""
    under_way = case.request.under_way
    last = (under_way.luggage if under_way else None) or ""
    for number, day in enumerate(case.itinerary.days):
        tonight = day.night.place if day.night else ""
        if "luggage" in day.model_fields_set:
            _day(case, day, last, tonight, is_out=number == 0 and bool(under_way and case.request.arrival))
        last = tonight


def _day(case: Case, day: Day, last: str, tonight: str, *, is_out: bool) -> None:
    """Check the luggage of a day between two beds; who is out already has checked out of the first."""
    takes = [
        LUGGAGE_MINUTES if night and last != tonight and not case.is_home(night) else None
        for night in (last, tonight)
    ]
    told = day.luggage
    is_between = _is_between_rides(case)
    is_due = any(takes) or is_between
    case.book.fact((told is not None) == is_due, "luggage", said("luggage-due"), day.day)
    if told is None or not is_due:
        return
    if is_out:
        takes[0] = None
    minutes = [told.check_out_minutes, told.check_in_minutes]
    case.book.fact(minutes == takes, "luggage", said("luggage-minutes", minutes=LUGGAGE_MINUTES), day.day)
    left = last if is_out and last and not _comes_to(day, last) else None
    case.book.fact(told.fetch == left, "luggage", said("luggage-fetch", place=left or "-"), day.day)
    if left:
        is_there = (told.waits, told.beds, told.along) == ("at-bed", (left,), ())
        case.book.fact(is_there, "luggage", said("luggage-bed", place=left), day.day)
        return
    nights = last, tonight
    station = case.request.end if is_between and case.request.start == case.request.end else None
    station = None if case.by_road(day) else station
    case.book.fact(told.station == station, "luggage", said("luggage-station", place=station or "-"), day.day)
    beds, along = ([], []) if case.by_road(day) or station else _carried(day, *nights)
    climbs = {site: _steps(case, site) for site in along if _is_climb(case, site)}
    if "climbs" in told.model_fields_set:
        case.book.fact(
            told.climbs == climbs, "luggage", said("luggage-climbs", sites=sorted(climbs)), day.day
        )
    if "near" in told.model_fields_set:
        is_last = day is case.itinerary.days[-1]
        places = (last, "until-after"), (tonight, "before"), (day.end.place if is_last else "", "trip-end")
        exact_near = {near for place, use in places if (near := _near(case, along, place, use))}
        told_near = {(near.place, near.attraction, near.minutes, near.use) for near in told.near}
        for wrong in told_near ^ exact_near:
            message = said("luggage-near", place=wrong[0], site=wrong[1], minutes=wrong[2])
            case.book.fact(False, "luggage", message, day.day)
    for bed in set(told.beds) ^ set(beds):
        case.book.fact(False, "luggage", said("luggage-bed", place=bed), day.day)
    for site in set(told.along) ^ set(along):
        case.book.fact(False, "luggage", said("luggage-along", site=site), day.day)
    parked = _parked(case, day, *nights) if case.by_road(day) else None
    message = said("luggage-parked", told=told.parked or "-", exact=parked or "-")
    case.book.fact(told.parked == parked, "luggage", message, day.day)
    exact = "car" if case.by_road(day) else "at-bed" if beds and not along else "with-you"
    message = said("luggage-waits", told=told.waits, exact=exact)
    case.book.fact(told.waits == exact and _is_once(told), "luggage", message, day.day)


def _is_between_rides(case: Case) -> bool:
    """Tell whether a trip without a night lies between two trains or planes, away from home."""
    request = case.request
    is_slept = any(day.night for day in case.itinerary.days) or request.under_way
    return bool(request.arrival and request.leave_by and not request.at_home and not is_slept)


def _is_climb(case: Case, site: str) -> bool:
    steps = _steps(case, site)
    known = case.corridor.attraction_by_id.get(site)
    return steps >= CLIMB_STEPS if steps is not None else bool(known and CLIMB_TAG in known.tags)


def _steps(case: Case, site: str) -> int | None:
    known = case.corridor.attraction_by_id.get(site)
    return known.steps if known else None


def _parked(case: Case, day: Day, old: str, new: str) -> str | None:
    """Return where the car was left, or is found again, that is not at the bed."""
    drives = [event for event in day.events if isinstance(event, Leg) and event.mode == "road"]
    ends = [(old, drives[0].start), (new, drives[-1].end)] if drives else []
    away = [stand for bed, stand in ends if bed and straight_km(case, bed, stand) > PARKED_KM]
    return away[0] if away else None


def _near(case: Case, along: list[str], place: str, use: str) -> tuple[str, str, int, str] | None:
    """Return the walk to a bed, or to the town where the trip ends, that spares the luggage on most visits."""
    if place not in case.corridor.town_by_id:
        return None
    for site in reversed(along) if use == "until-after" else along:
        minutes = max(1, ceil(straight_km(case, place, site) * WALK_DETOUR / WALK_KM_H * 60))
        if minutes <= LUGGAGE_ON_FOOT and not river_between(case, place, site):
            return place, site, minutes, use
    return None


def _comes_to(day: Day, town: str) -> bool:
    return town == day.start.place or any(event.finishes[0] == town for event in day.events)


def _is_once(told: Luggage) -> bool:
    return len(set(told.beds)) == len(told.beds) and len(set(told.along)) == len(told.along)


def _carried(day: Day, old: str, new: str) -> tuple[list[str], list[str]]:
    """Return at which beds it can wait, as one is there after or before a visit, and which visits are with it."""
    there = [(day.start.place, day.start.time), *(event.finishes for event in day.events)]
    later = [moment for place, moment in there if place == old]
    before = [moment for place, moment in there if place == new]
    if not any(isinstance(event, Leg) for event in day.events):
        return [old or new], []
    beds, along = [], []
    for visit in (event for event in day.events if isinstance(event, Visit)):
        if any(moment >= visit.end for moment in later):
            beds.append(old)
        elif any(moment <= visit.start for moment in before):
            beds.append(new)
        else:
            along.append(visit.attraction)
    return beds, along
