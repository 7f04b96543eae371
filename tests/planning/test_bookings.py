"""What is booked, where one sleeps and what is kept free: over the small corridor, each against the trip without it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from planner import Itinerary, TripRequest, check, load_corridor, plan
from planner.atlas import Atlas
from planner.cli.failures import options_of
from planner.clock import minutes_of
from planner.errors import NoPlanError, RequestError
from planner.itinerary import Overnight, Visit
from planner.planning import check_request
from planner.planning.bookings import towns_of_nights
from planner.request import Asked
from tests.builders.paths import SMALL

CORRIDOR = load_corridor(SMALL)
ATLAS = Atlas(CORRIDOR, use_cache=False)


def wish(**words: object) -> Asked:
    usual = {"days": 3, "date": "2026-12-08", "from": "east-city", "to": "west-city", "ignore_money": True}
    return Asked.model_validate({**usual, "work": 300, **words})


def planned(request: TripRequest) -> Itinerary:
    itinerary = plan(request, atlas=ATLAS)
    assert [broken for broken in check(itinerary, CORRIDOR) if broken.severity == "error"] == []
    return itinerary


def visits(itinerary: Itinerary) -> dict[str, str]:
    events = (event for day in itinerary.days for event in day.events if isinstance(event, Visit))
    return {event.attraction: f"{event.start:%d %H:%M}" for event in events}


def nights(itinerary: Itinerary) -> list[Overnight]:
    return [event for day in itinerary.days for event in day.events if isinstance(event, Overnight)]


@pytest.mark.parametrize("mode", ["car", "transit"])
def test_a_booked_visit_begins_at_its_moment(mode: str) -> None:
    usual = planned(wish(mode=mode))
    assert visits(usual)["west-ruins"] != "09 13:05"
    booked = planned(wish(mode=mode, visits=["west-ruins@2026-12-09T13:05"]))
    assert visits(booked)["west-ruins"] == "09 13:05"
    assert booked.request.must == ("west-ruins",)


def test_a_booked_visit_is_shorter_where_its_hours_are() -> None:
    # the grotto closes at 17:00: three hours are planned, and two are left
    booked = planned(wish(visits=["mid-grotto@2026-12-09T15:00"]))
    assert visits(booked)["mid-grotto"] == "09 15:00"
    assert planned(wish(visits=["mid-grotto@2026-12-09T14:00"]))


@pytest.mark.parametrize(("leave_by", "inside"), [("15:00", True), ("16:00", False)])
def test_lunch_is_in_a_booked_visit_after_which_there_is_only_time_for_the_way(
    leave_by: str, inside: bool
) -> None:
    # at 12:30 it is over, and the way takes until 14:45
    booked = planned(wish(visits=["mid-grotto@2026-12-10T09:30"], leave_by=f"2026-12-10T{leave_by}"))
    (visit,) = (event for event in booked.days[-1].events if isinstance(event, Visit))
    assert (visit.attraction, visit.includes_lunch) == ("mid-grotto", inside)


def test_booked_nights() -> None:
    assert [night.place for night in nights(planned(wish()))] == ["mid-town", "mid-town"]
    booked = planned(wish(stays=["west-city@2026-12-08..10"]))
    assert [night.place for night in nights(booked)] == ["west-city", "west-city"]
    second = planned(wish(stays=["east-city@2026-12-09..10"]))
    assert [night.place for night in nights(second)][1] == "east-city"


def test_a_base_and_one_bed() -> None:
    for words, town in (
        ({"base": "mid-town"}, "mid-town"),
        ({"max_bed_changes": 0}, "east-city"),
        ({"max_bed_changes": 0, "from": "east-station"}, "east-city"),
        ({"max_bed_changes": 0, "base": "west-city"}, "west-city"),
    ):
        assert {night.place for night in nights(planned(wish(**words)))} == {town}
    # no night may be in the town of the start
    within = wish(max_bed_changes=0, within=["51"], **{"from": "east-city"})
    assert towns_of_nights(CORRIDOR, within) == {}
    mixed = wish(base="east-city", stays=["west-city@2026-12-09..10"])
    first = date(2026, 12, 8)
    assert towns_of_nights(CORRIDOR, mixed) == {first: "east-city", first + timedelta(1): "west-city"}


def test_nobody_pays_for_a_bed_at_home() -> None:
    words = {"base": "east-city", "to": "east-city", "mode": "transit", "ignore_money": False}
    for home, cny in ((False, 600), (True, 0)):
        itinerary = planned(wish(at_home=home, **words))
        assert itinerary.totals.rooms
        assert itinerary.totals.rooms.cost_cny == cny
        assert [night.rooms for night in nights(itinerary)] == [None if home else 1] * 2
        other = itinerary.request.model_copy(update={"at_home": not home})
        found = check(itinerary.model_copy(update={"request": other}), CORRIDOR)
        assert {broken.code for broken in found} == {"hotel", "fare", "luggage"}


def test_what_is_kept_free_has_no_visit() -> None:
    usual = planned(wish(days=1, to="east-city"))
    assert visits(usual)
    afternoon = planned(wish(days=1, to="east-city", free={1: ["forenoon"]}))
    assert min(visits(afternoon).values()) >= "08 13:00"
    resting = planned(wish(pauses=["11:30-14:15"]))
    for day in resting.days:
        for event in day.events:
            if isinstance(event, Visit):
                begin, end = (minutes_of(moment, day.date) for moment in (event.start, event.end))
                assert end <= 690 or begin >= 855


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"visits": ["mid-grotto@2026-12-12T10:00"]}, "on Sat 12 December 2026 at 10:00 lies on no day of the trip"),
        ({"visits": ["mid-grotto@2026-12-09T16:00"]}, "no visit of 120 minutes can begin then; open that"),
        (
            {"visits": ["west-park@2026-12-09T19:00"]},
            "the visit of West Park on Wed 9 December 2026 at 19:00, which takes 30 minutes at least, lies outside the"
            " hours of day 2, 08:30-19:00",
        ),
        ({"visits": ["west-park@2026-12-09T13:00"], "pauses": ["13:00-14:00"]}, "in a pause or in free time of day 2"),
        (
            {"visits": ["mid-grotto@2026-12-09T10:00", "mid-grotto@2026-12-09T14:00"]},
            "Mid Grotto on Wed 9 December 2026 at 10:00 and the visit of Mid Grotto on Wed 9 December 2026 at 14:00"
            " can't both",
        ),
        (
            {"stays": ["mid-town@2026-12-10..11"]},
            "to Fri 11 December 2026: the trip has no night on Thu 10 December 2026",
        ),
        (
            {"stays": ["mid-town@2026-12-08..10", "west-city@2026-12-09..10"]},
            "to Thu 10 December 2026 and the nights in West City from Wed 9 December 2026 to Thu 10 December 2026"
            " can't both be kept",
        ),
        (
            {"base": "west-city", "stays": ["mid-town@2026-12-08..10"]},
            "no night is left for West City: all are booked elsewhere (the nights in Mid Town from Tue 8"
            " December 2026 to",
        ),
        ({"base": "east-station"}, "base: 'east-station' is no town of the corridor to sleep in"),
        ({"from": "east-tower", "at_home": True}, "at_home: the trip starts at east-tower, which is in no town"),
    ],
)  # fmt: skip
def test_bookings_that_cannot_be_kept_are_named(words: dict[str, object], message: str) -> None:
    with pytest.raises(RequestError) as caught:
        check_request(wish(**words), CORRIDOR)
    assert message in str(caught.value)


def test_the_booking_that_is_in_the_way_is_named() -> None:
    # from the grotto to the ruins it takes 165 minutes, and there are 60 between them
    both = ["mid-grotto@2026-12-09T10:00", "west-ruins@2026-12-09T13:00"]
    with pytest.raises(NoPlanError) as caught:
        planned(wish(visits=both, mode="car"))
    offered = [options_of(change) for change in caught.value.relaxations]
    assert offered[:2] == [f"without --visit {visit}" for visit in both]
    assert str(caught.value) == (
        "nobody is at the visit of West Ruins on Wed 9 December 2026 at 13:00 in time: from Mid Grotto at 13:00 the way"
        " takes 2 h 45, and one is there at 15:45 at the earliest"
    )
    assert "13:00从中镇石窟出发，路上要2小时45分" in caught.value.reason.say("zh")


def test_of_two_bookings_that_overlap_either_may_be_given_up() -> None:
    # a visit of the grotto takes two hours at least, and the temple is some way from it
    both = ["mid-grotto@2026-12-09T10:00", "mid-temple@2026-12-09T11:00"]
    with pytest.raises(NoPlanError) as caught:
        planned(wish(visits=both, mode="car"))
    changes = caught.value.relaxations
    assert [options_of(change) for change in changes] == [f"without --visit {visit}" for visit in both]
    assert all(change.verified for change in changes)
    assert [want.value for want in caught.value.conflict] == both
    assert caught.value.reason.say("en").startswith(
        "nobody is at the visit of Mid Temple on Wed 9 December 2026 at 11:00 in time: from Mid Grotto at 1"
    )


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (
            {"visits": ["west-ruins@2026-12-08T10:00"], "mode": "transit"},
            "nobody is at the visit of West Ruins on Tue 8 December 2026 at 10:00 in time: from East City at 08:30",
        ),
        (
            {"visits": ["east-museum@2026-12-10T16:00"], "mode": "car"},
            "leaves no way on: at 17:00 it is over, and no way leads to West City by the day's end at 19:00",
        ),
    ],
)
def test_the_ride_that_keeps_one_from_a_booked_visit_is_named(words: dict[str, object], reason: str) -> None:
    with pytest.raises(NoPlanError) as caught:
        planned(wish(**words))
    assert reason in str(caught.value)


def test_an_end_that_no_road_leads_to_is_named_and_what_the_wish_has_is_not_offered() -> None:
    """Only the train goes to West City where the road from Mid Town is missing; it does so in the days of the wish."""
    links = [link for link in CORRIDOR.links if {link.start, link.end} != {"mid-town", "west-city"}]
    cut = CORRIDOR.model_copy(update={"links": tuple(links)})
    with pytest.raises(NoPlanError) as caught:
        plan(wish(days=2), atlas=Atlas(cut, use_cache=False))
    assert "West City (west-city)" in str(caught.value)
    assert "西城" in caught.value.reason.say("zh")
    assert [options_of(change) for change in caught.value.relaxations] == ["--mode transit"]


def test_a_base_beside_a_stay_that_leaves_it_a_night_is_kept() -> None:
    check_request(wish(base="west-city", stays=["mid-town@2026-12-08..09"]), CORRIDOR)
    check_request(wish(base="mid-town", stays=["mid-town@2026-12-08..10"]), CORRIDOR)


@pytest.mark.parametrize(("hour", "words"), [("18:00", {}), ("19:30", {"end_time": "22:30"})])
def test_two_bookings_with_a_night_between_them_are_named_with_the_way_that_is_too_long(
    hour: str, words: dict[str, str]
) -> None:
    """From the park in West City one reaches no bed from which the tower in East City is there by nine.

    A day with lunch and dinner needs a ride between them, which the park alone does not give.
    """
    both = [f"west-park@2026-12-08T{hour}", "east-tower@2026-12-09T09:00"]
    with pytest.raises(NoPlanError) as caught:
        planned(wish(visits=both, mode="car", **words, **{"from": "west-city"}))
    assert (
        "the visit of East Tower on Wed 9 December 2026 at 09:00 is too far from the visit of West Park"
        in str(caught.value)
    )
    assert {want.value for want in caught.value.conflict} >= set(both)
    assert "2026年12月9日（周三）09:00预订的" in caught.value.reason.say("zh")


def test_a_booking_on_a_closed_day_says_that_the_site_is_closed() -> None:
    sites = [site.model_copy(update={"opening_hours": "Tu-Su 09:00-17:00"}) for site in CORRIDOR.attractions]
    closed = CORRIDOR.model_copy(update={"attractions": tuple(sites)})
    with pytest.raises(RequestError) as raised:
        check_request(wish(date="2026-12-07", visits=["mid-grotto@2026-12-07T10:00"]), closed)
    assert "on Mon 7 December 2026 at 10:00: it is closed that day." in str(raised.value)
    assert raised.value.say("zh").endswith("当天不开放。")


def test_of_three_bookings_too_far_apart_the_conflict_is_of_the_two_that_the_error_names() -> None:
    # 90 minutes from the museum to the grotto, 165 from there to the ruins: none of them goes with the next
    three = ["east-museum@2026-12-09T09:30", "mid-grotto@2026-12-09T11:00", "west-ruins@2026-12-09T13:30"]
    with pytest.raises(NoPlanError) as caught:
        planned(wish(visits=three, mode="car"))
    assert "from East City Museum at" in str(caught.value)
    assert [want.value for want in caught.value.conflict] == three[:2]


@pytest.mark.parametrize("light", ["sunrise", "blue_hour"])
def test_a_light_on_a_closed_day_says_that_the_site_is_closed(light: str) -> None:
    with pytest.raises(RequestError) as caught:
        check_request(wish(date="2026-12-07", days=1, **{light: ["east-museum"]}), CORRIDOR)
    told = "East City Museum: it is closed on Mon 7 December 2026. Open at that light are: East Tower."
    assert told in str(caught.value)
    assert "东城博物馆：2026年12月7日（周一）不开放。届时开放的有：东城塔。" in caught.value.say("zh")
