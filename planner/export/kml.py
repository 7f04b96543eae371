"""KML 2.2 for map programs: a folder a day, in it a point for each stay and a line for each ride, by style."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from planner.export.sayings import STAYS, facts, headline, positions
from planner.export.view import DayView, Language, Row
from planner.export.viewing import view_of
from planner.export.xml import document, sub
from planner.itinerary import Itinerary

COLOURS = {  # as KML writes them: opacity, blue, green, red
    **{"visit": "ff2a2ad4", "meal": "ff2aa5ff", "overnight": "ffa03070"},
    **{"walk": "ff508050", "road": "ff606060", "metro": "ffc08000", "rail": "ffb04020"},
    **{"coach": "ff808020", "cruise": "ffd0a000", "cable": "ff9030a0"},
}


def render(itinerary: Itinerary, language: Language = "en") -> str:
    """Return the document, in WGS84 as KML has it."""
    view = view_of(itinerary, language)
    root = Element("kml", {"xmlns": "http://www.opengis.net/kml/2.2"})
    page = sub(root, "Document")
    sub(page, "name", view.header.title)
    sub(page, "description", "\n".join((*view.header.before_all, *view.header.facts, view.header.proof)))
    for name, colour in COLOURS.items():
        style = sub(page, "Style", id=name)
        if name in STAYS:
            sub(sub(style, "IconStyle"), "color", colour)
        else:
            line = sub(style, "LineStyle")
            sub(line, "color", colour)
            sub(line, "width", "4")
    for day in view.every_day:
        folder = sub(page, "Folder")
        sub(folder, "name", " · ".join(day.title))
        for row in day.rows:
            if row.mode or row.kind in STAYS:
                _placemark(folder, day, row, language)
    return document(root)


def _placemark(folder: Element, day: DayView, row: Row, language: Language) -> None:
    where = positions(row)
    if not where:
        return
    mark = sub(folder, "Placemark")
    sub(mark, "name", headline(row, language))
    sub(mark, "description", " · ".join((row.time, *facts(row))))
    span = sub(mark, "TimeSpan")
    sub(span, "begin", day.moment(row.start).isoformat())
    sub(span, "end", day.moment(row.end).isoformat())
    sub(mark, "styleUrl", f"#{row.mode or row.kind}")
    if row.cost_cny is not None:
        data = sub(sub(mark, "ExtendedData"), "Data", name="cost_cny")
        sub(data, "value", str(row.cost_cny))
    shape = sub(mark, "LineString" if row.mode and len(where) > 1 else "Point")
    sub(shape, "coordinates", " ".join(f"{each.lon},{each.lat}" for each in where))
