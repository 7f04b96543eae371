"""Travel of a party by all journeys that can be worth taking: the profiles, priced for so many people and cars."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from planner.arrays import INFINITY, BoolArray, FloatArray, IntArray
from planner.clock import DAY_MINUTES
from planner.network.buckets import STEP
from planner.network.cache import NEVER
from planner.network.profiles import (
    BY_DAY,
    BY_NIGHT,
    JIAO,
    PUBLIC,
    TAXI,
    VEHICLES,
    WALK,
    Profiles,
    least_of,
    spread,
)
from planner.network.thinning import RIDE, RideTable, thinned
from planner.rules import LONG_TAXI_CNY, LONG_TAXI_STEP, TAXI_WAIT
from planner.travel import Profile, Rides

Loss = Callable[[IntArray, IntArray, IntArray], IntArray]
FAR = 1 << 28  # more than any loss
ORIGINS = 32  # whose journeys are priced at a time
LATER = 1 << 12  # than any minute


@dataclass(frozen=True, eq=False)
class JourneyTravel:
    """Travel that takes all journeys into account that some price of time, money and changes makes the best.

    Parameters
    ----------
    profiles
        The journeys of a kind of day.
    people, cars
        How many adult fares the party pays, and how many taxis it takes.
    loss
        What rides take from the objective: of their minutes, their whole CNY for the party, and their changes.
    with_money
        Whether a cheaper ride may be wanted though more is lost by it: for a budget.
    spares_taxis
        Whether long ones are a last resort, left out beside a public way and priced as changes: not for who hires cars.
    """

    profiles: Profiles
    people: float
    cars: float
    loss: Loss
    with_money: bool = False
    spares_taxis: bool = True
    can_pause: bool = field(default=False, init=False)
    _known: dict[tuple[int, int], Profile] = field(default_factory=dict, init=False)  # by hours, for a budget

    @property
    def ids(self) -> tuple[str, ...]:
        """Places, in the order of the rows."""
        return self.profiles.ids

    @cached_property
    def _first(self) -> IntArray:
        return self.profiles.first

    def select(self, rows: IntArray) -> JourneyTravel:
        """Return the table over some of the places, in the order given."""
        return replace(self, profiles=self.profiles.select(rows))

    def arrive(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return the earliest arrival by whatever way; `INFINITY` or more when there is none."""
        return self._soonest(origin, destination, depart)[0]

    def moving(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        """Return the minutes from the latest departure that arrives as early."""
        arrive, leave = self._soonest(origin, destination, depart)
        return arrive - leave

    def _soonest(
        self, origin: IntArray, destination: IntArray, depart: IntArray
    ) -> tuple[IntArray, IntArray]:
        """Return the earliest arrivals, and the last departures for them."""
        origin, destination, depart = np.broadcast_arrays(origin, destination, depart)
        way, begin = origin.ravel() * len(self.ids) + destination.ravel(), depart.ravel()
        asked, place = np.unique(way, return_inverse=True)
        count = self.profiles.count.ravel()[asked]
        leave, arrive = self._columns(spread(self._first[asked], count), "leave", "arrive")
        number = np.repeat(np.arange(len(asked)), count)
        # backwards ways fall, so that the least so far is always one of the same way
        soonest = np.minimum.accumulate(((number * LATER + arrive) * LATER + LATER - 1 - leave)[::-1])[::-1]
        row = np.searchsorted(number * LATER + leave, place * LATER + np.clip(begin, 0, LATER - 1))
        has = row < np.cumsum(count)[place]
        best, last = np.full(len(way), INFINITY), begin.astype(np.int64)
        best[has] = soonest[row[has]] // LATER % LATER
        last[has] = LATER - 1 - soonest[row[has]] % LATER
        alone = begin + self._quickest_alone.ravel()[way]
        found = np.minimum(best, alone), np.where(best <= alone, last, begin)
        return found[0].reshape(depart.shape), found[1].reshape(depart.shape)

    def _parts(self) -> Iterator[slice]:
        """Yield all ways, those of some origins at a time: what is worked out of all journeys takes much memory."""
        size = len(self.ids)
        for origin in range(0, size, ORIGINS):
            yield slice(origin * size, min(origin + ORIGINS, size) * size)

    def quickest(self, origin: IntArray, destination: IntArray) -> IntArray:
        """Return the fewest minutes of travel at any time of day."""
        return np.asarray(self._quickest[origin, destination])

    @cached_property
    def _quickest(self) -> IntArray:
        return np.minimum(self.profiles.quickest, self._quickest_alone)

    @cached_property
    def _quickest_alone(self) -> IntArray:
        """``[from, to]``: the minutes of the way that leaves whenever one likes, by day or by night."""
        return np.minimum(*(self._alone(is_night)[0] for is_night in (False, True)))

    def cost(self, origin: IntArray, destination: IntArray) -> FloatArray:
        """Return the party's CNY of the way that takes least from the objective, whenever that is."""
        return np.asarray(self._cost[origin, destination])

    @cached_property
    def _cost(self) -> FloatArray:
        minutes, cny, changes, _ = self._alone(is_night=False)
        alone = np.where(minutes < INFINITY, self.loss(minutes, cny, changes), FAR) * FAR + cny
        leave, arrive, cny, changes = self._priced(slice(None))
        least = least_of(
            self.loss(arrive - leave, cny, changes) * FAR + cny, self.profiles.count.ravel(), FAR * FAR
        )
        return (np.minimum(least.reshape(alone.shape), alone) % FAR).astype(np.float64)

    def profile(self, start: int, end: int) -> Profile:
        """Return the rides that leave at a minute or later and arrive by another."""
        if not self.with_money:
            return self._profile(start, end)
        if (start, end) not in self._known:  # a budget is solved in stages, each of which asks
            self._known[start, end] = self._profile(start, end)
        return self._known[start, end]

    def _profile(self, start: int, end: int) -> Profile:
        minutes, cny, changes, other = self._alone(self._at_night(start, end))
        direct = np.zeros(minutes.size, dtype=RIDE)
        direct["arrive"] = np.minimum(minutes, FAR).ravel()
        direct["loss"] = np.where(minutes < INFINITY, self.loss(minutes, cny, changes), FAR).ravel()
        direct["cny"] = cny.ravel()
        nothing = np.zeros_like(direct)
        nothing["arrive"] = nothing["loss"] = nothing["cny"] = FAR
        services, fed = [Rides.none()], [Rides.none()]
        for ways in self._parts():
            rides, has_lunch = self._within(ways, start, end)
            fed.append(self._undominated(rides.where(has_lunch), ways, nothing))
            if self.with_money:
                rides = Rides.together([rides, self._walks(other, ways, start, end)]).in_order()
            services.append(self._undominated(rides, ways, direct))
        none = np.full_like(minutes, end)
        return Profile(
            minutes, none, cny.astype(np.float64), changes, Rides.together(services), Rides.together(fed)
        )

    def _within(self, ways: slice, start: int, end: int) -> tuple[Rides, BoolArray]:
        """Return the journeys of some ways within some hours, and which have time for lunch aboard."""
        first = int(self._first[ways.start])
        every = self.profiles.journeys[first : int(self._first[ways.stop])]
        rows = first + np.flatnonzero((every["leave"] >= start) & (every["arrive"] <= end))
        leave, arrive, cny, changes = self._priced(rows)
        way = np.searchsorted(self._first, rows, side="right") - 1
        rides = Rides(way, leave, arrive, arrive - leave, cny.astype(np.float64), changes)
        return rides, every["more"][rows - first] % 2 == 1

    def _priced(self, rows: IntArray | slice) -> tuple[IntArray, ...]:
        """Return departures, arrivals, CNY and changes of some journeys, long taxis among these."""
        leave, arrive, person, car, more = self._columns(rows, "leave", "arrive", "person", "car", "more")
        return (
            leave,
            arrive,
            self._whole(self.people * person + self.cars * car),
            more // 2 + self._long_taxis(car),
        )

    def _columns(self, rows: IntArray | slice, *names: str) -> tuple[IntArray, ...]:
        journeys = self.profiles.journeys
        table = journeys[rows] if isinstance(rows, slice) else journeys.take(rows)  # far faster than [rows]
        return tuple(table[name].astype(np.int64) for name in names)

    def _whole(self, jiao: FloatArray) -> IntArray:
        return np.asarray(np.floor(jiao / JIAO + 0.5), dtype=np.int64)

    def _at_night(self, start: int, end: int) -> BoolArray:
        """Return from which places a taxi may be one by the tariff of the night within some hours."""
        begin, until = self.profiles.night.T.astype(np.int64)
        exists, last = begin != until, np.where(until <= begin, until + DAY_MINUTES, until)
        found = np.zeros(len(self.ids), dtype=bool)
        for day in range(-1, 3):
            shift = DAY_MINUTES * day
            found |= exists & (begin + shift <= end) & (last + shift > start + TAXI_WAIT)
        return found[:, None]

    def _alone(self, is_night: BoolArray | bool) -> tuple[IntArray, IntArray, IntArray, BoolArray]:
        """Return minutes, CNY and changes of the walk or taxi by which less is lost, and where it is not the walk.

        By night the dearer tariff counts.
        """
        table = self.profiles.direct
        walk, taxi = (
            np.where(each == NEVER, INFINITY, each.astype(np.int64)) for each in table[[WALK, TAXI]]
        )
        if self.spares_taxis:
            taxi = np.where(table[PUBLIC] > 0, INFINITY, taxi)
        dear = np.where(is_night, np.maximum(table[BY_DAY], table[BY_NIGHT]), table[BY_DAY])
        cny = self._whole(self.cars * dear)
        changes = np.maximum(table[VEHICLES].astype(np.int64) - 1, 0) + self._long_taxis(dear)
        rides = (taxi < INFINITY) & (
            (walk >= INFINITY) | (self.loss(taxi, cny, changes) < self.loss(walk, 0 * walk, 0 * walk))
        )
        none = np.zeros_like(walk)
        return np.where(rides, taxi, walk), np.where(rides, cny, none), np.where(rides, changes, none), rides

    def _walks(self, where: BoolArray, among: slice, start: int, end: int) -> Rides:
        """Return walks of some ways every few minutes, which cost nothing."""
        walk = self.profiles.direct[WALK].astype(np.int64)
        ways = among.start + np.flatnonzero((where & (walk < NEVER)).ravel()[among])
        depart = np.arange(start, end + 1, STEP)
        way, leave = (each.ravel() for each in np.broadcast_arrays(ways[:, None], depart))
        minutes = walk.ravel()[way]
        none = np.zeros_like(way)
        return Rides(way, leave, leave + minutes, minutes, none.astype(np.float64), none).where(
            leave + minutes <= end
        )

    def _undominated(self, rides: Rides, ways: slice, direct: RideTable) -> Rides:
        table = np.empty(len(rides), dtype=RIDE)
        cny = rides.cny.astype(np.int64)
        table["depart"], table["arrive"], table["cny"] = rides.depart, rides.arrive, cny
        table["loss"] = self.loss(rides.minutes, cny, rides.changes)
        first = np.searchsorted(rides.way, np.arange(ways.start, ways.stop + 1))
        return rides.where(thinned(first, table, direct[ways], with_money=self.with_money))

    def _long_taxis(self, jiao: npt.NDArray[np.integer]) -> IntArray:
        """Return as how many changes taxis of one car count, that cost so much."""
        beyond = np.maximum(jiao.astype(np.int64) - JIAO * LONG_TAXI_CNY, 0)
        return np.asarray(-(-beyond // (JIAO * LONG_TAXI_STEP)) * self.spares_taxis)
