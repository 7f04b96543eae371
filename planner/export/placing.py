"""Where pins, marks and names stand on a drawing: inside it, and none over another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import cos, sin, sqrt

Point = tuple[float, float]
MOST_STEPS = 4000  # on the way out; farther than a drawing is wide
TURN, WIDTH_OF_STEPS = 2.4, 8  # of the spiral: nearly the golden angle, and units
ASIDE = (0, 12, 28, 44)  # units between a place and its name
DIRECTIONS = ((0, 1), (0, -1), (1, 0), (-1, 0))  # of names: below, above, to the right, to the left


@dataclass(frozen=True)
class Box:
    """What covers part of a drawing, by its middle."""

    middle: Point
    width: float
    height: float

    def meets(self, other: Box) -> bool:
        """Tell whether some of it is where the other is."""
        return (
            abs(self.middle[0] - other.middle[0]) < (self.width + other.width) / 2
            and abs(self.middle[1] - other.middle[1]) < (self.height + other.height) / 2
        )


class Room:
    """The part of a drawing that nothing covers yet."""

    def __init__(self, width: float, height: float) -> None:
        self.width, self.height = width, height
        self.taken: list[Box] = []

    def is_free(self, box: Box, beside: Iterable[Box] = ()) -> bool:
        """Tell whether a box is inside, over nothing, and over none of what else should be seen."""
        x, y = box.middle
        is_inside = box.width / 2 <= x <= self.width - box.width / 2
        is_inside &= box.height / 2 <= y <= self.height - box.height / 2
        return is_inside and not any(map(box.meets, (*self.taken, *beside)))

    def near(self, home: Point, width: float, height: float) -> Point:
        """Take the free place that is nearest to a point on a spiral out of it; the point itself, where none is."""
        boxes = (Box(point, width, height) for point in _spiral(home))
        box = next(filter(self.is_free, boxes), Box(home, width, height))
        self.taken.append(box)
        return box.middle

    def beside(self, home: Point, width: float, height: float, others: Sequence[Box]) -> Point | None:
        """Take a free place beside a point, if there is one; where it can be, it covers none of the others."""
        boxes = [
            Box((home[0] + right * (aside + width / 2), home[1] + down * (aside + height / 2)), width, height)
            for aside in ASIDE
            for right, down in DIRECTIONS
        ]
        free = [box for box in boxes if self.is_free(box)]
        box = next((box for box in free if self.is_free(box, others)), next(iter(free), None))
        if box is None:
            return None
        self.taken.append(box)
        return box.middle


def _spiral(home: Point) -> Iterator[Point]:
    for step in range(MOST_STEPS):
        out, turn = WIDTH_OF_STEPS * sqrt(step), TURN * step
        yield round(home[0] + out * cos(turn), 1), round(home[1] + out * sin(turn), 1)
