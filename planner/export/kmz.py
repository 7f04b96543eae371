"""The KML document, packed as map programs pass it on."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from planner.export import kml
from planner.export.view import Language
from planner.itinerary import Itinerary


def render(itinerary: Itinerary, language: Language = "en") -> bytes:
    """Return the archive; equal plans give equal bytes."""
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as file:
        file.writestr(ZipInfo("doc.kml"), kml.render(itinerary, language), ZIP_DEFLATED)
    return archive.getvalue()
