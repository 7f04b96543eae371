"""The Lagrangian of the master problem: the best chain of day tours when sites have given values.

With a multiplier on every row that joins days (each site at most once, musts, coverage, money, changes of bed),
the days are joined by their nights alone, and the best chain is a longest path over towns. Its value plus the
constants is an upper bound on every plan, whatever the multipliers are (Lagrangian relaxation).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import numpy as np

from planner.arrays import FloatArray
from planner.problem import Problem, Tour
from planner.solver.labels import MAX_VISITS, NONE, BoolArray, Judge
from planner.solver.limit import Clock
from planner.solver.multipliers import MINUS, Multipliers, Potentials
from planner.solver.tours import INFEASIBLE, DayTours, enumerate_tours

TOUR_WORK = 0.00005  # units a tour that is priced


@dataclass(frozen=True)
class Column:
    """A tour of one day: row and end in the day's table."""

    day: int
    origin: int  # index into the day's origins
    end: int  # index into the day's ends
    group: int


@dataclass(frozen=True, eq=False)
class DayTable:
    """The tours of a kind of day, with what pricing needs."""

    tours: DayTours
    travel_cost: FloatArray  # [group, end], infinite where infeasible
    bed_change: BoolArray  # [origin, end]

    @cached_property
    def slices(self) -> list[slice]:
        """Where the groups of each origin lie."""
        edges = [*self.tours.first_group.tolist(), len(self.tours.sites)]
        return [slice(a, b) for a, b in pairwise(edges)]


@dataclass(frozen=True, eq=False)
class Priced:
    """The value of every tour of every day under multipliers, and the best chains through each pair of nights."""

    const: float
    values: list[FloatArray]  # per day [group, end]
    best: list[FloatArray]  # per day [origin, end]
    argbest: list[np.ndarray[tuple[int, int], np.dtype[np.int64]]]
    forward: list[FloatArray]  # per day [origin]: best value of the days before
    backward: list[FloatArray]  # per day [end]: best value of the days after

    @property
    def bound(self) -> float:
        """No plan is worth more."""
        return self.const + float((self.forward[0][:, None] + self.best[0] + self.backward[0]).max())

    def through(self, day: int) -> FloatArray:
        """Return for each tour of a day the bound on plans that contain it."""
        rows = self.forward[day][self._origin_rows[day]]
        return np.asarray(self.const + rows[:, None] + self.values[day] + self.backward[day][None, :])

    _origin_rows: list[np.ndarray[tuple[int], np.dtype[np.int64]]] = field(default_factory=list)


@dataclass(frozen=True, eq=False)
class Complete:
    """Bounds over all tours, listed or not: on every plan, and on plans with a tour that is not listed."""

    bound: float
    unlisted: float
    forward: list[FloatArray]
    backward: list[FloatArray]


class Pricer:
    """All day tours of a problem, ready to be priced."""

    def __init__(
        self,
        problem: Problem,
        label_cap: int,
        judge: Callable[[list[int]], Judge] | None = None,
        clock: Clock | None = None,
    ) -> None:
        """Enumerate the tours of every kind of day.

        Parameters
        ----------
        problem
            The problem.
        label_cap
            Limit on memory, see `enumerate_tours`.
        judge
            For days of one kind, what judges partial tours.
        clock
            How long it may take; without one as long as it takes.

        Raises
        ------
        OutOfTimeError
            When the limit was reached.
        """
        self.problem, self.clock = problem, clock or Clock()
        days_by_kind: dict[int, list[int]] = {}
        for day, kind in enumerate(problem.day_kinds):
            days_by_kind.setdefault(kind, []).append(day)
        tables = {
            kind: _day_table(
                problem, kind, enumerate_tours(problem, kind, label_cap, judge and judge(days), self.clock)
            )
            for kind, days in days_by_kind.items()
        }
        self.days = [tables[kind] for kind in problem.day_kinds]
        self.threshold = max(table.tours.threshold for table in tables.values())
        self.num_tours = sum(int(np.isfinite(t.travel_cost).sum()) for t in tables.values())

    def price(
        self,
        multipliers: Multipliers,
        fixed: dict[int, Column] | None = None,
        forbidden: frozenset[int] = frozenset(),
    ) -> Priced:
        """Value every tour and find the best chains.

        Parameters
        ----------
        multipliers
            One for each row.
        fixed
            Days whose tour is decided.
        forbidden
            Sites that no undecided day may visit.
        """
        worth = multipliers.site_values(self.problem)
        worth[list(forbidden)] = MINUS
        self.clock.count(1 + TOUR_WORK * self.num_tours)
        by_table: dict[
            int, tuple[FloatArray, FloatArray, np.ndarray[tuple[int, int], np.dtype[np.int64]]]
        ] = {}
        values, best, argbest = [], [], []
        for day, table in enumerate(self.days):
            if fixed and day in fixed:
                priced = self._fixed(table, fixed[day])
            else:
                if id(table) not in by_table:
                    by_table[id(table)] = self._price_table(table, worth, multipliers)
                priced = by_table[id(table)]
            values.append(priced[0])
            best.append(priced[1])
            argbest.append(priced[2])
        forward, backward = chains(best)
        rows = [table.tours.origin_row for table in self.days]
        const = multipliers.constant(self.problem)
        return Priced(const, values, best, argbest, forward, backward, rows)

    def _price_table(
        self, table: DayTable, worth: FloatArray, multipliers: Multipliers
    ) -> tuple[FloatArray, FloatArray, np.ndarray[tuple[int, int], np.dtype[np.int64]]]:
        tours = table.tours
        group_value = worth[tours.sites].sum(axis=1)
        values = group_value[:, None] - table.travel_cost
        if multipliers.money:
            values -= multipliers.money * tours.money
        bed_price = self.problem.bed_price + multipliers.beds
        shape = (len(tours.origins), len(tours.ends))
        best, argbest = np.full(shape, MINUS), np.zeros(shape, dtype=np.int64)
        for row, part in enumerate(table.slices):
            if part.start == part.stop:
                continue
            values[part] -= bed_price * table.bed_change[row]
            argbest[row] = values[part].argmax(axis=0) + part.start
            best[row] = values[argbest[row], np.arange(shape[1])]
        return values, np.maximum(best, MINUS), argbest

    def _fixed(
        self, table: DayTable, column: Column
    ) -> tuple[FloatArray, FloatArray, np.ndarray[tuple[int, int], np.dtype[np.int64]]]:
        shape = (len(table.tours.origins), len(table.tours.ends))
        best, argbest = np.full(shape, MINUS), np.zeros(shape, dtype=np.int64)
        best[column.origin, column.end] = 0.0
        argbest[column.origin, column.end] = column.group
        return np.zeros((0, shape[1])), best, argbest

    def price_unlisted(self, priced: Priced, potentials: Potentials) -> Complete:
        """Bound the plans over all tours, listed or not.

        A tour that was not listed scores no more than the day's threshold: so much at most is it worth without what
        the places where it begins and ends were taken to be worth when tours were scored.

        Parameters
        ----------
        priced
            The listed tours under the multipliers by which tours were scored.
        potentials
            What places were taken to be worth.
        """
        const, missing = priced.const, []
        for day, table in enumerate(self.days):
            places = potentials.before[day][:, None] + potentials.after[day][None, :]
            worth = table.tours.threshold - const - places
            missing.append(worth - self.problem.bed_price * table.bed_change)
        forward, backward = chains([np.maximum(*pair) for pair in zip(priced.best, missing, strict=True)])
        through = [
            const + float((f[:, None] + m + b[None, :]).max())
            for f, m, b in zip(forward, missing, backward, strict=True)
        ]
        best = np.maximum(priced.best[0], missing[0])
        return Complete(const + float((best + backward[0]).max()), max(through), forward, backward)

    def best_chain(self, priced: Priced) -> list[Column] | None:
        """Return the tours of the best chain, or None when the nights cannot be joined."""
        if priced.bound < MINUS / 2:
            return None
        columns, origin = [], 0
        for day in range(len(self.days)):
            end = int((priced.best[day][origin] + priced.backward[day]).argmax())
            columns.append(Column(day, origin, end, int(priced.argbest[day][origin, end])))
            if day + 1 < len(self.days):
                origin = self.origin_of(day + 1, self.days[day].tours.ends[end])
        return columns

    def origin_of(self, day: int, node: int) -> int:
        """Return the index of a node among a day's origins."""
        return self.days[day].tours.origins.index(node)

    def tour(self, column: Column) -> Tour:
        """Return the tour of a column, its sites in order of visit."""
        tours = self.days[column.day].tours
        order = tours.order[tours.label[column.group, column.end]]
        sites = tuple(int(site) for site in order if site != NONE)
        travel = int(tours.travel[column.group, column.end])
        return Tour(tours.origins[column.origin], sites, tours.ends[column.end], travel)

    def sites(self, column: Column) -> list[int]:
        """Return the sites of a column."""
        return [int(site) for site in self.days[column.day].tours.sites[column.group] if site != NONE]

    def columns_of(self, tours: tuple[Tour, ...]) -> list[Column]:
        """Return the columns with the same sites; none when a tour is not among those enumerated."""
        columns = []
        for day, tour in enumerate(tours):
            table = self.days[day]
            if tour.start not in table.tours.origins or tour.end not in table.tours.ends:
                return []
            origin, end = self.origin_of(day, tour.start), table.tours.ends.index(tour.end)
            wanted = np.full(MAX_VISITS, NONE, dtype=np.uint8)
            wanted[: len(tour.sites)] = sorted(tour.sites)
            part = table.slices[origin]
            rows = np.flatnonzero((table.tours.sites[part] == wanted).all(axis=1)) + part.start
            if len(rows) == 0 or not np.isfinite(table.travel_cost[rows[0], end]):
                return []
            columns.append(Column(day, origin, end, int(rows[0])))
        return columns


def _day_table(problem: Problem, day: int, tours: DayTours) -> DayTable:
    cost = np.where(tours.travel == INFEASIBLE, np.inf, tours.travel * float(problem.travel_price))
    changes = problem.bed_changes(day, np.array(tours.origins)[:, None], np.array(tours.ends)[None, :])
    assert tours.sites.shape[1] == MAX_VISITS
    return DayTable(tours, cost, changes.astype(bool))


def chains(best: list[FloatArray]) -> tuple[list[FloatArray], list[FloatArray]]:
    """Return for each day the best value of the days before, by origin, and of the days after, by end."""
    forward = [np.zeros(best[0].shape[0])]
    for table in best[:-1]:
        forward.append(np.maximum((forward[-1][:, None] + table).max(axis=0), MINUS))
    backward = [np.zeros(best[-1].shape[1])]
    for table in reversed(best[1:]):
        backward.append(np.maximum((table + backward[-1][None, :]).max(axis=1), MINUS))
    return forward, backward[::-1]
