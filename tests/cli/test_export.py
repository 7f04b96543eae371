"""``planner export``: a saved plan in other formats."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.export import export
from planner.itinerary import Itinerary
from tests.builders.small_plans import good_plan


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_text(Itinerary.model_validate(good_plan("car")).to_json(), encoding="utf-8")
    return path


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["export", *map(str, arguments)], env={"COLUMNS": "200"})
    return result.exit_code, result.stdout, result.stderr


def test_several_formats_are_written_with_a_suffix_each(plan: Path, tmp_path: Path) -> None:
    code, out, told = run(plan, "--format", "gpx, geojson,kmz,gpx", "--output", tmp_path / "trip.v1")
    assert (code, out) == (0, "")
    files = [tmp_path / f"trip.v1.{suffix}" for suffix in ("gpx", "geojson", "kmz")]
    assert told.splitlines() == [f"Written to {path}" for path in files]
    itinerary = Itinerary.model_validate_json(plan.read_text(encoding="utf-8"))
    assert [path.read_bytes() for path in files[:2]] == [
        str(export(itinerary, name)).encode() for name in ("gpx", "geojson")
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["plan.json", *sorted(p.name for p in files)]


def test_a_stem_may_have_its_suffix_and_one_format_goes_to_stdout(plan: Path, tmp_path: Path) -> None:
    assert run(plan, "--format", "csv", "--output", tmp_path / "trip.csv")[0] == 0
    code, out, _ = run(plan, "--format", "csv")
    assert code == 0
    assert (tmp_path / "trip.csv").read_bytes().decode().splitlines() == out.splitlines()


def test_nothing_is_written_where_a_file_cannot_be(plan: Path, tmp_path: Path) -> None:
    (tmp_path / "trip.kml").mkdir()
    code, _, told = run(plan, "--format", "gpx,kml", "--output", tmp_path / "trip")
    assert code == 4
    assert "trip.kml" in told
    assert not (tmp_path / "trip.gpx").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (("--format", "gpx,papyrus"), 2, "'papyrus' is not one of 'text', 'json'"),
        (("--format", "html", "--markup", "nan"), 2, "'nan' is no number from -100 to 1000"),
        (("--format", "gpx,kml"), 4, "several formats go into files"),
        (("--format", "gpx", "--datum", "gcj02"), 4, "gpx always has positions in WGS84"),
    ],
)
def test_what_cannot_be_is_told(plan: Path, arguments: tuple[str, ...], code: int, text: str) -> None:
    found, out, told = run(plan, *arguments)
    assert (found, out) == (code, "")
    assert text in told


def test_the_datum_is_that_asked_for(plan: Path) -> None:
    _, out, _ = run(plan, "--format", "geojson", "--datum", "gcj02", "--language", "zh")
    assert json.loads(out)["datum"] == "gcj02"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show",), "Mid Grotto"),
        (("show", "--brief", "--language", "zh"), "13:55 中镇石窟"),
        (("show", "--map"), "Day 2"),
        (("card",), "中 镇 石 窟"),
    ],
)
def test_a_saved_plan_is_shown(plan: Path, arguments: tuple[str, ...], words: str) -> None:
    command, *options = arguments
    result = CliRunner().invoke(app, [command, str(plan), *options])
    assert result.exit_code == 0
    assert words in result.stdout
