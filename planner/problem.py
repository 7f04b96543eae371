"""The numbers a solver works on, and what it gives back; nothing here knows of a corridor.

Indices are ints of a kind: a `Site` is 0..num_sites-1, a `Node` a site or one of the *stops* (start, towns, end) that
follow, a `Bed` what nodes where one sleeps alike share.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NewType

import numpy as np

from planner.arrays import INFINITY, BoolArray, FloatArray, IntArray
from planner.itinerary import Note
from planner.travel import Travel

Node = NewType("Node", int)
Site = NewType("Site", Node)
Bed = NewType("Bed", int)


@dataclass(frozen=True)
class Meal:
    """A time for a meal, begun between two clock times, or inside a long visit; who is home by then has none.

    One that is in no visit, however long, is a rest: there no ride and no visit is under way. ``at`` are sites where
    a visit as long as the meal is one.
    """

    earliest: int
    latest: int
    minutes: int
    inside_visit: int
    at: frozenset[int] = frozenset()

    @property
    def is_rest(self) -> bool:
        """Whether it is in no visit."""
        return self.inside_visit >= INFINITY

    def is_held(self, site: int, minutes: int) -> bool:
        """Tell whether it may be inside a visit of so many minutes."""
        return minutes >= self.inside_visit or (site in self.at and minutes >= self.minutes)


@dataclass(frozen=True)
class Rule:
    """At least, and at most, so many of a set of sites are visited, and of a set of nights spent.

    A night is ``(day, node)``: the day before it, and where that ends.
    """

    name: str
    sites: frozenset[int]
    at_least: int = 0
    at_most: int | None = None
    nights: frozenset[tuple[int, int]] = frozenset()

    def count(self, tours: Sequence[Tour]) -> int:
        """Return how many of both a plan has."""
        visited = {site for tour in tours for site in tour.sites}
        ends = {(day, int(tour.end)) for day, tour in enumerate(tours)}
        return len(self.sites & visited) + len(self.nights & ends)


@dataclass(frozen=True)
class Pass:
    """A ticket that opens several sites on some days; ``cny`` for the party."""

    sites: frozenset[int]
    days: frozenset[int]
    cny: int


@dataclass(frozen=True)
class Hire:
    """A vehicle by the day: what one may ride on a day on which it was hired, and its CNY a day for the party.

    ``travel`` has a table for each day, ``travel_cost_factor`` is that of its rides.
    """

    travel: tuple[Travel, ...]
    cny: int
    travel_cost_factor: float = 1.0


KINDS = ("rides", "tickets", "nights")  # of costs


@dataclass(frozen=True)
class Purses:
    """CNY that each kind of cost may come to at most, or None.

    ``rides`` are those with vehicles by the day, ``tickets`` those with passes.
    """

    rides: int | None = None
    tickets: int | None = None
    nights: int | None = None

    @property
    def limits(self) -> tuple[int | None, int | None, int | None]:
        """All three, in this order."""
        return self.rides, self.tickets, self.nights


def ride_loss(
    travel_price: int,
    money_price: float,
    change_price: int,
    minutes: IntArray,
    cny: IntArray,
    changes: IntArray,
) -> IntArray:
    """Return what rides take from the objective, of which the party pays ``cny``; money is rounded once for each."""
    money = np.rint(money_price * np.asarray(cny)).astype(np.int64)
    return np.asarray(travel_price * minutes + money + change_price * changes, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Problem:
    """A tourist trip design problem.

    What has no field of its own is data: a fixed visit is a must with one window, a fixed night a set of one town, a
    fixed ride a must whose row of the travel table is that of where it ends and whose column that of where it begins,
    a night tied to a site a table whose only ride from there is to that town.

    Parameters
    ----------
    node_ids
        Ids of sites, then of stops.
    num_sites
        How many of the nodes are sites.
    prize
        ``[site]``, whole numbers.
    minutes
        ``[day, site]``, length of a visit.
    windows
        ``[day, site, k, 2]``: earliest and latest start of a visit, both included, in ascending order;
        an unused ``k`` holds ``(INFINITY, -1)``.
    travel
        One table for each day, over the nodes.
    day_start, day_end
        Minutes after midnight, for each day.
    starts, ends
        Nodes where the trip may begin and end.
    nights
        For each night the nodes where it can be spent, ascending.
    max_visits, max_transit
        Limits of each day; ``max_transit`` in minutes.
    site_cost, night_cost
        CNY ``[site]`` and ``[node]``, for the party.
    must
        Sites that have to be visited.
    rules
        Coverage rules.
    max_bed_changes
        How often at most two successive nights are in different towns, or None.
    travel_cost_factor
        What to multiply the CNY of ``travel`` with for the party.
    budget
        CNY for the whole trip, or None.
    purses
        CNY for each kind of cost.
    meals
        The meals of a day, in order.
    travel_price, bed_price, return_price
        What a minute of travel, a change of bed, and coming back to the bed of a town once left take from the
        objective. Where a trip starts and ends one may sleep before one leaves and once after; where it only starts,
        before one leaves (see `num_returns`).
    empty_price
        What each day without a visit takes from the objective; nothing where none is told.
    money_price
        What a CNY takes from the objective; rounded once for each ride, ticket, pass, hire and night.
    night_share
        What share of a night's CNY takes from the objective.
    change_price
        What a change from one vehicle into another on a ride takes from the objective.
    leave_from
        ``[day, node]``: the minute before which nobody leaves for a node, or None where the day's start says it all.
        A day may begin early for one site only.
    window_loss
        ``[day, site, k]``: what a visit begun in a window takes from the objective (best hours), 0 or more,
        or None.
    day_bonus, night_bonus
        ``[day, site]`` and ``[day, node]``: what visiting a site on a day, and ending a day at a node is worth beside
        (an earlier plan is kept), or None.
    passes
        Tickets that cover several sites; bought where they save money.
    hires
        Vehicles by the day.
    places
        ``[node]``: nodes of equal number are one bed, or None where each is its own.
    stays
        ``[node, node]``: whether a day that begins at one may end at the other, or None where all may. With a town
        twice, for the first and for later nights, this says how long one stays at least.
    """

    node_ids: tuple[str, ...]
    num_sites: int
    prize: IntArray
    minutes: IntArray
    windows: IntArray
    travel: tuple[Travel, ...]
    day_start: tuple[int, ...]
    day_end: tuple[int, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    nights: tuple[tuple[int, ...], ...]
    max_visits: tuple[int, ...]
    max_transit: tuple[int, ...]
    site_cost: IntArray
    night_cost: IntArray
    must: tuple[int, ...] = ()
    rules: tuple[Rule, ...] = ()
    max_bed_changes: int | None = None
    travel_cost_factor: float = 1.0
    budget: int | None = None
    purses: Purses = Purses()
    meals: tuple[Meal, ...] = ()
    travel_price: int = 0
    bed_price: int = 0
    return_price: int = 0
    empty_price: tuple[int, ...] = ()
    money_price: float = 0.0
    night_share: float = 1.0
    change_price: int = 0
    leave_from: IntArray | None = None
    window_loss: IntArray | None = None
    day_bonus: IntArray | None = None
    night_bonus: IntArray | None = None
    passes: tuple[Pass, ...] = ()
    hires: tuple[Hire, ...] = ()
    places: IntArray | None = None
    stays: BoolArray | None = None

    @property
    def num_days(self) -> int:
        """Days of the trip."""
        return len(self.day_start)

    @cached_property
    def day_kinds(self) -> tuple[int, ...]:
        """For each day the first day that is the same in all that tours depend on."""
        kinds: list[int] = []
        for day in range(self.num_days):
            same = (other for other in range(day) if self._same_day(day, other))
            kinds.append(next(same, day))
        return tuple(kinds)

    def _same_day(self, day: int, other: int) -> bool:
        by_day = (self.day_start, self.day_end, self.max_visits, self.max_transit)
        arrays = (self.windows, self.minutes, self.window_loss, self.leave_from)
        return (
            all(travel[day] is travel[other] for travel in (self.travel, *(h.travel for h in self.hires)))
            and all(each[day] == each[other] for each in by_day)
            and self.starts_of(day) == self.starts_of(other)
            and self.ends_of(day) == self.ends_of(other)
            and all(array is None or np.array_equal(array[day], array[other]) for array in arrays)
        )

    def leaves_from(self, day: int) -> IntArray:
        """Return ``[node]``: the minute before which nobody leaves for it on a day, 0 where the day's start says it."""
        return np.zeros(len(self.node_ids), np.int64) if self.leave_from is None else self.leave_from[day]

    def starts_of(self, day: int) -> tuple[Node, ...]:
        """Nodes where a day may start."""
        return tuple(map(Node, self.starts if day == 0 else self.nights[day - 1]))

    def ends_of(self, day: int) -> tuple[Node, ...]:
        """Nodes where a day may end."""
        return tuple(map(Node, self.ends if day == self.num_days - 1 else self.nights[day]))

    def money_loss(self, cny: IntArray) -> IntArray:
        """Return what money takes from the objective."""
        return np.asarray(np.rint(self.money_price * np.asarray(cny)), dtype=np.int64)

    def bed_loss(self, cny: IntArray) -> IntArray:
        """Return what the money of nights takes from the objective."""
        return np.asarray(np.rint(self.money_price * self.night_share * np.asarray(cny)), dtype=np.int64)

    def visit_worth(self, day: int) -> IntArray:
        """Return ``[site]``: the prize of a visit on a day less its ticket."""
        bonus = 0 if self.day_bonus is None else self.day_bonus[day]
        return np.asarray(self.prize + bonus - self.money_loss(self.site_cost), dtype=np.int64)

    @property
    def empty_losses(self) -> tuple[int, ...]:
        """What each day takes from the objective if it has no visit."""
        return self.empty_price or (0,) * self.num_days

    def empty_loss(self, tours: Sequence[Tour]) -> int:
        """Return what the days without a visit take from the objective."""
        return sum(loss for loss, tour in zip(self.empty_losses, tours, strict=True) if not tour.sites)

    def night_cny(self, day: int) -> IntArray:
        """Return ``[node]``: the CNY of ending a day there; after the last day there is no night."""
        return self.night_cost if day < self.num_days - 1 else np.zeros_like(self.night_cost)

    def night_loss(self, day: int) -> IntArray:
        """Return ``[node]``: what ending a day there takes from the objective."""
        bonus = 0 if self.night_bonus is None else self.night_bonus[day]
        return np.asarray(self.bed_loss(self.night_cny(day)) - bonus, dtype=np.int64)

    def travel_with(self, hire: int) -> tuple[Travel, ...]:
        """Return a table for each day with a vehicle, or (0) without."""
        return self.hires[hire - 1].travel if hire else self.travel

    def hire_cny(self, hire: int) -> int:
        """Return the CNY of a day with a vehicle; 0 is none, then come those of ``hires``."""
        return self.hires[hire - 1].cny if hire else 0

    @cached_property
    def beds(self) -> IntArray:
        """``[node]``: which bed it is, numbered from 0."""
        if self.places is None:
            return np.arange(len(self.node_ids))
        return np.asarray(np.unique(self.places, return_inverse=True)[1], dtype=np.int64)

    def may_stay(self, start: IntArray, end: IntArray) -> BoolArray:
        """Return whether a day may begin and end there."""
        if self.stays is None:
            return np.ones(np.broadcast(start, end).shape, dtype=bool)
        return np.asarray(self.stays[start, end])

    def open_from(self, day: int, site: IntArray, minute: IntArray) -> IntArray:
        """Return the earliest start of a visit at or after a minute, `INFINITY` when there is none."""
        best = np.full(np.broadcast(site, minute).shape, INFINITY, dtype=np.int64)
        for k in range(self.windows.shape[2]):
            window = self.windows[day, :, k]
            begin = np.maximum(minute, window[:, 0][site])
            best = np.minimum(best, np.where(begin <= window[:, 1][site], begin, INFINITY))
        return best

    def bed_changes(self, day: int, start: IntArray, end: IntArray) -> IntArray:
        """Return 1 where a day between two nights moves to another bed."""
        if day == 0 or day == self.num_days - 1:
            return np.zeros(np.broadcast(start, end).shape, dtype=np.int64)
        return np.asarray(self.beds[start] != self.beds[end], dtype=np.int64)

    def enters(self, day: int, start: IntArray, end: IntArray) -> IntArray:
        """Return 1 where a day comes to a bed for the night from elsewhere."""
        if day == self.num_days - 1:
            return np.zeros(np.broadcast(start, end).shape, dtype=np.int64)
        return np.asarray(self.beds[start] != self.beds[end], dtype=np.int64)

    def was_at(self, day: int, start: IntArray) -> IntArray:
        """Return 1 where a day begins the trip, as if from a bed, at a place where it does not end too."""
        return np.asarray((day == 0) & ~self.is_home[start], dtype=np.int64)

    @cached_property
    def is_home(self) -> BoolArray:
        """``[node]``: whether a trip may both start and end in its bed."""
        return np.isin(self.beds, np.intersect1d(self.beds[list(self.starts)], self.beds[list(self.ends)]))

    def num_returns(self, tours: tuple[Tour, ...]) -> int:
        """Return how often a trip comes back to a bed that it had left; where it starts, it was before.

        Unless it ends there too: then it may come home before its end.
        """
        began = [int(self.beds[tour.start]) for tour in tours[:1] if self.was_at(0, np.array(tour.start))]
        entered = began + [
            int(self.beds[tour.end])
            for day, tour in enumerate(tours)
            if self.enters(day, np.array(tour.start), np.array(tour.end))
        ]
        return len(entered) - len(set(entered))

    def num_bed_changes(self, tours: tuple[Tour, ...]) -> int:
        """Return how often two successive nights are in different beds."""
        ends = [(np.array(tour.start), np.array(tour.end)) for tour in tours]
        return sum(int(self.bed_changes(day, *way)) for day, way in enumerate(ends))

    def broken_limits(self, tours: tuple[Tour, ...]) -> list[str]:
        """Name the limits of the whole trip that a choice of tours breaks; days are right by construction."""
        visited = {site for tour in tours for site in tour.sites}
        broken = ["must" for site in self.must if site not in visited]
        for rule in self.rules:
            count = rule.count(tours)
            if count < rule.at_least or (rule.at_most is not None and count > rule.at_most):
                broken.append(rule.name)
        if self.max_bed_changes is not None and self.num_bed_changes(tours) > self.max_bed_changes:
            broken.append("bed-changes")
        broken += ["stay" for tour in tours if not self.may_stay(np.array(tour.start), np.array(tour.end))]
        spent = self.spent_on(tours)
        for name, most, cny in zip(("budget", *KINDS), self.money_limits, (sum(spent), *spent), strict=True):
            if most is not None and cny > most:
                broken.append(name)
        return broken

    @property
    def money_limits(self) -> tuple[int | None, ...]:
        """The budget, and the purses of rides, tickets and nights."""
        return self.budget, *self.purses.limits

    @property
    def rides_are_limited(self) -> bool:
        """Whether a cheaper ride may be wanted though it takes more from the objective."""
        return self.budget is not None or self.purses.rides is not None

    def demanded_only(self) -> Problem:
        """Return the problem with only the sites demanded: whether any plan fits shows there soonest."""
        demanded = [*self.must, *(site for rule in self.rules if rule.at_least for site in rule.sites)]
        windows = np.full_like(self.windows, -1)
        windows[..., 0] = INFINITY
        windows[:, demanded] = self.windows[:, demanded]
        return replace(self, windows=windows)

    def money_of(self, tours: tuple[Tour, ...]) -> int:
        """Return the CNY of tickets or passes, rides, hires and nights."""
        return sum(self.spent_on(tours))

    def spent_on(self, tours: tuple[Tour, ...]) -> tuple[int, int, int]:
        """Return the CNY of rides and hires, of tickets or passes, and of nights."""
        rides = sum(tour.cny + self.hire_cny(tour.hire) for tour in tours)
        tickets = sum(int(self.site_cost[site]) for tour in tours for site in tour.sites)
        tickets -= self.saved(tours, self.site_cost, [each.cny for each in self.passes])
        nights = sum(int(self.night_cny(day)[tour.end]) for day, tour in enumerate(tours))
        return rides, tickets, nights

    def saved(self, tours: tuple[Tour, ...], tickets: IntArray, prices: Sequence[int]) -> int:
        """Return what the best choice of passes saves, at a price for each ticket and each pass."""
        opened = [
            {site for day in each.days if day < len(tours) for site in tours[day].sites if site in each.sites}
            for each in self.passes
        ]
        offers = [(sites, price) for sites, price in zip(opened, prices, strict=True) if sites]

        def best(at: int, free: frozenset[Site]) -> int:
            if at == len(offers):
                return 0
            sites, price = offers[at]
            bought = sum(int(tickets[site]) for site in sites - free) - price
            return max(best(at + 1, free), bought + best(at + 1, free | sites))

        return best(0, frozenset())

    def for_party(self, cny: FloatArray, hire: int = 0) -> IntArray:
        """Return the whole CNY of rides for the party, half up, from those of a travel table, which are for one."""
        factor = self.hires[hire - 1].travel_cost_factor if hire else self.travel_cost_factor
        return np.asarray(np.floor(np.minimum(cny * factor, INFINITY) + 0.5), dtype=np.int64)

    def priced(
        self, minutes: IntArray, cny: FloatArray, changes: IntArray, hire: int = 0
    ) -> tuple[IntArray, IntArray]:
        """Return what rides take from the objective, and their CNY for the party."""
        party = self.for_party(cny, hire)
        prices = self.travel_price, self.money_price, self.change_price
        return ride_loss(*prices, minutes, party, changes), party


@dataclass(frozen=True)
class Tour:
    """One day: where it starts, the sites in order, where it ends.

    ``travel`` are its minutes of travel, ``loss`` what its rides and the hours of its visits take from the objective,
    ``cny`` what its rides cost the party; ``hire`` is the vehicle of the day, 0 for none.
    """

    start: Node
    sites: tuple[Site, ...]
    end: Node
    travel: int
    loss: int = 0
    cny: int = 0
    hire: int = 0


@dataclass(frozen=True)
class Solution:
    """A tour a day, its objective, and what is proven of it; ``notes`` say what to know of the bound."""

    tours: tuple[Tour, ...]
    objective: int
    bound: int | None
    engine: str
    seconds: float
    notes: tuple[Note, ...] = ()

    @property
    def gap(self) -> float | None:
        """How much better any plan could be at most, as a share of the bound."""
        if self.bound is None:
            return None
        if self.bound <= self.objective:
            return 0.0
        return (self.bound - self.objective) / self.bound if self.bound > 0 else 1.0


def objective_of(problem: Problem, tours: tuple[Tour, ...]) -> int:
    """Return what a plan is worth: prizes (each site once) less the prices of rides, money and beds."""
    value, seen = 0, set[Site]()
    for day, tour in enumerate(tours):
        worth = problem.visit_worth(day)
        value += sum(int(worth[site]) for site in set(tour.sites) - seen)
        seen.update(tour.sites)
        value -= tour.loss + int(problem.night_loss(day)[tour.end])
        value -= int(problem.money_loss(np.array(problem.hire_cny(tour.hire))))
    passes = [int(problem.money_loss(np.array(each.cny))) for each in problem.passes]
    value += problem.saved(tours, problem.money_loss(problem.site_cost), passes)
    value -= problem.bed_price * problem.num_bed_changes(tours) + problem.empty_loss(tours)
    return value - problem.return_price * problem.num_returns(tours)
