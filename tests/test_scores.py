"""The score rule, and that it keeps the ranks apart."""

from __future__ import annotations

import pytest

from planner.scores import HERITAGE_POINTS, LEVEL_POINTS, UNRATED_POINTS, score
from tests.builders.paths import DOCS


@pytest.mark.parametrize(
    ("level", "heritage", "expected"),
    [
        (None, [], 8),
        ("3A", [], 10),
        ("2A", [], 9),
        ("4A", ["national-relic"], 25),
        ("5A", ["world", "national-relic"], 97),
        ("5A", ["world", "national-relic", "national-scenic"], 100),  # 101, capped
        ("4A", ["geopark", "geopark"], 24),
        ("6A", ["unheard-of"], 8),
    ],
)
def test_points(level: str | None, heritage: list[str], expected: int) -> None:
    assert score(level, heritage) == expected


def test_world_heritage_outweighs_a_handful_of_minor_sites() -> None:
    assert score("5A", ["world"]) >= 5 * score("4A", []) == 90
    assert score(None, ["world"]) > 5 * score("3A", [])


def test_the_page_states_the_numbers() -> None:

    page = (DOCS / "scores.md").read_text(encoding="utf-8")
    rows = {**LEVEL_POINTS, "none": UNRATED_POINTS, **HERITAGE_POINTS}
    assert all(f"| {word} | {points} |" in page for word, points in rows.items())
