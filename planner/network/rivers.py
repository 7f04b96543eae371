"""Which walks would lead over a river."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from planner.arrays import BoolArray, FloatArray
from planner.corridor import Location, River


class Rivers:
    """Rivers, as stretches from one point of a course to the next."""

    def __init__(self, rivers: Sequence[River]) -> None:
        """Take the courses."""
        stretches = [pair for river in rivers for pair in pairwise(river.course)]
        self._from, self._to = (_degrees([pair[end] for pair in stretches]) for end in (0, 1))

    def part(self, starts: Sequence[Location], ends: Sequence[Location]) -> BoolArray:
        """Tell of each start and its end whether a river is crossed by the straight line between them."""
        a, b = _degrees(starts)[:, None], _degrees(ends)[:, None]
        is_between = _side(a, b, self._from) * _side(a, b, self._to) < 0
        is_over = _side(self._from, self._to, a) * _side(self._from, self._to, b) < 0
        return np.asarray((is_between & is_over).any(axis=1))


def _degrees(positions: Sequence[Location]) -> FloatArray:
    return np.array([(each.lat, each.lon) for each in positions]).reshape(-1, 2)


def _side(start: FloatArray, end: FloatArray, point: FloatArray) -> FloatArray:
    """Return by the sign on which side of a line a point lies: a cross product."""
    along, away = end - start, point - start
    return np.asarray(along[..., 0] * away[..., 1] - along[..., 1] * away[..., 0])
