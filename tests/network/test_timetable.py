"""Journeys and tables by timetable: against a slow search, by hand, and past midnight."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import pairwise, permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner import Corridor
from planner.arrays import INFINITY
from planner.atlas import Atlas
from planner.clock import format_clock, parse_clock
from planner.corridor import Mode, Outage, disrupted
from planner.network.buckets import Buckets, buckets_for
from planner.network.journeys import Step
from planner.network.services import day_type, departures_between, runs_on
from planner.network.timetable import Timetable
from planner.network.ways import Undominated
from planner.planning.rides import TableRides
from planner.request import UnderWay
from planner.rules import TAXI_MAX_MINUTES
from tests.builders.examples import large
from tests.builders.networks import FAR, SlowSearch, for_one, line, link, network, night_train, station, town
from tests.builders.paths import DATA
from tests.builders.shipped import shipped

TUESDAY, SATURDAY, SUNDAY = date(2026, 12, 1), date(2026, 12, 5), date(2026, 12, 6)
JOURNEYS = DATA / "journeys.txt"
PLACES = ["a-town", "b-town", "c", "d", "e"]
LAST = 2880  # minutes


def steps_text(steps: list[Step] | None) -> list[str]:
    assert steps is not None
    return [
        f"{s.service or s.mode} {s.start} {format_clock(s.depart)} -> {s.end} {format_clock(s.arrive)}"
        for s in steps
    ]


FIVES = st.sampled_from([0, 5, 10])  # a coarse clock, so that trains meet to the minute and journeys tie


@st.composite
def calls(draw: st.DrawFn, start: int) -> list[dict[str, Any]]:
    """Return the calls of a train, some of them of no length."""
    names = draw(st.lists(st.sampled_from(PLACES), min_size=2, max_size=4, unique=True))
    clock, found = start, []
    for name in names:
        stay = draw(FIVES)
        found.append({"station": name, "arrive": clock, "depart": clock + stay})
        clock += stay + draw(st.sampled_from([0, 5, 5, 15, 40]))
    del found[0]["arrive"], found[-1]["depart"]
    return found


@st.composite
def services(draw: st.DrawFn, later: int) -> dict[str, Any]:
    """Return services, most of them of the early morning, so many times five minutes later."""
    days = draw(st.sampled_from(["daily", "daily", "daily", "Mo-Fr", "Sa,Su", "Mo", "Sa-Mo"]))
    if draw(st.integers(0, 3)):
        starts = draw(
            st.lists(st.integers(84, 108) | st.sampled_from([280, 289, 300]), min_size=1, max_size=3)
        )
        trains = [
            (n + later, draw(calls((n + later) * 5 - draw(st.sampled_from([0, 0, 1]))))) for n in starts
        ]
        return {"departures": [{"code": f"G{n}", "days": days, "calls": times} for n, times in trains]}
    stops = [{"arrive": 0, "depart": call.get("arrive", 0), **call} for call in draw(calls(0))]
    first, every = (draw(st.integers(84, 100)) + later) * 5, draw(st.sampled_from([10, 25, 60]))
    pattern = {
        "code": f"M{first}",
        "days": days,
        "first": first,
        "last": first + every * draw(st.integers(0, 3)),
        "every": every,
        "both_ways": draw(st.booleans()),
        "calls": stops,
    }
    return {"patterns": [pattern]}


@st.composite
def corridors(draw: st.DrawFn, later: int = 0) -> Corridor:
    def spot() -> tuple[float, float]:
        return draw(st.integers(0, 6)) * 0.015 + 30, draw(st.integers(0, 6)) * 0.015 + 105

    keys = ["boarding_minutes", "change_minutes", "exit_minutes"]
    margins = st.fixed_dictionaries({}, optional=dict.fromkeys(keys, FIVES))
    towns = [town(name, *spot()) for name in PLACES[:2]]
    stations = [station(name, *spot(), **draw(margins)) for name in PLACES[2:]]
    every: list[Mode] = ["rail", "rail", "rail", "rail", "metro", "coach"]
    modes = draw(st.lists(st.sampled_from(every), min_size=2, max_size=6))
    lines = [line(f"line-{n}", mode, **draw(services(later))) for n, mode in enumerate(modes)]
    pairs = draw(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(PLACES)), max_size=2))
    links = [link(a, b, draw(st.sampled_from([5, 20, 36, TAXI_MAX_MINUTES + 1]))) for a, b in pairs if a != b]
    return network(towns, stations, lines, links)


days = st.sampled_from([TUESDAY, SATURDAY, SUNDAY, date(2026, 12, 7)])
EXAMPLES = large(sample=30, full=2000)


def check_legs(slow: SlowSearch, timetable: Timetable, steps: list[Step], depart: int, end: str) -> None:
    """Check that each leg exists and that there is time for it after the one before."""
    assert timetable.leaves_door(steps[0]) >= depart
    assert steps[-1].end == end
    for step in steps:
        if step.line is None:
            wait = 5 if step.mode == "road" else 0
            assert step.arrive - step.depart + wait == slow.door_to_door(step.start, step.end)
        else:
            rides = [(h.start, h.depart, h.end, h.arrive, h.mode, h.code) for h in slow.hops]
            assert (step.start, step.depart, step.end, step.arrive, step.mode, step.service) in rides
    for before, after in pairwise(steps):
        assert before.end == after.start
        if before.line and after.line and before.mode == after.mode:
            change = timetable.stops.margins[after.start, after.mode].change
            assert after.depart - before.arrive >= change
        else:
            assert timetable.leaves_door(after) >= timetable.reaches_door(before)


@EXAMPLES
@given(corridors(), days, st.data())
def test_a_journey_is_the_best_there_is(corridor: Corridor, day: date, data: st.DataObject) -> None:
    timetable, slow = Timetable(corridor), SlowSearch(corridor, day)
    for a, b in permutations(PLACES, 2):
        depart = data.draw(st.sampled_from([0, 400, 430, 460, 500, 1380]))
        steps, best = timetable.journey(a, b, depart, day), slow.best(a, b, depart)
        assert (steps is None) == (best is None)
        if steps is not None and best is not None:
            rides = sum(step.line is not None for step in steps)
            leave, reach = timetable.leaves_door(steps[0]), timetable.reaches_door(steps[-1])
            assert (reach, leave, rides) == (best.arrive, -best.minus_depart, best.rides)
            check_legs(slow, timetable, steps, depart, b)


@EXAMPLES
@given(corridors(), days, st.data())
def test_the_table_is_never_early_and_at_most_a_bucket_late(
    corridor: Corridor, day: date, data: st.DataObject
) -> None:
    slow = SlowSearch(corridor, day)
    table = Timetable(corridor).table(day, use_cache=False)
    for i, j in permutations(range(len(PLACES)), 2):
        depart = data.draw(st.integers(390, 480) | st.sampled_from([300, 1380]))
        rounded = -(-depart // 5) * 5
        got = int(table.arrive(np.array(i), np.array(j), np.array(depart)))
        best = slow.best(table.ids[i], table.ids[j], depart)
        later = slow.best(table.ids[i], table.ids[j], rounded)
        if best is None:
            assert got >= INFINITY
        else:
            assert best.arrive <= got
        if later is not None:
            assert got <= later.arrive
            moving = int(table.moving(np.array(i), np.array(j), np.array(rounded)))
            assert moving == later.arrive + later.minus_depart
            assert moving >= table.quickest(np.array(i), np.array(j))


@large(sample=8, full=1000)
@given(corridors(), days)
def test_a_profile_has_all_rides_worth_waiting_for(corridor: Corridor, day: date) -> None:
    table = Timetable(corridor).table(day, use_cache=False)
    rides, minutes = TableRides(table, range(len(PLACES)), (0, LAST), for_one), np.arange(1441)
    for i, j in permutations(range(len(PLACES)), 2):
        ends = np.array(i), np.array(j), minutes
        arrive, moving = table.arrive(*ends).tolist(), table.moving(*ends).tolist()
        for depart in range(380, 560, 7):
            found = [(arrives, takes) for _, arrives, takes, *_ in rides(i, j, depart)]
            assert found[:1] == [(arrive[depart], moving[depart])] * (arrive[depart] < INFINITY)
            for minute in range(depart, 1441):
                if arrive[minute] < INFINITY:
                    assert any(a <= arrive[minute] and m <= moving[minute] for a, m in found)


@EXAMPLES
@given(corridors(), days)
def test_leaving_later_never_arrives_earlier(corridor: Corridor, day: date) -> None:
    table = Timetable(corridor).table(day, use_cache=False)
    rows = np.arange(len(table.ids))
    minutes = np.arange(0, 1600)
    arrive = table.arrive(rows[:, None, None], rows[None, :, None], minutes)
    assert (np.diff(arrive, axis=-1) >= 0).all()
    assert (arrive >= minutes).all()
    assert (arrive[rows, rows] == minutes).all()


@pytest.mark.parametrize("depart", [("08:00", "C1"), ("08:01", "C2")], ids=["just in time", "too late"])
def test_boarding_takes_its_time(depart: tuple[str, str]) -> None:
    trains = [{"code": f"C{n}", "calls": f"c 0{7 + n}:20, d 0{7 + n}:50"} for n in (1, 2)]
    corridor = network(
        [], [station("c", 30, 105), station("d", 30, 105 + FAR)], [line("l", departures=trains)]
    )
    steps = Timetable(corridor).journey("c", "d", parse_clock(depart[0]), TUESDAY)
    assert steps is not None
    assert steps[0].service == depart[1]


@pytest.mark.parametrize(("change", "code"), [(14, "C2"), (15, "C2"), (16, "C3")])
def test_changing_takes_its_time(change: int, code: str) -> None:
    trains = [("C1", "c 08:00, d 08:30"), ("C2", "d 08:45, e 09:00"), ("C3", "d 09:45, e 10:00")]
    lines = [line("l", departures=[{"code": code, "calls": calls} for code, calls in trains])]
    places = [
        station("c", 30, 105),
        station("d", 30, 105 + FAR, change_minutes=change),
        station("e", 30, 105 + 2 * FAR),
    ]
    steps = Timetable(network([], places, lines)).journey("c", "e", parse_clock("07:00"), TUESDAY)
    assert steps is not None
    assert [step.service for step in steps] == ["C1", code]


def test_a_taxi_and_a_walk_meet_the_train() -> None:
    # train at 09:00, 20 minutes to board, 30 to drive, 5 to wait: away at 08:05; a walk of 1.11 km takes 20
    places = [station("c", 30, 105), station("d", 30, 105 + FAR)]
    towns = [town("a-town", 30.2, 105), town("b-town", 30.01, 105 + FAR)]
    lines = [line("l", departures=[{"code": "C1", "calls": "c 09:00, d 09:40"}])]
    timetable = Timetable(network(towns, places, lines, [link("a-town", "c", 30)]))
    steps = timetable.journey("a-town", "b-town", parse_clock("06:00"), TUESDAY)
    assert steps_text(steps) == [
        "road a-town 08:10 -> c 08:40",
        "C1 c 09:00 -> d 09:40",
        "walk d 09:50 -> b-town 10:10",
    ]
    assert steps is not None
    assert timetable.leaves_door(steps[0]) == parse_clock("08:05")
    assert [step.cost for step in steps] == [94.0, 0.0, 0.0]  # 10 + 30 km at 2.8; the line has no fare
    assert steps[0].per_car
    assert timetable.journey("a-town", "b-town", parse_clock("08:06"), TUESDAY) is None


@pytest.mark.parametrize(("ready", "way"), [("08:00", "K1"), ("07:59", "road")])
def test_of_two_ways_that_arrive_together_the_one_that_leaves_later(ready: str, way: str) -> None:
    # a taxi takes 5 + 20 minutes; the coach has been left at 08:25, and boarding it takes 5 from 08:05
    towns = [town("a-town", 30, 105), town("b-town", 30, 106)]
    lines = [line("l", "coach", departures=[{"code": "K1", "calls": "a-town 08:10, b-town 08:23"}])]
    timetable = Timetable(network(towns, [], lines, [link("a-town", "b-town", 20)]))
    steps = timetable.journey("a-town", "b-town", parse_clock(ready), TUESDAY)
    assert steps is not None
    assert [step.service or step.mode for step in steps] == [way]


def test_a_long_drive_is_no_taxi_ride() -> None:
    corridor = network(
        [town("a-town", 30, 105), town("b-town", 30, 106)],
        [],
        [],
        [link("a-town", "b-town", TAXI_MAX_MINUTES + 1)],
    )
    timetable = Timetable(corridor)
    assert timetable.journey("a-town", "b-town", 600, TUESDAY) is None
    assert timetable.journey("a-town", "a-town", 600, TUESDAY) == []
    table = timetable.table(TUESDAY, use_cache=False)
    assert table.arrive(np.array(0), np.array(1), np.array(600)) >= INFINITY


def test_no_taxi_goes_where_only_a_coach_does() -> None:
    """A car's way up a mountain may lead over the park's coaches, which others take by their timetable."""
    towns = [town("a-town", 30, 105), town("b-town", 30, 106)]
    coach = line("l", "coach", departures=[{"code": "K1", "calls": "a-town 08:10, b-town 08:30"}])
    timetable = Timetable(network(towns, [], [coach], [link("a-town", "b-town", 20) | {"mode": "coach"}]))
    assert steps_text(timetable.journey("a-town", "b-town", 400, TUESDAY)) == [
        "K1 a-town 08:10 -> b-town 08:30"
    ]
    assert timetable.journey("a-town", "b-town", 500, TUESDAY) is None
    options = Undominated(timetable, TUESDAY).between("a-town", "b-town", (400, 500))
    assert {step.service for option in options for step in option.legs} == {"K1"}


def test_a_train_runs_on_past_midnight() -> None:
    timetable = Timetable(night_train())
    assert steps_text(timetable.journey("c", "e", 1300, TUESDAY)) == ["K1 c 23:10 -> e 26:00"]
    table = timetable.table(TUESDAY, use_cache=False)
    at = [table.ids.index(name) for name in "ce"]
    assert table.arrive(np.array(at[0]), np.array(at[1]), np.array(1300)) == 1560 + 10


def test_the_train_of_the_night_before_still_runs_in_the_morning() -> None:
    timetable = Timetable(night_train())
    assert steps_text(timetable.journey("d", "e", 5, TUESDAY)) == ["K1 d 00:40 -> e 02:00"]
    assert steps_text(timetable.journey("d", "e", 21, TUESDAY)) == ["K1 d 24:40 -> e 26:00"]


def test_the_night_before_is_another_day_of_the_week() -> None:
    timetable = Timetable(night_train("Sa"))
    assert timetable.journey("c", "e", 1300, SUNDAY) is None
    assert steps_text(timetable.journey("d", "e", 5, SUNDAY)) == ["K1 d 00:40 -> e 02:00"]
    assert steps_text(timetable.journey("d", "e", 5, SATURDAY)) == ["K1 d 24:40 -> e 26:00"]
    kinds = {day_type(timetable.corridor, day) for day in (TUESDAY, SATURDAY, SUNDAY)}
    assert len(kinds) == 3
    assert day_type(timetable.corridor, date(2026, 12, 2)) in kinds  # a Wednesday is like a Tuesday


def test_tables_of_days_on_which_nothing_is_cancelled_or_closed_stay() -> None:
    whole = shipped()
    line = next(line for line in whole.lines if line.departures)
    train, site = line.departures[0].code, whole.attractions[0].id
    closed = disrupted(whole, [Outage(what=site, day=SATURDAY)], [])
    cancelled = disrupted(whole, [], [Outage(what=train, day=SATURDAY)])
    names = [
        [Timetable(each).name_of(day, ("chengdu",)) for day in (TUESDAY, SATURDAY)]
        for each in (whole, closed, cancelled)
    ]
    assert names[0] == names[1]
    assert [before == after for before, after in zip(names[0], names[2], strict=True)] == [True, False]


def test_sites_that_are_closed_leave_all_ways_as_they_are() -> None:
    atlas, site = Atlas(shipped(), use_cache=False), shipped().attractions[0].id
    roads = atlas.roads
    news = UnderWay(first_day=1, origin="chengdu", closed=(Outage(what=site, day=SATURDAY),))
    met = atlas.on_the_way(news)
    assert met.roads is roads
    assert met.corridor.data_hash != atlas.corridor.data_hash
    assert met.on_the_way(news) is met


@pytest.mark.parametrize(
    ("days", "running"),
    [
        ("daily", "1111111"),
        ("Mo-Fr", "1111100"),
        ("Sa,Su", "0000011"),
        ("Fr-Mo", "1000111"),
        ("Tu,Th-Fr", "0101100"),
    ],
)
def test_days_of_operation(days: str, running: str) -> None:
    assert "".join(f"{runs_on(days, weekday):d}" for weekday in range(7)) == running


def test_a_pattern_runs_both_ways_with_its_stops() -> None:
    towns = [town(name, 30, 105 + n * FAR) for n, name in enumerate(["a-town", "b-town", "z-town"])]
    pattern = {
        "code": "M1",
        "first": "08:00",
        "last": "09:00",
        "every": 30,
        "calls": "a-town 0, b-town 10-14, z-town 40",
    }
    corridor = network(towns, [], [line("m", "metro", patterns=[pattern])])
    there = departures_between(corridor, "a-town", "z-town", TUESDAY)
    assert [(s.depart, s.arrive) for s in there] == [(480, 520), (510, 550), (540, 580)]
    back = Timetable(corridor).journey("z-town", "a-town", 481, TUESDAY)
    assert steps_text(back) == ["M1 z-town 08:30 -> a-town 09:10"]
    part = departures_between(corridor, "b-town", "a-town", TUESDAY)
    assert [(s.depart, s.arrive) for s in part] == [(510, 520), (540, 550), (570, 580)]
    one_way = network(towns, [], [line("m", "metro", patterns=[pattern | {"both_ways": False}])])
    assert departures_between(one_way, "z-town", "a-town", TUESDAY) == []


@pytest.mark.parametrize("start", [0, 810, 815, 1020, 1440])
def test_a_profile_of_a_day_that_begins_after_lunch_has_no_lunch_aboard(start: int) -> None:
    towns = [town("a-town", 30, 105), town("b-town", 30, 106)]
    trains = [{"code": f"G{hour}", "calls": f"a-town {hour}:00, b-town {hour + 1}:30"} for hour in (12, 18)]
    table = Timetable(network(towns, [], [line("l", departures=trains)])).table(TUESDAY, use_cache=False)
    found = table.profile(start, 1500)
    assert bool(found.with_lunch.depart.size) is (start < 720)
    assert bool(found.services.depart.size) is (start < 1080)


def test_departures_between_towns_are_those_of_their_stations() -> None:
    towns = [town("a-town", 30, 105), town("b-town", 30, 106)]
    places = [station("c", 30, 105) | {"town": "a-town"}, station("d", 30, 106) | {"town": "b-town"}]
    train = {"code": "G1", "days": "Mo-Fr", "calls": "c 08:00, d 09:00"}
    fare = {"per_km": 0.5, "pairs": {"d c": 77}}
    corridor = network(towns, places, [line("l", departures=[train], fare=fare)])
    (service,) = departures_between(corridor, "a-town", "b-town", TUESDAY)
    assert (service.code, service.line, service.start, service.end) == ("G1", "l", "c", "d")
    assert (service.days, service.cost, service.as_of, service.confidence) == (
        "Mo-Fr",
        77.0,
        "2026",
        "sourced",
    )
    assert service.km == pytest.approx(96.3 * 1.15, abs=0.2)  # a degree of longitude at 30 north is 96.3 km
    assert departures_between(corridor, "a-town", "b-town", SATURDAY) == []
    assert departures_between(corridor, "b-town", "a-town", TUESDAY) == []


def test_an_airport_stands_for_the_stations_around_it_where_nothing_calls_at_itself() -> None:
    towns = [town("a-town", 30, 105), town("b-town", 30, 106)]
    places = [
        station("air", 30.1, 105),
        station("c", 30.11, 105),
        station("far", 30.2, 105),
        station("d", 30, 106),
    ]
    trains = [{"code": "G1", "calls": "c 08:00, d 09:00"}, {"code": "G2", "calls": "far 08:00, d 09:00"}]
    corridor = network(towns, places, [line("l", departures=trains)])
    found = departures_between(corridor, "air", "d", TUESDAY)
    assert [(service.code, service.start) for service in found] == [("G1", "c")]
    calls = [*trains, {"code": "G3", "calls": "air 08:00, d 09:00"}]
    served = network(towns, places, [line("l", departures=calls)])
    assert [service.code for service in departures_between(served, "air", "d", TUESDAY)] == ["G3"]


def test_metro_margins_at_a_railway_station_are_those_of_a_metro() -> None:
    places = [station("c", 30, 105), station("d", 30, 105 + FAR, boarding_minutes=7, exit_minutes=1)]
    lines = [
        line("l", departures=[{"code": "G1", "calls": "c 09:00, d 09:40"}]),
        line("m", "metro", departures=[{"code": "M1", "calls": "c 09:00, d 09:40"}]),
    ]
    margins = Timetable(network([], places, lines)).stops.margins
    assert (margins["c", "rail"].boarding, margins["c", "rail"].change, margins["c", "rail"].exit) == (
        20,
        20,
        10,
    )
    assert (margins["d", "rail"].boarding, margins["d", "rail"].exit) == (7, 1)
    assert margins["c", "metro"] == margins["d", "metro"]
    assert (margins["c", "metro"].boarding, margins["c", "metro"].exit) == (3, 2)


@cache
def timetable() -> Timetable:
    return Timetable(shipped())


@cache
def shipped_trains() -> Timetable:
    corridor = timetable().corridor
    trains = tuple(each for each in corridor.lines if each.mode == "rail")
    return Timetable(corridor.model_copy(update={"lines": trains, "links": (), "metros": ()}))


HAND = [row.split(" | ") for row in JOURNEYS.read_text("utf-8").splitlines() if row[0] != "#"]


@pytest.mark.parametrize(
    ("a", "b", "ready", "trains", "arrive"), HAND, ids=lambda text: text.replace(" ", "-")
)
def test_journeys_checked_by_hand(a: str, b: str, ready: str, trains: str, arrive: str) -> None:
    steps = shipped_trains().journey(a, b, parse_clock(ready), TUESDAY)
    assert "; ".join(steps_text(steps)) == trains
    door = parse_clock(arrive) + 10
    with_all = timetable().journey(a, b, parse_clock(ready), TUESDAY)
    assert with_all is not None
    assert timetable().reaches_door(with_all[-1]) <= door  # metro and taxis can only help


def test_enough_journeys_are_checked_by_hand() -> None:
    assert len(HAND) >= 40


@pytest.mark.parametrize(
    ("a", "b", "ready", "rides"),
    [
        (
            "emeishan-city",
            "emeishan",
            "08:00",
            ["road emeishan-city 08:10 -> emei-baoguo 08:25", "emei-baoguo 08:30 -> emeishan 10:30"],
        ),
        (
            "emeishan",
            "emeishan-station",
            "14:00",
            ["emeishan 14:30 -> emei-baoguo 16:30", "road emei-baoguo 16:37 -> emeishan-station 16:47"],
        ),
        (
            "emeishan",
            "emei-baoguo",
            "16:00",
            [],
        ),  # the last bus leaves at 16:00, and boarding takes 5 minutes
    ],
)
def test_nothing_but_the_park_bus_goes_up_mount_emei(a: str, b: str, ready: str, rides: list[str]) -> None:
    steps = timetable().journey(a, b, parse_clock(ready), TUESDAY) or []
    assert [text.removeprefix("Park bus Baoguo Temple-Mount Emei ") for text in steps_text(steps)] == rides


def test_a_selection_answers_like_the_whole_table() -> None:
    table = Timetable(night_train()).table(TUESDAY, use_cache=False)
    rows = np.array([2, 0])
    part = table.select(rows)
    assert part.ids == ("e", "c")
    grid = np.arange(2)[:, None], np.arange(2)[None, :]
    whole = rows[:, None], rows[None, :]
    for minute in (300, 1299, 1500):
        at = np.array(minute)
        assert (part.arrive(*grid, at) == table.arrive(*whole, at)).all()
        assert (part.moving(*grid, at) == table.moving(*whole, at)).all()
    assert (part.cost(*grid) == table.cost(*whole)).all()
    assert not part.can_pause


# Before 05:00 and after midnight


@EXAMPLES
@given(corridors(later=-48), days, st.data())
def test_the_table_of_long_days_knows_the_early_services(
    corridor: Corridor, day: date, data: st.DataObject
) -> None:
    slow = SlowSearch(corridor, day)
    table = Timetable(corridor, buckets=buckets_for(0, 1440)).table(day, use_cache=False)
    for i, j in permutations(range(len(PLACES)), 2):
        depart = data.draw(st.integers(0, 60).map(lambda fives: 5 * fives))
        best = slow.best(table.ids[i], table.ids[j], depart)
        ends = np.array(i), np.array(j), np.array(depart)
        assert int(table.arrive(*ends)) == (best.arrive if best else int(table.arrive(*ends)))
        assert (int(table.arrive(*ends)) >= INFINITY) == (best is None)
        if best:
            assert int(table.moving(*ends)) == best.arrive + best.minus_depart


def test_after_midnight_the_services_of_the_day_after_run() -> None:
    """On a Tuesday the coach of Wednesday 00:40 leaves at 24:40, where the day lasts that long."""
    places = [station(name, 30, 105 + n * FAR) for n, name in enumerate("cd")]
    coach = {"code": "N2", "days": "We", "calls": "c 00:40, d 01:30"}
    corridor = network([], places, [line("l", "coach", departures=[coach])])
    usual, long = Timetable(corridor), Timetable(corridor, buckets=buckets_for(510, 1560))
    assert usual.journey("c", "d", 1200, TUESDAY) is None
    steps = long.journey("c", "d", 1200, TUESDAY)
    assert steps is not None
    assert [(step.depart, step.arrive) for step in steps] == [(1480, 1530)]
    table = long.table(TUESDAY, use_cache=False)
    ends = np.array(table.ids.index("c")), np.array(table.ids.index("d"))
    assert int(table.arrive(*ends, np.array(1470))) == 1532  # and two minutes to the door
    assert int(table.arrive(*ends, np.array(1480))) >= INFINITY
    assert long.journey("c", "d", 1200, SATURDAY) is None


def test_usual_days_have_the_usual_table() -> None:
    assert buckets_for(300, 1440) == buckets_for(510, 1140) == Buckets()
    assert (Buckets().first, Buckets().last, Buckets().num_layers) == (300, 1440, 666)
