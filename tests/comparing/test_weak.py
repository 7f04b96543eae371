"""What trips hang on, worked out by hand on a corridor whose roads part, and on one with two trains."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from planner.atlas import Atlas
from planner.comparing import weaktables as tables
from planner.comparing.trips import Wish
from planner.comparing.weak import weak_products
from planner.comparing.weakmodel import Lost, WeakProducts
from planner.corridor import Names
from planner.errors import RequestError
from planner.options import SolveOptions
from planner.request import TripRequest
from planner.stopping import StoppedError, StopToken
from tests.builders.forks import parting
from tests.builders.reaches import EVERYTHING, site
from tests.builders.weak import hanging

FRIDAY = date(2026, 12, 4)
SITES = ("garden", "temple", "tower")
OPTIONS = SolveOptions(work=300)
SLOW = "slow-road:fork/garden@200%"


@cache
def roads() -> Atlas:
    return Atlas(parting(), use_cache=False)


@cache
def trains() -> Atlas:
    beside = hanging(attractions=[site("temple", 30.0, 106.001)], themes=[EVERYTHING])
    return Atlas(beside, use_cache=False)


def wish(name: str, **words: Any) -> Wish:
    known = {"days": 1, "date": FRIDAY, "from": "home", "mode": "car", "ignore_money": True, "meals": False}
    return Wish(name, Names(zh=name, en=name), TripRequest.model_validate(known | words))


def to(name: str) -> Wish:
    return wish(name, must=[name], avoid=[each for each in SITES if each != name])


def found(*wishes: Wish, atlas: Atlas | None = None, **more: Any) -> WeakProducts:
    return weak_products(wishes, FRIDAY, options=OPTIONS, atlas=atlas or roads(), **more)


@cache
def whole() -> WeakProducts:
    return found(*map(to, SITES))


def of(weak: WeakProducts) -> dict[str, dict[str, tuple[str, int | None, int | None]]]:
    def told(lost: Lost) -> tuple[str, int | None, int | None]:
        return lost.verdict, lost.at_least, lost.at_most

    return {link.id: {lost.trip: told(lost) for lost in link.trips} for link in weak.links}


def test_a_road_that_two_trips_need() -> None:
    """A site is worth 500, a minute on the road takes 1: garden and temple are 2 x 30 away, 440, the tower 2 x 15.

    Without the road to the fork it is 45 to the fork, 2 x 25 more; to the tower by the fork 50, 2 x 35 more. No other
    road leads to garden and temple. What hurts more trips comes first, then what leaves more of them without a plan.
    """
    weak = whole()
    assert [(each.objective, each.bound) for each in weak.trips] == [(440, 440), (440, 440), (470, 470)]
    nothing = ("no-plan", None, None)
    expected = {
        "fork/home": {"garden": ("worse", 50, 50), "temple": ("worse", 50, 50)},
        "fork/garden": {"garden": nothing},
        "fork/temple": {"temple": nothing},
        "home/tower": {"tower": ("worse", 70, 70)},
    }
    assert of(weak) == expected
    assert list(of(weak)) == list(expected)
    assert [(link.assume, link.has_detour) for link in weak.links[:2]] == [
        ("close-road:fork/home", True),
        ("close-road:fork/garden", False),
    ]
    assert (weak.candidates, weak.num_tried, weak.is_complete) == ({"road": 4}, 4, True)


def test_what_cannot_be_among_the_worst_is_not_tried() -> None:
    """The road to the fork hurts two trips, each of the others one at most: it takes two trips planned again."""
    steps: list[tuple[int, int]] = []
    weak = found(*map(to, SITES), top=1, step=lambda *each: steps.append(each))
    assert (list(of(weak)), weak.num_tried, weak.most_untried, weak.is_complete) == (
        ["fork/home"],
        1,
        1,
        True,
    )
    assert steps == [(1, 63), (2, 63), (3, 63), (4, 8), (5, 8)]  # the plans use roads five times


def test_what_was_left_out_is_told() -> None:
    weak = found(*map(to, SITES), solves=3)
    assert (list(of(weak)), weak.num_tried, weak.most_untried, weak.is_complete) == (
        *(["fork/home", "fork/garden"], 2, 1, False),
    )
    for language, words in (
        ("en", "Not all was tried: what was left, after 3 trips"),
        ("zh", "并未全部试过"),
    ):
        assert any(words in note for note in tables.notes(weak, language))


def test_what_is_assumed_holds_throughout() -> None:
    """To the garden it is 20 on from the fork: 420, and 370 round by the tower."""
    weak = found(to("garden"), assumes=(SLOW,))
    assert weak.trips[0].objective == 420
    assert of(weak)["fork/home"] == {"garden": ("worse", 50, 50)}
    with pytest.raises(RequestError):
        found(to("garden"), assumes=("close-road:home/temple",))


def test_lines_and_trains() -> None:
    """To the temple beside the station of the east; only the line goes there, and both trains are as quick.

    Nothing comes back, so the trip ends in the east.
    """
    asked = wish(
        "east", **{"from": "west", "to": "east", "mode": "transit"}, must=["temple"], start_time="07:00"
    )
    weak = found(asked, atlas=trains())
    lost = of(weak)
    assert lost["rail"] == {"east": ("no-plan", None, None)}
    assert weak.candidates["line"] == 1
    (train,) = lost.keys() & {"G1", "G3"}
    assert lost[train] == {"east": ("same", 0, 0)}
    assert {link.kind: link.assume for link in weak.links} == {"line": "close-line:rail", "train": None}
    assert not weak.trips[0].most


def test_tables() -> None:
    weak = whole()
    rows = list(tables.rows(weak, "en"))
    assert rows[0] == [
        *("fork - home", "2", "garden", "440 to 440", "390 to 390", "50 to 50", "close-road:fork/home"),
    ]
    assert rows[1][:3] == ["", "", "temple"]
    assert rows[2][0] == "fork - garden (no way round it)"
    assert rows[2][-2] == "everything: there is no plan"
    assert all(len(row) == len(tables.heads("zh")) for row in tables.rows(weak, "zh"))
    assert "The plans of today use 4 roads" in tables.heading(weak, "en")[-1]


def test_a_trip_without_a_plan_is_told() -> None:
    weak = found(wish("garden", must=["garden"], start_time="08:00", end_time="09:00"))
    assert (weak.links, weak.candidates, weak.is_complete) == ((), {}, True)
    assert list(tables.notes(weak, "en"))[-1] == "No plan was found today: garden."


def test_it_can_be_stopped() -> None:
    stop = StopToken()
    stop.set()
    with pytest.raises(StoppedError):
        found(to("garden"), stop=stop)
