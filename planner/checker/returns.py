"""Rules on coming back to sleep where one was before: it is told, with what is crowded or shut there until then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from planner.checker.case import Case
from planner.checker.wishes import is_crowded
from planner.hours import opening_intervals
from planner.itinerary import Day, Visit

Due = tuple[str, dict[str, Any]]  # code and params of a notice


def returns(case: Case) -> Iterator[Due]:
    """Yield the notices that are due."""
    town_of, request, days = case.corridor.town_of, case.request, case.itinerary.days
    asked = {request.base} | {stay.town for stay in request.stays}
    here = town_of(request.start)
    been = {here} if here != town_of(request.end) else set()
    for day in days[:-1]:
        comes, here = day.end.place != here, day.end.place
        if comes and here in been and here not in asked:
            yield _told(case, day, here)
        if comes:
            been.add(here)


def _told(case: Case, back: Day, town: str) -> Due:
    days, town_of = case.itinerary.days, case.corridor.town_of
    before = [
        day.date
        for day in days
        if day.date < back.date and town in (town_of(day.start.place), town_of(day.end.place))
    ]
    leaves = next((day.date for day in days if day.date > back.date and day.end.place != town), days[-1].date)
    after = [day for day in days if back.date < day.date <= leaves]
    visits = [event.attraction for day in after for event in day.events if isinstance(event, Visit)]
    known = [site for key in visits if (site := case.corridor.attraction_by_id.get(key))]
    told = {"day": back.day, "town": case.corridor.places[town].name.both}
    crowded = [site for site in known if all(is_crowded(site, day) for day in before)]
    opens = [
        any(opening_intervals(site.opening_hours, day, site.location) for day in before) for site in known
    ]
    if case.request.avoid_crowds and crowded:
        return "returns-crowded", {**told, "crowded": len(crowded), "n": len(visits)}
    if not all(opens):
        return "returns-shut", {**told, "shut": opens.count(False), "n": len(visits)}
    return "returns", told
