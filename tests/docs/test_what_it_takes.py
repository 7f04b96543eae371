"""What docs/answers.md shows of a wish without a plan is what its command prints.

``UPDATE_DOCS=1 pytest -n 0 tests/docs/test_what_it_takes.py`` writes it anew.
"""

from __future__ import annotations

import re
import shlex

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.planning import relax
from tests.builders.pages import REWRITE
from tests.builders.paths import ROOT

PAGE = ROOT / "docs" / "answers.md"
SHOWN = re.compile(r"(?<=^```text\n)\$ (planner [^\n]*)\n(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)


def test_what_it_would_take_is_what_the_command_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    for patience in ("SECONDS", "SECONDS_A_TRY"):  # all is tried on a slow machine too
        monkeypatch.setattr(relax, patience, 3600.0)
    page = PAGE.read_text(encoding="utf-8")
    (shown,) = SHOWN.finditer(page.partition("## What would it take?\n")[2].partition("\n## ")[0])
    done = CliRunner().invoke(app, shlex.split(shown[1])[1:], prog_name="planner")
    assert done.exit_code == 5
    if REWRITE:
        PAGE.write_text(page.replace(shown[0], f"$ {shown[1]}\n{done.stderr}"), encoding="utf-8")
        return
    assert shown[2] == done.stderr
