"""A pause is one: no ride, no visit and no meal lies in it; each trip against the one without it."""

from __future__ import annotations

from datetime import time

import pytest

from planner import Itinerary, check, load_corridor, plan
from planner.atlas import Atlas
from planner.cli.failures import options_of
from planner.errors import NoPlanError
from planner.export import export
from planner.itinerary import Leg, Meal, Visit, Wait
from planner.planning.resting import meals_of
from planner.request import Asked
from tests.builders.paths import SMALL
from tests.builders.shipped import shipped_atlas

CORRIDOR = load_corridor(SMALL)


def wish(**words: object) -> Asked:
    usual = {"days": 3, "date": "2026-12-08", "from": "east-city", "to": "west-city", "ignore_money": True}
    return Asked.model_validate({**usual, "work": 2000, **words})


def planned(**words: object) -> Itinerary:
    itinerary = plan(wish(**words), atlas=Atlas(CORRIDOR, use_cache=False))
    assert [broken for broken in check(itinerary, CORRIDOR) if broken.severity == "error"] == []
    return itinerary


def busy_at(itinerary: Itinerary, clock: time) -> list[object]:
    """Return what is under way at a time of day."""
    return [
        event
        for day in itinerary.days
        for event in day.events
        if isinstance(event, Leg | Visit | Meal) and event.begins[1].time() < clock < event.finishes[1].time()
    ]


@pytest.mark.parametrize("mode", ["car", "transit"])
def test_nothing_is_under_way_in_a_pause(mode: str) -> None:
    assert busy_at(planned(mode=mode), time(13, 45))
    resting = planned(mode=mode, pauses=["13:00-14:30"])
    assert busy_at(resting, time(13, 45)) == []
    # the grotto, three hours from nine, then lunch and the pause there
    events = next(
        day.events
        for day in resting.days
        if any(isinstance(event, Visit) and event.attraction == "mid-grotto" for event in day.events)
    )
    meal = next(event for event in events if isinstance(event, Meal))
    pause = next(event for event in events if isinstance(event, Wait) and event.purpose == "pause")
    assert (f"{meal.start:%H:%M}", f"{pause.start:%H:%M}", f"{pause.end:%H:%M}") == (
        "12:00",
        "13:00",
        "14:30",
    )


def test_a_ride_begins_after_the_pause() -> None:
    # 30 minutes before the pause and an hour after it are no time for a site by any way
    with pytest.raises(NoPlanError) as error:
        planned(days=1, to="east-city", pauses=["09:00-18:00"])
    assert "without --pause 09:00-18:00" in [options_of(change) for change in error.value.relaxations]


@pytest.mark.parametrize(
    ("pauses", "meals"),
    [
        (["13:00-14:30"], [(720, 720, 150)]),  # lunch at 12:00, then the pause
        (["11:15-12:00"], [(675, 675, 105)]),  # lunch after it
        (["15:00-15:30"], [(660, 810, 60), (900, 900, 30)]),
        (["09:30-10:00"], [(570, 570, 30), (660, 810, 60)]),
        (["10:30-14:15"], [(630, 630, 225)]),  # no hour is left
        (["12:00-12:30", "12:30-13:00"], [(660, 660, 120)]),
        (["11:30-12:00", "12:30-13:00"], [(690, 690, 30), (750, 750, 30), (780, 810, 60)]),
    ],
)
def test_lunch_beside_pauses(pauses: list[str], meals: list[tuple[int, int, int]]) -> None:
    found = meals_of(wish(pauses=pauses), [(510, 1140)])
    assert [(meal.earliest, meal.latest, meal.minutes) for meal in found] == meals


def test_who_comes_in_a_pause_sets_out_after_it() -> None:
    resting = planned(arrival="2026-12-08T13:30:00", pauses=["13:00-14:30"])
    assert f"{resting.days[0].start.time:%H:%M}" >= "14:30"


@pytest.mark.parametrize(
    ("pause", "arrival", "start"),
    [
        ("12:30-14:00", "12:10", "14:00"),  # lunch would have been at 11:30
        ("12:00-12:30", "11:05", "12:30"),
        ("11:15-12:00", "11:40", "13:00"),  # in the pause, and lunch is right after it
        ("11:15-12:00", "12:10", "12:10"),
    ],
)
def test_who_comes_too_late_for_lunch_before_a_pause_keeps_to_the_pause(
    pause: str, arrival: str, start: str
) -> None:
    resting = planned(mode="car", days=2, arrival=f"2026-12-08T{arrival}:00", pauses=[pause], work=300)
    assert f"{resting.days[0].start.time:%H:%M}" >= start


def test_a_pause_says_where_it_is_and_whether_there_is_a_room() -> None:
    text = " ".join(str(export(planned(mode="car", pauses=["13:00-14:30"]), "text")).split())
    assert "Pause at East City Museum: no room is yours by day" in text
    assert "Pause at the hotel in Mid Town: ask to keep the room" in text
    at_bed = planned(mode="car", days=2, to="east-city", base="east-city", pauses=["08:30-09:30"])
    assert "Pause at the hotel in East City" in export(at_bed, "text")
    assert "在东城的酒店休息" in export(at_bed, "text", "zh")


def day_in_the_city(**words: object) -> list[tuple[str, str, str, str]]:
    """Return what happens on the second of three days in the city, whose museum and tower are ten minutes away."""
    seen = {"must": ["east-museum"], "visits": ["east-tower@2026-12-09T18:00"], "start_time": "09:50"}
    free = {1: ["day"], 2: ["afternoon"], 3: ["day"]}
    itinerary = planned(to="east-city", base="east-city", free=free, **seen, **words)
    return [
        (event.kind, event.finishes[0], f"{event.begins[1]:%H:%M}", f"{event.finishes[1]:%H:%M}")
        for event in itinerary.days[1].events
    ]


def test_hours_kept_free_are_at_the_hotel_and_not_where_one_is_to_be_next() -> None:
    events = day_in_the_city()
    assert ("wait", "east-city", "13:10", "17:50") in events
    assert ("visit", "east-museum", "10:00", "12:00") in events


def test_hours_kept_free_that_rides_fill_are_told() -> None:
    words = {"free": {2: ["afternoon"]}, "day_hours": {2: "13:00-"}}
    at_rest = planned(**words, base="east-city", to="east-city")
    assert "free-rides" not in {notice.code for notice in at_rest.warnings}
    resting = planned(**words, stays=["mid-town@2026-12-08..09", "west-city@2026-12-09..10"])
    (notice,) = (notice for notice in resting.warnings if notice.code == "free-rides")
    assert notice.say("en") == (
        "day 2: 2 h of the free afternoon go to rides; with the same bed before and after it stays free"
    )
    untold = resting.model_copy(
        update={"warnings": tuple(each for each in resting.warnings if each is not notice)}
    )
    assert "notice" in {broken.code for broken in check(untold, CORRIDOR)}


def test_a_pause_is_at_the_hotel_where_a_short_way_allows() -> None:
    # the visit before is so much shorter that one is there for lunch, right before the pause
    events = day_in_the_city(pauses=["13:00-14:30"])
    assert ("visit", "east-museum", "10:00", "11:50") in events
    assert ("meal", "east-city", "12:00", "13:00") in events
    assert ("wait", "east-city", "13:00", "14:30") in events


def test_a_pause_is_at_the_hotel_on_the_way_from_afar_to_a_site_near_it() -> None:
    # the temple is an hour and a half away, and the tower as far from it as the hotel
    seen = ["mid-temple@2026-12-09T08:30", "east-tower@2026-12-09T16:00"]
    words = {"pauses": ["13:00-14:30"], "day_hours": {2: "06:00-"}, "to": "east-city", "base": "east-city"}
    resting = planned(visits=seen, **words)
    (pause,) = (each for each in resting.days[1].events if isinstance(each, Wait) and each.purpose == "pause")
    assert pause.place == "east-city"


def test_visits_before_and_after_are_shorter_for_a_pause_at_the_hotel() -> None:
    """Three museums fill the day to its end; each gives some minutes, so that two small children sleep in a bed."""
    words = {"days": 2, "date": "2027-06-08", "from": "chengdu", "base": "chengdu", "ignore_money": True}
    seen = {"themes": {"study": 1}, "must": ["wuhouci", "scu-museum", "dongjiao"], "free": {1: ["day"]}}
    resting = plan(
        Asked.model_validate({**words, **seen, "pauses": ["13:00-14:30"], "work": 200}), atlas=shipped_atlas()
    )
    (pause,) = (each for each in resting.days[1].events if isinstance(each, Wait) and each.purpose == "pause")
    assert pause.place == "chengdu"
    visits = [each for each in resting.days[1].events if isinstance(each, Visit)]
    assert {each.attraction for each in visits} >= {"wuhouci", "scu-museum", "dongjiao"}


def test_no_room_is_promised_at_the_hotel_of_another_night() -> None:
    seen = ["mid-grotto@2026-12-09T09:00", "mid-temple@2026-12-09T15:30"]
    resting = planned(
        visits=seen, pauses=["13:00-14:30"], stays=["mid-town@2026-12-08..09"], base="west-city"
    )
    text = " ".join(str(export(resting, "text")).split())
    assert "Pause at Mid Grotto: no room is yours by day" in text
    assert "Pause at the hotel in Mid Town" not in text


@pytest.mark.parametrize(
    ("words", "day", "told"),
    [
        ({}, 0, "ask for the"),
        ({}, 1, "ask to keep the"),
        ({"at_home": True}, 0, "Pause at East City"),
    ],
)
def test_a_pause_of_the_first_or_last_day_is_at_the_hotel_too(
    words: dict[str, object], day: int, told: str
) -> None:
    # museum and tower are ten minutes from the hotel, and twenty from each other
    seen = [f"east-museum@2026-12-0{8 + day}T09:30", f"east-tower@2026-12-0{8 + day}T16:00"]
    resting = planned(days=2, to="east-city", base="east-city", visits=seen, pauses=["13:00-14:30"], **words)
    (pause,) = (
        each for each in resting.days[day].events if isinstance(each, Wait) and each.purpose == "pause"
    )
    assert (pause.place, f"{pause.start:%H:%M}") == ("east-city", "13:00")
    assert told in " ".join(str(export(resting, "text")).split())
