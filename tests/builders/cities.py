"""A made-up city of many stops: a grid of bus lines around a town, a train out of it, roads as an import has them."""

from __future__ import annotations

from typing import Any

from planner import Corridor
from planner.clock import format_clock
from tests.builders.networks import line, link, network, station, town

GAP = 0.008  # degrees between stops


def city(side: int) -> Corridor:
    """Return a city of ``side`` times ``side`` stops and three towns, the last one in reach of trains only."""
    spots = {(i, j): (30 + GAP * i, 105 + GAP * j) for i in range(side) for j in range(side)}
    stops = {f"s{i}-{j}": spot for (i, j), spot in spots.items()}
    middle, corner = spots[side // 2, side // 2], spots[side - 1, side - 1]
    towns = [town("middle", *middle), town("corner", *corner), town("far", 31.5, 107)]
    stations = [station(name, *spot) for name, spot in stops.items()] + [station("east", 31.5, 107.02)]
    ways = [link(name, "middle", 4 + 3 * ((7 * n) % 11)) for n, name in enumerate(stops)]
    ways += [link("middle", "corner", 25), link("east", "far", 5)]
    rows = [[f"s{i}-{j}" for j in range(side)] for i in range(side)]
    columns = [[f"s{i}-{j}" for i in range(side)] for j in range(side)]
    buses = [_bus(n, calls) for n, calls in enumerate(rows + columns)]
    return network(towns, stations, [*buses, _train(f"s0-{side // 2}")], ways)


def _bus(number: int, calls: list[str]) -> dict[str, Any]:
    departures = [
        {"code": f"B{number}", "calls": _calls(calls[:: 1 if k % 2 else -1], 390 + 35 * k + 7 * number % 35)}
        for k in range(16)
    ]
    return line(f"bus-{number}", "coach", departures=departures)


def _calls(stops: list[str], begin: int) -> str:
    """Return the calls of a bus that takes a minute and a half from stop to stop."""
    return ", ".join(f"{stop} {format_clock(begin + 3 * n // 2)}" for n, stop in enumerate(stops))


def _train(start: str) -> dict[str, Any]:
    trains = [
        {"code": f"G{hour}", "calls": f"{start} {hour:02d}:10, east {hour + 1:02d}:40"}
        for hour in range(7, 21)
    ]
    return line("train", "rail", departures=trains)
