"""GPX 1.1 for map apps: a waypoint a stay, its day in ``<type>``; a route and a track a day: apps read one of both."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import groupby
from xml.etree.ElementTree import Element

from planner.corridor import Location
from planner.export.sayings import STAYS, facts, headline, positions
from planner.export.view import DayView, Language, Row
from planner.export.viewing import view_of
from planner.export.xml import document, sub
from planner.itinerary import Itinerary

ATTRIBUTES = {"xmlns": "http://www.topografix.com/GPX/1/1", "version": "1.1", "creator": "bashu-planner"}


def render(itinerary: Itinerary, language: Language = "en") -> str:
    """Return waypoints in the order of the trip, then the routes, then the tracks, all in WGS84."""
    view = view_of(itinerary, language)
    root = Element("gpx", ATTRIBUTES)
    metadata = sub(root, "metadata")
    sub(metadata, "name", view.header.title)
    if view.header.before_all:
        sub(metadata, "desc", "\n".join(view.header.before_all))
    stays = [(day, row) for day in view.every_day for row in day.rows if row.kind in STAYS]
    for day, row in stays:
        for location in positions(row):
            _point(root, "wpt", location, day.moment(row.start), row.places[0].text, _about(row, language))
            sub(root[-1], "type", day.title[0])
    for tag in ("rte", "trk"):
        for day in view.every_day:
            _line(root, tag, day)
    return document(root)


def _about(row: Row, language: Language) -> str:
    return " · ".join((f"{row.time} {headline(row, language)}", *facts(row)))


def _line(root: Element, tag: str, day: DayView) -> None:
    """Add the way of a day: as a route by the ends of its rows, as a track by all places that it passes."""
    points = [
        (where, day.moment(row.start if place is row.places[0] else row.end), place.text)
        for row in day.rows
        for place in ((row.way or row.places) if tag == "trk" else row.places)
        if (where := place.location)
    ]
    once = [next(group) for _, group in groupby(points, key=lambda point: point[0])]
    if not once:
        return
    line = sub(root, tag)
    sub(line, "name", " · ".join(day.title))
    if tag == "trk":
        segment = sub(line, "trkseg")
        for location, _, _ in once:
            sub(segment, "trkpt", **_position(location))
    else:
        for location, moment, name in once:
            _point(line, "rtept", location, moment, name)


def _point(
    parent: Element, tag: str, location: Location, moment: datetime, name: str, about: str = ""
) -> None:
    point = sub(parent, tag, **_position(location))
    sub(point, "time", f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}")
    sub(point, "name", name)
    if about:
        sub(point, "desc", about)


def _position(location: Location) -> dict[str, str]:
    return {"lat": f"{location.lat}", "lon": f"{location.lon}"}
