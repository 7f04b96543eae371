"""When a visit may start on a date, and what it costs."""

from __future__ import annotations

from datetime import date

from planner.corridor import Attraction
from planner.hours.timeline import Interval, opening_intervals


def start_window(
    attraction: Attraction, day: date, visit_minutes: int, *, or_unknown: bool = False
) -> list[Interval]:
    """Return the earliest and latest starts, both inclusive, of a visit that ends before closing time."""
    before_close = max(visit_minutes, attraction.last_entry)
    intervals = opening_intervals(attraction.opening_hours, day, attraction.location, or_unknown=or_unknown)
    return [(start, end - before_close) for start, end in intervals if end - before_close >= start]


def ticket_on(attraction: Attraction, day: date) -> int | None:
    """Return the price for one adult on a date in CNY; None where it is not known."""
    if attraction.ticket_cny is None:
        return None
    seasons = attraction.ticket_cny.seasons
    in_season = (season.price for season in seasons if season.holds_on(f"{day:%m-%d}"))
    return next(in_season, attraction.ticket_cny.price)
