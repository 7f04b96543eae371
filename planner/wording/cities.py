"""Cities where one arrives or leaves at a moment: their main stations are meant, for a train or plane comes there."""

from __future__ import annotations

from collections import Counter
from typing import Any

from planner.corridor import Corridor, Station
from planner.geo import great_circle_km

BUSY = 0.5  # share of the calls of the busiest station that makes a station of a city one of its main ones


def main_station(corridor: Corridor, town: str) -> Station | None:
    """Return the main station of a town: of those with half as many trains as the busiest the nearest.

    None where no train of the data calls at a station of its own.
    """
    calls = Counter(
        call.station
        for line in corridor.lines
        if line.mode == "rail"
        for train in line.services
        for call in train.calls
    )
    own = [station for station in corridor.stations if station.town == town and calls[station.id]]
    most = max((calls[station.id] for station in own), default=0)
    here = corridor.town_by_id[town].location
    main = (station for station in own if calls[station.id] >= BUSY * most)
    return min(
        main,
        key=lambda each: great_circle_km(here.lat, here.lon, each.location.lat, each.location.lon),
        default=None,
    )


def at_stations(corridor: Corridor, values: dict[str, Any]) -> None:
    """Put main stations for cities where one arrives or leaves at a moment.

    A city stays what it is for who comes in a car of one's own, or is at home there.
    """
    start = values.get("from")
    if not start or values.get("self_drive") == "own":
        return
    end = values.get("to") or start
    is_home = bool(values.get("at_home"))
    if values.get("arrival") and not is_home and not values.get("visa_port"):
        values["from"] = _station(corridor, start)
    if values.get("leave_by") and not (is_home and end == start):
        end = _station(corridor, end)
    values["to"] = end


def _station(corridor: Corridor, place: str) -> str:
    """Return the main station of a town that has one, else the place itself."""
    station = main_station(corridor, place) if place in corridor.town_by_id else None
    return station.id if station else place
