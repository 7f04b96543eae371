"""Arrival, departure and the hours of single days: over the small corridor, where clocks can be told by hand."""

from __future__ import annotations

import pytest

from planner import Corridor, Itinerary, TripRequest, check, load_corridor, plan
from planner.atlas import Atlas
from planner.clock import format_clock, minutes_of
from planner.errors import NoPlanError, RequestError
from planner.export.text import render
from planner.itinerary import Day, Leg, Overnight, Visit
from planner.planning.model import build_model
from planner.request import Asked
from tests.builders.paths import SMALL
from tests.builders.small_plans import corridor, corridor_with

ENDS = ("arrives-at", "leaves-from")


def wish(**words: object) -> Asked:
    usual = {"days": 2, "date": "2026-12-08", "from": "east-city", "to": "west-city", "ignore_money": True}
    return Asked.model_validate({**usual, "work": 2000, **words})


def planned(request: TripRequest, data: Corridor | None = None) -> Itinerary:
    data = data or load_corridor(SMALL)
    itinerary = plan(request, atlas=Atlas(data, use_cache=False))
    assert [broken for broken in check(itinerary, data) if broken.severity == "error"] == []
    return itinerary


def hours(day: Day) -> tuple[str, str]:
    start, end = (format_clock(minutes_of(moment.time, day.date)) for moment in (day.start, day.end))
    return start, end


def visits(day: Day) -> list[Visit]:
    return [event for event in day.events if isinstance(event, Visit)]


@pytest.mark.parametrize(("mode", "sleeps_at"), [("car", "22:25"), ("transit", "22:20")])
def test_the_evening_before_has_its_way_its_night_and_its_price(mode: str, sleeps_at: str) -> None:
    # from the train 10 minutes to the door; a drive of 15 minutes, or a taxi that is there after 5
    words = {"from": "east-station", "mode": mode}
    usual, late = (planned(wish(**words, **more)) for more in ({}, {"arrival": "2026-12-07 22:00"}))
    eve, *days = late.days
    assert (eve.day, f"{eve.date}", visits(eve)) == (0, "2026-12-07", [])
    assert [day.day for day in days] == [1, 2]
    (night,) = [event for event in eve.events if isinstance(event, Overnight)]
    assert (night.place, days[0].start.place) == ("east-city", "east-city")
    assert hours(eve) == ("22:10", sleeps_at) if mode == "car" else hours(eve)[1] <= "22:40"
    assert (usual.totals.nights, late.totals.nights) == (1, 2)
    assert late.totals.rooms
    assert usual.totals.rooms
    assert late.totals.rooms.cost_cny - usual.totals.rooms.cost_cny == 300
    assert "Arrival · Mon 7 December 2026" in render(late)
    assert ": 2 days from" in render(late)


def test_an_arrival_at_night_in_a_town_sleeps_at_once() -> None:
    eve = planned(wish(arrival="2026-12-08 01:30")).days[0]
    assert [event.kind for event in eve.events] == ["overnight"]
    assert hours(eve) == ("25:30", "25:30")


def test_an_arrival_on_the_first_day_starts_it() -> None:
    # without it the day begins at the museum at 09:00; the ruins close at 16:00
    assert hours(planned(wish()).days[0])[0] < "09:00"
    late = planned(wish(arrival="2026-12-08 11:40"))
    assert hours(late.days[0])[0] == "11:40"
    by_night = planned(wish(arrival="2026-12-08 22:00"))
    assert (len(by_night.days), visits(by_night.days[0])) == (2, [])


def test_a_departure_leaves_time_to_get_there_and_to_board() -> None:
    # the park is open day and night, and nobody sees it at 05:00
    # the ruins are open from 10:00 for two hours, 30 minutes from West City, which is 15 from the station
    leaving = {"to": "west-station", "must": ["west-ruins"]}
    last = planned(wish(**leaving, leave_by="2026-12-09 18:00")).days[-1]
    assert hours(last)[1] <= "17:40"
    early = planned(wish(**leaving, leave_by="2026-12-09 06:30")).days[-1]
    assert visits(early) == []
    assert hours(early)[1] <= "06:10"
    assert hours(early) == ("05:55", "06:10")  # a quarter of an hour before it has to be there, not two hours


def test_a_flight_takes_longer_to_board_than_a_train() -> None:
    visa = corridor().visa
    assert visa
    port = visa.ports[0].model_copy(update={"place": "west-station"})
    with_port = corridor_with(visa=visa.model_copy(update={"ports": (port,)}))
    words = {"to": "west-station", "leave_by": "2026-12-09 18:00"}
    assert hours(planned(wish(**words), with_port).days[-1])[1] <= "16:00"


def test_hours_of_one_day() -> None:
    first, second = planned(wish(day_hours={2: "10:30-13:10"})).days
    assert hours(first)[0] < "10:30"
    assert hours(second) >= ("10:30", "")
    assert hours(second)[1] <= "13:10"


def test_who_arrives_late_sleeps_in_the_nearest_town() -> None:
    atlas = Atlas(load_corridor(SMALL), use_cache=False)

    def beds(arrival: str) -> set[str]:
        request = wish(**{"from": "east-station"}, arrival=arrival)
        problem = build_model(atlas.corridor, request, atlas.ways(request)).problem
        return {problem.node_ids[town] for town in problem.nights[0]}

    assert beds("2026-12-07 20:00") == beds("2026-12-08 02:00") == {"east-city"}
    assert beds("2026-12-07 19:59") > {"east-city"}


@pytest.mark.parametrize(
    ("ends", "day"),
    [
        ({"from": "east-station", "arrival": "2026-12-08 21:30"}, 0),
        ({"to": "east-station", "leave_by": "2026-12-09 06:30"}, -1),
    ],
)
def test_a_taxi_is_taken_where_nothing_runs_any_more_or_yet(ends: dict[str, str], day: int) -> None:
    # by day slow trains call at both, beside which no taxi of 105 km is taken
    found = planned(wish(**ends, mode="transit", base="mid-town"), corridor())
    rides = [(event.mode, event.service) for event in found.days[day].events if isinstance(event, Leg)]
    assert rides == [("road", None)]


def test_where_no_bed_can_be_reached_after_the_arrival_that_is_said() -> None:
    far = {"from": "east-station", "arrival": "2026-12-08 21:30", "mode": "transit", "within": ["51"]}
    with pytest.raises(NoPlanError, match=r"from East Station, which one leaves at 21:40, .* by 23:40"):
        planned(wish(**far))


@pytest.mark.parametrize(("field", "value"), [("free", {3: ["day"]}), ("day_hours", {3: "10:00-12:00"})])
def test_words_for_a_day_that_the_trip_has_not_are_refused(field: str, value: dict[int, object]) -> None:
    with pytest.raises(RequestError, match="the trip has no day 3, it has 2") as refused:
        planned(wish(**{field: value}))
    assert refused.value.field == field


def test_the_stations_of_a_trip_are_told_and_looked_for() -> None:
    data = corridor()
    moments = {"arrival": "2026-12-08 10:05", "leave_by": "2026-12-09 18:00"}
    stations = planned(wish(**moments, **{"from": "east-station", "to": "west-station"}), data)
    told = {notice.code: notice for notice in stations.warnings if notice.code in ENDS}
    assert set(told) == set(ENDS)
    assert (told["arrives-at"].params["time"], told["leaves-from"].params["time"]) == ("10:05", "18:00")
    towns = planned(wish(**moments), data)
    assert not [notice for notice in towns.warnings if notice.code in ENDS]
    for code, notice in told.items():
        others = [each for each in stations.warnings if each.code != code]
        late = notice.model_copy(update={"params": {**notice.params, "time": "10:06"}})
        for warnings in (others, [*others, late], [*stations.warnings, notice]):
            damaged = stations.model_copy(update={"warnings": tuple(warnings)})
            assert {broken.code for broken in check(damaged, data)} == {"notice"}
    damaged = towns.model_copy(update={"warnings": (*towns.warnings, told["arrives-at"])})
    assert {broken.code for broken in check(damaged, data)} == {"notice"}
