"""Chains of tours that visit no critical site twice: a far lower bound than plain chains have.

A plain chain may visit a good site on every day. Here the critical sites visited so far are part of the state of a
dynamic program over the days (partial elementarity, as in decremental state space relaxation: Righini and Salani
2008), and so are changes of bed and money where they are limited. States that even the best plain chain cannot bring
above a value are dropped, and so are those that another beats in the same town.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from planner.arrays import FloatArray
from planner.solver.bound.lagrangian import Lagrangian, Listed
from planner.solver.bound.rows import Column
from planner.solver.bound.states import Choices, Masks, States, follow_day, join_day, undominated
from planner.solver.day.tables import LOW, NEVER

MAX_CRITICAL = 64  # a set of critical sites is one number
MOST_SETS, FOLLOWED = 10, 2e8  # critical sites of `follow_day`, and sets of them times tours


@dataclass(frozen=True)
class Chain:
    """A tour a day, nights matching, and its value under the prices: a bound on all plans."""

    value: float
    columns: tuple[Column, ...]


class Chains:
    """The chains over listed tours."""

    def __init__(self, lagrangian: Lagrangian, listed: list[Listed]) -> None:
        """Take the tours of each day."""
        self.lagrangian, self.listed = lagrangian, listed

    def best(self, price: FloatArray, critical: Sequence[int], least: float, room: int) -> Chain | None:
        """Return the best chain of those worth at least a value, or None when there is none.

        Parameters
        ----------
        price
            Prices of the rows.
        critical
            Sites that a chain may visit once only, `MAX_CRITICAL` at most.
        least
            What a chain must be worth.
        room
            How many states of a day may be kept.

        Raises
        ------
        TooManyError
            When there are more.
        OutOfTimeError
            When the limit was reached.
        """
        lagrangian, rows = self.lagrangian, self.lagrangian.rows
        bits = np.zeros(rows.problem.num_sites + 1, dtype=np.uint64)
        bits[list(critical)] = np.uint64(1) << np.arange(len(critical), dtype=np.uint64)
        exact = int(np.bitwise_or.reduce(bits[[s for s in critical if rows.is_equal[s]]], initial=0))
        before, after, values = self._plain(price)
        const = rows.constant(price)
        states = States.room(len(lagrangian.origins[0]))
        states.town[:] = np.arange(len(states.town))
        states.value[:] = const
        choices = [
            self._choices(day, bits, values[day], before[day] + const, after[day], least)
            for day in lagrangian.days
        ]
        follow = self._follow(choices, [least - const - value for value in before], len(critical), exact)
        trace: list[tuple[States, Choices]] = []
        for day in lagrangian.days:
            states = self._join(states, choices[day], follow[day], least, room, exact)
            if not len(states.town):
                return None
            trace.append((states, choices[day]))
        missed = np.array(exact, dtype=np.uint64) & ~states.mask
        worth = np.where(missed == 0, states.value + after[-1][states.town], -np.inf)
        if worth.max() < least:
            return None
        return self._traced(trace, int(worth.argmax()), float(worth.max()))

    def _plain(self, price: FloatArray) -> tuple[list[FloatArray], list[FloatArray], list[FloatArray]]:
        """Return the best before and after each day, and what each tour is worth."""
        lagrangian = self.lagrangian
        values = [lagrangian.values(day, listed, price) for day, listed in enumerate(self.listed)]
        before = [np.zeros(len(lagrangian.origins[0]))]
        for day in lagrangian.days[:-1]:
            before.append(lagrangian.forward(day, self.listed[day], values[day], before[-1]))
        after: list[FloatArray] = [np.zeros(len(lagrangian.ends[-1]))]
        for day in reversed(lagrangian.days[1:]):
            after.insert(0, lagrangian.backward(day, self.listed[day], values[day], after[0]))
        return before, after, values

    def _follow(
        self, choices: list[Choices], least: list[FloatArray], num_critical: int, exact: int
    ) -> list[FloatArray]:
        """Return for each day ``[end, set]``: what can follow by sets of the first critical sites visited before.

        It is far nearer to the truth than what plain chains can bring, and drops most tours and states: of ``choices``
        those stay with which ``least[day][origin]`` can be reached.
        """
        lagrangian = self.lagrangian
        tours = 1 + sum(len(of_day.end) for of_day in choices)
        num = min(num_critical, MOST_SETS, max(0, int(np.log2(FOLLOWED / tours))))
        missed = (np.arange(1 << num) & exact) != exact & ((1 << num) - 1)
        last = np.where(missed, LOW, 0.0)
        follow = [np.ascontiguousarray(np.tile(last, (len(lagrangian.ends[-1]), 1)))]
        for day in reversed(lagrangian.days):
            choices[day] = choices[day].sharpened(follow[0], least[day])
            if day:
                follow.insert(0, follow_day(choices[day], follow[0], lagrangian.clock.watch))
        return follow

    def columns_above(self, price: FloatArray, least: float) -> list[Column]:
        """Return the tours through which a plain chain is worth a value."""
        before, after, values = self._plain(price)
        const, found = self.lagrangian.rows.constant(price), []
        for day, listed in enumerate(self.listed):
            origin, end = listed.head[:, 0], listed.head[:, 1]
            rows = np.flatnonzero(const + before[day][origin] + values[day] + after[day][end] >= least)
            found += self.lagrangian.columns(day, listed.take(rows))
        return [column for column in found if column is not None]

    def _choices(
        self,
        day: int,
        bits: Masks,
        values: FloatArray,
        before: FloatArray,
        after: FloatArray,
        least: float,
    ) -> Choices:
        """Return the tours through which a plain chain is worth enough; of those equal to a chain the best."""
        listed, rows, problem = self.listed[day], self.lagrangian.rows, self.lagrangian.problem
        origin, end = listed.head[:, 0], listed.head[:, 1]
        at = np.flatnonzero(before[origin] + values + after[end] >= least)
        origin, end, value = origin[at], end[at], values[at]
        mask = np.bitwise_or.reduce(bits[listed.sites[at]], axis=1, initial=0)
        beds = np.zeros(len(at), dtype=np.int32)
        if rows.beds is not None:
            way = self.lagrangian.origins[day][origin], self.lagrangian.ends[day][end]
            beds = problem.bed_changes(day, *(nodes.astype(np.int64) for nodes in way)).astype(np.int32)
        cny = np.zeros(len(at), dtype=np.int32)
        if rows.money is not None:
            sites = np.append(problem.site_cost, 0)[listed.sites[at]].sum(axis=1)
            nights = problem.night_cny(day)[self.lagrangian.ends[day]][end]
            hires = np.array([problem.hire_cny(hire) for hire in range(len(problem.hires) + 1)])
            cny = (listed.head[at, 4] + sites + nights + hires[listed.hire[at]]).astype(np.int32)
        choices = Choices(
            end, beds, cny, mask, value, after[end], origin, at, np.zeros(len(before) + 1, dtype=np.int64)
        )
        order = np.lexsort((-value, cny, mask, end, origin))
        same = np.ones(max(0, len(at) - 1), dtype=bool)
        for column in (origin, end, mask, cny):
            same &= column[order][1:] == column[order][:-1]
        return choices.take(order[np.append(True, ~same)] if len(at) else order)

    def _join(
        self,
        states: States,
        choices: Choices,
        follow: FloatArray,
        least: float,
        room: int,
        exact: int,
    ) -> States:
        """Return the undominated states of an evening, sorted by town and value."""
        problem, watch, rows = self.lagrangian.problem, self.lagrangian.clock.watch, self.lagrangian.rows
        most_beds = NEVER if problem.max_bed_changes is None else problem.max_bed_changes
        most_cny = NEVER if problem.budget is None else problem.budget + rows.passes.most_cny
        first = np.searchsorted(states.town, np.arange(len(choices.first)))
        found = join_day(states, first, choices, follow, least, (most_beds, most_cny), room, watch)
        order = np.lexsort((-found.value, found.town))
        found = found.take(order)
        first = np.searchsorted(found.town, np.arange(len(follow) + 1))
        return found.take(np.flatnonzero(undominated(found, first, exact)))

    def _traced(self, trace: list[tuple[States, Choices]], row: int, value: float) -> Chain:
        columns: list[Column] = []
        for day in reversed(self.lagrangian.days):
            states, choices = trace[day]
            tour = int(choices.row[states.choice[row]])
            listed = self.listed[day]
            column = self.lagrangian.columns(day, listed.take(np.array([tour])))[0]
            assert column is not None
            columns.insert(0, column)
            row = int(states.before[row])
        return Chain(value, tuple(columns))
