"""docs/scenarios.md: its commands print what it shows, and its scenario is read; ``UPDATE_DOCS=1`` writes it anew."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.corridor import CHANGES, VERBS
from tests.builders.pages import REWRITE
from tests.builders.paths import DOCS, SMALL

PAGE = DOCS / "scenarios.md"
TEXT = PAGE.read_text(encoding="utf-8")
SHOWN = re.compile(r"^```\n\$ (planner .+)\n((?:.*\n)*?)```$", re.MULTILINE)
WIDE = {"COLUMNS": "150", "NO_COLOR": "1", "TERM": "dumb"}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data") / "small"
    shutil.copytree(SMALL, folder)
    (_, scenario) = re.findall(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
    with (folder / "routes.yaml").open("a", encoding="utf-8") as file:
        file.write(scenario)
    return folder


@pytest.mark.parametrize("command", [command for command, _ in SHOWN.findall(TEXT)])
def test_the_commands_print_what_the_page_shows(command: str, small: Path) -> None:
    arguments = shlex.split(command.replace("--data small", f"--data {small}"))[1:]
    result = CliRunner().invoke(app, arguments, env=WIDE)
    printed = "".join(f"{line.rstrip()}\n" for line in (result.stderr + result.stdout).splitlines())
    shown = dict(SHOWN.findall(PAGE.read_text(encoding="utf-8")))[command]
    if REWRITE:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(
            page.replace(f"$ {command}\n{shown}```", f"$ {command}\n{printed}```"), encoding="utf-8"
        )
        shown = printed
    assert printed == shown


def test_every_change_is_in_the_table() -> None:
    told = re.findall(r"^\| `([a-z]+-[a-z]+):", TEXT, re.MULTILINE)
    assert sorted(told) == sorted(VERBS)
    fields = re.findall(r"`(\w+)`", "".join(re.findall(r"^\| `(?:closes|run).*?\|", TEXT, re.MULTILINE)))
    assert set(fields) == {*CHANGES, "closes"}
