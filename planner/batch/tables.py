"""The rows of a table: CSV as spreadsheets write it and people type it."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.batch.lines import MOST_BYTES, Reading, too_long
from planner.errors import DataError, DataProblem
from planner.texts import Message

DELIMITERS = ",;\t"
CSV_SAYS = {  # part of what the reader of CSV finds -> code of its text
    "unexpected end": "quotes",
    "expected after": "quotes",
    "larger than field limit": "cell-too-long",
}


@dataclass(frozen=True)
class TableRow:
    """A row, which has several lines where a quoted cell has; or what is wrong with it."""

    lines: Sequence[Reading]
    cells: Sequence[str] = ()
    error: DataError | None = None

    @property
    def text(self) -> str:
        """Its lines."""
        return "".join(line.text for line in self.lines)

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it, and nothing is wrong."""
        return self.error is None and not any(map(str.strip, self.cells))


def table_rows(file: str, lines: Iterator[Reading]) -> Iterator[TableRow]:
    """Yield the rows of a table that say something; behind a wrong one the next line is a row of its own again."""
    first = next((line for line in lines if line.text.strip(f"{DELIMITERS} \r\n")), None)
    if first is None:
        return
    delimiter = max(DELIMITERS, key=first.text.count)
    ahead = deque([first])  # lines to read before the others
    while row := _next_row(file, ahead, lines, delimiter):
        if row.error:
            ahead.extendleft(reversed(row.lines[1:]))
        if not row.is_empty:
            yield row


def _next_row(file: str, ahead: deque[Reading], lines: Iterator[Reading], delimiter: str) -> TableRow | None:
    taken: list[Reading] = []

    def texts() -> Iterator[str]:
        while line := ahead.popleft() if ahead else next(lines, None):
            taken.append(line)
            if line.is_too_long or line.end - taken[0].end > MOST_BYTES:
                raise too_long(file, line.number)
            yield line.text

    try:
        cells = next(csv.reader(texts(), delimiter=delimiter, strict=True), None)
    except csv.Error as error:
        return TableRow(taken, error=_explained(file, taken, error))
    except DataError as error:
        return TableRow(taken, error=error)
    return None if cells is None else TableRow(taken, cells)


def _explained(file: str, lines: Sequence[Reading], error: csv.Error) -> DataError:
    first, last = lines[0].number, lines[-1].number
    code = next((code for part, code in CSV_SAYS.items() if part in str(error)), "no-table")
    if last > first:  # a quote that opens, whatever comes of it
        code = "quotes"
    values = {"first": first, "last": last, "most": csv.field_size_limit(), "problem": str(error)}
    return DataError([DataProblem(file, first, 1, "syntax", Message(f"batch.{code}", values))])
