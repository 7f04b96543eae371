"""The departures that a table knows: every five minutes of the hours of a day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.arrays import IntArray
from planner.network.cache import Small
from planner.rules import LUNCH_LATEST

STEP = 5


@dataclass(frozen=True)
class Buckets:
    """Departures at 05:00, 05:05, ..., 24:00 unless a trip's hours are longer, and one later: too late."""

    first: int = 300
    last: int = 1440

    @property
    def num(self) -> int:
        """How many there are."""
        return (self.last - self.first) // STEP + 2

    @property
    def num_meals(self) -> int:
        """In how many a ride with lunch aboard can begin."""
        return (LUNCH_LATEST - self.first) // STEP + 1

    @property
    def num_layers(self) -> int:
        """How many layers of a table hold arrivals and minutes of travel, the same with lunch aboard included."""
        return 2 * (self.num + self.num_meals)

    def of(self, depart: IntArray) -> IntArray:
        """Return the bucket that a departure counts for: the next one."""
        return np.clip(-((self.first - depart) // STEP), 0, self.num - 1)

    def minute(self, bucket: IntArray | Small) -> IntArray:
        """Return the departure of a bucket."""
        return self.first + STEP * np.asarray(bucket, dtype=np.int64)


USUAL = Buckets()
LONGEST = Buckets(0, 2880)


def buckets_for(day_start: int, day_end: int) -> Buckets:
    """Return the departures for days of certain hours; there are only a few kinds, so that tables serve again.

    Examples
    --------
    >>> buckets_for(510, 1140), buckets_for(90, 1560)
    (Buckets(first=300, last=1440), Buckets(first=0, last=1800))
    """
    first = USUAL.first if day_start >= USUAL.first else LONGEST.first
    return Buckets(first, next(last for last in (USUAL.last, 1800, LONGEST.last) if day_end <= last))
