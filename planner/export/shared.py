"""A plan as others may see it: without what is booked or to book, or without where places are."""

from __future__ import annotations

from dataclasses import replace

from planner.export.view import DayView, View
from planner.itinerary import Day, Itinerary, Leg, Visit

OF_MAPS = ("amap", "geo", "organic-maps")


def without_bookings(itinerary: Itinerary) -> Itinerary:
    """Return a plan that says of nothing that it is booked, or how."""
    request = itinerary.request.model_copy(update={"visits": (), "stays": (), "trains": ()})
    days = {name: tuple(map(_unbooked, getattr(itinerary, name))) for name in ("days", "past")}
    told = {"to_book": (), "tickets": {}, "request": request}
    return itinerary.model_copy(update={**days, **told})


def _unbooked(day: Day) -> Day:
    events = (
        event.model_copy(update={"booked": False})
        if isinstance(event, Leg)
        else event.model_copy(update={"booking": None})
        if isinstance(event, Visit)
        else event
        for event in day.events
    )
    return day.model_copy(update={"events": tuple(events)})


def narrowed(view: View, *, has_map: bool, has_bookings: bool) -> View:
    """Return a view without the tasks and links that are not for all."""
    if has_map and has_bookings:
        return view
    done, days = (
        tuple(_with_links(day, has_map=has_map, has_bookings=has_bookings) for day in part)
        for part in (view.done, view.days)
    )
    return replace(view, done=done, days=days, tasks=view.tasks if has_bookings else ())


def _with_links(day: DayView, *, has_map: bool, has_bookings: bool) -> DayView:
    def is_shown(app: str) -> bool:
        return has_map if app in OF_MAPS else has_bookings

    rows = (replace(row, links=tuple(each for each in row.links if is_shown(each.app))) for row in day.rows)
    return replace(day, rows=tuple(rows))
