"""GTFS in and out: there and back again, what a feed may get wrong, and what another reader makes of ours."""

from __future__ import annotations

import random
import re
import shlex
import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from planner import Corridor, DataError, load_corridor
from planner.cli import app
from planner.clock import days_of, weekdays_of
from planner.corridor import Departure, Line, Pattern
from planner.export.gtfs import gtfs_feed
from planner.loading.gtfs import Imported, import_feed, tables
from planner.loading.tree import read_tree
from planner.network.services import runs_on, trips_on
from tests.builders.examples import large
from tests.builders.networks import line, network, station, town
from tests.builders.paths import DOCS, SMALL
from tests.builders.shipped import shipped

START, END = date(2026, 11, 30), date(2027, 2, 28)  # a Monday, a Sunday
URL = "https://example.org/"
PLACES = ["a", "b", "c", "d"]

FEED = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\n1,Sichuan Bus,https://x.example/,Asia/Shanghai",
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\n"
    "E,East,29.53,106.47\nW,West,30.22,104.63\nN,新站,30.5,105.5",
    "routes.txt": "route_id,route_short_name,route_long_name,route_type\nr1,7,Line seven,2",
    "trips.txt": "route_id,service_id,trip_id,trip_short_name\nr1,s,t1,G7",
    "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "t1,08:00:00,08:00:00,E,1\nt1,8:58:30,09:01:20,N,5\nt1,24:59:10,25:00:00,W,9",
    "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date"
    ",end_date\ns,1,1,1,1,1,0,0,20261201,20270228",
}


def zipped(path: Path, texts: dict[str, str | bytes]) -> Path:
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, text in texts.items():
            archive.writestr(name, text)
    return path


@pytest.fixture(scope="module")
def small() -> Corridor:
    return load_corridor(SMALL)


@pytest.fixture(name="shipped")
def _shipped() -> Corridor:
    return shipped()


def read(
    folder: Path, corridor: Corridor, day: date | None = None, /, **texts: str | bytes | None
) -> Imported:
    """Import the feed above with some of its tables replaced, or left out where they are None."""
    changed = {f"{name}.txt": text for name, text in texts.items()}
    whole = {name: text for name, text in (FEED | changed).items() if text is not None}
    return import_feed(zipped(folder / "feed.zip", whole), corridor, day)


def more(table: str, *rows: str) -> str:
    return "\n".join([FEED[f"{table}.txt"], *rows])


def lines_of(result: Imported, folder: Path) -> list[Line]:
    (folder / "lines.yaml").write_text(result.yaml, "utf-8")
    root = read_tree(folder / "lines.yaml").root
    assert root is not None
    return [Line.model_validate(each) for each in root.value["lines"]]


def told(result: Imported) -> list[str]:
    """Return the problems without the folder."""
    return [str(problem).partition("feed.zip/")[2] for problem in result.problems]


def runs(corridor: Corridor, lines: list[Line], day: date) -> set[tuple[object, ...]]:
    """Return what runs on a day, times at the ends only as far as one can use them."""
    found: set[tuple[object, ...]] = set()
    for trip in trips_on(corridor.model_copy(update={"lines": tuple(lines)}), day):
        first, *inner, last = trip.halts
        middle = tuple((halt.place, halt.arrive, halt.depart) for halt in inner)
        ends = (first.place, first.depart, last.place, last.arrive)
        found.add((trip.line.id, trip.code, trip.line.mode, ends, middle))
    return found


def assert_same_again(corridor: Corridor, folder: Path) -> None:
    path = folder / "corridor.zip"
    path.write_bytes(gtfs_feed(corridor, START, END, URL))
    result = import_feed(path, corridor.model_copy(update={"lines": ()}))
    assert (result.problems, result.num_stations) == ([], 0)
    again = lines_of(result, folder)
    for day in (START + timedelta(days=number) for number in range(7)):
        assert runs(corridor, again, day) == runs(corridor, list(corridor.lines), day)


# There and back again


@st.composite
def services(draw: st.DrawFn) -> dict[str, Any]:
    names = draw(st.lists(st.sampled_from(PLACES), min_size=2, max_size=4, unique=True))
    code = draw(st.sampled_from(["G1", "K9", "x,\"y'", "名"]))
    weekdays = draw(st.sets(st.integers(0, 6), min_size=1))
    first, clock = draw(st.integers(0, 1700)), 0
    calls: list[dict[str, Any]] = []
    for name in names:
        stay = draw(st.sampled_from([0, 2, 30]))
        calls.append({"station": name, "arrive": clock, "depart": clock + stay})
        clock += stay + draw(st.sampled_from([0, 1, 20, 200]))
    timed = {"code": code, "days": days_of(weekdays)}
    if draw(st.booleans()):
        times = [{k: v if k == "station" else v + first for k, v in call.items()} for call in calls]
        del times[0]["arrive"], times[-1]["depart"]
        return {"departures": [timed | {"calls": times}]}
    every, steps = draw(st.sampled_from([(5, 3), (60, 0), (545, 1), (700, 1), (1440, 0)]))
    last = first + every * steps + draw(st.integers(0, min(every - 1, 20)))
    both = draw(st.booleans())
    return {
        "patterns": [
            timed | {"calls": calls, "first": first, "last": last, "every": every, "both_ways": both}
        ]
    }


@given(
    st.lists(services(), min_size=1, max_size=5),
    st.sampled_from(["rail", "metro", "coach", "cruise", "cable"]),
)
@large(sample=30, full=1000)
def test_small_corridors_come_back(
    tmp_path_factory: pytest.TempPathFactory, found: list[Any], mode: Any
) -> None:
    stations = [station(name, 30, 105 + 0.1 * number) for number, name in enumerate(PLACES)]
    lines = [line(f"line-{number}", mode, **each) for number, each in enumerate(found)]
    lines[-1] |= {"patterns": [*lines[-1].get("patterns", []), *lines[0].get("patterns", [])]}  # an id twice
    corridor = network([town("t", 30, 105)], stations, lines)
    assert_same_again(corridor, tmp_path_factory.mktemp("feed"))


def test_the_shipped_corridor_comes_back(shipped: Corridor, tmp_path: Path) -> None:
    assert_same_again(shipped, tmp_path)


def test_patterns_come_back_as_patterns(tmp_path: Path) -> None:
    calls = [{"station": name, "arrive": at, "depart": at} for name, at in (("a", 0), ("b", 7))]
    pattern = {"code": "M", "first": 360, "last": 1321, "every": 8, "calls": calls}
    stations = [station(name, 30, 105 + number) for number, name in enumerate("ab")]
    corridor = network([town("t", 30, 105)], stations, [line("m", "metro", patterns=[pattern])])
    (tmp_path / "c.zip").write_bytes(gtfs_feed(corridor, START, END, URL))
    (again,) = lines_of(import_feed(tmp_path / "c.zip", corridor.model_copy(update={"lines": ()})), tmp_path)
    assert again.patterns == (Pattern.model_validate(pattern | {"last": 1320}),)
    assert again.departures == ()
    assert (again.as_of, again.confidence) == ("2026", "sourced")


def test_same_data_same_bytes(small: Corridor) -> None:
    shuffled = small.model_copy(
        update={"lines": small.lines[::-1], "stations": small.stations[::-1], "data_hash": small.data_hash}
    )
    assert gtfs_feed(small, START, END, URL) == gtfs_feed(shuffled, START, END, URL)


def test_gtfs_kit_reads_the_same_trips(shipped: Corridor, tmp_path: Path) -> None:
    import gtfs_kit

    (tmp_path / "c.zip").write_bytes(gtfs_feed(shipped, START, END, URL))
    feed = gtfs_kit.read_feed(tmp_path / "c.zip", dist_units="km")
    dates = feed.get_dates()
    assert (dates[0], dates[-1]) == ("20261130", "20270228")
    for day in (date(2026, 12, 1), date(2026, 12, 5)):
        trips = feed.get_trips(f"{day:%Y%m%d}")
        seldom = [p for each in shipped.lines for p in each.patterns if p.every > 546]
        by_headway = [p for each in shipped.lines for p in each.patterns if p.every <= 546]
        expected = sum(runs_on(d.days, day.weekday()) for each in shipped.lines for d in each.departures)
        expected += sum(1 + p.both_ways for p in by_headway if runs_on(p.days, day.weekday()))
        for p in seldom:
            expected += (1 + p.both_ways) * len(range(p.first, p.last + 1, p.every))
        assert len(trips) == expected > 1000
        assert trips["trip_id"].is_unique
    assert set(feed.stop_times["stop_id"]) == set(feed.stops["stop_id"]) <= set(shipped.places)
    assert set(feed.frequencies["headway_secs"]) == {60 * p.every for p in by_headway}


# What a feed says


def test_an_ordinary_feed(small: Corridor, tmp_path: Path) -> None:
    result = read(tmp_path, small)
    (found,) = lines_of(result, tmp_path)
    # departures are rounded down and arrivals up: 8:58:30 is 8:59, 9:01:20 is 9:01, 24:59:10 is 25:00
    calls = "east-station 08:00, n 08:59-09:01, west-station 25:00"
    assert found.departures == (Departure.model_validate({"code": "G7", "days": "Mo-Fr", "calls": calls}),)
    assert (found.id, found.name.en, found.mode, found.confidence) == ("r1", "Line seven", "rail", "sourced")
    assert found.as_of == "2026-12-01"
    assert "Sichuan Bus" in found.sources[0].source
    assert result.problems == []


def test_the_output_is_valid_when_included(small: Corridor, tmp_path: Path) -> None:
    feed = read(
        tmp_path,
        small,
        trips=more("trips", "r1,s,t2,G9"),
        stop_times=more("stop_times", "t2,10:00:00,10:00:00,E,1", "t2,11:00:00,11:00:00,N,2"),
    )
    data = shutil.copytree(SMALL, tmp_path / "data")
    (data / "feed.yaml").write_text(feed.yaml, "utf-8")
    routes = data / "routes.yaml"
    routes.write_text("include: [feed.yaml]\n" + routes.read_text("utf-8"), "utf-8")
    corridor = load_corridor(data, thorough=True)  # N is only ever arrived at: without a road it were a trap
    new = corridor.places["n"]
    assert (new.name.zh, new.location.lat) == ("新站", 30.5)
    assert [each.id for each in corridor.lines] == ["east-west", "r1"]


def test_the_same_line_twice_gets_a_number(small: Corridor, tmp_path: Path) -> None:
    (tmp_path / "s.zip").write_bytes(gtfs_feed(small, START, END, URL))
    result = import_feed(tmp_path / "s.zip", small)
    assert [each.id for each in lines_of(result, tmp_path)] == ["east-west-2"]
    assert any("got a number: 1" in note for note in [*map(str, result.notes)])


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ("east-station,Whatever,29.53,106.47", "east-station"),  # by id
        ("east-station,Whatever,,", "east-station"),
        ("W1,西城,30.24,104.63", "west-station"),  # by name, 2 km away
        ("W1,WEST Station,,", "west-station"),
        ("W1,Somewhere,30.2235,104.6325", "west-station"),  # 460 m away
        ("W1,Somewhere,30.2247,104.6325", "w1"),  # 580 m
        ("W1,West,30.9,104.63", "w1"),  # a namesake 76 km away
        ("east-museum,Museum gate,29.51,106.55", "east-museum"),  # any place has an id
        ("12,站台,30.9,105.2", "stop-12"),
        ("0x,é,30.9,105.2", "0x"),
        ("null,é,30.9,105.2", "null-2"),
        ("中,北,30.9,105.2", "north-station"),
        ("mid-town,Mid,30.9,105.2", "mid-town-2"),
    ],
)
def test_stops_become_places(small: Corridor, tmp_path: Path, row: str, place: str) -> None:
    stop = row.partition(",")[0]
    result = read(
        tmp_path,
        small,
        stops=f"stop_id,stop_name,stop_lat,stop_lon\n{row}\nX,x,30,105",
        stop_times=f"{FEED['stop_times.txt'].splitlines()[0]}\nt1,08:00:00,08:00:00,{stop},1\nt1,09:00:00,,X,2",
        translations="table_name,field_name,language,translation,record_id\nstops,stop_name,en,North,中",
    )
    (found,) = lines_of(result, tmp_path)
    assert found.departures[0].calls[0].station == place


def test_platforms_are_their_station(small: Corridor, tmp_path: Path) -> None:
    header, *known, _ = FEED["stops.txt"].splitlines()
    stops = "\n".join([f"{header},parent_station", *known, "N,platform,,,E"])
    (found,) = lines_of(read(tmp_path, small, stops=stops), tmp_path)
    assert [call.station for call in found.departures[0].calls] == ["east-station", "west-station"]
    assert found.departures[0].calls[0].depart == 541  # the last departure from the station


def test_what_lies_outside_is_cut(small: Corridor, tmp_path: Path) -> None:
    stops = FEED["stops.txt"].replace("30.5,105.5", "39.9,116.4")
    result = read(tmp_path, small, stops=stops)
    assert [call.station for call in lines_of(result, tmp_path)[0].departures[0].calls] == [
        "east-station",
        "west-station",
    ]
    assert "stops outside of the corridor, left out: 1" in [*map(str, result.notes)]


@pytest.mark.parametrize(
    ("kind", "mode"),
    [(0, "metro"), (3, "coach"), (4, "cruise"), (7, "cable"), (101, "rail"), (1400, "cable")],
)
def test_route_types(small: Corridor, tmp_path: Path, kind: int, mode: str) -> None:
    (found,) = lines_of(read(tmp_path, small, routes=f"route_id,route_type\nr1,{kind}"), tmp_path)
    assert (found.mode, found.name.en) == (mode, "r1")


def test_frequencies(small: Corridor, tmp_path: Path) -> None:
    header = "trip_id,start_time,end_time,headway_secs,exact_times"
    rows = f"{header}\nt1,06:00:10,07:00:00,600,0\nt1,07:00:00,23:59:59,90,0"
    result = read(tmp_path, small, frequencies=rows)
    (found,) = lines_of(result, tmp_path)
    # 06:00, 06:10, ... 06:50: seven o'clock is past the end; 90 seconds become 2 minutes
    assert [(p.first, p.last, p.every, p.both_ways) for p in found.patterns] == [
        (360, 410, 10, False),
        (420, 1438, 2, False),
    ]
    assert [(c.station, c.arrive, c.depart) for c in found.patterns[0].calls] == [
        ("east-station", 0, 0),
        ("n", 59, 61),
        ("west-station", 1020, 1020),
    ]
    assert found.confidence == "estimated"
    assert "headways that are no whole minutes, rounded up: 1" in [*map(str, result.notes)]


def test_calls_without_boarding(small: Corridor, tmp_path: Path) -> None:
    header, first, middle, last = FEED["stop_times.txt"].splitlines()
    rows = [f"{header},pickup_type,drop_off_type", f"{first},0,1", f"{middle},1,1", f"{last},1,0"]
    assert " n 0" not in read(tmp_path, small, stop_times="\n".join(rows)).yaml
    rows[2] = f"{middle},1,0"
    result = read(tmp_path, small, stop_times="\n".join(rows))
    assert "calls only to get on or only to get off, taken as both: 1" in [*map(str, result.notes)]
    rows[2] = "t1,,,N,5,,"
    result = read(tmp_path, small, stop_times="\n".join(rows))
    assert "calls left out, as they have no time: 1" in [*map(str, result.notes)]


# Days of operation


@given(st.sets(st.integers(0, 6), min_size=1))
def test_weekdays_have_one_text(weekdays: set[int]) -> None:
    assert weekdays_of(days_of(weekdays)) == weekdays
    assert {day for day in range(7) if runs_on(days_of(weekdays), day)} == weekdays


@pytest.mark.parametrize("text", ["daily", "Fr-Mo", "Sa,Su", "Mo-Mo", "Su,Mo-We", "Mo-Su"])
def test_weekdays_are_those_of_the_timetable(text: str) -> None:
    assert weekdays_of(text) == {day for day in range(7) if runs_on(text, day)}


def dates_of(weekday: int, start: date = date(2026, 12, 1), end: date = date(2027, 2, 28)) -> Iterator[date]:
    days = (start + timedelta(days=number) for number in range((end - start).days + 1))
    return (day for day in days if day.weekday() == weekday)


def exceptions(*rows: tuple[date, int]) -> str:
    return "\n".join(["service_id,date,exception_type", *(f"s,{day:%Y%m%d},{kind}" for day, kind in rows)])


def days_found(result: Imported, folder: Path) -> str:
    return lines_of(result, folder)[0].departures[0].days


def test_dates_that_no_week_can_say_are_reported(small: Corridor, tmp_path: Path) -> None:
    rows = ((date(2027, 1, 1), 2), (date(2026, 12, 26), 1), (date(2026, 12, 27), 2), (date(2028, 1, 3), 1))
    result = read(tmp_path, small, calendar_dates=exceptions(*rows))
    assert days_found(result, tmp_path) == "Mo-Fr"
    assert [text[:24] for text in told(result)] == [f"calendar_dates.txt:{n}:1: " for n in (2, 3, 5)]
    assert "Fr 2027-01-01 does not run" in told(result)[0]
    assert "Sa 2026-12-26 fits no weekly rule" in told(result)[1]


def test_dates_that_a_week_can_say_are_not(small: Corridor, tmp_path: Path) -> None:
    rows = [*((day, 2) for day in dates_of(2)), *((day, 1) for day in dates_of(6))]
    result = read(tmp_path, small, calendar_dates=exceptions(*rows))
    assert (days_found(result, tmp_path), told(result)) == ("Mo,Tu,Th,Fr,Su", [])


@pytest.mark.parametrize("calendar", [None, FEED["calendar.txt"].replace("1,1,1,1,1,0,0", "0,0,0,0,0,0,0")])
def test_only_dates(small: Corridor, tmp_path: Path, calendar: str | None) -> None:
    saturdays, sundays = (list(dates_of(day)) for day in (5, 6))
    rows = [(day, 1) for day in (*saturdays, *sundays) if day != saturdays[3]] + [(date(2026, 12, 24), 1)]
    result = read(tmp_path, small, calendar=calendar, calendar_dates=exceptions(*rows))
    assert days_found(result, tmp_path) == "Sa,Su"
    thursday, saturday = sorted(told(result), key=lambda text: "runs on" in text)
    assert "Th 2026-12-24 fits no weekly rule" in thursday
    assert "runs on 12 of 13 Sa: taken as all" in saturday


def test_a_single_date_is_no_rule(small: Corridor, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, small, calendar=None, calendar_dates=exceptions((date(2026, 12, 24), 1)))
    assert "a single date is no weekly rule" in str(caught.value)


def test_the_timetable_of_a_day(small: Corridor, tmp_path: Path) -> None:
    summer = "summer,1,1,1,1,1,1,1,20270601,20270831"
    texts = {
        "calendar": more("calendar", summer),
        "trips": more("trips", "r1,summer,t2,G8"),
        "stop_times": more("stop_times", "t2,10:00:00,10:00:00,E,1", "t2,11:00:00,11:00:00,W,2"),
    }
    winter = read(tmp_path, small, **texts)
    assert [d.code for d in lines_of(winter, tmp_path)[0].departures] == ["G7"]
    assert "trips left out, of timetables not in force on 2026-12-01: 1" in [*map(str, winter.notes)]
    july = read(tmp_path, small, date(2027, 7, 1), **texts)
    assert [d.code for d in lines_of(july, tmp_path)[0].departures] == ["G8"]
    with pytest.raises(DataError, match="no trip is in force on 2027-05-01; the feed is of 2026-12-01 to"):
        read(tmp_path, small, date(2027, 5, 1), **texts)


# What a feed gets wrong


def test_every_bad_row_is_told_and_the_rest_is_imported(small: Corridor, tmp_path: Path) -> None:
    times = "stop_times.txt"
    result = read(
        tmp_path,
        small,
        agency=more("agency", "2,Berlin,https://x.example/,Europe/Berlin"),
        stops=more(
            "stops",
            ",No id,30,105",
            "P,Pole,91,105",
            "E,Again,30,105",
            "Q,Q,30,east",
            "K,K,30,105,?",
            "L,L,,",
        ),
        routes=more("routes", "r2,,Plane,1100", "r1,,Again,2", "r3,,,rail"),
        trips=more(
            "trips", "r9,s,t3,", "r1,z,t4,", "r1,s,t1,", "r2,s,t5,", "r1,s,t6,", "r1,s,t7,", "r1,s,t8"
        ),
        calendar=more(
            "calendar",
            "u,1,1,1,1,1,1,2,20261201,20261202",
            "v,1,1,1,1,1,1,1,20261301,20261202",
            "w,1,1,1,1,1,1,1,20261203,20261202",
            "s,1,1,1,1,1,1,1,20261201,20261202",
        ),
        calendar_dates=f"{exceptions()}\ns,2026-12-24,1\ns,20261224,3\ns,20261224",
        frequencies="trip_id,start_time,end_time,headway_secs\nt9,06:00:00,07:00:00,60\n"
        "t8,06:00:00,05:00:00,60\nt8,6,7,0",
        stop_times=more(
            "stop_times",
            "t9,10:00:00,10:00:00,E,1",
            "t1,10:00:00,10:00:00,Z,1",
            "t1,10:60:00,,E,3",
            "t1,48:00:00,,E,3",
            "t1,12:00:00,,E,5",
            "t1,12:00:00,,E,x",
            "t1,12:00:00,,P,6",
            "t6,10:00:00,10:00:00,E,1",
            "t6,09:00:00,09:00:00,W,2",
            "t7,10:00:00,10:00:00,E,1",
            't1,"12:00"x',
            "t3,10:00:00,10:00:00,E,1",
            "t5,10:00:00,10:00:00,E,1",
            "t8,10:00:00,,E,1",
            "t8,11:00:00,,L,2",
        ),
    )
    assert [(d.code, len(d.calls)) for d in lines_of(result, tmp_path)[0].departures] == [("G7", 3)]
    assert all("is left out" in text for text in told(result)[:2])  # trips t6 and t7: these change trains
    assert told(result)[2:] == sorted(
        told(result)[2:], key=lambda text: (text.split(":")[0], int(text.split(":")[1]))
    )
    rows = {
        f"{table}:{rest.split(':')[0]}" for table, _, rest in (text.partition(":") for text in told(result))
    }
    assert rows == {
        "agency.txt:3",
        *(f"stops.txt:{n}" for n in (5, 6, 7, 8, 9, 10)),
        *(f"routes.txt:{n}" for n in (3, 4, 5)),
        *(f"trips.txt:{n}" for n in (3, 4, 5, 8)),
        *(f"calendar.txt:{n}" for n in (3, 4, 5, 6)),
        *(f"calendar_dates.txt:{n}" for n in (2, 3, 4)),
        *(f"frequencies.txt:{n}" for n in (2, 3, 4)),
        *(f"{times}:{n}" for n in (5, 6, 7, 8, 9, 10, 13, 15)),
    }


@pytest.mark.parametrize("table", ["stops", "routes", "trips", "stop_times", "calendar"])
def test_nothing_is_left_without_a_table(small: Corridor, tmp_path: Path, table: str) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, small, **{table: None})
    assert table == "calendar" or f"{table}.txt:1:1: missing-file" in str(caught.value)
    with pytest.raises(DataError):
        read(tmp_path, small, **{table: ""})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings(small: Corridor, tmp_path: Path, encoding: str) -> None:
    texts = {name.removesuffix(".txt"): text.encode(encoding) for name, text in FEED.items()}
    result = read(tmp_path, small, **texts)
    assert 'name: {zh: "新站", en: "新站"}' in result.yaml
    assert ("stops.txt is not UTF-8 and was read as GB 18030" in [*map(str, result.notes)]) == (
        encoding == "gb18030"
    )


def test_a_row_in_another_encoding(small: Corridor, tmp_path: Path) -> None:
    result = read(
        tmp_path, small, stops=more("stops", "X,").encode() + "旧站".encode("gbk") + b",30,105\nY,y,30,105"
    )
    assert told(result) == ["stops.txt:5:1: encoding: the row is not UTF-8"]


def test_odd_but_good(small: Corridor, tmp_path: Path) -> None:
    plain = read(tmp_path, small).yaml
    texts = {f"feed/{name}": text.replace("\n", "\r\n\r\n").replace(",", ", ") for name, text in FEED.items()}
    path = zipped(tmp_path / "feed.zip", {**texts, "__MACOSX/stops.txt": "junk", "feed/shapes.txt": "junk"})
    assert import_feed(path, small).yaml == plain
    quoted = {name.removesuffix(".txt"): re.sub(r"[^,\n]+", r'"\g<0>"', text) for name, text in FEED.items()}
    assert read(tmp_path, small, **quoted).yaml == plain


def test_names_cannot_break_out(small: Corridor, tmp_path: Path) -> None:
    evil = '"N","a"": [\x1b[31m\n- #{x}: \u2028 \\ \'",30.5,105.5'
    result = read(tmp_path, small, stops=FEED["stops.txt"].replace("N,新站,30.5,105.5", evil))
    assert "\x1b" not in result.yaml
    (tmp_path / "y.yaml").write_text(result.yaml, "utf-8")
    root = read_tree(tmp_path / "y.yaml").root
    assert root is not None
    assert root.value["stations"][0]["name"]["en"] == "a\": [ [31m - #{x}: \\ '"


def test_no_zip_and_broken_zips(small: Corridor, tmp_path: Path) -> None:
    path = tmp_path / "feed.zip"
    for content in (b"", b"PK\x05\x06", b"stop_id\n1"):
        path.write_bytes(content)
        with pytest.raises(DataError, match=r"feed\.zip:1:1: syntax: cannot be unpacked"):
            import_feed(path, small)
    whole = zipped(path, dict(FEED)).read_bytes()
    chance = random.Random(7)
    for _ in range(150):
        broken = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        path.write_bytes(broken[: chance.choice([len(broken), chance.randrange(len(broken))])])
        with suppress(DataError):  # anything else would be a bug
            import_feed(path, small)


def test_bombs(small: Corridor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_BYTES", 100_000)
    with pytest.raises(DataError, match=r"stops\.txt:1:1: bad-value: the file unpacks to more than"):
        read(tmp_path, small, stops=b"0" * 200_000)
    with pytest.raises(DataError, match=r"feed\.zip:1:1: bad-value: the file is larger than"):
        read(tmp_path, small, shapes=random.Random(1).randbytes(200_000))
    monkeypatch.setattr(tables, "MAX_ROWS", 1000)
    with pytest.raises(DataError, match=r"stops\.txt:1:1: bad-value: the file has more than 1,000 rows"):
        read(tmp_path, small, stops="stop_id" + "\n" * 2000)
    with ZipFile(tmp_path / "lzma.zip", "w", ZIP_LZMA) as archive:
        archive.writestr("agency.txt", FEED["agency.txt"])
    with pytest.raises(DataError, match="compressed by a method that is not read here"):
        import_feed(tmp_path / "lzma.zip", small)


def test_more_than_a_file_may_hold(small: Corridor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.loading.gtfs.MAX_NODES", 50)
    with pytest.raises(DataError, match="1 services and 1 new stations in the corridor are more than"):
        read(tmp_path, small)


# The commands


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, arguments, prog_name="planner")


def test_commands(tmp_path: Path) -> None:
    zip_path, yaml_path = tmp_path / "c.zip", tmp_path / "c.yaml"
    to_file = run("export-gtfs", "--data", str(SMALL), "--output", str(zip_path))
    assert (to_file.exit_code, to_file.stdout) == (0, "")
    assert run("export-gtfs", "--data", str(SMALL)).stdout_bytes == zip_path.read_bytes()
    with ZipFile(zip_path) as archive:
        assert b"daily,1,1,1,1,1,1,1,20260101,20271231\n" in archive.read("calendar.txt")
    printed = run("import-gtfs", str(zip_path), "--data", str(SMALL))
    assert printed.exit_code == 0
    assert "1 line, 6 services, 0 new stations; 0 problems in the feed." in printed.stderr
    run("import-gtfs", str(zip_path), "--data", str(SMALL), "--output", str(yaml_path))
    assert yaml_path.read_text("utf-8") == printed.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("export-gtfs", "--from", "soon"), 4, "--from: 'soon' is not a date"),
        (
            ("export-gtfs", "--from", "2027-01-02", "--until", "2027-01-01"),
            4,
            "the last day is before the first",
        ),
        (("export-gtfs", "--url", "example.org"), 4, "'example.org' is not an address"),
        (("export-gtfs", "--output", "no/such/folder/c.zip"), 4, "there is no folder"),
        (("import-gtfs", __file__), 3, "cannot be unpacked"),
        (("import-gtfs", __file__, "--date", "soon"), 4, "--date: 'soon' is not a date"),
        (("import-gtfs", "no-such.zip"), 2, "does not exist"),
    ],
)
def test_wrong_commands(arguments: tuple[str, ...], code: int, message: str) -> None:
    result = run(*arguments, "--data", str(SMALL))
    assert result.exit_code == code
    assert message in " ".join(result.stderr.split())
    assert result.stdout == ""


def test_the_page_s_examples_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(
        r"^```sh\n(.*?)^```$", (DOCS / "gtfs.md").read_text("utf-8"), re.DOTALL | re.MULTILINE
    )
    commands = [shlex.split(text) for block in blocks for text in block.splitlines()]
    assert [command[:2] for command in commands] == [["planner", "export-gtfs"], ["planner", "import-gtfs"]]
    for command in commands:
        assert run(*command[1:]).exit_code == 0
