"""Which tables and journeys a request travels by."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from planner.corridor import Corridor
from planner.network.roads import Roads
from planner.planning.model import Ways
from planner.request import TripRequest


def find_ways(corridor: Corridor, request: TripRequest, cache_dir: Path | None, *, use_cache: bool) -> Ways:
    """Return a travel table for each day of the trip, and exact journeys."""
    if request.mode == "car":
        sites, towns = (site.id for site in corridor.attractions), (town.id for town in corridor.towns)
        roads = Roads(corridor)
        table = roads.table(dict.fromkeys((*sites, *towns, request.start, request.end)))
        return Ways((table,) * request.days, roads)
    from planner.network.timetable import Timetable

    timetable = Timetable(corridor)
    days = [request.date + timedelta(days=day) for day in range(request.days)]
    tables = tuple(timetable.table(day, use_cache=use_cache, cache_dir=cache_dir) for day in days)
    return Ways(tables, timetable)
