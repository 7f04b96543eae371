"""OR-Tools' routing model: a vehicle a day, the nights fixed.

Days on which the sites' hours differ lie one after another on one clock, so that the hours of a site are one
set of numbers; days with the same hours share their place on it, for gaps in long ranges make the model slow.
Meals are not breaks of the vehicle but cut out of the clock (`plain`): a visit cannot hold its own break. OR-Tools'
iterated local search (SISR ruin, annealing) was tried in place of plain descent: it takes ten times as long, and in
the same time the rounds of `rounds` with many descents found better plans.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from planner.arrays import IntArray
from planner.problem import Site
from planner.solver.limit import Clock, milliseconds
from planner.solver.routing.plain import Plain

FIRST = routing_enums_pb2.FirstSolutionStrategy
ROUTING_WORK = 0.05  # units a site and day of a solve
MOST_SOLUTIONS = 200  # of one solve where work is limited


class RoutingModel:
    """The visits of all days, the nights given."""

    def __init__(self, plain: Plain, stops: Sequence[int], worth: IntArray, order: IntArray) -> None:
        """Build the model.

        Parameters
        ----------
        plain
            The problem.
        stops
            Where the days begin, and where the last one ends.
        worth
            ``[site]``, what leaving a site out costs; sites worth nothing are left out.
        order
            The sites in the order in which the model knows them; ties in the search are broken by it.
        """
        self.plain, self.problem, self.worth = plain, plain.problem, worth
        self.days = range(self.problem.num_days)
        self.sites: list[Site] = [site for site in order.tolist() if worth[site] > 0]
        towns = sorted(set(stops))
        self.rows = np.array([*self.sites, *towns], dtype=np.int64)
        ways = [len(self.sites) + towns.index(stop) for stop in stops]
        self.manager = pywrapcp.RoutingIndexManager(len(self.rows), len(self.days), ways[:-1], ways[1:])
        self.model = pywrapcp.RoutingModel(self.manager)
        self.index: dict[int, int] = {
            site: self.manager.NodeToIndex(row) for row, site in enumerate(self.sites)
        }
        self.span = max(plain.day_end) + 1
        self.offset = [self.span * kind for kind in _hours_kinds(plain)]
        for add in (self._add_travel, self._add_visits, self._add_clock, self._add_prizes, self._add_rules):
            add()
        if self.problem.budget is not None:
            self._add_budget(self.problem.budget - int(self.problem.night_cost[list(stops[1:-1])].sum()))

    def _by_day(self, tables: Sequence[IntArray], at_origin: IntArray | int = 0) -> list[int]:
        """Register one matrix for each different table, with something added to each row."""
        known: dict[int, int] = {}
        at = np.ix_(self.rows, self.rows)
        for table in tables:
            if id(table) not in known:
                matrix = (table[at] + at_origin).tolist()
                known[id(table)] = int(self.model.RegisterTransitMatrix(matrix))
        return [known[id(table)] for table in tables]

    def _at_sites(self, values: IntArray) -> IntArray:
        """Return ``[row, 1]``: a value of each site, nothing at stops."""
        column = np.zeros((len(self.rows), 1), dtype=np.int64)
        column[: len(self.sites), 0] = values[self.sites]
        return column

    def _add_travel(self) -> None:
        """Price travel and cap it by day."""
        moving = self._by_day(self.plain.moving)
        self.model.AddDimensionWithVehicleTransitAndCapacity(
            moving, 0, list(self.problem.max_transit), True, "travel"
        )
        losses = {id(table): self.problem.travel_price * table for table in self.plain.moving}
        prices = self._by_day([losses[id(table)] for table in self.plain.moving])
        for day in self.days:
            self.model.SetArcCostEvaluatorOfVehicle(prices[day], day)
            self.model.SetVehicleUsedWhenEmpty(True, day)  # the way alone has its price

    def _add_visits(self) -> None:
        each = self.model.RegisterUnaryTransitVector(self._at_sites(np.ones_like(self.worth))[:, 0].tolist())
        self.model.AddDimensionWithVehicleCapacity(each, 0, list(self.problem.max_visits), True, "visits")

    def _add_clock(self) -> None:
        """Add time: visits start in the windows of the days, days end in time."""
        by_day = self._by_day(self.plain.minutes, self._at_sites(self.plain.length))
        horizon = max(self.offset) + self.span
        self.model.AddDimensionWithVehicleTransits(by_day, self.span, horizon, False, "time")
        time = self.model.GetDimensionOrDie("time")
        for day in self.days:
            first = self.offset[day] + self.problem.day_start[day]
            time.CumulVar(self.model.Start(day)).SetValue(first)
            time.CumulVar(self.model.End(day)).SetRange(first, self.offset[day] + self.plain.day_end[day])
        for site, index in self.index.items():
            self._open(time.CumulVar(index), self._spans(site))

    def _spans(self, site: int) -> list[tuple[int, int]]:
        spans = set()
        for day in self.days:
            latest = self.plain.day_end[day] - int(self.plain.length[site])
            for first, last in self.plain.windows[day, site].tolist():
                if first <= min(last, latest):
                    spans.add((self.offset[day] + first, self.offset[day] + min(last, latest)))
        return sorted(spans)

    def _open(self, start: pywrapcp.IntVar, spans: list[tuple[int, int]]) -> None:
        if not spans:
            return
        start.SetRange(spans[0][0], max(last for _, last in spans))
        for (_, closed), (opened, _) in pairwise(spans):
            if closed + 1 < opened:
                start.RemoveInterval(closed + 1, opened - 1)

    def _add_prizes(self) -> None:
        for site, index in self.index.items():
            self.model.AddDisjunction([index], int(self.worth[site]))
            if not self._spans(site):
                self.model.ActiveVar(index).SetValue(0)

    def _add_rules(self) -> None:
        """Keep to what may be visited at most; what must be is a matter of what it is worth."""
        solver = self.model.solver()
        for rule in self.problem.rules:
            members = [self.model.ActiveVar(self.index[site]) for site in rule.sites if site in self.index]
            if rule.at_most is not None and members:
                solver.Add(solver.Sum(members) <= rule.at_most)

    def _add_budget(self, cny: int) -> None:
        """Let tickets and rides of all days cost so much at most."""
        every = np.arange(len(self.problem.node_ids))
        known: dict[int, IntArray] = {}
        for travel in self.problem.travel:
            cost = travel.cost(every[:, None], every[None, :])
            known.setdefault(id(travel), self.problem.for_party(cost))
        fares = [known[id(travel)] for travel in self.problem.travel]
        by_day = self._by_day(fares, self._at_sites(self.problem.site_cost))
        self.model.AddDimensionWithVehicleTransits(by_day, 0, max(0, cny), True, "money")
        money, solver = self.model.GetDimensionOrDie("money"), self.model.solver()
        solver.Add(solver.Sum([money.CumulVar(self.model.End(day)) for day in self.days]) <= cny)

    def solve(self, clock: Clock) -> list[list[Site]]:
        """Return the sites of each day after insertion and local search; none when nothing was found in time."""
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = FIRST.PARALLEL_CHEAPEST_INSERTION
        if clock.counts_work:
            clock.count(ROUTING_WORK * len(self.sites) * len(self.days))
            parameters.solution_limit = MOST_SOLUTIONS
        else:
            parameters.time_limit.FromMilliseconds(milliseconds(clock.left))
        found = self.model.SolveWithParameters(parameters)
        return [[] if found is None else self._visits(found, day) for day in self.days]

    def _visits(self, found: pywrapcp.Assignment, day: int) -> list[Site]:
        sites, index = [], found.Value(self.model.NextVar(self.model.Start(day)))
        while not self.model.IsEnd(index):
            sites.append(self.sites[self.manager.IndexToNode(index)])
            index = found.Value(self.model.NextVar(index))
        return sites


def _hours_kinds(plain: Plain) -> list[int]:
    """Return for each day which of the different sets of hours and days' ends it has."""
    kinds: dict[tuple[bytes, int], int] = {}
    keys = [(windows.tobytes(), end) for windows, end in zip(plain.windows, plain.day_end, strict=True)]
    return [kinds.setdefault(key, len(kinds)) for key in keys]
