"""What a schema cannot say of metros: ids, stations that are there, positions, hours."""

from __future__ import annotations

from collections.abc import Iterator

from planner.corridor import Bounds, Metro
from planner.errors import DataProblem
from planner.loading.checks import PLACES, Checked, Items, id_of
from planner.loading.tree import Item, told
from planner.loading.wording import nearest


def check_metros(items: Items, checked: Checked, bounds: Bounds | None) -> Iterator[DataProblem]:
    """Find stations and lines whose id is taken, stops at no station, positions outside, trains that end early."""
    places = {text for section in PLACES for item in items[section] if (text := id_of(item))}
    lines = {text for item in items["lines"] if (text := id_of(item))}
    for item, metro in checked["metros"]:
        assert isinstance(metro, Metro)
        yield from _stations(item, metro, places, bounds)
        yield from _lines(item, metro, lines)


def _stations(item: Item, metro: Metro, taken: set[str], bounds: Bounds | None) -> Iterator[DataProblem]:
    for number, station in enumerate(metro.stations):
        loc = ("stations", number)
        if station.id in taken:
            yield item.problem("duplicate-id", told("id-taken", id=station.id), loc)
        taken.add(station.id)
        if bounds and not bounds.contains(station.location):
            where = f"{station.location.lat}, {station.location.lon}"
            yield item.problem("outside-corridor", told("outside", id=station.id, where=where), loc)


def _lines(item: Item, metro: Metro, taken: set[str]) -> Iterator[DataProblem]:
    known = {station.id for station in metro.stations}
    for number, line in enumerate(metro.lines):
        if line.id in taken:
            yield item.problem("duplicate-id", told("id-taken", id=line.id), ("lines", number, "id"))
        taken.add(line.id)
        for index, stop in enumerate(line.stops):
            loc = ("lines", number, "stops", index)
            if stop.station not in known:
                message = told("no-station-of", id=stop.station[:60], metro=metro.id)
                yield item.problem("unknown-reference", message, loc, nearest(stop.station, known))
            if any(hours and hours.last < hours.first for hours in (stop.onward, stop.back)):
                yield item.problem("bad-clock", told("last-train-early"), loc, told("ten-past-midnight"))
            goes_on = line.is_loop or index < len(line.stops) - 1
            goes_back = line.is_loop or index > 0
            if (goes_on and stop.onward is None) or (goes_back and stop.back is None):
                yield item.problem("missing-key", told("no-first-and-last", id=stop.station), loc)
