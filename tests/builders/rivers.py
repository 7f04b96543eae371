"""A river by the text of its course."""

from __future__ import annotations

from planner.corridor import River
from tests.builders.networks import SOURCE


def river(course: str) -> River:
    """Return a river; a course is `29.56 106.57, 29.57 106.58`."""
    names = {"zh": "水", "en": "Water"}
    return River.model_validate({"id": "water", "name": names, "course": course, "sources": [SOURCE]})
