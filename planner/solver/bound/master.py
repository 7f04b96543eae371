"""The master problem over a pool of tours: one a day, nights matching, each row of the trip kept.

The linear relaxation gives prices for the Lagrangian; the integer program settles what chains leave open. A row
that the tours of the pool cannot keep yet is met by an artificial variable of the relaxation, at a price above every
prize.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp

from planner.arrays import FloatArray
from planner.solver.bound.passes import Offer, Row
from planner.solver.bound.rows import RIDES, Column, Rows
from planner.solver.limit import Clock
from planner.solver.patience import COLUMN_WORK, solve_within

TOLERANCE = 1e-4  # of what rows lack
MINUS = -1e15


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The optimum of the linear relaxation over a pool."""

    value: float
    artificial: float
    price: FloatArray  # [row]


class Master:
    """The rows over a pool of columns that grows, as a linear or an integer program."""

    def __init__(self, rows: Rows, kind: str = "GLOP") -> None:
        """Build a program without columns.

        Parameters
        ----------
        rows
            What columns use.
        kind
            OR-Tools solver: ``GLOP`` for the relaxation; for whole numbers ``SAT``, or ``SCIP`` for a bound too.
        """
        self.rows, self.problem = rows, rows.problem
        self.solver = pywraplp.Solver.CreateSolver(kind)
        self.objective = self.solver.Objective()
        self.objective.SetMaximization()
        self.kind, self.is_integer = kind, kind != "GLOP"
        self.x: list[tuple[Column, pywraplp.Variable]] = []
        self.least_loss: dict[tuple[object, ...], int] = {}
        self.artificial: list[pywraplp.Variable] = []
        self.penalty = rows.least_penalty
        self.first_day = self._row(1, 1)
        self.nights: dict[tuple[int, int], pywraplp.Constraint] = {}
        self.limits = [
            self._row(limit if equal else None, limit)
            for limit, equal in zip(rows.limit.tolist(), rows.is_equal.tolist(), strict=True)
        ]
        unpriced = set() if self.is_integer else set(rows.entered.values())
        self.unpriced: dict[Row, pywraplp.Variable] = {}  # coming back to beds that no chain came back to yet
        for row in map(Row, range(rows.passes.first_row)):  # without a pass the rows of passes are kept
            most = 0.0 if row in unpriced else float(rows.highest[row])
            helper = self._help(self.limits[row], -1, most)
            if row in unpriced and helper is not None:
                self.unpriced[row] = helper
            if rows.is_equal[row]:
                self._help(self.limits[row], 1, np.inf)
        for offer in rows.passes.offers:
            self._offer(offer)

    def _row(self, low: float | None, high: float | None) -> pywraplp.Constraint:
        infinity = self.solver.infinity()
        return self.solver.Constraint(-infinity if low is None else low, infinity if high is None else high)

    def add(self, columns: Iterable[Column]) -> int:
        """Add the columns that are not there yet, or are better than those that are; return how many.

        With a budget a longer tour that costs less is one of its own.
        """
        before, upper = len(self.x), 1 if self.is_integer else self.solver.infinity()
        for column in columns:
            cny = column.cny if self.rows.money[RIDES] else 0
            key = column.day, column.start, frozenset(column.sites), column.end, column.hire, cny
            if key not in self.least_loss or column.loss < self.least_loss[key]:
                self.least_loss[key] = column.loss
                x = self.solver.Var(0, upper, self.is_integer, "")
                self.x.append((column, x))
                self._enter(column, x)
        return len(self.x) - before

    def _enter(self, column: Column, x: pywraplp.Variable) -> None:
        self.objective.SetCoefficient(x, self.rows.value_of(column))
        if column.day == 0:
            self.first_day.SetCoefficient(x, 1)
        else:
            self._night(column.day - 1, column.start).SetCoefficient(x, -1)
        if column.day < self.problem.num_days - 1:
            self._night(column.day, column.end).SetCoefficient(x, 1)
        use = self.rows.use_of(column)
        for row in np.flatnonzero(use).tolist():
            self.limits[row].SetCoefficient(x, float(use[row]))

    def _night(self, night: int, town: int) -> pywraplp.Constraint:
        if (night, town) not in self.nights:
            self.nights[night, town] = self._row(0, 0)
        return self.nights[night, town]

    def _help(self, row: pywraplp.Constraint, sign: int, most: float) -> pywraplp.Variable | None:
        """Let a row be passed at its price; without one at a price that no plan can win back, in the relaxation."""
        is_free = most < np.inf
        if self.is_integer and not is_free:
            return None
        helper = self.solver.Var(0, self.solver.infinity(), False, "")
        row.SetCoefficient(helper, sign)
        self.objective.SetCoefficient(helper, -most if is_free else -self.penalty)
        if not is_free:
            self.artificial.append(helper)
        return helper

    def price_returns(self, chain: Iterable[Column]) -> int:
        """Give coming back to beds that a chain comes back to its price; return how many of them had none.

        Few plans do, and prices of rows that no plan needs come to their end late.
        """
        returned = self.rows.returned(chain) & self.unpriced.keys()
        for row in returned:
            self.objective.SetCoefficient(self.unpriced.pop(row), -float(self.rows.highest[row]))
        return len(returned)

    def _offer(self, offer: Offer) -> None:
        """Let a pass be bought, and then save tickets."""
        bought = self.solver.Var(0, 1, self.is_integer, "")
        self.objective.SetCoefficient(bought, -offer.loss)
        for row in self.rows.passes.money:
            self.limits[row].SetCoefficient(bought, offer.cny)
        for loss, cny, rows in zip(offer.saved_loss, offer.saved_cny, offer.rows, strict=True):
            saved = self.solver.Var(0, 1, self.is_integer, "")
            self.objective.SetCoefficient(saved, loss)
            is_open = self._row(None, 0)
            is_open.SetCoefficient(saved, 1)
            is_open.SetCoefficient(bought, -1)
            for row in rows:
                self.limits[row].SetCoefficient(saved, 1)
            for row in self.rows.passes.money:
                self.limits[row].SetCoefficient(saved, -cny)

    def relax(self, clock: Clock) -> Relaxed | None:
        """Solve the linear relaxation; None when the nights of the pool cannot be joined."""
        artificial = self._solve(clock)
        while artificial is not None and artificial > TOLERANCE and self.penalty < self.rows.penalty:
            self._make_dearer(2)
            artificial = self._solve(clock)
        if artificial is None:
            return None
        price = np.array([row.dual_value() for row in self.limits])
        price = np.where(self.rows.is_equal, price, np.clip(price, 0.0, self.rows.highest))
        return Relaxed(self.objective.Value(), artificial, price)

    def _solve(self, clock: Clock) -> float | None:
        """Solve once; return how much the rows lack, None when the nights of the pool cannot be joined."""
        clock.count(1 + COLUMN_WORK * len(self.x))
        if self.solver.Solve() != pywraplp.Solver.OPTIMAL:
            return None
        return float(sum(helper.solution_value() for helper in self.artificial))

    def raise_penalty(self) -> bool:
        """Make what rows lack dearer; return whether that was possible."""
        if self.penalty >= self.rows.most_penalty:
            return False
        self._make_dearer(10)
        return True

    def _make_dearer(self, factor: float) -> None:
        self.penalty *= factor
        for helper in self.artificial:
            self.objective.SetCoefficient(helper, -self.penalty)

    def decide(self, clock: Clock, seconds: float) -> tuple[list[Column] | None, float]:
        """Solve in whole numbers: the best plan, or None, and what no plan over these tours is worth more than."""
        status = solve_within(self.solver, self.kind, clock, seconds)
        if status in (pywraplp.Solver.OPTIMAL, pywraplp.Solver.FEASIBLE):
            chosen = [column for column, x in self.x if x.solution_value() > 0.5]
            bound = (
                self.objective.Value() if status == pywraplp.Solver.OPTIMAL else self.objective.BestBound()
            )
            return sorted(chosen, key=lambda column: column.day), float(bound)
        return None, MINUS if status == pywraplp.Solver.INFEASIBLE else float("inf")
