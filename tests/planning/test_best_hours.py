"""Best hours in what a plan is worth, sites that are one place, and visits at sunrise and in the blue hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import Corridor, Itinerary, check, plan
from planner.atlas import Atlas
from planner.checker import examine
from planner.corridor import BestHours, Names
from planner.errors import NoPlanError, RequestError
from planner.export import export
from planner.hours import best_intervals, daylight, light_of, opening_intervals
from planner.itinerary import Visit, Wait
from planner.planning.besthours import hours_loss, windows_of
from planner.planning.budget import only_money, repriced
from planner.planning.candidates import starts
from planner.problem import objective_of
from planner.request import Asked
from planner.rules import LIT_END, LIT_NEAR, SUNRISE_LEAD
from planner.solver import Limit, solve
from planner.texts import LANGUAGES
from tests.builders.examples import large
from tests.builders.lines import A, one_day
from tests.builders.shipped import shipped, shipped_atlas
from tests.builders.small_plans import corridor, corridor_with

DAY = date(2026, 6, 6)
FAR = ["mid-grotto"]
LIT = Names(zh="亮灯", en="when it is lit")


def with_sites(**changes: dict[str, Any]) -> Corridor:
    """Return the small corridor with changes of its sites, by id with ``_`` for ``-``."""
    by_id = {site.replace("_", "-"): change for site, change in changes.items()}
    sites = (site.model_copy(update=by_id.get(site.id, {})) for site in corridor().attractions)
    return corridor_with(attractions=tuple(sites))


def best(hours: str, *, weighs: bool = True) -> dict[str, Any]:
    return {"best_hours": (BestHours(hours=hours, reason=LIT, weighs=weighs),)}


def trip(data: Corridor, **words: Any) -> Itinerary:
    usual = {"days": 1, "date": str(DAY), "from": "west-city", "work": 300}
    itinerary = plan(Asked.model_validate({**usual, **words}), atlas=Atlas(data, use_cache=False))
    assert [broken for broken in check(itinerary, data) if broken.severity == "error"] == []
    return itinerary


def visits(itinerary: Itinerary) -> dict[str, Visit]:
    events = (event for day in itinerary.days for event in day.events)
    return {event.attraction: event for event in events if isinstance(event, Visit)}


def test_starts_are_parted_at_the_best_hours() -> None:
    data = with_sites(west_park=best("09:00-11:00,15:00-16:00"))
    park = data.attraction_by_id["west-park"]
    request = Asked.model_validate({"days": 1, "date": str(DAY), "from": "west-city"})
    loss = round(park.score * 10 / 4)
    assert windows_of(data, request, park, DAY, [(480, 1000)], 60) == [
        (480, 539, loss),
        (540, 659, 0),
        (660, 899, loss),
        (900, 959, 0),
        (960, 1000, loss),
    ]
    assert windows_of(data, request, park, DAY, [(540, 600)], 60) == [(540, 600, 0)]
    assert [hours_loss(data, request, park, DAY, at, 60) for at in (539, 540, 659, 660)] == [loss, 0, 0, loss]


def test_each_of_several_best_hours_that_is_missed_takes_its_share() -> None:
    shops = BestHours(hours="10:00-22:00", reason=Names(zh="开店", en="shops"))
    lights = BestHours(hours="19:00-22:00", reason=LIT, lost=0.5)
    data = with_sites(west_park={"best_hours": (shops, lights)})
    park = data.attraction_by_id["west-park"]
    request = Asked.model_validate({"days": 1, "date": str(DAY), "from": "west-city"})
    assert [hours_loss(data, request, park, DAY, at, 60) / (10 * park.score) for at in (540, 720, 1200)] == [
        0.75,
        0.5,
        0,
    ]
    itinerary = trip(data, must=["west-park"], ignore_money=True, end_time="19:00")  # `check` agrees
    assert visits(itinerary)["west-park"].hours_loss in (park.score * 5, park.score * 7.5)


def test_lights_lose_half_and_pandas_more() -> None:
    lost = {site.id: site.best_hours[-1].lost for site in shipped().attractions if site.best_hours}
    assert {lost[site] for site in ("panda-base", "panda-valley", "wolong")} == {0.8}
    assert lost["hongyadong"] == 0.5


def test_hours_that_do_not_weigh_take_nothing() -> None:
    data = with_sites(west_park=best("09:00-11:00", weighs=False))
    request = Asked.model_validate({"days": 1, "date": str(DAY), "from": "west-city"})
    assert windows_of(data, request, data.attraction_by_id["west-park"], DAY, [(480, 1000)], 60) == [
        (480, 1000, 0)
    ]


@pytest.mark.parametrize("hours", ["09:00-10:00", "15:00-16:00"])
def test_a_visit_is_put_into_its_best_hours(hours: str) -> None:
    visit = visits(trip(with_sites(west_park={**best(hours), "score": 90}), must=["west-park"]))["west-park"]
    (told,) = visit.best_times
    assert told.start <= visit.start < told.end
    assert (visit.hours_loss, told.reason) == (0, LIT)


@pytest.mark.parametrize(
    ("words", "is_lit"),
    [
        ({}, True),
        ({"pace": "relaxed"}, True),
        ({"end_time": "19:00"}, False),
        ({"day_hours": {1: "-19:00"}}, False),
    ],
)
def test_what_is_lit_is_seen_in_the_evening_where_no_end_of_the_days_is_asked(
    words: dict[str, Any], is_lit: bool
) -> None:
    data = with_sites(west_park={**best("19:00-22:00"), "opening_hours": "24/7", "score": 90})
    itinerary = trip(data, avoid=FAR, must=["west-park"], **words)
    visit, (day,) = visits(itinerary)["west-park"], itinerary.days
    last_half_hour = visit.end - timedelta(minutes=30)
    assert (visit.hours_loss == 0, last_half_hour.hour >= 19) == (is_lit, is_lit)
    assert day.end.time.hour * 60 + day.end.time.minute <= (LIT_END if is_lit else 1170)
    for other in visits(itinerary).values():
        assert other is visit or other.end.hour < 19


def test_who_does_not_stay_for_the_lights_is_home_by_the_days_end() -> None:
    data = with_sites(west_park={**best("20:00-22:00"), "opening_hours": "24/7"})
    site = data.attraction_by_id["west-park"]
    asked = Asked.model_validate({"days": 1, "date": str(DAY), "from": "west-city"})
    by_day, lit = starts(site, asked, DAY, 60)
    assert by_day[1] == asked.day_end - LIT_NEAR - 60
    assert lit == (1200 - 30, 1320 - 1)  # which the end of days cuts
    own_end = asked.model_copy(update={"day_hours": {1: (None, 1080)}})
    assert 1080 - LIT_NEAR - 60 not in [last for _, last in starts(site, own_end, DAY, 60)]


def test_half_an_hour_under_the_lights_is_enough_and_three_minutes_are_not() -> None:
    data = with_sites(west_park={**best("19:00-22:00"), "opening_hours": "24/7"})
    request = Asked.model_validate({"days": 1, "date": str(DAY), "from": "west-city"})
    windows = windows_of(data, request, data.attraction_by_id["west-park"], DAY, [(1000, 1200)], 120)
    assert [(first, last, loss > 0) for first, last, loss in windows] == [
        (1000, 1049, True),  # until 18:59 + 30 minutes
        (1050, 1200, False),  # 17:30-19:30
    ]


def test_an_evening_visit_tells_from_when_it_is_lit() -> None:
    data = with_sites(west_park={**best("19:00-22:00"), "opening_hours": "24/7", "score": 90})
    lit = export(trip(data, avoid=FAR, must=["west-park"], pace="normal"), "text")
    assert "from 19:00: when it is lit" in lit or "\n               when it is lit" in lit
    assert "outside its best hours" not in lit


def test_a_wait_for_the_lights_says_so() -> None:
    data = with_sites(west_park={**best("19:00-22:00"), "opening_hours": "24/7", "score": 90})
    itinerary = trip(data, avoid=[*FAR, "west-ruins", "west-teahouse", "west-opera"], must=["west-park"])
    (day,), visit = itinerary.days, visits(itinerary)["west-park"]
    assert [event.place for event in day.events if isinstance(event, Wait)] == [
        "west-city"
    ]  # after lunch there
    assert (day.awaits, day.awaits_at) == ("evening", "west-park")
    assert "so that the end" in str(export(itinerary, "text"))
    assert (f"{visit.start:%H:%M}", f"{visit.end:%H:%M}") == ("17:30", "19:30")
    silent = day.model_copy(update={"awaits": None})
    found = check(itinerary.model_copy(update={"days": (silent,)}), data)
    assert "free-time" in {broken.code for broken in found}


def test_what_is_lost_is_told_and_off_the_objective() -> None:
    words: dict[str, Any] = {"must": ["west-park"], "ignore_money": True, "end_time": "19:00"}
    plain = trip(corridor(), **words)
    late = trip(with_sites(west_park=best("21:00-22:00")), **words)
    loss = visits(late)["west-park"].hours_loss
    assert loss == round(visits(late)["west-park"].prize / 4)
    assert late.certificate.objective == plain.certificate.objective - loss
    assert f"are worth {loss} less" in late.certificate.note
    assert "best-hours" not in {note.code for note in plain.certificate.notes}


def test_the_moment_of_a_booked_visit_costs_nothing() -> None:
    data = with_sites(west_park=best("09:00-10:00"))
    booked = trip(data, visits=["west-park@2026-06-06T14:00"])
    assert visits(booked)["west-park"].hours_loss == 0


@pytest.mark.parametrize(
    ("hours", "said"), [("10:00-11:00", "from 10:00"), ("15:00-16:00", "outside its best")]
)
def test_a_visit_that_lasts_into_best_hours_has_them(hours: str, said: str) -> None:
    booked = trip(with_sites(west_park=best(hours)), visits=["west-park@2026-06-06T09:30"])
    assert said in str(export(booked, "text"))


@large(sample=2, full=60)
@given(st.integers(6, 20), st.integers(1, 4), st.sampled_from(["car", "transit"]), st.booleans())
def test_the_checker_works_out_the_same_worth(hour: int, length: int, mode: str, evenings: bool) -> None:
    hours = best(f"{hour:02}:00-{hour + length:02}:00")
    data = with_sites(west_park=hours, mid_grotto=hours, east_museum=best("08:00-09:00"))
    itinerary = trip(data, to="east-city", days=2, mode=mode, evenings=evenings)  # which `check` agrees with
    wrong = itinerary.certificate.model_copy(update={"objective": itinerary.certificate.objective + 1})
    found = check(itinerary.model_copy(update={"certificate": wrong}), data)
    assert "objective" in {broken.code for broken in found}


@pytest.mark.parametrize("change", [{"hours_loss": 1}, {"best_times": ()}])
def test_the_checker_finds_best_hours_that_are_not_so(change: dict[str, Any]) -> None:
    data = with_sites(west_park=best("09:00-10:00"), west_ruins=best("00:00-24:00"))
    itinerary = trip(data, must=["west-park", "west-ruins"])
    (day,) = itinerary.days
    events = tuple(
        event.model_copy(update=change)
        if isinstance(event, Visit) and event.attraction == "west-park"
        else event
        for event in day.events
    )
    damaged = itinerary.model_copy(update={"days": (day.model_copy(update={"events": events}),)})
    assert "best-hours" in {broken.code for broken in check(damaged, data)}


def test_tours_of_the_cheapest_trip_are_worth_what_they_take() -> None:
    # A alone, from the west and back: 100 less 40 minutes; what counted was the money, which is nothing.
    problem = one_day(prize=np.array([100, 90, 0]), must=(A,), max_visits=1)
    tours = solve(only_money(problem), limit=Limit(work=2000)).tours
    assert objective_of(problem, tours) == 100
    assert objective_of(problem, repriced(problem, tours)) == 60
    dear = replace(problem, change_price=10)
    assert only_money(dear).change_price == 0


# One place by two names


def twins() -> Corridor:
    return with_sites(west_ruins={"same_as": "west-park"})


def test_a_place_with_two_names_is_visited_once() -> None:
    assert {"west-park", "west-ruins"} <= set(visits(trip(corridor(), avoid=FAR)))
    once = trip(twins(), avoid=FAR)
    visited = {"west-park", "west-ruins"} & set(visits(once))
    assert len(visited) == 1
    (other,) = {"west-park", "west-ruins"} - visited
    left = next(entry for entry in once.unvisited if entry.attraction == other)
    name = twins().attraction_by_id[visited.pop()].name
    assert (left.cause, left.reason, left.params) == ("same-place", "lower-prize", {"other": name.both})
    assert all(left.say(language) for language in LANGUAGES)


@pytest.mark.parametrize(
    "words",
    [
        {"must": ["west-park", "west-ruins"]},
        {
            "cover": [
                {"name": {"zh": "两处", "en": "both"}, "at_least": 2, "sites": ["west-park", "west-ruins"]}
            ]
        },
    ],
)
def test_who_asks_for_both_names_gets_both(words: dict[str, Any]) -> None:
    assert {"west-park", "west-ruins"} <= set(visits(trip(twins(), **words)))


def test_a_place_seen_by_one_of_its_names_is_not_missed() -> None:
    data = with_sites(west_ruins={"same_as": "west-park", "tags": ["twin"]}, west_park={"tags": ["twin"]})
    twin = {"name": {"zh": "两处", "en": "twins"}, "tags": ["twin"], "as_many": True}
    once = trip(data, cover=[twin])
    [rule] = once.coverage
    assert (len(rule.sites), rule.missed) == (1, ())
    for missed in (("west-park",), ("west-ruins",)):
        lie = once.model_copy(update={"coverage": (rule.model_copy(update={"missed": missed}),)})
        assert {broken.code for broken in check(lie, data)} == {"coverage"}
    [rule] = trip(data, cover=[twin], avoid=["west-park", "west-ruins"]).coverage
    assert (rule.sites, len(rule.missed)) == ((), 1)


def test_the_checker_finds_a_place_visited_twice_and_reasons_that_are_none() -> None:
    apart, together = corridor(), twins()
    twice = trip(apart, avoid=FAR)
    assert "same-place" in {broken.code for broken in check(twice, together)}
    once = trip(together, avoid=FAR)
    reasons = {broken.code for broken in examine(once, apart).violations if broken.severity == "error"}
    assert "reason" in reasons


@pytest.mark.parametrize(
    ("words", "offered"), [({"days": 2}, True), ({}, False), ({"evenings": True, "days": 2}, False)]
)
def test_what_is_lit_later_is_offered_for_the_evening(words: dict[str, Any], offered: bool) -> None:
    lit = {"same_as": "west-park", "evening": True, "opening_hours": "21:00-22:30", "score": 1}
    data = with_sites(west_park=best("21:00-22:30"), west_opera=lit)
    itinerary = trip(data, avoid=FAR, must=["west-park"], **words)
    assert [offer.field for offer in itinerary.offers if offer.code == "with-evenings"] == [
        "evenings"
    ] * offered


@pytest.mark.parametrize(
    ("day", "lit"), [(date(2027, 7, 15), 1196), (date(2027, 6, 1), 1189), (date(2027, 12, 5), 1170)]
)
def test_hongyadong_is_lit_once_the_sun_has_set(day: date, lit: int) -> None:
    by_day, by_night = (shipped().attraction_by_id[key] for key in ("hongyadong", "hongyadong-lights"))
    (*_, ((first, last), best)) = best_intervals(by_day, day)
    assert best.reason.en == "when it is lit"
    assert (first, last) == (lit, 1380)
    assert opening_intervals(by_night.opening_hours, day, by_night.location) == [(lit, 1380)]


def test_no_lights_of_the_evening_go_on_before_the_sun_has_set() -> None:
    for site in shipped().attractions:
        for month in range(1, 13):
            day = date(2027, month, 15)
            sunset = daylight(site.location, day)[1]
            for (first, _), best in best_intervals(site, day):
                if best.reason.en in ("when it is lit", "for the lights of the city", "under the lanterns"):
                    assert first >= sunset, (site.id, day)


def test_the_shipped_data_know_hongyadong_by_night() -> None:
    same = {site.id: site.same_as for site in shipped().attractions if site.same_as}
    assert same == {"hongyadong-lights": "hongyadong", "baodingshan-night": "dazu-baodingshan"}


# Sunrise and the blue hour


def at_all_hours() -> Corridor:
    """Return the small corridor, grotto and park always open."""
    always = {"opening_hours": "24/7", "last_entry": 0}
    return with_sites(mid_grotto=always, west_park=always)


def test_a_visit_has_the_sunrise_and_no_other_day_begins_early() -> None:
    data = at_all_hours()
    itinerary = trip(data, days=3, to="east-city", sunrise=["mid-grotto"])
    visit = visits(itinerary)["mid-grotto"]
    assert visit.light is not None
    assert visit.start <= visit.light.start <= visit.end
    day = next(day for day in itinerary.days if visit in day.events)
    minute = light_of("sunrise", data.attraction_by_id["mid-grotto"].location, day.date)[0]
    assert (visit.light.start.hour * 60 + visit.light.start.minute) == minute
    begun = {each.day: each.start.time.hour * 60 + each.start.time.minute for each in itinerary.days}
    assert begun.pop(day.day) >= minute - SUNRISE_LEAD
    assert min(begun.values()) >= 510


def test_a_visit_has_the_whole_blue_hour() -> None:
    visit = visits(trip(at_all_hours(), blue_hour=["west-park"]))["west-park"]
    assert visit.light is not None
    assert visit.start <= visit.light.start < visit.light.end <= visit.end
    assert visit.light.start.hour == 20  # in June, of a day that would end at 19:00


@pytest.mark.parametrize(("field", "word"), [("sunrise", "sun rises"), ("blue_hour", "blue hour")])
def test_a_site_that_is_shut_in_that_light_is_refused_with_both_times(field: str, word: str) -> None:
    shut = with_sites(west_park={"opening_hours": "09:00-17:00"})
    with pytest.raises(RequestError) as refused:
        trip(shut, **{field: ["west-park"]})
    assert refused.value.field == field
    said = refused.value.message.say("en")
    assert word in said
    assert "09:00-17:00" in said
    assert refused.value.message.say("zh")


@pytest.mark.parametrize("field", ["sunrise", "blue_hour"])
def test_for_a_site_that_is_shut_in_that_light_those_with_a_view_that_are_open_are_named(field: str) -> None:
    view = {"tags": ("viewpoint",), "opening_hours": "24/7"}
    shut = {"opening_hours": "09:00-17:00"}
    data = with_sites(
        west_park=shut, east_tower=view, mid_temple=view | {"score": 90}, mid_grotto=view | shut
    )
    with pytest.raises(RequestError, match=r"Open then are: Mid Temple, East Tower\.$"):
        trip(data, **{field: ["west-park"]})
    with pytest.raises(RequestError, match=r"Open then are: -\.$"):
        trip(with_sites(west_park=shut, east_tower=shut), **{field: ["west-park"]})


def test_one_visit_has_one_light() -> None:
    with pytest.raises(RequestError, match="both the sunrise and the blue hour"):
        trip(at_all_hours(), sunrise=["west-park"], blue_hour=["west-park"])


def test_nobody_arrives_for_a_sunrise_that_is_over() -> None:
    late = {"sunrise": ["west-park"], "arrival": "2026-06-06T12:00"}
    with pytest.raises(NoPlanError):
        trip(at_all_hours(), **late)


@pytest.mark.parametrize(("field", "own"), [("sunrise", "09:00-"), ("blue_hour", "-19:00")])
def test_a_light_is_not_seen_outside_the_own_hours_of_a_day(field: str, own: str) -> None:
    wish, data = {field: ["west-park"], "days": 2}, at_all_hours()
    other = {"day_hours": {1: own}}
    visit = visits(trip(data, **wish, **other))["west-park"]
    assert visit.start.day == 7  # Saturday 6 June is day 1
    both = {"day_hours": {1: own, 2: own}}
    with pytest.raises(RequestError, match="its own hours") as refused:
        trip(data, **wish, **both)
    assert refused.value.field == "day_hours"
    found = trip(data, **wish)
    asked = Asked.model_validate(found.request.model_dump(by_alias=True) | both).wish
    assert "day-hours" in {broken.code for broken in check(found, data, asked)}


@pytest.mark.parametrize("field", ["sunrise", "blue_hour"])
def test_the_checker_finds_a_light_that_is_missed(field: str) -> None:
    data = at_all_hours()
    plain = trip(data, must=["west-park"])
    wish = plain.request.model_copy(update={field: ("west-park",)})
    found = {broken.code for broken in check(plain.model_copy(update={"request": wish}), data)}
    assert "light" in found


def test_the_sun_rises_on_mount_emei_for_who_sleeps_there() -> None:
    words = {"days": 3, "date": "2026-12-05", "from": "leshan", "sunrise": ["emeishan"], "work": 300}
    itinerary = plan(Asked.model_validate(words), atlas=shipped_atlas())
    visit = visits(itinerary)["emeishan"]
    assert visit.light is not None
    assert visit.start <= visit.light.start <= visit.end


def test_a_site_at_its_best_in_the_morning_is_seen_before_lunch_and_a_pause() -> None:
    """Lunch right before a pause began seven minutes too early for a usual visit, and the pandas were asleep."""
    data = with_sites(east_museum=best("10:00-11:00"))
    words = {"date": "2026-12-08", "from": "east-city", "start_time": "10:05", "pauses": ["13:00-14:30"]}
    museum = visits(trip(data, must=["east-museum"], **words))["east-museum"]
    assert (museum.hours_loss, f"{museum.start:%H:%M}", f"{museum.end:%H:%M}") == (0, "10:15", "12:00")
