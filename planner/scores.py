"""What an attraction is worth from its public rank alone; docs/scores.md explains the rule."""

from __future__ import annotations

from collections.abc import Iterable

LEVEL_POINTS = {"5A": 45, "4A": 18, "3A": 10, "2A": 9}
UNRATED_POINTS = 8
HERITAGE_POINTS = {
    "world": 45,
    "world-tentative": 15,
    "first-class-museum": 15,
    "national-relic": 7,
    "geopark": 6,
    "national-scenic": 4,
}


def score(level: str | None, heritage: Iterable[str]) -> int:
    """Return 0-100 points for an A-level and the heritage classes; unknown words add nothing.

    Examples
    --------
    >>> score("5A", ["world", "national-relic"]), score("4A", []), score(None, ["first-class-museum"])
    (97, 18, 23)
    """
    base = LEVEL_POINTS.get(level or "", UNRATED_POINTS)
    return min(100, base + sum(HERITAGE_POINTS.get(rank, 0) for rank in set(heritage)))
