"""What joins the days of a trip, as rows of a linear program, and prices on them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from planner.arrays import BoolArray, FloatArray
from planner.problem import Bed, Node, Problem, Site
from planner.solver.bound.passes import Passes, Row, passes_of
from planner.solver.day.tables import FORBIDDEN, AllTables, Int32

RIDES, TICKETS, NIGHTS = range(3)  # kinds of costs


@dataclass(frozen=True)
class Column:
    """A tour of a day, ends as nodes; minutes, loss and CNY of its rides."""

    day: int
    start: Node
    sites: tuple[Site, ...]
    end: Node
    minutes: int
    loss: int
    cny: int
    hire: int = 0


@dataclass(frozen=True, eq=False)
class Rows:
    """Each site once at most, coverage, passes, money, beds: ``use @ x <= limit``, or equal where ``is_equal``.

    The rows of sites come first. ``of_visit`` is ``[day, row, site]``: what a visit uses; ``of_night`` what ending a
    day at a node uses of the rules that count nights, by day, row and node. A row whose price
    has a ``highest`` may be passed at it.
    """

    problem: Problem
    floor: float  # no plan is worth less
    of_visit_worth: FloatArray  # [day, site]
    of_visit: FloatArray
    limit: FloatArray
    is_equal: BoolArray
    highest: FloatArray  # price of each row
    money: tuple[tuple[Row, ...], ...]  # the rows that count rides, tickets and nights
    beds: Row | None
    of_night: tuple[tuple[Row, int, int, float], ...]  # row, day, node, use
    entered: dict[Bed, Row]  # the row of each bed that one should not come back to
    passes: Passes

    @property
    def num(self) -> int:
        """How many there are."""
        return len(self.limit)

    @property
    def least_penalty(self) -> float:
        """A price that most rows keep to; one begins from it, for higher ones make wilder prices.

        Where all tours that are known see a must, its price may be anything up to the penalty: no tour says otherwise.
        """
        return 1.0 + float(self.of_visit_worth.max(initial=0))

    @property
    def penalty(self) -> float:
        """What the best day earns at most: hardly a row costs more that a plan can keep."""
        earned = -np.sort(-np.maximum(self.of_visit_worth, 0.0), axis=1)
        days = zip(earned, self.problem.max_visits, strict=True)
        return 1.0 + max(float(day[:visits].sum()) for day, visits in days)

    @property
    def most_penalty(self) -> float:
        """A price above everything a plan can earn or cost."""
        return 100.0 * (1.0 + float(np.maximum(self.of_visit_worth, 0.0).sum()) - self.floor)

    def worth(self, price: FloatArray, day: int) -> FloatArray:
        """Return ``[site]``: what a visit on a day is worth under prices of the rows."""
        return np.asarray(self.of_visit_worth[day] - price @ self.of_visit[day], dtype=np.float64)

    def money_price(self, price: FloatArray, kind: int = RIDES) -> float:
        """Return the price of a CNY of a kind beyond what it takes from the objective."""
        return float(price[list(self.money[kind])].sum())

    def night(self, price: FloatArray, day: int) -> FloatArray:
        """Return ``[node]``: the price of ending a day there."""
        money = self.money_price(price, NIGHTS) * self.problem.night_cny(day)
        night = np.asarray(self.problem.night_loss(day) + money, dtype=np.float64)
        for row, evening, node, use in self.of_night:
            if evening == day:
                night[node] += use * price[row]
        return night

    def hire(self, price: FloatArray, hire: int) -> float:
        """Return the price of a vehicle for a day."""
        cny = self.problem.hire_cny(hire)
        return float(self.problem.money_loss(np.array(cny))) + self.money_price(price) * cny

    def moves(self, price: FloatArray, day: int, origins: Int32, ends: Int32) -> FloatArray:
        """Return ``[origin, end]``: the price of moving from bed to bed, `FORBIDDEN` where one may not."""
        problem = self.problem
        way = origins[:, None].astype(np.int64), ends[None, :].astype(np.int64)
        bed = problem.bed_price + (0.0 if self.beds is None else float(price[self.beds]))
        moves = bed * problem.bed_changes(day, *way)
        if self.entered:
            of_bed = np.zeros(int(problem.beds.max()) + 1)
            of_bed[list(self.entered)] = price[list(self.entered.values())]
            moves = moves + problem.enters(day, *way) * of_bed[problem.beds[ends]][None, :]
            moves = moves + problem.was_at(day, way[0]) * of_bed[problem.beds[origins]][:, None]
        return np.ascontiguousarray(np.where(problem.may_stay(*way), moves, FORBIDDEN), dtype=np.float64)

    def constant(self, price: FloatArray) -> float:
        """Return what the prices add up to over the limits, and the best passes earn under them."""
        return float(price @ self.limit) + self.passes.best(price)[0]

    def used(self, columns: Sequence[Column], price: FloatArray) -> FloatArray:
        """Return what tours use of each row, and the passes that are best under prices."""
        use = self.passes.best(price)[1]
        for column in columns:
            use = use + self.use_of(column)
        return use

    def use_of(self, column: Column) -> FloatArray:
        """Return what a tour uses of each row."""
        problem, way = self.problem, (np.array(column.start), np.array(column.end))
        use: FloatArray = self.of_visit[column.day][:, list(column.sites)].sum(axis=1)
        use[list(self.money[RIDES])] += column.cny + problem.hire_cny(column.hire)
        use[list(self.money[NIGHTS])] += int(problem.night_cny(column.day)[column.end])
        for row, day, node, uses in self.of_night:
            if (day, node) == (column.day, column.end):
                use[row] += uses
        if self.beds is not None:
            use[self.beds] += int(problem.bed_changes(column.day, *way))
        nights = (
            (column.start, problem.was_at(column.day, way[0])),
            (column.end, problem.enters(column.day, *way)),
        )
        for node, counts in nights if self.entered else ():
            entered = self.entered.get(Bed(int(problem.beds[node])))
            if counts and entered is not None:
                use[entered] += 1
        return use

    def returned(self, chain: Iterable[Column]) -> set[Row]:
        """Return the rows of the beds that a chain comes back to."""
        uses = [self.use_of(column) for column in chain]
        return {row for row in self.entered.values() if sum(use[row] for use in uses) > 1}

    def value_of(self, column: Column) -> int:
        """Return what a tour adds to the objective."""
        problem, way = self.problem, (np.array(column.start), np.array(column.end))
        prizes = int(self.of_visit_worth[column.day][list(column.sites)].sum())
        night = int(problem.night_loss(column.day)[column.end])
        hire = int(problem.money_loss(np.array(problem.hire_cny(column.hire))))
        return (
            prizes
            - column.loss
            - night
            - hire
            - (0 if column.sites else problem.empty_losses[column.day])
            - problem.bed_price * int(problem.bed_changes(column.day, *way))
        )


def rows_of(problem: Problem, floor: float) -> Rows:
    """Return the rows of a problem of which no plan is worth less than a floor (see `floor_of`)."""
    sites = problem.num_sites
    uses: list[FloatArray] = [
        *np.repeat(np.eye(sites)[:, None], problem.num_days, axis=1)
    ]  # [day, site] each
    limit: list[float] = [1.0] * sites
    highest: dict[Row, float] = {}
    of_night: list[tuple[Row, int, int, float]] = []

    def add(use: FloatArray, most: float) -> Row:
        uses.append(np.broadcast_to(use, (problem.num_days, sites)))
        limit.append(most)
        return Row(len(limit) - 1)

    for rule in problem.rules:
        member = np.isin(np.arange(sites), list(rule.sites)).astype(float)
        for most, sign in ((rule.at_least or None, -1.0), (rule.at_most, 1.0)):
            if most is not None:
                row = add(sign * member, sign * most)
                of_night += [(row, day, node, sign) for day, node in sorted(rule.nights)]
    money: tuple[list[Row], ...] = [], [], []
    for most, kinds in zip(
        problem.money_limits, ((RIDES, TICKETS, NIGHTS), (RIDES,), (TICKETS,), (NIGHTS,)), strict=True
    ):
        if most is not None:
            tickets = problem.site_cost.astype(float) if TICKETS in kinds else np.zeros(sites)
            row = add(tickets, float(most))
            for kind in kinds:
                money[kind].append(row)
    beds = None
    if problem.max_bed_changes is not None:
        beds = add(np.zeros(sites), float(problem.max_bed_changes))
    entered: dict[Bed, Row] = {}
    if problem.return_price:
        for bed in dict.fromkeys(Bed(int(problem.beds[town])) for night in problem.nights for town in night):
            entered[bed] = add(np.zeros(sites), 1.0)
            highest[entered[bed]] = float(problem.return_price)
    passes = passes_of(problem, Row(len(limit)), money[TICKETS], add)
    is_equal: BoolArray = np.zeros(len(limit), dtype=bool)
    is_equal[list(problem.must)] = True
    return Rows(
        problem=problem,
        floor=floor,
        of_visit_worth=np.array([problem.visit_worth(day) for day in range(problem.num_days)], dtype=float),
        of_visit=np.ascontiguousarray(np.stack(uses, axis=1)) if uses else np.zeros((problem.num_days, 0, 0)),
        limit=np.array(limit),
        is_equal=is_equal,
        highest=np.array([highest.get(Row(row), np.inf) for row in range(len(limit))]),
        money=tuple(map(tuple, money)),
        beds=beds,
        of_night=tuple(of_night),
        entered=entered,
        passes=passes,
    )


def floor_of(problem: Problem, tables: AllTables) -> float:
    """Return what no plan is worth less than."""
    dearest = max(table.dearest for of_hire in tables for table in of_hire)
    lost = 0.0 if problem.window_loss is None else float(problem.window_loss.max(initial=0))
    hire = max(float(problem.money_loss(np.array(problem.hire_cny(k)))) for k in range(len(tables)))
    floor = 0.0
    for day in range(problem.num_days):
        visits = min(problem.max_visits[day], problem.num_sites)
        worst_visit = min(0.0, float(problem.visit_worth(day).min(initial=0))) - lost
        night = float(problem.night_loss(day).max(initial=0))
        floor += visits * worst_visit - (visits + 1) * dearest - night - hire - problem.empty_losses[day]
    return floor - problem.num_days * (problem.bed_price + problem.return_price)
