"""Problems of the tariffs of taxis, each with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planner.errors import DataError
from planner.loading import load_corridor
from tests.builders.paths import DATA

TAXIS = """taxis:
- id: taxi-east
  counties: ["500103", "500104"]
  day: {flag: 10, flag_km: 3, per_km: 2, far_per_km: 3}
  night: {start: "23:00", end: "06:00", flag: 11, flag_km: 3, per_km: 2.3}
  far_km: 25
  sources: [{fields: [day], source: made up, as_of: "2026", confidence: sourced}]
- id: taxi-north
  counties: ["500112"]
  day: {flag: 8, per_km: 2}
  sources: [{fields: [day], source: made up, as_of: "2026", confidence: estimated}]
"""


def folder_with(tmp_path: Path, old: str = "", new: str = "") -> Path:
    folder = tmp_path / "data"
    shutil.copytree(DATA / "small", folder)
    routes = folder / "routes.yaml"
    assert old in TAXIS
    before, after = routes.read_text(encoding="utf-8").split("links:\n", 1)
    routes.write_text(f"{before}{TAXIS.replace(old, new, 1)}links:\n{after}", encoding="utf-8")
    return folder


def test_tariffs_are_read(tmp_path: Path) -> None:
    east, north = load_corridor(folder_with(tmp_path)).taxis
    assert east.night is not None
    assert (east.night.start, east.night.end) == (1380, 360)
    assert (east.confidence_of("day"), east.confidence_of("far")) == ("sourced", "estimated")
    assert (north.night, north.far_km) == (None, None)


@pytest.mark.parametrize(
    ("old", "new", "code", "what"),
    [
        ('["500112"]', '["500104"]', "duplicate-id", "500104"),
        ("id: taxi-north", "id: taxi-east", "duplicate-id", "taxi-east"),
        ('["500112"]', '["5001"]', "bad-value", "5001"),
        ('["500112"]', "[]", "bad-value", "[]"),
        ("  far_km: 25\n", "", "missing-key", "id: taxi-east"),
        (", far_per_km: 3}", "}", "missing-key", "id: taxi-east"),
        ("far_km: 25", "far_km: 2", "bad-value", "far_km: 2"),
        ('end: "06:00"', 'end: "23:30"', "bad-clock", "23:30"),
        ("flag: 8", "flag: -8", "bad-value", "flag: -8"),
    ],
)
def test_problems_of_tariffs(tmp_path: Path, old: str, new: str, code: str, what: str) -> None:
    folder = folder_with(tmp_path, old, new)
    with pytest.raises(DataError) as caught:
        load_corridor(folder)
    problem = next(problem for problem in caught.value.problems if problem.code == code)
    text = (folder / "routes.yaml").read_text(encoding="utf-8").splitlines()
    assert what in text[problem.line - 1]
