"""What now, on the metro: a day at a park by the stop Pu and back to the town at Mei, both a walk from the metro."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from types import SimpleNamespace

import pytest

from planner.answers import story
from planner.answers.difference import names_of, told
from planner.answers.known import Known
from planner.answers.replan import News, replan
from planner.atlas import Atlas
from planner.checker import check
from planner.corridor import Location
from planner.difference import Difference, RideChanged
from planner.itinerary import Itinerary, Leg
from planner.loading import load_corridor
from planner.options import SolveOptions
from planner.request import TripRequest
from planner.service import plan
from tests.builders.metros import metro_corridor
from tests.builders.paths import SMALL

WORK = SolveOptions(work=100, threads=1)


@cache
def atlas() -> Atlas:
    small = load_corridor(SMALL)
    sites = small.attraction_by_id
    parts = {"prefecture": "重庆市", "adcode": "500000", "town": None}
    by_pu = {"location": Location(lat=30.0515, lon=105.0505), **parts}
    by_ou = {"location": Location(lat=30.002, lon=105.1), **parts}
    near = (
        sites["west-park"].model_copy(update=by_pu),
        sites["east-museum"].model_copy(update=by_ou),
    )
    metro = metro_corridor().model_copy(update={"attractions": near, "themes": small.themes})
    return Atlas(metro, use_cache=False)


@cache
def trip() -> Itinerary:
    wish = {"days": 1, "date": "2026-06-06", "from": "at-mei", "mode": "transit", "must": ["west-park"]}
    return plan(TripRequest.model_validate(wish), atlas=atlas(), options=WORK)


def legs() -> list[Leg]:
    return [event for event in trip().days[0].events if isinstance(event, Leg)]


def test_the_trip_goes_by_metro() -> None:
    assert "metro" in [leg.mode for leg in legs()]


def test_a_ride_that_changes_is_named_in_the_readers_language() -> None:
    metro = next(leg for leg in legs() if leg.mode == "metro")
    assert metro.service
    assert metro.line_name
    ride = RideChanged(day=1, origin=metro.start, target=metro.end, before=("road",), after=(metro.service,))
    [english], [chinese] = (
        told(Difference(ride_changed=(ride,)), names_of(trip()), language) for language in ("en", "zh")
    )
    assert metro.service in english
    assert metro.service not in chinese
    assert metro.line_name.zh in chinese


def test_a_last_metro_that_binds_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    metro = next(leg for leg in legs() if leg.mode == "metro")
    step = SimpleNamespace(line=metro.line, start=metro.start, end=metro.end, service=None, depart=1380)
    last = SimpleNamespace(day=0, step=step)
    monkeypatch.setattr(story, "last_rides", lambda *_: [last])
    known = Known.of(trip(), None, atlas(), WORK, None)
    (named,) = story._last_services(known, known.model.problem, ())
    lines = {line.id: line.name for each in atlas().corridor.metros for line in each.lines}
    assert named.service == lines[metro.line or ""]


@pytest.mark.parametrize("late", [0, 50])
@pytest.mark.parametrize("number", range(10))
def test_a_trip_is_planned_again_from_anywhere_on_the_way(number: int, late: int) -> None:
    now = legs()[number].depart + timedelta(minutes=1)
    again = replan(trip(), now, late=late, change="best", atlas=atlas(), options=WORK)
    assert [broken.message for broken in check(again, atlas().corridor) if broken.severity == "error"] == []


def test_who_walks_to_the_metro_is_back_where_he_came_from() -> None:
    """Two minutes on the way to the stop Mei: in the town again after two more."""
    now = trip().days[0].start.time + timedelta(minutes=2)
    again = replan(trip(), now, change="best", atlas=atlas(), options=WORK)
    assert (again.days[0].start.place, again.past[0].end.place) == ("at-mei", "at-mei")
    assert again.days[0].start.time == now + timedelta(minutes=2)


def test_who_rides_goes_on_to_where_the_way_leads() -> None:
    """The first line has left Mei: the park is 4 minutes from Pu, where the second line is at 09:03."""
    now = legs()[1].depart + timedelta(minutes=1)
    again = replan(trip(), now, change="best", atlas=atlas(), options=WORK)
    assert f"{again.past[0].end.time:%H:%M}" == "09:09"
    assert again.past[0].end.place == "west-park"


def test_a_rest_with_nothing_left_to_see_only_goes_home() -> None:
    news = News(skip=("west-park",))
    again = replan(trip(), legs()[-1].depart, news=news, change="best", atlas=atlas(), options=WORK)
    assert again.totals.visits == 0
