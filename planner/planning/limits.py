"""Rides that a wish rules out: doubling back, being out after the day's end for no show, driving into the queues.

A pause lets nobody stop for lunch on a drive, which could not wait for it there; before lunch none is had aboard.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import numpy as np

from planner.arrays import INFINITY, FloatArray, IntArray
from planner.corridor import Corridor
from planner.errors import RequestError
from planner.geo import great_circle_km
from planner.hours import is_rush
from planner.planning.lights import asks_for_late_days, goes_late, has_late_days, late_end
from planner.planning.resting import meals_of, pauses_of
from planner.request import Hours, TripRequest
from planner.rules import DOUBLE_BACK_KM, LIT_NEAR, WHEEL_A_DAY
from planner.texts import Message
from planner.travel import LimitedTravel, Travel


def widest_hours(request: TripRequest, *, is_lit: bool = True) -> Hours:
    """Return when the days of a trip begin at the earliest and end at the latest.

    Evening sessions are included, and what is seen lit without asking for evenings where that is said.
    """
    days = [day for day in request.dates if day >= request.date]
    if not request.day_hours:
        days = days[:1]  # as all others
    starts, ends = zip(*(request.hours_asked_for(day) for day in days), strict=True)
    late = [late_end(request, day) for day in days] if is_lit or asks_for_late_days(request) else []
    return min(starts), max([*ends, *late])


def most_travel(request: TripRequest) -> int:
    """Return the minutes of travel allowed a day: who goes by car has one driver, whose breaks count."""
    return min(request.transit_cap, WHEEL_A_DAY) if request.mode == "car" else request.transit_cap


def stays_off_the_road(request: TripRequest, day: date) -> bool:
    """Tell whether nobody is to drive from the side of one core to that of the other on a day."""
    return request.avoid_crowds and request.mode == "car" and is_rush(day)


def limited(
    corridor: Corridor, request: TripRequest, travel: Travel, home_by: int, *, off_the_road: bool = False
) -> Travel:
    """Return the travel without the rides that the request rules out, on a day that ends by some minute."""
    pauses = pauses_of(request)
    if request.follow is None and not has_late_days(request) and not off_the_road and not pauses:
        return travel
    shape = (len(travel.ids), len(travel.ids))
    forbidden = np.zeros(shape, dtype=bool)
    latest = np.full(shape, INFINITY, dtype=np.int64)
    if request.follow is not None:
        progress = progress_along(corridor, request, travel.ids)
        forbidden = progress[None, :] < progress[:, None] - DOUBLE_BACK_KM
    if off_the_road:
        side = _sides(corridor, travel.ids)
        forbidden = forbidden | (side[:, None] != side[None, :])
    if has_late_days(request):
        sites = corridor.attraction_by_id
        evening = np.array([place in sites and goes_late(request, sites[place]) for place in travel.ids])
        latest[~evening[:, None] & ~evening[None, :]] = home_by
        if not asks_for_late_days(request):
            # who has not seen the lights leaves by then: there and where one is home in time it may be late
            last = np.full(shape, home_by - LIT_NEAR)
            rows = np.arange(len(travel.ids))
            is_near = travel.arrive(rows[:, None], rows[None, :], last) <= home_by
            latest[evening[:, None] & ~evening[None, :] & ~is_near] = home_by
    is_first = not (pauses and meals_of(request, [(0, INFINITY)])[0].is_rest)
    return LimitedTravel(travel, forbidden, latest, may_stop=not pauses, eats_aboard=is_first)


def _sides(corridor: Corridor, ids: tuple[str, ...]) -> IntArray:
    """Return which core each place is nearest to, in a straight line, by its number."""
    cores = [town.location for town in corridor.towns if town.core]
    places = [corridor.places[place].location for place in ids]
    km = [[great_circle_km(here.lat, here.lon, core.lat, core.lon) for core in cores] for here in places]
    return np.array(km).argmin(axis=1) if cores else np.zeros(len(ids), dtype=np.int64)


def progress_along(corridor: Corridor, request: TripRequest, ids: tuple[str, ...]) -> FloatArray:
    """Return how many km along the belt each place lies, in the direction of the trip.

    Raises
    ------
    RequestError
        When the belt is unknown, has no axis, or the trip ends where it starts.
    """
    belt = next((belt for belt in corridor.belts if belt.id == request.follow), None)
    if belt is None or len(belt.axis) < 2:
        known = tuple(belt.id for belt in corridor.belts if len(belt.axis) >= 2)
        message = Message("request.no-axis", {"id": str(request.follow)[:60]})
        raise RequestError(message, field="follow", value=request.follow, candidates=known)
    axis = [corridor.places[town].location for town in belt.axis]
    km = np.cumsum([0.0, *(great_circle_km(a.lat, a.lon, b.lat, b.lon) for a, b in pairwise(axis))])

    def along(place: str) -> float:
        here = corridor.places[place].location
        distance = [great_circle_km(here.lat, here.lon, stop.lat, stop.lon) for stop in axis]
        return float(km[int(np.argmin(distance))])

    start, end = along(request.origin), along(request.end)
    if start == end:
        raise RequestError(Message("request.same-ends"), field="to", value=request.end)
    return np.array([along(place) for place in ids]) * (1.0 if end > start else -1.0)
