"""Enough is enough: days without a visit, and much free time, are told first, with what could be asked for instead.

So is a lit sight that is seen by day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from planner.corridor import Attraction, Corridor
from planner.hours import is_best_late, opening_intervals
from planner.itinerary import Day, Itinerary, Notice, Offer, Visit, is_fixed
from planner.planning.candidates import prize, unsuited
from planner.planning.model import TripModel
from planner.planning.transfers import is_bound, moves, transfers, without_visit
from planner.request import TripRequest
from planner.rules import IDLE_SHARE, IDLE_TIME, SHORT_DAY, THIN_TRIP
from planner.texts import in_each

HALF = 0.5  # what sites outside a wish may count
LESS_MONEY = 2  # times the value of time
MOST_NAMED = 3  # sites of an offer


def with_empty_days_told(model: TripModel, plan: Itinerary) -> Itinerary:
    """Return the plan; days without a visit, and more free time than fills a day, are told first.

    Where days are free but for what was asked, or much of them is, with offers of other wishes.
    """
    if model.request.cheapest:
        return plan
    free = [day for day in plan.days if _is_empty(day, model.request)]
    enough = _enough_days(plan, free)
    told = _free_told(model, plan, free, enough) if free else _idle_told(plan, enough)
    offers = tuple(_offers(model, plan, enough)) if told else ()
    warnings = (*told, *transfers(model, plan, free), *plan.warnings)
    return plan.model_copy(update={"warnings": warnings, "offers": offers})


def is_spread(plan: Itinerary) -> bool:
    """Tell whether fewer days might hold what the plan has on those with a visit."""
    return any(notice.code in ("full-about", "full-spread") for notice in plan.warnings)


def has_visit(day: Day) -> bool:
    """Tell whether there is a visit, or a booked train, on a day."""
    return any(map(is_fixed, day.events))


def leaves_days_empty(plan: Itinerary, corridor: Corridor) -> bool:
    """Tell whether the sites that a plan visits do not fill its mornings with typical visits."""
    sites = {event.attraction for day in plan.days for event in day.events if isinstance(event, Visit)}
    minutes = sum(corridor.attraction_by_id[site].visit_minutes.typical for site in sites)
    return minutes < SHORT_DAY * len(plan.request.days_for_visits)


def _enough_days(plan: Itinerary, free: list[Day]) -> int:
    """Return how many days would hold what the plan has: those that are not free, of which some make one together.

    They do where the wish allows a day as much time, travel and visits: of those that lead elsewhere one and the next,
    and those that come back to their bed, the longest first, with any that ends there.
    """
    request = plan.request
    if request.fixes_days:
        return request.days - len(free)
    most = np.array([request.full_day, request.transit_cap, request.pace_rule.max_visits])
    days = [day for day in plan.days if day.day in request.days_for_visits and day not in free]
    ends: list[str] = []
    held: list[NDArray[np.int64]] = []
    for day in sorted(days, key=lambda day: (0, day.day) if moves(day) else (1, -_busy(day))):
        visits = sum(isinstance(event, Visit) for event in day.events)
        has = np.array([_busy(day), day.totals.transit_minutes, visits])
        beds = [at for at, end in enumerate(ends) if end == day.end.place]
        near = range(len(ends))[-1:] if moves(day) else beds
        room = next((at for at in near if (held[at] + has <= most).all()), None)
        if room is None:
            ends.append(day.end.place)
            held.append(has)
        else:
            ends[room], held[room] = day.end.place, held[room] + has
    return request.days - len(free) - len(days) + len(held)


def _busy(day: Day) -> int:
    return day.totals.visit_minutes + day.totals.transit_minutes


def _free_told(model: TripModel, plan: Itinerary, free: list[Day], enough: int) -> list[Notice]:
    """Return notices of days that are free, where fewer hold the others too."""
    seen = model.request.days - len(free)
    days, n = in_each("units.num-days", n=seen), len(free)
    told = [Notice.of("full" if plan.status == "optimal" else "full-found", seen=days, n=n)]
    if enough < seen:
        told = [Notice.of("full-spread", seen=in_each("units.num-days", n=enough), over=days, n=n)]
    for day in free:
        told += () if moves(day) else _before_others(model, plan, day)
    return told


def _idle_told(plan: Itinerary, enough: int) -> list[Notice]:
    """Return notices where most days are over at noon, or a good part of them is free, and how many might do."""
    request = plan.request
    days = [day for day in plan.days if day.day in request.days_for_visits]
    busy = [_busy(day) for day in days]
    free = sum((gap.end - gap.start for day in days for gap in day.free), timedelta()) // timedelta(minutes=1)
    thin = sum(minutes < SHORT_DAY for minutes in busy)
    first = []
    if enough < request.days:
        said = {"seen": enough, "over": request.days}
        first = [Notice.of("full-about", **{key: in_each("units.num-days", n=n) for key, n in said.items()})]
    if request.days >= THIN_TRIP and 2 * thin > request.days:
        return [*first, Notice.of("thin", n=thin, hours=SHORT_DAY // 60)]
    if request.days >= THIN_TRIP and free >= max(IDLE_TIME, IDLE_SHARE * (free + sum(busy))):
        return [*first, Notice.of("thin-free", free=free, busy=sum(busy))]
    return []


def with_evenings_offered(model: TripModel, plan: Itinerary) -> Itinerary:
    """Return the plan; with evenings as an offer where what is lit later is seen by day, though one sleeps there.

    Where days are free, for evening sessions too.
    """
    if plan.request.evenings:
        return plan
    known = model.corridor.attraction_by_id
    sessions = _left_out(model, plan, "evening")
    by_night = {site.same_as: site for site in sessions}
    events = ((day.date, event) for day in plan.days if day.night for event in day.events)
    missed = (
        known[event.attraction]
        for day, event in events
        if isinstance(event, Visit) and event.hours_loss and is_best_late(known[event.attraction], day)
    )
    seen = [by_night.get(site.id, site) for site in missed]
    has_free_day = any(_is_empty(day, plan.request) for day in plan.days)
    more = sessions[:MOST_NAMED] if has_free_day and not plan.request.cheapest else []
    names = [site.name.both for site in dict.fromkeys([*seen, *more])]
    offers = [_change("with-evenings", "evenings", True, sites=names)] if names else []
    return plan.model_copy(update={"offers": (*plan.offers, *offers)})


def _before_others(model: TripModel, plan: Itinerary, day: Day) -> Iterator[Notice]:
    """Yield why a day is free before others: what these see may be shut on it."""
    events = (event for later in plan.days if later.day > day.day for event in later.events)
    sites = {event.attraction for event in events if isinstance(event, Visit)}
    hours = [model.corridor.attraction_by_id[site] for site in sites]
    shut = sum(not opening_intervals(site.opening_hours, day.date, site.location) for site in hours)
    if shut:
        yield Notice.of("free-before-shut", day=day.day, shut=shut, n=len(sites))
    elif sites:
        yield Notice.of("free-before", day=day.day)


def _is_empty(day: Day, request: TripRequest) -> bool:
    """Tell whether a day has no visit and more free time than travel, though nobody asked for that.

    The way from an arrival or to a departure is what its day is for.
    """
    free = sum((gap.end - gap.start for gap in day.free), timedelta())
    is_free = free > timedelta(minutes=day.totals.transit_minutes)
    return is_free and without_visit(day, request) and not is_bound(day, request)


def _left_out(model: TripModel, plan: Itinerary, cause: str) -> list[Attraction]:
    """Return the sites that are left out for a cause, those that are worth most first."""
    corridor, request = model.corridor, model.request
    left = (corridor.attraction_by_id[left.attraction] for left in plan.unvisited if left.cause == cause)
    return sorted(left, key=lambda site: -prize(corridor, request, site))


def _offers(model: TripModel, plan: Itinerary, enough: int) -> Iterator[Offer]:
    """Yield fewer days, and what would widen the wish; nobody has tried these."""
    request, causes = model.request, {left.cause for left in plan.unvisited}
    if 0 < enough < request.days and not request.fixes_days:
        yield _change("take-days", "days", enough, n=enough, before=request.days)
    if unknown := _left_out(model, plan, "needs-unknown"):
        names = [site.name.both for site in unknown[:MOST_NAMED]]
        yield _change("ask-needs", "needs_strict", False, sites=names, n=len(unknown))
    outside = (site for cause in ("area", "belt", "zone") for site in _left_out(model, plan, cause))
    if not request.outside_weight and any(unsuited(site, request) is None for site in outside):
        yield _change("weigh-outside", "outside_weight", HALF)
    if "off-theme" in causes and "all" in model.corridor.theme_by_id:
        yield _change("wider-themes", "themes", {**request.themes, "all": HALF})
    if request.minds_money and causes & {"dear", "dear-usual", "costly", "costly-usual"}:
        cny = LESS_MONEY * request.value_of_time
        yield _change("mind-money-less", "value_of_time", cny, cny=f"{cny:g}")


def _change(code: str, field: str, value: object, **params: object) -> Offer:
    return Offer(field=field, value=value, code=code, params=params)
