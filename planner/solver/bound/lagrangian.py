"""The Lagrangian of the master problem: the best chain of day tours under prices of what joins the days.

With a price on every row that joins days, the days are joined by their nights alone, and the best chain is a longest
path over towns: backward, day by day, the best tour from each town with the best that follows it. All tours of all
sites and towns count, none is left out. The value plus the prices of the limits is a bound on every plan, whatever
the prices are.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from planner.arrays import BoolArray, FloatArray
from planner.problem import Problem
from planner.solver.bound.rows import Column, Rows, rows_of
from planner.solver.day.completion import Grid, complete, make_grid
from planner.solver.day.tables import LOW, DayTables, Int32
from planner.solver.day.tours import Tours, best_tours, list_tours, room_for
from planner.solver.limit import Clock, OutOfTimeError

EFFORT = 20_000  # labels an origin, beyond which a bound has to do
ROOM = 1_000_000  # tours of a day


@dataclass(eq=False)
class Listed:
    """Tours of a day, as in `Tours`."""

    head: Int32
    sites: npt.NDArray[np.int16]

    def values(self, worth: FloatArray, money: float, bed: float, moves: BoolArray) -> FloatArray:
        """Return what each is worth; ``moves[origin, end]`` tells where beds change."""
        padded = np.append(worth, 0.0)  # of "no site"
        origin, end, _, loss, cny = self.head.T
        value = padded[self.sites].sum(axis=1) - loss - bed * moves[origin, end]
        return np.asarray(value - money * cny if money else value, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Evaluation:
    """A bound under prices, and the tours that it stands on."""

    price: FloatArray
    bound: float
    columns: list[Column] = field(default_factory=list)  # the best tour of each day and origin
    chain: list[Column] = field(default_factory=list)  # the best chain; empty where there is none


class Lagrangian:
    """Bounds on all plans of a problem under any prices."""

    def __init__(self, problem: Problem, tables: tuple[DayTables, ...], clock: Clock) -> None:
        """Make room for the grids of all days."""
        self.problem, self.clock = problem, clock
        self.rows: Rows = rows_of(problem)
        self.origins = [np.array(problem.starts_of(day), dtype=np.int32) for day in self.days]
        self.ends = [np.array(problem.ends_of(day), dtype=np.int32) for day in self.days]
        self.moves: list[BoolArray] = [
            o[:, None] != e[None, :] for o, e in zip(self.origins, self.ends, strict=True)
        ]
        self.grids: list[Grid] = [
            make_grid(tables[day], self.origins[day], self.ends[day]) for day in self.days
        ]
        self.current: Evaluation | None = None  # what the grids stand for

    @property
    def days(self) -> range:
        """The days."""
        return range(self.problem.num_days)

    def constant(self, price: FloatArray) -> float:
        """Return what the prices add up to over the limits."""
        return float(price @ self.rows.limit)

    def evaluate(self, price: FloatArray) -> Evaluation:
        """Return the bound under prices.

        Raises
        ------
        OutOfTimeError
            When time ran out before it was there.
        """
        self.current = None
        worth, money = self.rows.worth(price), self.rows.money_price(price)
        night = money * self.problem.night_cost
        value = np.zeros(len(self.ends[-1]))
        best: list[Tours] = []
        for day in reversed(self.days):
            ends = value - night[self.ends[day]]
            grid = self.grids[day]
            grid.price(worth, money, np.where(value > LOW / 2, ends, LOW))
            tours = room_for(
                grid, self.origins[day], self.rows.bed_price(price, day), len(self.origins[day]), EFFORT
            )
            if not complete(grid, self.clock.watch) or best_tours(grid, tours, self.clock.watch) < 0:
                raise OutOfTimeError
            best.insert(0, tours)
            value = tours.value
        bound = self.constant(price) + float(value[0])
        columns = [
            self.columns(day, tours.head, tours.sites) for day, tours in zip(self.days, best, strict=True)
        ]
        self.current = Evaluation(
            price, bound, [c for day in columns for c in day if c], self._chain(columns)
        )
        return self.current

    def _chain(self, columns: list[list[Column | None]]) -> list[Column]:
        chain: list[Column] = []
        origin = 0
        for day in self.days:
            column = columns[day][origin]
            if column is None:
                return []
            chain.append(column)
            if day + 1 < len(columns):
                origin = int(np.flatnonzero(self.origins[day + 1] == column.end)[0])
        return chain

    def columns(self, day: int, head: Int32, sites: npt.NDArray[np.int16]) -> list[Column | None]:
        """Return tours as columns, None for rows that stand empty."""
        found: list[Column | None] = []
        for (origin, end, minutes, loss, cny), order in zip(head.tolist(), sites.tolist(), strict=True):
            if origin < 0:
                found.append(None)
                continue
            ends = int(self.origins[day][origin]), int(self.ends[day][end])
            visits = tuple(site for site in order if site >= 0)
            found.append(Column(day, ends[0], visits, ends[1], minutes, loss, cny))
        return found

    def list(self, evaluation: Evaluation, least: float) -> tuple[list[Listed], float]:
        """Return the tours of each day through which a chain can be worth ``least``, and what unlisted ones reach.

        The second is below ``least`` unless there was no room.

        Raises
        ------
        OutOfTimeError
            When time ran out.
        """
        price = evaluation.price
        if self.current is not evaluation:
            self.evaluate(price)
        worth, money, const = self.rows.worth(price), self.rows.money_price(price), self.constant(price)
        before, found, unlisted = np.zeros(len(self.origins[0])), [], -np.inf
        for day in self.days:
            bed = self.rows.bed_price(price, day)
            tours = room_for(self.grids[day], self.origins[day], bed, ROOM)
            tours.before, tours.cutoff = before, least - const
            if not list_tours(self.grids[day], tours, self.clock.watch):
                raise OutOfTimeError
            if tours.cutoff > least - const:
                unlisted = max(unlisted, tours.cutoff + const)
            listed = Listed(tours.head[: tours.num].copy(), tours.sites[: tours.num].copy())
            found.append(listed)
            values = listed.values(worth, money, bed, self.moves[day])
            before = self.forward(day, listed, values, before, money)
        return found, unlisted

    def forward(
        self, day: int, listed: Listed, values: FloatArray, before: FloatArray, money: float
    ) -> FloatArray:
        """Return ``[end]``: the best that leads there."""
        best = np.full(len(self.ends[day]), LOW)
        np.maximum.at(best, listed.head[:, 1], before[listed.head[:, 0]] + values)
        return np.where(best > LOW / 2, best - money * self.problem.night_cost[self.ends[day]], LOW)

    def backward(self, day: int, listed: Listed, values: FloatArray, after: FloatArray) -> FloatArray:
        """Return ``[origin]``: the best that follows."""
        best = np.full(len(self.origins[day]), LOW)
        np.maximum.at(best, listed.head[:, 0], values + after[listed.head[:, 1]])
        return best
