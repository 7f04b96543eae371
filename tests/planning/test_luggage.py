"""Where the bed changes the day says where the luggage waits: over the small corridor."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import Itinerary, check, plan
from planner.atlas import Atlas
from planner.corridor import Corridor, Link, Location, Town
from planner.errors import NoPlanError
from planner.export import export
from planner.export.luggage import luggage_row
from planner.export.speaker import Speaker
from planner.export.view import Language
from planner.itinerary import Day, Leg, Luggage, NearBed, Overnight, Visit
from planner.request import Asked
from planner.rules import LUGGAGE_MINUTES
from tests.builders.examples import NO_SHRINKING, large
from tests.builders.small_plans import corridor, corridor_with

FREE = {"ignore_money": True, "themes": {"all": 1}, "date": "2026-12-08", "work": 2000}
OLD_AND_NEW = {"days": 2, "stays": ["east-city@2026-12-08..09"], "from": "east-city", "to": "west-city"}


@cache
def atlas() -> Atlas:
    return Atlas(corridor(), use_cache=False)


def planned(**words: object) -> Itinerary:
    itinerary = plan(Asked.model_validate({**FREE, **words}), atlas=atlas())
    assert check(itinerary, corridor()) == []
    return itinerary


@cache
def moved(mode: str) -> Itinerary:
    return planned(**OLD_AND_NEW, mode=mode)


def visited(day: Day) -> tuple[str, ...]:
    return tuple(event.attraction for event in day.events if isinstance(event, Visit))


def test_by_car_it_stays_in_the_car() -> None:
    stays = ["east-city@2026-12-08..09", "mid-town@2026-12-09..11"]
    first, second, third, last = planned(**{**OLD_AND_NEW, "days": 4, "stays": stays, "mode": "car"}).days
    in_car = Luggage(check_out_minutes=15, check_in_minutes=15, waits="car")
    assert first.luggage == in_car.model_copy(update={"check_out_minutes": None})
    assert second.luggage == in_car
    assert third.luggage is None  # the bed stays
    assert last.luggage == in_car.model_copy(update={"check_in_minutes": None})


def test_by_train_one_has_it_along_but_where_the_way_begins_or_ends_at_the_bed() -> None:
    # the trip begins at its first bed, and that day comes back there
    first, second = moved("transit").days
    assert visited(first)
    assert visited(second)
    assert first.luggage == Luggage(check_in_minutes=15, waits="at-bed", beds=("east-city",))
    assert second.luggage == Luggage(check_out_minutes=15, waits="with-you", along=visited(second))


def test_on_a_day_that_stays_where_one_slept_it_waits_there() -> None:
    words = {"days": 2, "stays": ["east-city@2026-12-08..09"], "from": "east-city", "free": {2: ["day"]}}
    _, still = planned(**words, mode="transit").days
    assert not any(isinstance(event, Leg) for event in still.events)
    assert still.luggage == Luggage(check_out_minutes=15, waits="at-bed", beds=("east-city",))


def test_at_home_nobody_checks_in_or_out() -> None:
    words = {**OLD_AND_NEW, "to": "east-city", "mode": "car"}
    hotel = {**words, "days": 3, "stays": ["east-city@2026-12-08..09", "mid-town@2026-12-09..10"]}
    assert [day.luggage is None for day in planned(**words, at_home=True).days] == [True, True]
    home, away, back = planned(**hotel, at_home=True).days
    assert home.luggage is None
    assert away.luggage == Luggage(check_in_minutes=15, waits="car")
    assert back.luggage == Luggage(check_out_minutes=15, waits="car")


BETWEEN = {"arrival": "2026-12-08T08:00", "leave_by": "2026-12-08T19:00", "days": 1, "mode": "transit"}


def test_between_two_rides_it_is_at_the_station_or_along() -> None:
    (back,) = planned(**BETWEEN, **{"from": "east-station", "to": "east-station"}).days
    assert back.luggage == Luggage(waits="with-you", station="east-station")
    (onward,) = planned(**BETWEEN, **{"from": "east-station", "to": "west-station"}).days
    assert visited(onward)
    assert onward.luggage == Luggage(waits="with-you", along=visited(onward))
    by_car = {**BETWEEN, "mode": "car", "from": "east-station", "to": "east-station"}
    assert planned(**by_car).days[0].luggage == Luggage(waits="car")
    assert (
        planned(**BETWEEN, **{"from": "east-city", "to": "east-city"}, at_home=True).days[0].luggage is None
    )


def test_a_climb_with_luggage_says_so() -> None:
    words = {"from": "mid-town", "to": "west-city", "days": 2, "mode": "transit"}
    itinerary = planned(**words, stays=["mid-town@2026-12-08..09"], visits=["mid-temple@2026-12-09T09:30"])
    last = itinerary.days[-1]
    assert last.luggage is not None
    assert last.luggage.climbs == {"mid-temple": 300}
    text = " ".join(str(export(itinerary, "text")).split())
    assert "with your luggage up about 300 steps: no place to leave it is known" in text


def with_beds_beside(**sites: str) -> Corridor:
    """Return the small corridor with towns moved to half a kilometre from sites."""

    def moved_to(town: Town, site: str) -> Town:
        here = corridor().attraction_by_id[site].location
        return town.model_copy(update={"location": Location(lat=here.lat + 0.0045, lon=here.lon)})

    towns = {town.id: town for town in corridor().towns}
    towns |= {
        name: moved_to(towns[name], site) for town, site in sites.items() if (name := town.replace("_", "-"))
    }
    return corridor_with(towns=tuple(towns.values()))


def test_a_bed_beside_a_visit_spares_one_the_luggage() -> None:
    there = with_beds_beside(mid_town="mid-grotto", west_city="west-park")
    words = {**FREE, "days": 2, "from": "east-city", "to": "west-city", "mode": "transit"}
    request = Asked.model_validate({**words, "stays": ["mid-town@2026-12-08..09"], "must": ["mid-grotto"]})
    itinerary = plan(request, atlas=Atlas(there, use_cache=False))
    assert check(itinerary, there) == []
    first, last = (day.luggage for day in itinerary.days)
    assert first is not None
    assert last is not None
    # half a kilometre and a third more of way round takes nine minutes; the teahouse is 30 m from where the town is now
    assert first.along[-1] == "mid-grotto"
    assert first.near == (NearBed(place="mid-town", attraction="mid-grotto", minutes=9, use="before"),)
    assert last.near == (NearBed(place="west-city", attraction="west-teahouse", minutes=1, use="trip-end"),)
    text = " ".join(str(export(itinerary, "text")).split())
    assert "the hotel in Mid Town is 9 min on foot from Mid Grotto: leave it there first" in text
    assert "West City, where the trip ends, is 1 min on foot from West Teahouse: if you have a place" in text
    lie = first.near[0].model_copy(update={"minutes": 5})
    for near in ((), (lie,)):
        damaged = itinerary.days[0].model_copy(update={"luggage": first.model_copy(update={"near": near})})
        found = check(itinerary.model_copy(update={"days": (damaged, itinerary.days[1])}), there)
        assert {broken.code for broken in found} == {"luggage"}


def test_luggage_may_wait_at_the_bed_before_until_after_a_visit_beside_it() -> None:
    there = with_beds_beside(mid_town="mid-temple")
    words = {**FREE, "from": "mid-town", "to": "west-city", "days": 2, "mode": "transit"}
    booked = {"stays": ["mid-town@2026-12-08..09"], "visits": ["mid-temple@2026-12-09T09:30"]}
    itinerary = plan(Asked.model_validate({**words, **booked}), atlas=Atlas(there, use_cache=False))
    assert check(itinerary, there) == []
    last = itinerary.days[-1].luggage
    assert last is not None
    assert [(near.place, near.attraction, near.use) for near in last.near] == [
        ("mid-town", "mid-temple", "until-after")
    ]
    assert "or leave it at the hotel in Mid Town until after Mid Temple" in str(export(itinerary, "markdown"))


@pytest.mark.parametrize(
    ("mode", "language", "texts"),
    [
        ("car", "en", ("Luggage: pack and check out before", "it stays in the car")),
        ("car", "zh", ("前收拾行李并退房", "；放在车上")),
        (
            "transit",
            "en",
            ("leave it at the hotel in East City", "check in on arrival in East City", "any is not known"),
        ),
        ("transit", "zh", ("放在东城的酒店", "抵达东城后办理入住", "时随身携带")),
    ],
)
def test_a_row_tells_it(mode: str, language: Language, texts: tuple[str, ...]) -> None:
    shown = export(moved(mode), "markdown", language)
    assert isinstance(shown, str)
    assert [text for text in texts if text not in shown] == []


def test_a_long_row_is_told_to_its_end() -> None:
    day = moved("transit").days[0]
    along = ("east-tower", "mid-grotto") * 40
    told = luggage_row(
        day, Luggage(check_in_minutes=15, waits="with-you", along=along), Speaker(moved("transit"), "en")
    )
    assert len(told.what) > 500
    assert told.what.endswith("(~15 min)")


@large(sample=6, full=300, phases=NO_SHRINKING)
@given(
    start=st.sampled_from(["east-city", "east-station", "mid-town"]),
    end=st.sampled_from(["east-city", "west-city", "west-station"]),
    days=st.integers(1, 3),
    mode=st.sampled_from(["car", "transit", "mixed"]),
    at_home=st.booleans(),
)
def test_it_is_told_exactly_where_the_bed_changes(
    start: str, end: str, days: int, mode: str, at_home: bool
) -> None:
    words = {"from": start, "to": end, "days": days, "mode": mode}
    try:
        itinerary = planned(**words, at_home=at_home and start != "east-station")
    except NoPlanError:
        return
    home = itinerary.request.start if itinerary.request.at_home else None
    beds = [event.place for day in itinerary.days for event in day.events if isinstance(event, Overnight)]
    for day, (old, new) in zip(itinerary.days, pairwise([None, *beds, None]), strict=True):
        moves = [LUGGAGE_MINUTES if bed and old != new and bed != home else None for bed in (old, new)]
        told = day.luggage
        assert moves == ([told.check_out_minutes, told.check_in_minutes] if told else [None, None])
        if told:
            assert (told.waits == "car") == (mode == "car" or day.hire is not None)
            assert set(told.along) <= set(visited(day))
            assert set(told.beds) <= {old, new}


def hut() -> Corridor:
    """Return the small corridor with a bed on the hill of the grotto, to which no car comes."""
    grotto = corridor().attraction_by_id["mid-grotto"]
    hill = Location(lat=grotto.location.lat + 0.02, lon=grotto.location.lon)
    bed = corridor().towns[0].model_copy(update={"id": "hut", "location": hill})
    lift = Link(start="mid-grotto", end="hut", mode="cable", road_class="local", km=2.3, minutes=15)
    return corridor_with(towns=(*corridor().towns, bed), links=(*corridor().links, lift))


def test_below_a_bed_to_which_no_car_comes_it_stays_in_the_car_there() -> None:
    words = {**FREE, "days": 2, "from": "mid-town", "must": ["mid-grotto"], "mode": "car"}
    request = Asked.model_validate({**words, "stays": ["hut@2026-12-08..09"]})
    itinerary = plan(request, atlas=Atlas(hut(), use_cache=False))
    assert check(itinerary, hut()) == []
    up, down = (day.luggage for day in itinerary.days)
    assert up is not None
    assert down is not None
    assert (up.parked, down.parked) == ("mid-grotto", "mid-grotto")
    text = str(export(itinerary, "markdown"))
    assert text.count("take along what the night needs") == 1  # on the way up only
    assert text.index("it stays in the car at Mid Grotto") < text.index(
        "it is still in the car at Mid Grotto"
    )
    damaged = itinerary.days[0].model_copy(update={"luggage": up.model_copy(update={"parked": None})})
    found = check(itinerary.model_copy(update={"days": (damaged, *itinerary.days[1:])}), hut())
    assert {broken.code for broken in found} == {"luggage"}
