"""Coming back to sleep where one was before: on which days, and what is crowded or shut there until then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from planner.corridor import Attraction
from planner.hours import opening_intervals
from planner.itinerary import Day, Notice, Visit
from planner.planning.crowds import is_crowded
from planner.planning.model import TripModel


class _Return(NamedTuple):
    day: Day  # that comes back
    town: str
    before: list[date]  # days on which one was there
    sites: list[Attraction]  # that are seen after


def returns(model: TripModel, days: tuple[Day, ...]) -> Iterator[Notice]:
    """Yield a notice of each return, but to a bed that is booked or asked for."""
    request = model.request
    for back in _returns(model, days):
        told = {"day": back.day.day, "town": model.corridor.places[back.town].name.both}
        crowded = [site for site in back.sites if all(is_crowded(site, day) for day in back.before)]
        shut = [
            site
            for site in back.sites
            if not any(opening_intervals(site.opening_hours, day, site.location) for day in back.before)
        ]
        if request.avoid_crowds and crowded:
            yield Notice.of("returns-crowded", **told, crowded=len(crowded), n=len(back.sites))
        elif shut:
            yield Notice.of("returns-shut", **told, shut=len(shut), n=len(back.sites))
        else:
            yield Notice.of("returns", **told)


def _returns(model: TripModel, days: tuple[Day, ...]) -> Iterator[_Return]:
    town_of, request = model.corridor.town_of, model.request
    asked = {request.base, *(stay.town for stay in request.stays)}
    start = town_of(request.start)
    been = set() if start == town_of(request.end) else {start}  # one may come home before the end
    nights: list[str] = [day.end.place for day in days[:-1]]
    for index, (last, night) in enumerate(pairwise([start, *nights])):
        if night and night in been - asked and night != last:
            before = [day.date for day in days[:index] if night in (town_of(day.start.place), day.end.place)]
            visits = (event for day in _after(days, index, night) for event in day.events)
            seen = [event.attraction for event in visits if isinstance(event, Visit)]
            yield _Return(days[index], night, before, [model.corridor.attraction_by_id[key] for key in seen])
        been |= {night} if night != last else set()


def _after(days: tuple[Day, ...], index: int, town: str) -> Iterator[Day]:
    """Yield the days that begin in a town to which one has come on a day."""
    for day in days[index + 1 :]:
        if day.start.place != town:
            break
        yield day
