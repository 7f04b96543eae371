"""``--scenario`` from the command line: a plan keeps what it assumes for all that is asked of it later."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from planner.cli import app
from tests.builders.paths import SMALL

DATA = ("--data", str(SMALL))
TRIP = (
    "--days",
    "2",
    "--date",
    "2026-06-05",
    "--from",
    "east-city",
    "--to",
    "west-city",
    "--mode",
    "transit",
)
FAST = "open-line:rail@07:00-20:00/60@东城站 0, 西城站 30"
QUICK = ("--no-cache", "--work", "300")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, *DATA], prog_name="planner")


@pytest.fixture(scope="module")
def plan_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("plan") / "plan.json"
    made = run("plan", *TRIP, *QUICK, "--scenario", FAST, "--format", "json", "--output", str(file))
    assert made.exit_code == 0, made.output
    return file


def test_a_plan_keeps_what_it_assumes(plan_file: Path) -> None:
    plan = json.loads(plan_file.read_text(encoding="utf-8"))
    (assumed,) = plan["request"]["scenarios"]
    assert assumed == "open-line:rail@07:00-20:00/60@east-station 0, west-station 30"
    (notice,) = (each for each in plan["warnings"] if each["code"] == "what-if")
    (line,) = notice["params"]["lines"]
    assert line in {event.get("line") for day in plan["days"] for event in day["events"]}


@pytest.mark.parametrize(
    "command",
    [
        ("check",),
        ("show",),
        ("explain", "--work", "200"),
        ("suggest", "--day", "1"),
        ("risk", "--samples", "500"),
        ("replan", "--now", "2026-06-05T11:00", "--work", "200", "--best", "--no-cache"),
        ("edit", "--drop", "east-museum", "--work", "200", "--no-cache"),
    ],
)
def test_what_is_asked_of_it_later_assumes_the_same(plan_file: Path, command: tuple[str, ...]) -> None:
    name, *options = command
    told = run(name, str(plan_file), *options)
    assert told.exit_code == 0, told.output


def test_the_compact_form_is_read_again(plan_file: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.json"
    short.write_text(run("show", str(plan_file), "--format", "json", "--compact").stdout, encoding="utf-8")
    whole = run("show", str(short), "--format", "json").stdout
    assert json.loads(whole) == json.loads(plan_file.read_text(encoding="utf-8"))
    assert run("check", str(short)).exit_code == 0


def test_a_request_file_has_scenarios_and_the_option_wins(tmp_path: Path) -> None:
    file = tmp_path / "trip.yaml"
    words = ("days: 1", "date: 2026-06-06", "from: east-city", "scenarios: [close-site:东城博物馆]")
    file.write_text("\n".join(words), encoding="utf-8")
    plan = json.loads(run("plan", str(file), *QUICK, "--format", "json").stdout)
    assert plan["request"]["scenarios"] == ["close-site:east-museum"]
    assert {each["attraction"]: each["reason"] for each in plan["unvisited"]}["east-museum"] == "closed"
    other = run("plan", str(file), *QUICK, "--format", "json", "--scenario", "close-site:east-tower")
    assert json.loads(other.stdout)["request"]["scenarios"] == ["close-site:east-tower"]


def test_journeys_and_lines_say_what_is_not_so_today() -> None:
    """In Chinese too; the journey takes 30 minutes, and 20 and 10 in the stations."""
    for language, words in (("en", "Assumed here, and not so today"), ("zh", "以下以尚未实现的情况为前提")):
        arguments = ("east-station", "west-station", "--date", "2026-06-06", "--scenario", FAST, "--language")
        assert words in run("lines", *arguments, language).stderr
        found = run("journeys", *arguments, language, "--format", "json")
        assert words in found.stderr
        assert min(each["minutes"] for each in json.loads(found.stdout)) == 60


def test_a_corridor_may_have_no_scenario() -> None:
    assert run("scenarios").stderr == "The data hold no scenario.\n"
    assert run("scenarios", "--language", "zh").stderr == "数据里没有情景。\n"


def test_the_shipped_scenarios() -> None:
    """Both high-speed lines, the station of the rock carvings, the tourist train; none is sourced, none is running."""
    found = json.loads(CliRunner().invoke(app, ["scenarios", "--format", "json"]).stdout)
    status = {each["id"]: (each["status"], each["expected"], each["confidence"]) for each in found}
    assert status == {
        "chengdu-dazhou-wanzhou": ("under-construction", None, "estimated"),
        "chongqing-yichang": ("under-construction", None, "estimated"),
        "dazu-rock-carvings": ("under-construction", "2027", "estimated"),
        "tourist-train": ("proposed", None, "estimated"),
    }
    assert all(each["does"][0].keys() == {"zh", "en", "ja", "ko"} for each in found)


def test_what_is_assumed_is_said_once() -> None:
    asked = ("weak-links", "--data", str(SMALL), "--date", "2026-12-05", "--mode", "car", "--top", "1")
    made = run(*asked, "--no-cache", "--scenario", FAST)
    assert made.exit_code == 0, made.output
    assert made.output.count("Assumed here") == 1
