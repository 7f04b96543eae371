"""``planner import-bookings``: calendars and schema.org reservations, whole and hostile."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from planner.cli import app
from planner.corridor import Corridor
from planner.errors import PlannerError
from planner.loading import load_corridor
from planner.loading.reservations import Reservation, read_reservations
from planner.wording.reserved import Left, Taken, bookings_of
from tests.builders.paths import SMALL
from tests.builders.shipped import shipped

TRAVELLER = ("--days", "2", "--date", "2026-12-05", "--from", "east-city", "--to", "west-city")


def calendar(*events: str) -> str:
    inner = "\r\n".join(f"BEGIN:VEVENT\r\n{event}\r\nEND:VEVENT" for event in events)
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a//b//EN\r\n{inner}\r\nEND:VCALENDAR\r\n"


def lodging(name: str, address: object, first: str, last: str) -> dict[str, object]:
    hotel = {"@type": "Hotel", "name": name, "address": address}
    return {
        "@type": "LodgingReservation",
        "reservationFor": hotel,
        "checkinTime": first,
        "checkoutTime": last,
    }


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, [*map(str, arguments), "--data", str(SMALL)], prog_name="planner")


def imported(
    tmp_path: Path, content: str | bytes | list[object] | dict[str, object], *options: str
) -> Result:
    path = tmp_path / ("trip.ics" if isinstance(content, str | bytes) else "trip.json")
    text = content if isinstance(content, str | bytes) else json.dumps(content, ensure_ascii=False)
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return run("import-bookings", path, *options)


def words(result: Result) -> dict[str, list[str]]:
    assert result.exit_code == 0, result.output
    found: dict[str, list[str]] = json.loads(result.stdout)
    return found


MUSEUM = "SUMMARY:东城博物馆\r\nDTSTART:20261205T020000Z\r\nDTEND:20261205T040000Z"
HOTEL = (
    "SUMMARY:Hotel Sunshine\r\nLOCATION:1 Long Road\\, Mid Town\\, Chongqing\r\n"
    "DTSTART;VALUE=DATE:20261205\r\nDTEND;VALUE=DATE:20261206"
)


def test_a_calendar_becomes_a_request_that_is_planned(tmp_path: Path) -> None:
    wish = tmp_path / "wish.yaml"
    result = imported(tmp_path, calendar(MUSEUM, HOTEL), "--output", str(wish))
    assert result.exit_code == 0, result.output
    assert "Visits: 1, stays: 1, trains: 0, not taken: 0." in result.stderr
    path = tmp_path / "trip.ics"
    assert wish.read_text(encoding="utf-8") == (
        f"visits:\n- east-museum@2026-12-05T10:00  # {path}:4 东城博物馆\n"
        f"stays:\n- mid-town@2026-12-05..2026-12-06  # {path}:9 Hotel Sunshine\ntrains: []\n"
    )
    quick = ("--no-cache", "--time-limit", "2", "--engine", "routing", "--format", "json")
    planned = run("plan", wish, *TRAVELLER, *quick)
    assert planned.exit_code == 0, planned.output
    first = json.loads(planned.stdout)["days"][0]
    [visit] = [event for event in first["events"] if event.get("attraction") == "east-museum"]
    assert visit["start"] == "2026-12-05T10:00:00+08:00"
    assert json.loads(planned.stdout)["request"]["stays"] == ["mid-town@2026-12-05..2026-12-06"]


def test_reservations_of_schema_org(tmp_path: Path) -> None:
    address = {"@type": "PostalAddress", "addressLocality": "中镇", "addressRegion": "重庆市"}
    show = {"@type": "Event", "name": "Entry", "startDate": "2026-12-05T10:30:00+08:00"}
    sight = {"@type": "TouristAttraction", "name": "West Park"}
    entries = [
        lodging("Rest", address, "2026-12-05T15:00:00+08:00", "2026-12-06"),
        {
            "@type": "https://schema.org/EventReservation",
            "reservationFor": {**show, "location": {"name": "East Tower"}},
        },
        {"@type": ["Reservation"], "reservationFor": sight, "startTime": "2026-12-06T09:00"},
    ]
    found = words(imported(tmp_path, {"@graph": entries}, "--format", "json"))
    assert found == {
        "visits": ["east-tower@2026-12-05T10:30", "west-park@2026-12-06T09:00"],
        "stays": ["mid-town@2026-12-05..2026-12-06"],
        "trains": [],
    }


TRAINS = [
    "SUMMARY:G4 西城站-东城站\r\nDTSTART:20261206T150000",
    "SUMMARY:Train G4 from West Station to East City\r\nDTSTART:20261206T070000Z",
    "SUMMARY:G4次列车\r\nDESCRIPTION:西城站 → 东城站\r\nDTSTART:20261206T150000",
]


@pytest.mark.parametrize("event", TRAINS)
def test_a_train_of_a_calendar_is_planned(tmp_path: Path, event: str) -> None:
    wish = tmp_path / "wish.yaml"
    result = imported(tmp_path, calendar(event), "--output", str(wish))
    assert "Visits: 0, stays: 0, trains: 1, not taken: 0." in result.stderr
    quick = ("--no-cache", "--work", "1000", "--mode", "transit", "--from", "west-city", "--to", "east-city")
    planned = run("plan", wish, "--days", "2", "--date", "2026-12-05", *quick)
    assert planned.exit_code == 0, planned.output
    assert "G4, booked" in planned.stdout
    in_chinese = run("plan", wish, "--days", "2", "--date", "2026-12-05", *quick, "--language", "zh")
    assert "G4、已预订" in in_chinese.stdout


def test_a_train_of_schema_org(tmp_path: Path) -> None:
    trip = {
        "@type": "TrainTrip",
        "trainNumber": "G4",
        "departureStation": {"@type": "TrainStation", "name": "West Station"},
        "arrivalStation": {"@type": "TrainStation", "name": "东城站"},
        "departureTime": "2026-12-06T15:00:00+08:00",
    }
    train = {"@type": "TrainReservation", "reservationFor": trip}
    found = words(imported(tmp_path, [train], "--format", "json"))
    assert found["trains"] == ["G4@2026-12-06:west-station..east-station"]
    wrong = {**train, "reservationFor": {**trip, "trainNumber": "G3"}}
    told = imported(tmp_path, [train, wrong], "--format", "json").stderr
    assert "conflict: G3 does not go from West Station to East Station; it calls at" in told


def test_times_are_chinas(tmp_path: Path) -> None:
    zones = (
        "DTSTART;TZID=Europe/Berlin:20261205T030000",
        "DTSTART;TZID=Asia/Shanghai:20261205T100000",
        "DTSTART:20261205T100000",
    )
    for start in zones:
        found = words(imported(tmp_path, calendar(f"SUMMARY:East Tower\r\n{start}"), "--format", "json"))
        assert found["visits"] == ["east-tower@2026-12-05T10:00"]
    late = lodging("Rest", "Mid Town", "2026-12-04T20:00:00Z", "2026-12-06T02:00:00Z")
    found = words(imported(tmp_path, [late], "--format", "json"))
    assert found["stays"] == ["mid-town@2026-12-05..2026-12-06"]


def test_a_line_that_is_folded_within_a_character(tmp_path: Path) -> None:
    name = "东城博物馆".encode()
    folded = calendar(MUSEUM).encode().replace(name, name[:4] + b"\r\n " + name[4:])
    found = words(imported(tmp_path, folded, "--format", "json"))
    assert found["visits"] == ["east-museum@2026-12-05T10:00"]


def test_a_calendar_is_known_by_how_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "download"
    path.write_text(calendar(MUSEUM), encoding="utf-8-sig", newline="")
    assert words(run("import-bookings", path, "--format", "json"))["visits"] == [
        "east-museum@2026-12-05T10:00"
    ]


LEFT = [
    ("SUMMARY:G123 East City\r\nDTSTART:20261205T100000", "nothing in it names the two stations"),
    ("SUMMARY:G123 East City - West City", "it does not say when it begins"),
    ("SUMMARY:Dentist\r\nDTSTART:20261205T100000", "nothing in it is the name of a site"),
    ("SUMMARY:Museum\r\nDTSTART:20261205T100000", "no site has just this name. Did you mean: east-museum"),
    ("SUMMARY:East Tower\\, West Park\r\nDTSTART:20261205T100000", "several sites: east-tower, west-park"),
    ("SUMMARY:East Tower\r\nDTSTART;VALUE=DATE:20261205", "it is at east-tower, but has no hour"),
    ("SUMMARY:East Tower\r\nDTSTART:soon", "is no time that can be read"),
    ("SUMMARY:East Tower", "does not say when it begins"),
    ("SUMMARY:East Tower\r\nDTSTART;TZID=Nowhere/There:20261205T100000", "time zone 'Nowhere/There'"),
    ("SUMMARY:East Tower\r\nDTSTART:20261205T100000\r\nRRULE:FREQ=DAILY", "it repeats"),
    ("SUMMARY:East Tower\r\nDTSTART:20261205T100000\r\nSTATUS:CANCELLED", "it is cancelled"),
    ("SUMMARY:Hotel check-in\r\nLOCATION:Mid Town\r\nDTSTART:20261205T150000", "no night between"),
    (HOTEL.replace("Mid Town", "Elsewhere"), "no town of the corridor with beds is just there"),
    (HOTEL.replace("Mid Town\\, Chongqing", "Elsewhere"), "names no town of the corridor"),
    (HOTEL.replace("Mid Town", "Odd County\\, Mid Town"), "just there: 1 Long Road, Odd, Mid Town"),
    (HOTEL.replace("Chongqing", "Sichuan"), "with beds is just there: 1 Long Road, Mid Town, Sichuan"),
    (HOTEL.replace("Mid Town", "Mid Town\\, West City"), "no town of the corridor with beds is just there"),
    (
        HOTEL.replace("Mid Town\\, Chongqing", "Kunming").replace("Sunshine", "Rest\\, Mid Town"),
        "names no town",
    ),
    (HOTEL.replace("20261206", "20270106"), "it has 32 nights, a trip at most 13"),
]


@pytest.mark.parametrize(("event", "reason"), LEFT)
def test_what_is_not_taken_is_told_with_its_line_and_why(tmp_path: Path, event: str, reason: str) -> None:
    result = imported(tmp_path, calendar(event), "--format", "json")
    assert words(result) == {"visits": [], "stays": [], "trains": []}
    [note, summary] = result.stderr.splitlines()
    assert note.startswith(f"note: {tmp_path / 'trip.ics'}:4: '")
    assert reason in note
    assert summary == "Visits: 0, stays: 0, trains: 0, not taken: 1."


def test_what_cannot_be_kept_together_is_named(tmp_path: Path) -> None:
    tower = "SUMMARY:East Tower\r\nDTSTART:20261205T100500"
    shut = "SUMMARY:East City Museum\r\nDTSTART:20261207T030000"
    night = HOTEL.replace("Mid Town\\, Chongqing", "West City")
    result = imported(tmp_path, calendar(MUSEUM, tower, shut, HOTEL, night, HOTEL))
    told = [line for line in result.stderr.splitlines() if line.startswith("conflict: ")]
    assert len(told) == 3, result.stderr
    assert told[0].startswith(
        "conflict: the visit of East City Museum on Mon 7 December 2026 at 03:00: it is closed that day."
    )
    one, other = (
        f"the nights in {town} from Sat 5 December 2026 to Sun 6 December 2026"
        for town in ("Mid Town", "West City")
    )
    assert told[1].startswith(f"conflict: {one} and {other} can't both be kept.")
    one, other = (
        f"{site} on Sat 5 December 2026 at {at}"
        for site, at in (("East City Museum", "10:00"), ("East Tower", "10:05"))
    )
    assert told[2].startswith(f"conflict: the visit of {one} and the visit of {other} can't")
    in_chinese = imported(tmp_path, calendar(HOTEL, night), "--language", "zh")
    one, other = (
        f"2026年12月5日（周六）至2026年12月6日（周日）预订的{town}住宿" for town in ("中镇", "西城")
    )
    assert f"冲突：{one}与{other}无法同时满足。" in in_chinese.stderr


HOSTILE: list[tuple[str | bytes | list[object] | dict[str, object], str]] = [
    ("", "holds no events"),
    ("garbage", "holds no events"),
    (calendar(), "holds no events"),
    ("\x00" * 1000, "the character U+0000 is not allowed"),
    (b"\xff\xfe\x00", "not UTF-8"),
    ("BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n", "holds no events"),
    (
        calendar("SUMMARY:a") + "no line",
        "trip.ics:8:1: bookings: is no calendar that can be read",
    ),
    (calendar(*["SUMMARY:a"] * 501), "holds 501 events, more than 500"),
    (calendar("SUMMARY:" + "a" * 2_000_000), "is longer than 2,000,000 characters"),
    ([], "holds no reservations"),
    ({"@type": 3, "@graph": [None, 1, "a", [[]]]}, "holds no reservations"),
    ([{"@type": "LodgingReservation"}] * 501, "more than 500"),
]


@pytest.mark.parametrize(("content", "message"), HOSTILE, ids=range(len(HOSTILE)))
def test_a_file_that_is_no_list_of_bookings(
    tmp_path: Path, content: str | bytes | list[object] | dict[str, object], message: str
) -> None:
    output = tmp_path / "wish.yaml"
    result = imported(tmp_path, content, "--output", str(output))
    assert result.exit_code == 3, result.output
    assert message in result.stderr
    assert result.stdout == ""
    assert not output.exists()


def test_a_file_of_another_kind_is_told_as_that(tmp_path: Path) -> None:
    for name, content in (
        ("README.md", b"# A trip\n"),
        ("trip.pdf", b"%PDF-1.7\n\xff\xfe"),
        ("trip.txt", b"none"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        result = run("import-bookings", path)
        assert result.exit_code == 3, result.output
        assert "is neither a calendar (.ics) nor JSON" in result.stderr
        assert "Expecting value" not in result.stderr
        assert "既不是日历" in run("import-bookings", path, "--language", "zh").stderr


@pytest.mark.parametrize("text", ["{", "[" * 100_000, '{"a": NaN}', "\ufeff", "x: 1"])
def test_a_file_that_is_no_json(tmp_path: Path, text: str) -> None:
    path = tmp_path / "trip.json"
    path.write_text(text, encoding="utf-8")
    result = run("import-bookings", path)
    assert result.exit_code == 3, result.output
    assert ":1:" in result.stderr


WRONG: list[object] = [
    None,
    3,
    [],
    {},
    "",
    [[]],
    [None],
    {"name": 3},
    "x" * 5000,
    "9999-12-31T23:59:59-23:00",
    "0001-01-01",
]


@pytest.mark.parametrize("wrong", WRONG, ids=range(len(WRONG)))
def test_wrong_types_in_reservations(tmp_path: Path, wrong: object) -> None:
    good = lodging("Rest", "Mid Town", "2026-12-05", "2026-12-06")
    entries = [{**good, key: wrong} for key in good if key != "@type"]
    entries += [{"@type": kind, "reservationFor": wrong} for kind in ("TrainReservation", "EventReservation")]
    entries += [
        {"@type": "Reservation", "reservationFor": {"@type": wrong, "name": wrong, "location": wrong}}
    ]
    result = imported(tmp_path, [good, *entries], "--format", "json")
    assert words(result)["stays"][:1] == ["mid-town@2026-12-05..2026-12-06"]
    assert "not taken: 6." in result.stderr


def test_the_library_that_is_not_installed_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    result = imported(tmp_path, calendar(MUSEUM))
    assert result.exit_code == 4
    assert "pip install 'bashu-planner[bookings]'" in result.stderr
    assert words(imported(tmp_path, [lodging("A", "", "", "")], "--format", "json"))["visits"] == []


LINES = st.sampled_from(
    [
        *(
            "BEGIN:VEVENT",
            "END:VEVENT",
            "BEGIN:VCALENDAR",
            "END:VCALENDAR",
            "BEGIN:VTIMEZONE",
            "END:VTIMEZONE",
        ),
        *(
            "SUMMARY:Hotel",
            "SUMMARY;X=:a",
            "LOCATION",
            "DTSTART:20261205",
            "DTSTART:99999999T999999Z",
            "TZID:",
        ),
        *(
            "DTSTART;VALUE=TIME:100000",
            "DTSTART;VALUE=PERIOD:20261205T100000Z/PT1H",
            "DTEND:99991231T235959Z",
        ),
        *(
            "DURATION:P9999999D",
            "DURATION:x",
            "RRULE:x",
            "CATEGORIES:a,b",
            "STATUS:",
            " folded",
            ":",
            ";=",
            "\x07",
        ),
        *(
            "DTSTART;TZID=:20261205T100000",
            'DTSTART;TZID="a:20261205',
            "DTSTART:",
            "BEGIN:",
            "END:",
            "BEGIN:STANDARD",
        ),
    ]
)


@given(lines=st.lists(LINES, max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_calendar_is_read_or_refused_in_words(
    lines: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.ics"
    told = "read"
    path.write_text("\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", *lines]), encoding="utf-8", newline="")
    try:
        bookings_of(load_corridor(SMALL), read_reservations(path))
    except PlannerError as refused:
        told = str(refused)
    assert told


@pytest.fixture(scope="module")
def corridor() -> Corridor:
    return shipped()


TOWNS = [
    ("Hotel X, Chengdu", "chengdu"),
    ("12 Foo Road, Dazu District, Chongqing, China", "dazu"),
    ("四川省成都市锦江区人民南路1号", "chengdu"),
    ("重庆市大足区棠香街道1号", "dazu"),
    ("Chengdu Road 5, Leshan 614000, Sichuan", "leshan"),
    ("Chongqing, Chengdu", None),
    ("成都路5号", None),
    ("Chengdu Hotel Street", None),
    ("四川省成都市蒲江县1号", None),
]


@pytest.mark.parametrize(("address", "town"), TOWNS)
def test_the_town_of_an_address_is_not_guessed(corridor: Corridor, address: str, town: str | None) -> None:
    stay = Reservation("a:1", "stay", "Hotel", ("Hotel",), (address,), date(2027, 3, 11), date(2027, 3, 13))
    taken, left = bookings_of(corridor, [stay])
    found: list[Taken | Left] = [*taken, *left]
    assert len(found) == 1
    assert [str(each.booking) for each in taken] == ([f"{town}@2027-03-11..2027-03-13"] if town else [])
