"""Which tables and journeys a request travels by."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from pathlib import Path

import numpy as np

from planner.corridor import Corridor
from planner.network.roads import Roads
from planner.network.timetable import Timetable
from planner.planning.model import Ways
from planner.request import TripRequest
from planner.rules import HIRED_MAX_MINUTES, TAXI_MAX_MINUTES
from planner.travel import ConstantTravel


@dataclass(frozen=True)
class WayFinder:
    """The ways of a corridor, worked out once for all requests that are tried.

    ``cache_dir`` is where timetables are kept between runs, the user's cache folder when None.
    """

    corridor: Corridor
    cache_dir: Path | None = None
    use_cache: bool = True
    _tables: dict[tuple[str, str], ConstantTravel] = field(default_factory=dict)
    _timetables: dict[int, Timetable] = field(default_factory=dict)

    @cached_property
    def roads(self) -> Roads:
        """The links as a graph."""
        return Roads(self.corridor)

    def timetable(self, max_drive: int) -> Timetable:
        """Return the services, with taxis or hired cars."""
        if max_drive not in self._timetables:
            self._timetables[max_drive] = Timetable(self.corridor, max_drive)
        return self._timetables[max_drive]

    def ways(self, request: TripRequest) -> Ways:
        """Return a travel table for each day of the trip, and exact journeys."""
        if request.mode == "car":
            return Ways((self._by_car(request),) * request.days, self.roads)
        timetable = self.timetable(HIRED_MAX_MINUTES if request.mode == "mixed" else TAXI_MAX_MINUTES)
        days = (request.date + timedelta(days=day) for day in range(request.days))
        tables = tuple(
            timetable.table(day, use_cache=self.use_cache, cache_dir=self.cache_dir) for day in days
        )
        return Ways(tables, timetable)

    def _by_car(self, request: TripRequest) -> ConstantTravel:
        ends = (request.start, request.end)
        if ends not in self._tables:
            sites = (site.id for site in self.corridor.attractions)
            towns = (town.id for town in self.corridor.towns)
            index = {place: row for row, place in enumerate(self._all_by_car.ids)}
            rows = np.array([index[place] for place in dict.fromkeys((*sites, *towns, *ends))])
            self._tables[ends] = self._all_by_car.select(rows)
        return self._tables[ends]

    @cached_property
    def _all_by_car(self) -> ConstantTravel:
        return self.roads.kept_table(self.cache_dir) if self.use_cache else self.roads.table()
