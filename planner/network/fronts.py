"""Undominated journeys by the compiled kernels where there are some, else by their twins of `labels`."""

from __future__ import annotations

from ctypes import CDLL, POINTER, Structure, byref, c_int32, c_int64, c_void_p
from functools import cache
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from planner import kernels
from planner.network import labels as plain
from planner.network.cache import NEVER
from planner.network.hops import Fan, Hops

_VALUE = [("arrive", np.int32), ("vehicles", np.int32), ("full", np.int32), ("alone", np.int32)]
LABEL = np.dtype(
    _VALUE
    + [(name, np.int32) for name in ("leaves", "until", "ride", "boarding", "way", "then", "fed", "far")]
)
START = np.dtype(_VALUE + [(name, np.int32) for name in ("door", "leave", "way", "label", "fed", "far")])
_ROOM = 1 << 16
EVER = (0, NEVER)

Table = npt.NDArray[np.void]


class _Hops(Structure):
    _fields_: ClassVar = [
        *(
            (name, c_int64)
            for name in (
                *("num_stops", "num_arrivals", "num_boardings", "num_rows", "horizon"),
                *("worth", "people", "vehicles", "most"),
            )
        ),
        *((name, c_void_p) for name in ("at", "comes", "stop", "leaves", "first", "arrival")),
        *((name, c_void_p) for name in ("fare", "meal")),
        *((name, c_void_p) for name in ("metro", "change_first", "change")),
    ]


@cache
def library() -> CDLL | None:
    """Return the compiled kernels; None when there are none, or they are not wanted."""
    if kernels.is_plain():
        return None
    found = kernels.load(kernels.compiled_of(kernels.NETWORK), kernels.NETWORK)
    if found is not None:
        found.labels_to.restype = found.journeys_from.restype = c_int64
        table = c_void_p
        found.labels_to.argtypes = [POINTER(_Hops), table, table, c_int32, c_int32, table, c_int64]
        found.journeys_from.argtypes = [
            POINTER(_Hops), table, c_int64, c_int64, table, table, table, table, c_int32, c_int32, table, c_int64
        ]  # fmt: skip
    return found


def labels_to(hops: Hops, exits: Fan, within: tuple[int, int] = EVER) -> Table:
    """Return the `LABEL` rows of boarding anywhere, within some minutes, on the way to where the exits lead."""
    compiled = library()
    if compiled is None:
        found = plain.labels_to(hops, exits, within)
        columns = (found.leaves, found.until, found.ride, found.boarding, found.way, found.then)
        return np.array(
            [
                (*value, *more)
                for value, *more in zip(found.values, *columns, found.fed, found.far, strict=True)
            ],
            LABEL,
        )
    known, room = _structure(hops), _ROOM
    while True:
        table = np.empty(room, dtype=LABEL)
        num = compiled.labels_to(byref(known), _at(exits.first), _at(exits.ways), *within, _at(table), room)
        if num >= 0:
            return table[:num].copy()
        room = _more(room)


def journeys_from(
    hops: Hops, labels: Table, entries: Fan, direct: Fan, window: tuple[int, int] = (0, 1440)
) -> Table:
    """Return the `START` rows of the journeys from all doors of some entries, one door after the other.

    The ``direct`` ways of each door lead to the destination without a service.
    """
    compiled, num_doors = library(), len(entries.first) - 1
    if compiled is None:
        known = plain.Labels(
            labels["leaves"].tolist(),
            [row[:4] for row in labels.tolist()],
            *(labels[name].tolist() for name in ("until", "ride", "boarding", "way", "then", "fed", "far")),
        )
        rows = [
            (*value, door, leave, way, label, known.fed[label], entries.ways["far"][way] or known.far[label])
            for door in range(num_doors)
            for leave, way, label, value in plain.journeys_from(hops, known, entries, door, direct, window)
        ]
        return np.array(rows, START)
    structure, room = _structure(hops), _ROOM
    while True:
        table = np.empty(room, dtype=START)
        fans = (_at(entries.first), _at(entries.ways), _at(direct.first), _at(direct.ways))
        num = compiled.journeys_from(
            byref(structure), _at(labels), len(labels), num_doors, *fans, *window, _at(table), room
        )
        if num >= 0:
            return table[:num].copy()
        room = _more(room)


def _structure(hops: Hops) -> _Hops:
    aims = hops.aims
    numbers = (len(hops.stops.keys), len(hops.comes), len(hops.leaves), *hops.metro.shape[1:])
    numbers += (aims.worth, aims.people, aims.vehicles, aims.most)
    arrays: tuple[npt.NDArray[Any], ...] = (
        hops.at, hops.comes, hops.stop, hops.leaves, hops.first, hops.arrival, hops.fare, hops.meal,
        hops.metro,
        hops.change.first, hops.change.ways,
    )  # fmt: skip
    return _Hops(*numbers, *map(_at, arrays))


def _at(array: npt.NDArray[Any]) -> int:
    """Return where an array begins; it has to outlive the call."""
    if not array.flags.c_contiguous:
        raise TypeError("an array in one piece is wanted")
    return int(array.ctypes.data)


def _more(room: int) -> int:
    if room > 1 << 26:
        raise MemoryError("too many journeys")
    return 4 * room
