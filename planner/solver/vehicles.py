"""OR-Tools' routing model: a vehicle a day, the nights fixed.

The days lie one after another on one clock, so that the hours of a site on different days are one set of numbers.
Lunch is not a break of the vehicle but cut out of the clock (`flat`): with `SetBreakIntervalsOfVehicle` each
step of the search takes several times as long, and a visit cannot hold its own break.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.constraint_solver import pywrapcp, routing_enums_pb2, routing_heuristic_parameters_pb2

from planner.network.travel import FloatArray, IntArray
from planner.solver.flat import Flat

FIRST = routing_enums_pb2.FirstSolutionStrategy
SORTING = routing_heuristic_parameters_pb2.LocalCheapestInsertionParameters.InsertionSortingProperty


@dataclass(frozen=True, eq=False)
class Fleet:
    """What a routing model is made of.

    Parameters
    ----------
    flat
        The problem.
    nights
        A node for each night.
    worth
        ``[site]``, what leaving a site out costs; sites worth nothing are left out.
    money_price
        What a CNY of travel costs.
    """

    flat: Flat
    nights: tuple[int, ...]
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
        problem = fleet.flat.problem
        self.fleet, self.num_days = fleet, problem.num_days
        self.sites: list[int] = [site for site in order.tolist() if fleet.worth[site] > 0]
        stops = sorted({problem.start, problem.end, *fleet.nights})
        self.rows = np.array([*self.sites, *stops], dtype=np.int64)
        row_of = {stop: len(self.sites) + k for k, stop in enumerate(stops)}
        starts = [row_of[node] for node in (problem.start, *fleet.nights)]
        ends = [row_of[node] for node in (*fleet.nights, problem.end)]
        self.manager = pywrapcp.RoutingIndexManager(len(self.rows), self.num_days, starts, ends)
        self.model = pywrapcp.RoutingModel(self.manager)
        self.span = max(fleet.flat.day_end) + 1
        self._add_travel()
        self._add_visits()
        self._add_clock()
        self._add_prizes()

    def _matrix(self, table: FloatArray | IntArray) -> int:
        return int(self.model.RegisterTransitMatrix(np.round(table).astype(np.int64).tolist()))

    def _by_day(self, tables: list[IntArray]) -> list[int]:
        """Register one matrix for each different table."""
        known: dict[int, int] = {}
        at = np.ix_(self.rows, self.rows)
        for table in tables:
            if id(table) not in known:
                known[id(table)] = self._matrix(table[at])
        return [known[id(table)] for table in tables]

    def _add_travel(self) -> None:
        """Price travel and cap it by day."""
        problem, moving = self.fleet.flat.problem, self.fleet.flat.moving
        by_day = self._by_day(list(moving))
        self.model.AddDimensionWithVehicleTransits(by_day, 0, problem.max_transit, True, "travel")
        for day in range(self.num_days):
            self.model.SetArcCostEvaluatorOfVehicle(self._arc_cost(day), day)

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
        at = np.ix_(self.rows, self.rows)
        known = {id(table): self._matrix(table[at] + length[:, None]) for table in flat.minutes}
        by_day = [known[id(table)] for table in flat.minutes]
        horizon = self.num_days * self.span
        self.model.AddDimensionWithVehicleTransits(by_day, self.span, horizon, False, "time")
        time = self.model.GetDimensionOrDie("time")
        for day in range(self.num_days):
            first = day * self.span + flat.problem.day_start[day]
            time.CumulVar(self.model.Start(day)).SetValue(first)
            time.CumulVar(self.model.End(day)).SetRange(first, day * self.span + flat.day_end[day])
        for row, site in enumerate(self.sites):
            self._open(time.CumulVar(self.manager.NodeToIndex(row)), self._spans(site))

    def _spans(self, site: int) -> list[tuple[int, int]]:
        flat = self.fleet.flat
        spans = [
            (day * self.span + first, day * self.span + min(last, flat.day_end[day]))
            for day in range(self.num_days)
            for first, last in flat.windows[day, site].tolist()
            if first <= min(last, flat.day_end[day])
        ]
        return sorted(spans)

    def _open(self, start: pywrapcp.IntVar, spans: list[tuple[int, int]]) -> None:
        if not spans:
            return
        start.SetRange(spans[0][0], spans[-1][1])
        for (_, closed), (opened, _) in zip(spans[:-1], spans[1:], strict=True):
            if closed + 1 < opened:
                start.RemoveInterval(closed + 1, opened - 1)

    def _add_prizes(self) -> None:
        for row, site in enumerate(self.sites):
            index = self.manager.NodeToIndex(row)
            self.model.AddDisjunction([index], int(self.fleet.worth[site]))
            if not self._spans(site):
                self.model.ActiveVar(index).SetValue(0)

    def descend(self, seconds: float) -> list[list[int]] | None:
        """Return the sites of each day after insertion and local search; None when nothing was found."""
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = FIRST.PARALLEL_CHEAPEST_INSERTION
        parameters.time_limit.FromMilliseconds(max(1, int(seconds * 1000)))
        return self._sites(self.model.SolveWithParameters(parameters))

    def ruin_and_recreate(self, seconds: float, solutions: int, temperature: float) -> list[list[int]] | None:
        """Return the sites of each day after iterated local search with SISR ruin and annealing.

        The temperature is constant, for a falling one would follow the clock and not the seed.
        """
        parameters = pywrapcp.DefaultRoutingSearchParameters()
        parameters.first_solution_strategy = FIRST.PARALLEL_CHEAPEST_INSERTION
        parameters.time_limit.FromMilliseconds(max(1, int(seconds * 1000)))
        parameters.solution_limit = solutions
        parameters.use_iterated_local_search = True
        iterated = parameters.iterated_local_search_parameters
        ruin = iterated.ruin_recreate_parameters.ruin_strategies.add().sisr
        ruin.max_removed_sequence_size, ruin.avg_num_removed_visits, ruin.bypass_factor = 10, 10, 0.5
        recreate = iterated.ruin_recreate_parameters.recreate_strategy
        recreate.heuristic = FIRST.LOCAL_CHEAPEST_INSERTION
        recreate.parameters.local_cheapest_insertion.insertion_sorting_properties.append(
            SORTING.SORTING_PROPERTY_RANDOM
        )
        iterated.improve_perturbed_solution = False
        annealing = iterated.reference_solution_acceptance_strategy.simulated_annealing
        annealing.initial_temperature = annealing.final_temperature = temperature
        return self._sites(self.model.SolveWithIteratedLocalSearch(parameters))

    def _sites(self, found: pywrapcp.Assignment | None) -> list[list[int]] | None:
        if found is None:
            return None
        days = []
        for day in range(self.num_days):
            sites, index = [], found.Value(self.model.NextVar(self.model.Start(day)))
            while not self.model.IsEnd(index):
                sites.append(self.sites[self.manager.IndexToNode(index)])
                index = found.Value(self.model.NextVar(index))
            days.append(sites)
        return days
