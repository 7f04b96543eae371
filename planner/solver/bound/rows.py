"""What joins the days of a trip, as rows of a linear program, and prices on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.arrays import BoolArray, FloatArray
from planner.problem import Problem


@dataclass(frozen=True)
class Column:
    """A tour of a day, ends as nodes; minutes, loss and CNY of its rides."""

    day: int
    start: int
    sites: tuple[int, ...]
    end: int
    minutes: int
    loss: int
    cny: int


@dataclass(frozen=True, eq=False)
class Rows:
    """Each site once at most, coverage, money, changes of bed: ``use @ x <= limit``, or equal where ``is_equal``.

    The rows of sites come first. ``of_visit`` is ``[row, site]``: what a visit uses.
    """

    problem: Problem
    of_visit: FloatArray
    limit: FloatArray
    is_equal: BoolArray
    money: int | None  # the row of money, if there is a budget
    beds: int | None

    @property
    def num(self) -> int:
        """How many there are."""
        return len(self.limit)

    def worth(self, price: FloatArray) -> FloatArray:
        """Return ``[site]``: what a visit is worth under prices of the rows."""
        return self.problem.prize - price @ self.of_visit

    def money_price(self, price: FloatArray) -> float:
        """Return the price of a CNY beyond what it takes from the objective."""
        return 0.0 if self.money is None else float(price[self.money])

    def bed_price(self, price: FloatArray, day: int) -> float:
        """Return the price of changing beds on a day."""
        if day == 0 or day == self.problem.num_days - 1:
            return 0.0
        return self.problem.bed_price + (0.0 if self.beds is None else float(price[self.beds]))

    def used(self, columns: Sequence[Column]) -> FloatArray:
        """Return what tours use of each row."""
        use = np.zeros(self.num)
        for column in columns:
            use += self.use_of(column)
        return use

    def use_of(self, column: Column) -> FloatArray:
        """Return what a tour uses of each row."""
        use: FloatArray = self.of_visit[:, list(column.sites)].sum(axis=1)
        if self.money is not None:
            use[self.money] += column.cny + int(self.problem.night_cost[column.end])
        if self.beds is not None:
            use[self.beds] += changes_bed(self.problem, column)
        return use

    def value_of(self, column: Column) -> int:
        """Return what a tour adds to the objective."""
        prizes = int(self.problem.prize[list(column.sites)].sum())
        return prizes - column.loss - self.problem.bed_price * changes_bed(self.problem, column)


def changes_bed(problem: Problem, column: Column) -> int:
    """Return 1 where a tour between two nights ends in another town."""
    return int(0 < column.day < problem.num_days - 1 and column.start != column.end)


def rows_of(problem: Problem) -> Rows:
    """Return the rows of a problem."""
    sites = problem.num_sites
    uses: list[FloatArray] = [*np.eye(sites)]
    limit: list[float] = [1.0] * sites
    for rule in problem.rules:
        member = np.isin(np.arange(sites), list(rule.sites)).astype(float)
        if rule.at_least:
            uses, limit = [*uses, -member], [*limit, -float(rule.at_least)]
        if rule.at_most is not None:
            uses, limit = [*uses, member], [*limit, float(rule.at_most)]
    money = beds = None
    if problem.budget is not None:
        money = len(uses)
        uses, limit = [*uses, problem.site_cost.astype(float)], [*limit, float(problem.budget)]
    if problem.max_bed_changes is not None:
        beds = len(uses)
        uses, limit = [*uses, np.zeros(sites)], [*limit, float(problem.max_bed_changes)]
    is_equal: BoolArray = np.zeros(len(uses), dtype=bool)
    is_equal[list(problem.must)] = True
    return Rows(problem, np.array(uses).reshape(len(uses), sites), np.array(limit), is_equal, money, beds)
