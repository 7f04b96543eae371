"""The numbers a solver works on, and what it gives back; nothing here knows of a corridor.

Indices: a *site* is 0..num_sites-1; a *node* is a site or one of the *stops* (start, towns, end) that follow.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

import numpy as np

from planner.arrays import INFINITY, IntArray
from planner.travel import Travel


@dataclass(frozen=True)
class Lunch:
    """An hour begun between two clock times, or inside a long visit."""

    earliest: int
    latest: int
    minutes: int
    inside_visit: int


@dataclass(frozen=True)
class Rule:
    """At least, and at most, so many of a set of sites are visited."""

    name: str
    sites: frozenset[int]
    at_least: int = 0
    at_most: int | None = None


@dataclass(frozen=True, eq=False)
class Problem:
    """A tourist trip design problem.

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
    start, end
        Nodes where the trip begins and ends.
    nights
        For each night the nodes where it can be spent, ascending.
    max_visits, max_transit
        Limits of a day.
    must
        Sites that have to be visited.
    rules
        Coverage rules.
    max_bed_changes
        How often at most two successive nights are in different towns, or None.
    site_cost, night_cost
        CNY ``[site]`` and ``[node]``, for the party.
    travel_cost_factor
        What to multiply ``travel.cost`` with for the party.
    budget
        CNY for the whole trip, or None.
    lunch
        The rule for lunch, or None.
    travel_price, bed_price
        What a minute of travel and a change of bed take from the objective.
    """

    node_ids: tuple[str, ...]
    num_sites: int
    prize: IntArray
    minutes: IntArray
    windows: IntArray
    travel: tuple[Travel, ...]
    day_start: tuple[int, ...]
    day_end: tuple[int, ...]
    start: int
    end: int
    nights: tuple[tuple[int, ...], ...]
    max_visits: int
    max_transit: int
    site_cost: IntArray
    night_cost: IntArray
    must: tuple[int, ...] = ()
    rules: tuple[Rule, ...] = ()
    max_bed_changes: int | None = None
    travel_cost_factor: float = 1.0
    budget: int | None = None
    lunch: Lunch | None = None
    travel_price: int = 0
    bed_price: int = 0

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
        return (
            self.travel[day] is self.travel[other]
            and self.day_start[day] == self.day_start[other]
            and self.day_end[day] == self.day_end[other]
            and self.starts_of(day) == self.starts_of(other)
            and self.ends_of(day) == self.ends_of(other)
            and bool(np.array_equal(self.windows[day], self.windows[other]))
            and bool(np.array_equal(self.minutes[day], self.minutes[other]))
        )

    def starts_of(self, day: int) -> tuple[int, ...]:
        """Nodes where a day may start."""
        return (self.start,) if day == 0 else self.nights[day - 1]

    def ends_of(self, day: int) -> tuple[int, ...]:
        """Nodes where a day may end."""
        return (self.end,) if day == self.num_days - 1 else self.nights[day]

    @property
    def meals(self) -> tuple[Lunch, ...]:
        """The meals of a day, in order."""
        return () if self.lunch is None else (self.lunch,)

    def ride_loss(self, minutes: IntArray) -> IntArray:
        """Return what rides take from the objective."""
        return self.travel_price * minutes

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
        return np.asarray(start != end, dtype=np.int64)

    def broken_limits(self, tours: tuple[Tour, ...]) -> list[str]:
        """Name the limits of the whole trip that a choice of tours breaks; days are right by construction."""
        visited = {site for tour in tours for site in tour.sites}
        broken = ["must" for site in self.must if site not in visited]
        for rule in self.rules:
            count = len(rule.sites & visited)
            if count < rule.at_least or (rule.at_most is not None and count > rule.at_most):
                broken.append(rule.name)
        changes = sum(a.end != b.end for a, b in pairwise(tours[:-1]))
        if self.max_bed_changes is not None and changes > self.max_bed_changes:
            broken.append("bed-changes")
        if self.budget is not None and self.money_of(tours) > self.budget:
            broken.append("budget")
        return broken

    def demanded_only(self) -> Problem:
        """Return the problem with only the sites demanded: whether any plan fits shows there soonest."""
        demanded = [*self.must, *(site for rule in self.rules if rule.at_least for site in rule.sites)]
        windows = np.full_like(self.windows, -1)
        windows[..., 0] = INFINITY
        windows[:, demanded] = self.windows[:, demanded]
        return replace(self, windows=windows)

    def money_of(self, tours: tuple[Tour, ...]) -> int:
        """Return the CNY of tickets, travel and nights."""
        total = 0
        for day, tour in enumerate(tours):
            way = (tour.start, *tour.sites, tour.end)
            for origin, target in pairwise(way):
                total += self.ride_cost(day, np.array(origin), np.array(target)).item()
            total += sum(int(self.site_cost[site]) for site in tour.sites) + int(self.night_cost[tour.end])
        return total

    def ride_cost(self, day: int, origin: IntArray, target: IntArray) -> IntArray:
        """Return the CNY of the way between nodes for the party."""
        cost = self.travel[day].cost(origin, target) * self.travel_cost_factor
        return np.asarray(np.round(np.minimum(cost, INFINITY)), dtype=np.int64)


@dataclass(frozen=True)
class Tour:
    """One day: where it starts, the sites in order, where it ends, and its minutes of travel."""

    start: int
    sites: tuple[int, ...]
    end: int
    travel: int


@dataclass(frozen=True)
class Solution:
    """A tour a day, its objective, and what is proven of it; ``notes`` are codes of what to know of the bound."""

    tours: tuple[Tour, ...]
    objective: int
    bound: int | None
    engine: str
    seconds: float
    notes: tuple[str, ...] = ()

    @property
    def is_optimal(self) -> bool:
        """The bound meets the objective."""
        return self.bound is not None and self.bound <= self.objective

    @property
    def gap(self) -> float | None:
        """How much better any plan could be at most, as a share of the bound."""
        if self.bound is None:
            return None
        if self.bound <= self.objective:
            return 0.0
        return (self.bound - self.objective) / self.bound if self.bound > 0 else 1.0


def objective_of(problem: Problem, tours: tuple[Tour, ...]) -> int:
    """Return prizes (each site once) less the prices of travel and of changing beds."""
    sites = {site for tour in tours for site in tour.sites}
    changes = sum(
        int(problem.bed_changes(day, np.array(tour.start), np.array(tour.end)))
        for day, tour in enumerate(tours)
    )
    travel = sum(tour.travel for tour in tours)
    prizes = int(sum(problem.prize[site] for site in sites))
    return prizes - problem.travel_price * travel - problem.bed_price * changes
