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
import numpy.typing as npt

from planner.arrays import FloatArray
from planner.problem import Site
from planner.solver.bound.lagrangian import Lagrangian, Listed
from planner.solver.bound.rows import Column
from planner.solver.bound.states import Choices, Masks, States, follow_day, join_day, undominated
from planner.solver.day.tables import LOW, NEVER

MAX_CRITICAL = 64  # a set of critical sites is one number
TOUR_WORK = 1 / 2000  # units
MOST_SETS, FOLLOWED = 10, 2e8  # critical sites of `follow_day`, and sets of them times tours


def masks_of(bits: Masks, sites: npt.NDArray[np.int16]) -> Masks:
    """Return the set of critical sites of each tour."""
    mask = np.zeros(len(sites), dtype=np.uint64)
    for visit in range(sites.shape[1]):
        mask |= bits[sites[:, visit]]
    return mask


def with_more(follow: FloatArray) -> FloatArray:
    """Return ``[end, set]``: the most that can follow where a set or more was visited; with musts more is better."""
    most = follow.copy()
    for bit in range(follow.shape[1].bit_length() - 1):
        without_and_with = most.reshape(len(most), -1, 2, 1 << bit)
        np.maximum(without_and_with[:, :, 0], without_and_with[:, :, 1], out=without_and_with[:, :, 0])
    return most


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

    def best(self, price: FloatArray, critical: Sequence[Site], least: float, room: int) -> Chain | None:
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
        before, values = self._before(price)
        const = rows.constant(price)
        choices, follow = self._choices(values, [least - const - value for value in before], bits, exact)
        states = States.room(len(lagrangian.origins[0]))
        states.town[:] = np.arange(len(states.town))
        states.value[:] = const
        trace: list[tuple[States, Choices]] = []
        for day in lagrangian.days:
            states = self._join(states, choices[day], follow[day], least, room, exact)
            if not len(states.town):
                return None
            trace.append((states, choices[day]))
        missed = np.array(exact, dtype=np.uint64) & ~states.mask
        worth = np.where(missed == 0, states.value, -np.inf)
        if worth.max() < least:
            return None
        return self._traced(trace, int(worth.argmax()), float(worth.max()))

    def _before(self, price: FloatArray) -> tuple[list[FloatArray], list[FloatArray]]:
        """Return the best before each day by plain chains, and what each tour is worth."""
        lagrangian = self.lagrangian
        values = [lagrangian.values(day, listed, price) for day, listed in enumerate(self.listed)]
        before = [np.zeros(len(lagrangian.origins[0]))]
        for day in lagrangian.days[:-1]:
            before.append(lagrangian.forward(day, self.listed[day], values[day], before[-1]))
        return before, values

    def _choices(
        self, values: list[FloatArray], least: list[FloatArray], bits: Masks, exact: int
    ) -> tuple[list[Choices], list[FloatArray]]:
        """Return the tours of each day, and ``[end, set]``: what can follow by the first critical sites visited before.

        That is far nearer to the truth than what plain chains can bring. Only tours with which ``least[day][origin]``
        can be reached are left; the others are in no plan worth the target, and leave the list.
        """
        lagrangian = self.lagrangian
        tours, num_critical = 1 + sum(map(len, values)), int(np.count_nonzero(bits))
        lagrangian.clock.count(TOUR_WORK * tours)
        num = min(num_critical, MOST_SETS, max(0, int(np.log2(FOLLOWED / tours))))
        missed = (np.arange(1 << num) & exact) != exact & ((1 << num) - 1)
        follow = [np.tile(np.where(missed, LOW, 0.0), (len(lagrangian.ends[-1]), 1))]
        choices: list[Choices] = []
        for day in reversed(lagrangian.days):
            listed, most = self.listed[day], with_more(follow[0])
            at = np.flatnonzero(values[day] + most[listed.head[:, 1], 0] >= least[day][listed.head[:, 0]])
            mask = masks_of(bits, listed.sites[at])
            own = (mask & np.uint64(most.shape[1] - 1)).astype(np.int64)
            then = most[listed.head[at, 1], own]
            is_enough = values[day][at] + then >= least[day][listed.head[at, 0]]
            at = at[is_enough]
            self.listed[day] = listed.take(at)
            choices.insert(0, self._of_day(day, values[day][at], mask[is_enough], then[is_enough]))
            if day:
                follow.insert(0, follow_day(choices[0], follow[0], lagrangian.clock.watch))
        return choices, follow

    def columns_above(self, price: FloatArray, least: float) -> list[Column]:
        """Return the tours through which a plain chain is worth a value."""
        lagrangian, const = self.lagrangian, self.lagrangian.rows.constant(price)
        before, values = self._before(price)
        found: list[Column | None] = []
        after = np.zeros(len(lagrangian.ends[-1]))
        for day in reversed(lagrangian.days):
            listed = self.listed[day]
            worth = const + before[day][listed.head[:, 0]] + values[day] + after[listed.head[:, 1]]
            found += lagrangian.columns(day, listed.take(np.flatnonzero(worth >= least)))
            after = lagrangian.backward(day, listed, values[day], after)
        return [column for column in found if column is not None]

    def _of_day(self, day: int, values: FloatArray, mask: Masks, then: FloatArray) -> Choices:
        """Return the tours of a day as choices; of those equal to a chain the best."""
        listed, rows, problem = self.listed[day], self.lagrangian.rows, self.lagrangian.problem
        origin, end = listed.head[:, 0], listed.head[:, 1]
        beds, cny = np.zeros(len(end), dtype=np.int32), np.zeros(len(end), dtype=np.int32)
        if rows.beds is not None:
            way = self.lagrangian.origins[day][origin], self.lagrangian.ends[day][end]
            beds = problem.bed_changes(day, *(nodes.astype(np.int64) for nodes in way)).astype(np.int32)
        if problem.budget is not None:
            sites = np.append(problem.site_cost, 0)[listed.sites].sum(axis=1)
            nights = problem.night_cny(day)[self.lagrangian.ends[day]][end]
            hires = np.array([problem.hire_cny(hire) for hire in range(len(problem.hires) + 1)])
            cny = (listed.head[:, 4] + sites + nights + hires[listed.hire]).astype(np.int32)
        first = np.zeros(len(self.lagrangian.origins[day]) + 1, dtype=np.int64)
        choices = Choices(end, beds, cny, mask, values, then, origin, np.arange(len(end)), first)
        ends = origin.astype(np.int64) * len(self.lagrangian.ends[day]) + end
        equal = (cny, mask, ends) if problem.budget is not None else (mask, ends)
        order = np.lexsort((-values, *equal))
        same = np.ones(max(0, len(order) - 1), dtype=bool)
        for column in equal:
            same &= column[order][1:] == column[order][:-1]
        return choices.take(order[np.append(True, ~same)] if len(order) else order)

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
