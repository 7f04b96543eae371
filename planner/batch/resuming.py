"""A batch that was ended goes on where its file ends; a line that was torn is cut off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from planner.batch.reading import Row
from planner.batch.running import Batch
from planner.errors import RequestError
from planner.texts import Message

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]


@dataclass
class Before:
    """The answers that are there: how many by status, and how many bytes of wishes they answer."""

    statuses: Counter[str] = field(default_factory=Counter)
    end: int = 0


def lock(file: BinaryIO, path: Path) -> None:
    """Keep other batches from a file until it is closed, where the system can.

    Raises
    ------
    RequestError
        When another batch writes to it.
    """
    if fcntl is None:
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise RequestError(Message("batch.is-written", {"path": str(path)}), field="output") from error


def resume(path: Path, rows: Iterator[Row], batch: Batch) -> Before:
    """Take the wishes that have an answer from ``rows``, and cut off what is torn.

    Raises
    ------
    RequestError
        When an answer is not that to its wish, with these data and options.
    """
    found = Before()
    if not path.exists():
        return found
    whole = 0
    with path.open("r+b") as file:
        for number, line in enumerate(file, 1):
            if not line.endswith(b"\n"):
                break
            row = next(rows, None)
            found.statuses[_status(path, number, line, row, batch)] += 1
            found.end = row.end if row else 0
            whole += len(line)
        file.truncate(whole)
    return found


def _status(path: Path, number: int, line: bytes, row: Row | None, batch: Batch) -> str:
    for status, begin in (batch.begins(row) if row else {}).items():
        if line.startswith(begin.encode()):
            return status
    where = f"{path}:{number}"
    raise RequestError(Message("batch.other", {"where": where}), field="resume")
