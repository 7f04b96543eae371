"""The rules of freetime.py, broken and kept: a day in Mid Town, its afternoon free, the temple open around."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from planner import check, load_corridor, plan
from planner.atlas import Atlas
from planner.export.text import render
from planner.itinerary import Itinerary
from planner.request import Asked
from tests.builders.paths import SMALL
from tests.checker.damages import Broken, Damages

DAMAGES = Damages()
CORRIDOR = load_corridor(SMALL)
Free = dict[str, Any]


@cache
def good(mode: str) -> str:
    words = {
        "days": 1,
        "date": "2026-12-08",
        "from": "mid-town",
        "themes": {"stone": 1},
        "ignore_money": True,
    }
    request = Asked.model_validate({**words, "mode": mode, "work": 300})
    return plan(request, atlas=Atlas(CORRIDOR, use_cache=False)).to_json()


def found(mode: str, damage: Callable[[Free], object]) -> set[str]:
    document = json.loads(good(mode))
    damage(document["days"][0])
    return {broken.text for broken in check(Itinerary.model_validate(document), CORRIDOR)}


@DAMAGES.breaks("free-time", "car", "transit")
def sleep_in(plan: Free) -> None:
    free = {"place": "east-city", "start": "2026-06-06T05:00:00+08:00", "end": "2026-06-06T07:00:00+08:00"}
    plan["days"][0]["free"] = [free]


@DAMAGES.each
def test_damage_breaks_these_rules_only(broken: Broken) -> None:
    verdicts = broken.found()
    assert {violation.code for violation in verdicts} == broken.codes, verdicts


def near(day: Free) -> Free:
    place: Free = day["free"][-1]["near"][0]
    return place


@pytest.mark.parametrize("mode", ["car", "transit"])
@pytest.mark.parametrize(
    ("damage", "texts"),
    [
        (lambda day: day, set()),
        (lambda day: day.pop("free"), set()),  # a plan of before
        (lambda day: day["free"].pop(), {"free-untold"}),
        (
            lambda day: day["free"][-1].update(end="2026-12-08T18:30:00+08:00"),
            {"free-untold", "not-free-time"},
        ),
        (lambda day: near(day).update(minutes=14), {"near-minutes"}),
        (lambda day: near(day).update(mode="walk"), {"near-minutes"}),
        (lambda day: near(day).update(closes="2026-12-08T17:00:00+08:00"), {"near-closed"}),
        (
            lambda day: near(day).update(attraction="mid-grotto"),
            {"near-unwanted", "near-name", "near-closed"},
        ),
        (lambda day: near(day).update(crowded=True), {"near-crowds"}),
        (lambda day: near(day).pop("crowded"), set()),  # a plan of before
        (lambda day: day["free"][-1]["near"].append(near(day)), {"near-number"}),
    ],
)
def test_damage(mode: str, damage: Callable[[Free], object], texts: set[str]) -> None:
    assert found(mode, damage) == {f"checker.{text}" for text in texts}


def test_hours_after_midnight_are_told_as_those_of_the_next_day() -> None:
    document = json.loads(good("car"))
    [day] = document["days"]
    near(day)["closes"] = "2026-12-09T01:00:00+08:00"
    visit = next(event for event in day["events"] if event["kind"] == "visit")
    best = {"start": "2026-12-08T23:00:00+08:00", "end": "2026-12-09T02:00:00+08:00"}
    visit["best_times"] = [{**best, "reason": {"zh": "人少", "en": "few people"}}]
    text = render(Itinerary.model_validate(document))
    assert "-01:00+1" in text
    assert "23:00-02:00+1" in text
