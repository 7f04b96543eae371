"""Those who drive themselves: breaks, hours at the wheel, and what a rented car costs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planner import plan
from planner.arrays import INFINITY
from planner.atlas import Atlas
from planner.checker import check
from planner.errors import NoPlanError, RequestError
from planner.itinerary import Itinerary, Leg, Money
from planner.network.journeys import Step
from planner.network.roads import Roads
from planner.options import SolveOptions
from planner.planning.diary import pause_for
from planner.planning.meals import LUNCH
from planner.request import TripRequest
from planner.rules import VALUE_OF_TIME
from tests.builders.examples import NO_SHRINKING, large
from tests.builders.networks import link, network, town
from tests.builders.small_plans import corridor

OPTIONS = SolveOptions(work=3000)
DAY = date(2026, 6, 6)
PLACES = "abcdef"


@cache
def atlas() -> Atlas:
    return Atlas(corridor(), use_cache=False)


def trip(**words: Any) -> Itinerary:
    wish = {"days": 2, "date": "2026-06-06", "from": "east-city", "to": "west-city"} | words
    request = TripRequest.model_validate(wish)
    made = plan(request, atlas=atlas(), options=OPTIONS)
    assert check(made, corridor(), request) == []
    return made


def legs(made: Itinerary) -> list[Leg]:
    return [event for day in made.days for event in day.events if isinstance(event, Leg)]


@st.composite
def roads(draw: st.DrawFn) -> Roads:
    """Draw roads and ferries between a few towns."""
    ways = st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES)).filter(lambda ends: ends[0] < ends[1])
    ends = draw(st.lists(ways, min_size=5, max_size=10, unique=True))
    modes, lengths = st.sampled_from(["road", "road", "road", "cruise"]), st.integers(1, 150)
    links = [link(*way, draw(lengths)) | {"mode": draw(modes)} for way in ends]
    towns = [town(name, 30, 105 + 0.5 * n) for n, name in enumerate(PLACES)]
    return Roads(network(towns, [], [], links), with_breaks=True)


def minute_by_minute(found: Roads, places: list[str]) -> int:
    """Return how long a way takes whose driver stops for 20 minutes whenever two hours are over and more to come."""
    clock = wheel = 0
    for start, end in pairwise(places):
        way = found.links[start][end]
        for _ in range(way.minutes):
            if way.mode != "road":
                wheel = 0
            elif wheel == 120:
                clock, wheel = clock + 20, 1
            else:
                wheel += 1
            clock += 1
    return clock


@large(sample=50, full=1000, phases=NO_SHRINKING)
@given(found=roads())
def test_the_table_knows_the_breaks_of_each_way(found: Roads) -> None:
    table = found.table()
    for (i, a), (j, b) in ((x, y) for x in enumerate(PLACES) for y in enumerate(PLACES) if x != y):
        steps = found.journey(a, b, 480, DAY)
        if steps is None:
            assert table.minutes[i, j] >= INFINITY
            continue
        places = [steps[0].start, *(place for step in steps for place in (*step.via, step.end))]
        assert steps[-1].arrive - 480 == table.minutes[i, j] == minute_by_minute(found, places)
        passed = [(*step.via_minutes, step.arrive - step.depart) for step in steps]
        at = [
            step.depart + minute - 480 for step, after in zip(steps, passed, strict=True) for minute in after
        ]
        assert at == [minute_by_minute(found, places[: n + 2]) for n in range(len(places) - 1)]


@large(sample=20, full=1000, phases=NO_SHRINKING)
@given(found=roads(), leave=st.integers(480, 659), a=st.sampled_from(PLACES), b=st.sampled_from(PLACES))
def test_lunch_parts_a_drive_and_its_breaks(found: Roads, leave: int, a: str, b: str) -> None:
    steps = found.journey(a, b, leave, DAY)
    assume(steps and steps[-1].arrive > 810)
    assert steps
    paused = pause_for(LUNCH, steps)
    at = paused.index(LUNCH)
    before, after = (
        [step for step in part if isinstance(step, Step)] for part in (paused[:at], paused[at + 1 :])
    )
    assert 640 <= before[-1].arrive <= 830  # a break on a long link may keep them from a place
    assert sum(step.rest for step in (*before, *after)) == sum(step.rest for step in steps)
    for step in (step for step in (*before, *after) if step.mode == "road"):
        assert step.rest >= 20 * ((step.arrive - step.depart - step.rest - 1) // 120)
    assert sum(map(length, (*before, *after))) == sum(map(length, steps))


def length(step: Step) -> int:
    return step.arrive - step.depart


def test_a_long_drive_has_its_break_and_a_short_one_none() -> None:
    words = {"must": ["west-ruins"], "days": 1, "max_transit": 480}
    driven, own = trip(**words), trip(**words, self_drive="own")
    # with a driver by Mid Town and 150 minutes on from there; for oneself 90 + 120 + 10 to the park and a break
    assert all(leg.rest_minutes == 0 for leg in legs(driven))
    assert max(leg.minutes for leg in legs(driven)) == 150
    assert [(leg.minutes, leg.rest_minutes) for leg in legs(own)] == [(240, 20), (40, 0), (30, 0)]
    assert own.certificate.objective < driven.certificate.objective
    assert own.status == driven.status == "optimal"
    assert own.rental is None


def test_a_day_has_at_most_eight_hours_with_breaks() -> None:
    words = {"must": ["west-ruins"], "days": 1, "max_transit": 600, "end_time": "23:00", "to": "east-city"}
    # twice 240 minutes are just eight hours; with a break in each they are more
    assert trip(**words).totals.transit_minutes == 480
    with pytest.raises(NoPlanError):
        trip(**words, self_drive="own")
    assert trip(**words | {"to": "west-city"}, self_drive="own").totals.transit_minutes < 480


def money(cny: int) -> Money:
    return Money(cost_cny=cny, estimated=cny)


@pytest.mark.parametrize(
    ("words", "cars", "days", "one_way"),
    [
        ({}, 1, 500, 249),  # 199.08 km x 1.25
        ({"adults": 5}, 2, 1000, 498),
        ({"to": "east-city"}, 1, 500, 0),
        ({"to": "east-museum"}, 1, 500, 0),  # of the same town
        ({"to": "west-ruins", "days": 1}, 1, 250, 244),
    ],
)
def test_a_rented_car_is_paid_by_the_day_and_for_another_town(
    words: dict[str, Any], cars: int, days: int, one_way: int
) -> None:
    rented, own = trip(**words, self_drive="rental"), trip(**words, self_drive="own")
    assert rented.rental
    told = rented.rental
    assert (told.cars, told.days_cny, told.one_way_cny, told.cost_cny) == (
        cars,
        days,
        one_way,
        days + one_way,
    )
    assert rented.totals.rides
    assert rented.totals.rides.estimated > told.cost_cny
    if own.vehicles != rented.vehicles:  # five people have a car of six seats, and rent two of four
        assert rented.request.adults == 5
        return
    assert rented.totals.cost_cny == own.totals.cost_cny + told.cost_cny
    assert own.totals.rides
    assert rented.totals.rides.estimated == own.totals.rides.estimated + told.cost_cny
    # the same trip is best, and its price counts as one item
    assert rented.days == own.days
    people = rented.request.adults + rented.request.children
    loss = round(60 / (VALUE_OF_TIME * people) * told.cost_cny)
    assert rented.certificate.objective == own.certificate.objective - loss
    assert rented.certificate.bound == (own.certificate.bound or 0) - loss


def test_a_budget_that_the_car_alone_takes() -> None:
    with pytest.raises(NoPlanError) as told:
        trip(self_drive="rental", budget=700)  # of which the car takes 749
    cheapest = told.value.reason.params["cny"]
    assert trip(self_drive="rental", budget=cheapest).totals.cost_cny == cheapest
    assert cheapest in [each.value for each in told.value.relaxations if each.field == "budget"]


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ({"mode": "transit"}, "self_drive"),
        ({"mode": "mixed"}, "self_drive"),
        ({"adults": 1, "children": 6}, "adults"),  # two cars, one driver
        ({"adults": 1, "children": 4, "self_drive": "rental"}, "adults"),
    ],
)
def test_who_cannot_drive(words: dict[str, Any], field: str) -> None:
    with pytest.raises(RequestError) as told:
        trip(**{"self_drive": "own"} | words)
    assert told.value.field == field


@large(sample=4, full=200, phases=NO_SHRINKING)
@given(
    start=st.sampled_from(["east-city", "mid-town", "west-city", "west-ruins"]),
    end=st.sampled_from(["east-city", "mid-town", "west-city", "east-tower"]),
    days=st.integers(1, 3),
    adults=st.integers(1, 6),
    how=st.sampled_from(["own", "rental"]),
    pace=st.sampled_from(["relaxed", "normal", "packed"]),
    max_transit=st.sampled_from([None, 300, 800]),
    clock=st.sampled_from([None, "05:30", "10:15"]),
)
def test_no_day_is_too_long_and_no_drive_without_breaks(
    start: str,
    end: str,
    days: int,
    adults: int,
    how: str,
    pace: str,
    max_transit: int | None,
    clock: str | None,
) -> None:
    words = {"from": start, "to": end, "days": days, "adults": adults, "self_drive": how, "pace": pace}
    try:
        made = trip(**words, max_transit=max_transit, start_time=clock)
    except NoPlanError:
        return
    for day in made.days:
        drives = [event for event in day.events if isinstance(event, Leg) and event.mode == "road"]
        assert sum(leg.minutes - leg.rest_minutes for leg in drives) <= 480
        assert all(leg.minutes - leg.rest_minutes <= 120 or leg.rest_minutes >= 20 for leg in drives)


@pytest.mark.parametrize(("minutes", "is_true"), [(259, False), (260, True), (300, True), (1201, False)])
def test_a_way_is_told_with_its_breaks(minutes: int, is_true: bool) -> None:
    # from Mid Town to the park and back are twice 130 minutes, with a break each
    words: dict[str, Any] = {"days": 1, "to": "east-city", "max_transit": 600, "end_time": "23:00"}
    made = trip(**words, self_drive="own")
    left = {entry.attraction: entry for entry in made.unvisited}
    assert left["west-park"].params == {"worth": 18.0, "minutes": 300}
    assert left["west-ruins"].params == {
        "minutes": 520,
        "limit": 480,
    }  # at the wheel, whatever travel is allowed
    told = left["west-park"].model_copy(update={"params": {"worth": 18.0, "minutes": minutes}})
    told = told.model_copy(update={"detail": told.say("en")})
    others = [entry for entry in made.unvisited if entry.attraction != "west-park"]
    changed = made.model_copy(update={"unvisited": (*others, told)})
    assert ("reason" not in {broken.code for broken in check(changed, corridor())}) == is_true


def test_a_hospital_may_be_too_far_for_its_break() -> None:
    towns = [town.model_copy(update={"hospital": town.id == "west-city"}) for town in corridor().towns]
    made_up = corridor().model_copy(update={"towns": tuple(towns)})
    words = {"days": 1, "date": "2026-06-06", "from": "west-city", "to": "west-city", "near_hospital": 140}
    for how in (None, "own"):
        request = TripRequest.model_validate({**words, "self_drive": how})
        made = plan(request, atlas=Atlas(made_up, use_cache=False), options=OPTIONS)
        far = [left.attraction for left in made.unvisited if left.cause == "hospital"]
        assert ("mid-grotto" in far) == (how == "own")  # 135 minutes, 155 with a break
        (told,) = {left.say("en") for left in made.unvisited if left.cause == "hospital"} or {""}
        assert ("of others the data do not say" in told) == bool(far)
        assert check(made, made_up, request) == []


def test_a_drive_is_the_same_on_both_roads_but_for_breaks() -> None:
    plain, rested = atlas().roads, atlas().roads_with_breaks
    one, other = (each.journey("east-tower", "west-park", 600, DAY) for each in (plain, rested))
    assert one
    assert other
    # 10 + 90 + 120 + 10 minutes: 230 with one break
    assert (one[-1].arrive, other[-1].arrive) == (830, 850)
    assert [replace(step, arrive=0, via_minutes=(), rest=0) for step in one] == [
        replace(step, arrive=0, via_minutes=(), rest=0) for step in other
    ]
