"""Enough is enough: days without a visit, and much free time, are told first, with what could be asked for instead.

So is a lit sight that is seen by day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from planner.corridor import Attraction
from planner.hours import is_best_late, opening_intervals
from planner.itinerary import Day, Itinerary, Notice, Offer, Visit
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
    told, seen = _free_told(model, plan, free) if free else _idle_told(model, plan)
    offers = tuple(_offers(model, plan, seen)) if told else ()
    warnings = (*told, *transfers(model, plan, free), *plan.warnings)
    return plan.model_copy(update={"warnings": warnings, "offers": offers})


def _free_told(model: TripModel, plan: Itinerary, free: list[Day]) -> tuple[list[Notice], int]:
    """Return notices of days that are free, and how many are not."""
    seen = model.request.days - len(free)
    days = in_each("units.num-days", n=seen)
    told = [Notice.of("full" if plan.status == "optimal" else "full-found", seen=days, n=len(free))]
    for day in free:
        told += () if moves(day) else _before_others(model, plan, day)
    return told, seen


def _idle_told(model: TripModel, plan: Itinerary) -> tuple[list[Notice], int]:
    """Return a notice where most days are over at noon, or a good part of them is free, and how many might do; 0: all.

    As many days fewer might do as the free time would fill.
    """
    request = model.request
    days = [day for day in plan.days if day.day in request.days_for_visits]
    busy = [day.totals.visit_minutes + day.totals.transit_minutes for day in days]
    free = sum((gap.end - gap.start for day in days for gap in day.free), timedelta()) // timedelta(minutes=1)
    thin = sum(minutes < SHORT_DAY for minutes in busy)
    fewer = free // max(1, request.day_end - request.day_start)
    enough = max(1, request.days - fewer) if fewer else 0
    if request.days >= THIN_TRIP and 2 * thin > request.days:
        return [Notice.of("thin", n=thin, hours=SHORT_DAY // 60)], enough
    if request.days >= THIN_TRIP and free >= max(IDLE_TIME, IDLE_SHARE * (free + sum(busy))):
        return [Notice.of("thin-free", free=free, busy=sum(busy))], enough
    return [], 0


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


def _offers(model: TripModel, plan: Itinerary, seen: int) -> Iterator[Offer]:
    """Yield fewer days, and what would widen the wish; nobody has tried these."""
    request, causes = model.request, {left.cause for left in plan.unvisited}
    if seen and not _is_fixed(request):
        yield _change("take-days", "days", seen, n=seen, before=request.days)
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


def _is_fixed(request: TripRequest) -> bool:
    """Tell whether words of the wish hold for single days, which fewer of them might not have."""
    return bool(request.leave_by or request.visits or request.stays or request.day_hours or request.free)
