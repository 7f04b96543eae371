"""Free time is told with what is open around: over the small corridor, by hand."""

from __future__ import annotations

import pytest

from planner import Itinerary, check, load_corridor, plan
from planner.atlas import Atlas
from planner.corridor import Corridor
from planner.export import export
from planner.export.view import Language
from planner.itinerary import FreeTime, Wait
from planner.request import Asked
from planner.rules import NEAR_BY_RIDE
from tests.builders.paths import SMALL

CORRIDOR = load_corridor(SMALL)


def planned(corridor: Corridor = CORRIDOR, /, **words: object) -> Itinerary:
    """A day in Mid Town for stones: the grotto is visited, the temple is no part of the theme."""
    usual = {
        "days": 1,
        "date": "2026-12-08",
        "from": "mid-town",
        "themes": {"stone": 1},
        "ignore_money": True,
    }
    itinerary = plan(
        Asked.model_validate({**usual, "work": 300, **words}), atlas=Atlas(corridor, use_cache=False)
    )
    assert check(itinerary, corridor) == []
    return itinerary


def told(free: FreeTime) -> tuple[str, str, str, list[tuple[str, str, int, str, str]]]:
    near: list[tuple[str, str, int, str, str]] = [
        (each.attraction, each.mode, each.minutes, f"{each.opens:%H:%M}", f"{each.closes:%H:%M}")
        for each in free.near
    ]
    return free.place, f"{free.start:%H:%M}", f"{free.end:%H:%M}", near


def test_a_day_that_is_over_early_tells_what_is_open_around() -> None:
    # 8:45 at the gate, 15 minutes until it opens, so one leaves at 8:45; four hours with lunch; 15 minutes back
    (day,) = planned().days
    assert [told(free) for free in day.free] == [
        ("mid-town", "13:15", "19:00", [("mid-temple", "road", 15, "08:00", "18:00")])
    ]


def test_free_time_around_a_pause_is_told_in_parts() -> None:
    # the first part is short: there was a hole of three hours where only the second was told
    (day,) = planned(pauses=["14:30-15:00"]).days
    assert [told(free)[1:3] for free in day.free] == [("13:15", "14:30"), ("15:00", "19:00")]


def test_free_time_is_over_when_one_is_in_bed() -> None:
    (day,) = planned(end_time="24:00").days
    assert {f"{free.end:%H:%M}" for free in day.free} == {"22:30"}


@pytest.mark.parametrize(("minutes", "is_named"), [(NEAR_BY_RIDE, True), (NEAR_BY_RIDE + 1, False)])
def test_a_place_around_is_half_an_hour_away_at_most(minutes: int, is_named: bool) -> None:
    links = (
        link.model_copy(update={"minutes": minutes}) if link.end == "mid-temple" else link
        for link in CORRIDOR.links
    )
    (day,) = planned(CORRIDOR.model_copy(update={"links": tuple(links)})).days
    assert [near.minutes for free in day.free for near in free.near] == [minutes] * is_named


def test_by_train_one_goes_by_taxi_and_waits_for_it() -> None:
    (day,) = planned(mode="transit").days
    assert [near.minutes for free in day.free for near in free.near] == [15 + 5]


@pytest.mark.parametrize("words", [{"avoid": ["mid-temple"]}, {"themes": {"all": 1}}])
def test_what_is_to_be_avoided_or_visited_is_not_named(words: dict[str, object]) -> None:
    assert [near for day in planned(**words).days for free in day.free for near in free.near] == []


def test_what_may_not_open_at_all_is_not_named() -> None:
    """It was, and the checker refused the plan: three doubtful carvings of Dazu, on a slow trip."""
    sites = [
        site.model_copy(update={"doubtful": True}) if site.id == "mid-temple" else site
        for site in CORRIDOR.attractions
    ]
    (day,) = planned(CORRIDOR.model_copy(update={"attractions": tuple(sites)})).days
    assert [free.near for free in day.free] == [()]


@pytest.mark.parametrize(("closes", "names"), [("18:00", ["mid-temple"]), ("17:55", [])])
def test_there_is_time_for_a_short_visit(closes: str, names: list[str]) -> None:
    # back in town at 17:15, at the temple at 17:30, half an hour there
    sites = [
        site.model_copy(update={"opening_hours": f"08:00-{closes}"}) if site.id == "mid-temple" else site
        for site in CORRIDOR.attractions
    ]
    early = CORRIDOR.model_copy(update={"attractions": tuple(sites)})
    (day,) = planned(early, visits=["mid-grotto@2026-12-08T14:00"]).days
    assert told(day.free[-1])[:3] == ("mid-town", "17:15", "19:00")
    assert [near.attraction for near in day.free[-1].near] == names


def test_free_time_before_a_late_start() -> None:
    (day,) = planned(visits=["mid-grotto@2026-12-08T13:00"]).days
    place, start, end, near = told(day.free[0])
    assert (place, start, near) == ("mid-town", "08:30", [("mid-temple", "road", 15, "08:00", "18:00")])
    assert end > "11:00"


@pytest.mark.parametrize(("language", "words"), [("en", "Free time in Mid Town"), ("zh", "中镇自由活动")])
@pytest.mark.parametrize("name", ["text", "markdown"])
def test_the_formats_tell_it(name: str, language: Language, words: str) -> None:
    text = export(planned(), name, language)
    assert words in text
    assert ("Mid Temple (15 min by car, 08:00-18:00)" if language == "en" else "中镇寺") in text


@pytest.mark.parametrize(
    ("words", "awaits", "english", "chinese"),
    [
        (
            {"visits": ["mid-grotto@2026-12-08T09:00", "mid-temple@2026-12-08T16:30"]},
            "booking",
            "until the booked visit at 16:30",
            "到16:30预订的游览",
        ),
        (
            {"visits": ["west-park@2026-12-08T07:00"], "must": ["west-ruins"], "start_time": "06:45"},
            "opening",
            "until it opens at 10:00",
            "到10:00开放",
        ),
    ],
)
def test_a_wait_says_what_it_is_for(
    words: dict[str, object], awaits: str, english: str, chinese: str
) -> None:
    start = "west-city" if awaits == "opening" else "mid-town"
    itinerary = planned(
        **{"from": start, "themes": {"all": 1}, "start_time": "08:00", "visit_length": "short", **words}
    )
    waits = [event for event in itinerary.days[0].events if isinstance(event, Wait) and event.awaits]
    assert [wait.awaits for wait in waits] == [awaits]
    assert english in str(export(itinerary, "text"))
    assert chinese in str(export(itinerary, "text", "zh"))


def test_a_wait_for_the_train_says_so() -> None:
    others = [site.id for site in CORRIDOR.attractions if site.id != "east-tower"]
    words = {"from": "east-city", "to": "west-city", "mode": "transit", "themes": {"all": 1}, "avoid": others}
    itinerary = planned(**words, visits=["east-tower@2026-12-08T08:50"])
    assert "until it is time for the train at" in str(export(itinerary, "text"))


@pytest.mark.parametrize(("avoid_crowds", "names"), [(False, ["mid-temple"]), (True, [])])
def test_what_is_crowded_on_the_day_is_not_named_where_crowds_are_avoided(
    avoid_crowds: bool, names: list[str]
) -> None:
    sites = [
        site.model_copy(update={"crowded": ("holiday",) if site.id == "mid-temple" else ()})
        for site in CORRIDOR.attractions
    ]
    crowded = CORRIDOR.model_copy(update={"attractions": tuple(sites)})
    (day,) = planned(crowded, date="2026-10-01", avoid_crowds=avoid_crowds).days
    assert [near.attraction for free in day.free for near in free.near] == names


def test_what_is_crowded_on_the_day_is_told_as_that() -> None:
    sites = [site.model_copy(update={"crowded": ("holiday",)}) for site in CORRIDOR.attractions]
    crowded = CORRIDOR.model_copy(update={"attractions": tuple(sites)})
    itinerary = planned(crowded, date="2026-10-01")
    assert "Mid Temple (15 min by car, 08:00-18:00, crowded on this day)" in str(
        export(itinerary, "markdown")
    )
    assert "08:00-18:00、当日人多）" in str(export(itinerary, "markdown", "zh"))
    assert "crowded on this day" not in str(export(planned(crowded, date="2026-10-13"), "markdown"))
