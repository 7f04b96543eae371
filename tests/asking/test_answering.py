"""One function from an ask to its answer, whatever is asked."""

from __future__ import annotations

from typing import Any

import pytest

from planner.asking import QUESTIONS, Ask, Desk, open_desk
from planner.itinerary import Itinerary
from planner.service import check
from planner.stopping import StopToken
from tests.builders.paths import SMALL

WISH: dict[str, Any] = {
    "days": 2,
    "date": "2026-12-05",
    "from": "East City",
    "to": "west-city",
    "mode": "car",
    "work": 200,
    "threads": 1,
}


@pytest.fixture(scope="module")
def desk() -> Desk:
    return open_desk(SMALL, use_cache=False)


@pytest.fixture(scope="module")
def plan(desk: Desk) -> str:
    return desk(Ask("plan", WISH)).text


def test_a_wish_in_words_becomes_a_plan_that_checks(desk: Desk, plan: str) -> None:
    itinerary = Itinerary.model_validate_json(plan)
    assert itinerary.request.start == "east-city"
    assert check(itinerary, desk.atlas.corridor, itinerary.request.wish) == []


BODIES: dict[str, dict[str, Any]] = {
    "explain": {},
    "suggest": {"most": 1},
    "replan": {"now": "2026-12-05T10:00", "late": 5},
    "edit": {"drop": ["mid-grotto"]},
    "risk": {"samples": 100},
    "alternatives": {"number": 1},
    "pareto": {"most": 2},
}


@pytest.mark.parametrize("kind", QUESTIONS)
def test_every_question_about_a_plan_has_an_answer(desk: Desk, plan: str, kind: str) -> None:
    answer = desk(Ask(kind, BODIES[kind], plan))
    assert answer.exit_code == 0, answer.text


@pytest.mark.parametrize(
    ("ask", "exit_code", "pointer"),
    [
        (Ask("plan", {**WISH, "dayz": 2}), 4, "/dayz"),
        (Ask("plan", {**WISH, "line": "a", "follow": "b"}), 4, "/follow"),
        (Ask("plan", {**WISH, "days": 99}), 4, "/days"),
        (Ask("plan", {**WISH, "from": "nowhere-at-all"}), 4, "/from"),
        (Ask("plan", {**WISH, "max_transit": 1}), 5, None),
        (Ask("explain", {"site": "mid-grotto", "more": 1}, "{}"), 4, "/more"),
        (Ask("suggest", {}, "no plan"), 4, None),
    ],
)
def test_what_is_wrong_is_an_answer_too(desk: Desk, ask: Ask, exit_code: int, pointer: str | None) -> None:
    answer = desk(ask)
    assert answer.exit_code == exit_code, answer.text
    assert answer.data.get("pointer") == pointer
    assert answer.data["message"]
    assert answer.data["message_zh"]


def test_stopped_before_there_is_anything_is_said(desk: Desk) -> None:
    stop = StopToken()
    stop.set()
    answer = desk(Ask("plan", WISH), stop)
    assert answer.exit_code in (0, 130)
    assert answer.exit_code == 0 or answer.data["error"] == "stopped"


def test_a_bug_tells_strangers_nothing_of_the_machine(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError("/home/somebody/secret")

    monkeypatch.setattr(desk, "_plan", broken)
    answer = desk(Ask("plan", WISH))
    assert answer.exit_code == 1
    assert "secret" not in answer.text
