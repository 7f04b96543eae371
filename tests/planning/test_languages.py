"""A plan speaks one language at a time: its details, notes and notices, and what the checker says of it."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import pytest

from planner import Itinerary, load_corridor, plan
from planner.atlas import Atlas
from planner.checker import check, examine
from planner.export.text import render
from planner.itinerary import REASON_OF
from planner.loading.plans import read_itinerary
from planner.request import Asked
from tests.builders.paths import DATA, SMALL
from tests.builders.small_plans import corridor

OLD_PLANS = sorted((DATA / "plans").glob("*.json"))
SENTENCE = re.compile(r"[a-z]+ [a-z]+ [a-z]+")  # three English words in a row
HAN = re.compile(r"[\u3400-\u9fff]")
WISHES: dict[str, dict[str, Any]] = {
    "plain": {},
    "area": {"zones": ["hills"]},
    "weighed": {"zones": ["hills"], "outside_weight": 0.5, "end_time": "17:00"},
    "particular": {"needs": ["wheelchair"], "max_steps": 100, "avoid": ["east-tower"]},
    "free": {"free_only": True},
    "holiday": {"date": "2026-10-01", "slow": True, "days": 2, "to": "west-city"},
    "crowds": {"date": "2026-10-01", "avoid_crowds": True, "ignore_money": True},
    "visitor": {"visa_port": "EAS", "arrival": "2026-12-07 08:00", "from": "east-city"},
    "train": {"mode": "transit", "from": "east-city", "to": "west-city", "end_time": "14:00"},
    "search": {"engine": "routing"},
}


@cache
def planned(name: str) -> Itinerary:
    words = {"days": 1, "date": "2026-12-08", "from": "mid-town", "work": 300, **WISHES[name]}
    return plan(Asked.model_validate(words), atlas=Atlas(corridor(), use_cache=False))


def texts(itinerary: Itinerary, language: str) -> list[str]:
    """Return all that the plan says of itself."""
    report = examine(itinerary, corridor())
    said = [left.say(language) for left in itinerary.unvisited]
    said += [notice.say(language) for notice in itinerary.warnings]
    said += [fact.say(language) for fact in (*report.violations, *report.unchecked)]
    return [*said, itinerary.certificate.say(language)]


@pytest.mark.parametrize("name", WISHES)
def test_every_text_is_in_the_language_asked_for(name: str) -> None:
    itinerary = planned(name)
    assert not [text for text in texts(itinerary, "zh") if SENTENCE.search(text) or not HAN.search(text)]
    assert not [text for text in texts(itinerary, "en") if HAN.search(text) or not text]
    assert not SENTENCE.search(render(itinerary, "zh"))
    english = render(itinerary, "en")
    names = (place.name.zh for place in itinerary.places.values())
    for name in sorted(
        names, key=len, reverse=True
    ):  # those of visits and nights stand beside the English ones
        english = english.replace(name, "")
    assert not HAN.search(english)


@pytest.mark.parametrize("name", WISHES)
def test_the_checker_agrees_word_for_word(name: str) -> None:
    itinerary = planned(name)
    assert check(itinerary, corridor()) == []
    assert all(REASON_OF[left.cause or ""] == left.reason for left in itinerary.unvisited)
    assert [left.say("en") for left in itinerary.unvisited] == [left.detail for left in itinerary.unvisited]
    assert itinerary.certificate.say("en") == itinerary.certificate.note
    assert Itinerary.model_validate_json(itinerary.to_json()) == itinerary


def test_the_chinese_page_says_why() -> None:
    assert "不在要求的片区内，按50%计" in re.sub(r"\s+", "", render(planned("weighed"), "zh"))


def test_what_is_open_on_crowded_days_only_is_not_called_closed() -> None:
    grotto = next(left for left in planned("crowds").unvisited if left.attraction == "mid-grotto")
    assert (grotto.reason, grotto.cause) == ("avoided", "crowded")


@pytest.mark.parametrize(
    ("where", "change", "codes"),
    [
        ("unvisited", {"detail": "it is dull"}, "reason"),
        ("unvisited", {"cause": "asked", "detail": "the request avoids it"}, "reason"),
        ("unvisited", {"cause": "nonsense"}, "reason"),
        ("unvisited", {"params": {"worth": 99.0}}, "reason"),
        ("unvisited", {"prize": 1}, "prize reason"),
        ("warnings", {"params": {"x": 1}}, "notice"),
        ("warnings", {"message": "driving is easy"}, "notice"),
        ("warnings", {"message_zh": "开车很容易"}, "notice"),
    ],
)
def test_a_text_that_is_not_true_is_seen(where: str, change: dict[str, Any], codes: str) -> None:
    document = json.loads(planned("plain").to_json())
    document[where][0].update(change)
    assert {broken.code for broken in check(Itinerary.model_validate(document), corridor())} == set(
        codes.split()
    )


@pytest.mark.parametrize("path", OLD_PLANS, ids=lambda path: path.stem)
def test_plans_of_before_still_load_and_check(path: Any) -> None:
    itinerary = read_itinerary(path, lambda: load_corridor(SMALL))
    found = check(itinerary, load_corridor(SMALL))
    told = {"data": None, "notice": "holiday-roads"}  # of other data by now, and what is told since
    assert {broken.severity for broken in found} == {"warning"}
    assert {broken.code: broken.params.get("notice") for broken in found}.items() <= told.items()
    assert all(left.prize == vars(left)["regret"] and left.cause is None for left in itinerary.unvisited)
    assert [left.say("en") for left in itinerary.unvisited] == [left.detail for left in itinerary.unvisited]
    assert itinerary.certificate.say("en") == itinerary.certificate.note


def test_there_are_plans_of_before() -> None:
    assert len(OLD_PLANS) == 2
