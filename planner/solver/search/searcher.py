"""Local search over whole plans, in stints that can be short."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import c_double, c_uint64
from functools import cached_property
from typing import Any

import numpy as np

from planner.arrays import IntArray
from planner.problem import Tour
from planner.solver.bound.rows import Column
from planner.solver.compiled import Watch, in_c, structure
from planner.solver.day.tables import NEVER
from planner.solver.library import library
from planner.solver.search.search import search
from planner.solver.search.sweep import sweeps
from planner.solver.search.trip import POOL, Plan, Pool, Trip

HOT, COLD = 0.6, 0.06  # temperatures, as shares of a typical prize
TRIED, WARMED = 10, 0.1  # iterations at a time of plans to begin with, and their temperature
NOTHING = -1e18


class Searcher:
    """A plan at hand, the best one so far, and the tours met on the way."""

    def __init__(self, trip: Trip, seed: int) -> None:
        """Begin with the shortest way from town to town."""
        self.trip = trip
        self.random = c_uint64((seed * 0x9E3779B97F4A7C15 + 0x2545F4914F6CDD1D) % 2**64 or 1)
        self.plan, self.best = Plan.empty(trip), Plan.empty(trip)
        self.best_value = NOTHING
        self.pool = Pool(np.zeros((POOL, 7 + trip.most_visits), dtype=np.int32))
        self.plan.town[:] = way(trip)

    @property
    def has_plan(self) -> bool:
        """Whether a plan without a lapse was found."""
        return self.best_value > NOTHING / 2

    def run(self, iterations: int, watch: Watch, hot: float = HOT, cold: float = COLD) -> int:
        """Search; return how many iterations there was time for."""
        compiled, heat = library(), (hot * self.trip.typical, cold * self.trip.typical)
        if compiled is None:
            of_best = self.best, self.best_value
            done, self.best_value = search(
                self.trip, self.plan, *of_best, iterations, heat, self.random, self.pool, watch
            )
            return done
        value, (*plans, pool) = c_double(self.best_value), self._in_c
        done = int(compiled.search(*in_c(*plans, value, iterations, *heat, self.random, pool, watch)))
        self.best_value, self.pool.num = value.value, pool.num
        return done

    @cached_property
    def _in_c(self) -> list[Any]:
        """Trip, plans and pool as the kernel takes them, found once: that takes as long as a stint."""
        return [structure(thing) for thing in (self.trip, self.plan, self.best, self.pool)]

    def restart(self) -> None:
        """Go on from the best plan."""
        if self.has_plan:
            self.plan.take(self.best)

    def begin(self, work: int, watch: Watch) -> None:
        """Search for so long from each of some sweeps, and go on from the best plan."""
        for towns in sweeps(self.trip, self.plan.town[0], self.plan.town[-1]):
            self.plan.take(Plan.empty(self.trip))
            self.plan.town[:] = towns
            last = watch.work + work
            while watch.work < last and self.run(TRIED, watch, WARMED, WARMED) == TRIED:
                pass
        self.restart()

    def begin_from(self, chain: Sequence[Column | Tour]) -> None:
        """Go on from a chain of tours, each site where it comes first."""
        seen: set[int] = set()
        for day, tour in enumerate(chain):
            kept = [site for site in tour.sites if site not in seen]
            seen.update(kept)
            self.plan.num[day] = len(kept)
            self.plan.sites[day, : len(kept)] = kept
            self.plan.town[day], self.plan.town[day + 1] = tour.start, tour.end
            self.plan.hire[day] = tour.hire


def way(trip: Trip) -> list[int]:
    """Return where each day begins, and the last ends: the shortest way, each ride short enough for a day if can be."""
    problem = trip.problem
    towns = [np.array(problem.starts_of(0))]
    value = np.zeros(len(towns[0]))
    came: list[IntArray] = []
    for day, table in enumerate(trip.tables[0]):
        origins, ends = towns[-1], np.array(problem.ends_of(day))
        at = np.ix_(origins, ends)
        ride = table.low[at] + trip.bed * problem.bed_changes(day, origins[:, None], ends[None, :])
        ride[(table.quick[at] > table.max_minutes) | ~problem.may_stay(*at)] = NEVER
        total = value[:, None] + ride + (problem.night_cny(day)[ends] if trip.num_limits else 0)
        total = total + trip.night[day, ends]
        came.append(total.argmin(axis=0))
        value = total.min(axis=0)
        towns.append(ends)
    at_end = int(value.argmin())
    places = [int(towns[-1][at_end])]
    for day in reversed(range(problem.num_days)):
        at_end = int(came[day][at_end])
        places.insert(0, int(towns[day][at_end]))
    return places
