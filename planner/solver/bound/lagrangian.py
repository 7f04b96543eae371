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

from planner.arrays import FloatArray, IntArray
from planner.problem import Node, Problem
from planner.solver.bound.rows import Column, Rows, rows_of
from planner.solver.day.completion import Grid, complete, make_grid
from planner.solver.day.tables import LOW, AllTables, DayTables, Int32
from planner.solver.day.tours import best_tours, list_tours, room_for
from planner.solver.limit import Clock, OutOfTimeError

EFFORT = 20_000  # labels an origin, beyond which a bound has to do
ROOM = 1_000_000  # tours of a day


@dataclass(eq=False)
class Listed:
    """Tours of a day, as in `Tours`."""

    head: Int32
    sites: npt.NDArray[np.int16]
    hire: Int32

    def take(self, rows: IntArray) -> Listed:
        """Return some of the tours."""
        return Listed(self.head[rows], self.sites[rows], self.hire[rows])

    def values(
        self, worth: FloatArray, money: float, moves: FloatArray, hires: FloatArray, empty: int
    ) -> FloatArray:
        """Return what each is worth; ``moves[origin, end]``, ``hires[hire]`` and ``empty`` are prices."""
        padded = np.append(worth, 0.0)  # of "no site"
        origin, end, _, loss, cny = self.head.T
        value = -loss - moves[origin, end] - hires[self.hire]
        for visit in range(self.sites.shape[1]):  # quicker than a sum over the short axis
            value += padded[self.sites[:, visit]]
        if empty:
            value[self.sites[:, 0] < 0] -= empty
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

    def __init__(self, problem: Problem, tables: AllTables, clock: Clock, floor: float) -> None:
        """Make room for the grids of all days; no plan is worth less than the floor."""
        self.problem, self.clock = problem, clock
        self.rows: Rows = rows_of(problem, floor)
        self.origins = [np.array(problem.starts_of(day), dtype=np.int32) for day in self.days]
        self.ends = [np.array(problem.ends_of(day), dtype=np.int32) for day in self.days]
        known: dict[tuple[int, bytes, bytes], Grid] = {}

        def grid(day: int, table: DayTables) -> Grid:
            origins, ends = self.origins[day], self.ends[day]
            key = id(table), origins.tobytes(), ends.tobytes()
            empty = float(problem.empty_losses[day])
            made = make_grid(table, origins, ends, empty=empty, like=known.get(key))
            known.setdefault(key, made)
            return made

        self.grids: list[list[Grid]] = [  # [day][hire]
            [grid(day, of_hire[day]) for of_hire in tables] for day in self.days
        ]
        self.current: Evaluation | None = None  # what the grids stand for

    @property
    def days(self) -> range:
        """The days."""
        return range(self.problem.num_days)

    def hires(self, price: FloatArray) -> FloatArray:
        """Return ``[hire]``: the prices of vehicles for a day."""
        return np.array([self.rows.hire(price, hire) for hire in range(len(self.grids[0]))])

    def moves(self, price: FloatArray, day: int) -> FloatArray:
        """Return ``[origin, end]``: the price of moving from bed to bed."""
        return self.rows.moves(price, day, self.origins[day], self.ends[day])

    def night(self, price: FloatArray, day: int) -> FloatArray:
        """Return ``[end]``: the price of ending a day there."""
        return self.rows.night(price, day)[self.ends[day]]

    def evaluate(self, price: FloatArray) -> Evaluation:
        """Return the bound under prices.

        Raises
        ------
        OutOfTimeError
            When time ran out before it was there.
        """
        self.current = None
        value = np.zeros(len(self.ends[-1]))
        columns: list[list[Column | None]] = []
        for day in reversed(self.days):
            after = np.where(value > LOW / 2, value - self.night(price, day), LOW)
            value, best = self._best_of_day(day, price, after)
            columns.insert(0, best)
        bound = self.rows.constant(price) + float(value.max())
        self.current = Evaluation(
            price,
            bound,
            [c for day in columns for c in day if c],
            self._chain(columns, int(value.argmax())),
        )
        return self.current

    def _best_of_day(
        self, day: int, price: FloatArray, after: FloatArray
    ) -> tuple[FloatArray, list[Column | None]]:
        """Return ``[origin]``: what the best tour and what follows it are worth, and the tour."""
        worth, money = self.rows.worth(price, day), self.rows.money_price(price)
        value = np.full(len(self.origins[day]), 2 * LOW)
        best: list[Column | None] = [None] * len(value)
        for hire, (grid, loss) in enumerate(zip(self.grids[day], self.hires(price), strict=True)):
            grid.price(worth, money, after)
            tours = room_for(grid, self.origins[day], self.moves(price, day), len(value), EFFORT)
            if not complete(grid, self.clock.watch) or best_tours(grid, tours, self.clock.watch) < 0:
                raise OutOfTimeError
            found = self.columns(day, Listed(tours.head, tours.sites, np.full(len(value), hire)))
            is_better = tours.value - loss > value
            best = [new if better else old for new, old, better in zip(found, best, is_better, strict=True)]
            value = np.maximum(value, tours.value - loss)
        return value, best

    def _chain(self, columns: list[list[Column | None]], origin: int) -> list[Column]:
        chain: list[Column] = []
        for day in self.days:
            column = columns[day][origin]
            if column is None:
                return []
            chain.append(column)
            if day + 1 < len(columns):
                origin = int(np.flatnonzero(self.origins[day + 1] == column.end)[0])
        return chain

    def columns(self, day: int, listed: Listed) -> list[Column | None]:
        """Return tours as columns, None for rows that stand empty."""
        found: list[Column | None] = []
        for (origin, end, minutes, loss, cny), order, hire in zip(
            listed.head.tolist(), listed.sites.tolist(), listed.hire.tolist(), strict=True
        ):
            if origin < 0:
                found.append(None)
                continue
            ends = Node(int(self.origins[day][origin])), Node(int(self.ends[day][end]))
            visits = tuple(site for site in order if site >= 0)
            found.append(Column(day, ends[0], visits, ends[1], minutes, loss, cny, hire))
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
        before, found, unlisted = np.zeros(len(self.origins[0])), [], -np.inf
        const = self.rows.constant(price)
        for day in self.days:
            listed, cutoff = self._listed(day, price, before, least - const)
            if cutoff > least - const:
                unlisted = max(unlisted, cutoff + const)
            found.append(listed)
            before = self.forward(day, listed, self.values(day, listed, price), before)
        return found, unlisted

    def _listed(self, day: int, price: FloatArray, before: FloatArray, least: float) -> tuple[Listed, float]:
        """Return the tours of a day that reach a value, and the least value at which none is missing."""
        parts, highest = [], least
        for hire, (grid, loss) in enumerate(zip(self.grids[day], self.hires(price).tolist(), strict=True)):
            tours = room_for(grid, self.origins[day], self.moves(price, day), ROOM)
            tours.before, tours.cutoff = before, least + loss
            if not list_tours(grid, tours, self.clock.watch):
                raise OutOfTimeError
            highest = max(highest, tours.cutoff - loss)
            num = tours.num
            parts.append(
                Listed(tours.head[:num].copy(), tours.sites[:num].copy(), np.full(num, hire, dtype=np.int32))
            )
        if len(parts) == 1:
            return parts[0], highest
        head, sites, hire_of = (
            np.concatenate([getattr(part, name) for part in parts]) for name in ("head", "sites", "hire")
        )
        return Listed(head, sites, hire_of), highest

    def values(self, day: int, listed: Listed, price: FloatArray) -> FloatArray:
        """Return what tours of a day and the nights after them are worth under prices."""
        worth, money = self.rows.worth(price, day), self.rows.money_price(price)
        moves = self.moves(price, day) + self.night(price, day)[None, :]
        return listed.values(worth, money, moves, self.hires(price), self.problem.empty_losses[day])

    def forward(self, day: int, listed: Listed, values: FloatArray, before: FloatArray) -> FloatArray:
        """Return ``[end]``: the best that leads there."""
        best = np.full(len(self.ends[day]), LOW)
        np.maximum.at(best, listed.head[:, 1], before[listed.head[:, 0]] + values)
        return best

    def backward(self, day: int, listed: Listed, values: FloatArray, after: FloatArray) -> FloatArray:
        """Return ``[origin]``: the best that follows."""
        best = np.full(len(self.origins[day]), LOW)
        np.maximum.at(best, listed.head[:, 0], values + after[listed.head[:, 1]])
        return best
