"""All journeys between the places in play on a kind of day, whoever travels: small enough to be kept on disk."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from planner.arrays import INFINITY, IntArray
from planner.network.cache import Minutes
from planner.network.fronts import Table

JIAO = 10  # of a CNY: money is kept in whole ones
MOST_JIAO = 65535  # what is dearer is not kept
WALK, TAXI, BY_DAY, BY_NIGHT, VEHICLES, PUBLIC = range(6)  # of `direct`

Short = npt.NDArray[np.uint16]
JOURNEY = np.dtype(
    [
        ("leave", np.int16),  # minutes, from door to door
        ("arrive", np.int16),
        ("person", np.uint16),  # what an adult pays for himself, in jiao
        ("car", np.uint16),  # what each car costs that some share
        ("more", np.uint8),  # twice the changes, and one more where there is time for lunch aboard
    ]
)


@dataclass(frozen=True, eq=False)
class Profiles:
    """Journeys by services and metro, and the walks and taxis that leave whenever one likes.

    Attributes
    ----------
    ids
        Places, in the order of the rows.
    count
        ``[from, to]``: how many journeys there are.
    journeys
        `JOURNEY` rows. Those of a way follow each other, the first to leave first.
    direct
        ``[what, from, to]``: minutes on foot and by taxi, `cache.NEVER` where there is no such way, then a taxi's price
        by day and by night, in how many vehicles one gets, and whether it is a long one with a public way beside it.
    night
        ``[from, (begin, end)]``: when the tariff of the night holds.
    """

    ids: tuple[str, ...]
    count: Minutes
    journeys: Table
    direct: Short
    night: Short

    @cached_property
    def first(self) -> IntArray:
        """Where the journeys of each way begin, and after the last way where they end."""
        return np.append(0, np.cumsum(self.count, dtype=np.int64))

    @cached_property
    def quickest(self) -> IntArray:
        """``[from, to]``: the fewest minutes of a journey; `INFINITY` where there is none."""
        minutes = self.journeys["arrive"] - self.journeys["leave"]
        return least_of(minutes, self.count.ravel()).reshape(self.count.shape)

    def select(self, places: IntArray) -> Profiles:
        """Return the journeys between some of the places, in the order given."""
        at = np.ix_(places, places)
        count = np.ascontiguousarray(self.count[at])
        rows = spread(self.first[:-1].reshape(self.count.shape)[at].ravel(), count.ravel())
        ids = tuple(self.ids[place] for place in places.tolist())
        direct = np.ascontiguousarray(self.direct[:, places[:, None], places])
        return Profiles(ids, count, self.journeys.take(rows), direct, self.night[places])

    def joined(self, base: Profiles) -> Profiles:
        """Return the journeys with those between the first places, which are those of ``base``."""
        some = len(base.ids)
        count, direct = self.count.copy(), self.direct.copy()
        count[:some, :some], direct[:, :some, :some] = base.count, base.direct
        pieces = []
        for place in range(len(self.ids)):
            for each in (base, self) if place < some else (self,):
                begin, end = each.first[[place * len(each.ids), (place + 1) * len(each.ids)]]
                pieces.append(each.journeys[begin:end])
        return Profiles(self.ids, count, np.concatenate(pieces), direct, self.night)

    def to_bytes(self) -> bytes:
        """Return all but the ids, for `from_bytes`."""
        return b"".join(each.tobytes() for each in (self.direct, self.night, self.count, self.journeys))

    @staticmethod
    def from_bytes(ids: tuple[str, ...], content: bytes) -> Profiles:
        """Return what `to_bytes` was made of."""
        size, short, number = len(ids), np.dtype(np.uint16).itemsize, np.dtype(np.int32).itemsize
        night = 6 * size * size * short
        count = night + 2 * size * short
        journeys = count + size * size * number
        return Profiles(
            ids,
            np.frombuffer(content, np.int32, size * size, count).reshape(size, size),
            np.frombuffer(content, JOURNEY, -1, journeys),
            np.frombuffer(content, np.uint16, 6 * size * size).reshape(6, size, size),
            np.frombuffer(content, np.uint16, 2 * size, night).reshape(size, 2),
        )


def spread(first: IntArray, num: npt.NDArray[np.integer]) -> IntArray:
    """Return the rows of some spans one after the other.

    Examples
    --------
    >>> spread(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    begin = np.cumsum(num, dtype=np.int64) - num
    return np.arange(int(num.sum(dtype=np.int64))) + np.repeat(first - begin, num)


def least_of(values: npt.NDArray[np.integer], num: npt.NDArray[np.integer], none: int = INFINITY) -> IntArray:
    """Return the least of each of some spans that follow each other, ``none`` of what is empty."""
    found = np.full(len(num), none, dtype=np.int64)
    has = num > 0
    if has.any():
        found[has] = np.minimum.reduceat(values, (np.cumsum(num, dtype=np.int64) - num)[has])
    return found
