"""Hand-over links of a row: to the map and ticket apps that people use in China."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from planner.export.view import Link, Name
from planner.links import place_urls, train_url


def place_links(place: Name) -> Iterator[Link]:
    """Yield what opens a place in map apps, where its position is known."""
    if place.location:
        urls = place_urls(place.location.lat, place.location.lon, place.zh, place.text)
        yield from (Link(app, url) for app, url in urls.items())


def train_link(day: date, start: Name, end: Name) -> Iterator[Link]:
    """Yield where the railway sells tickets between two stations on a day, where their telecodes are known."""
    if start.telecode and end.telecode:
        yield Link("12306", train_url(day, (start.zh, start.telecode), (end.zh, end.telecode)))
