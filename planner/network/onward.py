"""Where one can board who is somewhere: single stops, and bundles of stops that a taxi reaches alike."""

from __future__ import annotations

import numpy as np

from planner.arrays import IntArray
from planner.network.cache import Minutes
from planner.network.tracks import HORIZON


class Onward:
    """For each row the targets near enough with their minutes; a bundle is a target after all stops.

    A bundle stands for those of its stops that take longest, so it is never too early; a stop that takes less is
    a target of its own.
    """

    def __init__(self, minutes: Minutes, bundle: IntArray) -> None:
        """Take ``[row, stop]`` minutes and the number of each stop's bundle, -1 where it has none."""
        num_bundles = int(bundle.max(initial=-1)) + 1
        longest = np.full((len(minutes), num_bundles + 1), np.iinfo(np.int32).max, dtype=np.int32)
        for number in range(num_bundles):
            longest[:, number] = minutes[:, bundle == number].max(axis=1)
        alone = minutes < longest[:, bundle]  # the last column is for stops without a bundle
        both = np.concatenate([np.where(alone, minutes, HORIZON + 1), longest[:, :-1]], axis=1)
        rows, self.target = np.nonzero(both <= HORIZON)
        self.minutes: IntArray = both[rows, self.target].astype(np.int64)
        self.first = np.searchsorted(rows, np.arange(len(minutes) + 1))

    def of(self, row: int) -> tuple[IntArray, IntArray]:
        """Return the targets of a row and their minutes."""
        at = slice(self.first[row], self.first[row + 1])
        return self.target[at], self.minutes[at]

    def of_all(self, rows: IntArray) -> tuple[IntArray, IntArray, IntArray]:
        """Return the targets of some rows one after the other, their minutes, and where each row begins."""
        length = self.first[rows + 1] - self.first[rows]
        begin = np.cumsum(length) - length
        at = np.arange(length.sum()) + np.repeat(self.first[rows] - begin, length)
        return self.target[at], self.minutes[at], begin
