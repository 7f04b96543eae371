"""Whether a day fits on an A4 page as a browser prints it: by itself, or if it is set more densely."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from rich.cells import cell_len

from planner.export.view import DayView, Language, Row

PAGE = 525  # points below the title and the drawing of a day


@dataclass(frozen=True)
class Setting:
    """How a row is set: columns of text in a line, points of a line and between rows; the rest beside the name."""

    columns: int
    line: float
    gap: float
    is_run_in: bool

    def height(self, row: Row, language: Language) -> float:
        """Return about how high a row is, in points."""
        head = row.what + "".join(f" ({note.text})" for note in row.notes)
        local = list(filter(None, [row.local_in(language)]))
        parts = [head, *local, *row.details]
        parts = [" · ".join(parts)] if self.is_run_in else parts
        lines = sum(ceil(cell_len(part) / self.columns) for part in parts)
        costs = 2 if row.length and row.price and not self.is_run_in else 1
        return self.gap + self.line * max(lines, costs)


USUAL = Setting(columns=54, line=14.5, gap=9, is_run_in=False)
DENSE = Setting(columns=56, line=11.5, gap=5.5, is_run_in=True)


def is_dense(day: DayView, language: Language) -> bool:
    """Tell whether a day is to be set densely: then it fits on a page, and else it would not."""
    usual, dense = (sum(each.height(row, language) for row in day.rows) for each in (USUAL, DENSE))
    return dense <= PAGE < usual
