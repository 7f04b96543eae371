"""What docs/answers.md, reach.md, claims.md and weak-links.md print is what their commands print.

``UPDATE_DOCS=1 pytest -n 0 tests/docs`` writes it anew.
"""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from planner.cli import app
from tests.builders.pages import REWRITE
from tests.builders.paths import ROOT

PAGES = {"answers.md": 11, "reach.md": 1, "claims.md": 1, "weak-links.md": 1}  # with how many commands
SHOWN = re.compile(r"^```sh\n(planner [^\n]*)\n```\n(?:\n```text\n(.*?)```\n)?", re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("name", PAGES)
def test_the_page_shows_what_its_commands_print(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = ROOT / "docs" / name
    page = path.read_text(encoding="utf-8")

    def again(shown: re.Match[str]) -> str:
        done = CliRunner().invoke(app, shlex.split(shown[1])[1:], prog_name="planner")
        assert done.exit_code == 0, done.stderr
        printed = f"\n```text\n{done.stdout}```\n" if shown[2] is not None else ""
        return f"```sh\n{shown[1]}\n```\n{printed}"

    now = SHOWN.sub(again, page)
    if REWRITE:
        path.write_text(now, encoding="utf-8")
        page = now
    assert len(SHOWN.findall(page)) == PAGES[name]
    assert page == now
