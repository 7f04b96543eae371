"""The ways that count for weak links, by their medians: how many are within some minutes, and what changes them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from heapq import nlargest
from math import ceil
from typing import NamedTuple

import numpy as np

from planner.arrays import INFINITY, BoolArray, IntArray
from planner.network.cache import Minutes
from planner.reaching.weakmodel import Change, Level, WeakLink
from planner.stopping import Progress, StopToken

Pairs = tuple[IntArray, IntArray]  # rows and columns


class Cost(NamedTuple):
    """What losses are compared by, in this order."""

    in_rings: int
    no_way: int
    minutes: int


def medians(minutes: Minutes) -> Minutes:
    """Return the medians over the last axis, `INFINITY` where half of the departures are never there."""
    rank = ceil(0.5 * minutes.shape[-1]) - 1
    found = np.partition(minutes, rank, axis=-1)[..., rank]
    return np.where(found < INFINITY // 2, found, INFINITY).astype(np.int32)


@dataclass(frozen=True, eq=False)
class Ways:
    """Ways from some places to others.

    Attributes
    ----------
    median
        ``[origin, destination]``: the minutes of today.
    score
        Of each destination; None for towns, which count one each.
    counts
        ``[origin, destination]``: whether it is a way at all.
    rings
        Minutes.
    """

    median: Minutes
    score: IntArray | None
    counts: BoolArray
    rings: tuple[int, ...]

    @property
    def weight(self) -> IntArray:
        """What each destination counts."""
        return np.ones(self.median.shape[1], dtype=np.int64) if self.score is None else self.score

    @property
    def has_median(self) -> BoolArray:
        """Which ways have one."""
        return self.counts & (self.median < INFINITY)

    def today(self) -> tuple[Level, ...]:
        """Return what is within each ring."""
        rows, columns = np.nonzero(self.counts)
        nothing = np.full(len(rows), INFINITY, dtype=np.int64)
        return self._levels((rows, columns), nothing, self.median[rows, columns].astype(np.int64))

    def most(self, pairs: Pairs) -> int:
        """Return the most that a change of some ways can take away of the rings."""
        median, weight = self.median[pairs], self.weight[pairs[1]] * self.counts[pairs]
        return sum(int(weight[median <= ring].sum()) for ring in self.rings)

    def change(self, pairs: Pairs, then: Minutes) -> tuple[Cost, Change]:
        """Return what it comes to that some ways have other medians, all of them longer or all shorter."""
        counts = self.counts[pairs]
        pairs, then = (pairs[0][counts], pairs[1][counts]), then[counts].astype(np.int64)
        now = self.median[pairs].astype(np.int64)
        longer, shorter = np.maximum(now, then), np.minimum(now, then)
        levels = self._levels(pairs, longer, shorter)
        no_way = int(((longer >= INFINITY) & (shorter < INFINITY)).sum())
        differ = (longer > shorter) & (longer < INFINITY)
        minutes = int((longer - shorter)[differ].sum())
        both = int(self.has_median.sum()) - int(((now < INFINITY) & (then >= INFINITY)).sum())
        in_rings = sum(level.ways if level.score is None else level.score for level in levels)
        change = Change(
            levels=levels,
            no_way=no_way,
            slower=int(differ.sum()),
            minutes=minutes,
            mean_minutes=round(minutes / both, 2) if both else 0.0,
        )
        return Cost(in_rings, no_way, minutes), change

    def _levels(self, pairs: Pairs, longer: IntArray, shorter: IntArray) -> tuple[Level, ...]:
        return tuple(
            Level(
                minutes=ring,
                ways=int(passes.sum()),
                score=None if self.score is None else int(self.score[pairs[1]][passes].sum()),
            )
            for ring in self.rings
            for passes in [(shorter <= ring) & (longer > ring)]
        )


@dataclass(frozen=True, eq=False)
class Candidate:
    """What may be lost.

    Attributes
    ----------
    link
        What it is, with its loss still to be found.
    pairs
        The ways with a best journey over it: no other can be longer without it.
    medians
        Return the medians of these without it.
    """

    link: Callable[[Change], WeakLink]
    pairs: Pairs
    medians: Callable[[], Minutes]


def worst(
    candidates: Collection[Candidate], ways: Ways, top: int, stop: StopToken, progress: Progress
) -> list[WeakLink]:
    """Return those whose loss costs most, the worst first.

    What can cost most is tried first; once the rest can take away less of the rings than all that are wanted do, it is
    not tried: the answer is the same.
    """
    found: list[tuple[Cost, WeakLink]] = []
    by_most = sorted(candidates, key=lambda each: -ways.most(each.pairs))
    for number, each in enumerate(by_most):
        stop.check()
        progress(number, len(by_most))
        if len(found) == top and ways.most(each.pairs) < found[-1][0].in_rings:
            break
        cost, change = ways.change(each.pairs, each.medians())
        if any(cost):
            found = nlargest(top, [*found, (cost, each.link(change))], key=lambda one: one[0])
    return [link for _, link in found]


def pairs_of(found: Collection[tuple[int, int]]) -> Pairs:
    """Return rows and columns."""
    rows, columns = np.array(sorted(found), dtype=np.int64).reshape(-1, 2).T
    return rows, columns
