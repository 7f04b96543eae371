"""The earliest arrival of who leaves at any minute of a window: exact, by the timetable and within his money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.arrays import INFINITY
from planner.clock import DAY_MINUTES
from planner.network.cache import NEVER, Minutes
from planner.network.ground import Ground
from planner.network.hops import Fan
from planner.network.ways import TAXI_ENDS, Undominated
from planner.rules import TAXI_WAIT


def soonest(
    options: Undominated, origins: Sequence[str], destinations: Sequence[str], window: tuple[int, int]
) -> Iterator[Minutes]:
    """Yield for each destination ``[origin, minute]``: when one is there at the earliest, `INFINITY` where never.

    The journeys are those of ``options``, whose aims are those of `Aims.soonest`. Whoever leaves at a minute may wait
    at the door for what leaves later on the day, so that a later departure never arrives earlier.
    """
    first, last = window
    grounds = _by_destination(options, origins, destinations)
    nowhere = [Fan.of([[] for _ in origins])] * len(destinations)
    whole_day = (first, NEVER)
    tables = options.profiles(origins, destinations, whole_day, nowhere)
    for table, near in zip(tables, grounds, strict=True):
        arrive: Minutes = np.full(
            (len(origins), max(DAY_MINUTES, last + 1) - first), INFINITY, dtype=np.int32
        )
        minute = np.minimum(table["leave"] - first, arrive.shape[1] - 1)
        np.minimum.at(arrive, (table["door"], minute), table["arrive"])
        for row, ground in near:
            np.minimum(arrive[row], _arrivals(options, ground, first, arrive.shape[1]), out=arrive[row])
        yield np.minimum.accumulate(arrive[:, ::-1], axis=1)[:, ::-1][:, : last - first + 1]


def _by_destination(
    options: Undominated, origins: Sequence[str], destinations: Sequence[str]
) -> list[list[tuple[int, Ground]]]:
    """Return for each destination the ways to it without a service, with the number of their origin."""
    found: dict[str, list[tuple[int, Ground]]] = {end: [] for end in destinations}
    for row, origin in enumerate(origins):
        for ground in options.hops().between(origin, destinations, TAXI_ENDS):
            found[ground.end].append((row, ground))
    return [found[end] for end in destinations]


def _arrivals(options: Undominated, ground: Ground, first: int, num: int) -> npt.NDArray[Any]:
    """Return the arrivals of who sets out at so many minutes, `INFINITY` where he has not the money."""
    minutes = np.arange(first, first + num)
    if ground.kind == "metro":
        by_metro = options.metro.arrivals[ground.rows][minutes].astype(np.int64)
        arrive, fen = np.where(by_metro < NEVER, by_metro, INFINITY), np.full(num, ground.fare)
    else:
        arrive, fen = minutes + ground.minutes, _price(ground, minutes)
    return np.where(fen <= options.aims.most, arrive, INFINITY) if options.aims.money else arrive


def _price(ground: Ground, minutes: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return what a walk or a taxi costs that is called at some minutes."""
    clock, (begin, end) = (minutes + TAXI_WAIT) % DAY_MINUTES, ground.night
    is_late, is_early = clock >= begin, clock < end
    is_night = is_late | is_early if begin > end else is_late & is_early
    return np.where(is_night, ground.by_night, ground.by_day)
