"""Points on two axes as an SVG picture, each joined to the bound above it."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor, log10
from typing import NamedTuple
from xml.sax.saxutils import escape

WIDTH, HEIGHT = 640, 400
LEFT, TOP, RIGHT, BOTTOM = 70, 44, 24, 56  # margins around the points
TICKS = 6  # about so many on an axis
BLUE, GREY, INK = "#1b6ca8", "#8a8a8a", "#222222"


class Dot(NamedTuple):
    """A point, and up to where it is not proven that there is none above it; ``name`` is shown over it."""

    x: float
    y: float
    highest: float | None
    name: str


class Axis:
    """Numbers along a side of the picture, between round ones."""

    def __init__(self, values: Sequence[float], first: float, last: float) -> None:
        """Take the values to be shown, and the places of the ends."""
        low, high = min(values), max(values)
        self.step = _round_step((high - low) / TICKS)
        self.low, self.high = self.step * floor(low / self.step), self.step * ceil(high / self.step)
        if self.low == self.high:
            self.high += self.step
        self.first, self.last = first, last

    def __call__(self, value: float) -> float:
        """Return the place of a value."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.first + share * (self.last - self.first), 1)

    @property
    def ticks(self) -> list[int]:
        """The round numbers from end to end."""
        return [*range(round(self.low), round(self.high) + 1, round(self.step))]


def _round_step(least: float) -> int:
    """Return 1, 2 or 5 times a power of ten, at least so much."""
    power = 10 ** floor(log10(max(least, 1)))
    return int(next(step * power for step in (1, 2, 5, 10) if step * power >= least))


def svg(dots: Sequence[Dot], title: str, along: str, up: str) -> str:
    """Return the picture; a full dot has nothing above it, an open one may have, up to the line's end."""
    highest = [dot.highest for dot in dots if dot.highest is not None]
    x = Axis([dot.x for dot in dots], LEFT, WIDTH - RIGHT)
    y = Axis([*(dot.y for dot in dots), *highest], HEIGHT - BOTTOM, TOP)
    size = f'width="{WIDTH}" height="{HEIGHT}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {WIDTH} {HEIGHT}"'
        f' font-family="sans-serif" font-size="12" fill="{INK}">',
        f"<title>{escape(title)}</title>",
        f'<rect {size} fill="white"/>',
        f'<text x="{LEFT}" y="22" font-size="14" font-weight="bold">{escape(title)}</text>',
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 14}" text-anchor="middle">{escape(along)}</text>',
        f'<text transform="translate(18 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">'
        f"{escape(up)}</text>",
    ]
    for tick in x.ticks:
        lines.append(f'<path d="M{x(tick)} {HEIGHT - BOTTOM}v5" stroke="{GREY}"/>')
        lines.append(f'<text x="{x(tick)}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{tick:,}</text>')
    for tick in y.ticks:
        lines.append(f'<path d="M{LEFT} {y(tick)}H{WIDTH - RIGHT}" stroke="#dddddd"/>')
        lines.append(f'<text x="{LEFT - 8}" y="{y(tick) + 4}" text-anchor="end">{tick:,}</text>')
    way = "L".join(f"{x(dot.x)} {y(dot.y)}" for dot in sorted(dots))
    lines.append(f'<path d="M{way}" stroke="{BLUE}" fill="none" opacity="0.4"/>')
    lines += [line for dot in dots for line in _drawn(dot, x, y)]
    return "\n".join([*lines, "</svg>", ""])


def _drawn(dot: Dot, x: Axis, y: Axis) -> list[str]:
    at, height, is_open = x(dot.x), y(dot.y), dot.highest is not None and dot.highest > dot.y
    lines = []
    if is_open and dot.highest is not None:
        lines.append(f'<path d="M{at} {height}V{y(dot.highest)}m-4 0h8" stroke="{GREY}"/>')
    fill = "white" if is_open or dot.highest is None else BLUE
    lines.append(
        f'<circle cx="{at}" cy="{height}" r="4.5" stroke="{BLUE}" stroke-width="1.5" fill="{fill}"/>'
    )
    side = ("end", -9) if at > (LEFT + WIDTH - RIGHT) / 2 else ("start", 9)
    lines.append(
        f'<text x="{at + side[1]}" y="{height + 16}" text-anchor="{side[0]}">{escape(dot.name)}</text>'
    )
    return lines
