"""Tables of numbers kept on disk; a lost, torn or foreign file only costs the time to make it again."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from math import prod
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

KEPT = 8  # files in the folder; a table of services is about 190 MB
_CHECK_BYTES = 4

NEVER = 32767  # the largest number of a table: there is no way

Small = npt.NDArray[np.int16]


def default_folder() -> Path:
    """Return ``bashu-planner`` in the user's cache folder."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "bashu-planner"


def cached(key: str, shape: tuple[int, ...], make: Callable[[], Small], folder: Path | None = None) -> Small:
    """Return the table of a key: from disk when it is there and whole, else made and put there.

    A folder that cannot be written is no error.
    """
    folder = default_folder() if folder is None else folder
    path = folder / f"table-{sha256(key.encode()).hexdigest()[:32]}.bin"
    table = _read(path, shape)
    if table is None:
        table = make()
        with suppress(OSError):
            _write(path, table)
            _remove_oldest(folder)
    return table


def _read(path: Path, shape: tuple[int, ...]) -> Small | None:
    size = prod(shape) * np.dtype(np.int16).itemsize
    try:
        if size == 0 or path.stat().st_size != size + _CHECK_BYTES:
            return None
        table: Small = np.memmap(path, np.int16, "r", shape=shape)
        with path.open("rb") as file:
            file.seek(size)
            whole = file.read() == _checksum(table)
    except OSError:
        return None
    return table if whole else None


def _checksum(table: Small) -> bytes:
    return crc32(np.ascontiguousarray(table).data.cast("B")).to_bytes(_CHECK_BYTES, "little")


def _write(path: Path, table: Small) -> None:
    """Write to a file of our own and rename it, so that nobody ever reads half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, own = tempfile.mkstemp(dir=path.parent, prefix="table-new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(np.ascontiguousarray(table).data)
            file.write(_checksum(table))
        os.replace(own, path)
    except BaseException:
        os.unlink(own)
        raise


def _remove_oldest(folder: Path) -> None:
    tables = sorted(folder.glob("table-*"), key=lambda path: path.stat().st_mtime)
    for path in tables[:-KEPT]:
        path.unlink(missing_ok=True)
