"""Trips as travellers ask for them, over the shipped data: what must hold whatever the solver finds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from planner import Itinerary, check, plan
from planner.clock import minutes_of
from planner.hours import Interval, opening_intervals
from planner.itinerary import Day, Leg, Meal, Overnight, Visit
from planner.request import Asked
from tests.builders.examples import only_in_a_soak
from tests.builders.shipped import shipped, shipped_atlas

WORK = 2000
MONDAY = date(2026, 12, 7)
CLOSED_ON_MONDAYS = {"jinsha", "cd-museum", "sc-museum", "three-gorges-museum"}
FAR = {"jiuzhaigou", "huanglong", "yading", "siguniangshan"}


def hours_of(site: str, day: date) -> list[Interval]:
    attraction = shipped().attraction_by_id[site]
    return opening_intervals(attraction.opening_hours, day, attraction.location)


def visits(day: Day) -> list[Visit]:
    return [event for event in day.events if isinstance(event, Visit)]


def span(day: Day, event: Visit | Meal) -> Interval:
    return minutes_of(event.start, day.date), minutes_of(event.end, day.date)


def visited(itinerary: Itinerary) -> dict[str, tuple[Day, Visit]]:
    return {visit.attraction: (day, visit) for day in itinerary.days for visit in visits(day)}


def nights(itinerary: Itinerary) -> list[str]:
    return [event.place for day in itinerary.days for event in day.events if isinstance(event, Overnight)]


# What every traveller needs


def assert_checked(itinerary: Itinerary) -> None:
    assert [broken for broken in check(itinerary, shipped()) if broken.severity == "error"] == []


def assert_open(itinerary: Itinerary) -> None:
    for site, (day, visit) in visited(itinerary).items():
        start, end = span(day, visit)
        hours = hours_of(site, day.date)
        assert any(opens <= start and end <= closes for opens, closes in hours), (site, day.date)


def assert_lunch(itinerary: Itinerary) -> None:
    for day in itinerary.days:
        begun = [span(day, event)[0] for event in day.events if isinstance(event, Meal)]
        inside = any(isinstance(e, Visit | Leg) and e.includes_lunch for e in day.events)
        ends = minutes_of(day.end.time, day.date)
        assert len(begun) == 1 if begun else inside or ends <= 810, day.date
        assert all(660 <= start <= 810 for start in begun), day.date


def assert_fit_for_people(itinerary: Itinerary) -> None:
    for day in itinerary.days:
        assert minutes_of(day.start.time, day.date) >= 510
        late = [e for e in visits(day) if any(t.start.hour >= 18 for t in e.best_times)]
        assert minutes_of(day.end.time, day.date) <= (1230 if late else 1140)
        assert len(visits(day)) <= 4
        assert visits(day) or day.free  # which names what is open around
        assert day.totals.transit_minutes <= 360
        assert day.totals.visit_minutes >= 180, "a day on the road is no holiday"
        assert day.totals.wait_minutes <= 60


def assert_hangs_together(itinerary: Itinerary) -> None:
    days, wish = itinerary.days, itinerary.request
    assert (days[0].start.place, days[-1].end.place) == (wish.start, wish.end)
    assert [day.end.place for day in days[:-1]] == nights(itinerary) == [day.start.place for day in days[1:]]
    assert set(nights(itinerary)) <= set(shipped().town_by_id)
    assert len(visited(itinerary)) == itinerary.totals.visits, "no site twice"
    assert set(wish.must) <= set(visited(itinerary))


def assert_no_drive_in_circles(itinerary: Itinerary) -> None:
    for leg in legs(itinerary):
        passed = (leg.start, *leg.via, leg.end)
        assert len(passed) == len(set(passed)), passed


def legs(itinerary: Itinerary) -> Iterator[Leg]:
    return (event for day in itinerary.days for event in day.events if isinstance(event, Leg))


NEEDS = (
    assert_checked,
    assert_open,
    assert_lunch,
    assert_fit_for_people,
    assert_hangs_together,
    assert_no_drive_in_circles,
)


def planned(**wish: Any) -> Itinerary:
    itinerary = plan(Asked.model_validate({"work": WORK, **wish}), atlas=shipped_atlas())
    for assert_need in NEEDS:
        assert_need(itinerary)
    return itinerary


# The trips


def test_heritage_from_chongqing_to_chengdu() -> None:
    wish = {"from": "chongqing", "to": "chengdu", "themes": {"heritage": 1}}
    itinerary = planned(days=3, date="2026-12-05", **wish)
    assert {"dazu-baodingshan", "dazu-beishan", "sanxingdui"} <= set(visited(itinerary))


def test_red_chongqing_from_a_friday() -> None:
    seen = visited(planned(days=2, date="2026-12-04", **{"from": "chongqing", "themes": {"red": 1}}))
    assert {"hongyan", "zhazidong", "baigongguan"} <= set(seen)
    tags = [set(shipped().attraction_by_id[site].tags) for site in seen]
    assert all(of_site & {"red-heritage", "wwii"} for of_site in tags)


def test_landscape_with_wulong_and_jinfo() -> None:
    wish = {"from": "chongqing", "themes": {"landscape": 1}, "must": ("wulong-three-bridges", "jinfoshan")}
    itinerary = planned(days=5, date="2026-12-05", **wish)
    assert FAR.isdisjoint(visited(itinerary))
    assert {"xiannvshan-town", "wulong"} & set(nights(itinerary))
    start, end = span(*visited(itinerary)["jinfoshan"])
    assert end - start >= 240


def test_ancient_shu_over_a_monday() -> None:
    wish = {"from": "chengdu", "themes": {"ancient-shu": 1}, "ignore_money": True}
    itinerary = planned(days=4, date="2026-12-05", **wish)
    assert {"sanxingdui", "jinsha"} <= set(visited(itinerary))
    assert [hours_of(site, MONDAY) for site in CLOSED_ON_MONDAYS] == [[]] * len(CLOSED_ON_MONDAYS)
    on_monday = {site for site, (day, _) in visited(itinerary).items() if day.date == MONDAY}
    assert on_monday
    assert on_monday.isdisjoint(CLOSED_ON_MONDAYS)


def test_a_day_at_baodingshan() -> None:
    itinerary = planned(days=1, date="2026-12-05", **{"from": "chongqing", "must": ("dazu-baodingshan",)})
    start, end = span(*visited(itinerary)["dazu-baodingshan"])
    assert end - start >= 120
    assert itinerary.totals.nights == 0


@only_in_a_soak
def test_a_slow_trip_by_train_up_mount_emei() -> None:
    wish = {"from": "chengdu", "must": ("emeishan",), "slow": True, "mode": "transit", "work": 500}
    itinerary = planned(days=3, date="2026-12-05", **wish)
    day, visit = visited(itinerary)["emeishan"]
    assert minutes_of(visit.end, day.date) - minutes_of(visit.start, day.date) >= 320
    on_bus = [(leg.start, leg.end) for leg in legs(itinerary) if leg.line == "bus-emei-summit"]
    assert on_bus == [("emei-baoguo", "emeishan"), ("emeishan", "emei-baoguo")]


BY_TRAIN: dict[str, Any] = {
    "from": "chongqing",
    "to": "chengdu",
    "themes": {"heritage": 1},
    "max_transit": 240,
    "work": 30_000,  # it is proven best long before
}


@only_in_a_soak
def test_four_days_by_train_with_sanxingdui() -> None:
    itinerary = planned(mode="transit", days=4, date="2026-12-01", must=["sanxingdui"], **BY_TRAIN)
    assert all(day.totals.transit_minutes <= 240 for day in itinerary.days)
    trains = [leg for leg in legs(itinerary) if leg.mode == "rail"]
    codes = {train.code for line in shipped().lines for train in line.departures}
    assert trains
    assert {leg.service for leg in trains} <= codes
    assert {leg.fare_basis for leg in trains} <= {"sourced", "formula", "estimated"}
    assert [notice.code for notice in itinerary.warnings].count("running-days") == 1
    assert [notice.code for notice in itinerary.warnings].count("seats") == 1


def test_four_days_by_train_with_dazu() -> None:
    # four trains a day call at Dazu South, whence the bus takes 90 minutes: nobody goes there unasked. Rongchang North
    # has more of them, and a taxi to all groups of the carvings
    itinerary = planned(mode="transit", days=4, date="2026-12-01", must=["dazu-baodingshan"], **BY_TRAIN)
    trains = [leg for leg in legs(itinerary) if leg.mode == "rail"]
    assert {"dazu-south", "rongchang-north"} & {place for leg in trains for place in (leg.start, leg.end)}
    assert all(day.totals.transit_minutes <= 240 for day in itinerary.days)
