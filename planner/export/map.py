"""A map of the trip for the terminal, in braille: outlines dotted, ways, both ends, at visits and nights the day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice, pairwise
from math import cos, radians

from planner.corridor import Location
from planner.export.sayings import positions
from planner.export.sketch import ground_of
from planner.export.view import Language, Name, View
from planner.export.viewing import view_of
from planner.itinerary import Itinerary
from planner.texts import say

ENDS = ("A", "B")
COLUMNS, LINES = 76, 24  # of the terminal; a sign of braille has two dots by four
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
Dot = tuple[int, int]


def render(itinerary: Itinerary, language: Language = "en") -> str:
    """Return the map, north above, and below it where the trip begins and ends, what the plan assumes and the days."""
    view = view_of(itinerary, language)
    rows = [row for day in view.days for row in day.rows]
    places = [location for row in rows for location in positions(row)]
    lines = _drawn(view, places, itinerary.corridor.name) if places else []
    ends = _ends(view) if places else {}
    told = [" · ".join(say(language, f"export.map-{key}", place=place.text) for key, place in ends.items())]
    days = (" · ".join(day.title) for day in view.every_day)
    return "\n".join((*lines, *filter(None, told), *view.header.before_all, *days)) + "\n"


def _ends(view: View) -> dict[str, Name]:
    """Return where the trip begins and where it ends, or the one place of both, by what it is called in the texts."""
    rows = [row for day in view.days for row in day.rows if row.kind != "luggage"]
    start, end = rows[0].places[0], rows[-1].places[-1]
    return {"round": start} if start == end else {"start": start, "end": end}


def _drawn(view: View, places: list[Location], corridor: str) -> Iterator[str]:
    grid = _Grid(places)
    dots: dict[Dot, int] = {}
    for x, y in _outlines(corridor, grid):
        cell = (x // 2, y // 4)
        dots[cell] = dots.get(cell, 0) | DOTS[y % 4][x % 2]
    for row in (row for day in view.days for row in day.rows if row.mode):
        for start, end in pairwise(map(grid.dot, positions(row))):
            for x, y in _straight(start, end):
                cell = (x // 2, y // 4)
                dots[cell] = dots.get(cell, 0) | DOTS[y % 4][x % 2]
    signs = {cell: chr(0x2800 + mask) for cell, mask in dots.items()}
    for day in view.days:
        for row in day.rows:
            if row.kind in ("visit", "overnight"):
                for x, y in map(grid.dot, positions(row)):
                    signs[x // 2, y // 4] = f"{day.number % 10}"
    for sign, place in zip(ENDS, _ends(view).values(), strict=False):
        if place.location:
            x, y = grid.dot(place.location)
            at = (x // 2, y // 4)
            signs[(at[0] + 1, at[1]) if signs.get(at) in ENDS else at] = sign
    for line in range(max(y for _, y in signs) + 1):
        yield "".join(signs.get((column, line), " ") for column in range(COLUMNS)).rstrip()


def _outlines(corridor: str, grid: _Grid) -> Iterator[Dot]:
    """Yield dots of the outlines of provinces, every third of a line so that ways stand out."""
    for ring in ground_of(corridor).get("inner", ()):
        corners = (grid.dot(Location(lat=lat, lon=lon)) for lat, lon in ring)
        line = [dot for pair in pairwise(corners) for dot in islice(_straight(*pair), 1, None)]
        yield from (dot for dot in line[::3] if grid.holds(dot))


class _Grid:
    """Where on the map a position is: one scale for both directions."""

    def __init__(self, places: Iterable[Location]) -> None:
        lats, lons = zip(*((place.lat, place.lon) for place in places), strict=True)
        self.north, self.west = max(lats), min(lons)
        self.squeeze = cos(radians((self.north + min(lats)) / 2))
        wide = (max(lons) - self.west) * self.squeeze / (2 * COLUMNS - 1)
        high = (self.north - min(lats)) / (4 * LINES - 1)
        self.degrees = max(wide, high) or 1.0
        self.height = round((self.north - min(lats)) / self.degrees)

    def holds(self, dot: Dot) -> bool:
        """Tell whether a dot is on the map."""
        return 0 <= dot[0] < 2 * COLUMNS and 0 <= dot[1] <= self.height

    def dot(self, place: Location) -> Dot:
        """Return the dot of a position."""
        x = (place.lon - self.west) * self.squeeze / self.degrees
        return round(x), round((self.north - place.lat) / self.degrees)


def _straight(start: Dot, end: Dot) -> Iterator[Dot]:
    """Yield the dots of a straight line."""
    steps = max(abs(end[0] - start[0]), abs(end[1] - start[1]), 1)
    for step in range(steps + 1):
        share = step / steps
        yield round(start[0] + share * (end[0] - start[0])), round(start[1] + share * (end[1] - start[1]))
