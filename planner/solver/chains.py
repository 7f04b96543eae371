"""Chains of tours that visit no critical site twice: a far lower bound than plain chains have.

A plain chain may visit a good site on every day. Here the critical sites visited so far are part of the state of a
dynamic program over the days (partial elementarity, as in decremental state space relaxation: Righini and Salani
2008). States that even the best plain chain cannot bring above a value are dropped, and so are those that another
beats in the same town with fewer critical sites visited.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.arrays import FloatArray, IntArray
from planner.solver.labels import NONE
from planner.solver.limit import Clock
from planner.solver.pricing import Column, DayTable, Priced, Pricer

MAX_CRITICAL = 64  # a set of critical sites is one number
CHUNK = 2_000_000
STATE_WORK = 0.004  # units a state
RIVALS = 128  # a state is compared with so many of the best in its town

Masks = npt.NDArray[np.uint64]


class TooManyError(Exception):
    """The states pass the limit on memory."""


@dataclass(frozen=True, eq=False)
class _States:
    """Ways to have come to a town, one a row: the index of the town, what was visited and earned, how."""

    town: IntArray
    mask: Masks
    value: FloatArray
    before: IntArray  # row of the states of the evening before
    last: Masks  # critical sites of the last tour

    def __len__(self) -> int:
        return len(self.town)

    def take(self, rows: IntArray) -> _States:
        return _States(self.town[rows], self.mask[rows], self.value[rows], self.before[rows], self.last[rows])


@dataclass(frozen=True, eq=False)
class _Choices:
    """The best value of a day's tours for each origin, set of critical sites, and end."""

    origin: IntArray
    mask: Masks
    value: FloatArray  # [row, end]


@dataclass(frozen=True)
class Chain:
    """A tour a day, nights matching, and its value under the multipliers: a bound on all plans."""

    value: float
    columns: tuple[Column, ...]


def best_chain(
    pricer: Pricer,
    priced: Priced,
    critical: Sequence[int],
    above: float,
    room: int,
    clock: Clock,
) -> Chain | None:
    """Return the best chain of those worth at least a value, or None when there is none.

    Parameters
    ----------
    pricer, priced
        The listed tours and their values under some multipliers.
    critical
        Sites that a chain may visit once only, `MAX_CRITICAL` at most.
    above
        What a chain must be worth.
    room
        How many states may be kept.
    clock
        How long it may take.

    Raises
    ------
    TooManyError
        When there are more.
    OutOfTimeError
        When the limit was reached.
    """
    bits = np.zeros(NONE + 1, dtype=np.uint64)
    bits[list(critical)] = np.uint64(1) << np.arange(len(critical), dtype=np.uint64)
    start, nothing = np.zeros(1, dtype=np.int64), np.zeros(1, dtype=np.uint64)
    evenings = [_States(start, nothing, np.full(1, priced.const), start, nothing)]
    masks: dict[int, Masks] = {}
    for day, table in enumerate(pricer.days):
        if id(table) not in masks:
            masks[id(table)] = np.bitwise_or.reduce(bits[table.tours.sites], axis=1)
        choices = _choices(table, masks[id(table)], priced.values[day], priced.through(day) >= above)
        clock.check()
        parts = list(
            _steps(_at_origins(pricer, day, evenings[-1]), choices, priced.backward[day], above, room)
        )
        if not parts:
            return None
        evenings.append(_undominated(_joined(parts)))
        clock.count(1 + STATE_WORK * sum(map(len, parts)))
        if len(evenings[-1]) > room:
            raise TooManyError
    return _trace(pricer, priced, masks, evenings)


def _choices(table: DayTable, masks: Masks, values: FloatArray, wanted: npt.NDArray[np.bool_]) -> _Choices:
    rows = np.flatnonzero(wanted.any(axis=1))
    origin, mask = table.tours.origin_row[rows], masks[rows]
    order = np.lexsort((mask, origin))
    origin, mask = origin[order], mask[order]
    value = np.where(wanted, values, -np.inf)[rows[order]]
    first = np.flatnonzero(
        np.append(True, (origin[1:] != origin[:-1]) | (mask[1:] != mask[:-1]))[: len(rows)]
    )
    best = np.maximum.reduceat(value, first, axis=0) if len(first) else value
    return _Choices(origin[first], mask[first], best)


def _at_origins(pricer: Pricer, day: int, evening: _States) -> _States:
    """Return states with the town as one of a day's origins instead of one of the day before's ends."""
    if day == 0:
        return evening
    origin = {node: row for row, node in enumerate(pricer.days[day].tours.origins)}
    of_end = np.array([origin[node] for node in pricer.days[day - 1].tours.ends])
    return _States(of_end[evening.town], evening.mask, evening.value, evening.before, evening.last)


def _steps(
    morning: _States, choices: _Choices, after: FloatArray, above: float, room: int
) -> Iterator[_States]:
    """Yield the states of the evening that can still come above a value."""
    found = 0
    for origin in np.unique(morning.town).tolist():
        options = np.flatnonzero(choices.origin == origin)
        if len(options) == 0:
            continue
        mask, value = choices.mask[options], choices.value[options]
        most = (value + after).max(axis=1)
        rows = np.flatnonzero(morning.town == origin)
        for chunk in np.array_split(rows, 1 + len(rows) * len(options) // CHUNK):
            is_new = (morning.mask[chunk, None] & mask) == 0
            i, j = np.nonzero(is_new & (morning.value[chunk, None] + most >= above))
            worth = morning.value[chunk[i], None] + value[j]
            pair, end = np.nonzero(worth + after >= above)
            if len(pair) == 0:
                continue
            before, last = chunk[i[pair]], mask[j[pair]]
            states = _States(end, morning.mask[before] | last, worth[pair, end], before, last)
            yield (part := _joined([states]))
            found += len(part)
            if found > 4 * room:
                raise TooManyError


def _joined(parts: list[_States]) -> _States:
    """Return the best state of each town and set of critical sites, sorted by town."""
    columns = zip(*((p.town, p.mask, p.value, p.before, p.last) for p in parts), strict=True)
    states = _States(*(np.concatenate(column) for column in columns))
    order = np.lexsort((-states.value, states.mask, states.town))
    states = states.take(order)
    is_first = (states.town[1:] != states.town[:-1]) | (states.mask[1:] != states.mask[:-1])
    return states.take(np.flatnonzero(np.append(True, is_first)))


def _undominated(states: _States) -> _States:
    """Return the states of which none of the best in their town has visited less and earned as much."""
    keep = np.ones(len(states), dtype=bool)
    edges = np.flatnonzero(np.append(True, states.town[1:] != states.town[:-1])).tolist()
    for first, last in zip(edges, [*edges[1:], len(states)], strict=True):
        rows = np.arange(first, last)
        rivals = first + np.argsort(-states.value[rows], kind="stable")[:RIVALS]
        beats = (states.mask[rivals] & ~states.mask[rows, None]) == 0
        beats &= (states.value[rivals] >= states.value[rows, None]) & (rivals != rows[:, None])
        keep[rows] = ~beats.any(axis=1)
    return states.take(np.flatnonzero(keep))


def _trace(pricer: Pricer, priced: Priced, masks: dict[int, Masks], evenings: list[_States]) -> Chain:
    """Return the tours that led to the best state of the last evening."""
    row = int(evenings[-1].value.argmax())
    value, columns = float(evenings[-1].value[row]), []
    for day in range(len(pricer.days) - 1, -1, -1):
        evening, table = evenings[day + 1], pricer.days[day]
        end, before = int(evening.town[row]), int(evening.before[row])
        origin = int(_at_origins(pricer, day, evenings[day]).town[before])
        part = table.slices[origin]
        fits = masks[id(table)][part] == evening.last[row]
        group = part.start + int(np.where(fits, priced.values[day][part, end], -np.inf).argmax())
        columns.append(Column(day, origin, end, group))
        row = before
    return Chain(value, tuple(columns[::-1]))
