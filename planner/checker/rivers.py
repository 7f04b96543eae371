"""Which walks would lead over a river, found a second time."""

from __future__ import annotations

from itertools import pairwise

from planner.checker.case import Case
from planner.corridor import Location


def river_between(case: Case, start: str, end: str) -> str | None:
    """Return the id of a river that the straight line between two places crosses."""
    a, b = (case.corridor.places[place].location for place in (start, end))
    for river in case.corridor.rivers:
        if any(_meet(a, b, *stretch) for stretch in pairwise(river.course)):
            return river.id
    return None


def _meet(a: Location, b: Location, c: Location, d: Location) -> bool:
    """Tell whether two straight lines meet: each by how far along it the other's line is."""
    along = (b.lat - a.lat, b.lon - a.lon), (d.lat - c.lat, d.lon - c.lon)
    whole = along[0][0] * along[1][1] - along[0][1] * along[1][0]
    if whole == 0:
        return False
    away = c.lat - a.lat, c.lon - a.lon
    shares = ((away[0] * one[1] - away[1] * one[0]) / whole for one in reversed(along))
    return all(0 < share < 1 for share in shares)
