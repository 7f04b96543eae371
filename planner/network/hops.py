"""A day's network as the search over all undominated journeys knows it: priced rides, and ways between stops.

Minutes and hundredths of a CNY, all 32-bit integers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt

from planner.arrays import INFINITY, IntArray
from planner.corridor import Corridor
from planner.network.cache import Minutes, Small
from planner.network.connections import Stops
from planner.network.fares import ride
from planner.network.ground import FEN, Ground, Grounds
from planner.network.meals import is_eaten
from planner.network.services import Trip
from planner.network.tracks import HORIZON
from planner.rules import LEAST_VALUE_OF_TIME, PEOPLE_A_CAR, TRANSIT_CNY_PER_KM

ANY = 2**31 - 1  # hundredths of a CNY
_FIELDS = ("to", "before", "minutes", "after", "row", "column", "fare", "by_day", "by_night")
WAY = np.dtype([(name, np.int32) for name in (*_FIELDS, "night_from", "night_until", "vehicles", "far")])
Ways = npt.NDArray[np.void]


@dataclass(frozen=True)
class Aims:
    """What journeys are compared by, beside their arrivals, and which there are.

    Attributes
    ----------
    people
        How many share each car in the one price of a journey; in the other one has it for himself.
    vehicles
        Whether fewer are better.
    worth
        The least that a person's minute is worth to him, in hundredths of a CNY.
    money
        Whether what costs less is better.
    most
        The hundredths of a CNY that one alone has.
    taxi_km
        The road that one taxi drives at most to a ride, between two and after one.
    """

    people: int = PEOPLE_A_CAR
    vehicles: bool = True
    worth: int = round(FEN * LEAST_VALUE_OF_TIME / 60)
    money: bool = True
    most: int = ANY
    taxi_km: float = inf

    @staticmethod
    def soonest(cny: float | None, taxi_km: float) -> Aims:
        """Return those of who wants to be there as soon as his money allows, whatever it is worth to him."""
        most = ANY if cny is None else round(FEN * cny)
        return Aims(1, vehicles=False, worth=0, money=cny is not None, most=most, taxi_km=taxi_km)


ALL = Aims()


@dataclass(frozen=True, eq=False)
class Fan:
    """Ways from some points, one after the other: those of point ``p`` are ``first[p]`` to ``first[p + 1]``.

    A way takes ``before`` to leave a vehicle, then ``minutes``, or the metro from ``row`` to ``column``, and ``after``
    to board the next one at stop ``to``; it is ``far`` by a taxi that is a last resort. ``grounds`` tell the same to
    who wants its legs, else there are none.
    """

    first: Minutes
    ways: Ways
    grounds: tuple[Ground, ...]

    @staticmethod
    def of(rows: Sequence[Sequence[tuple[int, int, int, Ground]]]) -> Fan:
        """Put together the ways of each point: where to, minutes before and after, and what lies between."""
        first = np.cumsum([0, *map(len, rows)], dtype=np.int32)
        every = [each for row in rows for each in row]
        ways = np.array([_numbers(*each) for each in every], dtype=WAY)
        return Fan(first, ways, tuple(ground for *_, ground in every))

    def select(self, points: IntArray) -> Fan:
        """Return the ways from some of the points, without their grounds."""
        rows = [np.arange(self.first[point], self.first[point + 1]) for point in points]
        first = np.cumsum([0, *map(len, rows)], dtype=np.int32)
        return Fan(first, self.ways[np.concatenate([np.empty(0, np.int64), *rows])], ())

    def leading_to(self, stop: int) -> Fan:
        """Return the ways to one stop, as if a door were there."""
        leads = self.ways["to"] == stop
        ways = self.ways[leads].copy()
        ways["to"] = -1
        before = np.append(0, np.cumsum(leads))
        return Fan(before[self.first].astype(np.int32), ways, ())


def _numbers(to: int, before: int, after: int, ground: Ground) -> tuple[int, ...]:
    money = (ground.fare, ground.by_day, ground.by_night)
    return (
        to,
        before,
        ground.minutes,
        after,
        *ground.rows,
        *money,
        *ground.night,
        ground.vehicles,
        ground.far,
    )


def direct_fans(grounds: Grounds, origins: Sequence[str], destinations: Sequence[str]) -> list[Fan]:
    """Return for each destination the ways to it from all origins without a service; taxis drive however long."""
    taxis = np.stack([grounds.by_taxi(origin, destinations) for origin in origins])
    nights = np.array([grounds.night_of(origin) for origin in origins])
    others: list[list[tuple[int, Ground]]] = [[] for _ in destinations]
    column = {end: number for number, end in enumerate(destinations)}
    for row, origin in enumerate(origins):
        for ground in grounds.between(origin, destinations, 0):
            others[column[ground.end]].append((row, ground))
    return [_with_taxis(rows, taxis[:, :, number], nights) for number, rows in enumerate(others)]


def _with_taxis(others: list[tuple[int, Ground]], taxis: IntArray, nights: IntArray) -> Fan:
    (rows,) = np.nonzero(taxis[:, 0] < INFINITY)
    ways = np.zeros(len(rows), dtype=WAY)
    ways["to"] = ways["row"] = ways["column"] = -1
    ways["minutes"], ways["by_day"], ways["by_night"], ways["vehicles"] = taxis[rows].T
    ways["night_from"], ways["night_until"] = nights[rows].T
    every = np.concatenate([np.array([_numbers(-1, 0, 0, ground) for _, ground in others], dtype=WAY), ways])
    of = np.concatenate([np.array([row for row, _ in others], dtype=np.int64), rows])
    first = np.searchsorted(np.sort(of), np.arange(len(taxis) + 1)).astype(np.int32)
    return Fan(first, every[np.argsort(of, kind="stable")], ())


class Hops:
    """The rides of a day: arrivals, boardings, and for each boarding its arrivals with what they cost.

    Attributes
    ----------
    at, comes
        By arrival, in order of time: the stop and the minute.
    stop, leaves
        By boarding, in order of time: the stop and the minute.
    first, arrival, fare, meal
        The rides of boarding ``b`` are ``first[b]`` to ``first[b + 1]``: which arrival each ends with, what one adult
        pays, and whether there is time for lunch.
    trip, board, alight
        By boarding its trip and halt, by ride the halt where it ends.
    change
        From each stop, after leaving a vehicle there, the ways to stops where one can board.
    """

    def __init__(
        self,
        trips: tuple[Trip, ...],
        fares: npt.NDArray[np.int32] | None,
        stops: Stops,
        grounds: Grounds,
        within: int,
        aims: Aims = ALL,
    ) -> None:
        """Find the rides of some trips, and the ways between stops; taxis drive for so many minutes at most.

        ``fares`` are the `fares_of` the trips, None where money does not matter.
        """
        self.trips, self.stops, self._grounds = trips, stops, grounds
        self.metro: Small = stops.metro.arrivals
        self.aims = aims
        self._by_place: dict[str, list[int]] = {}
        for number, (place, _) in enumerate(stops.keys):
            self._by_place.setdefault(place, []).append(number)
        self._rides(fares)
        self.change = self._fan([list(self._changes(stop, within)) for stop in range(len(stops.keys))])

    def _fan(self, rows: Sequence[Sequence[tuple[int, int, int, Ground]]]) -> Fan:
        """Return a fan whose ways cost nothing where money does not matter."""
        fan = Fan.of(rows)
        if not self.aims.money:
            for price in ("fare", "by_day", "by_night"):
                fan.ways[price] = 0
        return fan

    def between(self, start: str, ends: Collection[str], within: int) -> Iterator[Ground]:
        """Yield the ways from a place to others that are not too far for a taxi, of so many minutes at most."""
        for ground in self._grounds.between(start, ends, within):
            if ground.km <= self.aims.taxi_km:
                yield ground

    def _rides(self, fares: npt.NDArray[np.int32] | None) -> None:
        """Note all rides, the boardings in order of time."""
        boardings: list[tuple[int, ...]] = []
        rides: list[tuple[int, ...]] = []
        for number, trip in enumerate(self.trips):
            at = [self.stops.index[halt.place, trip.line.mode] for halt in trip.halts]
            for board, halt in enumerate(trip.halts[:-1]):
                if halt.depart >= HORIZON:
                    break
                boardings.append((halt.depart, at[board], number, board, len(rides)))
                rides += (
                    (
                        trip.halts[alight].arrive,
                        at[alight],
                        alight,
                        is_eaten(trip.line.mode, halt.depart, trip.halts[alight].arrive),
                    )
                    for alight in range(board + 1, len(trip.halts))
                )
        num_stops = max(1, len(self.stops.keys))
        if fares is None:
            fares = np.zeros(len(rides), dtype=np.int32)
        comes, end, alights, meals = np.array(rides, dtype=np.int64).reshape(-1, 4).T
        arrivals, arrival = np.unique(comes * num_stops + end, return_inverse=True)
        self.comes, self.at = (each.astype(np.int32) for each in np.divmod(arrivals, num_stops))
        table = np.array(boardings, dtype=np.int64).reshape(-1, 5)
        order = np.argsort(table[:, 0], kind="stable")
        begins = table[order, 4]
        length = np.diff(np.append(table[:, 4], len(rides)))[order]
        self.first = np.append(0, np.cumsum(length)).astype(np.int32)
        chosen = np.arange(len(rides)) + np.repeat(begins - self.first[:-1], length)
        self.leaves, self.stop, self.trip, self.board = table[order, :4].T.astype(np.int32).copy()
        self.arrival, self.alight, self.fare, self.meal = (
            column[chosen].astype(np.int32) for column in (arrival, alights, fares, meals)
        )

    def without(self, trips: Collection[int]) -> Hops:
        """Return the rides without those of some trips."""
        other, length = copy(self), np.diff(self.first)
        kept = ~np.isin(self.trip, list(trips))
        rides = np.repeat(kept, length)
        other.first = np.append(0, np.cumsum(length[kept])).astype(np.int32)
        other.leaves, other.stop, other.trip, other.board = (
            column[kept] for column in (self.leaves, self.stop, self.trip, self.board)
        )
        other.arrival, other.alight, other.fare, other.meal = (
            column[rides] for column in (self.arrival, self.alight, self.fare, self.meal)
        )
        return other

    def _changes(self, stop: int, within: int) -> Iterable[tuple[int, int, int, Ground]]:
        place, mode = self.stops.keys[stop]
        leaving = int(self.stops.leaving[stop])
        for ground in self.between(place, self._by_place, within):
            for to in self._by_place[ground.end]:
                boarding = int(self.stops.boarding[to])
                if to == stop:
                    yield to, max(1, self.stops.margins[place, mode].change), 0, ground
                elif ground.kind == "metro":
                    yield to, leaving, boarding, ground
                else:  # a minute at least
                    yield to, leaving, max(boarding, 1 - leaving - ground.minutes), ground

    def entries(self, origins: Sequence[str], within: int) -> Fan:
        """Return the ways from doors to stops where one can board."""
        return self._fan(
            [
                [
                    (to, 0, int(self.stops.boarding[to]), ground)
                    for ground in self.between(origin, self._by_place, within)
                    for to in self._by_place[ground.end]
                ]
                for origin in origins
            ]
        )

    def exits(self, destinations: Sequence[str], within: int) -> list[Fan]:
        """Return for each of some doors the ways to it from each stop, after leaving a vehicle there."""
        known: dict[tuple[str, str], list[Ground]] = {}
        for place in self._by_place:
            for ground in self.between(place, destinations, within):
                known.setdefault((place, ground.end), []).append(ground)
        stops = list(zip(self.stops.keys, self.stops.leaving.tolist(), strict=True))
        return [
            self._fan(
                [
                    [(-1, leaving, 0, ground) for ground in known.get((place, end), ())]
                    for (place, _), leaving in stops
                ]
            )
            for end in destinations
        ]


def fares_of(corridor: Corridor, trips: Iterable[Trip]) -> npt.NDArray[np.int32]:
    """Return what each ride counts as for one adult: trip by trip, by boarding, by where it ends."""
    fares = [
        _price(corridor, trip, board, alight)
        for trip in trips
        for board, halt in enumerate(trip.halts[:-1])
        if halt.depart < HORIZON
        for alight in range(board + 1, len(trip.halts))
    ]
    return np.array(fares, dtype=np.int32)


def _price(corridor: Corridor, trip: Trip, board: int, alight: int) -> int:
    """Return what a ride counts as for one adult: by a usual price where none is known."""
    found = ride(corridor, trip, trip.halts[board : alight + 1])
    cny = TRANSIT_CNY_PER_KM * found.km if found.basis == "unknown" else found.cost
    return round(FEN * cny)
