"""docs/bureau is what `planner compare` writes: pictures and pages, the reach, and in a soak the trips too.

``UPDATE_DOCS=1 pytest -n 0 tests/docs/test_bureau.py`` draws pages and pictures anew from comparison.json.
"""

from __future__ import annotations

import re
import shlex
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.comparing.compare import compare
from planner.comparing.model import Comparison
from planner.comparing.report import files_of
from planner.texts import LANGUAGES
from tests.builders.examples import only_in_a_soak
from tests.builders.pages import REWRITE
from tests.builders.paths import DOCS
from tests.builders.shipped import shipped_atlas

FOLDER = DOCS / "bureau"
COMMAND = re.compile(r"^planner compare .* --report docs/bureau$", re.MULTILINE)


@cache
def committed() -> Comparison:
    return Comparison.model_validate_json((FOLDER / "comparison.json").read_text(encoding="utf-8"))


def test_pages_and_pictures_are_those_of_the_comparison() -> None:
    files = files_of(committed())
    assert sorted(path.name for path in FOLDER.iterdir()) == sorted(files)
    for name, content in files.items():
        if REWRITE:
            (FOLDER / name).write_text(content, encoding="utf-8")
        assert (FOLDER / name).read_text(encoding="utf-8") == content
        assert not re.search(r"\d seconds|\d s\b|\d秒", content)


def test_the_reach_of_today_and_of_all_together() -> None:
    """The two of the cases that say most; a soak works out the others, and tells whether the data are the same."""
    names = tuple(each.asked for each in committed().scenarios)
    wanted = committed()
    found = compare(
        names,
        wanted.question,
        atlas=shipped_atlas(),
        within=wanted.within,
        kinds=("together",),
    )
    assert found.cases == (wanted.case(()), wanted.case(names))
    assert found.whole == wanted.whole.model_copy(update={"trips": ()})


@only_in_a_soak
def test_the_whole_report(tmp_path: Path) -> None:
    (command,) = COMMAND.findall((DOCS / "compare.md").read_text(encoding="utf-8"))
    arguments = shlex.split(command.replace("docs/bureau", str(tmp_path / "bureau")))[1:]
    done = CliRunner().invoke(app, arguments, prog_name="planner")
    assert done.exit_code == 0, done.output
    for path in FOLDER.iterdir():
        assert (tmp_path / "bureau" / path.name).read_text(encoding="utf-8") == path.read_text(
            encoding="utf-8"
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_says_what_is_not_so_yet(language: str) -> None:
    page = (FOLDER / f"report.{language}.md").read_text(encoding="utf-8")
    for each in committed().scenarios:
        assert each.name.get(language) in page
