"""What is in reach as a map: SVG, each place in the colour of the smallest ring that its median is in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from xml.sax.saxutils import escape

from planner.export.placing import Point
from planner.export.sketch import LAYERS, WIDTH, printed_style
from planner.export.sketch import below as ground_below
from planner.export.view import Language
from planner.reaching.model import Reach, Reached
from planner.reaching.tables import titles
from planner.texts import say
from planner.texts.units import format_length

HEIGHT, TOP, LINE = 560, 62, 18
COLOURS = ("#12507b", "#2f8f6b", "#e0a526", "#c2542d", "#7d4b8d")  # of the rings, the smallest first
BEYOND, INK = "#b5b5b5", "#222222"
STYLE = "text { font: 12px sans-serif } .town { fill: #6b6b60; text-anchor: middle; font-size: 10px }"
ASSUMED = 'font-size="11"'


def render(found: Reach, language: Language = "en") -> str:
    """Return the map; with several places each site counts for the one it is nearest to."""
    locations = [each.location for around in found.origins for each in around.places]
    locations += [around.location for around in found.origins]
    points = [(location.lat, location.lon) for location in locations]
    project, ground, names = ground_below(points, found.corridor.name, language, HEIGHT)
    rings = [ring.minutes for ring in found.origins[0].rings]
    places = [around.name.get(language) for around in found.origins]
    heading, when = titles(found.question, places, language)
    assumed = [each.say(language) for each in found.told if each.is_assumed]
    height = HEIGHT + TOP + LINE * (len(rings) + 2 + len(assumed))
    lines = [*begun(height, heading, when), *mapped(ground, names)]
    for each in sorted(_nearest(found), key=lambda each: each.within or rings[-1] + 1, reverse=True):
        x, y = project(each.location.lat, each.location.lon)
        lines.append(_mark(each, x, y, _colour(each.within, rings), language))
    for around in found.origins:
        x, y = project(around.location.lat, around.location.lon)
        name = escape(around.name.get(language))
        lines.append(f'<path d="M{x - 7} {y}h14M{x} {y - 7}v14" stroke="{INK}" stroke-width="3"/>')
        lines.append(f'<text x="{x + 9}" y="{y - 6}" font-weight="bold">{name}</text>')
    lines += ["</svg>", *_legend(found, rings, language)]
    below = HEIGHT + TOP + LINE * (len(rings) + 1)
    lines += [
        f'<text {ASSUMED} x="12" y="{below + LINE * row}">{escape(text)}</text>'
        for row, text in enumerate(assumed)
    ]
    return "\n".join([*lines, "</svg>", ""])


def begun(height: int, heading: str, when: str) -> list[str]:
    """Return how a picture begins: its size, its style, what it shows and when that is so."""
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        ' class="sketch" role="img">',
        f"<title>{escape(heading)}</title>",
        f"<style>{printed_style()}{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
        f'<text x="12" y="22" font-weight="bold">{escape(heading)}</text>',
        f'<text x="12" y="40">{escape(when)}</text>',
    ]


def mapped(ground: Mapping[str, str], names: Iterable[tuple[str, Point]]) -> list[str]:
    """Return how the map in a picture begins: the ground, and the names of its towns."""
    return [
        f'<svg y="{TOP - 10}" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">',
        *(f'<path class="g-{layer}" d="{ground[layer]}"/>' for layer in LAYERS if ground.get(layer)),
        *(f'<text class="town" x="{x}" y="{y + 16}">{escape(name)}</text>' for name, (x, y) in names),
    ]


def _nearest(found: Reach) -> Iterator[Reached]:
    best: dict[str, Reached] = {}
    for around in found.origins:
        for each in around.places:
            known = best.get(each.place)
            if known is None or (each.within or 10**6) < (known.within or 10**6):
                best[each.place] = each
    yield from best.values()


def _colour(within: int | None, rings: list[int]) -> str:
    return BEYOND if within is None else COLOURS[rings.index(within) % len(COLOURS)]


def _mark(each: Reached, x: float, y: float, colour: str, language: Language) -> str:
    """Return a circle for a site, a square for a town; both tell their name and median."""
    median = say(language, "reach.never") if each.p50 is None else format_length(each.p50, language)
    told = f"<title>{escape(each.name.get(language))}: {median}</title>"
    outline = f'fill="{colour}" stroke="white" stroke-width=".8"'
    if each.kind == "site":
        return f'<circle cx="{x}" cy="{y}" r="4" {outline}>{told}</circle>'
    return f'<rect x="{x - 4}" y="{y - 4}" width="8" height="8" {outline}>{told}</rect>'


def _legend(found: Reach, rings: list[int], language: Language) -> Iterator[str]:
    names = [say(language, "reach.ring", minutes=ring) for ring in rings]
    colours = [_colour(ring, rings) for ring in rings]
    y = HEIGHT + TOP
    for name, colour in zip([*names, say(language, "reach.outside")], [*colours, BEYOND], strict=True):
        yield f'<rect x="12" y="{y - 9}" width="10" height="10" fill="{colour}"/>'
        yield f'<text x="28" y="{y}">{escape(name)}</text>'
        y += LINE
    question = found.question
    told = say(language, "reach.map-of", first=question.first, last=question.last, n=question.num_departures)
    yield f'<text x="150" y="{HEIGHT + TOP}" fill="{INK}">{escape(told)}</text>'
