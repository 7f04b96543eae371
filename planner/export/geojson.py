"""GeoJSON (RFC 7946): every row of the plan in order, stays as points, rides as lines."""

from __future__ import annotations

import json
from typing import Any

from planner.corridor import Location
from planner.export.sayings import facts, headline, positions
from planner.export.view import DayView, Language, Row
from planner.export.viewing import view_of
from planner.geo import Datum, in_datum
from planner.itinerary import Itinerary


def render(itinerary: Itinerary, language: Language = "en", datum: Datum = "wgs84") -> str:
    """Return a collection of features.

    ``datum`` in it names what its positions are given in, ``assumed`` tells what is not so yet, and ``rest`` that a
    part of the trip is ``done``.
    """
    view = view_of(itinerary, language)
    features = [_feature(day, row, language, datum) for day in view.every_day for row in day.rows]
    collection: dict[str, Any] = {"type": "FeatureCollection", "name": view.header.title, "datum": datum}
    if view.header.assumed:
        collection["assumed"] = list(view.header.assumed)
    if view.header.rest:
        collection["rest"] = view.header.rest
    return json.dumps({**collection, "features": features}, ensure_ascii=False, indent=1) + "\n"


def _feature(day: DayView, row: Row, language: Language, datum: Datum) -> dict[str, Any]:
    properties = {
        "day": day.number,
        "kind": row.kind,
        "start": day.moment(row.start).isoformat(),
        "end": day.moment(row.end).isoformat(),
        "text": headline(row, language),
        "facts": facts(row),
        "places": [{"id": place.id, "name": {"zh": place.zh, "en": place.en}} for place in row.places],
        "mode": row.mode,
        "service": row.ride.service if row.ride else None,
        "cost_cny": row.cost_cny,
        "local": row.local,
        "links": {link.app: link.url for link in row.links},
        "done": day.is_done,
    }
    return {"type": "Feature", "geometry": _geometry(row, datum), "properties": properties}


def _geometry(row: Row, datum: Datum) -> dict[str, Any] | None:
    points = [_position(location, datum) for location in positions(row)]
    if not points:
        return None
    if row.mode and len(points) > 1:
        return {"type": "LineString", "coordinates": points}
    return {"type": "Point", "coordinates": points[0]}


def _position(location: Location, datum: Datum) -> list[float]:
    lat, lon = in_datum(datum, location.lat, location.lon)
    return [lon, lat]
