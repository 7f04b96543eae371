"""The rows of a trip as a table for a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from csv import writer
from io import StringIO

from planner.export.sayings import facts
from planner.export.view import DayView, Language, Name, Row, Task
from planner.export.viewing import view_of
from planner.itinerary import Itinerary

BOM = "\ufeff"  # without it a spreadsheet takes the Chinese names for Latin letters
COLUMNS = (
    *("day", "start", "end", "kind", "mode", "service", "what", "notes", "place", "place_zh", "place_en"),
    *("lat", "lon", "to", "to_zh", "to_en", "to_lat", "to_lon", "cost_cny", "closed", "facts", "done"),
)


def render(itinerary: Itinerary, language: Language = "en") -> str:
    """Return a line for each row, times as ISO 8601; before them what the plan assumes, after them what to book.

    Rows of a trip under way that are past are ``done``; ``closed`` are days of the trip on which a visited site is. A
    ``booking`` has the day by which it should be done as its start, and as its end that which it is for.
    """
    table = StringIO()
    lines = writer(table)
    lines.writerow(COLUMNS)
    view = view_of(itinerary, language)
    shut = {closed.place: " ".join(map(str, closed.dates)) for closed in view.closed}
    for text in view.header.before_all:
        lines.writerow(["", "", "", "notice", "", "", cell(text)] + [""] * (len(COLUMNS) - 7))
    for day in view.every_day:
        lines.writerows(map(cell, _line(day, row, shut)) for row in day.rows)
    lines.writerows(map(cell, _task(task)) for task in view.tasks)
    return BOM + table.getvalue()


def _line(day: DayView, row: Row, shut: dict[str, str]) -> Iterator[object]:
    yield from (day.number, day.moment(row.start).isoformat(), day.moment(row.end).isoformat())
    yield from (row.kind, row.mode, row.ride.service if row.ride else None)
    yield from (row.short or row.what, " · ".join(note.text for note in row.notes))
    yield from _places(row.places[0], row.places[-1] if row.mode else None)
    closed = shut.get(row.places[0].id) if row.kind == "visit" else None
    yield from (row.cost_cny, closed, " · ".join(facts(row)), "yes" if day.is_done else None)


def _places(start: Name, end: Name | None) -> Iterator[object]:
    for place in (start, end):
        yield from (place.id, place.zh, place.en) if place else (None, None, None)
        where = place.location if place else None
        yield from (where.lat, where.lon) if where else (None, None)


def _task(task: Task) -> Iterator[object]:
    yield from (None, task.by, task.entry.on, "booking", None, None, task.text, None)
    yield from _places(task.places[0], task.places[-1] if task.places[1:] else None)
    yield from [None] * 4


def cell(value: object) -> object:
    """Return a value, a text so that no spreadsheet takes it for a formula."""
    return f"'{value}" if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) else value
