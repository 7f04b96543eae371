"""The master problem over a pool of tours: one a day, nights matching, each site at most once.

The linear relaxation gives the multipliers that the pricer turns into a bound; the integer program gives plans.
Musts, coverage, budget and changes of bed are rows. A row that the tours of the pool cannot keep yet is met by an
artificial variable of the relaxation, at a price above every prize.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp

from planner.arrays import FloatArray
from planner.problem import Problem, Tour
from planner.solver.limit import Clock
from planner.solver.multipliers import GRAIN, MINUS, Multipliers
from planner.solver.patience import COLUMN_WORK, solve_within
from planner.solver.pricing import Column, Pricer


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The optimum of the linear relaxation over a pool."""

    value: float
    artificial: float
    multipliers: Multipliers


class Master:
    """The rows over a pool of columns that grows, as a linear or an integer program."""

    def __init__(self, pricer: Pricer, kind: str) -> None:
        """Build a program without columns.

        Parameters
        ----------
        pricer
            Knows the tours behind the columns.
        kind
            OR-Tools solver: ``GLOP`` for the relaxation; for whole numbers ``SAT``, or ``SCIP`` for a bound too.
        """
        self.pricer, self.problem = pricer, pricer.problem
        self.solver = pywraplp.Solver.CreateSolver(kind)
        self.objective = self.solver.Objective()
        self.objective.SetMaximization()
        self.kind, self.is_integer = kind, kind != "GLOP"
        self.x: dict[Column, pywraplp.Variable] = {}
        self.artificial: list[pywraplp.Variable] = []
        self.first_day = self._row(1, 1)
        self.nights: dict[tuple[int, int], pywraplp.Constraint] = {}
        musts = set(self.problem.must)
        self.sites = [self._row(int(site in musts), 1) for site in range(self.problem.num_sites)]
        self.rules = [
            (self._row(rule.at_least, None), self._row(None, rule.at_most)) for rule in self.problem.rules
        ]
        self.money = self._row(None, self.problem.budget)
        self.beds = self._row(None, self.problem.max_bed_changes)
        for row in (*self.sites, *(high for _, high in self.rules), self.money, self.beds):
            self._help(row, -1)
        for row in (*(self.sites[site] for site in musts), *(low for low, _ in self.rules)):
            self._help(row, 1)

    def _row(self, low: int | None, high: int | None) -> pywraplp.Constraint:
        infinity = self.solver.infinity()
        return self.solver.Constraint(-infinity if low is None else low, infinity if high is None else high)

    def add(self, columns: Iterable[Column]) -> None:
        """Add the columns that are not there yet."""
        upper = 1 if self.is_integer else self.solver.infinity()
        for column in columns:
            if column not in self.x:
                x = self.x[column] = self.solver.Var(0, upper, self.is_integer, "")
                self._enter(column, x, self.pricer.tour(column))

    def _enter(self, column: Column, x: pywraplp.Variable, tour: Tour) -> None:
        problem, table = self.problem, self.pricer.days[column.day]
        changes = int(table.bed_change[column.origin, column.end])
        value = sum(int(problem.prize[site]) for site in tour.sites) - problem.bed_price * changes
        self.objective.SetCoefficient(x, value - problem.travel_price * tour.travel)
        if column.day == 0:
            self.first_day.SetCoefficient(x, 1)
        else:
            self._night(column.day - 1, tour.start).SetCoefficient(x, -1)
        if column.day < problem.num_days - 1:
            self._night(column.day, tour.end).SetCoefficient(x, 1)
        for site in tour.sites:
            self.sites[site].SetCoefficient(x, 1)
        for rule, rows in zip(problem.rules, self.rules, strict=True):
            for row in rows:
                row.SetCoefficient(x, len(rule.sites.intersection(tour.sites)))
        if problem.budget is not None:
            self.money.SetCoefficient(x, int(table.tours.money[column.group, column.end]))
        if changes:
            self.beds.SetCoefficient(x, 1)

    def _night(self, night: int, town: int) -> pywraplp.Constraint:
        if (night, town) not in self.nights:
            self.nights[night, town] = self._row(0, 0)
        return self.nights[night, town]

    def _help(self, row: pywraplp.Constraint, sign: int) -> None:
        """Let a row be met at a price that no plan can win back, so that the relaxation has a solution."""
        if self.is_integer:
            return
        helper = self.solver.Var(0, self.solver.infinity(), False, "")
        row.SetCoefficient(helper, sign)
        self.objective.SetCoefficient(helper, -penalty(self.problem))
        self.artificial.append(helper)

    def relax(self, clock: Clock) -> Relaxed | None:
        """Solve the linear relaxation; None when the nights of the pool cannot be joined."""
        clock.count(1 + COLUMN_WORK * len(self.x))
        if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        artificial = sum(helper.solution_value() for helper in self.artificial)
        return Relaxed(self.objective.Value(), artificial, self._multipliers())

    def _multipliers(self) -> Multipliers:
        site = _prices(self.sites)
        is_must = np.isin(np.arange(len(site)), self.problem.must)
        return Multipliers(
            site=np.where(is_must, site, np.maximum(0.0, site)),
            rule_min=np.maximum(0.0, -_prices([low for low, _ in self.rules])),
            rule_max=np.maximum(0.0, _prices([high for _, high in self.rules])),
            money=max(0.0, self.money.dual_value()),
            beds=max(0.0, float(_prices([self.beds])[0])),
        )

    def _solve(self, clock: Clock, seconds: float, hint: list[Column]) -> int:
        """Return the status of solving from a known plan."""
        if hint:
            in_hint = set(hint)
            self.solver.SetHint(list(self.x.values()), [float(column in in_hint) for column in self.x])
        return solve_within(self.solver, self.kind, clock, seconds)

    def _chosen(self) -> list[Column]:
        chosen = [column for column, x in self.x.items() if x.solution_value() > 0.5]
        return sorted(chosen, key=lambda column: column.day)

    def decide(self, clock: Clock, hint: list[Column]) -> tuple[list[Column] | None, float]:
        """Solve in whole numbers for a plan and a bound.

        Parameters
        ----------
        clock
            How long it may take.
        hint
            A known plan.

        Returns
        -------
        tuple
            The best plan, or None, and what no plan over these tours is worth more than.
        """
        status = self._solve(clock, np.inf, hint)
        is_done = status in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.INFEASIBLE)
        if status not in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
            return None, MINUS if is_done else float("inf")
        return self._chosen(), float(self.objective.BestBound())

    def integral(
        self, clock: Clock, seconds: float, above: float, hint: list[Column]
    ) -> tuple[list[Column] | None, bool]:
        """Solve in whole numbers.

        Parameters
        ----------
        clock, seconds
            How long it may take: until one of them runs out.
        above
            Only plans worth more than this are wanted.
        hint
            A known plan.

        Returns
        -------
        tuple
            The best plan found, or None, and whether the search was complete.
        """
        wanted = self._row(int(above) + 1, None)
        for x in self.x.values():
            wanted.SetCoefficient(x, self.objective.GetCoefficient(x))
        status = self._solve(clock, seconds, hint)
        if status in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
            return self._chosen(), status == pywraplp.Solver.OPTIMAL
        return None, status == pywraplp.Solver.INFEASIBLE


def _prices(rows: list[pywraplp.Constraint]) -> FloatArray:
    """Return the dual values as whole numbers of `GRAIN`."""
    return np.asarray(np.round(np.array([row.dual_value() for row in rows]) * GRAIN) / GRAIN)


def penalty(problem: Problem) -> float:
    """Return a price above everything a plan can earn or cost."""
    return 100.0 * (int(problem.prize.sum()) - worst(problem) + 1)


def worst(problem: Problem) -> float:
    """Return what no plan is worth less than."""
    return -float(problem.num_days * (problem.max_transit * problem.travel_price + problem.bed_price))
