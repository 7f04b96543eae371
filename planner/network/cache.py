"""Tables of numbers kept on disk; a lost, torn or foreign file only costs the time to make it again."""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from pathlib import Path

import numpy as np
import numpy.typing as npt

from planner.kept import CHECK_BYTES, checksum, path_of, write

KEPT = 8  # tables in the folder

NEVER = 32767  # the largest number of a table: there is no way

Small = npt.NDArray[np.int16]
Minutes = npt.NDArray[np.int32]


def cached(key: str, shape: tuple[int, ...], make: Callable[[], Small], folder: Path | None = None) -> Small:
    """Return the table of a key: from disk when it is there and whole, else made and put there.

    A folder that cannot be written is no error.
    """
    path = path_of("table", key, folder)
    table = _read(path, shape)
    if table is None:
        table = make()
        if table.size:
            write(path, _bytes(table), KEPT)
    return table


def _read(path: Path, shape: tuple[int, ...]) -> Small | None:
    size = prod(shape) * np.dtype(np.int16).itemsize
    try:
        if size == 0 or path.stat().st_size != size + CHECK_BYTES:
            return None
        table: Small = np.asarray(np.memmap(path, np.int16, "r", shape=shape))  # plain arrays are quicker
        with path.open("rb") as file:
            file.seek(size)
            whole = file.read() == checksum(_bytes(table))
    except OSError:
        return None
    return table if whole else None


def _bytes(table: Small) -> memoryview:
    return np.ascontiguousarray(table).data.cast("B")
