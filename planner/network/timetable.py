"""Travel by timetable: trains, metro, coaches and ships, with walks and taxis at both ends and in between."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from hashlib import sha256
from pathlib import Path
from threading import RLock

import numpy as np

from planner import rules
from planner.arrays import INFINITY, FloatArray, IntArray
from planner.corridor import Corridor
from planner.network.buckets import LONGEST, USUAL, Buckets
from planner.network.cache import NEVER, Small, cached
from planner.network.connections import Connections, Stops, connections_on
from planner.network.fares import ride as fare
from planner.network.fares import student_share
from planner.network.footpaths import Footpaths
from planner.network.ground import Grounds
from planner.network.journeys import Step
from planner.network.metro import MetroWays
from planner.network.query import Found, Query
from planner.network.scan import bucket_table
from planner.network.services import Halt, Trip, day_type
from planner.rules import TAXI_MAX_MINUTES, TAXI_WAIT
from planner.stopping import StopToken
from planner.travel import Profile, Rides

FORMAT = 4  # of the table on disk; goes up with every change of what its numbers mean
NOON = 720
_DIRECT, _COST = -2, -1


@dataclass(frozen=True, eq=False)
class TimetableTravel:
    """Travel that waits for services.

    Parameters
    ----------
    ids
        Places, in the order of the rows.
    layers
        ``[layer, from, to]``: for each bucket the arrival by service, then as many layers of the minutes of
        travel; the same of journeys with lunch aboard, which begin by its latest hour; then the minutes of
        walk or taxi alone, then CNY.
        A departure between buckets counts as one at the next, so no arrival is earlier than true.
    buckets
        The departures.
    """

    ids: tuple[str, ...]
    layers: Small
    buckets: Buckets = USUAL
    can_pause: bool = field(default=False, init=False)

    @property
    def _fed(self) -> int:
        """The first layer with lunch aboard."""
        return 2 * self.buckets.num

    def arrive(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return the earliest arrival by service, foot or taxi; `INFINITY` or more when there is none."""
        by_service = self._look_up(self.buckets.of(depart), origin, destination)
        return np.asarray(np.minimum(by_service, depart + self._look_up(_DIRECT, origin, destination)))

    def moving(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return the minutes from the latest departure that arrives as early, with margins at stations."""
        bucket = self.buckets.of(depart)
        direct = self._look_up(_DIRECT, origin, destination)
        by_service = self._look_up(bucket, origin, destination) <= depart + direct
        return np.where(by_service, self._look_up(bucket + self.buckets.num, origin, destination), direct)

    def cost(self, origin: IntArray, destination: IntArray) -> FloatArray:
        """Return an estimate of one adult's CNY; the true fares are those of the journey."""
        return np.asarray(self.layers[_COST, origin, destination], dtype=np.float64)

    def quickest(self, origin: IntArray, destination: IntArray) -> IntArray:
        """Return the fewest minutes of travel at any time of day."""
        return np.minimum(self._quickest[origin, destination], self._look_up(_DIRECT, origin, destination))

    @cached_property
    def _quickest(self) -> IntArray:
        plain, fed = (
            self.layers[self.buckets.num : self._fed],
            self.layers[self._fed + self.buckets.num_meals : _DIRECT],
        )
        minutes = np.minimum(plain.min(axis=0), fed.min(axis=0)).astype(np.int64)
        return np.where(minutes == NEVER, INFINITY, minutes)

    def select(self, rows: IntArray) -> TimetableTravel:
        """Return the table over some of the places, in the order given."""
        ids = tuple(self.ids[row] for row in rows.tolist())
        return TimetableTravel(ids, self.layers[:, rows[:, None], rows], self.buckets)

    def profile(self, start: int, end: int) -> Profile:
        """Return the rides that leave at a minute or later and arrive by another."""
        direct = self.layers[_DIRECT].astype(np.int64)
        minutes = np.where(direct == NEVER, INFINITY, direct)
        cny = self.layers[_COST].astype(np.float64)
        fed, num, num_meals = self._fed, self.buckets.num, self.buckets.num_meals
        services = self._rides(slice(0, num), slice(num, fed), direct, start, end)
        meals = slice(fed, fed + num_meals), slice(fed + num_meals, fed + 2 * num_meals)
        with_lunch = self._rides(*meals, np.full_like(direct, INFINITY), start, end)
        return Profile(minutes, np.full_like(direct, end), cny, np.zeros_like(direct), services, with_lunch)

    def _rides(self, arrive: slice, moving: slice, direct: IntArray, start: int, end: int) -> Rides:
        """Return the rides of some layers that a walk or taxi does not beat, each at its last departure."""
        buckets = np.arange(arrive.stop - arrive.start)
        first = int(self.buckets.of(np.array(start)))
        depart = self.buckets.minute(buckets)[first:]
        arrive_at, minutes = self.layers[arrive][first:], self.layers[moving][first:]
        alone = np.minimum(direct, NEVER).astype(np.int16)
        late = np.minimum(depart[:, None, None] + direct, NEVER).astype(np.int16)
        wanted = (arrive_at <= min(end, NEVER - 1)) & ((arrive_at < late) | (minutes < alone))
        wanted[:-1] &= (arrive_at[:-1] != arrive_at[1:]) | (minutes[:-1] != minutes[1:])
        row, bucket = np.nonzero(wanted.reshape(len(depart), len(self.ids) ** 2).T)
        at = bucket, row // len(self.ids), row % len(self.ids)
        cny = self.layers[_COST].ravel()[row].astype(np.float64)
        found = (arrive_at[at].astype(np.int64), minutes[at].astype(np.int64))
        return Rides(row, depart[bucket], *found, cny, np.zeros_like(row))

    def _look_up(self, layer: IntArray | int, origin: IntArray, destination: IntArray) -> IntArray:
        minutes = self.layers[layer, origin, destination].astype(np.int64)
        return np.where(minutes == NEVER, INFINITY, minutes)


class Timetable:
    """The services of a corridor, for any day: tables of arrivals, and exact journeys."""

    def __init__(
        self, corridor: Corridor, max_drive: int = TAXI_MAX_MINUTES, buckets: Buckets = USUAL
    ) -> None:
        """Take a corridor, the minutes a taxi or hired car may drive at most, and the departures of a day.

        Where these pass midnight the services of the day after are among the day's.
        """
        self.corridor = corridor
        self.max_drive = max_drive
        self.buckets = buckets
        self._kinds: dict[int, str] = {}  # by weekday
        self._tables: dict[tuple[str, tuple[str, ...]], TimetableTravel] = {}
        self._days: dict[str, Connections] = {}
        self._asked: dict[str, Query] = {}
        self._at_all_hours: Timetable | None = None
        self._lock = RLock()  # around a day's services, which tables and journeys of several threads share

    @cached_property
    def footpaths(self) -> Footpaths:
        """Walks and taxis between places."""
        return Footpaths(self.corridor, self.max_drive)

    @cached_property
    def _fingerprint(self) -> str:
        """A digest of all a table is made of, but for its places, its hours and the services of its day."""
        corridor = self.corridor
        network = corridor.model_dump_json(
            exclude={
                "data_hash": True,
                "attractions": {"__all__": {"opening_hours"}},
                "lines": {"__all__": {"departures", "patterns"}},
            }
        )
        numbers = {key: value for key, value in vars(rules).items() if key.isupper()}
        return sha256(f"{network} {numbers}".encode()).hexdigest()

    def _measure(self, stop: StopToken | None) -> None:
        """Measure walks and taxis, unless somebody asks to stop."""
        if "footpaths" not in self.__dict__:
            self.footpaths = Footpaths(self.corridor, self.max_drive, stop)

    @cached_property
    def stops(self) -> Stops:
        """Where services call."""
        return Stops(self.corridor, self.footpaths, self.metro)

    @cached_property
    def metro(self) -> MetroWays:
        """The ways by metro."""
        return MetroWays(self.corridor)

    @cached_property
    def grounds(self) -> Grounds:
        """Walks, taxis and metros one by one, with what they cost."""
        return Grounds(self.footpaths, self.metro)

    def during(self, buckets: Buckets) -> Timetable:
        """Return the services at other hours."""
        with self._lock:  # footpaths and stops are built once, for all hours
            other = Timetable(self.corridor, self.max_drive, buckets)
            other.share_ground(self)
            other.stops = self.stops
            return other

    def share_ground(self, other: Timetable) -> None:
        """Take walks, taxis and metros of another one with the same places, roads and metros."""
        self.footpaths, self.metro, self.grounds = other.footpaths, other.metro, other.grounds

    @property
    def at_all_hours(self) -> Timetable:
        """The services of a day from its first minute to the end of the day after."""
        with self._lock:
            if self._at_all_hours is None:
                self._at_all_hours = self.during(LONGEST)
            return self._at_all_hours

    def table(
        self,
        day: date,
        places: Iterable[str] | None = None,
        *,
        use_cache: bool = True,
        cache_dir: Path | None = None,
        stop: StopToken | None = None,
    ) -> TimetableTravel:
        """Return the table between some places, by default all attractions, towns and stations, on a day.

        It is kept on disk in ``cache_dir``, by default the user's cache, unless ``use_cache`` is False.

        Raises
        ------
        StoppedError
            When somebody asked to stop before it was there.
        """
        kind = self._kind(day)
        groups = (self.corridor.attractions, self.corridor.towns, self.corridor.stations)
        every = (place.id for group in groups for place in group)
        ids = tuple(dict.fromkeys(every if places is None else places))
        if (kind, ids) not in self._tables:
            layers = partial(self._layers, day, ids, stop)
            self._tables[kind, ids] = TimetableTravel(
                ids, self._kept(kind, ids, layers, cache_dir) if use_cache else layers(), self.buckets
            )
        return self._tables[kind, ids]

    def name_of(self, day: date, ids: tuple[str, ...]) -> str:
        """Return what tables between some places on a day are made of, as the name of what is kept of them."""
        return f"{self.max_drive} {self.buckets} {self._kind(day)} {ids} {self._fingerprint}"

    def _kept(self, kind: str, ids: tuple[str, ...], make: Callable[[], Small], folder: Path | None) -> Small:
        shape = (self.buckets.num_layers + 2, len(ids), len(ids))
        key = f"{FORMAT} transit {self.max_drive} {self.buckets} {kind} {ids} {self._fingerprint}"
        return cached(key, shape, make, folder)

    def _kind(self, day: date) -> str:
        weekday = day.weekday()
        if weekday not in self._kinds:
            self._kinds[weekday] = day_type(self.corridor, day, self.buckets.last)
        return self._kinds[weekday]

    def _layers(self, day: date, ids: tuple[str, ...], stop: StopToken | None) -> Small:
        with self._lock:
            self._measure(stop)
        connections = self.connections(day, stop)
        rows = np.array([self.footpaths.index[place] for place in ids], dtype=np.int64)
        layers = bucket_table(connections, self.stops, rows, self.buckets, more=2, stop=stop)
        layers[_DIRECT] = np.minimum(self.footpaths.minutes[np.ix_(rows, rows)], NEVER)
        layers[_COST] = np.round(np.minimum(self._cost(ids, rows), NEVER))
        return layers

    def _cost(self, ids: tuple[str, ...], rows: IntArray) -> FloatArray:
        """Return the estimates of CNY; that of the metro where it is the quickest way at noon."""
        cost = self.footpaths.cost(rows)
        index = {place: row for row, place in enumerate(ids)}
        for start, end in self.metro.ways:
            if start in index and end in index:
                direct = self.footpaths.minutes[self.footpaths.index[start], self.footpaths.index[end]]
                if self.metro.arrive(start, end, NOON) < NOON + direct:
                    cost[index[start], index[end]] = self.metro.fare(start, end)
        return cost

    def connections(self, day: date, stop: StopToken | None = None) -> Connections:
        """Return the services of a day."""
        with self._lock:
            kind = self._kind(day)
            if kind not in self._days:
                self._days[kind] = connections_on(self.corridor, self.stops, day, self.buckets.last, stop)
            return self._days[kind]

    def _query(self, day: date) -> Query:
        with self._lock:
            kind = self._kind(day)
            if kind not in self._asked:
                self._asked[kind] = Query(self.connections(day), self.stops)
            return self._asked[kind]

    def journey(self, origin: str, destination: str, depart: int, day: date) -> list[Step] | None:
        """Return the legs that arrive earliest, of those the last to leave, of those the fewest.

        Waits, and the margins at stations, are the gaps between the legs. Those before the first leg and
        after the last are told by `leaves_door` and `reaches_door`.

        Raises
        ------
        KeyError
            When a place is no attraction, town or station of the corridor.
        """
        query = self._query(day)  # first, for its lock: footpaths and stops come with it
        connections = self.connections(day)
        start, end = self.footpaths.index[origin], self.footpaths.index[destination]
        direct = int(self.footpaths.minutes[start, end])
        found = query.best(start, end, depart) if direct else None
        arrive = self.metro.arrive(origin, destination, depart)
        leave = self.metro.latest(origin, destination, arrive)
        is_by_metro = (arrive, -leave) < (min(depart + direct, INFINITY), -depart)
        others = (arrive, -leave) if is_by_metro else (depart + direct, -depart)
        if found and (found.arrive, -found.depart) < others:
            return self._legs(connections, found, origin, destination, day)
        if is_by_metro and arrive < INFINITY:
            return self.metro.steps(origin, destination, leave)
        return self.footpaths.steps(origin, destination, depart, day) if direct < INFINITY else None

    def _between(self, origin: str, destination: str, depart: int, day: date) -> list[Step]:
        """Return the quickest legs without a timetable: by metro, on foot or by taxi."""
        direct = int(self.footpaths.minutes[self.footpaths.index[origin], self.footpaths.index[destination]])
        if self.metro.arrive(origin, destination, depart) < depart + direct:
            return self.metro.steps(origin, destination, depart)
        return self.footpaths.steps(origin, destination, depart, day)

    def leaves_door(self, first: Step) -> int:
        """Return the minute to be at the place where a leg begins, for boarding or to call a taxi."""
        if first.line is not None:
            return first.depart - self.stops.margins[first.start, first.mode].boarding
        return first.depart - (TAXI_WAIT if first.mode == "road" else 0)

    def reaches_door(self, last: Step) -> int:
        """Return the minute at which one has left the station where a leg ends."""
        return last.arrive + (self.stops.margins[last.end, last.mode].exit if last.line is not None else 0)

    def _legs(
        self,
        connections: Connections,
        found: Found,
        origin: str,
        destination: str,
        day: date,
    ) -> list[Step]:
        legs: list[Step] = []
        here, ready = origin, found.depart
        for used in found.hops:
            trip = connections.trips[used.trip]
            halts = trip.halts[used.board : used.alight + 1]
            legs += self._between(here, halts[0].place, ready, day)
            legs.append(self.ride(trip, halts))
            here = halts[-1].place
            ready = halts[-1].arrive + self.stops.margins[here, trip.line.mode].exit
        return legs + self._between(here, destination, ready, day)

    def ride(self, trip: Trip, halts: tuple[Halt, ...]) -> Step:
        """Return the leg of a ride over some of a trip's halts."""
        line = trip.line
        found = fare(self.corridor, trip, halts)
        return Step(
            mode=line.mode,
            start=halts[0].place,
            end=halts[-1].place,
            depart=halts[0].depart,
            arrive=halts[-1].arrive,
            km=found.km,
            cost=found.cost,
            fare_basis=found.basis,
            student_share=student_share(line),
            running_days=line.running_days,
            confidence=line.confidence,
            service=trip.code,
            line=line.id,
            as_of=line.as_of,
        )
