"""The best trips of wishes today and under scenarios: better or worse is said only where bounds prove it."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from planner.answers.known import Known
from planner.atlas import Atlas
from planner.comparing.compare import compare
from planner.comparing.model import Comparison, Outcome
from planner.comparing.trips import Wish, Worth, compared, is_todays
from planner.corridor import Names
from planner.errors import RequestError
from planner.loading import load_corridor
from planner.options import SolveOptions
from planner.reaching.model import Question
from planner.request import TripRequest
from planner.service import plan
from tests.builders.bureaus import NEW, three_counties
from tests.builders.paths import SMALL

DAY = date(2026, 12, 4)
QUESTION = Question(date=DAY, first=420, last=480)
OPTIONS = SolveOptions(work=2000)


@cache
def atlas() -> Atlas:
    return Atlas(three_counties(), use_cache=False)


@cache
def small() -> Atlas:
    return Atlas(load_corridor(SMALL), use_cache=False)


def wish(**words: Any) -> Wish:
    known = {"days": 1, "date": DAY, "from": "a", "mode": "transit", "ignore_money": True, "meals": False}
    known |= {"start_time": "06:30", "end_time": "20:00"}
    return Wish("trip", Names(zh="行程", en="Trip"), TripRequest.model_validate(known | words))


def found(asked: Wish, *names: str, options: SolveOptions = OPTIONS, on: Atlas | None = None) -> Comparison:
    return compare(names, QUESTION, atlas=on or atlas(), wishes=[asked], options=options)


def outcome(objective: int | None, bound: int | None) -> Outcome:
    return Outcome(
        scenarios=(),
        objective=objective,
        bound=bound,
        is_todays=False,
        sites=(),
        transit_minutes=None,
        cost_cny=None,
    )


@pytest.mark.parametrize(
    ("old", "new", "verdict", "at_least", "at_most"),
    [
        ((100, 100), (101, 101), "better", 1, 1),
        ((100, 120), (121, 150), "better", 1, 50),
        ((100, 120), (120, 150), "undecided", 0, 50),  # today's may be worth as much
        ((100, 120), (80, 99), "worse", -40, -1),
        ((100, 120), (80, 100), "undecided", -40, 0),
        ((100, 100), (100, 100), "same", 0, 0),
        ((100, 110), (100, 110), "undecided", -10, 10),
        ((100, None), (500, 500), "undecided", None, 400),
        ((100, 120), (None, None), "undecided", None, None),
    ],
)
def test_only_what_bounds_prove_is_said(
    old: tuple[int | None, int | None], new: Any, verdict: str, at_least: int | None, at_most: int | None
) -> None:
    change = compared("trip", outcome(*old), outcome(*new))
    assert (change.verdict, change.at_least, change.at_most) == (verdict, at_least, at_most)


def test_a_line_makes_a_trip_better_by_what_it_saves() -> None:
    """Both sites are worth 600 + 300, and a minute of travel takes 1: 109 to the garden, 113 to the temple, 4 home.

    With trains that take 60 minutes less it is 49 + 53 + 4.
    """
    both = found(wish(must=["temple", "garden"]), NEW)
    today, then = both.trips[0].outcomes
    assert set(today.sites) == set(then.sites) == {"temple", "garden"}
    assert (today.objective, then.objective) == (today.bound, then.bound) == (674, 794)
    (change,) = both.whole.trips
    assert (change.verdict, change.at_least, change.at_most) == ("better", 120, 120)


def test_without_a_bound_a_better_trip_is_undecided() -> None:
    both = found(wish(must=["temple", "garden"]), NEW, options=SolveOptions(engine="routing", work=300))
    assert [each.bound for each in both.trips[0].outcomes] == [None, None]
    assert both.trips[0].outcomes[1].sites
    assert both.whole.trips[0].verdict == "undecided"


def test_the_numbers_are_those_of_the_model() -> None:
    worth = Worth()
    request = wish(must=["garden"]).request
    made = plan(request, atlas=atlas(), options=OPTIONS, progress=worth)
    known = Known.of(made, None, atlas(), OPTIONS, None)
    assert worth.agrees_with(made)
    assert (worth.objective, worth.bound) == (known.objective, known.bound)


def test_a_trip_nobody_finds_is_undecided() -> None:
    both = found(wish(must=["temple", "garden"], end_time="09:30"), "close-line:a-b")
    assert [each.objective for each in both.trips[0].outcomes] == [None, None]
    assert both.whole.trips[0].verdict == "undecided"


def test_a_trip_by_car_is_that_of_today_unless_a_road_or_a_site_changes() -> None:
    """Over the road of 90 minutes to the grotto, which takes 135 then; the temple beside it is not seen any more."""
    asked = wish(**{"from": "east-city", "mode": "car"}, must=["mid-grotto"])
    closed, slow = "close-line:east-west", "slow-road:east-city/mid-town@150%"
    both = found(asked, closed, slow, on=small())
    today, together, alone, slowed = both.trips[0].outcomes
    assert [each.is_todays for each in (today, together, alone, slowed)] == [False, False, True, False]
    assert (alone.objective, alone.sites) == (today.objective, today.sites)
    changes = {(each.kind, each.scenario): each.trips[0] for each in both.changes if each.trips}
    assert changes["alone", closed].verdict == "same"
    assert (changes["alone", slow].verdict, changes["alone", slow].at_most) == (
        "worse",
        870 - 1050,
    )
    assert slowed.sites == ("mid-grotto", "east-museum", "east-tower")
    solved = plan(asked.request.model_copy(update={"scenarios": (closed,)}), atlas=small(), options=OPTIONS)
    of_today = plan(asked.request, atlas=small(), options=OPTIONS)
    assert (solved.days, solved.certificate.bound) == (of_today.days, of_today.certificate.bound)
    then = small().assuming((closed,)).corridor
    assert not is_todays(wish(mode="transit").request, small().corridor, then)


def test_a_wish_with_scenarios_of_its_own_is_refused() -> None:
    with pytest.raises(RequestError):
        found(wish(scenarios=(NEW,)), NEW)
