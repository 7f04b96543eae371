"""Addresses that hand a place or a train over: to the map and ticket apps that people use in China."""

from __future__ import annotations

from datetime import date
from typing import Literal
from urllib.parse import quote, urlencode

from planner.geo import in_datum

MapApp = Literal["amap", "geo", "organic-maps"]


def place_urls(lat: float, lon: float, zh: str, text: str) -> dict[MapApp, str]:
    """Return what opens a place in Amap (in GCJ-02, as it takes positions), in any map app, and in Organic Maps.

    Examples
    --------
    >>> place_urls(30.0, 104.0, "东塔", "East Tower")["geo"]
    'geo:30.0,104.0?q=30.0,104.0(East%20Tower)'
    """
    shifted = in_datum("gcj02", lat, lon)
    to = {
        "to": f"{shifted[1]:.6f},{shifted[0]:.6f},{zh}",
        "mode": "car",
        "coordinate": "gaode",
        "callnative": 1,
    }
    point = urlencode({"v": 1, "ll": f"{lat},{lon}", "n": text}, quote_via=quote, safe=",")
    return {
        "amap": f"https://uri.amap.com/navigation?{urlencode(to, quote_via=quote)}",
        "geo": f"geo:{lat},{lon}?q={lat},{lon}({quote(text, safe='')})",
        "organic-maps": f"om://map?{point}",
    }


def train_url(day: date, *ends: tuple[str, str]) -> str:
    """Return where the railway sells tickets between two stations, by Chinese name and telecode, on a day."""
    ways = {
        key: f"{name.removesuffix('站')},{code}" for key, (name, code) in zip(("fs", "ts"), ends, strict=True)
    }
    words = urlencode({"linktypeid": "dc", **ways, "date": day, "flag": "N,N,Y"}, quote_via=quote, safe=",")
    return f"https://kyfw.12306.cn/otn/leftTicket/init?{words}"
