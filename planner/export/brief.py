"""An itinerary in a line a day: where one goes, what one sees, where one sleeps."""

from __future__ import annotations

from planner.export.view import DayView, Language
from planner.export.viewing import view_of
from planner.itinerary import Itinerary
from planner.texts import say


def render(itinerary: Itinerary, language: Language = "en") -> str:
    """Return the title, what the plan assumes, and a line for each day; visits with the minute they begin."""
    view = view_of(itinerary, language)
    return (
        "\n".join((view.header.title, *view.header.assumed, *(_line(day, language) for day in view.days)))
        + "\n"
    )


def _line(day: DayView, language: Language) -> str:
    visits = (f"{row.time[:5]} {row.what}" for row in day.rows if row.kind == "visit")
    seen = say(language, "units.comma").join(visits) or say(language, "export.nothing")
    return " · ".join((*day.title, seen, day.sums[-1]))
