"""What is in reach as GeoJSON (RFC 7946): rings as openrouteservice writes them, then places as points."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from planner.reaching.areas import Grid, cells_within, km2
from planner.reaching.model import Around, Reach, Reached, Ring

SECONDS, M2 = 60, 1_000_000  # of a minute, of a square kilometre


def render(found: Reach) -> str:
    """Return the collection, the rings of each place the smallest first."""
    features = [
        feature
        for number, around in enumerate(found.origins)
        for feature in (*_rings(number, around), *(_place(number, each) for each in around.places))
    ]
    metadata = found.model_dump(mode="json", include={"corridor", "question", "told"})
    collection = {"type": "FeatureCollection", "metadata": metadata, "features": features}
    return json.dumps(collection, ensure_ascii=False) + "\n"


def _rings(number: int, around: Around) -> Iterator[dict[str, Any]]:
    grid = Grid(around.location.lat)
    for ring in around.rings:
        cells = cells_within(around, ring.minutes)
        properties = {
            "group_index": number,
            "value": SECONDS * ring.minutes,
            "center": [around.location.lon, around.location.lat],
            "area": M2 * km2(cells),
            **_contents(around, ring),
        }
        yield _feature("MultiPolygon", grid.polygons(cells), properties)


def _contents(around: Around, ring: Ring) -> dict[str, Any]:
    tallies = {tally.measure: tally.model_dump(exclude={"measure"}) for tally in ring.tallies}
    reasons = [reason.message for reason in ring.reasons]
    more = {"sites": ring.sites, "towns": ring.towns, "reasons": reasons}
    return {"place": around.place, "minutes": ring.minutes, "tallies": tallies, **more}


def _place(number: int, each: Reached) -> dict[str, Any]:
    properties = {"group_index": number, **each.model_dump(mode="json", exclude={"location"})}
    return _feature("Point", [each.location.lon, each.location.lat], properties)


def _feature(kind: str, coordinates: Any, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": {"type": kind, "coordinates": coordinates},
        "properties": properties,
    }
