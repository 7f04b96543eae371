"""A batch that was ended goes on where its file ends; an answer that was torn is cut off, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
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
    """The answers that are there: how many by status, and the line of the last one's wish; and the rest."""

    statuses: Counter[str] = field(default_factory=Counter)
    line: int = 0
    rest: Iterator[Row] = field(default_factory=lambda: iter(()))  # wishes without an answer


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
    """Return the answers that are there and the rest of the wishes; an answer that is torn is cut off.

    Raises
    ------
    RequestError
        When an answer is not that to its wish, with these data and options, or what is torn is no answer.
    """
    found = Before(rest=rows)
    if not path.exists():
        return found
    whole = 0
    with path.open("r+b") as file:
        for number, line in enumerate(file, 1):
            row = next(rows, None)
            if not line.endswith(b"\n"):
                found.rest = chain([_torn(path, number, line, row, batch)], rows)
                break
            found.statuses[_status(path, number, line, row, batch)] += 1
            found.line = row.line if row else 0
            whole += len(line)
        file.truncate(whole)
    return found


def _status(path: Path, number: int, line: bytes, row: Row | None, batch: Batch) -> str:
    for status, begin in (batch.begins(row) if row else {}).items():
        if line.startswith(begin.encode()):
            return status
    raise _other(path, number)


def _torn(path: Path, number: int, part: bytes, row: Row | None, batch: Batch) -> Row:
    """Return the wish whose answer has only a beginning."""
    if row:
        begins = [begin.encode() for begin in batch.begins(row).values()]
        if any(part.startswith(begin) or begin.startswith(part) for begin in begins):
            return row
    raise _other(path, number)


def _other(path: Path, number: int) -> RequestError:
    return RequestError(Message("batch.other", {"where": f"{path}:{number}"}), field="resume")
