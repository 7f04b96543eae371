"""What feeds of the real world look like: days, folders, blanks, positions, translations, and faults of all kinds."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from planner import Corridor, DataError, load_corridor
from planner.cli import app
from planner.corridor import Line
from planner.loading.gtfs import Imported, import_feed
from planner.loading.tree import read_tree
from tests.builders.examples import large
from tests.builders.feeds import random_feed, zip_feed
from tests.builders.paths import SMALL

WEEK = "monday,tuesday,wednesday,thursday,friday,saturday,sunday"
CALENDAR = f"service_id,{WEEK},start_date,end_date"
FEED = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\nb,Hill Bus,https://x.example/,Asia/Chongqing",
    "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\nA,Alder,29.4,106.2\nB,Birch,29.9,105.2\nC,Cedar,30.4,104.8",
    "routes.txt": "route_id,route_short_name,route_long_name,route_type\nhill,H,Hill line,3",
    "trips.txt": "route_id,service_id,trip_id,trip_short_name\nhill,d,one,H1",
    "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "one,07:15:00,07:15:00,A,1\none,08:40:00,08:45:00,B,2\none,09:50:00,09:50:00,C,3",
    "calendar.txt": f"{CALENDAR}\nd,1,1,1,1,1,1,1,20260901,20261130",
}
START, END = date(2026, 9, 1), date(2026, 11, 30)  # a Tuesday, a Monday
CHANGE = date(2026, 10, 15)  # a Thursday


@pytest.fixture(scope="module")
def small() -> Corridor:
    return load_corridor(SMALL)


def pack(folder: Path, entries: dict[str, str]) -> Path:
    with ZipFile(folder / "feed.zip", "w") as archive:
        for name, text in entries.items():
            archive.writestr(ZipInfo(name), text)
    return folder / "feed.zip"


def read(folder: Path, corridor: Corridor, day: date | None = None, **texts: str) -> Imported:
    changed = {f"{name}.txt": text for name, text in texts.items()}
    return import_feed(pack(folder, FEED | changed), corridor, day)


def lines_of(result: Imported, folder: Path) -> list[Line]:
    (folder / "lines.yaml").write_text(result.yaml, "utf-8")
    root = read_tree(folder / "lines.yaml").root
    assert root is not None
    return [Line.model_validate(each) for each in root.value["lines"]]


def days_by_code(result: Imported, folder: Path) -> dict[str, str]:
    return {each.code: each.days for line in lines_of(result, folder) for each in line.departures}


def every_day(start: date, end: date) -> list[date]:
    return [start + timedelta(days=number) for number in range((end - start).days + 1)]


def exceptions(**by_service: Iterable[tuple[date, int]]) -> str:
    rows = [f"{name},{day:%Y%m%d},{kind}" for name, days in by_service.items() for day, kind in days]
    return "\n".join(["service_id,date,exception_type", *rows])


def two_trips(*rows: str) -> dict[str, str]:
    """Return the tables of H1 by the service ``d`` and H2, ten minutes earlier, by ``e``."""
    second = FEED["stop_times.txt"].partition("\n")[2].replace("one,", "two,").replace("07:15", "07:05")
    return {
        "trips": FEED["trips.txt"] + "\nhill,e,two,H2",
        "stop_times": f"{FEED['stop_times.txt']}\n{second}",
        "calendar": "\n".join([CALENDAR, *rows]),
    }


# Days


@pytest.mark.parametrize(
    ("span", "days"),
    [
        ("20261014,20261016", "We-Fr"),  # three days in one week
        ("20261014,20261020", "daily"),
        ("20261017,20261018", "Sa,Su"),
    ],
)
def test_a_weekday_that_does_not_occur_does_not_run(
    small: Corridor, tmp_path: Path, span: str, days: str
) -> None:
    result = read(tmp_path, small, calendar=f"{CALENDAR}\nd,1,1,1,1,1,1,1,{span}")
    assert days_by_code(result, tmp_path) == {"H1": days}
    is_told = any("only: taken as weekly" in str(problem) for problem in result.problems)
    assert is_told == (days != "daily")


def test_a_single_day_is_no_rule_unless_it_is_asked_for(small: Corridor, tmp_path: Path) -> None:
    calendar = f"{CALENDAR}\nd,1,1,1,1,1,1,1,20261014,20261014"
    with pytest.raises(DataError, match="runs on 2026-10-14 alone, and a single date is no weekly rule"):
        read(tmp_path, small, calendar=calendar)
    result = read(tmp_path, small, date(2026, 10, 14), calendar=calendar)
    assert days_by_code(result, tmp_path) == {"H1": "We"}
    assert "the day asked for" in str(result.problems[0])
    cancelled = exceptions(d=[(date(2026, 10, 14), 2)])
    with pytest.raises(DataError, match="no trip has a day on which it runs"):
        read(tmp_path, small, calendar=calendar, calendar_dates=cancelled)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        (
            {"routes": FEED["routes.txt"].replace(",3", ",9999")},
            "no trip is left, for the other reasons told here",
        ),
        (
            {"calendar": CALENDAR},
            "no service has a date: calendar.txt and calendar_dates.txt are missing or empty",
        ),
    ],
)
def test_why_no_trip_has_a_day(tmp_path: Path, small: Corridor, changed: dict[str, Any], why: str) -> None:
    with pytest.raises(DataError) as error:
        read(tmp_path, small, **changed)
    assert [problem.message for problem in error.value.problems if why in problem.message] == [why]


CHANGES = {
    "both in force by calendar.txt": (
        ("d,1,1,1,1,1,1,1,20260901,20261130", "e,1,1,1,1,1,1,1,20260901,20261130"),
        {
            "d": [(day, 2) for day in every_day(CHANGE, END)],
            "e": [(day, 2) for day in every_day(START, CHANGE - timedelta(days=1))],
        },
    ),
    "the new one by dates alone": (
        ("d,1,1,1,1,1,1,1,20260901,20261130",),
        {
            "d": [(day, 2) for day in every_day(CHANGE, END)],
            "e": [(day, 1) for day in every_day(CHANGE, END)],
        },
    ),
    "the old one comes back for a day": (
        ("d,1,1,1,1,1,1,1,20260901,20261130", "e,1,1,1,1,1,1,1,20261015,20261130"),
        {"d": [(day, 2) for day in every_day(CHANGE, END) if day != date(2026, 11, 25)]},
    ),
}


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize(
    ("day", "code"),
    [(START, "H1"), (CHANGE - timedelta(days=1), "H1"), (CHANGE, "H2"), (date(2026, 11, 10), "H2")],
)
def test_a_timetable_that_ended_or_has_not_begun_stays_away(
    small: Corridor, tmp_path: Path, name: str, day: date, code: str
) -> None:
    rows, changes = CHANGES[name]
    result = read(tmp_path, small, day, **two_trips(*rows), calendar_dates=exceptions(**changes))
    assert days_by_code(result, tmp_path) == {code: "daily"}
    assert str(result.notes[0]) == f"trips left out, of timetables not in force on {day}: 1"
    assert len(result.problems) <= 1


def test_weekdays_are_those_of_the_time_asked_for(small: Corridor, tmp_path: Path) -> None:
    """From the middle of October on no more at weekends: before it is daily, afterwards Mo-Fr."""
    weekends = exceptions(d=[(day, 2) for day in every_day(CHANGE, END) if day.weekday() >= 5])
    for day, days in ((START, "daily"), (CHANGE, "Mo-Fr"), (END, "Mo-Fr")):
        result = read(tmp_path, small, day, calendar_dates=weekends)
        assert days_by_code(result, tmp_path) == {"H1": days}


@pytest.mark.parametrize(("kind", "days"), [(2, "Mo-We,Fr-Su"), (1, "daily")])
def test_the_day_asked_for_beats_the_rule(small: Corridor, tmp_path: Path, kind: int, days: str) -> None:
    """Thursday 15 October alone is cancelled, or added."""
    usual = {2: "d,1,1,1,1,1,1,1", 1: "d,1,1,1,0,1,1,1"}[kind]
    texts = {
        "calendar": f"{CALENDAR}\n{usual},20260901,20261130",
        "calendar_dates": exceptions(d=[(CHANGE, kind)]),
    }
    asked = read(tmp_path, small, CHANGE, **texts)
    assert days_by_code(asked, tmp_path) == {"H1": days}
    assert "Th 2026-10-15, the day asked for, other than on most Th" in str(asked.problems[0])
    other = read(tmp_path, small, date(2026, 10, 14), **texts)
    assert days_by_code(other, tmp_path) == {"H1": {2: "daily", 1: "Mo-We,Fr-Su"}[kind]}


def test_what_changes_trains_is_told_first(small: Corridor, tmp_path: Path) -> None:
    """Ninety bad stops and forty cancelled days do not hide a service and a trip that are left out."""
    bad_stops = "\n".join(f"x{n},X,north,105" for n in range(90))
    dates = [(day, 2) for day in every_day(START, END) if day.day % 9 == 1]
    never = [(day, 1) for day in (date(2026, 9, 5), date(2026, 9, 15))]
    texts = two_trips("d,1,1,1,1,1,1,1,20260901,20261130")
    texts["trips"] += "\nhill,d,lone,H3"
    result = read(
        tmp_path,
        small,
        None,
        **texts,
        stops=f"{FEED['stops.txt']}\n{bad_stops}",
        calendar_dates=exceptions(d=dates, e=never),
    )
    told = [str(problem).partition("feed.zip/")[2] for problem in result.problems]
    assert len(told) > 100
    assert [re.sub(":.*'(.*)'.*", r" \1", text) for text in told[:2]] == [
        "calendar_dates.txt e",
        "trips.txt lone",
    ]
    assert "fares are not read" in [*map(str, result.notes)][-1]
    printed = CliRunner().invoke(
        app, ["import-gtfs", str(tmp_path / "feed.zip"), "--data", str(SMALL)], prog_name="planner"
    )
    assert printed.stderr.index("note: ") < printed.stderr.index("irregular-days")


# The zip file


@pytest.mark.parametrize("folder", ["", "feed/", "./", "deep/er/", "Feed\\", ".\\a\\b\\", "数据/"])
@pytest.mark.parametrize("change", [str.lower, str.upper, str.title])
def test_a_feed_in_one_folder(small: Corridor, tmp_path: Path, folder: str, change: Any) -> None:
    plain = read(tmp_path, small)
    entries = {folder + change(name): text for name, text in FEED.items()}
    entries |= {
        "__MACOSX/feed/._stops.txt": "junk",
        "__macosx\\stops.txt": "junk",
        f"{folder}shapes.txt": "junk",
    }
    again = import_feed(pack(tmp_path, entries), small)
    assert (again.yaml, again.notes) == (plain.yaml, plain.notes)


def test_tables_of_other_folders_are_not_read(small: Corridor, tmp_path: Path) -> None:
    plain = read(tmp_path, small)
    others = {
        "2025/calendar_dates.txt": exceptions(d=[(day, 2) for day in every_day(START, END)]),
        "drafts\\Frequencies.txt": "trip_id,start_time,end_time,headway_secs\none,06:00:00,09:00:00,900",
    }
    result = import_feed(pack(tmp_path, others | {f"now/{name}": text for name, text in FEED.items()}), small)
    assert result.yaml == plain.yaml
    assert sorted({*map(str, result.notes)} - {*map(str, plain.notes)}) == [
        "not read, as the feed lies in another folder: '2025/' (calendar_dates.txt)",
        "not read, as the feed lies in another folder: 'drafts/' (frequencies.txt)",
    ]
    moved = {name if name != "calendar.txt" else "old/calendar.txt": text for name, text in FEED.items()}
    with pytest.raises(DataError, match=r"no service has a date.*another folder: 'old/' \(calendar\.txt\)"):
        import_feed(pack(tmp_path, moved), small)
    lost = {name: text for name, text in FEED.items() if name != "trips.txt"}
    with pytest.raises(DataError, match=r"trips\.txt:1:1: missing-file: .*there is one in 'old/', apart"):
        import_feed(pack(tmp_path, lost | {"old/trips.txt": FEED["trips.txt"]}), small)


@pytest.mark.parametrize(
    ("folders", "named"),
    [(("east/", "west/"), "'east/', 'west/'"), (("", "old/"), "the top folder, 'old/'")],
)
def test_two_feeds_in_one_zip(small: Corridor, tmp_path: Path, folders: tuple[str, str], named: str) -> None:
    entries = {folder + name: text for folder in folders for name, text in FEED.items()}
    with pytest.raises(
        DataError, match=re.escape(f"2 folders of the zip file hold tables of a feed: {named}")
    ):
        import_feed(pack(tmp_path, entries), small)


def test_a_zip_in_a_zip_and_a_table_twice(small: Corridor, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"holds no table of a feed, but the zip file 'inner\.ZIP'"):
        import_feed(pack(tmp_path, {"x/inner.ZIP": "PK", "readme.txt": ""}), small)
    result = import_feed(pack(tmp_path, FEED | {"TRIPS.txt": FEED["trips.txt"].replace("H1", "H9")}), small)
    assert days_by_code(result, tmp_path) == {"H9": "daily"}
    assert "trips.txt:1:1: duplicate-key: the zip file holds this table twice" in str(result.problems[0])


# Rows


def quoted(text: str, before: str = "", after: str = "") -> str:
    rows = [",".join(f'{before}"{value}"{after}' for value in row.split(",")) for row in text.split("\n")]
    return "\n".join(rows)


@pytest.mark.parametrize(
    ("before", "after"),
    [("", " "), ("", "\t  "), (" ", " "), ("\t", ""), ("", "\u00a0"), ("\u3000", "\u3000")],
)
def test_blanks_around_quotes(small: Corridor, tmp_path: Path, before: str, after: str) -> None:
    plain = read(tmp_path, small)
    texts = {name.removesuffix(".txt"): quoted(text, before, after) for name, text in FEED.items()}
    again = read(tmp_path, small, None, **texts)
    assert (again.yaml, again.problems) == (plain.yaml, [])


def test_what_looks_like_a_blank_at_a_quote(small: Corridor, tmp_path: Path) -> None:
    """Inside a value, quotes and the blanks and commas after them are the value's."""
    stops = FEED["stops.txt"].replace("Birch", '"The ""old"" , big ""Birch"" "')
    assert 'en: "The \\"old\\" , big \\"Birch\\""' in read(tmp_path, small, stops=stops).yaml


@pytest.mark.parametrize("mark", ["", "\ufeff", "\ufeff\ufeff"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r", "\n\n", "\r\n\r\n"])
def test_marks_lines_and_columns(small: Corridor, tmp_path: Path, mark: str, newline: str) -> None:
    plain = read(tmp_path, small)
    texts = {}
    for name, text in FEED.items():
        rows = [",".join(reversed(row.split(","))) for row in text.split("\n")]
        texts[name.removesuffix(".txt")] = (
            mark + newline + newline.join(rows).replace("stop_id", "Stop_ID") + newline
        )
    again = read(tmp_path, small, None, **texts)
    assert (again.yaml, again.problems) == (plain.yaml, [])


@pytest.mark.parametrize(("sign", "name"), [(";", "';'"), ("\t", "tabs or blanks"), ("|", "'|'")])
def test_columns_that_no_commas_part(small: Corridor, tmp_path: Path, sign: str, name: str) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, small, stops=FEED["stops.txt"].replace(",", sign))
    told = [
        f"{problem.line}: {problem.message}"
        for problem in caught.value.problems
        if "stops.txt" in problem.file
    ]
    assert told == [f"1: the columns are apart by {name}, not by commas"]


def test_a_quote_that_is_never_closed_says_how_much_is_lost(small: Corridor, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"stop_times\.txt:3:1: syntax: .*; all is lost up to line 4"):
        read(tmp_path, small, stop_times=FEED["stop_times.txt"].replace("one,08:40:00", 'one,"08:40:00'))


# Positions


def test_nothing_lies_inside(small: Corridor, tmp_path: Path) -> None:
    stops = FEED["stops.txt"].replace(",29.", ",24.").replace(",30.", ",25.")
    with pytest.raises(DataError) as caught:
        read(tmp_path, small, stops=stops)
    (problem,) = caught.value.problems
    assert "all 3 stops lie outside its bounds, lat 29 to 31, lon 104 to 107" in problem.message
    assert problem.hint == ""
    with pytest.raises(DataError, match="2 of 3 stops lie outside its bounds"):
        read(tmp_path, small, stops=FEED["stops.txt"].replace(",29.", ",24."))


@pytest.mark.parametrize(
    ("rows", "hint"),
    [
        ("A,Alder,106.2,29.4\nB,Birch,105.2,29.9\nC,Cedar,104.8,30.4", "exchanged? 3 would lie inside"),
        ("A,Alder,86.2,44.4\nB,Birch,85.2,45.9\nC,Cedar,84.8,45.4", "exchanged?"),  # as elsewhere in China
    ],
)
def test_exchanged_positions(small: Corridor, tmp_path: Path, rows: str, hint: str) -> None:
    with pytest.raises(DataError) as caught:
        read(tmp_path, small, stops=f"{FEED['stops.txt'].partition(chr(10))[0]}\n{rows}")
    first = caught.value.problems[0]
    assert "all 3 stops lie outside its bounds" in first.message
    assert first.hint.endswith(hint)


def test_some_exchanged_positions(small: Corridor, tmp_path: Path) -> None:
    result = read(tmp_path, small, stops=FEED["stops.txt"].replace("29.9,105.2", "105.2,29.9"))
    assert "stops that would lie in the corridor with lat and lon exchanged: 1" in [*map(str, result.notes)]
    assert "stop_lat 105.2 is not a number from -90 to 90 (are lat and lon exchanged?)" in str(
        result.problems[0]
    )


def test_headways_count_from_the_first_stop_even_outside(small: Corridor, tmp_path: Path) -> None:
    """The first stop lies outside: at the second, 90 minutes on, the runs from 06:00 leave from 07:30 on."""
    rows = "trip_id,start_time,end_time,headway_secs\none,06:00:00,08:00:00,3600"
    result = read(tmp_path, small, stops=FEED["stops.txt"].replace("29.4", "28.4"), frequencies=rows)
    (pattern,) = lines_of(result, tmp_path)[0].patterns
    assert (pattern.first, pattern.last, pattern.calls[0].depart, pattern.calls[1].arrive) == (
        450,
        510,
        0,
        65,
    )


# Translations


@pytest.mark.parametrize(
    ("rows", "zh", "en"),
    [
        (["en,Birch Hill,,桦木"], "桦木", "Birch Hill"),
        (["en,By value,,桦木", "en,By record,B,"], "桦木", "By record"),
        (["en,Other,,柏木", "en,Other,C,"], "桦木", "桦木"),
        (["zh-TW,樺木,B,", "zh-Hans,白桦,B,"], "白桦", "桦木"),
        (["zh-Hans,白桦,B,", "zh-TW,樺木,B,"], "白桦", "桦木"),
        (["zh-Hant-HK,樺木,B,", "zh_CN,白桦,,桦木"], "白桦", "桦木"),
        (["zh-TW,樺木,B,", "zh,白桦,B,"], "白桦", "桦木"),
        (["zh-TW,樺木,B,"], "桦木", "桦木"),  # Chinese already
        (["ZH-HANS-CN,白桦,B,", "EN-gb,Birch,B,", "fr,Bouleau,B,"], "白桦", "Birch"),
    ],
)
def test_translations(small: Corridor, tmp_path: Path, rows: list[str], zh: str, en: str) -> None:
    header = "table_name,field_name,language,translation,record_id,field_value"
    table = "\n".join([header, *(f"stops,stop_name,{row}" for row in rows)])
    result = read(tmp_path, small, stops=FEED["stops.txt"].replace("Birch", "桦木"), translations=table)
    assert f'name: {{zh: "{zh}", en: "{en}"}}' in result.yaml


def test_translations_of_an_older_kind_are_told(small: Corridor, tmp_path: Path) -> None:
    """Before 2019 the columns were trans_id, lang and translation."""
    result = read(tmp_path, small, translations="trans_id,lang,translation\nAlder,zh,桤木\nBirch,zh,桦木")
    assert "translations that do not name table, field and record, left out: 2" in [*map(str, result.notes)]


def test_a_traditional_name_is_better_than_none(small: Corridor, tmp_path: Path) -> None:
    table = "table_name,field_name,language,translation,record_id\nstops,stop_name,zh-Hant,樺木,B"
    assert 'name: {zh: "樺木", en: "Birch"}' in read(tmp_path, small, translations=table).yaml


# What is written is valid


def included(folder: Path, yaml: str, data: Path = SMALL, bounds: str = "") -> Path:
    """Return a copy of a data folder that includes what was imported."""
    shutil.copytree(data, folder, dirs_exist_ok=True)
    (folder / "feed.yaml").write_text(yaml, "utf-8")
    routes = folder / "routes.yaml"
    routes.write_text("include: [feed.yaml]\n" + (data / "routes.yaml").read_text("utf-8"), "utf-8")
    if bounds:
        sites = folder / "attractions.yaml"
        text = sites.read_text("utf-8").replace(
            "bounds: {south: 29, north: 31, west: 104, east: 107}", bounds
        )
        sites.write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def wide(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder as wide as China, which includes an empty file."""
    bounds = "bounds: {south: 18, north: 54, west: 73, east: 135}"
    return included(tmp_path_factory.mktemp("wide"), "lines: []\n", bounds=bounds)


@large(60, 600)
@given(st.integers(0, 10**6).map(Random), st.booleans())
def test_what_is_imported_is_valid(
    tmp_path_factory: pytest.TempPathFactory, wide: Path, chance: Random, is_wide: bool
) -> None:
    folder = tmp_path_factory.getbasetemp() / "imported"
    shutil.rmtree(folder, ignore_errors=True)
    data = shutil.copytree(wide, folder) if is_wide else included(folder, "lines: []\n")
    corridor = load_corridor(data, without=data / "feed.yaml")
    box = corridor.bounds
    ids = [place.id for place in (*corridor.stations, *corridor.attractions, *corridor.junctions)]
    feed = random_feed(chance, (box.south, box.north, box.west, box.east), ids)
    zip_feed(str(folder / "feed.zip"), feed)
    try:
        result = import_feed(folder / "feed.zip", corridor)
    except DataError:
        return
    (data / "feed.yaml").write_text(result.yaml, "utf-8")
    load_corridor(data, thorough=True)  # raises where something is wrong
    told = [*map(str, (*result.notes, *result.problems))]
    assert all(text.isprintable() and len(text) < 600 for text in told)


def test_far_from_every_town_there_is_no_station(tmp_path: Path, wide: Path) -> None:
    """A road of more than 1,000 minutes is none: the call in Harbin is left out, the train stays."""
    corridor = load_corridor(wide)
    result = read(tmp_path, corridor, stops=FEED["stops.txt"].replace("29.9,105.2", "45.75,126.65"))
    assert [len(each.calls) for each in lines_of(result, tmp_path)[0].departures] == [2]
    assert "stops more than 300 km from every town, left out: 1" in [*map(str, result.notes)]


def test_a_stop_at_the_very_edge(small: Corridor, tmp_path: Path) -> None:
    result = read(tmp_path, small, stops=FEED["stops.txt"].replace("30.4,104.8", "31.000004,104.8"))
    load_corridor(included(tmp_path / "data", result.yaml))


def test_a_long_trip_by_headway(small: Corridor, tmp_path: Path) -> None:
    times = FEED["stop_times.txt"].replace("08:40:00,08:45:00", "80:40:00,80:45:00").replace("09:5", "90:5")
    rows = "trip_id,start_time,end_time,headway_secs\none,06:00:00,08:00:00,3600"
    result = read(tmp_path, small, stop_times=times, frequencies=rows)
    load_corridor(included(tmp_path / "data", result.yaml))


def test_importing_again_over_an_included_file(tmp_path: Path) -> None:
    """The stations that the file brought are in it again: they are not taken for the corridor's own."""
    data = shutil.copytree(SMALL, tmp_path / "data")
    routes = data / "routes.yaml"
    routes.write_text("include: [feed.yaml]\n" + routes.read_text("utf-8"), "utf-8")
    feed, output = pack(tmp_path, FEED), data / "feed.yaml"
    command = ["import-gtfs", str(feed), "--data", str(data), "--output", str(output)]
    texts = []
    for _ in range(2):
        assert CliRunner().invoke(app, command, prog_name="planner").exit_code == 0
        texts.append(output.read_text("utf-8"))
        load_corridor(data)
    assert texts[0] == texts[1]
