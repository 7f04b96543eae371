"""Trips as travellers ask for them, over the shipped data: what must hold whatever the solver finds."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import pytest

from planner import Corridor, Itinerary, TripRequest, check, load_corridor, plan
from planner.clock import minutes_of
from planner.hours import Interval, opening_intervals
from planner.itinerary import Day, Leg, Meal, Overnight, Visit

SECONDS = 5
TRIPS: dict[str, dict[str, Any]] = {
    "readme": {
        "days": 3,
        "date": "2026-12-05",
        "from": "chongqing",
        "to": "chengdu",
        "themes": {"heritage": 1.0},
    },
    "red": {"days": 2, "date": "2026-12-04", "from": "chongqing", "themes": {"red": 1.0}},
    "landscape": {
        "days": 5,
        "date": "2026-12-05",
        "from": "chongqing",
        "themes": {"landscape": 1.0},
        "must": ("wulong-three-bridges", "jinfoshan"),
    },
    "ancient-shu": {"days": 4, "date": "2026-12-05", "from": "chengdu", "themes": {"ancient-shu": 1.0}},
    "baodingshan": {"days": 1, "date": "2026-12-05", "from": "chongqing", "must": ("dazu-baodingshan",)},
}
MONDAY = date(2026, 12, 7)
CLOSED_ON_MONDAYS = {"jinsha", "cd-museum", "sc-museum", "three-gorges-museum"}
FAR = {"jiuzhaigou", "huanglong", "yading", "siguniangshan"}


def in_one_process(name: str) -> pytest.MarkDecorator:
    """Let the tests of a trip share its plan."""
    return pytest.mark.xdist_group(name)


every_trip = pytest.mark.parametrize(
    "name", [pytest.param(name, marks=in_one_process(name)) for name in TRIPS]
)


@cache
def corridor() -> Corridor:
    return load_corridor()


@cache
def trip(name: str) -> Itinerary:
    return plan(TripRequest.model_validate(TRIPS[name] | {"time_limit": SECONDS}), corridor())


def hours_of(site: str, day: date) -> list[Interval]:
    attraction = corridor().attraction_by_id[site]
    return opening_intervals(attraction.opening_hours, day, attraction.location)


def visits(day: Day) -> list[Visit]:
    return [event for event in day.events if isinstance(event, Visit)]


def sites(itinerary: Itinerary) -> list[str]:
    return [visit.attraction for day in itinerary.days for visit in visits(day)]


def nights(itinerary: Itinerary) -> list[str]:
    return [event.place for day in itinerary.days for event in day.events if isinstance(event, Overnight)]


def lunch_is_had(day: Day) -> bool:
    meals = [event for event in day.events if isinstance(event, Meal)]
    begun_at_noon = [660 <= minutes_of(meal.start, day.date) <= 810 for meal in meals]
    return begun_at_noon == [True] or (not meals and any(visit.includes_lunch for visit in visits(day)))


@every_trip
def test_the_checker_finds_nothing_wrong(name: str) -> None:
    assert [broken for broken in check(trip(name), corridor()) if broken.severity == "error"] == []


@every_trip
def test_every_site_is_open_during_the_whole_visit(name: str) -> None:
    for day in trip(name).days:
        for visit in visits(day):
            span = minutes_of(visit.start, day.date), minutes_of(visit.end, day.date)
            hours = hours_of(visit.attraction, day.date)
            assert any(start <= span[0] and span[1] <= end for start, end in hours), (
                visit.attraction,
                day.date,
            )


@every_trip
def test_days_are_fit_for_people(name: str) -> None:
    for day in trip(name).days:
        assert lunch_is_had(day)
        assert minutes_of(day.start.time, day.date) >= 510
        assert minutes_of(day.end.time, day.date) <= 1140
        assert 1 <= len(visits(day)) <= 4
        assert day.totals.transit_minutes <= 360
        assert day.totals.visit_minutes >= 180  # a day on the road is no holiday
        assert day.totals.wait_minutes <= 60


@every_trip
def test_the_trip_hangs_together(name: str) -> None:
    itinerary, wish = trip(name), TRIPS[name]
    days = itinerary.days
    assert (days[0].start.place, days[-1].end.place) == (wish["from"], wish.get("to", wish["from"]))
    assert [day.end.place for day in days[:-1]] == nights(itinerary) == [day.start.place for day in days[1:]]
    assert set(nights(itinerary)) <= set(corridor().town_by_id)
    assert len(sites(itinerary)) == len(set(sites(itinerary)))
    assert set(wish.get("must", ())) <= set(sites(itinerary))


@every_trip
def test_no_drive_is_driven_for_nothing(name: str) -> None:
    """Nobody passes through a town twice within one drive."""
    for day in trip(name).days:
        for leg in (event for event in day.events if isinstance(event, Leg)):
            passed = (leg.start, *leg.via, leg.end)
            assert len(passed) == len(set(passed))


@in_one_process("readme")
def test_heritage_from_chongqing_to_chengdu() -> None:
    assert {"dazu-baodingshan", "dazu-beishan", "sanxingdui"} <= set(sites(trip("readme")))


@in_one_process("red")
def test_red_weekend_in_chongqing() -> None:
    seen = sites(trip("red"))
    assert {"hongyan", "dengxiaoping"} <= set(seen)
    assert {"zhazidong", "geleshan-cemetery", "baigongguan"} & set(seen)
    tags = [set(corridor().attraction_by_id[site].tags) for site in seen]
    assert all(tag & {"red-heritage", "wwii"} for tag in tags)


@in_one_process("landscape")
def test_landscape_days_stay_around_wulong() -> None:
    itinerary = trip("landscape")
    assert FAR.isdisjoint(sites(itinerary))
    assert {"xiannvshan-town", "wulong"} & set(nights(itinerary))
    day = next(day for day in itinerary.days if "jinfoshan" in {visit.attraction for visit in visits(day)})
    (visit,) = (visit for visit in visits(day) if visit.attraction == "jinfoshan")
    assert minutes_of(visit.end, day.date) - minutes_of(visit.start, day.date) >= 240


@in_one_process("ancient-shu")
def test_ancient_shu_keeps_off_closed_museums_on_monday() -> None:
    itinerary = trip("ancient-shu")
    assert {"sanxingdui", "jinsha"} <= set(sites(itinerary))
    (monday,) = (day for day in itinerary.days if day.date == MONDAY)
    assert CLOSED_ON_MONDAYS.isdisjoint(visit.attraction for visit in visits(monday))
    for site in CLOSED_ON_MONDAYS:
        assert hours_of(site, MONDAY) == []


@in_one_process("baodingshan")
def test_a_day_at_baodingshan() -> None:
    itinerary = trip("baodingshan")
    (visit,) = (visit for visit in visits(itinerary.days[0]) if visit.attraction == "dazu-baodingshan")
    assert (visit.end - visit.start).total_seconds() >= 150 * 60
    assert itinerary.totals.nights == 0
