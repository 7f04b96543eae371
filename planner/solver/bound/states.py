"""Ways to have come to a town, and the tours that go on from there: the states of chains, joined day by day."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from planner.arrays import FloatArray, IntArray
from planner.solver.bound import joining
from planner.solver.compiled import Watch, in_c
from planner.solver.day.tables import Int32
from planner.solver.library import library
from planner.solver.limit import OutOfTimeError

RIVALS = 200  # a state is compared with so many of the best in its town

Masks = npt.NDArray[np.uint64]


class TooManyError(Exception):
    """The states pass the limit on memory."""


@dataclass(eq=False)
class States:
    """Ways to have come to a town, one a row: what was visited, earned and used; the state before, and the tour."""

    town: Int32
    before: Int32
    choice: Int32
    beds: Int32
    cny: Int32
    mask: Masks
    value: FloatArray

    @staticmethod
    def room(size: int) -> States:
        """Return room for so many."""
        town, before, choice, beds, cny = (np.zeros(size, dtype=np.int32) for _ in range(5))
        return States(town, before, choice, beds, cny, np.zeros(size, dtype=np.uint64), np.zeros(size))

    def take(self, rows: IntArray) -> States:
        """Return some of the states."""
        return States(*(getattr(self, column.name)[rows] for column in fields(self)))


@dataclass(eq=False)
class Choices:
    """The tours of a day as chains need them, sorted by origin, then by what they and what follows are worth."""

    end: Int32
    beds: Int32
    cny: Int32
    mask: Masks
    value: FloatArray
    then: FloatArray  # what can follow at most
    origin: Int32
    row: IntArray  # of the list
    first: IntArray  # [origin] where its tours begin

    def take(self, rows: IntArray) -> Choices:
        """Return some of the tours, in their order."""
        order = rows[np.lexsort((-(self.value + self.then)[rows], self.origin[rows]))]
        first = np.searchsorted(self.origin[order], np.arange(len(self.first)))
        columns = [getattr(self, column.name)[order] for column in fields(self)[:-1]]
        return Choices(*[*columns, first])


def join_day(
    states: States,
    first: IntArray,
    choices: Choices,
    follow: FloatArray,
    least: float,
    most: tuple[int, int],
    room: int,
    watch: Watch,
) -> States:
    """Return the states that the tours of a day lead to from those of its morning, within ``most`` beds and CNY.

    ``first[town]`` tells where the states of a town begin, ``follow`` (of `follow_day`) what can
    follow the evening. Of states equal in town, sites, beds and CNY the best stays.

    Raises
    ------
    TooManyError
        When there are more than there is room for.
    OutOfTimeError
        When time ran out.
    """
    compiled, size = library(), min(room, 4096)
    while True:
        out = States.room(size)
        if compiled is None:
            num = joining.join_day(first, states, choices, follow, least, most, out, watch)
        else:
            before = len(first) - 1, first, states, choices.first, choices, follow.shape[1], follow
            num = compiled.join_day(*in_c(*before, float(least), *most, size, out, watch))
        if num == joining.NO_TIME:
            raise OutOfTimeError
        if num >= 0:
            return out.take(np.arange(num))
        if size >= room:
            raise TooManyError
        size = min(room, 8 * size)


def follow_day(choices: Choices, after: FloatArray, watch: Watch) -> FloatArray:
    """Return ``[town, set]``: the most that can follow being in a town in the morning.

    A set is one of the first critical sites, those that were visited before: they are not visited again. ``after`` is
    the same in the evening.
    """
    compiled, follow = library(), np.empty((len(choices.first) - 1, after.shape[1]))
    if compiled is None:
        joining.follow_day(choices, after, follow, watch)
        return follow
    evening = after.shape[1], after, follow, watch
    compiled.follow_day(*in_c(len(follow), choices.first, choices, *evening))
    return follow


def undominated(states: States, first: IntArray, exact: int) -> npt.NDArray[np.bool_]:
    """Tell which states no better one of the same town beats; sites of ``exact`` have to be the same."""
    compiled = library()
    if compiled is None:
        return np.array(joining.undominated(states, first, exact, RIVALS), dtype=bool)
    keep = np.ones(len(states.town), dtype=np.uint8)
    compiled.undominated(*in_c(len(first) - 1, first, states, exact, RIVALS, keep))
    return keep.astype(bool)
