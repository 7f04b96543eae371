"""Rules on days of travel alone: they are told, with what one comes by on the way."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any

from planner.checker.case import Case
from planner.checker.freetime import hours_of
from planner.checker.journeys import travel_minutes
from planner.checker.offers import transfer_days
from planner.checker.wishes import outside, unsuited
from planner.clock import minutes_of
from planner.corridor import Attraction
from planner.hours import start_window
from planner.itinerary import Day
from planner.rules import MOST_NEAR, NEAR_BY_RIDE, WHEEL_BREAK

Due = tuple[str, dict[str, Any]]  # code and params of a notice


def transfers(case: Case) -> Iterator[Due]:
    """Yield the notices that are due; of what is told to lie by the way only what may."""
    for day in transfer_days(case):
        start, end = (case.corridor.places[moment.place].name.both for moment in (day.start, day.end))
        params = {"day": day.day, "start": start, "end": end, "minutes": travel_minutes(case, day)}
        if sites := _told(case, day):
            yield "transfer-by", {**params, "sites": sites}
        else:
            yield "transfer", params


def _told(case: Case, day: Day) -> list[dict[str, str]]:
    """Return the names that the plan tells of sites by the way of a day, none where one of them is wrong."""
    notices = [notice.params for notice in case.itinerary.warnings if notice.code == "transfer-by"]
    told = [params for params in notices if params.get("day") == day.day]
    names: list[dict[str, str]] = told[0].get("sites", []) if told else []
    sites = [site for site in case.corridor.attractions if site.name.both in names]
    is_right = len(sites) == len(names) <= MOST_NEAR and all(
        _is_by_the_way(case, day, site) for site in sites
    )
    return names if is_right else []


def _is_by_the_way(case: Case, day: Day, site: Attraction) -> bool:
    """Tell whether a site suits, is not visited and open with time for a visit; with vehicles, also that it is near."""
    is_new = site.id not in {visit.attraction for visit in case.visits} and site.id not in case.request.avoid
    if not is_new or unsuited(case, site) or outside(case, site):
        return False
    spans = [(minutes_of(first, day.date), minutes_of(last, day.date)) for first, last in hours_of(case, day)]
    opens, closes = max(first for first, _ in spans), min(last for _, last in spans)
    there, on, direct = (
        case.roads.minutes_from(a).get(b, inf) if case.by_road(day) else 0
        for a, b in (
            (day.start.place, site.id),
            (site.id, day.end.place),
            (day.start.place, day.end.place),
        )
    )
    length = site.visit_minutes.short
    windows = start_window(site, day.date, length, (opens, closes))
    starts = [max(first, opens + there) for first, last in windows if opens + there <= last]
    has_time = any(start + length + on <= closes for start in starts)
    return has_time and there + on - direct <= NEAR_BY_RIDE + (WHEEL_BREAK if case.request.self_drive else 0)
