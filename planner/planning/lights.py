"""Visits at sunrise and in the blue hour: when they begin, and how the days of a trip make room for them."""

from __future__ import annotations

from datetime import date
from itertools import islice

import numpy as np

from planner.arrays import IntArray
from planner.clock import format_clock
from planner.corridor import Attraction, Corridor
from planner.errors import RequestError
from planner.hours import (
    Interval,
    best_intervals,
    is_best_late,
    light_of,
    merged,
    opening_intervals,
    start_window,
)
from planner.request import Hours, TripRequest
from planner.rules import (
    EVENING_BEGINS,
    EVENING_END,
    LIT_END,
    LIT_LEAST,
    LIT_MORE,
    LIT_NEAR,
    NIGHT_FALL,
    SUNRISE_LEAD,
)
from planner.texts import Message

VIEWS = {  # tags of sites from which one looks at a light
    "sunrise": {"viewpoint", "mountain"},
    "blue_hour": {"viewpoint", "night-view"},
}
MOST_OTHERS = 5  # that are named


def lights_of(request: TripRequest, site: str) -> list[str]:
    """Return which lights a site is to be seen in."""
    asked = {"sunrise": request.sunrise, "blue_hour": request.blue_hour}
    return [light for light, sites in asked.items() if site in sites]


def in_light(
    spans: list[Interval], request: TripRequest, site: Attraction, day: date, minutes: int
) -> list[Interval]:
    """Return those starts of a visit of so many minutes that have all of the light in it."""
    for light in lights_of(request, site.id):
        first, last = light_of(light, site.location, day)
        spans = [(max(a, last - minutes), min(b, first)) for a, b in spans]
    return [(a, b) for a, b in spans if a <= b]


def goes_late(request: TripRequest, site: Attraction) -> bool:
    """Tell whether the visit of a site may lie after the day's end: a session, what is best then, the blue hour."""
    if request.blue_hour and not request.evenings:
        return site.id in request.blue_hour
    is_lit = has_late_days(request) and any(is_best_late(site, day) for day in request.dates)
    return is_lit or (site.evening and request.evenings)


def lit_from(first: int, minutes: int) -> int:
    """Return when a visit begins that has half an hour, or half of it, in the hours of an evening.

    Examples
    --------
    >>> lit_from(1170, 120), lit_from(1170, 40)
    (1080, 1150)
    """
    return first - max(minutes // 2, minutes - LIT_LEAST)


def late_if_lit(
    spans: list[Interval], request: TripRequest, site: Attraction, day: date, minutes: int
) -> list[Interval]:
    """Return those starts of a visit that do not need the longer end of a day, or are lit for it."""
    if asks_for_late_days(request) or request.booked(site.id) or not goes_late(request, site):
        return spans
    if not late_end(request, day):  # its own end holds for all
        return spans
    lit = [
        (lit_from(first, minutes), last)
        for (first, last), best in best_intervals(site, day)
        if best.weighs and first >= EVENING_BEGINS
    ]
    by_day = request.hours_of(day)[1] - LIT_NEAR - minutes
    early = [(first, min(last, by_day)) for first, last in spans]
    late = [(max(first, a), min(last, b - 1)) for first, last in spans for a, b in lit]
    return list(merged((a, b) for a, b in (*early, *late) if a <= b))


def asks_for_late_days(request: TripRequest) -> bool:
    """Tell whether days are to end late, for evening sessions or for the blue hour."""
    return request.evenings or bool(request.blue_hour)


def has_late_days(request: TripRequest) -> bool:
    """Tell whether days may end late: where that is asked for and, a little, where no end of the days is."""
    return asks_for_late_days(request) or request.end_time is None


def late_end(request: TripRequest, day: date) -> int:
    """Return until when such a day may last; 0 where it may not, or where its own end is asked for."""
    if not has_late_days(request) or request.own_hours(day)[1] is not None:
        return 0
    return EVENING_END if asks_for_late_days(request) else min(request.day_end + LIT_MORE, LIT_END)


def most_visits(request: TripRequest, end: int) -> int:
    """Return how many visits a day that ends by some minute may have: one more where evenings are asked for."""
    return request.pace_rule.max_visits + (asks_for_late_days(request) and end > NIGHT_FALL)


def earliest_start(corridor: Corridor, request: TripRequest, day: date) -> int | None:
    """Return when one may leave for a sunrise on a day; None where none is, on the day of arrival, by its own start."""
    arrives = request.arrival is not None and request.arrival.date() >= day
    if not request.sunrise or day < request.date or arrives or request.own_hours(day)[0] is not None:
        return None
    sites = [corridor.attraction_by_id[site] for site in request.sunrise]
    return max(0, min(light_of("sunrise", site.location, day)[0] for site in sites) - SUNRISE_LEAD)


def leave_from(
    corridor: Corridor, request: TripRequest, nodes: tuple[str, ...], hours: tuple[Hours, ...]
) -> IntArray | None:
    """Return ``[day, node]``: when one may leave for each node, on days that begin early for a sunrise only."""
    if not request.sunrise:
        return None
    usual = [
        start
        if earliest_start(corridor, request, day) is None
        else max(start, request.hours_asked_for(day)[0])
        for day, (start, _) in zip(request.dates, hours, strict=True)
    ]
    is_early = np.array([node in request.sunrise for node in nodes])
    early = np.array([start for start, _ in hours], dtype=np.int64)
    return np.where(is_early[None, :], early[:, None], np.array(usual, dtype=np.int64)[:, None])


def check_lights(corridor: Corridor, request: TripRequest) -> None:
    """Refuse a light in which a site is open on no day of the trip, and two lights for one visit.

    Raises
    ------
    RequestError
        With the field; the message says when the sun does what, and when the site opens.
    """
    days = [day for day in request.dates if day >= request.date]
    for light, sites in (("sunrise", request.sunrise), ("blue_hour", request.blue_hour)):
        for key in sites:
            if key not in corridor.attraction_by_id:
                raise _wrong("no-attraction-id", light, key, id=key[:60])
            if len(lights_of(request, key)) > 1:
                raise _wrong("two-lights", light, key, site=key)
            site = corridor.attraction_by_id[key]
            if not any(_starts(request, site, day) for day in days):
                raise _closed(corridor, request, site, light, days[0])
            if not any(_is_out(request, site, light, day) for day in days):
                first, last = light_of(light, site.location, days[0])
                times = {"date": str(days[0]), "first": first, "last": last}
                raise _wrong(f"not-out-at-{light.replace('_', '-')}", "day_hours", key, site=key, **times)


def _is_out(request: TripRequest, site: Attraction, light: str, day: date) -> bool:
    """Tell whether the own hours of a day, where it has any, leave room for all of a light."""
    (first, last), (start, end) = light_of(light, site.location, day), request.own_hours(day)
    return (start is None or start <= first) and (end is None or last <= end)


def _starts(request: TripRequest, site: Attraction, day: date) -> list[Interval]:
    """Return when visits of any length may begin."""
    lengths = {site.visit_minutes.short, site.visit_minutes.typical, site.visit_minutes.long}
    out = 0, EVENING_END
    return [
        span
        for minutes in lengths
        for span in in_light(start_window(site, day, minutes, out), request, site, day, minutes)
    ]


def _closed(
    corridor: Corridor, request: TripRequest, site: Attraction, light: str, day: date
) -> RequestError:
    first, last = light_of(light, site.location, day)
    hours = opening_intervals(site.opening_hours, day, site.location)
    others: list[object] = [each.name.both for each in _seen_in(corridor, request, light, day)]
    params: dict[str, object] = {"site": site.name.both, "date": str(day), "others": others or ["-"]}
    if not hours:
        return _wrong("light-on-closed-day", light, site.id, **params)
    opened = [f"{format_clock(a)}-{format_clock(b)}" for a, b in hours]
    params |= {"first": first, "last": last, "hours": opened}
    return _wrong(f"closed-at-{light.replace('_', '-')}", light, site.id, **params)


def _seen_in(corridor: Corridor, request: TripRequest, light: str, day: date) -> list[Attraction]:
    """Return some sites with a view that are open in a light, the best first."""
    views = (site for site in corridor.attractions if VIEWS[light] & {*site.tags})
    seen = (
        site
        for site in sorted(views, key=lambda site: -site.score)
        if _starts(request.model_copy(update={light: (site.id,)}), site, day)
    )
    return list(islice(seen, MOST_OTHERS))


def _wrong(code: str, field: str, value: str, /, **params: object) -> RequestError:
    return RequestError(Message(f"request.{code}", params), field=field, value=value)
