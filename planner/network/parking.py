"""Where a car stands while one walks: whoever walked on to another road would drive on from where the car is not."""

from __future__ import annotations

from collections.abc import Iterable

from planner.corridor import Corridor, Link
from planner.geo import great_circle_km
from planner.rules import PARKED_KM, WALK_DETOUR


def with_the_car(corridor: Corridor) -> Corridor:
    """Return the corridor without the walks that lead from one place where cars stand to another.

    Where no road leads, one walks from one place by a road, the nearest, and back to it. Short walks stay: the car is
    near.
    """
    far = [link for link in corridor.links if link.mode == "walk" and _is_far(corridor, link)]
    if not far:
        return corridor
    roadside = {end for link in corridor.links if link.mode == "road" for end in (link.start, link.end)}
    gates = _gates(corridor.links, roadside)
    away = {id(link) for link in far if not _leads_back(link, roadside, gates)}
    return corridor.model_copy(update={"links": tuple(x for x in corridor.links if id(x) not in away)})


def _is_far(corridor: Corridor, link: Link) -> bool:
    a, b = (corridor.places[place].location for place in (link.start, link.end))
    return great_circle_km(a.lat, a.lon, b.lat, b.lon) * WALK_DETOUR > PARKED_KM


def _leads_back(link: Link, roadside: set[str], gates: dict[str, str]) -> bool:
    """Tell whether a walk stays away from roads, or is one between the car and what lies off the road."""
    by_road = [end for end in (link.start, link.end) if end in roadside]
    off = [end for end in (link.start, link.end) if end not in roadside]
    return len(by_road) == 0 or (len(by_road) == 1 and gates.get(off[0]) == by_road[0])


def _gates(links: Iterable[Link], roadside: set[str]) -> dict[str, str]:
    """Return for each place off the road the one by a road where the car waits: the nearest, by cable car first."""
    near: dict[str, list[tuple[bool, int, str]]] = {}  # off the road: what lies beside it
    beyond: dict[str, set[str]] = {}
    for link in links:
        for place, other in ((link.start, link.end), (link.end, link.start)):
            if place not in roadside and other not in roadside:
                beyond.setdefault(place, set()).add(other)
            elif place not in roadside:
                near.setdefault(place, []).append((link.mode == "walk", link.minutes, other))
    gates: dict[str, str] = {}
    for place in {*near, *beyond}:
        ways = [way for each in _reached(place, beyond) for way in near.get(each, ())]
        if ways:
            gates[place] = min(ways)[2]
    return gates


def _reached(start: str, beyond: dict[str, set[str]]) -> set[str]:
    seen, left = {start}, [start]
    while left:
        new = beyond.get(left.pop(), set()) - seen
        seen |= new
        left += new
    return seen
