"""Budgets as people write them: of the whole trip, and of each kind of cost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from planner.cli import app
from planner.errors import RequestError
from planner.loading import load_corridor
from planner.request import TripRequest
from planner.wording.words import read_words, request_of
from tests.builders.paths import SMALL

CORRIDOR = load_corridor(SMALL)
TRIP = {"days": "2", "date": "2026-12-05", "from": "east-city"}


def asked(budget: Any) -> TripRequest:
    return request_of(CORRIDOR, TRIP | {"budget": budget})


def from_file(folder: Path, text: str) -> TripRequest:
    path = folder / "request.yaml"
    path.write_text(f"days: 2\ndate: 2026-12-05\nfrom: east-city\n{text}\n", encoding="utf-8")
    return request_of(CORRIDOR, read_words(path))


@pytest.mark.parametrize(
    ("words", "budget", "purses"),
    [
        ("3000", 3000, {}),
        (3000, 3000, {}),
        (["3000", "tickets=500"], 3000, {"tickets": 500}),
        (["Tickets = 500", "rides＝400", "nights=0"], None, {"tickets": 500, "rides": 400, "nights": 0}),
        (["all=900"], 900, {}),
        ({"all": "900", "rides": "100"}, 900, {"rides": 100}),
    ],
)
def test_what_a_budget_means(words: Any, budget: int | None, purses: dict[str, int]) -> None:
    request = asked(words)
    assert (request.budget, request.purses) == (budget, purses)


def test_budgets_in_a_request_file(tmp_path: Path) -> None:
    whole = from_file(tmp_path, "budget: 3000")
    assert (whole.budget, whole.purses) == (3000, {})
    parts = from_file(tmp_path, "budget: {all: 3000, tickets: 500}")
    assert (parts.budget, parts.purses) == (3000, {"tickets": 500})
    listed = from_file(tmp_path, "budget: [3000, nights=400]")
    assert (listed.budget, listed.purses) == (3000, {"nights": 400})


@pytest.mark.parametrize("words", ["food=100", {"food": "100"}, ["3000", "food=100"]])
def test_a_kind_of_cost_that_nobody_knows_is_refused(words: Any) -> None:
    with pytest.raises(RequestError, match="food") as refused:
        asked(words)
    assert refused.value.field == "budget"
    assert refused.value.candidates == ("rides", "tickets", "nights")


@pytest.mark.parametrize("words", ["tickets=much", "tickets=-1", "much"])
def test_what_is_no_sum_is_refused(words: str) -> None:
    with pytest.raises(RequestError) as refused:
        asked(words)
    assert refused.value.field in ("budget", "purses")


def test_an_unknown_kind_names_the_option_and_the_known_ones() -> None:
    words = ["plan", "--data", str(SMALL), "--days", "1", "--date", "2026-12-05", "--from", "east-city"]
    result = CliRunner().invoke(app, [*words, "--budget", "food=100"], prog_name="planner")
    assert result.exit_code == 4
    for told in ("--budget", "food", "tickets"):
        assert told in result.stderr
