"""Luggage on days that leave a bed or come to a new one: minutes at both ends, and where it waits meanwhile."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from math import ceil

from planner.clock import DAY_MINUTES
from planner.corridor import Corridor
from planner.geo import great_circle_km
from planner.itinerary import Day, Leg, Luggage, NearBed, Overnight, Visit
from planner.network.rivers import Rivers
from planner.planning.model import TripModel
from planner.rules import (
    CLIMB_STEPS,
    CLIMB_TAG,
    LUGGAGE_MINUTES,
    LUGGAGE_ON_FOOT,
    PARKED_KM,
    WALK_DETOUR,
    WALK_KM_H,
)


def with_luggage(model: TripModel, days: tuple[Day, ...]) -> tuple[Day, ...]:
    """Return the days, those whose bed changes with what that means for the luggage."""
    under_way = model.request.under_way
    beds = [
        under_way.luggage if under_way else None,
        *(day.night.place if day.night else None for day in days),
    ]
    if not any(beds) and model.request.is_between_rides:
        return tuple(day.model_copy(update={"luggage": _between_rides(model, day)}) for day in days)
    return tuple(
        day.model_copy(update={"luggage": _luggage(model, day, old, new, is_first=day is days[0])})
        for day, (old, new) in zip(days, pairwise(beds), strict=True)
    )


def _between_rides(model: TripModel, day: Day) -> Luggage:
    if model.request.mode == "car" or day.hire:
        return Luggage(waits="car")
    if day.start.place == day.end.place:
        return Luggage(waits="with-you", station=day.end.place)
    along = tuple(event.attraction for event in day.events if isinstance(event, Visit))
    return Luggage(waits="with-you", along=along, climbs=_climbs(model.corridor, along))


def _climbs(corridor: Corridor, along: Iterable[str]) -> dict[str, int | None]:
    """Return the steps of the sites that are a climb."""
    sites = (corridor.attraction_by_id[site] for site in along)
    return {
        site.id: site.steps
        for site in sites
        if (CLIMB_TAG in site.tags if site.steps is None else site.steps >= CLIMB_STEPS)
    }


def _luggage(
    model: TripModel, day: Day, old: str | None, new: str | None, *, is_first: bool
) -> Luggage | None:
    request = model.request
    home = model.corridor.town_of(request.origin) if request.at_home else None
    leave, come = (None if bed in (None, home) else LUGGAGE_MINUTES for bed in (old, new))
    if old == new or leave is come is None:
        return None
    if old and is_first and request.under_way and request.arrival:
        if old not in (day.start.place, *(event.finishes[0] for event in day.events)):
            return Luggage(check_in_minutes=come, waits="at-bed", beds=(old,), fetch=old)
        leave = None  # that was in the morning
    if request.mode == "car" or day.hire:
        parked = _parked(model.corridor, day, old, new)
        return Luggage(check_out_minutes=leave, check_in_minutes=come, waits="car", parked=parked)
    tour = [event for event in day.events if not isinstance(event, Overnight)]
    stops = [day.start.place, *(event.finishes[0] for event in tour)]  # before each event, and at the end
    beds: list[str | None] = []
    along: list[str] = []
    for index, event in enumerate(tour):
        if not isinstance(event, Visit):
            continue
        if old in stops[index + 1 :]:
            beds.append(old)
        elif new in stops[: index + 1]:
            beds.append(new)
        else:
            along.append(event.attraction)
    if not any(isinstance(event, Leg) for event in tour):
        beds = [old or new]
    return Luggage(
        check_out_minutes=leave,
        check_in_minutes=come,
        waits="at-bed" if beds and not along else "with-you",
        beds=tuple(bed for bed in dict.fromkeys(beds) if bed),
        along=tuple(along),
        near=tuple(_near(model.corridor, along, old, new, day.end.place)),
        climbs=_climbs(model.corridor, along),
    )


def _near(
    corridor: Corridor, along: Sequence[str], old: str | None, new: str | None, end: str
) -> Iterator[NearBed]:
    """Yield the bed before that is near the last of some visits, and the next one, or the end, near the first."""
    last_end = end if new is None and end in corridor.town_by_id else None
    for place, use, sites in (
        (old, "until-after", along[::-1]),
        (new, "before", along),
        (last_end, "trip-end", along),
    ):
        walks = ((site, _on_foot(corridor, place, site)) for site in sites if place)
        site, minutes = next((walk for walk in walks if walk[1] <= LUGGAGE_ON_FOOT), (None, 0))
        if place and site:
            yield NearBed(place=place, attraction=site, minutes=minutes, use=use)


def _on_foot(corridor: Corridor, start: str, end: str) -> int:
    """Return the minutes of a walk; more than anybody goes where it would lead over a river."""
    a, b = (corridor.places[place].location for place in (start, end))
    minutes = ceil(great_circle_km(a.lat, a.lon, b.lat, b.lon) * WALK_DETOUR / WALK_KM_H * 60)
    return DAY_MINUTES if Rivers(corridor.rivers).part([a], [b])[0] else max(1, minutes)


def _parked(corridor: Corridor, day: Day, old: str | None, new: str | None) -> str | None:
    """Return where the car stands that does not come to the bed of the day before, or to the next one."""
    drives = [event for event in day.events if isinstance(event, Leg) and event.mode == "road"]
    if not drives:
        return None
    beds = ((old, drives[0].start), (new, drives[-1].end))
    return next((stand for bed, stand in beds if bed and _is_far(corridor, bed, stand)), None)


def _is_far(corridor: Corridor, bed: str, stand: str) -> bool:
    a, b = (corridor.places[place].location for place in (bed, stand))
    return great_circle_km(a.lat, a.lon, b.lat, b.lon) > PARKED_KM
