"""All journeys between the places in play on a kind of day, whoever travels: small enough to be kept on disk."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.arrays import IntArray
from planner.network.cache import Minutes, Small

JIAO = 10  # of a CNY: money is kept in whole ones
MOST_JIAO = 65535  # what is dearer is not kept
WALK, TAXI, BY_DAY, BY_NIGHT, VEHICLES = range(5)  # of `direct`

Short = npt.NDArray[np.uint16]


@dataclass(frozen=True, eq=False)
class Profiles:
    """Journeys by services and metro, one a row, and the walks and taxis that leave whenever one likes.

    Attributes
    ----------
    ids
        Places, in the order of the rows.
    count
        ``[from, to]``: how many journeys there are. Those of a way follow each other, the first to leave first.
    leave, arrive
        Minutes, from door to door.
    person, car
        What an adult pays for himself, and what each car costs that some share, in jiao.
    more
        Twice the changes, and one more where there is time for lunch aboard.
    direct
        ``[what, from, to]``: minutes on foot and by taxi, `cache.NEVER` where there is no such way, then a taxi's price
        by day and by night, and in how many vehicles one gets.
    night
        ``[from, (begin, end)]``: when the tariff of the night holds.
    """

    ids: tuple[str, ...]
    count: Minutes
    leave: Small
    arrive: Small
    person: Short
    car: Short
    more: npt.NDArray[np.uint8]
    direct: Short
    night: Short

    def __len__(self) -> int:
        return len(self.leave)

    @property
    def first(self) -> IntArray:
        """Where the journeys of each way begin, and after the last way where they end."""
        return np.append(0, np.cumsum(self.count, dtype=np.int64))

    def select(self, places: IntArray) -> Profiles:
        """Return the journeys between some of the places, in the order given."""
        at = np.ix_(places, places)
        count = np.ascontiguousarray(self.count[at])
        row = spread(self.first[:-1].reshape(self.count.shape)[at].ravel(), count.ravel())
        columns = (each[row] for each in (self.leave, self.arrive, self.person, self.car, self.more))
        ids = tuple(self.ids[place] for place in places.tolist())
        direct = np.ascontiguousarray(self.direct[:, places[:, None], places])
        return Profiles(ids, count, *columns, direct, self.night[places])

    def to_bytes(self) -> bytes:
        """Return all but the ids, for `from_bytes`."""
        columns = (self.count, self.leave, self.arrive, self.person, self.car, self.more)
        return b"".join(np.ascontiguousarray(each).tobytes() for each in (self.direct, self.night, *columns))

    @staticmethod
    def from_bytes(ids: tuple[str, ...], content: bytes) -> Profiles:
        """Return what `to_bytes` was made of."""
        size, begin = len(ids), 0

        def taken(kind: type[np.generic], *shape: int) -> npt.NDArray[np.generic]:
            nonlocal begin
            found = np.frombuffer(content, kind, int(np.prod(shape)), begin).reshape(shape)
            begin += found.nbytes
            return found

        direct, night = taken(np.uint16, 5, size, size), taken(np.uint16, size, 2)
        count = taken(np.int32, size, size)
        rows = int(count.sum(dtype=np.int64))
        kinds = (np.int16, np.int16, np.uint16, np.uint16, np.uint8)
        return Profiles(ids, count, *(taken(kind, rows) for kind in kinds), direct, night)  # type: ignore[arg-type]


def spread(first: IntArray, num: npt.NDArray[np.integer]) -> IntArray:
    """Return the rows of some spans one after the other.

    Examples
    --------
    >>> spread(np.array([5, 0]), np.array([2, 3])).tolist()
    [5, 6, 0, 1, 2]
    """
    begin = np.cumsum(num, dtype=np.int64) - num
    return np.arange(int(num.sum(dtype=np.int64))) + np.repeat(first - begin, num)
