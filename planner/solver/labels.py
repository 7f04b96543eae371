"""Partial day tours, many at once, and which of them are beaten by another.

A label is better when its sites and last site are the same and it is not later, not longer on the road, not
dearer (only when there is a budget), and has not missed a lunch the other one had. That holds by timetable too,
because one may wait for a later ride that is shorter.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Protocol

import numpy as np
import numpy.typing as npt

from planner.arrays import INFINITY, FloatArray, IntArray

MAX_VISITS = 8  # a set of sites fits eight bytes
NONE = 255  # no site

ByteArray = npt.NDArray[np.uint8]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Labels:
    """Partial tours, one a row; times are those at which the traveller may leave the last node."""

    origin: IntArray
    order: ByteArray  # [label, MAX_VISITS], in order of visit, padded with NONE
    last: IntArray
    time: IntArray
    travel: IntArray
    money: IntArray
    lunch: BoolArray

    def __len__(self) -> int:
        return len(self.origin)

    def take(self, rows: IntArray) -> Labels:
        """Return the labels of the given rows."""
        return Labels(*(getattr(self, field.name)[rows] for field in fields(self)))

    @staticmethod
    def join(parts: list[Labels]) -> Labels:
        """Return the labels of all parts."""
        return Labels(*(np.concatenate([getattr(p, field.name) for p in parts]) for field in fields(Labels)))

    @property
    def key(self) -> npt.NDArray[np.uint64]:
        """The set of sites as one number."""
        return pack(np.sort(self.order, axis=1))


def pack(sorted_sites: ByteArray) -> npt.NDArray[np.uint64]:
    """Return each row of eight sorted site numbers as one number."""
    return np.ascontiguousarray(sorted_sites).view(np.uint64)[:, 0]


def undominated(labels: Labels, with_money: bool) -> IntArray:
    """Return the rows of labels that no other beats; one that has had lunch also beats one that has not."""
    group = labels.key
    fed = np.flatnonzero(labels.lunch)
    best_fed = fed[_pareto(labels.take(fed), group[fed], with_money)]
    best_all = _pareto(labels, group, with_money)
    hungry = best_all[~labels.lunch[best_all]]
    return np.sort(np.concatenate([best_fed, hungry]))


def _pareto(labels: Labels, key: npt.NDArray[np.uint64], with_money: bool) -> IntArray:
    """Return rows not dominated in (time, travel, money) by another of the same origin, set and last site."""
    if len(labels) == 0:
        return np.zeros(0, dtype=np.int64)
    sort = np.lexsort(
        (~labels.lunch, labels.money, labels.travel, labels.time, labels.last, key, labels.origin)
    )
    same = np.ones(len(sort) - 1, dtype=bool)
    for values in (labels.origin, key, labels.last):
        same &= values[sort][1:] == values[sort][:-1]
    group = np.concatenate([[0], np.cumsum(~same)])
    travel = labels.travel[sort]
    if not with_money:
        # Later groups are shifted down, so that one running minimum serves all of them.
        shifted = travel + (group[-1] - group) * (INFINITY + 1)
        lowest_before = np.concatenate([[np.iinfo(np.int64).max], np.minimum.accumulate(shifted)[:-1]])
        return np.asarray(sort[shifted < lowest_before], dtype=np.int64)
    money, keep = labels.money[sort], np.ones(len(sort), dtype=bool)
    for step in range(1, 9):  # comparing with eight earlier neighbours is enough to keep the front small
        if step >= len(sort):
            break
        beaten = (group[step:] == group[:-step]) & (travel[:-step] <= travel[step:])
        keep[step:] &= ~(beaten & (money[:-step] <= money[step:]))
    return np.asarray(sort[keep], dtype=np.int64)


class Judge(Protocol):
    """Scores tours: bounds on their value, with what the places where they begin and end are taken to be worth."""

    cutoff: float  # tours that score less are not wanted

    def partial(self, labels: Labels, depth: int) -> FloatArray:
        """Return for each label, which has made ``depth`` visits, a bound on the scores it can lead to."""
        ...

    def ending(self, labels: Labels, end: int) -> FloatArray:
        """Return a bound on the score of each label when its day ends at a node now."""
        ...
