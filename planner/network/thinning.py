"""Of the rides of each way those that can be worth taking by a party, by a compiled kernel or its twin here."""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import c_int64, c_void_p

import numpy as np
import numpy.typing as npt

from planner.arrays import BoolArray, IntArray
from planner.network.fronts import library

RIDE = np.dtype([(name, np.int32) for name in ("depart", "arrive", "loss", "cny")])
RideTable = npt.NDArray[np.void]


def thinned(first: IntArray, rides: RideTable, direct: RideTable, *, with_money: bool) -> BoolArray:
    """Return which rides no other of their way is as good as: leaves no earlier, arrives no later, loses no more.

    Of equal ones the last is wanted.

    Parameters
    ----------
    first
        The rides of way ``w`` are ``first[w]`` to ``first[w + 1]``, in order of departure.
    rides
        `RIDE` rows.
    direct
        By way a ride that leaves whenever one likes, with its minutes as ``arrive``.
    with_money
        Whether one that costs less is wanted beside.
    """
    wanted, compiled = np.zeros(len(rides), dtype=np.bool_), library()
    if compiled is None:
        for way in range(len(direct)):
            rows = range(int(first[way]), int(first[way + 1]))
            for row in _front(rides[rows.start : rows.stop].tolist(), direct[way].item(), with_money):
                wanted[rows[row]] = True
        return wanted
    arrays = [np.ascontiguousarray(each) for each in (first, rides, direct)]
    failed = compiled.thinned(
        c_int64(len(direct)),
        *(c_void_p(each.ctypes.data) for each in arrays),
        c_int64(with_money),
        c_void_p(wanted.ctypes.data),
    )
    if failed:
        raise MemoryError("too many rides")
    return wanted


Ride = tuple[int, int, int, int]  # departure, arrival, loss, CNY


def _front(rides: Sequence[Ride], direct: Ride, with_money: bool) -> list[int]:
    """Return the undominated rides of a way."""
    front: list[int] = []
    for number in reversed(range(len(rides))):
        ride = rides[number]
        by_now = (ride[0], ride[0] + direct[1], *direct[2:])
        if any(_is_better(other, ride, with_money) for other in (by_now, *(rides[row] for row in front))):
            continue
        front = [
            row for row in front if rides[row][0] > ride[0] or not _is_better(ride, rides[row], with_money)
        ]
        front.append(number)
    return front


def _is_better(one: Ride, other: Ride, with_money: bool) -> bool:
    return one[1] <= other[1] and one[2] <= other[2] and (not with_money or one[3] <= other[3])
