"""Hand-over links of a row: to the map and ticket apps that people use in China."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from urllib.parse import quote, urlencode

from planner.export.view import Link, Name
from planner.geo import in_datum


def place_links(place: Name) -> Iterator[Link]:
    """Yield what opens a place in Amap (in GCJ-02, as it takes positions), in any map app, and in Organic Maps."""
    if not place.location:
        return
    lat, lon = place.location.lat, place.location.lon
    shifted = in_datum("gcj02", lat, lon)
    to = {"to": f"{shifted[1]:.6f},{shifted[0]:.6f},{place.zh}", "mode": "car", "coordinate": "gaode"}
    yield Link(
        "amap", f"https://uri.amap.com/navigation?{urlencode({**to, 'callnative': 1}, quote_via=quote)}"
    )
    yield Link("geo", f"geo:{lat},{lon}?q={lat},{lon}({quote(place.text, safe='')})")
    point = urlencode({"v": 1, "ll": f"{lat},{lon}", "n": place.text}, quote_via=quote, safe=",")
    yield Link("organic-maps", f"om://map?{point}")


def train_link(day: date, start: Name, end: Name) -> Iterator[Link]:
    """Yield where the railway sells tickets between two stations on a day, where their telecodes are known."""
    if start.telecode and end.telecode:
        ends = {"fs": start, "ts": end}
        ways = {key: f"{place.zh.removesuffix('站')},{place.telecode}" for key, place in ends.items()}
        words = urlencode(
            {"linktypeid": "dc", **ways, "date": day, "flag": "N,N,Y"}, quote_via=quote, safe=","
        )
        yield Link("12306", f"https://kyfw.12306.cn/otn/leftTicket/init?{words}")
