"""OR-Tools' routing model: a vehicle a day, the nights fixed.

Days on which the sites' hours differ lie one after another on one clock, so that the hours of a site are one
set of numbers; days with the same hours share their place on it, for gaps in long ranges make the model slow.
Lunch is not a break of the vehicle but cut out of the clock (`flat`): a visit cannot hold its own break. OR-Tools'
iterated local search (SISR ruin, annealing) was tried in place of plain descent: it takes ten times as long, and in
the same time the rounds of `routing` with many descents found better plans.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from planner.arrays import FloatArray, IntArray
from planner.solver.flat import Flat
from planner.solver.limit import Clock, milliseconds

FIRST = routing_enums_pb2.FirstSolutionStrategy
ROUTING_WORK = 0.05  # units a site and day of a solve
MOST_SOLUTIONS = 200  # of one solve where work is limited


@dataclass(frozen=True, eq=False)
class Fleet:
    """What a routing model is made of.

    Parameters
    ----------
    flat
        The problem.
    days
        The days to plan, in order.
    stops
        Where these days begin and end: a node more than days.
    worth
        ``[site]``, what leaving a site out costs; sites worth nothing are left out.
    money_price
        What a CNY of travel costs.
    """

    flat: Flat
    days: range
    stops: tuple[int, ...]
    worth: IntArray
    money_price: float = 0.0


class RoutingModel:
    """The routing model of a fleet."""

    def __init__(self, fleet: Fleet, order: IntArray) -> None:
        """Build the model.

        Parameters
        ----------
        fleet
            What to plan.
        order
            The sites in the order in which the model knows them; ties in the search are broken by it.
        """
        self.fleet, self.num_days = fleet, len(fleet.days)
        self.sites: list[int] = [site for site in order.tolist() if fleet.worth[site] > 0]
        stops = sorted(set(fleet.stops))
        self.rows = np.array([*self.sites, *stops], dtype=np.int64)
        row_of = {stop: len(self.sites) + k for k, stop in enumerate(stops)}
        ways = [row_of[node] for node in fleet.stops]
        self.manager = pywrapcp.RoutingIndexManager(len(self.rows), self.num_days, ways[:-1], ways[1:])
        self.model = pywrapcp.RoutingModel(self.manager)
        self.span = max(fleet.flat.day_end) + 1
        self.offset = [self.span * kind for kind in _hours_kinds(fleet.flat, fleet.days)]
        self._add_travel()
        self._add_visits()
        self._add_clock()
        self._add_prizes()

    def _matrix(self, table: FloatArray | IntArray) -> int:
        return int(self.model.RegisterTransitMatrix(np.round(table).astype(np.int64).tolist()))

    def _by_day(self, tables: tuple[IntArray, ...], more: IntArray | int = 0) -> list[int]:
        """Register one matrix for each different table, with something added to each row."""
        known: dict[int, int] = {}
        at = np.ix_(self.rows, self.rows)
        for day in self.fleet.days:
            if id(tables[day]) not in known:
                known[id(tables[day])] = self._matrix(tables[day][at] + more)
        return [known[id(tables[day])] for day in self.fleet.days]

    def _add_travel(self) -> None:
        """Price travel and cap it by day."""
        problem, moving = self.fleet.flat.problem, self.fleet.flat.moving
        self.model.AddDimensionWithVehicleTransits(
            self._by_day(moving), 0, problem.max_transit, True, "travel"
        )
        for vehicle, day in enumerate(self.fleet.days):
            self.model.SetArcCostEvaluatorOfVehicle(self._arc_cost(day), vehicle)

    def _arc_cost(self, day: int) -> int:
        problem = self.fleet.flat.problem
        cost = problem.travel_price * self.fleet.flat.moving[day][np.ix_(self.rows, self.rows)].astype(float)
        if self.fleet.money_price:
            cost += self.fleet.money_price * problem.ride_cost(day, self.rows[:, None], self.rows[None, :])
        return self._matrix(cost)

    def _add_visits(self) -> None:
        ones = [1] * len(self.sites) + [0] * (len(self.rows) - len(self.sites))
        each = self.model.RegisterUnaryTransitVector(ones)
        self.model.AddDimension(each, 0, self.fleet.flat.problem.max_visits, True, "visits")

    def _add_clock(self) -> None:
        """Add time: visits start in the windows of the days, days end in time."""
        flat = self.fleet.flat
        length = np.zeros(len(self.rows), dtype=np.int64)
        length[: len(self.sites)] = flat.length[self.sites]
        by_day = self._by_day(flat.minutes, length[:, None])
        horizon = max(self.offset) + self.span
        self.model.AddDimensionWithVehicleTransits(by_day, self.span, horizon, False, "time")
        time = self.model.GetDimensionOrDie("time")
        for vehicle, (day, offset) in enumerate(zip(self.fleet.days, self.offset, strict=True)):
            first, last = offset + flat.problem.day_start[day], offset + flat.day_end[day]
            time.CumulVar(self.model.Start(vehicle)).SetValue(first)
            time.CumulVar(self.model.End(vehicle)).SetRange(first, last)
        for row, site in enumerate(self.sites):
            self._open(time.CumulVar(self.manager.NodeToIndex(row)), self._spans(site))

    def _spans(self, site: int) -> list[tuple[int, int]]:
        flat = self.fleet.flat
        spans = set()
        for day, offset in zip(self.fleet.days, self.offset, strict=True):
            latest = flat.day_end[day] - int(flat.length[site])
            for first, last in flat.windows[day, site].tolist():
                if first <= min(last, latest):
                    spans.add((offset + first, offset + min(last, latest)))
        return sorted(spans)

    def _open(self, start: pywrapcp.IntVar, spans: list[tuple[int, int]]) -> None:
        if not spans:
            return
        start.SetRange(spans[0][0], spans[-1][1])
        for (_, closed), (opened, _) in pairwise(spans):
            if closed + 1 < opened:
                start.RemoveInterval(closed + 1, opened - 1)

    def _add_prizes(self) -> None:
        for row, site in enumerate(self.sites):
            index = self.manager.NodeToIndex(row)
            self.model.AddDisjunction([index], int(self.fleet.worth[site]))
            if not self._spans(site):
                self.model.ActiveVar(index).SetValue(0)

    def solve(self, clock: Clock) -> list[list[int]] | None:
        """Return the sites of each day after insertion and local search; None when nothing was found in time."""
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = FIRST.PARALLEL_CHEAPEST_INSERTION
        if clock.counts_work:
            clock.count(ROUTING_WORK * len(self.sites) * self.num_days)
            parameters.solution_limit = MOST_SOLUTIONS
        else:
            parameters.time_limit.FromMilliseconds(milliseconds(clock.left))
        found = self.model.SolveWithParameters(parameters)
        return None if found is None else [self._sites(found, day) for day in range(self.num_days)]

    def _sites(self, found: pywrapcp.Assignment, vehicle: int) -> list[int]:
        sites, index = [], found.Value(self.model.NextVar(self.model.Start(vehicle)))
        while not self.model.IsEnd(index):
            sites.append(self.sites[self.manager.IndexToNode(index)])
            index = found.Value(self.model.NextVar(index))
        return sites


def _hours_kinds(flat: Flat, days: range) -> list[int]:
    """Return for each day which of the different sets of hours and days' ends it has."""
    kinds: dict[tuple[bytes, int], int] = {}
    keys = [(flat.windows[day].tobytes(), flat.day_end[day]) for day in days]
    return [kinds.setdefault(key, len(kinds)) for key in keys]
