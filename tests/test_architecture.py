"""The floors of docs/architecture.md: no import runs upward, siblings on a floor do not know each other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.builders.pages import REWRITE
from tests.builders.paths import ROOT

PACKAGE = ROOT / "planner"
PAGE = ROOT / "docs" / "architecture.md"

FLOORS = [
    {
        "arrays",
        "clock",
        "geo",
        "files",
        "kept",
        "rules",
        "roadrule",
        "stopping",
        "cleaning",
        "kernels",
        "spelling",
    },
    {"texts", "links"},
    {"errors", "corridor", "travel", "options", "bookings", "difference"},
    {"request"},
    {"itinerary", "hours", "names", "scores"},
    {"compact", "areanames"},
    {"loading", "export"},
    {"network"},
    {"problem", "checker", "atlas"},
    {"solver", "reaching"},
    {"planning", "wording"},
    {"service"},
    {"answers", "comparing"},
    {"asking"},
    {"store", "mcp", "batch"},
    {"web"},
    {"cli"},
]
FLOOR_OF = {house: number for number, houses in enumerate(FLOORS) for house in houses}
ONLY_IN = {
    "ortools": "solver",
    "typer": "cli",
    "yaml": "loading",
    "mcp": "mcp",
    "distributed": "batch",
    "sqlalchemy": "store",
    "alembic": "store",
    "fastapi": "web",
}
DOORS = ("cli", "mcp")
CHECK_MUST_NOT_KNOW = {"problem", "solver", "network", "atlas", "planning"}

MODULES = sorted(PACKAGE.rglob("*.py"))
HOUSES = {path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in MODULES} - {"__init__"}


def house_of(path: Path) -> str:
    """Return the folder or the module, directly in the package, that a file belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def imports_of(source: str) -> list[str]:
    """Return the dotted names a source imports, those inside functions too."""
    return list(found_imports(source))


def found_imports(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where they lead"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def houses_in(source: str) -> Iterator[str]:
    """Yield what a source imports from the package; "__init__" is its public API."""
    for name in imports_of(source):
        parts = name.split(".")
        if parts[0] == "planner":
            yield parts[1] if len(parts) > 1 and parts[1] in HOUSES else "__init__"


def wrong_imports(house: str, source: str) -> list[str]:
    """Return what a file of a house imports from its own floor or from above."""
    allowed = {other for other in FLOOR_OF if FLOOR_OF[other] < FLOOR_OF[house]} | {house}
    if house in ("cli", "web"):
        allowed.add("__init__")  # for the version
    return sorted(set(houses_in(source)) - allowed)


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", [path for path in MODULES if house_of(path) != "__init__"], ids=name_of)
def test_no_import_runs_upward_or_to_a_sibling(path: Path) -> None:
    assert wrong_imports(house_of(path), text_of(path)) == []


@pytest.mark.parametrize(
    ("house", "source", "wrong"),
    [
        ("solver", "from planner.problem import Problem\nfrom planner.solver.limit import Limit", []),
        ("network", "import numpy\nfrom planner import rules", []),
        ("checker", "def late() -> None:\n    from planner.problem import Problem", ["problem"]),
        ("export", "import planner.solver.engine", ["solver"]),
        ("hours", "from planner import plan", ["__init__"]),
        ("cli", "import planner", []),
        ("planning", "from planner.service import plan", ["service"]),
    ],
)
def test_the_walk_sees_what_it_should(house: str, source: str, wrong: list[str]) -> None:
    assert wrong_imports(house, source) == wrong


def test_every_module_has_a_floor() -> None:
    assert set(FLOOR_OF) == HOUSES


@pytest.mark.parametrize("library", ONLY_IN)
def test_a_library_stays_in_its_house(library: str) -> None:
    users = {house_of(p) for p in MODULES if library in {n.split(".")[0] for n in imports_of(text_of(p))}}
    assert users == {ONLY_IN[library]}


def test_doors_ask_for_answers_and_no_solver() -> None:
    for door in DOORS:
        known = {house for path in MODULES if house_of(path) == door for house in houses_in(text_of(path))}
        assert "answers" in known
        assert known & {"planning", "solver", "problem"} == set()


def test_the_checker_finds_out_for_itself() -> None:
    known = {house for path in MODULES if house_of(path) == "checker" for house in houses_in(text_of(path))}
    assert "corridor" in known
    assert known & CHECK_MUST_NOT_KNOW == set()


def test_nothing_that_is_imported_leads_the_checker_to_the_solver() -> None:
    known, new = set[str](), {"checker"}
    while new:
        known |= new
        new = {h for p in MODULES if house_of(p) in new for h in houses_in(text_of(p))} - known
    assert known & CHECK_MUST_NOT_KNOW == set()


def test_the_page_shows_these_floors() -> None:
    rows = re.findall(r"^\| (\d+) \| ([^|]+) \|", text_of(PAGE), flags=re.MULTILINE)
    shown = {int(number): set(re.findall(r"`(\w+)(?:\.py|/)`", houses)) for number, houses in rows}
    assert shown == dict(enumerate(FLOORS))


def test_the_page_names_only_what_is_there() -> None:
    named = set(re.findall(r"`(?:[a-z]+/)*([a-z]+\.py)`", text_of(PAGE)))
    assert len(named) > len(FLOORS)
    assert named <= {path.name for path in MODULES}


def files_table() -> str:
    rows = ["| file | is |", "|---|---|"]
    for path in sorted(MODULES, key=name_of):
        docstring = ast.get_docstring(ast.parse(text_of(path))) or ""
        first = docstring.partition("\n")[0].replace("``", "`").replace("|", "\\|")
        rows.append(f"| `{name_of(path)}` | {first} |")
    return "\n".join(rows)


def test_the_page_lists_every_file() -> None:
    block = f"<!-- files -->\n{files_table()}\n<!-- end files -->"
    pattern = re.compile(r"<!-- files -->\n.*?<!-- end files -->", re.DOTALL)
    if REWRITE:
        PAGE.write_text(pattern.sub(lambda _: block, text_of(PAGE)), encoding="utf-8")
    assert block in text_of(PAGE)
