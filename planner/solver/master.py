"""The master problem over a pool of tours: one a day, nights matching, each site at most once.

The linear relaxation gives the multipliers that the pricer turns into a bound; the integer program gives plans.
Musts, coverage, budget and changes of bed are rows. A row that the tours of the pool cannot keep yet is met by an
artificial variable of the relaxation, at a price above every prize.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp

from planner.problem import Problem
from planner.solver.cuts import Cut
from planner.solver.pricing import GRAIN, Column, Multipliers, Pricer

EPSILON = 1e-6


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The optimum of the linear relaxation over a pool."""

    value: float
    artificial: float
    multipliers: Multipliers
    weights: dict[Column, float]


class Master:
    """The rows over a pool of columns, as a linear or an integer program."""

    def __init__(self, pricer: Pricer, columns: list[Column], cuts: tuple[Cut, ...], kind: str) -> None:
        """Build the program for a pool.

        Parameters
        ----------
        pricer
            Knows the tours behind the columns.
        columns
            The pool.
        cuts
            Subset-row cuts to include.
        kind
            OR-Tools solver: ``GLOP`` for the relaxation, ``SAT`` for whole numbers.
        """
        self.pricer, self.problem, self.cuts = pricer, pricer.problem, cuts
        self.columns = columns
        self.solver = pywraplp.Solver.CreateSolver(kind)
        self.objective = self.solver.Objective()
        self.objective.SetMaximization()
        self.is_integer = kind != "GLOP"
        upper = 1 if self.is_integer else self.solver.infinity()
        self.x = [self.solver.Var(0, upper, self.is_integer, "") for _ in columns]
        self.tours = [pricer.tour(column) for column in columns]
        self.sites = [tour.sites for tour in self.tours]
        self.artificial: list[pywraplp.Variable] = []
        self._value_columns()
        self._match_nights()
        self.site_rows = self._visit_once()
        self.rule_rows = [self._cover(rule_index) for rule_index in range(len(self.problem.rules))]
        self.money_row = self._spend_at_most()
        self.bed_row = self._change_beds_at_most()
        self.cut_rows = [self._cut(cut) for cut in cuts]

    def _value_columns(self) -> None:
        problem = self.problem
        for column, x, sites in zip(self.columns, self.x, self.sites, strict=True):
            table = self.pricer.days[column.day]
            value = sum(int(problem.prize[site]) for site in sites)
            value -= int(table.travel_cost[column.group, column.end])
            value -= problem.bed_price * int(table.bed_change[column.origin, column.end])
            self.objective.SetCoefficient(x, value)

    def _match_nights(self) -> None:
        last = self.problem.num_days - 1
        first = self.solver.Constraint(1, 1)
        rows: dict[tuple[int, int], pywraplp.Constraint] = {}
        for column, x in zip(self.columns, self.x, strict=True):
            tours = self.pricer.days[column.day].tours
            if column.day == 0:
                first.SetCoefficient(x, 1)
            else:
                self._night(rows, column.day - 1, tours.origins[column.origin]).SetCoefficient(x, -1)
            if column.day < last:
                self._night(rows, column.day, tours.ends[column.end]).SetCoefficient(x, 1)

    def _night(
        self, rows: dict[tuple[int, int], pywraplp.Constraint], night: int, town: int
    ) -> pywraplp.Constraint:
        if (night, town) not in rows:
            rows[night, town] = self.solver.Constraint(0, 0)
        return rows[night, town]

    def _visit_once(self) -> dict[int, pywraplp.Constraint]:
        uses = defaultdict(list)
        for x, sites in zip(self.x, self.sites, strict=True):
            for site in sites:
                uses[site].append(x)
        rows = {}
        for site in sorted({*uses, *self.problem.must}):
            is_must = site in self.problem.must
            row = self.solver.Constraint(1 if is_must else 0, 1)
            for x in uses[site]:
                row.SetCoefficient(x, 1)
            self._help(row, -1)
            if is_must:
                self._help(row, 1)
            rows[site] = row
        return rows

    def _cover(self, rule_index: int) -> tuple[pywraplp.Constraint, pywraplp.Constraint]:
        rule = self.problem.rules[rule_index]
        infinity = self.solver.infinity()
        low = self.solver.Constraint(rule.at_least, infinity)
        high = self.solver.Constraint(-infinity, infinity if rule.at_most is None else rule.at_most)
        for x, sites in zip(self.x, self.sites, strict=True):
            count = len(rule.sites.intersection(sites))
            if count:
                low.SetCoefficient(x, count)
                high.SetCoefficient(x, count)
        self._help(low, 1)
        self._help(high, -1)
        return low, high

    def _spend_at_most(self) -> pywraplp.Constraint | None:
        if self.problem.budget is None:
            return None
        row = self.solver.Constraint(-self.solver.infinity(), self.problem.budget)
        for column, x in zip(self.columns, self.x, strict=True):
            row.SetCoefficient(x, int(self.pricer.days[column.day].tours.money[column.group, column.end]))
        self._help(row, -1)
        return row

    def _change_beds_at_most(self) -> pywraplp.Constraint | None:
        if self.problem.max_bed_changes is None:
            return None
        row = self.solver.Constraint(-self.solver.infinity(), self.problem.max_bed_changes)
        for column, x in zip(self.columns, self.x, strict=True):
            if self.pricer.days[column.day].bed_change[column.origin, column.end]:
                row.SetCoefficient(x, 1)
        self._help(row, -1)
        return row

    def _cut(self, cut: Cut) -> pywraplp.Constraint:
        row = self.solver.Constraint(-self.solver.infinity(), cut.rhs)
        for x, tour in zip(self.x, self.tours, strict=True):
            coefficient = cut.coefficient(tour)
            if coefficient:
                row.SetCoefficient(x, coefficient)
        return row

    def _help(self, row: pywraplp.Constraint, sign: int) -> None:
        """Let a row be met at a price that no plan can win back, so that the relaxation has a solution."""
        if self.is_integer:
            return
        helper = self.solver.Var(0, self.solver.infinity(), False, "")
        row.SetCoefficient(helper, sign)
        self.objective.SetCoefficient(helper, -penalty(self.problem))
        self.artificial.append(helper)

    def relax(self) -> Relaxed | None:
        """Solve the linear relaxation; None when the nights of the pool cannot be joined."""
        if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        weights = {
            column: x.solution_value()
            for column, x in zip(self.columns, self.x, strict=True)
            if x.solution_value() > EPSILON
        }
        artificial = sum(helper.solution_value() for helper in self.artificial)
        return Relaxed(self.objective.Value(), artificial, self._multipliers(), weights)

    def _multipliers(self) -> Multipliers:
        problem = self.problem
        site = np.zeros(problem.num_sites)
        for index, row in self.site_rows.items():
            price = row.dual_value()
            site[index] = price if index in problem.must else max(0.0, price)
        return Multipliers(
            site=_whole(site),
            rule_min=_whole(np.array([max(0.0, -low.dual_value()) for low, _ in self.rule_rows])),
            rule_max=_whole(
                np.array(
                    [
                        max(0.0, high.dual_value()) if rule.at_most is not None else 0.0
                        for (_, high), rule in zip(self.rule_rows, problem.rules, strict=True)
                    ]
                )
            ),
            cut=_whole(np.array([max(0.0, row.dual_value()) for row in self.cut_rows])),
            money=0.0 if self.money_row is None else max(0.0, self.money_row.dual_value()),
            beds=0.0
            if self.bed_row is None
            else float(_whole(np.array(max(0.0, self.bed_row.dual_value())))),
        )

    def integral(self, seconds: float, above: float, hint: list[Column]) -> tuple[list[Column] | None, bool]:
        """Solve in whole numbers.

        Parameters
        ----------
        seconds
            Time limit.
        above
            Only plans worth more than this are wanted.
        hint
            A known plan.

        Returns
        -------
        tuple
            The best plan found, or None, and whether the search was complete.
        """
        wanted = self.solver.Constraint(above + 1, self.solver.infinity())
        for x in self.x:
            wanted.SetCoefficient(x, self.objective.GetCoefficient(x))
        if hint:
            in_hint = set(hint)
            self.solver.SetHint(self.x, [float(column in in_hint) for column in self.columns])
        self.solver.SetTimeLimit(max(1, int(seconds * 1000)))
        status = self.solver.Solve()
        if status in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
            chosen = [c for c, x in zip(self.columns, self.x, strict=True) if x.solution_value() > 0.5]
            return sorted(chosen, key=lambda c: c.day), status == pywraplp.Solver.OPTIMAL
        return None, status == pywraplp.Solver.INFEASIBLE


def penalty(problem: Problem) -> float:
    """Return a price above everything a plan can earn or cost."""
    return 100.0 * (int(problem.prize.sum()) - worst(problem) + 1)


def worst(problem: Problem) -> float:
    """Return what no plan is worth less than."""
    return -float(problem.num_days * (problem.max_transit * problem.travel_price + problem.bed_price))


def _whole(
    values: np.ndarray[tuple[int, ...], np.dtype[np.float64]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.round(values * GRAIN) / GRAIN
