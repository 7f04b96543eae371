"""The converter of metros: a network of six stations that a person can convert by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.corridor import Metro
from tools.metro import network, read

TABLES = Path(__file__).parents[1] / "data" / "metro"
NAME = {"zh": "甲地铁", "en": "Jia Metro"}
PLAN: dict[str, Any] = {
    "id": "jia-metro",
    "prefix": "jia",
    "name": NAME,
    "as_of": "2026-09",
    "confidence": "estimated",
    "headways": "00:00 10",
    "usual_hours": ["06:30", "22:30"],
    "fares": "4 2",
    "fares_confidence": "sourced",
    "sources": [{"fields": ["stops"], "source": "a test", "as_of": "2026", "confidence": "sourced"}],
    "lines": {
        "1号线": {"id": "1", "name": NAME},
        "2号线": {"id": "2", "name": NAME, "directions": {"内环(顺时针)": "back"}},
    },
}


@pytest.fixture
def report() -> list[str]:
    return []


@pytest.fixture
def made(report: list[str]) -> dict[str, Any]:
    return network(PLAN, read(TABLES, "甲"), report)


def test_stations_have_ids_of_their_english_names(made: dict[str, Any]) -> None:
    assert [text.split(maxsplit=4) for text in made["stations"]][:2] == [
        ["jia-east-gate", "30.0", "105.0", "东", "East Gate"],
        ["jia-centre", "30.0", "105.05", "中", "Centre"],
    ]
    assert [text.split()[0] for text in made["stations"]][4:6] == ["jia-north", "jia-north-2"]


def test_unknown_hours_follow_from_both_sides(made: dict[str, Any]) -> None:
    # at Centre the train of 06:00 comes at 06:03, one from a depot passes before 05:59; the last of 23:00 at 23:02,
    # the one that is at South by 23:05 as well; nothing is told of West, where trains onward end
    assert made["lines"][0]["stops"] == [
        "jia-east-gate 0.0 0.00 06:00-23:00 -",
        "jia-centre 2.5 1.40 ~06:03-23:02 ~06:16-23:15",
        "jia-south 3.0 1.60 06:02-23:05 ~06:13-23:12",
        "jia-west 2.2 1.50 - 06:10-23:10",
    ]


def test_a_loop_has_a_way_from_its_end_to_its_beginning(made: dict[str, Any]) -> None:
    loop = made["lines"][1]
    assert loop["is_loop"] == "true"
    assert loop["stops"][0] == "jia-centre 3.0 1.90 ~06:30-22:30 06:20-24:10"
    assert loop["stops"][2] == "jia-north-2 1.0 0.50 ~06:30-22:30 ~06:30-24:05"


def test_what_is_made_is_data(made: dict[str, Any]) -> None:
    metro = Metro.model_validate(made)
    assert metro.lines[1].is_loop
    assert [hours.is_known for hours in metro.hours()].count(True) == 4


def test_what_is_not_used_is_reported(made: dict[str, Any], report: list[str]) -> None:
    assert made["id"] == "jia-metro"
    assert report == ["1号线 东: 东→南 does not go all the way", "9号线: not in tools/metro.yaml"]
