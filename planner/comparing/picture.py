"""Pictures of a comparison, SVG: a map of who gains, and bars of the pairs of towns within the rings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import sqrt
from xml.sax.saxutils import escape

from planner.comparing.model import BY, Comparison, Spot
from planner.comparing.sections import TODAY, Sections
from planner.export.sketch import WIDTH, Project, below
from planner.export.view import Language
from planner.reaching.picture import HEIGHT, LINE, TOP, begun, mapped

GAIN, LOSS, SAME = "#2f8f6b", "#c2542d", "#b5b5b5"
COLOURS = ("#12507b", "#7d4b8d", "#e0a526", "#0f8b8d", "#a23b72")  # of the lines of scenarios
BY_COLOUR = {"p50": "#12507b", "best": "#9dc3dd"}
LARGEST = 14  # radius of the largest gain
BAR = 12  # how thick a bar is


def gains(found: Comparison, language: Language) -> str:
    """Return the map: a circle at each town, as large as what its county gains or loses by the median."""
    sections, largest = Sections(found, language), found.within[-1]
    spots = [spot for spot in found.places.values() if spot.kind != "site"]
    points = [(spot.location.lat, spot.location.lon) for spot in spots]
    project, ground, names = below(points, found.corridor.name, language, HEIGHT)
    lines = begun(
        HEIGHT + TOP + LINE * (len(found.scenarios) + 3),
        sections.say("map-title", within=largest),
        sections.when(),
    )
    lines += [
        *mapped(ground, names),
        *_lines(found, project),
        *_circles(found, project, sections),
        "</svg>",
    ]
    y = HEIGHT + TOP
    for word, colour in (("gains", GAIN), ("loses", LOSS), ("stays", SAME)):
        lines.append(f'<circle cx="17" cy="{y - 4}" r="5" fill="{colour}"/>')
        lines.append(f'<text x="28" y="{y}">{escape(sections.say(f"map-{word}"))}</text>')
        y += LINE
    for number, each in enumerate(found.scenarios):
        colour = COLOURS[number % len(COLOURS)]
        lines.append(f'<path d="M10 {y - 4}h14" stroke="{colour}" stroke-width="3" stroke-dasharray="5 3"/>')
        lines.append(f'<text x="28" y="{y}">{escape(each.name.get(language))}</text>')
        y += LINE
    return "\n".join([*lines, "</svg>", ""])


def _lines(found: Comparison, project: Project) -> Iterator[str]:
    for number, each in enumerate(found.scenarios):
        for stops in each.lines:
            at = [_at(found.places[stop], project) for stop in stops]
            path = "L".join(f"{x:g} {y:g}" for x, y in at)
            colour = COLOURS[number % len(COLOURS)]
            yield (
                f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2.5" stroke-dasharray="6 3"'
                ' opacity=".8"/>'
            )


def _circles(found: Comparison, project: Project, sections: Sections) -> Iterator[str]:
    largest = found.within[-1]
    by_town = {
        town: each
        for each in found.whole.counties
        if (each.within, each.measure) == (largest, "p50")
        for town in each.towns
    }
    most = max((abs(each.gain) for each in by_town.values()), default=1) or 1
    for place, spot in found.places.items():
        if spot.kind != "town":
            continue
        x, y = _at(spot, project)
        gain = by_town[place].gain if place in by_town else 0
        colour = GAIN if gain > 0 else LOSS if gain < 0 else SAME
        radius = round(3 + (LARGEST - 3) * sqrt(abs(gain) / most), 1)
        told = f"<title>{escape(sections.place(place))}: {gain:+,}</title>"
        shape = f'cx="{x}" cy="{y}" r="{radius}" fill="{colour}" fill-opacity=".75"'
        yield f'<circle {shape} stroke="white" stroke-width=".8">{told}</circle>'


def _at(spot: Spot, project: Project) -> tuple[float, float]:
    return project(spot.location.lat, spot.location.lon)


def bars(found: Comparison, language: Language) -> str:
    """Return the bars: pairs of towns within each ring, today, under each scenario alone and under all of them."""
    sections = Sections(found, language)
    cases = [found.case(TODAY)]
    cases += [found.case(each.after) for each in reversed(found.changes) if each.before == TODAY]
    step = LINE + 2 * BAR
    height = TOP + len(found.within) * (len(cases) * step + 2 * LINE) + 2 * LINE
    lines, y = begun(height, sections.say("bars-title"), sections.when()), TOP
    for within in found.within:
        y += LINE
        lines.append(
            f'<text x="12" y="{y}" font-weight="bold">{escape(sections.say("bars-within", within=within))}</text>'
        )
        most = max(case.level(within, measure).num_pairs for case in cases for measure in BY) or 1
        for case in cases:
            y += LINE
            lines.append(f'<text x="12" y="{y - 4}">{escape(sections.name_of(case.scenarios))}</text>')
            for measure in BY:
                number = case.level(within, measure).num_pairs
                width = round((WIDTH - 80) * number / most, 1)
                fill = BY_COLOUR[measure]
                lines.append(f'<rect x="12" y="{y}" width="{width}" height="{BAR - 1}" fill="{fill}"/>')
                lines.append(f'<text x="{width + 17}" y="{y + BAR - 2}" font-size="10">{number:,}</text>')
                y += BAR
        y += LINE
    y += LINE // 2
    for number, measure in enumerate(BY):
        x = 12 + number * 180
        lines.append(f'<rect x="{x}" y="{y - 9}" width="10" height="10" fill="{BY_COLOUR[measure]}"/>')
        lines.append(f'<text x="{x + 16}" y="{y}">{escape(sections.say(f"bars-{measure}"))}</text>')
    return "\n".join([*lines, "</svg>", ""])


PICTURES: dict[str, Callable[[Comparison, Language], str]] = {"map": gains, "bars": bars}
