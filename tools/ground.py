"""Write planner/export/page/ground.json: what lies below a trip on the maps of pages.

Run from the project's root, in a folder of npm packages that has china-geojson 1.0.0 (MIT):
``python tools/ground.py node_modules/china-geojson/src/geojson/china.json``. Without a file the outlines stay as they
are, and roads, rails and waters are written anew from the data.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

from planner.corridor import Corridor
from planner.loading import load_corridor

GROUND = Path("planner/export/page/ground.json")
PROVINCES = ("四川", "重庆", "贵州", "云南", "陕西", "湖北", "湖南", "甘肃", "青海", "西藏")
INNER = PROVINCES[:2]  # drawn as the region itself
DIGITS = 3  # of degrees: about 100 m
Point = tuple[float, float]


def outlines(path: Path) -> dict[str, list[list[Point]]]:
    """Return the rings of the region's provinces and of their neighbours."""
    found: dict[str, list[list[Point]]] = {"inner": [], "outer": []}
    for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
        if (name := feature["properties"]["name"]) in PROVINCES:
            shape = feature["geometry"]
            parts = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
            rings = [[_point(lat, lon) for lon, lat in part[0]] for part in parts]
            found["inner" if name in INNER else "outer"] += rings
    return found


def schematic(corridor: Corridor) -> dict[str, list[list[Point]]]:
    """Return the roads, rails and waters of the data, straight from place to place."""
    places = (*corridor.towns, *corridor.stations, *corridor.junctions)
    at = {place.id: _point(place.location.lat, place.location.lon) for place in places}
    roads = {_ends(link.start, link.end) for link in corridor.links if link.mode == "road"}
    rivers = [[_point(each.lat, each.lon) for each in river.course] for river in corridor.rivers]
    return {
        "roads": _lines(roads, at),
        "rails": _lines(_neighbours(corridor, "rail"), at),
        "waters": [*rivers, *_lines(_neighbours(corridor, "cruise"), at)],
    }


def names(corridor: Corridor) -> list[tuple[float, float, dict[str, str]]]:
    """Return where the towns are that prefectures are called after, and what these are called."""
    found = {}
    for town in corridor.towns:
        called = (town.prefecture or "").removesuffix("市")
        if called and town.name.zh.startswith(called) and called not in found:
            en = town.name.en.partition(" (")[0]
            found[called] = (*_point(town.location.lat, town.location.lon), {"zh": called, "en": en})
    return list(found.values())


def ground(corridor: Corridor, borders: dict[str, Any]) -> dict[str, Any]:
    """Return the whole file."""
    return {"corridor": corridor.name.get("en"), "names": names(corridor), **borders, **schematic(corridor)}


def _neighbours(corridor: Corridor, mode: str) -> set[tuple[str, str]]:
    """Return the stations that follow each other on lines of a mode, none of them with another in between."""
    calls = [
        [call.station for call in service.calls]
        for line in corridor.lines
        if line.mode == mode
        for service in line.services
    ]
    far = {_ends(way[i], way[j]) for way in calls for i, j in combinations(range(len(way)), 2) if j > i + 1}
    return {_ends(*pair) for way in calls for pair in pairwise(way)} - far


def _ends(start: str, end: str) -> tuple[str, str]:
    return (start, end) if start < end else (end, start)


def _lines(ways: Iterable[tuple[str, str]], at: dict[str, Point]) -> list[list[Point]]:
    return [[at[start], at[end]] for start, end in sorted(ways) if start in at and end in at]


def _point(lat: float, lon: float) -> Point:
    return round(lat, DIGITS), round(lon, DIGITS)


def main(sources: list[str]) -> None:
    """Write the file."""
    if sources:
        borders: dict[str, Any] = outlines(Path(sources[0]))
    else:
        before = json.loads(GROUND.read_text(encoding="utf-8"))
        borders = {name: before[name] for name in ("inner", "outer")}
    lines = (f"{json.dumps(key)}: {_shown(value)}" for key, value in ground(load_corridor(), borders).items())
    GROUND.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def _shown(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main(sys.argv[1:])
