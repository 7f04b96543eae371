"""The part of docs/answers.md on risk shows what its commands print, and the numbers of the code.

``UPDATE_DOCS=1 pytest -n 0 tests/docs/test_how_sure.py`` writes the output anew.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner import Itinerary
from planner.answers.chances import HURRY, LATE, ROAD_LONG, VISIT_SPREAD
from planner.answers.risk import SAMPLES
from planner.cli import app
from tests.builders.pages import REWRITE
from tests.builders.paths import ROOT

PAGE = ROOT / "docs" / "answers.md"


def section() -> str:
    return PAGE.read_text(encoding="utf-8").partition("## How sure?\n")[2].partition("\n## ")[0]


def blocks() -> list[tuple[str, str]]:
    """Return each block of commands with the output shown below it."""
    return re.findall(r"^```sh\n(.*?)^```\n\n```text\n(.*?)^```$", section(), re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("number", range(2))
def test_the_output_is_what_the_commands_print(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    commands, told = blocks()[number]
    for command in commands.splitlines():
        done = CliRunner().invoke(app, shlex.split(command)[1:], prog_name="planner")
        assert done.exit_code == 0, done.stderr
    if REWRITE:
        page = PAGE.read_text(encoding="utf-8")
        block = f"{commands}```\n\n```text\n"
        PAGE.write_text(page.replace(block + told, block + done.stdout), encoding="utf-8")
        told = done.stdout
    assert told == done.stdout
    (quoted,) = re.findall(r"^> (.*)$", section(), re.MULTILINE)
    plans = (Itinerary.model_validate_json(path.read_text("utf-8")) for path in tmp_path.glob("surer.json"))
    assert all(any(quoted in each.message for each in itinerary.warnings) for itinerary in plans)


@pytest.mark.parametrize(
    "words",
    [
        f"from {1 - VISIT_SPREAD:g} to {1 + VISIT_SPREAD:g} times the minutes",
        f"19 of 20 take less than {ROAD_LONG:g} times as long",
        *(f"{share} of 100" for share, _ in LATE.values()),
        *(f"by {mean} minutes on average" for _, mean in LATE.values()),
        f"follows the plan {SAMPLES:,} times",
    ],
)
def test_its_numbers(words: str) -> None:
    assert words in section()
    assert HURRY == 0.5  # "half the minutes"
