"""Joining the tours of successive days, in plain Python: the definition of three kernels, with their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.arrays import FloatArray, IntArray
from planner.solver.compiled import Watch, is_over
from planner.solver.day.tables import LOW

if TYPE_CHECKING:
    from planner.solver.bound.states import Choices, States

NO_ROOM, NO_TIME = -1, -2
LOOKS = 64  # tours in a unit of work

Key = tuple[int, int, int, int]  # town, mask, beds, CNY


def join_day(
    first_state: IntArray,
    states: States,
    choices: Choices,
    follow: FloatArray,
    least: float,
    most: tuple[int, int],
    out: States,
    watch: Watch,
) -> int:
    """Fill the states of an evening (see `states.join_day`); return how many, `NO_ROOM` or `NO_TIME`."""
    row_of: dict[Key, int] = {}
    first: list[int] = choices.first.tolist()
    for town in range(len(first) - 1):
        tours = slice(first[town], first[town + 1])
        worth = choices.value[tours]
        for state in range(int(first_state[town]), int(first_state[town + 1])):
            value = states.value[state] + worth
            # Tours are sorted by what they and what follows are worth: the first one too low ends it.
            too_low = np.flatnonzero(value + choices.then[tours] < least)
            tried = int(too_low[0]) if len(too_low) else len(value)
            joinable = _joinable(states, state, choices, tours.start, tried, most)
            sets = (states.mask[state] | choices.mask[joinable]) & np.uint64(follow.shape[1] - 1)
            ahead = value[joinable - tours.start] + follow[choices.end[joinable], sets.astype(np.int64)]
            for tour in joinable[ahead >= least].tolist():
                if not _put(row_of, states, state, choices, tour, float(value[tour - tours.start]), out):
                    return NO_ROOM
            watch.work += 1 + tried // LOOKS
            if is_over(watch):
                return NO_TIME
    return len(row_of)


def follow_day(choices: Choices, after: FloatArray, follow: FloatArray, watch: Watch) -> None:
    """Fill what can follow a morning (see `states.follow_day`)."""
    follow[:] = LOW
    first, every = choices.first.tolist(), np.arange(after.shape[1])
    for town in range(len(first) - 1):
        for tour in range(first[town], first[town + 1]):
            own = int(choices.mask[tour]) & (after.shape[1] - 1)
            sets = every[every & own == 0]
            then = choices.value[tour] + after[choices.end[tour], sets | own]
            follow[town, sets] = np.maximum(follow[town, sets], then)
    watch.work += 1 + (first[-1] - first[0]) * after.shape[1] // 512


def _joinable(
    states: States, state: int, choices: Choices, first: int, num: int, most: tuple[int, int]
) -> IntArray:
    """Return which of some tours can follow a state: no critical site again, not too many beds, not too much money."""
    tours = slice(first, first + num)
    fits = (choices.mask[tours] & states.mask[state]) == 0
    fits &= choices.beds[tours] <= most[0] - int(states.beds[state])
    fits &= choices.cny[tours] <= most[1] - int(states.cny[state])
    return first + np.flatnonzero(fits)


def _put(
    row_of: dict[Key, int], states: States, state: int, choices: Choices, tour: int, value: float, out: States
) -> bool:
    """Write down what a tour leads to, unless an equal state is worth as much; return whether there was room."""
    key = (
        int(choices.end[tour]),
        int(states.mask[state] | choices.mask[tour]),
        int(states.beds[state] + choices.beds[tour]),
        int(states.cny[state] + choices.cny[tour]),
    )
    row = row_of.get(key)
    if row is not None and value <= out.value[row]:
        return True
    if row is None:
        if len(row_of) == len(out.town):
            return False
        row = row_of[key] = len(row_of)
        out.town[row], out.mask[row], out.beds[row], out.cny[row] = key
    out.value[row], out.before[row], out.choice[row] = value, state, tour
    return True


def undominated(states: States, first: IntArray, exact: int, rivals: int) -> list[bool]:
    """Tell which states no better one of the same town beats (see `states.undominated`)."""
    rows = list(zip(states.mask.tolist(), states.beds.tolist(), states.cny.tolist(), strict=True))
    keep = [True] * len(rows)
    for town in range(len(first) - 1):
        kept: list[tuple[int, int, int]] = []
        for i in range(int(first[town]), int(first[town + 1])):
            mask, beds, cny = rows[i]
            keep[i] = not any(
                not m & ~mask and not (m ^ mask) & exact and b <= beds and c <= cny for m, b, c in kept
            )
            if keep[i] and len(kept) < rivals:
                kept.append(rows[i])
    return keep
