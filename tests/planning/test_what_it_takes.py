"""What of a wish cannot hold together, and what it would take, on the corridor that is worked out by hand."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.main import get_command

from planner import plan, planning
from planner.answers.difference import visits_of
from planner.atlas import Atlas
from planner.checker import check
from planner.cli import app
from planner.cli.called import Called
from planner.cli.failures import as_text, options_of
from planner.errors import NoPlanError, Relaxation, RequestError, WhatItTakes
from planner.options import SolveOptions
from planner.planning import relax
from planner.planning.effort import effort_of
from planner.planning.relax import relaxed
from planner.planning.wants import wants_of, without
from planner.request import TripRequest
from planner.texts import Message
from tests.builders.examples import NO_SHRINKING, large
from tests.builders.shipped import shipped, shipped_atlas
from tests.builders.small_plans import corridor

OPTIONS = SolveOptions(work=500)
PLAN = get_command(app).commands["plan"]  # type: ignore[attr-defined]
SITES = ("east-museum", "east-tower", "mid-grotto", "west-ruins")


@pytest.fixture(autouse=True)
def _few_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try dates and days near the wish only, and all of them on a slow machine too."""
    for patience in ("SECONDS", "SECONDS_A_TRY"):
        monkeypatch.setattr(relax, patience, 3600.0)
    monkeypatch.setattr(relax, "DAYS_AROUND", 2)
    monkeypatch.setattr(relax, "MAX_DAYS", 3)


@cache
def atlas() -> Atlas:
    return Atlas(corridor(), use_cache=False)


def wish(**words: Any) -> TripRequest:
    return TripRequest.model_validate({"days": 1, "date": "2026-12-08", "from": "east-city", **words})


def refused(request: TripRequest) -> NoPlanError:
    with pytest.raises(NoPlanError) as caught:
        plan(request, atlas=atlas(), options=OPTIONS)
    return caught.value


def test_a_site_too_far_for_a_day_and_the_day_cannot_hold_together() -> None:
    # to the ruins 90 + 120 + 30 min by car and as many back: 8 h of travel, where 6 h are allowed
    told = refused(wish(must=["west-ruins", "east-tower"]))
    assert told.proven_minimal
    assert [(want.field, want.value) for want in told.conflict[:2]] == [("must", "west-ruins"), ("days", 1)]
    assert all(change.verified for change in told.relaxations)
    offered = [options_of(change) for change in told.relaxations]
    assert {"without --must west-ruins", "--days 2"} <= set(offered)
    assert "without --must east-tower" not in offered


def test_a_closed_day_is_in_conflict_with_the_date() -> None:
    # 7 December 2026 is a Monday, on which the museum is closed
    told = refused(wish(date="2026-12-07", must=["east-museum"], avoid=["west-ruins"]))
    fields = {want.field for want in told.conflict}
    assert told.proven_minimal
    assert {"must", "date", "days"} <= fields
    assert not {"max_transit", "mode"} & fields  # it is closed to who comes by train too
    assert ("date", "2026-12-08") in [(change.field, change.value) for change in told.relaxations]


def test_a_budget_below_the_cheapest_trip() -> None:
    # one night in a double room of comfort class costs CNY 200 at least
    told = refused(wish(days=2, budget=150))
    assert told.proven_minimal
    assert told.conflict[0].field == "budget"
    more = next(change for change in told.relaxations if change.field == "budget")
    assert more.value == told.reason.params["cny"]


def test_two_wishes_that_both_cannot_be_are_given_up_together() -> None:
    told = refused(
        wish(
            date="2026-12-07",
            must=["east-museum", "west-ruins"],
            self_drive="own",
            leave_by="2026-12-07T19:00",
        )
    )
    assert len(told.relaxations) == 1
    (both,) = told.relaxations
    assert both.message.code == "request.give-up-all"
    assert plan(relaxed(wish(date="2026-12-07"), both), atlas=atlas(), options=OPTIONS).totals.visits


def test_a_plan_that_only_a_trial_finds_is_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    must = ["east-museum", "east-tower", "mid-grotto", "mid-temple", "west-park"]
    told: list[WhatItTakes] = []
    search = relax.relaxations
    monkeypatch.setattr(planning, "relaxations", lambda *given, **named: told.append(search(*given, **named)))
    request = wish(days=2, must=must, mode="car")
    found = plan(request, atlas=atlas(), options=SolveOptions(work=1))
    assert told == [WhatItTakes()]  # the search for the best had too little time
    assert found.status == "feasible"
    assert set(must) <= {visit.attraction for _, visit in visits_of(found).values()}
    assert check(found, corridor(), request) == []


def test_what_it_takes_counts_work_and_not_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relax, "SECONDS", 0.001)  # counted ones, in which a solve fits, but no more
    told = refused(wish(must=["west-ruins"]))
    assert [(change.field, change.verified) for change in told.relaxations] == [("must", True)]


def test_changes_come_with_what_asks_least_first() -> None:
    request = wish(must=["west-ruins"])
    told = refused(request)
    efforts = [effort_of(request, change, corridor()) for change in told.relaxations]
    assert efforts == sorted(efforts)


@large(1, 200, NO_SHRINKING)
@given(
    must=st.lists(st.sampled_from(SITES), min_size=1, max_size=3, unique=True),
    date=st.sampled_from(["2026-12-07", "2026-12-08"]),
    cap=st.sampled_from([None, 60, 200]),
    end=st.sampled_from([None, "12:00"]),
    budget=st.sampled_from([None, 40]),
)
def test_without_any_of_a_minimal_set_there_is_a_plan_and_each_change_gives_one(**words: Any) -> None:
    request = wish(
        must=words["must"],
        date=words["date"],
        max_transit=words["cap"],
        end_time=words["end"],
        budget=words["budget"],
    )
    try:
        plan(request, atlas=atlas(), options=OPTIONS)
    except RequestError:
        return
    except NoPlanError as error:
        told = error
    else:
        return
    for change in told.relaxations:
        if change.verified:
            other = relaxed(request, change)
            assert check(plan(other, atlas=atlas(), options=OPTIONS), corridor(), other) == []
    everything = wants_of(request, corridor())
    if told.proven_minimal:
        for want in [want for want in told.conflict if want in everything]:
            rest = [other for other in everything if other not in told.conflict or other == want]
            assert plan(without(request, rest), atlas=atlas(), options=OPTIONS).totals.visits


@pytest.mark.parametrize(
    ("typed", "field", "value", "line"),
    [
        ("--days 1 --must a --must=b", "must", ["b"], "planner plan --days 1 --must b"),
        ("--days 1 --must a", "must", [], "planner plan --days 1"),
        ("trip.yaml --must a", "must", [], None),  # the file may name the site too
        ("trip.yaml --must a", "days", 3, "planner plan trip.yaml --must a --days 3"),
        ("--budget 300 --budget rides=100", "budget", 500, "planner plan --budget rides=100 --budget 500"),
        ("--meals --days 2", "meals", False, "planner plan --days 2 --no-meals"),
        ("--days 2", "cover", [{"at_least": 1}], None),
    ],
)
def test_commands_to_copy(typed: str, field: str, value: object, line: str | None) -> None:
    change = Relaxation(field, value, Message("request.nothing-fits"))
    assert Called(PLAN, typed.split()).with_change(change) == line


def asking_for_much() -> TripRequest:
    return wish(
        days=2,
        avoid=["sanxingdui", "dazu-beishan"],
        belts=["upper-yangtze"],
        zones=["emei-panda"],
        within=["5111", *next(city.counties for city in shipped().cities if "成都" in city.name.zh)],
        follow="ancient-road",
        needs=["wheelchair", "english_signs"],
        needs_strict=True,
        near_hospital=60,
        max_altitude=3000,
        max_steps=500,
        free_only=True,
        avoid_crowds=True,
        base="leshan",
        max_bed_changes=1,
        day_hours={"2": "10:00-16:00"},
        leave_by="2026-12-09T18:00",
        must=["panda-base", "bifengxia"],  # of a set of which the theme wants one at most
    )


def test_wants_are_told_by_names_and_in_words() -> None:
    wants = wants_of(asking_for_much(), shipped())[:16]
    assert [want.message.say() for want in wants] == [
        "leave out Sanxingdui Museum, Dazu Rock Carvings: Beishan",
        "only sites of the Upper Yangtze belt",
        "only sites of the Great Emei and Giant Panda zone",
        "only sites and nights in Central Chengdu, Leshan",
        "along the Chengdu-Chongqing Ancient Road belt",
        "only sites known to have wheelchair access, signs in English",
        "no stop more than 1 h from a hospital",
        "no site above 3000 m",
        "no site with more than 500 steps",
        "only sites without a ticket",
        "no crowds",
        "every night in Leshan",
        "at most 1 change of bed",
        "day 2 only 10:00-16:00",
        "leave by Wed 9 December 2026 18:00",
        "what the themes ask for: 'zoos and panda centres' (at most 1)",
    ]
    chinese = [want.message.say("zh") for want in wants]
    assert chinese == [
        "不去三星堆博物馆、大足石刻·北山",
        "只去长江上游生态文化旅游带的景点",
        "只去大峨眉—大熊猫生态文化旅游协同发展区的景点",
        "只在成都市区、乐山市游览和住宿",
        "沿成渝古道文化旅游带走",
        "只去确知有无障碍通道、英文标识的景点",
        "每站离医院不超过1小时",
        "不去海拔3000米以上的景点",
        "不去台阶多于500级的景点",
        "只去不要门票的景点",
        "避开人群",
        "每晚住乐山",
        "最多换1次住处",
        "第2天只在10:00-16:00",
        "2026年12月9日（周三）18:00前离开",
        "主题的要求：“动物园和熊猫基地”（最多1个）",
    ]


def test_parts_of_a_conflict_are_apart_from_the_commas_in_them() -> None:
    wants = wants_of(wish(days=2, avoid=["east-museum", "east-tower"], max_steps=5), corridor())[:2]
    error = NoPlanError(Message("request.nothing-fits"), (), wants, proven_minimal=True)
    assert "leave out East City Museum, East Tower; no site with" in as_text(error, PLAN)
    alone = NoPlanError(Message("request.nothing-fits"), (), wants[1:])
    assert "No plan was found with this: no site with more than 5 steps" in as_text(alone, PLAN)


def test_a_booking_before_a_relaxed_day_is_helped_by_an_earlier_day_or_a_later_visit() -> None:
    words = {
        "days": 2,
        "date": "2027-06-08",
        "from": "chengdu",
        "pace": "relaxed",
        "visits": ["panda-base@2027-06-09T09:20"],  # one is there at 09:38 at the earliest
        "day_hours": {2: "09:00-18:00"},
    }
    request = TripRequest.model_validate(words)
    with pytest.raises(NoPlanError) as caught:
        plan(request, options=SolveOptions(work=60), atlas=shipped_atlas())
    offered = {options_of(change): change for change in caught.value.relaxations if change.verified}
    earlier, later = "--day 2=08:00-18:00", "--visit panda-base@2027-06-09T10:00"
    assert [*offered][:2] == [earlier, later]
    typed = ("plan", "--pace", "relaxed", "--day", "1=10:00-", "--visit", "panda-base@2027-06-09T09:20")
    command = Called(PLAN, typed[1:])
    changed = {name: command.with_change(offered[name]) or "" for name in (earlier, later)}
    assert "--day 2=08:00-18:00" in changed[earlier]
    assert "--day 1=10:00-" not in changed[earlier]
    assert "T09:20" not in changed[later]
    for name in (earlier, later):
        assert plan(
            relaxed(request, offered[name]), options=SolveOptions(work=60), atlas=shipped_atlas()
        ).days
