"""A comparison as tables, as a report with pictures, and by the command."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

from planner.atlas import Atlas
from planner.cli import app
from planner.comparing.compare import compare
from planner.comparing.model import Comparison
from planner.comparing.picture import GAIN, SAME, bars, gains
from planner.comparing.report import files_of, render
from planner.comparing.sections import Sections
from planner.reaching.model import Question
from planner.texts import LANGUAGES
from tests.builders.bureaus import NEW, TO_C, three_counties
from tests.builders.paths import SMALL

QUESTION = Question(date=date(2026, 12, 4), first=420, last=480)
SPACE = "{http://www.w3.org/2000/svg}"


@cache
def found() -> Comparison:
    return compare((NEW, TO_C), QUESTION, atlas=Atlas(three_counties(), use_cache=False), within=(60, 120))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_has_all_tables_and_its_pictures(language: Any) -> None:
    page, files = render(found(), language), files_of(found())
    assert f"](map.{language}.svg)" in page
    assert f"](bars.{language}.svg)" in page
    assert {f"map.{language}.svg", f"bars.{language}.svg", f"report.{language}.md"} <= files.keys()
    for row in page.splitlines():
        assert not row.startswith("|") or row.count("|") > 3
    assert Comparison.model_validate_json(files["comparison.json"]) == found()
    assert files_of(Comparison.model_validate_json(files["comparison.json"])) == files


def test_the_numbers_of_the_tables() -> None:
    sections = list(Sections(found(), "en").all())
    levels = next(each for each in sections if each.picture == "bars")
    assert levels.rows[:2] == (
        ("today", "p50 (median)", "0", "90", "0.444", "0", "90", "0.444"),
        ("", "best planned", "0", "90", "0.444", "2", "180", "0.333"),
    )
    counties = next(each for each in sections if each.picture == "map")
    assert counties.rows[0] == ("b", "30", "90", "+60", "temple", "")
    assert "of 3 counties 3 reach a higher score than today, 0 a lower one" in counties.notes[0]


def test_the_map_has_a_circle_for_each_town_and_a_path_for_each_new_line() -> None:
    drawing = ElementTree.fromstring(gains(found(), "en"))
    circles = [each for each in drawing.iter(f"{SPACE}circle") if each.find(f"{SPACE}title") is not None]
    assert [each.get("fill") for each in circles] == [GAIN, GAIN, GAIN]
    assert len([each for each in drawing.iter(f"{SPACE}path") if each.get("opacity")]) == 2
    alone = compare((TO_C,), QUESTION, atlas=Atlas(three_counties(), use_cache=False), within=(120,))
    circles = list(ElementTree.fromstring(gains(alone, "en")).iter(f"{SPACE}circle"))
    assert [each.get("fill") for each in circles][:3] == [SAME, SAME, GAIN]


def test_the_bars_are_as_long_as_the_pairs_are_many() -> None:
    drawing = ElementTree.fromstring(bars(found(), "en"))
    widths = [
        float(each.get("width") or 0) for each in drawing.iter(f"{SPACE}rect") if each.get("height") == "11"
    ]
    assert [width / max(widths) for width in widths[8:]] == pytest.approx(
        [0, 2 / 6, 2 / 6, 4 / 6, 2 / 6, 2 / 6, 4 / 6, 1], abs=0.01
    )


def run(*arguments: str) -> Result:
    return CliRunner().invoke(
        app,
        ["compare", "--data", str(SMALL), "--no-cache", "--date", "2026-12-05", *arguments],
        prog_name="planner",
    )


def test_the_command(tmp_path: Path) -> None:
    request = tmp_path / "weekend.yaml"
    request.write_text("days: 2\nfrom: east-city\nto: west-city\nmode: transit\n", encoding="utf-8")
    folder = tmp_path / "bureau"
    asked = ("--scenario", "close-line:east-west", "--requests", str(request), "--work", "200")
    done = run(*asked, "--report", str(folder))
    assert done.exit_code == 0, done.output
    assert "weekend (by train and coach)" in done.output
    assert sorted(path.name for path in folder.iterdir()) == sorted(files_of(found()))
    made = Comparison.model_validate_json((folder / "comparison.json").read_text(encoding="utf-8"))
    assert [each.wish for each in made.trips] == ["weekend"]
    assert made.trips[0].outcomes[0].objective is not None
    done = run("--scenario", "close-line:east-west", "--no-trips", "--format", "markdown", "--language", "zh")
    assert done.output.startswith("# 现状与")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--scenario", "nothing"), "scenario"),
        (("--scenario", "close-line:east-west", "--output", "x"), "table"),
        (("--scenario", "close-line:east-west", "--depart", "23:00..25:00"), "25:00"),
        (("--scenario", "close-line:east-west", "--within", "no"), "within"),
    ],
)
def test_what_the_command_refuses(arguments: tuple[str, ...], told: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 4
    assert told in done.stderr
