"""README.md says what is so; ``UPDATE_DOCS=1 pytest -n 0 tests/test_readme.py`` writes its itinerary anew."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from planner.loading import load_corridor

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
INSTALL_AND_PLAN = (
    "pip install . && planner plan --days 3 --date 2026-12-05 --from chongqing --to chengdu --theme heritage"
)
TEST = "pip install -e '.[test]' && pytest"
SECONDS = re.compile(r"\d+(\.\d+)? s\b")
PATIENT = ("--time-limit", "60", "--no-cache")  # a slow machine proves the same plan, only later


def blocks() -> list[str]:
    return re.findall(r"^```\w+\n(.*?)^```$", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def printed_trip(folder: Path) -> str:
    arguments = shlex.split(INSTALL_AND_PLAN.partition("&& planner ")[2])
    environment = os.environ | {"NO_COLOR": "1", "TERM": "dumb"}
    code = "from planner.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments, *PATIENT],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=environment | {"PYTHONPATH": str(ROOT)},
        cwd=folder,
        check=True,
    ).stdout


def test_the_two_commands() -> None:
    assert INSTALL_AND_PLAN + "\n" in blocks()
    assert TEST + "\n" in blocks()


def test_the_itinerary_is_what_the_first_command_prints(tmp_path: Path) -> None:
    printed = printed_trip(tmp_path)
    (shown,) = (block for block in blocks() if "\nDay 1 ·" in block)
    if os.environ.get("UPDATE_DOCS"):
        text = README.read_text(encoding="utf-8")
        README.write_text(text.replace(shown, printed), encoding="utf-8")
        shown = printed
    assert SECONDS.sub("", shown) == SECONDS.sub("", printed)


def test_the_numbers_of_the_data() -> None:
    corridor = load_corridor()
    sites, towns = re.search(r"(\d+) sites and (\d+) towns", README.read_text(encoding="utf-8")).groups()  # type: ignore[union-attr]
    assert (int(sites), int(towns)) == (len(corridor.attractions), len(corridor.towns))


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", *sorted(
    path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md")
)])
def test_links_between_pages_lead_somewhere(page: str) -> None:
    path = ROOT / page
    targets = re.findall(r"\]\((?!https?:)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []
