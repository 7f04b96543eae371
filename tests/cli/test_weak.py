"""``planner weak-links --products``, on the small corridor with a product of its own."""

from __future__ import annotations

import json
from pathlib import Path
from shutil import copytree

import pytest
from typer.testing import CliRunner, Result

from planner.cli import app
from tests.builders.paths import SMALL

PRODUCT = """products:
- id: grotto
  name: {zh: 看石窟, en: To the grotto}
  story: {zh: 看石窟, en: To the grotto}
  ideal_days: [1]
  seasons: {zh: 全年, en: All year}
  months: [5]
  request: {from: east-city, must: [mid-grotto]}
  sources: [{fields: [request], source: made up, as_of: "2026-01", confidence: estimated}]
"""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    copytree(SMALL, folder)
    (folder / "products.yaml").write_text(PRODUCT, encoding="utf-8")
    return folder


def run(data: Path, *arguments: str) -> Result:
    asked = ("weak-links", "--products", "--data", str(data), "--date", "2026-12-05", "--work", "100")
    return CliRunner().invoke(app, [*asked, "--no-cache", *arguments], prog_name="planner")


def test_which_products_hang_on_a_road(data: Path) -> None:
    done = run(data, "--solves", "1", "--language", "zh", "--scenario", "close-line:east-west")
    assert done.exit_code == 0, done.output
    assert "看石窟" in done.stdout
    assert done.stderr.count("以下以尚未实现的情况为前提") == 1
    assert done.stdout.index("薄弱环节") < done.stdout.index("close-road:")
    found = json.loads(run(data, "--solves", "1", "--format", "json").stdout)
    assert [each["trip"] for each in found["trips"]] == ["grotto"]
    assert (found["num_tried"], len(found["links"]), found["assumes"]) == (1, 1, [])


@pytest.mark.parametrize("wrong", [("--from", "east-city"), ("--format", "csv", "--output", "x.csv")])
def test_what_does_not_go_with_products(data: Path, wrong: tuple[str, ...]) -> None:
    done = run(data, *wrong)
    assert (done.exit_code, done.stdout) == (4, "")
    assert wrong[0] in done.stderr
