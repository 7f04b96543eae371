"""``planner plan --self-drive`` from the command line to the check of its plan."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from planner.cli import app
from tests.builders.paths import SMALL

TRIP = ("plan", "--data", str(SMALL), "--days", "2", "--date", "2026-06-06", "--from", "east-city")
MORE = ("--to", "west-city", "--no-cache", "--work", "3000", "--must", "west-ruins")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, prog_name="planner")


def test_a_rented_car_from_the_wish_to_the_check(tmp_path: Path) -> None:
    file = str(tmp_path / "plan.json")
    text = run(*TRIP, *MORE, "--self-drive", "rental").output
    assert "self-drive, rented car" in text
    assert "with 20 min of break" in text
    assert "rented, in the rides: 1 car for 2 days ~CNY 500 · returned in another town ~CNY 249" in text
    assert "is counted with CNY 250 a day and car" in text
    assert run(*TRIP, *MORE, "--self-drive", "rental", "--format", "json", "--output", file).exit_code == 0
    assert json.loads(Path(file).read_text())["rental"]["cost_cny"] == 749
    assert run("check", file, "--data", str(SMALL)).exit_code == 0
    chinese = run(*TRIP, *MORE, "--self-drive", "rental", "--language", "zh").output
    assert "租车自驾" in chinese
    assert "其中租车1辆2日~500元 · 异地还车~249元" in chinese


def test_a_plan_without_the_break_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "plan.json"
    run(*TRIP, *MORE, "--self-drive", "own", "--format", "json", "--output", str(file))
    plan = json.loads(file.read_text())
    legs = [event for day in plan["days"] for event in day["events"] if event.get("rest_minutes")]
    assert legs
    legs[0]["rest_minutes"] = 0
    file.write_text(json.dumps(plan))
    refused = run("check", str(file), "--data", str(SMALL), "--format", "json")
    assert refused.exit_code == 6
    assert "at the wheel without a stop need breaks of 20 minutes, not 0" in refused.output


def test_who_goes_by_train_does_not_drive() -> None:
    refused = run(*TRIP, *MORE, "--self-drive", "own", "--mode", "transit")
    assert refused.exit_code == 4
    assert "--self-drive" in refused.output
