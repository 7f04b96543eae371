"""All that is built once and lives long: a corridor with its roads, timetables, travel tables and their caches."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import Lock

import numpy as np

from planner.corridor import (
    Attraction,
    Corridor,
    Outage,
    RailClass,
    ScenarioError,
    among,
    disrupted,
    in_class,
    in_scenarios,
)
from planner.errors import RequestError
from planner.kept import kept, path_of
from planner.loading import load_corridor
from planner.network.booked import rides_on, widened
from planner.network.buckets import USUAL, Buckets, buckets_for
from planner.network.hops import ALL, Aims
from planner.network.journeys import Journeys
from planner.network.metro import MetroWays
from planner.network.pairs import FORMAT, KEPT, kept_profiles, profiles_between
from planner.network.parking import with_the_car
from planner.network.profiles import Profiles
from planner.network.roads import Roads
from planner.network.timetable import Timetable
from planner.network.ways import TAXI_ENDS, Undominated
from planner.request import TripRequest, UnderWay
from planner.rules import AIRPORT_MARGINS, TAXI_MAX_MINUTES, WAY_AT_ODD_HOURS
from planner.stopping import StopToken, held
from planner.travel import ConstantTravel, Travel

LATE_WAY = AIRPORT_MARGINS[1] + WAY_AT_ODD_HOURS


@dataclass(frozen=True, eq=False)
class Ways:
    """How a trip can travel: by road between the places in play, by journeys each day, or both; who knows the legs."""

    road: Travel | None
    journeys: Journeys
    days: tuple[tuple[Profiles, Undominated], ...] = ()
    by_road: Journeys | None = None


class Atlas:
    """The ways of a corridor, worked out once for all requests; several threads may ask at the same time."""

    def __init__(self, corridor: Corridor, *, cache_dir: Path | None = None, use_cache: bool = True) -> None:
        """Take a corridor; nothing is built before it is asked for.

        Parameters
        ----------
        corridor
            The data.
        cache_dir
            Where travel tables are kept between runs; the user's cache folder when None.
        use_cache
            Whether to keep them there at all.
        """
        self.corridor = corridor
        self.cache_dir = cache_dir
        self.use_cache = use_cache
        self._lock = Lock()  # around all that is built
        self._road_tables: dict[bool, ConstantTravel] = {}  # without breaks of the driver, and with
        self._by_ends: dict[tuple[tuple[str, ...], bool], ConstantTravel] = {}
        self._options: dict[tuple[str, Aims], Undominated] = {}
        self._profiles: dict[str, Profiles] = {}
        self._timetables: dict[tuple[int, Buckets], Timetable] = {}
        self._on_the_way: dict[object, Atlas] = {}
        self._news: tuple[tuple[Outage, ...], tuple[Outage, ...]] = ((), ())  # that are in the corridor
        self._by_class: dict[RailClass, Atlas] = {}
        self._assuming: dict[tuple[str, ...], Atlas] = {}
        self._same_ground: Atlas | None = None  # whose walks, taxis and metros are those of this one
        self._among: dict[frozenset[str], Atlas] = {}

    @staticmethod
    def given(atlas: Atlas | None, corridor: Corridor | None) -> Atlas:
        """Return an atlas that was given; else that of a corridor, of the shipped one when there is neither."""
        return atlas or Atlas(load_corridor() if corridor is None else corridor)

    def in_class(self, rail_class: RailClass) -> Atlas:
        """Return the atlas of the corridor with the fares of a class of seats on trains."""
        priced = in_class(self.corridor, rail_class)
        if priced is self.corridor:
            return self
        with self._lock:
            return self._by_class.setdefault(rail_class, self.of(priced))

    def of(self, corridor: Corridor) -> Atlas:
        """Return the atlas of another corridor, kept in the same folder."""
        return Atlas(corridor, cache_dir=self.cache_dir, use_cache=self.use_cache)

    def with_sites(self, sites: tuple[Attraction, ...]) -> Atlas:
        """Return the atlas of the corridor with other hours and lengths of its sites, which shares all ways."""
        kept = {"attractions": sites, "data_hash": self.corridor.data_hash}
        return self._sharing_ways(self.corridor.model_copy(update=kept))

    def _sharing_ways(self, corridor: Corridor) -> Atlas:
        other = copy(self)
        other.corridor, other._on_the_way = corridor, {}
        return other

    def met_by(self, request: TripRequest) -> Atlas:
        """Return the atlas of the corridor as the travellers of a request meet it.

        Raises
        ------
        RequestError
            When its scenarios cannot be.
        """
        return self.assuming(request.scenarios).on_the_way(request.under_way)

    def assuming(self, scenarios: tuple[str, ...]) -> Atlas:
        """Return the atlas of the corridor as scenarios make it.

        Raises
        ------
        RequestError
            When they cannot be.
        """
        if scenarios == self.corridor.assumes:
            return self
        with self._lock:
            if scenarios not in self._assuming:
                self._assuming[scenarios] = self.supposing(scenarios)
            return self._assuming[scenarios]

    def supposing(self, scenarios: tuple[str, ...]) -> Atlas:
        """Return a new atlas of the corridor as scenarios make it, which is not kept here: for who tries many.

        Raises
        ------
        RequestError
            When they cannot be.
        """
        try:
            return self._on_this_ground(in_scenarios(self.corridor, scenarios))
        except ScenarioError as error:
            raise RequestError(error.message, field="scenarios", value=list(scenarios)) from error

    def without_train(self, code: str) -> Atlas:
        """Return a new atlas of the corridor in which a train runs on no day, which is not kept here."""
        every_weekday = [Outage(what=code, day=date(2024, 1, day)) for day in range(1, 8)]
        return self._on_this_ground(disrupted(self.corridor, (), every_weekday))

    def _on_this_ground(self, changed: Corridor) -> Atlas:
        """Return the atlas of a changed corridor; where the links are the same, so are walks, taxis and metros."""
        other = self.of(changed)
        if changed.links is self.corridor.links:
            other._same_ground = self
        return other

    def among(self, sites: frozenset[str]) -> Atlas:
        """Return the atlas of the corridor with some of its sites alone, whose travel tables are smaller."""
        with self._lock:
            if sites not in self._among:
                self._among[sites] = self.of(among(self.corridor, sites))
            return self._among[sites]

    def on_the_way(self, under_way: UnderWay | None) -> Atlas:
        """Return the atlas of the corridor as who is under way meets it."""
        news = (under_way.closed, under_way.cancelled) if under_way else ((), ())
        if news == self._news:
            return self
        with self._lock:
            met = disrupted(self.corridor, *news)
            other = self._sharing_ways(met) if met.lines is self.corridor.lines else self.of(met)
            other._news = news
            return self._on_the_way.setdefault(news, other)

    @cached_property
    def roads(self) -> Roads:
        """The links as a graph."""
        return Roads(with_the_car(self.corridor))

    @cached_property
    def roads_with_breaks(self) -> Roads:
        """The same for those who drive themselves."""
        return Roads(with_the_car(self.corridor), with_breaks=True)

    def ways(self, request: TripRequest, stop: StopToken | None = None) -> Ways:
        """Return a travel table for each day of the trip, and exact journeys.

        Raises
        ------
        StoppedError
            When somebody asked to stop before the tables were there.
        """
        stop = stop or StopToken()
        if request.mode == "car":
            roads = self.roads_with_breaks if request.self_drive else self.roads
            with held(self._lock, stop):
                return Ways(self._by_car(request, roads, stop), roads, by_road=roads)
        days = self.profiles(request, stop)
        with held(self._lock, stop):
            timetable = self._timetable(TAXI_MAX_MINUTES, _buckets(self.corridor, request))
            if request.mode == "transit" or not self.corridor.charters:
                return Ways(None, timetable, days)
            return Ways(self._by_car(request, self.roads, stop), timetable, days, self.roads)

    def undominated(self, day: date, buckets: Buckets = USUAL) -> Undominated:
        """Return all undominated journeys of a day by train, coach, ship, metro and taxi, for days of some hours."""
        with self._lock:
            return self._undominated(day, buckets)

    def soonest(self, day: date, cny: float | None, taxi_km: float) -> Undominated:
        """Return the journeys of a day of who wants to be there as soon as his money allows (`Aims.soonest`)."""
        with self._lock:
            return self._undominated(day, USUAL, Aims.soonest(cny, taxi_km))

    def _undominated(self, day: date, buckets: Buckets, aims: Aims = ALL) -> Undominated:
        timetable = self._timetable(TAXI_MAX_MINUTES, buckets)
        name = timetable.name_of(day, ())

        def keep(mode: str, make: Callable[[], bytes]) -> bytes:
            path = path_of("fares", f"{FORMAT} {name} {mode}", self.cache_dir)
            return kept(path, make, KEPT["ends"]) if self.use_cache else make()

        made = Undominated(timetable, day, TAXI_ENDS, keep, aims)
        return self._options.setdefault((name, aims), made)

    def profiles(
        self, request: TripRequest, stop: StopToken | None = None
    ) -> tuple[tuple[Profiles, Undominated], ...]:
        """Return for each day of a trip its journeys between the places in play, and who knows their legs.

        Days of a kind share them.

        Raises
        ------
        StoppedError
            When somebody asked to stop before they were there.
        """
        stop, ids = stop or StopToken(), self._in_play(request)
        buckets = _buckets(self.corridor, request)
        found = []
        with held(self._lock, stop):
            for day in request.dates:
                stop.check()
                options = self._undominated(day, buckets)
                found.append((self._profiles_of(options, ids, stop), options))
        return tuple(found)

    def _profiles_of(self, options: Undominated, ids: tuple[str, ...], stop: StopToken) -> Profiles:
        """Return the journeys between places; those between sites and towns are worked out once for all ends."""
        name = options.name_of(ids)
        if name not in self._profiles:
            some = len({*self._sites_and_towns})
            base = self._profiles_of(options, ids[:some], stop) if some < len(ids) else None
            more = self._made(options, ids, stop, some if base else 0)
            self._profiles[name] = more.joined(base) if base else more
        return self._profiles[name]

    def _made(self, options: Undominated, ids: tuple[str, ...], stop: StopToken, without: int) -> Profiles:
        if self.use_cache:
            return kept_profiles(options, ids, self.cache_dir, stop, without=without)
        return profiles_between(options, ids, stop, without=without)

    def _timetable(self, max_drive: int, buckets: Buckets) -> Timetable:
        """Return the services at some hours, with taxis or hired cars."""
        known = self._timetables
        if (max_drive, USUAL) not in known:
            known[max_drive, USUAL] = self._usual_timetable(max_drive)
        if (max_drive, buckets) not in known:
            known[max_drive, buckets] = known[max_drive, USUAL].during(buckets)
        return known[max_drive, buckets]

    def _usual_timetable(self, max_drive: int) -> Timetable:
        made = Timetable(self.corridor, max_drive)
        if self._same_ground:
            made.share_ground(self._same_ground._timetable(max_drive, USUAL))
        else:
            made.metro = self._metro
        return made

    @cached_property
    def _metro(self) -> MetroWays:
        return MetroWays(self.corridor, use_cache=self.use_cache, folder=self.cache_dir)

    def _in_play(self, request: TripRequest) -> tuple[str, ...]:
        """Return the places a trip can stop at: all sites and towns, its ends, and those of its booked trains."""
        rides = (ride for day in request.dates for ride in rides_on(self.corridor, request.trains, day))
        stations = (place for ride in rides for place in (ride.start, ride.end))
        return tuple(dict.fromkeys((*self._sites_and_towns, request.start, request.end, *stations)))

    @property
    def _sites_and_towns(self) -> tuple[str, ...]:
        return tuple(place.id for place in (*self.corridor.attractions, *self.corridor.towns))

    def _by_car(self, request: TripRequest, roads: Roads, stop: StopToken) -> ConstantTravel:
        ends = (self._in_play(request), roads.with_breaks)
        if ends not in self._by_ends:
            everywhere = self._everywhere_by_car(roads, stop)
            index = {place: row for row, place in enumerate(everywhere.ids)}
            rows = np.array([index[place] for place in ends[0]])
            self._by_ends[ends] = everywhere.select(rows)
        return self._by_ends[ends]

    def _everywhere_by_car(self, roads: Roads, stop: StopToken) -> ConstantTravel:
        tables, name = self._road_tables, roads.with_breaks
        if name not in tables:
            tables[name] = roads.kept_table(self.cache_dir, stop) if self.use_cache else roads.table(stop)
        return tables[name]


def _buckets(corridor: Corridor, request: TripRequest) -> Buckets:
    """Return the departures of all hours of a trip; who arrives late sets out before midnight, or on arrival."""
    trains = {day: rides_on(corridor, request.trains, day) for day in request.dates}
    hours = [widened(trains[day], request.hours_of(day)) for day in request.dates]
    latest = [end if end - start > LATE_WAY else max(start, USUAL.last) for start, end in hours]
    return buckets_for(min(start for start, _ in hours), max(latest))
