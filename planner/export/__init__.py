"""Itinerary -> every format, from one registry. A format is a module here and a line in ``FORMATS``.

The module of format ``NAME`` is ``planner.export.NAME`` and has ``render(itinerary, language) -> str | bytes``; it
is imported when the format is first used.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from planner.export.view import Language
    from planner.itinerary import Itinerary


@dataclass(frozen=True)
class Exporter:
    """A format; ``suffix`` is how its files end, and what is binary is not for a terminal."""

    media_type: str
    suffix: str
    is_binary: bool = False


FORMATS = {
    "text": Exporter("text/plain", ".txt"),
    "json": Exporter("application/json", ".json"),
    "markdown": Exporter("text/markdown", ".md"),
}


def export(itinerary: Itinerary, format_: str, language: Language = "en") -> str | bytes:
    """Return an itinerary in a format of ``FORMATS``; bytes where the format is binary.

    Raises
    ------
    KeyError
        When there is no such format.
    """
    exporter = FORMATS[format_]
    content: str | bytes = import_module(f"{__name__}.{format_}").render(itinerary, language)
    assert isinstance(content, bytes) == exporter.is_binary, f"{format_} is not what it is registered as"
    return content
