"""The document of the JSON contract; it is the same in every language."""

from __future__ import annotations

from planner.export.view import Language
from planner.itinerary import Itinerary


def render(itinerary: Itinerary, language: Language = "en") -> str:  # noqa: ARG001
    """Return the document."""
    return itinerary.to_json() + "\n"
