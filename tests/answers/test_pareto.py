"""Worth against money and against travel, on the small corridor."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planner.answers.chart import Axis, Dot, svg
from planner.answers.difference import visits_of
from planner.answers.others import picture, points_rows
from planner.answers.pareto import Against, Pareto, pareto
from planner.atlas import Atlas
from planner.checker import check
from planner.errors import NoPlanError
from planner.itinerary import Itinerary
from planner.options import SolveOptions
from planner.planning import model_of
from planner.problem import Problem
from planner.request import TripRequest
from planner.service import plan
from planner.stopping import StopToken
from planner.texts import LANGUAGES
from tests.bruteforce.plans import best_by_hand
from tests.builders.examples import NO_SHRINKING, large
from tests.builders.small_plans import corridor

QUICK = SolveOptions(work=20_000, threads=1)
BOTH: tuple[Against, ...] = ("money", "transit")


@cache
def atlas() -> Atlas:
    return Atlas(corridor(), use_cache=False)


@cache
def morning() -> Itinerary:
    wish = {"days": 1, "date": "2026-06-06", "from": "east-city", "ignore_money": True, "end_time": "13:00"}
    return plan(TripRequest.model_validate(wish), atlas=atlas(), options=QUICK)


@cache
def found(against: Against) -> Pareto:
    return pareto(morning(), against=against, share=0.3, atlas=atlas())


@pytest.mark.parametrize("against", BOTH)
def test_what_less_money_and_less_travel_are_worth(against: Against) -> None:
    # museum and tower: 230 + 120 less 32 minutes, 16 km by car at CNY 1; the museum alone: 230 less 20, 10 km;
    # the tower alone takes as much and is worth 100
    points = found(against).points
    assert [visits_of(point.plan).keys() for point in points] == [
        {"east-museum", "east-tower"},
        {"east-museum"},
    ]
    assert [(p.objective, p.bound, p.money_cny, p.transit_minutes) for p in points] == [
        (318, 318, 16, 32),
        (210, 210, 10, 20),
    ]
    assert all(point.proven for point in points)


@pytest.mark.parametrize("against", BOTH)
def test_what_takes_more_is_worth_more_and_keeps_every_rule(against: Against) -> None:
    points = found(against).points
    for more, less in pairwise(points):
        assert more.takes(against) > less.takes(against)
        assert more.objective > less.objective
    for point in points:
        assert [broken for broken in check(point.plan, corridor()) if broken.severity == "error"] == []
        assert point.plan.certificate.objective == point.objective
        assert point.plan.certificate.bound == 318, "its certificate is one of all plans of the wish"


def test_what_is_worth_too_little_is_no_point() -> None:
    assert len(pareto(morning(), against="transit", share=0.7, atlas=atlas()).points) == 1  # 223 at least


@st.composite
def wishes(draw: st.DrawFn) -> TripRequest:
    places = st.sampled_from(["east-city", "mid-town", "west-city"])
    words = {
        **{"days": 1, "date": "2026-06-06", "from": draw(places), "to": draw(places), "pace": "relaxed"},
        "end_time": draw(st.sampled_from(["13:00", "18:00", "20:00"])),
        "ignore_money": draw(st.booleans()),
    }
    return TripRequest.model_validate(words)


@large(sample=3, full=60, phases=NO_SHRINKING)
@given(wish=wishes(), against=st.sampled_from(BOTH))
def test_no_plan_that_takes_no_more_is_worth_more_than_the_bound(wish: TripRequest, against: Against) -> None:
    try:
        before = plan(wish, atlas=atlas(), options=SolveOptions(work=300, threads=1))
    except NoPlanError:
        assume(False)
    points = pareto(before, against=against, share=0.0, atlas=atlas()).points
    model = model_of(wish, atlas(), QUICK, StopToken())
    for number, point in enumerate(points):
        assert [broken for broken in check(point.plan, corridor()) if broken.severity == "error"] == []
        for less in points[number + 1 :]:
            assert point.takes(against) > less.takes(against)
            assert point.objective > less.objective
            assert point.bound is None or (less.bound is not None and less.bound <= point.bound)
        if point.bound is not None:
            best = best_by_hand(no_more_than(model.problem, against, point.takes(against) - model.fixed_cny))
            assert best is not None
            assert best <= point.bound
            assert point.objective <= point.bound


def no_more_than(problem: Problem, against: Against, most: int) -> Problem:
    """Return the problem of a day on which the rides take no more minutes, or all of it no more CNY."""
    return replace(problem, budget=most) if against == "money" else replace(problem, max_transit=(most,))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("against", BOTH)
def test_points_are_told_and_drawn(against: Against, language: str) -> None:
    rows = [*points_rows(found(against), language)]
    assert [row[0] for row in rows] == ["318", "210"]
    drawn = ElementTree.fromstring(picture(found(against), language))
    assert len([*drawn.iter("{http://www.w3.org/2000/svg}circle")]) == 2
    assert Pareto.model_validate_json(found(against).model_dump_json(by_alias=True)) == found(against)


def test_an_open_point_has_a_line_up_to_its_bound() -> None:
    dots = [Dot(10, 100, 100, "a < b"), Dot(20, 150, 180, "c"), Dot(30, 200, None, "d")]
    drawn = ElementTree.fromstring(svg(dots, "t", "x", "y"))
    fills = [circle.get("fill") for circle in drawn.iter("{http://www.w3.org/2000/svg}circle")]
    assert fills == ["#1b6ca8", "white", "white"]
    assert (
        sum("m-4 0h8" in (path.get("d") or "") for path in drawn.iter("{http://www.w3.org/2000/svg}path"))
        == 1
    )
    axis = Axis([103, 190], 0, 100)
    assert (axis.ticks, axis(100), axis(200)) == ([100, 120, 140, 160, 180, 200], 0, 100)
    assert Axis([5, 5], 0, 100).ticks == [5, 6]
