"""The lines of a file of wishes, and what makes one that nobody can read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from planner.errors import DataError, DataProblem
from planner.loading.tree import told
from planner.texts import Message

MOST_BYTES = 1_000_000  # of a line, without its end
MORE_BYTES = 5  # a BOM before a line and its end behind it
UTF_16 = (b"\xff\xfe", b"\xfe\xff")  # how a file begins that is
TABLES = (".csv", ".tsv")


@dataclass(frozen=True)
class Reading:
    """A line with its end, and how many bytes were read with it; of one that is too long, the beginning."""

    number: int
    end: int
    text: str

    @property
    def is_too_long(self) -> bool:
        """Whether it has more bytes than a line may have."""
        return is_too_long(self.text)


def lines_of(path: Path) -> Iterator[Reading]:
    """Yield the lines of a file; what is not UTF-8 of them becomes half characters (`check_text`).

    Raises
    ------
    DataError
        When it begins as a text in UTF-16 does.
    """
    number = end = 0
    with path.open("rb") as file:
        while raw := file.readline(MOST_BYTES + MORE_BYTES):
            number += 1
            end += len(raw)
            rest = raw
            while not rest.endswith(b"\n") and (rest := file.readline(MOST_BYTES)):
                end += len(rest)
            if number == 1 and (raw.startswith(UTF_16) or b"\0" in raw[:2]):
                raise DataError([_not_utf_8(path.name, 1, 1, "UTF-16")])
            text = raw.decode("utf-8", "surrogateescape")
            yield Reading(number, end, text.removeprefix("\ufeff") if number == 1 else text)


def num_lines(path: Path) -> int:
    """Return how many lines a file has, about; 0 for what can be read only once."""
    if not path.is_file():
        return 0
    with path.open("rb") as file:
        return 1 + sum(part.count(b"\n") for part in iter(lambda: file.read(MOST_BYTES), b""))


def bare(text: str) -> str:
    """Return a text without the end of its last line."""
    return text.removesuffix("\n").removesuffix("\r")


def is_too_long(line: str) -> bool:
    """Tell whether a line has more bytes than one may have."""
    text = bare(line)
    return len(text) > MOST_BYTES // 4 and len(text.encode("utf-8", "surrogateescape")) > MOST_BYTES


def too_long(file: str, line: int) -> DataError:
    """Return the error that a line is too long."""
    message = Message("batch.line-too-long", {"most": MOST_BYTES})
    return DataError([DataProblem(file, line, 1, "syntax", message)])


def check_text(file: str, text: str) -> None:
    """Go on only with lines that are not too long and UTF-8.

    Raises
    ------
    DataError
        With line and column within the text.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if is_too_long(line):
            raise too_long(file, number)
    try:
        text.encode()
    except UnicodeEncodeError as error:
        line_number = 1 + text.count("\n", 0, error.start)
        column = error.start - text.rfind("\n", 0, error.start)
        byte = f"0x{ord(text[error.start]) & 0xFF:02X}"  # half a character stands for it
        raise DataError([_not_utf_8(file, line_number, column, byte)]) from error


def _not_utf_8(file: str, line: int, column: int, what: str) -> DataProblem:
    is_table = file.lower().endswith(TABLES)
    advice = Message("batch.save-as-csv-utf-8") if is_table else told("save-as-utf-8")
    return DataProblem(file, line, column, "encoding", told("not-utf-8", problem=what), advice)
