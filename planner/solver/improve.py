"""Repair and local search on plans, every tour timed by the exact rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from planner.arrays import FloatArray, IntArray
from planner.problem import Problem, Tour, objective_of
from planner.solver.flat import Flat
from planner.solver.labels import BoolArray
from planner.solver.limit import Clock
from planner.solver.retiming import Retimer

Plan = tuple[Tour, ...]
Day = tuple[int, tuple[int, ...], int]  # where it starts, sites, where it ends
Rank = tuple[int, int]

RETIME_WORK = 0.1  # units a tour that is timed


@dataclass(frozen=True)
class Move:
    """A change of some days, and what it is worth at most."""

    gain: int
    days: dict[int, Day]


class Improver:
    """Makes plans feasible and better; what it does follows from the plan alone unless time runs out."""

    def __init__(self, flat: Flat, clock: Clock | None = None) -> None:
        """Prepare the tables of a problem; without a clock it takes as long as it takes."""
        self.clock = clock or Clock()
        problem = self.problem = flat.problem
        self.flat, self.retimer = flat, Retimer(problem)
        every = np.arange(len(problem.node_ids))
        tables = {id(t): t.quickest(every[:, None], every[None, :]) for t in problem.travel}
        self._quickest = [tables[id(travel)] for travel in problem.travel]
        self._is_open: BoolArray = np.asarray((problem.windows[..., 1] >= 0).any(axis=2))

    def blurred(self, factors: FloatArray) -> Improver:
        """Return one to whom prizes look different."""
        other = copy(self)
        prize = np.round(self.problem.prize * factors).astype(np.int64)
        other.problem = replace(self.problem, prize=prize)
        return other

    def worth(self, plan: Plan) -> IntArray:
        """Return the prizes, and more than all else for what must be visited, or has to be and is not yet."""
        problem = self.problem
        visited = {site for tour in plan for site in tour.sites}
        wanted = set(problem.must).union(
            *(rule.sites for rule in problem.rules if len(rule.sites & visited) < rule.at_least)
        )
        worth = problem.prize.copy()
        ways = problem.travel_price * problem.max_transit + problem.bed_price
        worth[list(wanted)] += 1 + int(problem.prize.sum()) + problem.num_days * ways
        return worth

    def _timed(self, day: int, start: int, sites: Sequence[int], end: int) -> Tour | None:
        self.clock.count(RETIME_WORK)
        return self.retimer.retime(day, start, sites, end)

    def rank(self, plan: Plan) -> Rank:
        """Return what makes a plan better than another: 0 when it keeps all limits, less if not; the objective."""
        return -excess(self.problem, plan), objective_of(self.problem, plan)

    def repair(self, days: Sequence[Day]) -> Plan | None:
        """Return a plan of tours that fit, less the sites worth least; None when a way alone is too long."""
        tours, worth = [], self.worth(())
        for day, (start, sites, end) in enumerate(days):
            kept = list(sites)
            while (tour := self._timed(day, start, kept, end)) is None:
                if not kept:
                    return None
                kept.remove(min(kept, key=lambda site: (int(worth[site]), site)))
            tours.append(tour)
        return tuple(tours)

    def improve(self, plan: Plan) -> Plan:
        """Return the plan after insertions, exchanges, removals and moves of nights until none helps."""
        while self.clock.left > 0:
            kinds = [self._removals, self._insertions, self._exchanges, self._nights]
            better = (self._best(plan, kind(plan)) for kind in kinds)
            found = next((other for other in better if other is not None), None)
            if found is None:
                break
            plan = found
        return plan

    def _best(self, plan: Plan, moves: Iterator[Move]) -> Plan | None:
        """Return the plan after the move worth most of those that fit and help."""
        rank = self.rank(plan)
        for move in sorted(moves, key=lambda move: -move.gain):
            if move.gain <= 0 and rank[0] == 0:
                return None
            tours = {day: self._timed(day, *changed) for day, changed in move.days.items()}
            if all(tours.values()):
                other = tuple(tours.get(day) or tour for day, tour in enumerate(plan))
                if self.rank(other) > rank:
                    return other
        return None

    def _insertions(self, plan: Plan) -> Iterator[Move]:
        problem, worth = self.problem, self.worth(plan)
        for day, tour in enumerate(plan):
            if len(tour.sites) == problem.max_visits:
                continue
            way = np.array([tour.start, *tour.sites, tour.end])
            sites = self._candidates(plan, day)
            quickest = self._quickest[day]
            detour = self._detour(day, sites, way[:-1], way[1:]) - quickest[way[:-1], way[1:]]
            detour -= self._spare(day, tour)
            fits = (detour <= problem.max_transit - tour.travel) & self._in_time(day, tour, sites, 1)
            for row, at in zip(*np.nonzero(fits), strict=True):
                order = (*tour.sites[:at], int(sites[row]), *tour.sites[at:])
                gain = int(worth[sites[row]] - problem.travel_price * detour[row, at])
                yield Move(gain, {day: (tour.start, order, tour.end)})

    def _exchanges(self, plan: Plan) -> Iterator[Move]:
        problem, worth = self.problem, self.worth(plan)
        for day, tour in enumerate(plan):
            if not tour.sites:
                continue
            way = np.array([tour.start, *tour.sites, tour.end])
            sites = self._candidates(plan, day)
            quickest = self._quickest[day]
            detour = self._detour(day, sites, way[:-2], way[2:])
            detour -= quickest[way[:-2], way[1:-1]] + quickest[way[1:-1], way[2:]] + self._spare(day, tour)
            gains = worth[sites][:, None] - worth[way[1:-1]] - problem.travel_price * detour
            fits = (detour <= problem.max_transit - tour.travel) & self._in_time(day, tour, sites, 2)
            fits &= gains > 0
            for row, at in zip(*np.nonzero(fits), strict=True):
                order = (*tour.sites[:at], int(sites[row]), *tour.sites[at + 1 :])
                yield Move(int(gains[row, at]), {day: (tour.start, order, tour.end)})

    def _removals(self, plan: Plan) -> Iterator[Move]:
        worth = self.worth(plan)
        for day, tour in enumerate(plan):
            way = (tour.start, *tour.sites, tour.end)
            quickest, spare = self._quickest[day], self._spare(day, tour)
            for at, site in enumerate(tour.sites):
                saved = spare + quickest[way[at], site] + quickest[site, way[at + 2]]
                saved -= quickest[way[at], way[at + 2]]
                order = tour.sites[:at] + tour.sites[at + 1 :]
                gain = int(self.problem.travel_price * saved - worth[site])
                yield Move(gain, {day: (tour.start, order, tour.end)})

    def _nights(self, plan: Plan) -> Iterator[Move]:
        problem = self.problem
        for night, (before, after) in enumerate(pairwise(plan)):
            last, first = (before.start, *before.sites)[-1], (*after.sites, after.end)[0]
            towns = np.array(problem.nights[night])
            travel = self._quickest[night][last, towns] + self._quickest[night + 1][towns, first]
            beds = problem.bed_changes(night, np.array(before.start), towns)
            beds += problem.bed_changes(night + 1, towns, np.array(after.end))
            cost = problem.travel_price * travel + problem.bed_price * beds
            gains = cost[np.flatnonzero(towns == before.end)[0]] - cost
            gains += problem.travel_price * (self._spare(night, before) + self._spare(night + 1, after))
            for town, gain in zip(towns.tolist(), gains.tolist(), strict=True):
                if town != before.end:
                    there, on = (before.start, before.sites, town), (town, after.sites, after.end)
                    yield Move(gain, {night: there, night + 1: on})

    def _candidates(self, plan: Plan, day: int) -> IntArray:
        """Return the sites open on a day that a plan does not visit."""
        is_free: BoolArray = self._is_open[day].copy()
        is_free[[site for tour in plan for site in tour.sites]] = False
        return np.flatnonzero(is_free)

    def _in_time(self, day: int, tour: Tour, sites: IntArray, step: int) -> BoolArray:
        """Tell whether each site (row) might fit between each node of a tour and that ``step`` later (column)."""
        problem, quickest = self.problem, self._quickest[day]
        leave, reach = (np.array(times) for times in self.retimer.slack(day, tour))
        way = np.array([tour.start, *tour.sites, tour.end])
        column = sites[:, None]
        arrive = leave[: len(way) - step] + quickest[way[None, :-step], column]
        over = problem.open_from(day, column, arrive) + problem.minutes[day, column]
        return np.asarray(over + quickest[column, way[None, step:]] <= reach[step - 1 :])

    def _detour(self, day: int, sites: IntArray, before: IntArray, after: IntArray) -> IntArray:
        """Return the minutes over each site (row) between each pair of neighbours (column)."""
        quickest = self._quickest[day]
        return np.asarray(
            quickest[before[None, :], sites[:, None]] + quickest[sites[:, None], after[None, :]]
        )

    def _spare(self, day: int, tour: Tour) -> int:
        """Return how many minutes of travel a tour would save if every ride were the quickest of the day."""
        way = (tour.start, *tour.sites, tour.end)
        return tour.travel - int(sum(self._quickest[day][a, b] for a, b in pairwise(way)))


def excess(problem: Problem, plan: Plan) -> int:
    """Return by how much a plan breaks the limits of the whole trip: visits, changes of bed and CNY."""
    if not problem.broken_limits(plan):
        return 0
    visited = {site for tour in plan for site in tour.sites}
    total = sum(site not in visited for site in problem.must)
    for rule in problem.rules:
        count = len(rule.sites & visited)
        total += max(0, rule.at_least - count)
        total += 0 if rule.at_most is None else max(0, count - rule.at_most)
    if problem.max_bed_changes is not None:
        changes = sum(a.end != b.end for a, b in pairwise(plan[:-1]))
        total += max(0, changes - problem.max_bed_changes)
    if problem.budget is not None:
        total += max(0, problem.money_of(plan) - problem.budget)
    return total
