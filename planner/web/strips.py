"""The hours of each day of a plan as strips, all on one scale."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.export.view import DayView, Row


@dataclass(frozen=True)
class Bar:
    """A row of a day: where it begins on the scale and how long it is, in percent."""

    row: str  # its name in the page
    kind: str
    begin: float
    length: float
    text: str


@dataclass(frozen=True)
class Scale:
    """From which minute to which, in whole hours."""

    begin: int
    end: int

    @staticmethod
    def of(days: Sequence[DayView]) -> Scale:
        """Return the scale that all days fit on; nights go on beyond it."""
        rows = [row for day in days for row in day.rows]
        begin = min((row.start for row in rows), default=480)
        end = max((row.start if row.kind == "overnight" else row.end for row in rows), default=1200)
        return Scale(begin // 60 * 60, max(-(-end // 60), begin // 60 + 1) * 60)

    def at(self, minute: int) -> float:
        """Return where a minute is, in percent."""
        return round(100 * (min(minute, self.end) - self.begin) / (self.end - self.begin), 2)

    @property
    def hours(self) -> list[tuple[float, int]]:
        """The hours that are written, and where."""
        step = 2 if self.end - self.begin <= 900 else 4
        return [(self.at(60 * hour), hour % 24) for hour in range(self.begin // 60 + 1, self.end // 60, step)]


def bars_of(number: int, rows: Sequence[Row], scale: Scale) -> list[Bar]:
    """Return the bars of a day; ``number`` is its place among the days, from 0."""
    return [
        Bar(
            f"d{number}r{k}",
            row.kind,
            scale.at(row.start),
            max(0.4, round(scale.at(row.end) - scale.at(row.start), 2)),
            f"{row.time} {row.what}",
        )
        for k, row in enumerate(rows)
        if row.start < scale.end
    ]
