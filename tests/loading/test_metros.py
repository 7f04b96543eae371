"""Problems of metros, each with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planner.errors import DataError
from planner.loading import load_corridor
from tests.builders.paths import DATA

METRO = """metros:
- id: metro
  name: {zh: 地铁, en: Metro}
  as_of: "2026-09"
  confidence: estimated
  headways: "00:00 10, 07:00 5"
  fares: "4 2, 8 3"
  fares_confidence: sourced
  sources: [{fields: [stations], source: made up, as_of: "2026", confidence: estimated}]
  stations:
  - gate 29.53 106.47 门 The Gate
  - park 29.54 106.48 园 Park
  lines:
  - id: line-1
    name: {zh: 一号线, en: Line 1}
    stops:
    - gate 0 0 06:00-23:00 -
    - park 2.5 1.4 - ~06:00-24:10
"""


def folder_with(tmp_path: Path, old: str = "", new: str = "") -> Path:
    folder = tmp_path / "data"
    shutil.copytree(DATA / "small", folder)
    routes = folder / "routes.yaml"
    assert old in METRO
    before, after = routes.read_text(encoding="utf-8").split("links:\n", 1)
    routes.write_text(f"{before}{METRO.replace(old, new, 1)}links:\n{after}", encoding="utf-8")
    return folder


def test_a_metro_is_read(tmp_path: Path) -> None:
    corridor = load_corridor(folder_with(tmp_path))
    (metro,) = corridor.metros
    assert corridor.places["gate"].name.en == "The Gate"
    assert [step.minutes for step in metro.headways] == [10, 5]
    hours = metro.lines[0].stops[1].back
    assert hours is not None
    assert (hours.first, hours.last, hours.is_known) == (360, 1450, False)


@pytest.mark.parametrize(
    ("old", "new", "code", "what"),
    [
        ("- gate 29", "- east-city 29", "duplicate-id", "- east-city 29"),
        ("- park 29.54", "- park 59.54", "outside-corridor", "- park 59.54"),
        ("- park 29.54 106.48", "- park 106.48", "bad-value", "- park 106.48"),
        ("- park 2.5", "- prak 2.5", "unknown-reference", "- prak"),
        ("- park 2.5", "- gate 2.5", "bad-value", "- id: line-1"),
        ("id: line-1", "id: east-west", "duplicate-id", "east-west"),
        ("06:00-23:00", "06:00-00:10", "bad-clock", "- gate 0"),
        ("06:00-23:00", "6-23", "bad-clock", "- gate 0"),
        ("06:00-23:00 -", "-  -", "missing-key", "- gate 0"),
        ("0 06:00-23:00 -", "0", "bad-value", "- gate 0"),
        ('"00:00 10, 07:00 5"', '"05:00 10, 07:00 5"', "bad-value", ""),
        ('"00:00 10, 07:00 5"', '"00:00 10 07:00 5"', "bad-value", "headways"),
        ('"4 2, 8 3"', '"8 3, 4 2"', "bad-value", ""),
    ],
)
def test_problems_of_metros(tmp_path: Path, old: str, new: str, code: str, what: str) -> None:
    folder = folder_with(tmp_path, old, new)
    with pytest.raises(DataError) as caught:
        load_corridor(folder)
    problem = next(problem for problem in caught.value.problems if problem.code == code)
    text = (folder / "routes.yaml").read_text(encoding="utf-8").splitlines()
    assert what in text[problem.line - 1]
