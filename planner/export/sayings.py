"""A row as one text, and where it is on the map: what files for maps and calendars share."""

from __future__ import annotations

from planner.corridor import Location
from planner.export.speaker import in_brackets
from planner.export.view import DayView, Language, Row, View
from planner.texts import say

STAYS = ("visit", "meal", "overnight")  # kinds of rows that are a point on a map
BOARDED = ("rail", "coach", "cruise")  # rides that leave at their minute, from where one may be driven to


def headline(row: Row, language: Language) -> str:
    """Return what a row is about, in a few words with its notes."""
    return (row.short or row.what) + "".join(in_brackets(language, note.text) for note in row.notes)


def facts(row: Row) -> tuple[str, ...]:
    """Return what else a row says: what it is where that is long, details, length, price."""
    return tuple(filter(None, (row.what if row.short else "", *row.details, row.length, row.price)))


def in_a_line(day: DayView, language: Language) -> str:
    """Return a day in a line, without its sums: its title, and visits with the minute they begin."""
    visits = (f"{row.time[:5]} {row.what}" for row in day.rows if row.kind == "visit")
    seen = say(language, "units.comma").join(visits) or say(language, "export.nothing")
    return " · ".join((*day.title, seen))


def done_of(view: View) -> list[str]:
    """Return what of a trip under way is done, a line for each day."""
    return [" · ".join((in_a_line(day, view.language), *day.sums)) for day in view.done]


def positions(row: Row) -> list[Location]:
    """Return where a row is, or the way it goes, as far as the plan says it."""
    return [place.location for place in row.way or row.places if place.location]
