"""What was left out says which wish keeps it out, or what it would take; the checker works it out again."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from planner import Itinerary, plan
from planner.atlas import Atlas
from planner.checker import check
from planner.corridor import Corridor, Services
from planner.corridor.base import TriState
from planner.errors import NoPlanError, RequestError
from planner.export import export
from planner.export.view import Language
from planner.itinerary import Unvisited, Visit
from planner.request import Asked
from tests.builders.small_plans import corridor, corridor_with

MUSEUMS = {"name": {"zh": "博物馆", "en": "museums"}, "tags": ["museum"]}
WISHES: dict[str, dict[str, Any]] = {
    "plain": {},
    "no-museums": {"from": "east-city", "cover": [{**MUSEUMS, "at_most": 0}]},
    "one-museum": {
        "from": "east-city",
        "days": 3,
        "cover": [{**MUSEUMS, "at_most": 1}],
        "ignore_money": True,
    },
    "strict": {"from": "east-city", "needs": ["wheelchair", "english_signs"], "needs_strict": True},
    "night": {"from": "west-city", "start_time": "18:30", "end_time": "21:00"},
    "closing": {"from": "east-city", "start_time": "16:30", "evenings": True, "ignore_money": True},
    "little-travel": {"max_transit": 60},
    "poor": {"budget": 130, "ignore_money": True, "from": "west-city"},
    "little": {"budget": 180, "ignore_money": True, "from": "west-city", "end_time": "21:00"},
    "fares": {"purses": {"rides": 40}, "ignore_money": True, "from": "west-city"},
    "crowds": {"date": "2026-10-02", "avoid_crowds": True, "ignore_money": True},
    "thrifty": {"value_of_time": 6},
    "near": {"from": "east-city", "value_of_time": 9},
    "rest": {"from": "east-city", "pauses": ["10:00-16:30"], "ignore_money": True},
    "relaxed": {"from": "west-city", "pace": "relaxed", "days": 1, "ignore_money": True},
}


@cache
def planned(name: str) -> Itinerary:
    words = {"days": 1, "date": "2026-12-08", "from": "mid-town", "work": 300, **WISHES[name]}
    itinerary = plan(Asked.model_validate(words), atlas=Atlas(corridor(), use_cache=False))
    assert check(itinerary, corridor()) == []
    return itinerary


def left(name: str, site: str) -> Unvisited:
    return next(entry for entry in planned(name).unvisited if entry.attraction == site)


@pytest.mark.parametrize(
    ("name", "site", "cause", "text"),
    [
        ("no-museums", "east-museum", "rule-none", "your rule wants none of 'museums'"),
        ("one-museum", "", "rule", "at most 1 of 'museums' are wanted, and the plan has them"),
        ("strict", "east-tower", "needs-unknown", "not known to have wheelchair access, signs in English"),
        ("strict", "mid-temple", "lacks", "known to lack wheelchair access"),
        # the museum is open until 17:00, and lets nobody in then
        (
            "closing",
            "east-museum",
            "hours",
            "not open long enough for a visit while you are out (16:30-22:30)",
        ),
        ("night", "west-ruins", "hours", "not open long enough for a visit while you are out (18:30-21:00)"),
        (
            "little-travel",
            "west-ruins",
            "far",
            "the way there and on to the end takes 5 h; your days allow 1 h of travel",
        ),
        (
            "thrifty",
            "mid-temple",
            "dear",
            "worth 10 of 100 to you, less than its ticket of CNY 40 for the party",
        ),
        # nobody knows its price, and it was told one
        (
            "thrifty",
            "east-tower",
            "dear-usual",
            "worth 8 of 100 to you, less than its ticket, whose price is not known: those of its kind are usually "
            "CNY 20 for the party",
        ),
        (
            "near",
            "east-tower",
            "costly-usual",
            "12 min more of travel and CNY 26 for the party, together too much for its worth to you (8 of 100); "
            "its price is not known, and counts as is usual for its kind",
        ),
        # six hours and a half with the way; no day is too short for it
        ("rest", "mid-grotto", "pause", "it would fit into a day but for your pause (10:00-16:30)"),
        ("crowds", "mid-grotto", "crowded", "open for a visit only on days with crowds, which you avoid"),
        (
            "plain",
            "west-park",
            "detour",
            "4 h 20 more of travel, too much for its worth to you (18 of 100)",
        ),
    ],
)
def test_which_wish_keeps_a_site_out(name: str, site: str, cause: str, text: str) -> None:
    entries = [left(name, site)] if site else [e for e in planned(name).unvisited if e.cause == cause]
    assert [(entry.cause, entry.say("en")) for entry in entries] == [(cause, text)]


def test_money_that_keeps_a_site_out_is_named() -> None:
    for name, cause in {"poor": "ticket", "little": "budget", "fares": "fares"}.items():
        entry = left(name, "mid-temple")
        assert (entry.cause, entry.reason) == (cause, "over-budget")
        assert entry.params["cny"] > entry.params["left"]


@pytest.mark.parametrize(
    ("name", "site", "change"),
    [
        ("plain", "west-park", {"params": {"worth": 18.0, "minutes": 300}}),
        ("plain", "west-park", {"params": {"worth": 18.0, "minutes": 10}}),
        ("plain", "west-park", {"cause": "pace", "reason": "no-time", "params": {"visits": 4}}),
        (
            "plain",
            "west-park",
            {"cause": "rule-none", "reason": "avoided", "params": {"rule": MUSEUMS["name"]}},
        ),
        ("plain", "west-park", {"cause": "budget", "reason": "over-budget", "params": {"cny": 9, "left": 1}}),
        (
            "plain",
            "west-park",
            {"cause": "travel", "reason": "no-time", "params": {"minutes": 500, "limit": 90}},
        ),
        (
            "plain",
            "west-park",
            {"cause": "hours", "reason": "no-time", "params": {"start": 510, "end": 1140}},
        ),
        ("no-museums", "east-museum", {"params": {"rule": {"zh": "寺", "en": "temples"}}}),
        ("no-museums", "east-museum", {"cause": "closed", "reason": "closed", "params": {}}),
        ("strict", "east-tower", {"params": {"needs": ["wheelchair"]}}),
        ("strict", "east-tower", {"cause": "lacks"}),
        ("night", "west-ruins", {"params": {"start": 510, "end": 1140}}),
        ("night", "west-ruins", {"cause": "closed", "reason": "closed", "params": {}}),
        ("little-travel", "west-ruins", {"params": {"minutes": 300, "most": 400}}),
        ("poor", "mid-grotto", {"params": {"cny": 100, "left": 999}}),
        ("crowds", "mid-grotto", {"cause": "closed", "reason": "closed"}),
        ("crowds", "mid-grotto", {"reason": "no-time"}),
        ("thrifty", "east-tower", {"cause": "dear"}),
        ("near", "east-tower", {"cause": "costly"}),
        ("rest", "mid-grotto", {"params": {"pauses": ["10:00-12:00"]}}),
        ("plain", "west-park", {"cause": "pause", "reason": "no-time", "params": {"pauses": []}}),
    ],
)
def test_a_wrong_cause_is_seen(name: str, site: str, change: dict[str, Any]) -> None:
    document = json.loads(planned(name).to_json())
    entry = next(entry for entry in document["unvisited"] if entry["attraction"] == site)
    entry.update(change)
    told = Unvisited.model_validate(entry)
    entry["detail"] = told.say("en")
    assert {broken.code for broken in check(Itinerary.model_validate(document), corridor())} == {"reason"}


def test_a_site_that_a_rule_wants_none_of_cannot_be_required() -> None:
    words = {"days": 1, "date": "2026-12-08", "from": "east-city", "must": ["east-museum"]}
    wish = Asked.model_validate({**words, "cover": [{**MUSEUMS, "at_most": 0}]})
    with pytest.raises(RequestError, match="your rule wants none of 'museums'"):
        plan(wish, atlas=Atlas(corridor(), use_cache=False))


def test_a_pause_is_no_reason_where_the_way_is_too_long_anyhow() -> None:
    """The ruins would fit into a day from West City; the plan sleeps in Mid Town, two hours and more from them."""
    resting = wish(days=2, pauses=["10:00-16:30"], max_transit=200, pace="relaxed")
    assert {day.start.place for day in resting.days} == {"mid-town"}
    causes = {entry.attraction: entry.cause for entry in resting.unvisited}
    assert causes["west-ruins"] == "detour"
    document = json.loads(resting.to_json())
    entry = next(entry for entry in document["unvisited"] if entry["attraction"] == "west-ruins")
    entry.update(cause="pause", reason="no-time", params={"pauses": ["10:00-16:30"]})
    entry["detail"] = Unvisited.model_validate(entry).say("en")
    assert {broken.code for broken in check(Itinerary.model_validate(document), corridor())} == {"reason"}


def visits(itinerary: Itinerary) -> dict[str, Visit]:
    events = (event for day in itinerary.days for event in day.events)
    return {event.attraction: event for event in events if isinstance(event, Visit)}


def wish(**words: object) -> Itinerary:
    usual = {"days": 1, "date": "2026-12-08", "from": "mid-town", "work": 300}
    itinerary = plan(Asked.model_validate({**usual, **words}), atlas=Atlas(corridor(), use_cache=False))
    assert [broken for broken in check(itinerary, corridor()) if broken.severity == "error"] == []
    return itinerary


def test_a_visit_says_what_the_site_has_of_what_is_needed() -> None:
    museum = visits(wish(**{"from": "east-city"}, needs=["wheelchair", "card_payment"], max_steps=9))[
        "east-museum"
    ]
    assert museum.needs == {"wheelchair": "yes", "card_payment": "unknown"}
    assert museum.unknown == ("steps",)
    for change in ({"needs": {"wheelchair": "yes", "card_payment": "yes"}}, {"unknown": ["altitude_m"]}):
        document = json.loads(
            wish(**{"from": "east-city"}, needs=["wheelchair", "card_payment"], max_steps=9).to_json()
        )
        [event] = [e for e in document["days"][0]["events"] if e.get("attraction") == "east-museum"]
        event.update(change)
        assert {b.code for b in check(Itinerary.model_validate(document), corridor())} == {"needs"}


@pytest.mark.parametrize(
    ("language", "line"),
    [("en", "not known: payment by card, altitude, steps"), ("zh", "刷卡支付、海拔、台阶情况不详")],
)
def test_what_is_not_known_of_a_site_stands_beneath_its_visit(language: Language, line: str) -> None:
    asked: dict[str, Any] = {"needs": ["wheelchair", "card_payment"], "max_steps": 9, "max_altitude": 3000}
    text = export(wish(**{"from": "east-city"}, **asked), "text", language)
    assert isinstance(text, str)
    lines = text.splitlines()
    at = next(number for number, row in enumerate(lines) if "09:00-11:00" in row)  # the museum
    assert line in "".join(lines[at : at + 3])


def test_a_preference_weighs_and_forbids_nothing() -> None:
    """The temple is known to have no wheelchair access: 0.6 of 100 is left; of the grotto nobody knows: 0.8 of 900."""
    found = visits(wish(prefers=["wheelchair"], ignore_money=True))
    assert {site: visit.prize for site, visit in found.items()} == {"mid-grotto": 720, "mid-temple": 60}
    assert "mid-temple" not in visits(wish(needs=["wheelchair"], ignore_money=True))


@cache
def corridor_of_stairs(steps: int, wheelchair: TriState = "unknown") -> Corridor:
    """The small corridor with stairs in the temple."""
    stairs = {"steps": steps, "services": Services(wheelchair=wheelchair)}
    sites = corridor().attractions
    return corridor_with(
        attractions=tuple(s.model_copy(update=stairs if s.id == "mid-temple" else {}) for s in sites)
    )


def among_stairs(data: Corridor, **words: Any) -> Itinerary:
    usual = {"days": 1, "date": "2026-12-08", "from": "mid-town", "work": 300, "ignore_money": True}
    itinerary = plan(Asked.model_validate({**usual, **words}), atlas=Atlas(data, use_cache=False))
    assert check(itinerary, data) == []
    return itinerary


def test_many_steps_are_no_way_for_a_wheelchair() -> None:
    """They were not known to be one; a source that speaks of wheelchairs comes first."""
    steep = among_stairs(corridor_of_stairs(101), needs=["wheelchair"])
    [temple] = [entry for entry in steep.unvisited if entry.attraction == "mid-temple"]
    assert (temple.cause, temple.reason) == ("wheelchair-steps", "avoided")
    assert temple.say("en") == "its 101 steps are too many for a wheelchair"
    for data, answer in ((corridor_of_stairs(100), "unknown"), (corridor_of_stairs(101, "yes"), "yes")):
        assert visits(among_stairs(data, needs=["wheelchair"]))["mid-temple"].needs == {"wheelchair": answer}


def test_many_steps_do_not_meet_a_preference_for_wheelchairs() -> None:
    """0.6 of 100 is left, as where it is known to lack it; 0.8 was."""
    temple = visits(among_stairs(corridor_of_stairs(101), prefers=["wheelchair"]))["mid-temple"]
    assert (temple.needs, temple.prize) == ({"wheelchair": "no"}, 60)


def test_a_plan_with_many_steps_does_not_suit_a_wheelchair() -> None:
    told = among_stairs(corridor_of_stairs(100), needs=["wheelchair"])
    broken = {(each.code, each.message) for each in check(told, corridor_of_stairs(101))}
    assert ("needs", "mid-temple has 101 steps, too many for a wheelchair") in broken


def test_as_many_as_fit_come_before_all_else() -> None:
    """The grotto, worth more than all four, takes the time of two of them; the ruins do not fit beside the others."""
    through = {"from": "east-city", "to": "west-city", "ignore_money": True}
    sites = ["east-museum", "east-tower", "west-park", "west-ruins"]
    ends = {"name": {"zh": "两头", "en": "both ends"}, "sites": sites, "as_many": True}
    assert "mid-grotto" in visits(wish(**through))
    itinerary = wish(**through, cover=[ends])
    assert set(visits(itinerary)) == {"east-museum", "east-tower", "west-park"}
    [rule] = itinerary.coverage
    assert (itinerary.status, rule.missed) == ("optimal", ("west-ruins",))
    lie = itinerary.model_copy(update={"coverage": (rule.model_copy(update={"missed": ()}),)})
    assert {broken.code for broken in check(lie, corridor())} == {"coverage"}


def test_an_end_out_of_reach_is_named() -> None:
    words = {"days": 1, "date": "2026-12-08", "from": "east-city", "to": "west-city", "max_transit": 200}
    with pytest.raises(NoPlanError) as caught:
        plan(Asked.model_validate(words), atlas=Atlas(corridor(), use_cache=False))
    text = (
        "West City (west-city) is 3 h 30 of travel from East City, more than 1 day of at most 3 h 20 allows"
    )
    assert caught.value.reason.say("en") == text
    links = tuple(link for link in corridor().links if "west-city" not in (link.start, link.end))
    cut_off = Atlas(corridor_with(links=links), use_cache=False)
    with pytest.raises(NoPlanError, match=r"no way leads from East City to West City \(west-city\)"):
        plan(Asked.model_validate(words), atlas=cut_off)


@pytest.mark.parametrize(
    ("needs", "told"),
    [
        ([], "no need is named"),
        (["english_signs", "medical_post"], "known to have each: signs in English 1, .* 0"),
    ],
)
def test_strict_needs_say_what_leaves_nothing(needs: list[str], told: str) -> None:
    words = {"days": 1, "date": "2026-12-08", "from": "mid-town", "needs": needs, "needs_strict": True}
    with pytest.raises((NoPlanError, RequestError), match=told):
        plan(Asked.model_validate(words), atlas=Atlas(corridor(), use_cache=False))
