"""An itinerary in a line a day: where one goes, what one sees, where one sleeps."""

from __future__ import annotations

from planner.export.sayings import in_a_line
from planner.export.view import Language
from planner.export.viewing import view_of
from planner.itinerary import Itinerary


def render(itinerary: Itinerary, language: Language = "en") -> str:
    """Return the title, what the plan assumes, and a line for each day; visits with the minute they begin."""
    view = view_of(itinerary, language)
    days = (f"{in_a_line(day, language)} · {day.sums[-1]}" for day in view.every_day)
    return "\n".join((view.header.title, *view.header.before_all, *days)) + "\n"
