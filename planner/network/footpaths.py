"""Ways without a timetable: on foot or by taxi between doors, and the margins from door to vehicle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from planner.arrays import INFINITY, FloatArray, IntArray
from planner.corridor import Corridor, Mode, Station
from planner.geo import EARTH_RADIUS_KM
from planner.network.cache import Minutes
from planner.network.journeys import Step
from planner.network.rivers import Rivers
from planner.network.roads import Roads, Way
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
from planner.stopping import StopToken


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

    def __init__(
        self, corridor: Corridor, max_drive: int = TAXI_MAX_MINUTES, stop: StopToken | None = None
    ) -> None:
        """Measure all pairs of towns, attractions and stations; drives take ``max_drive`` minutes at most.

        Raises
        ------
        StoppedError
            When somebody asked to stop before all was there.
        """
        self.max_drive = max_drive
        links = tuple(link for link in corridor.links if link.mode != "coach")  # a coach has its timetable
        self.roads = Roads(corridor.model_copy(update={"links": links}))
        self.tariffs = Tariffs(corridor)
        places = (*corridor.attractions, *corridor.towns, *corridor.stations)
        self.places = {place.id: place for place in places}
        self.ids = tuple(self.places)
        self.index = {place: index for index, place in enumerate(self.ids)}
        self._radians = np.radians(
            np.array([(p.location.lat, p.location.lon) for p in places]).reshape(-1, 2)
        )
        everywhere = np.arange(len(self.ids))
        self._walks = _walk(self.km(everywhere, everywhere))
        near = np.argwhere(self._walks < INFINITY)
        starts, ends = ([places[row].location for row in side] for side in near.T)
        self._walks[tuple(near[Rivers(corridor.rivers).part(starts, ends)].T)] = INFINITY
        self.minutes: Minutes = np.empty((len(self.ids), len(self.ids)), dtype=np.int32)
        stop = stop or StopToken()
        driven: dict[str, Minutes] = {}
        for row, place in enumerate(self.ids):
            stop.check()
            self.minutes[row] = np.minimum(self._walks[row], self._taxi(row, place, driven))

    def km(self, origins: IntArray, destinations: IntArray) -> FloatArray:
        """Return the great circles ``[origin, destination]`` between places by index."""
        return _great_circles(self._radians[origins], self._radians[destinations])

    def _taxi(self, row: int, place: str, driven: dict[str, Minutes]) -> IntArray:
        """Return the minutes by taxi to all places; ``driven`` keeps what is known of where roads meet."""
        ways = self.roads.links[place]
        ((origin, ahead),) = (
            [(end, way.minutes) for end, way in ways.items()] if len(ways) == 1 else [(place, 0)]
        )
        if origin not in driven:
            driven[origin] = self._driven(origin)
        minutes = driven[origin].astype(np.int64) + ahead
        minutes[row] = 0
        return np.where(minutes <= self.max_drive, minutes + TAXI_WAIT, INFINITY)

    def _driven(self, place: str) -> Minutes:
        """Return the minutes of driving from a place, `INFINITY` where these are too many."""
        minutes: Minutes = np.full(len(self.ids), INFINITY, dtype=np.int32)
        for end, (length, _) in self.roads.reach(place, within=self.max_drive).items():
            if end in self.index:
                minutes[self.index[end]] = length
        return minutes

    def cost(self, rows: IntArray) -> FloatArray:
        """Return an estimate of CNY between some places, for one adult who has a taxi to himself."""
        km, minutes = self.km(rows, rows), self.minutes[np.ix_(rows, rows)]
        walk = self.on_foot(rows, rows)
        far = TRANSIT_ACCESS_CNY + TRANSIT_CNY_PER_KM * km
        ids = [self.ids[row] for row in rows.tolist()]
        fares = [self.tariffs.by_day(place, far) for place, far in zip(ids, WALK_DETOUR * km, strict=True)]
        taxi = np.array(fares).reshape(km.shape)
        near = np.where(minutes < INFINITY, np.minimum(taxi, far), far)
        return np.where(walk <= minutes, np.where(walk < INFINITY, 0.0, near), near)

    def steps(self, origin: str, destination: str, depart: int, day: date) -> list[Step]:
        """Return the walk or ride between two places near enough; a taxi leaves after the wait for it."""
        if origin == destination:
            return []
        start, end = self.index[origin], self.index[destination]
        if int(self.on_foot(np.array([start]), np.array([end]))[0, 0]) == self.minutes[start, end]:
            return [self.walk(origin, destination, depart)]
        return self.drive(origin, destination, depart, day)

    def on_foot(self, origins: IntArray, destinations: IntArray) -> IntArray:
        """Return the minutes on foot between places by index, `INFINITY` where that is too far or over a river."""
        return self._walks[np.ix_(origins, destinations)]

    def walk(self, origin: str, destination: str, depart: int) -> Step:
        """Return the walk between two places near enough."""
        far = self.km(np.array([self.index[origin]]), np.array([self.index[destination]]))[0]
        km = max(0.1, round(float(far[0]) * WALK_DETOUR, 1))
        return Step("walk", origin, destination, depart, depart + int(_walk(far)[0]), km, 0.0, "estimated")

    def drive(self, origin: str, destination: str, depart: int, day: date) -> list[Step]:
        """Return the ride by taxi between two places, which leaves after the wait for it."""
        steps = self.roads.journey(origin, destination, depart + TAXI_WAIT, day)
        assert steps, f"no road from {origin} to {destination}"
        return self._with_fares(steps)

    def hired(self, way: Way, depart: int) -> list[Step]:
        """Return a way as the legs of a ride by taxi."""
        return self._with_fares(self.roads.steps(way, depart))

    def _with_fares(self, steps: Sequence[Step]) -> list[Step]:
        return [self.tariffs.hired(step) if step.mode == "road" else step for step in steps]


def _great_circles(origins: FloatArray, destinations: FloatArray) -> FloatArray:
    """Return the km between (lat, lon) in radians, as `great_circle_km` does for one pair in degrees."""
    (lat, lon), (to_lat, to_lon) = origins.T, destinations.T
    half = np.sin(np.subtract.outer(lat, to_lat) / 2) ** 2
    half += np.multiply.outer(np.cos(lat), np.cos(to_lat)) * np.sin(np.subtract.outer(lon, to_lon) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def _walk(km: FloatArray) -> IntArray:
    """Return the minutes on foot, `INFINITY` where that is too far."""
    return np.where(km <= WALK_MAX_KM, np.ceil(km * WALK_DETOUR / WALK_KM_H * 60).astype(np.int64), INFINITY)
