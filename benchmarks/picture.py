"""Small line charts as SVG, both axes logarithmic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log10

WIDTH, HEIGHT = 270, 190  # of a chart
LEFT, TOP, RIGHT, BOTTOM = 46, 26, 12, 34  # margins around its lines
LEGEND = 30
COLOURS = ("#1b6ca8", "#e08214", "#b2182b", "#4d4d4d")
FONT = 'font-family="sans-serif" font-size="11"'


@dataclass(frozen=True)
class Chart:
    """Lines over a number; a missing value breaks its line."""

    title: str
    along: str  # what the horizontal axis is
    xs: Sequence[int]
    lines: dict[str, Sequence[float | None]]  # by name
    ticks: Sequence[float]  # of the vertical axis, whose ends are the first and the last


def svg(rows: Sequence[Sequence[Chart]]) -> str:
    """Return a grid of charts, with the names of the lines of each row below it."""
    width, step = WIDTH * max(map(len, rows)), HEIGHT + LEGEND
    body: list[str] = []
    for i, row in enumerate(rows):
        for j, chart in enumerate(row):
            body.append(f'<g transform="translate({WIDTH * j} {step * i})">')
            body += [*_axes(chart), *_lines(chart), "</g>"]
        for k, name in enumerate(row[0].lines):
            x, y = LEFT + 170 * k, step * i + HEIGHT + 14
            body.append(f'<path d="M{x} {y - 4}h22" stroke="{COLOURS[k]}" stroke-width="2"/>')
            body.append(f'<text x="{x + 28}" y="{y}">{name}</text>')
    size = f'width="{width}" height="{step * len(rows)}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {FONT} fill="none">'
    paper = f'<rect {size} fill="white"/><g fill="#222222">'
    return "\n".join([head, paper, *body, "</g>", "</svg>", ""])


def _axes(chart: Chart) -> list[str]:
    x, y = _scales(chart)
    texts = [
        f'<text x="{WIDTH / 2}" y="16" text-anchor="middle" font-weight="bold">{chart.title}</text>',
        f'<text x="{WIDTH / 2}" y="{HEIGHT - 4}" text-anchor="middle">{chart.along}</text>',
    ]
    for tick in chart.ticks:
        at = y(tick)
        texts.append(f'<path d="M{LEFT} {at:.1f}H{WIDTH - RIGHT}" stroke="#dddddd"/>')
        texts.append(f'<text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{tick:g}</text>')
    low = HEIGHT - BOTTOM + 14
    texts += [f'<text x="{x(n):.1f}" y="{low}" text-anchor="middle">{n}</text>' for n in chart.xs]
    return texts


def _lines(chart: Chart) -> list[str]:
    x, y = _scales(chart)
    drawn: list[str] = []
    for colour, values in zip(COLOURS, chart.lines.values(), strict=False):
        path, is_down = "", False
        for number, value in zip(chart.xs, values, strict=True):
            if value is None:
                is_down = False
                continue
            path += f"{'L' if is_down else 'M'}{x(number):.1f} {y(value):.1f}"
            is_down = True
            drawn.append(f'<circle cx="{x(number):.1f}" cy="{y(value):.1f}" r="2.5" fill="{colour}"/>')
        if path:
            drawn.append(f'<path d="{path}" stroke="{colour}" stroke-width="2" fill="none"/>')
    return drawn


class _Scale:
    """From a number to its place between two others, by its logarithm."""

    def __init__(self, low: float, high: float, first: float, last: float) -> None:
        """Take the numbers at both ends, and their places."""
        self.low, self.high, self.first, self.last = low, high, first, last

    def __call__(self, number: float) -> float:
        """Return the place of a number; one beyond the ends gets the end."""
        number = min(max(number, self.low), self.high)
        share = log10(number / self.low) / log10(self.high / self.low)
        return self.first + share * (self.last - self.first)


def _scales(chart: Chart) -> tuple[_Scale, _Scale]:
    return (
        _Scale(min(chart.xs), max(chart.xs), LEFT + 10, WIDTH - RIGHT - 10),
        _Scale(chart.ticks[0], chart.ticks[-1], HEIGHT - BOTTOM, TOP),
    )
