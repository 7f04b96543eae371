"""Names and notes that would break a line, steer a terminal or fill a page, in data and on the command line."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli import app
from tests.builders.paths import SMALL

HOSTILE = "\x1b[31m\u202e[/bold] [red]\n:smile:\x07 "
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029]")
TRIP = (
    "--days",
    "2",
    "--date",
    "2026-12-05",
    "--from",
    "east-city",
    "--to",
    "west-city",
    "--time-limit",
    "1",
)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the small corridor with a hostile tail of 500 characters to every name and story."""
    folder = tmp_path_factory.mktemp("hostile") / "data"
    shutil.copytree(SMALL, folder)
    tail = json.dumps(HOSTILE + "x" * 500)[1:-1]
    for path in folder.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r'\b(zh|en): ([^",{}\[\]\n]+)', rf'\1: "\2{tail}"'.replace("\\u", "\\\\u"), text)
        path.write_text(text, encoding="utf-8")
    return folder


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, arguments, prog_name="planner")
    assert result.exception is None or isinstance(result.exception, SystemExit)
    text = result.stdout + result.stderr
    assert STEERING.search(text) is None
    assert "Traceback" not in text
    return result.exit_code, text


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("command", ["sites", "towns", "themes", "corridor"])
def test_lists_show_names_on_their_line(data: Path, command: str, language: str) -> None:
    code, text = run(command, "--data", str(data), "--language", language)
    assert code == 0
    words = re.sub(r"\s+", " ", text)
    assert "[31m[/bold] [red] " in words
    assert " :smile: " in words
    assert "x" * 81 not in text


def test_a_plan_and_its_check_too(data: Path, tmp_path: Path) -> None:
    assert run("plan", *TRIP, "--data", str(data))[0] == 0
    plan = str(tmp_path / "plan.json")
    assert run("plan", *TRIP, "--data", str(data), "--output", plan, "--format", "json")[0] == 0
    assert run("check", plan, "--data", str(data), "--verbose")[0] == 0


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("sites", f"{HOSTILE}{'q' * 500}"), 0, "Nothing is called '[31m[/bold] [red] :smile: qqq"),
        (("sites", "--theme", f"a\n{HOSTILE}"), 4, "no theme is called 'a [31m[/bold] [red] :smile:'"),
        (("sites", "--tag", HOSTILE), 4, "no site has the tag '[31m[/bold] [red] :smile:'"),
        (("sites", "--near", f"x\udcff{HOSTILE}"), 4, "'x[31m[/bold] [red] :smile:' could be more than one"),
        (("plan", *TRIP, "--must", f"{HOSTILE}q"), 4, "no attraction is called '[31m"),
        (("plan", *TRIP, "--start-time", HOSTILE), 4, "--start-time: should be"),
        (("plan", *TRIP, "--cover", f"{HOSTILE}: 9 of tag:grotto"), 4, "[31m[/bold] [red]"),
    ],
)
def test_errors_stay_on_one_line(data: Path, arguments: tuple[str, ...], code: int, words: str) -> None:
    found, text = run(*arguments, "--data", str(data))
    assert found == code
    assert words in text
    assert max(map(len, text.splitlines())) < 600


def test_a_word_of_a_file_that_no_request_knows(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "trip.yaml"
    path.write_text('"da\\u202eys\\n\\x1b[1m": 2\n', encoding="utf-8")
    code, text = run("plan", str(path), "--data", str(data))
    assert code == 4
    assert text.count("\n") == 1


def test_a_problem_of_the_data_stays_on_its_line(data: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(data, folder)
    path = folder / "attractions.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("level: 5A", '"le\\u202evel\\n\\x1b[1m": 5A', 1), encoding="utf-8")
    code, text = run("validate", str(folder))
    assert code == 3
    assert text.count("\n") == 2
