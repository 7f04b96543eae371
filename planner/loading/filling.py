"""What the road rule fills in where a link says nothing."""

from __future__ import annotations

from typing import get_args

from planner.corridor import Location, RoadClass
from planner.geo import great_circle_km
from planner.loading.tree import Item
from planner.roadrule import estimate


def with_minutes(item: Item, positions: dict[str, Location]) -> Item:
    """Fill in km and minutes by the road rule; where it cannot be used, something else is wrong anyway."""
    link = item.value
    if "km" in link and "minutes" in link:
        return item
    ends = [positions.get(end) if isinstance(end := link.get(key), str) else None for key in ("start", "end")]
    km, minutes = 1.0, 1
    if ends[0] and ends[1] and link.get("road_class") in get_args(RoadClass):
        straight = great_circle_km(ends[0].lat, ends[0].lon, ends[1].lat, ends[1].lon)
        km, minutes = estimate(link["road_class"], straight, _known_km(link.get("km")))
    return Item(item.file, item.node, {"km": km, "minutes": minutes, **link})


def _known_km(text: object) -> float | None:
    try:
        km = float(text) if isinstance(text, str) else 0.0
    except ValueError:
        return None
    return km if 0 < km <= 1000 else None
