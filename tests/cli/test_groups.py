"""Groups and hired cars by the command line, from offers in a data folder to the page and the checker."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from planner.cli import app
from tests.builders.paths import SMALL

CHARTERS = """
charters:
- {id: car, kind: car, seats: 4, day_cny: 200, km: 100, km_cny: 0.5, sources: &made-up [
    {fields: [day_cny, km, km_cny], source: made up, as_of: "2026-01", confidence: estimated}]}
- {id: coach, kind: coach, seats: 44, day_cny: 1850, km: 100, km_cny: 6.5, sources: *made-up}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    shutil.copytree(SMALL, folder)
    routes = folder / "routes.yaml"
    routes.write_text(routes.read_text(encoding="utf-8") + CHARTERS, encoding="utf-8")
    return folder


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, prog_name="planner")


def plan(folder: Path, *arguments: str) -> Result:
    trip = ("--days", "2", "--date", "2026-06-06", "--from", "east-city", "--to", "west-city")
    return run("plan", "--data", str(folder), *trip, "--no-cache", "--time-limit", "5", *arguments)


def test_a_coach_for_a_class(folder: Path) -> None:
    result = plan(folder, "--mode", "car", "--adults", "44")
    assert result.exit_code == 0, result.output
    page = " ".join(result.output.split())
    assert "44 adults · hired with driver (1 coach of 44 seats for 44)" in page
    assert "Hired with driver for the day: 1 coach of 44 seats" in page
    assert "Hired coach to" in page


def test_a_car_for_the_day_and_the_checkers_word_on_it(folder: Path) -> None:
    path = folder.parent / "plan.json"
    result = plan(folder, "--mode", "mixed", "--adults", "4", "--format", "json", "--output", str(path))
    assert result.exit_code == 0, result.output
    document = json.loads(path.read_text(encoding="utf-8"))
    assert document["vehicles"] == [{"kind": "car", "seats": 4, "num": 1, "charter": "car"}]
    hires = [day["hire"] for day in document["days"] if day["hire"]]
    assert hires
    assert hires[0]["km_included"] == 100
    assert document["totals"]["rides"]["cost_cny"] >= 200 * len(hires)
    assert run("check", str(path), "--data", str(folder)).exit_code == 0
    hires[0]["cost_cny"] //= 2
    path.write_text(json.dumps(document), encoding="utf-8")
    result = run("check", str(path), "--data", str(folder))
    assert result.exit_code == 6
    assert "the day costs" in result.output


def test_an_offer_must_say_what_it_costs(folder: Path) -> None:
    routes = folder / "routes.yaml"
    routes.write_text(routes.read_text(encoding="utf-8").replace("day_cny: 1850, ", ""), encoding="utf-8")
    result = run("validate", str(folder))
    assert result.exit_code == 3
    assert "day_cny" in result.output
