"""Rules on slow trips: two nights or more in each town, and what one sees on a day near where it begins or ends."""

from __future__ import annotations

from itertools import groupby
from math import inf
from typing import Any

from planner.checker.case import Case, least_minutes
from planner.checker.report import said
from planner.itinerary import Day, Visit
from planner.rules import SLOW_MINUTES, SLOW_NIGHTS

NONE_IS = {"no-slow-plan", "no-slow-plan-found"}  # notices of plans that are not slow, for want of one


def is_slow(case: Case) -> bool:
    """Tell whether the plan promises to be slow; those made before returns had a price did not."""
    told = {notice.code for notice in case.itinerary.warnings}
    return case.request.slow and bool(case.itinerary.certificate.return_price) and not told & NONE_IS


def judge(case: Case) -> None:
    """Check the nights, and the ways from where each day begins and ends to its sites."""
    if not is_slow(case):
        return
    beds = [day.night.place for day in case.itinerary.days if day.night]
    for town, nights in ((town, len(list(stay))) for town, stay in groupby(beds)):
        is_long = nights >= min(SLOW_NIGHTS, len(beds))
        case.book.fact(is_long, "slow", said("slow-nights", town=town, n=nights, least=SLOW_NIGHTS))
    for day in case.itinerary.days if beds else ():
        near = near_to(case, *_ends(case, day))
        for index, event in enumerate(day.events):
            if isinstance(event, Visit):
                message = said("slow-near", site=event.attraction, most=SLOW_MINUTES)
                case.book.fact(event.attraction in near, "slow", message, day.day, index)


def near_to(case: Case, *towns: str) -> set[str]:
    """Return the places within so many minutes by road of one of some towns."""
    found = least_minutes(case.roads.on, *towns)
    return {place for place, minutes in found.items() if minutes <= SLOW_MINUTES}


def far_from_beds(case: Case) -> set[str]:
    """Return the sites that are not near where any day of a slow trip begins or ends."""
    if not is_slow(case) or not any(day.night for day in case.itinerary.days):
        return set()
    return case.corridor.attraction_by_id.keys() - near_to(case, *_all_ends(case))


def is_away(case: Case, site: str, told: dict[str, Any]) -> bool:
    """Tell whether a site is told to be as far by road as it is from the nearest town of a slow trip."""
    minutes = {town: case.roads.minutes_from(town).get(site, inf) for town in _all_ends(case)}
    away = min(minutes.values())
    nearest = [case.corridor.places[town].name.both for town in minutes if minutes[town] == away]
    return (
        told == {"away": away, "town": told.get("town"), "minutes": SLOW_MINUTES} and told["town"] in nearest
    )


def _all_ends(case: Case) -> set[str]:
    return {end for day in case.itinerary.days for end in _ends(case, day)}


def far_on_a_day(case: Case) -> set[str]:
    """Return the sites that on some day of a slow trip are not near where it begins or ends."""
    if not is_slow(case):
        return set()
    ends = {frozenset(_ends(case, day)) for day in case.itinerary.days}
    return set().union(*(case.corridor.attraction_by_id.keys() - near_to(case, *each) for each in ends))


def _ends(case: Case, day: Day) -> set[str]:
    """Return the towns that sites of a day may be near: its bed, on the first and last day where it begins and ends."""
    days = case.itinerary.days
    ends = (day.start.place, day.end.place) if day in (days[0], days[-1]) else (day.end.place,)
    return {case.corridor.town_of(place) or place for place in ends}
