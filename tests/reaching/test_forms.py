"""Reach in every form: areas as polygons, GeoJSON, CSV, the map, and the command."""

from __future__ import annotations

import csv
import json
from datetime import date
from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from geojson_pydantic import FeatureCollection
from hypothesis import given
from hypothesis import strategies as st
from shapely import MultiPolygon, box, union_all  # type: ignore[import-untyped]
from typer.testing import CliRunner, Result

from planner.atlas import Atlas
from planner.cli import app
from planner.network.soonest import soonest
from planner.reaching import geojson, picture, tables
from planner.reaching.areas import CELL_KM, Grid, km2
from planner.reaching.model import Matrix, Question, Reach
from planner.reaching.reach import matrix, reach
from planner.texts import LANGUAGES
from tests.builders.paths import SMALL
from tests.builders.reaches import far_temple

FRIDAY = date(2026, 12, 4)
QUESTION = Question(date=FRIDAY, first=420, last=480)


@cache
def atlas() -> Atlas:
    return Atlas(far_temple(), use_cache=False)


@cache
def found() -> Reach:
    return reach(["home", "far-station"], QUESTION, within=(60, 90), atlas=atlas())


@cache
def towns() -> Matrix:
    return matrix(QUESTION.model_copy(update={"mode": "car"}), atlas=atlas())


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1))
def test_polygons_cover_their_squares_and_are_valid(cells: set[tuple[int, int]]) -> None:
    grid = Grid(0.0)
    wanted = union_all([box(x, y, x + 1, y + 1) for x, y in cells])
    step = grid.polygons({(0, 0)})[0][0][1][0]  # degrees
    every = MultiPolygon([(outer, holes) for outer, *holes in grid.polygons(cells)])
    assert every.is_valid
    assert every.area / step**2 == pytest.approx(wanted.area, rel=1e-2)
    for outer, *holes in grid.polygons(cells):
        assert MultiPolygon([(outer, [])]).geoms[0].exterior.is_ccw
        assert not any(MultiPolygon([(hole, [])]).geoms[0].exterior.is_ccw for hole in holes)


def test_an_area_is_a_circle_that_nobody_walks_beyond() -> None:
    grid = Grid(30.0)
    assert km2(grid.cells([(30.0, 105.0, 0)])) == CELL_KM**2
    assert km2(grid.cells([(30.0, 105.0, 26)])) == pytest.approx(
        3.14 * 1.5**2, rel=0.1
    )  # 26 minutes are 1.5 km
    assert km2(grid.cells([(30.0, 105.0, 500)])) == pytest.approx(3.14 * 2.5**2, rel=0.05)


def test_geojson_has_rings_and_places() -> None:
    document = json.loads(geojson.render(found()))
    FeatureCollection.model_validate(document)
    rings = [each for each in document["features"] if each["geometry"]["type"] == "MultiPolygon"]
    assert [(ring["properties"]["group_index"], ring["properties"]["value"]) for ring in rings] == [
        (0, 3600),
        (0, 5400),
        (1, 3600),
        (1, 5400),
    ]
    assert rings[0]["properties"]["center"] == [105.0, 30.0]
    assert rings[0]["properties"]["area"] == 1e6 * found().origins[0].rings[0].area_km2
    assert rings[0]["properties"]["tallies"]["best"]["num_world_heritage"] == 1
    points = [each["properties"] for each in document["features"] if each["geometry"]["type"] == "Point"]
    assert {(each["group_index"], each["place"]): each["p50"] for each in points}[0, "temple"] == 88
    assert document["metadata"]["question"]["date"] == "2026-12-04"


def lines_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text.removeprefix("\ufeff"))))


def test_csv_has_a_line_for_each_way() -> None:
    temple = next(line for line in lines_of(tables.csv_of(found())) if line["to"] == "temple")
    assert (temple["from"], temple["kind"], temple["p10"], temple["p50"], temple["p90"]) == (
        *("home", "site", "65", "88", "112"),
    )
    assert (temple["best_minutes"], temple["best_depart"]) == ("59", "2026-12-04T07:20:00+08:00")
    pairs = lines_of(tables.csv_of_matrix(towns()))
    assert [(each["from"], each["to"], each["p50"]) for each in pairs] == [
        ("home", "village", "22"),
        ("village", "home", "22"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_map_shows_each_place_once_in_the_colour_of_its_ring(language: Any) -> None:
    drawing = ElementTree.fromstring(picture.render(found(), language))
    space = "{http://www.w3.org/2000/svg}"
    marks = [
        each for each in drawing.iter() if each.find(f"{space}title") is not None and each is not drawing
    ]
    colours = {(each.findtext(f"{space}title") or "").partition(":")[0]: each.get("fill") for each in marks}
    first, beyond = picture.COLOURS[0], picture.BEYOND
    assert colours == {"temple": first, "garden": first, "village": beyond, "home": beyond}


def run(*arguments: str) -> Result:
    return CliRunner().invoke(
        app, ["reach", "--data", str(SMALL), "--no-cache", *arguments], prog_name="planner"
    )


def test_the_command_says_which_median_it_is() -> None:
    done = run("--from", "east-city,west-city", "--date", "2026-12-05", "--mode", "mixed")
    assert done.exit_code == 0, done.output
    assert done.output.count("In reach of ") == 2
    assert "p50 is the median over 181 departures, one each minute from 07:00 to 10:00" in done.output
    done = run("--matrix", "--date", "2026-12-05", "--mode", "car", "--language", "zh")
    assert "各城镇之间\n2026年12月5日（周六），开车\n" in done.output


def test_every_form_says_what_is_not_so_yet(tmp_path: Path) -> None:
    asked = ("--from", "east-city", "--date", "2026-12-05", "--scenario", "close-line:east-west")
    told = "Assumed here, and not so today: East-West high-speed line"
    for name in ("table", "csv"):
        assert told in run(*asked, "--format", name).stderr
    for name in ("json", "geojson", "svg"):
        path = tmp_path / name
        assert run(*asked, "--format", name, "--output", str(path)).exit_code == 0
        assert told in path.read_text(encoding="utf-8")
    done = run(*asked, "--scenario", "close-line:east-west", "--scenario", "run-times:east-west@80%")
    assert done.exit_code == 4


def test_the_command_writes_every_format(tmp_path: Path) -> None:
    asked = ("--from", "east-city", "--date", "2026-12-05", "--mode", "car")
    begins = {"json": "{", "csv": "\ufefffrom,", "geojson": "{", "svg": "<svg"}
    for name, begin in begins.items():
        path = tmp_path / name
        done = run(*asked, "--format", name, "--output", str(path))
        assert done.exit_code == 0, done.output
        assert path.read_text(encoding="utf-8").startswith(begin)
    Reach.model_validate_json((tmp_path / "json").read_text(encoding="utf-8"))
    done = run("--matrix", "--date", "2026-12-05", "--mode", "car", "--format", "json")
    assert Matrix.model_validate_json(done.stdout).pairs


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--from", "east-city", "--matrix"),
        ("--from", "east-city", "--within", "60;90"),
        ("--from", "east-city", "--within", "0"),
        ("--from", "east-city", "--depart", "10:00..07:00"),
        ("--from", "east-city", "--depart", "10:00..25:00"),
        ("--from", "nowhere"),
        ("--matrix", "--format", "svg"),
        ("--matrix", "--output", "towns.txt"),
    ],
)
def test_what_cannot_be_asked_is_said(arguments: tuple[str, ...]) -> None:
    done = run("--date", "2026-12-05", *arguments)
    assert done.exit_code == 4, done.output
    assert "Error" in done.stderr


def test_the_exact_search_is_what_the_command_tells() -> None:
    options = atlas().soonest(FRIDAY, None, QUESTION.taxi_km)
    (arrive,) = soonest(options, ("home",), ("temple",), QUESTION.window)
    minutes = sorted((arrive[0] - range(420, 481)).tolist())
    temple = next(each for each in found().origins[0].places if each.place == "temple")
    assert (temple.p10, temple.p50, temple.p90) == (minutes[6], minutes[30], minutes[54])
