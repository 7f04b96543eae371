"""Itinerary -> every format, from one registry. A format is a module here and a line in ``FORMATS``.

The module of format ``NAME`` is ``planner.export.NAME`` and has ``render(itinerary, language) -> str | bytes``, with
the options it ``takes`` as keywords; it is imported when the format is first used.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.export.view import Language
    from planner.itinerary import Itinerary


@dataclass(frozen=True)
class Exporter:
    """A format; ``suffix`` is how its files end, and what is binary is not for a terminal."""

    media_type: str
    suffix: str
    is_binary: bool = False
    takes: tuple[str, ...] = ()


FORMATS = {
    "text": Exporter("text/plain", ".txt"),
    "json": Exporter("application/json", ".json", takes=("fields", "compact_on")),
    "markdown": Exporter("text/markdown", ".md", takes=("agency",)),
    "html": Exporter("text/html", ".html", takes=("agency", "has_map", "has_bookings")),
    "png": Exporter("image/png", ".png", is_binary=True, takes=("agency",)),
    "pdf": Exporter("application/pdf", ".pdf", is_binary=True, takes=("agency",)),
    "ics": Exporter("text/calendar", ".ics"),
    "gpx": Exporter("application/gpx+xml", ".gpx"),
    "kml": Exporter("application/vnd.google-earth.kml+xml", ".kml"),
    "kmz": Exporter("application/vnd.google-earth.kmz", ".kmz", is_binary=True),
    "geojson": Exporter("application/geo+json", ".geojson", takes=("datum",)),
    "jsonld": Exporter("application/ld+json", ".jsonld"),
    "csv": Exporter("text/csv", ".csv"),
    "brief": Exporter("text/plain", ".brief.txt"),
    "map": Exporter("text/plain", ".map.txt"),
    "card": Exporter("text/plain", ".cards.txt"),
}


def export(itinerary: Itinerary, format_: str, language: Language = "en", **options: Any) -> str | bytes:
    """Return an itinerary in a format of ``FORMATS``, with those options that it takes; bytes where it is binary.

    Raises
    ------
    KeyError
        When there is no such format.
    """
    exporter = FORMATS[format_]
    taken = {name: value for name, value in options.items() if name in exporter.takes}
    content: str | bytes = import_module(f"{__name__}.{format_}").render(itinerary, language, **taken)
    assert isinstance(content, bytes) == exporter.is_binary, f"{format_} is not what it is registered as"
    return content
