"""Ways without a timetable: on foot or by taxi between doors, and the margins from door to vehicle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from planner.arrays import INFINITY, FloatArray, IntArray
from planner.corridor import Corridor, Mode, Station
from planner.geo import EARTH_RADIUS_KM
from planner.network.journeys import Step
from planner.network.roads import Roads
from planner.network.taxis import Tariffs
from planner.rules import (
    COACH_MARGINS,
    METRO_MARGINS,
    TAXI_MAX_MINUTES,
    TAXI_WAIT,
    TRANSIT_ACCESS_CNY,
    TRANSIT_CNY_PER_KM,
    WALK_DETOUR,
    WALK_KM_H,
    WALK_MAX_KM,
)


@dataclass(frozen=True)
class Margins:
    """Minutes from the door to a vehicle, from one vehicle to another of the same mode, and to the door."""

    boarding: int
    change: int
    exit: int


_OWN = {"boarding_minutes", "change_minutes", "exit_minutes"}
_WEIGHT: tuple[Mode, ...] = ("rail", "cruise", "coach", "metro", "cable", "walk", "road")


def margins(corridor: Corridor) -> dict[tuple[str, Mode], Margins]:
    """Return the margins for each place and mode at which a line calls.

    A station's minutes hold for its weightiest mode (a railway station's for trains, not for its metro),
    and for modes other than rail only where the data gives them.
    """
    stops = {
        (call.station, line.mode)
        for line in corridor.lines
        for service in line.services
        for call in service.calls
    }
    main: dict[str, Mode] = {}
    for place, mode in stops:
        main[place] = min(main.get(place, mode), mode, key=_WEIGHT.index)
    found = {}
    for place, mode in sorted(stops):
        station = corridor.places[place]
        own = isinstance(station, Station) and (mode == "rail" or station.model_fields_set & _OWN)
        if isinstance(station, Station) and own and mode == main[place]:
            times = (station.boarding_minutes, station.change_minutes, station.exit_minutes)
            found[place, mode] = Margins(*times)
        else:
            found[place, mode] = Margins(*(METRO_MARGINS if mode == "metro" else COACH_MARGINS))
    return found


class Footpaths:
    """The quicker of a walk and a taxi between any two places near enough; `INFINITY` for all others."""

    def __init__(self, corridor: Corridor, max_drive: int = TAXI_MAX_MINUTES) -> None:
        """Measure all pairs of towns, attractions and stations; drives take ``max_drive`` minutes at most."""
        self.max_drive = max_drive
        self.roads = Roads(corridor)
        self.tariffs = Tariffs(corridor)
        places = (*corridor.attractions, *corridor.towns, *corridor.stations)
        self.places = {place.id: place for place in places}
        self.ids = tuple(self.places)
        self.index = {place: index for index, place in enumerate(self.ids)}
        self.km = _great_circles(np.array([(p.location.lat, p.location.lon) for p in places]).reshape(-1, 2))
        walk = np.ceil(self.km * WALK_DETOUR / WALK_KM_H * 60).astype(np.int64)
        self.walk = np.where(self.km <= WALK_MAX_KM, walk, INFINITY)
        self.minutes = np.minimum(self.walk, self._taxi())

    def _taxi(self) -> IntArray:
        minutes = np.full((len(self.ids), len(self.ids)), INFINITY, dtype=np.int64)
        for row, place in enumerate(self.ids):
            for end, (length, _) in self.roads.reach(place, within=self.max_drive).items():
                if end in self.index:
                    minutes[row, self.index[end]] = TAXI_WAIT + length
        return minutes

    def cost(self) -> FloatArray:
        """Return an estimate of CNY between all pairs, for one adult who has a taxi to himself."""
        far = TRANSIT_ACCESS_CNY + TRANSIT_CNY_PER_KM * self.km
        rows = zip(self.ids, WALK_DETOUR * self.km, strict=True)
        taxi = np.array([self.tariffs.by_day(place, km) for place, km in rows]).reshape(self.km.shape)
        near = np.where(self.minutes < INFINITY, np.minimum(taxi, far), far)
        return np.where(self.walk <= self.minutes, np.where(self.walk < INFINITY, 0.0, near), near)

    def steps(self, origin: str, destination: str, depart: int, day: date) -> list[Step]:
        """Return the walk or ride between two places near enough; a taxi leaves after the wait for it."""
        if origin == destination:
            return []
        at = self.index[origin], self.index[destination]
        if self.walk[at] == self.minutes[at]:
            km = max(0.1, round(float(self.km[at]) * WALK_DETOUR, 1))
            arrive = depart + int(self.walk[at])
            return [Step("walk", origin, destination, depart, arrive, km, 0.0, "estimated")]
        steps = self.roads.journey(origin, destination, depart + TAXI_WAIT, day)
        assert steps, f"no road from {origin} to {destination}"
        return [self.tariffs.hired(step) if step.mode == "road" else step for step in steps]


def _great_circles(degrees: FloatArray) -> FloatArray:
    """Return the km between all pairs of (lat, lon), as `great_circle_km` does for one."""
    lat, lon = np.radians(degrees).T
    half = np.sin(np.subtract.outer(lat, lat) / 2) ** 2
    half += np.multiply.outer(np.cos(lat), np.cos(lat)) * np.sin(np.subtract.outer(lon, lon) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))
