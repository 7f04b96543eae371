"""A map of some days as shapes to draw: what lies below, ways by mode, a pin at each visit and night."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby, pairwise
from math import cos, radians
from typing import Any

from rich.cells import cell_len

from planner.corridor import Location, Mode
from planner.export.placing import Box, Point, Room
from planner.export.sayings import positions
from planner.export.view import DayView, Language
from planner.texts import say
from planner.texts.further import name_of

WIDTH, MARGIN = 680, 30  # units of the drawing
LEAST_DEGREES = 0.06  # of a side
OVER = 2.0  # beyond the sides, so that borders there are not seen
PIN = 19  # of a pin's sides
CELL, TEXT = 8, 15  # units that a column of text is wide, and a line high
AREAS = ("outer", "inner")  # layers that are filled
LAYERS = (*AREAS, "waters", "roads", "rails")  # what is above comes last
Project = Callable[[float, float], Point]


@dataclass(frozen=True)
class Way:
    """A ride or a walk; ``points`` are latitude and longitude."""

    row: str
    mode: Mode
    points: tuple[Point, ...]


@dataclass(frozen=True)
class Pin:
    """A visit with its number in the trip, or a night."""

    row: str
    label: str
    name: str
    point: Point


@dataclass(frozen=True)
class DayMap:
    """The ways and pins of a day, and where it begins and ends; ``colour`` is the day's place among the days."""

    colour: int
    ways: tuple[Way, ...]
    pins: tuple[Pin, ...]
    start: Point | None = None
    end: Point | None = None


@dataclass(frozen=True)
class Spot:
    """A pin on a drawing, with a line to its place where it had to be moved."""

    colour: int
    pin: Pin
    point: Point
    home: Point


@dataclass(frozen=True)
class Mark:
    """A word at where a trip or a day begins or ends, as wide as it is."""

    word: str
    point: Point
    home: Point
    width: float


@dataclass(frozen=True)
class Drawing:
    """Shapes in units from the upper left corner; names by the middle of their text."""

    width: int
    height: int
    ground: dict[str, str]
    ways: tuple[tuple[int, Mode, str], ...]
    pins: tuple[Spot, ...]
    marks: tuple[Mark, ...]
    names: tuple[tuple[str, Point], ...]


def page_text(name: str) -> str:
    """Return a file of what pages are made of."""
    return files(__package__).joinpath("page", name).read_text("utf-8")


@cache
def day_colours() -> tuple[str, ...]:
    """Return the colours of days on light ground: those of the page's styles before the ones for the dark."""
    return tuple(re.findall(r"\.c\d { --day: (#\w+); }", page_text("page.css").partition("@media")[0]))


@cache
def printed_style() -> str:
    """Return the styles of drawings with the colours of paper in them, for what knows no variables."""
    screen, _, paper = page_text("page.css").partition("@media print")
    colours: dict[str, str] = {}
    for root in (screen, paper):
        found = re.search(r":root {([^}]*)}", root)
        colours |= re.findall(r"--([\w-]+): (#\w+)", found[1] if found else "")
    style = re.sub(r"var\(--([\w-]+)\)", lambda name: colours.get(name[1], name[0]), page_text("sketch.css"))
    return "\n".join(map(_by_day, style.splitlines()))


def _by_day(rules: str) -> str:
    """Return a line of rules, where the colour of a day is in it once for each day."""
    if "var(--day)" not in rules:
        return rules
    return "\n".join(
        re.sub(r"((?:path)?\.(?:way|lead|spot))\b", rf"\1.c{number}", rules.replace("var(--day)", colour))
        for number, colour in enumerate(day_colours())
    )


def day_maps(days: tuple[DayView, ...]) -> tuple[DayMap, ...]:
    """Return the days' ways and pins; rows are named ``d1r2`` by day and row, counted from 0."""
    maps, number = [], 0
    for colour, day in enumerate(days):
        ways, pins = [], []
        seen = [_point(location) for row in day.rows for location in positions(row)]
        for index, row in enumerate(day.rows):
            name, points = f"d{colour}r{index}", tuple(map(_point, positions(row)))
            if row.mode and len(points) > 1:
                ways.append(Way(name, row.mode, points))
            elif row.kind in ("visit", "overnight"):
                number += row.kind == "visit"
                label = str(number) if row.kind == "visit" else ""
                pins += [Pin(name, label, row.what, point) for point in points[:1]]
        maps.append(DayMap(colour, tuple(ways), tuple(pins), *(seen[:1] + seen[-1:])))
    return tuple(maps)


def marks_of(maps: Sequence[DayMap], language: Language) -> tuple[tuple[str, Point], ...]:
    """Return where some days begin, and where they end if that is no night's pin, with the word for it.

    A day that begins where its night is needs none.
    """
    start, end = maps[0].start, maps[-1].end
    is_night = any(pin.point == end and not pin.label for pin in maps[-1].pins)
    if start is None or end is None or (len(maps) == 1 and is_night and start == end):
        return ()
    if is_night or start == end:
        return ((say(language, f"export.page-{'start' if is_night else 'start-end'}"), start),)
    return (say(language, "export.page-start"), start), (say(language, "export.page-end"), end)


@cache
def shipped_ground() -> dict[str, Any]:
    """Return outlines, waters, roads, railways and names of cities of the corridor that comes with the program."""
    content: dict[str, Any] = json.loads(page_text("ground.json"))
    return content


def ground_of(corridor: str) -> dict[str, Any]:
    """Return what lies below trips of a corridor: nothing where it did not come with the program."""
    return shipped_ground() if shipped_ground()["corridor"] == corridor else {}


def drawn(maps: Sequence[DayMap], corridor: str, language: Language, height: int) -> Drawing | None:
    """Return the drawing of some days, or nothing where the plan has no positions."""
    points = [point for each in maps for way in each.ways for point in way.points]
    points += [pin.point for each in maps for pin in each.pins]
    if not points:
        return None
    project, paths, names = below(points, corridor, language, height)
    ways = tuple(
        (each.colour, way.mode, _path(project(*point) for point in way.points))
        for each in maps
        for way in each.ways
    )
    pins = [(each.colour, pin, project(*pin.point)) for each in maps for pin in each.pins]
    marks = [(word, project(*point)) for word, point in marks_of(maps, language)]
    room = Room(WIDTH, height)
    homes = [Box(home, PIN, PIN) for home in (*(home for *_, home in pins), *(home for _, home in marks))]
    placed = [(name, room.beside(home, CELL * cell_len(name), TEXT, homes)) for name, home in names]
    ends = tuple(_mark(word, home, room) for word, home in marks)
    spots = tuple(Spot(colour, pin, room.near(home, PIN, PIN), home) for colour, pin, home in pins)
    seen = tuple((name, point) for name, point in placed if point)
    return Drawing(WIDTH, height, paths, ways, spots, ends, seen)


def _mark(word: str, home: Point, room: Room) -> Mark:
    width = CELL * cell_len(word) + TEXT
    return Mark(word, room.near(home, width, PIN), home, width)


def below(
    points: list[Point], corridor: str, language: Language, height: int
) -> tuple[Project, dict[str, str], tuple[tuple[str, Point], ...]]:
    """Return what puts latitudes and longitudes on a drawing of points, what lies below by layer, and its names."""
    project, ground = _projection(points, height), ground_of(corridor)
    paths = {layer: _path_of(layer, ground[layer], project, height) for layer in LAYERS if layer in ground}
    names = ((name_of(name, language), project(lat, lon)) for lat, lon, name in ground.get("names", ()))
    return project, paths, tuple((name, point) for name, point in names if _is_seen([point], height))


def _path_of(layer: str, lines: list[list[Point]], project: Project, height: int) -> str:
    """Return what is seen of a layer of the ground."""
    shapes = ([project(*point) for point in line] for line in lines)
    if layer in AREAS:
        return "".join(_path(_clipped(shape, height), "Z") for shape in shapes)
    return "".join(_path(shape) for shape in shapes if _is_seen(shape, height))


def _point(location: Location) -> Point:
    return round(location.lat, 5), round(location.lon, 5)


def _projection(points: list[Point], height: int) -> Project:
    """Return what puts a latitude and a longitude on the drawing; one scale for both directions."""
    lats, lons = zip(*points, strict=True)
    middle = ((min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2)
    squeeze = cos(radians(middle[0]))
    high = max(max(lats) - min(lats), LEAST_DEGREES)
    wide = max((max(lons) - min(lons)) * squeeze, LEAST_DEGREES)
    scale = min((WIDTH - 2 * MARGIN) / wide, (height - 2 * MARGIN) / high)

    def project(lat: float, lon: float) -> Point:
        x = WIDTH / 2 + (lon - middle[1]) * squeeze * scale
        return round(x, 1), round(height / 2 - (lat - middle[0]) * scale, 1)

    return project


def _path(points: Iterable[Point], end: str = "") -> str:
    steps = [point for point, _ in groupby(points)]
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in steps) + end if len(steps) > 1 else ""


def _is_seen(line: list[Point], height: int) -> bool:
    """Tell whether a line may cross the drawing."""
    sides = zip(zip(*line, strict=True), (WIDTH, height), strict=True)
    return all(min(values) <= size and max(values) >= 0 for values, size in sides)


def _clipped(ring: list[Point], height: int) -> list[Point]:
    """Return what of a ring is seen, cut off at one side after the other (Sutherland and Hodgman, 1974)."""
    for axis, size in enumerate((WIDTH, height)):
        for sign, limit in ((1, -OVER), (-1, -size - OVER)):
            ring = list(_cut(ring, axis, sign, limit))
    return ring


def _cut(ring: list[Point], axis: int, sign: int, limit: float) -> Iterator[Point]:
    for before, point in pairwise([*ring[-1:], *ring]):
        here, there = (sign * each[axis] - limit for each in (point, before))
        if (here >= 0) != (there >= 0):
            share = there / (there - here)
            x, y = (a + share * (b - a) for a, b in zip(before, point, strict=True))
            yield round(x, 1), round(y, 1)
        if here >= 0:
            yield point
