"""The registry of formats: every format is what it is registered as."""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from io import StringIO
from pathlib import Path
from textwrap import dedent
from types import ModuleType

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.cli.listing import LIST_FORMATS
from planner.cli.show import show_itinerary
from planner.errors import RequestError
from planner.export import FORMATS, Exporter, export
from planner.itinerary import Itinerary
from tests.builders.browsers import browser
from tests.builders.paths import DOCS, SMALL
from tests.builders.small_plans import good_plan


@pytest.fixture
def itinerary() -> Itinerary:
    return Itinerary.model_validate(good_plan("car"))


@pytest.fixture
def picture(monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Register a binary format as a newcomer would: a module and a line."""
    module = ModuleType("planner.export.picture")
    content = b"\x89PNG\r\n\xff"
    module.__dict__["render"] = lambda *_: content
    monkeypatch.setitem(sys.modules, "planner.export.picture", module)
    monkeypatch.setitem(FORMATS, "picture", Exporter("image/png", ".png", is_binary=True))
    return content


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_what_it_is_registered_as(
    name: str, itinerary: Itinerary, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(browser(tmp_path)), prepend=os.pathsep)
    exporter = FORMATS[name]
    assert exporter.suffix.startswith(".")
    assert "/" in exporter.media_type
    for language in ("en", "zh"):
        content = export(itinerary, name, language)
        assert isinstance(content, bytes) == exporter.is_binary
        assert isinstance(content, bytes) or content.endswith("\n")


def test_json_is_the_document(itinerary: Itinerary) -> None:
    content = export(itinerary, "json", "zh")
    assert content == itinerary.to_json() + "\n"


def test_no_two_formats_share_a_suffix() -> None:
    assert len({exporter.suffix for exporter in FORMATS.values()}) == len(FORMATS)


@pytest.mark.parametrize("command", ["plan", "sites", "towns"])
def test_an_unknown_format_is_a_usage_error_that_lists_the_known(command: str) -> None:
    result = CliRunner().invoke(app, [command, "--format", "papyrus"], env={"COLUMNS": "200"})
    assert result.exit_code == 2
    known = FORMATS if command == "plan" else LIST_FORMATS
    assert all(f"'{name}'" in result.stderr for name in ("papyrus", *known))


def test_lists_have_formats_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIST_FORMATS, "json", lambda listing: print(json.dumps(list(listing.columns))))
    result = CliRunner().invoke(app, ["towns", "--data", str(SMALL), "--format", "json"])
    assert json.loads(result.stdout)[:2] == ["id", "name"]


def test_binary_content_is_written_as_it_is(
    itinerary: Itinerary, picture: bytes, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    path = tmp_path / "plan.png"
    show_itinerary(itinerary, "picture", "en", path)
    assert path.read_bytes() == picture
    show_itinerary(itinerary, "picture", "en")
    assert capsysbinary.readouterr().out == picture


def test_binary_content_is_not_for_a_terminal(
    itinerary: Itinerary, picture: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert picture
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    with pytest.raises(RequestError, match="output"):
        show_itinerary(itinerary, "picture", "en")


def test_the_page_lists_every_format() -> None:
    page = (DOCS / "cli.md").read_text(encoding="utf-8")
    for name, exporter in FORMATS.items():
        assert f"| `{name}` | `{exporter.media_type}` | `{exporter.suffix}` |" in page


def test_the_example_of_the_guide_is_a_format(itinerary: Itinerary, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (DOCS / "how-to" / "add-a-format.md").read_text(encoding="utf-8")
    module_text, line = map(dedent, re.findall(r"```(?:python|text)\n(.*?)```", page, re.DOTALL))
    module = ModuleType("planner.export.tsv")
    exec(module_text, module.__dict__)
    monkeypatch.setitem(sys.modules, "planner.export.tsv", module)
    for name, exporter in eval(f"{{{line}}}", {"Exporter": Exporter}).items():
        monkeypatch.setitem(FORMATS, name, exporter)
    table = list(csv.reader(StringIO(str(export(itinerary, "tsv"))), delimiter="\t"))
    assert table[0] == ["1", "08:30-08:40", "Drive to East City Museum", "~10 min", "~CNY 5"]
    assert {row[0] for row in table} == {"1", "2"}
