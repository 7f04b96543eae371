"""What can be walked to from places in what is left of some minutes, as cells of a grid and as polygons around them.

It is schematic: straight ways, a little longer than the great circle, without rivers and mountains.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import ceil, cos, pi, radians

from planner.geo import EARTH_RADIUS_KM
from planner.reaching.model import Around
from planner.rules import WALK_DETOUR, WALK_KM_H, WALK_MAX_KM

CELL_KM = 0.5
KM_PER_DEGREE = pi * EARTH_RADIUS_KM / 180
Cell = tuple[int, int]  # steps to the east and to the north
Point = tuple[float, float]  # longitude, latitude, as GeoJSON has them
Disc = tuple[float, float, int]  # latitude, longitude, minutes that are left there


class Grid:
    """Squares of `CELL_KM` around a latitude, at which they are as wide as they are high."""

    def __init__(self, lat: float) -> None:
        self._high = CELL_KM / KM_PER_DEGREE
        self._wide = self._high / cos(radians(lat))

    def cells(self, discs: Iterable[Disc]) -> set[Cell]:
        """Return the squares whose middle can be walked to, and those of the places themselves."""
        return {cell for disc in discs for cell in self._around(*disc)}

    def _around(self, lat: float, lon: float, minutes: int) -> Iterator[Cell]:
        east, north = lon / self._wide, lat / self._high
        here = int(east // 1), int(north // 1)
        yield here
        reach = min(WALK_MAX_KM, minutes * WALK_KM_H / 60 / WALK_DETOUR) / CELL_KM
        steps = range(-ceil(reach) - 1, ceil(reach) + 2)
        for x, y in ((here[0] + dx, here[1] + dy) for dx in steps for dy in steps):
            if (x + 0.5 - east) ** 2 + (y + 0.5 - north) ** 2 <= reach**2:
                yield x, y

    def polygons(self, cells: set[Cell]) -> list[list[list[Point]]]:
        """Return the polygons of some squares, each as its outer ring (counterclockwise) and its holes (clockwise)."""
        return [
            [
                [self._point(corner) for corner in ring]
                for ring in sorted(_rings(part), key=_area, reverse=True)
            ]
            for part in _parts(cells)
        ]

    def _point(self, corner: Cell) -> Point:
        return round(corner[0] * self._wide, 5), round(corner[1] * self._high, 5)


def cells_within(around: Around, minutes: int) -> set[Cell]:
    """Return the squares in reach within some minutes: around the place itself, and around those of the ring."""
    here = [(around.location.lat, around.location.lon, minutes)]
    there = (
        (each.location.lat, each.location.lon, minutes - each.p50)
        for each in around.places
        if each.p50 is not None and each.p50 <= minutes
    )
    return Grid(around.location.lat).cells([*here, *there])


def km2(cells: set[Cell]) -> float:
    """Return the area of some squares."""
    return len(cells) * CELL_KM**2


def _parts(cells: set[Cell]) -> Iterator[set[Cell]]:
    """Yield the squares that hang together by their sides."""
    left = set(cells)
    for first in sorted(cells):
        if first not in left:
            continue
        part, todo = set[Cell](), [first]
        left.discard(first)
        while todo:
            x, y = todo.pop()
            part.add((x, y))
            beside = {(x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)} & left
            left -= beside
            todo += beside
        yield part


def _rings(part: set[Cell]) -> Iterator[list[Cell]]:
    """Yield the closed ways around squares that hang together, these to the left, corners only.

    Where two squares touch at a corner the way turns right, so that no ring meets itself.
    """
    ahead: dict[Cell, list[Cell]] = {}
    for x, y in sorted(part):
        sides = (
            ((x, y - 1), (x, y), (x + 1, y)),
            ((x + 1, y), (x + 1, y), (x + 1, y + 1)),
            ((x, y + 1), (x + 1, y + 1), (x, y + 1)),
            ((x - 1, y), (x, y + 1), (x, y)),
        )
        for neighbour, start, end in sides:
            if neighbour not in part:
                ahead.setdefault(start, []).append(end)
    while ahead:
        ring = [min(ahead)]
        while len(ring) == 1 or ring[-1] != ring[0]:
            here = ring[-1]
            ends = ahead[here]
            end = ends[0] if len(ends) == 1 else max(ends, key=lambda end: _right(ring[-2:], end))
            ends.remove(end)
            if not ends:
                del ahead[here]
            if len(ring) > 1 and _right(ring[-2:], end) == 0:
                ring.pop()
            ring.append(end)
        yield ring


def _right(way: list[Cell], end: Cell) -> int:
    """Return 1 where a way turns right, 0 where it goes straight on, -1 where it turns left or has only begun."""
    if len(way) < 2:
        return -1
    (ax, ay), (bx, by) = way
    turn = (bx - ax) * (end[1] - by) - (by - ay) * (end[0] - bx)
    return (turn < 0) - (turn > 0)


def _area(ring: list[Cell]) -> float:
    """Return the area of a ring, below zero where it goes clockwise."""
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2
