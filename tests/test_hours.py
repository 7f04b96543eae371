from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta

import ephem
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours

from planner.clock import format_clock
from planner.corridor import Attraction, Location, Names, Source, Ticket, TicketSeason, VisitMinutes
from planner.hours import (
    DayKind,
    closing,
    day_kind,
    daylight,
    light_of,
    opening_intervals,
    parse_problem,
    start_window,
    ticket_on,
)
from planner.hours.calendar import holidays_by_rule

CHENGDU = Location(lat=30.66, lon=104.06)
LESHAN = Location(lat=29.55, lon=103.77)
CHONGQING = Location(lat=29.56, lon=106.55)
WUSHAN = Location(lat=31.08, lon=109.88)

SATURDAY = date(2026, 12, 5)
MONDAY = date(2026, 12, 7)
TUESDAY = date(2026, 12, 8)
HOLIDAY_MONDAY = date(2026, 10, 5)
OUT = 510, 1140  # the hours of a traveller's day

# The State Council's notice for 2026.
HOLIDAYS_2026 = {
    "New Year's Day": ("2026-01-01", "2026-01-02", "2026-01-03"),
    "Spring Festival": tuple(f"2026-02-{day}" for day in range(15, 24)),
    "Tomb-sweeping Day": ("2026-04-04", "2026-04-05", "2026-04-06"),
    "Labour Day": tuple(f"2026-05-0{day}" for day in range(1, 6)),
    "Dragon Boat Festival": ("2026-06-19", "2026-06-20", "2026-06-21"),
    "Mid-autumn Festival": ("2026-09-25", "2026-09-26", "2026-09-27"),
    "National Day": tuple(f"2026-10-0{day}" for day in range(1, 8)),
}
MAKEUP_WORKDAYS_2026 = {"2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"}


def attraction(**changes: object) -> Attraction:
    defaults: dict[str, object] = {
        "id": "museum",
        "name": Names(zh="博物馆", en="Museum"),
        "location": CHENGDU,
        "prefecture": "成都市",
        "county": "青羊区",
        "adcode": "510105",
        "tags": ("museum",),
        "score": 50,
        "opening_hours": "09:00-17:00",
        "visit_minutes": VisitMinutes(short=60, typical=120, long=180),
        "sources": (Source(fields=("name",), source="test", as_of="2026", confidence="sourced"),),
    }
    return Attraction.model_validate(defaults | changes)


def days_of(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=offset) for offset in range(365)]


# The calendar


def test_the_holidays_of_2026_are_the_official_ones() -> None:
    found = {str(day): day_kind(day).name for day in days_of(2026) if day_kind(day).is_holiday}
    assert found == {day: name for name, days in HOLIDAYS_2026.items() for day in days}


def test_the_makeup_workdays_of_2026_are_the_official_ones() -> None:
    found = {str(day) for day in days_of(2026) if day_kind(day).is_makeup_workday}
    assert found == MAKEUP_WORKDAYS_2026
    assert all(date.fromisoformat(day).weekday() >= 5 for day in found)


def test_an_ordinary_weekend_is_no_holiday() -> None:
    assert day_kind(SATURDAY) == DayKind()


def test_a_year_without_an_announced_calendar_is_provisional() -> None:
    national_day = day_kind(date(2030, 10, 1))
    assert national_day == DayKind(is_holiday=True, name="National Day", provisional=True)
    assert day_kind(date(2030, 10, 26)) == DayKind(provisional=True)
    assert not any(day_kind(day).is_makeup_workday for day in days_of(2030))


def announced(year: int) -> set[date]:
    return {day for day in days_of(year) if day_kind(day).is_holiday}


def test_the_rule_of_holidays_gives_those_that_were_announced() -> None:
    """All of 2025; of 2026 all but the day by which its Spring Festival was longer, a special case."""
    assert set(holidays_by_rule(2025)) == announced(2025)
    assert announced(2026) - set(holidays_by_rule(2026)) == {date(2026, 2, 15)}
    assert set(holidays_by_rule(2026)) <= announced(2026)


def test_the_golden_weeks_of_a_year_that_is_not_announced() -> None:
    for year, eve in ((2027, date(2027, 2, 5)), (2029, date(2029, 2, 12))):
        golden = {
            "National Day": [date(year, 10, 1) + timedelta(days=k) for k in range(7)],
            "Labour Day": [date(year, 5, 1) + timedelta(days=k) for k in range(5)],
            "Spring Festival": [eve + timedelta(days=k) for k in range(8)],
        }
        for name, days in golden.items():
            assert all(day_kind(day) == DayKind(True, False, name, provisional=True) for day in days)
            assert not day_kind(days[-1] + timedelta(days=1)).is_holiday
            assert not day_kind(days[0] - timedelta(days=1)).is_holiday


@pytest.mark.parametrize(
    ("festival", "first", "last"),
    [
        ("Mid-autumn on a Wednesday", date(2027, 9, 15), date(2027, 9, 15)),
        ("Tomb-sweeping on a Monday", date(2027, 4, 3), date(2027, 4, 5)),
        ("Dragon Boat on a Sunday", date(2028, 5, 27), date(2028, 5, 29)),
        ("New Year on a Tuesday, from the year before", date(2029, 12, 30), date(2030, 1, 1)),
        ("Mid-autumn within the week of National Day", date(2028, 10, 1), date(2028, 10, 8)),
    ],
)
def test_the_short_holidays_of_a_year_that_is_not_announced(festival: str, first: date, last: date) -> None:
    days = [first + timedelta(days=k) for k in range(-1, (last - first).days + 2)]
    off = [day for day in days if day_kind(day).is_holiday]
    assert (off[0], off[-1], len(off)) == (first, last, len(days) - 2), festival


# Opening intervals


@pytest.mark.parametrize(
    ("opening_hours", "day", "expected"),
    [
        ("24/7", SATURDAY, [(0, 1440)]),
        ("off", SATURDAY, []),
        ("09:00-17:00", SATURDAY, [(540, 1020)]),
        ("14:00-17:00,09:00-12:00", SATURDAY, [(540, 720), (840, 1020)]),
        ("09:00-12:00,12:00-17:00", SATURDAY, [(540, 1020)]),
        ('09:00-12:00 open "gate", 12:00-17:00 open "hall"', SATURDAY, [(540, 1020)]),
        ("09:00-17:00 unknown", SATURDAY, []),
        ("10:00+", SATURDAY, []),  # nobody says when it closes
        ("10:00-12:00+", SATURDAY, [(600, 720)]),
        ("Mo-Fr 09:00-17:00; Mo-Fr 12:00-13:00 off", MONDAY, [(540, 720), (780, 1020)]),
    ],
)
def test_intervals_of_a_day(opening_hours: str, day: date, expected: list[tuple[int, int]]) -> None:
    assert opening_intervals(opening_hours, day) == expected


def test_what_passes_midnight_belongs_to_the_day_it_begins_on() -> None:
    assert opening_intervals("19:30-02:00", SATURDAY) == [(1170, 1560)]
    assert opening_intervals("19:30-26:00", SATURDAY) == [(1170, 1560)]
    assert opening_intervals("Fr 19:30-02:00", SATURDAY) == []
    # A rule replaces what earlier ones say of its day, the hours after midnight too; one that adds does not.
    assert opening_intervals("Fr-Su 19:30-03:00; Mo-Th 19:30-22:00", date(2026, 12, 6)) == [(1170, 1440)]
    assert opening_intervals("Fr-Su 19:30-03:00, Mo-Th 19:30-22:00", date(2026, 12, 6)) == [(1170, 1620)]


def test_seasons_may_pass_new_year() -> None:
    hours = "Apr-Oct 08:00-18:00; Nov-Mar 08:30-17:00"
    assert opening_intervals(hours, date(2026, 10, 31)) == [(480, 1080)]
    assert opening_intervals(hours, date(2026, 12, 31)) == [(510, 1020)]
    assert opening_intervals(hours, date(2027, 1, 1)) == [(510, 1020)]
    by_day = "Apr 01-Oct 07 08:00-18:00; Oct 08-Mar 31 08:30-17:00"
    assert opening_intervals(by_day, date(2026, 10, 7)) == [(480, 1080)]
    assert opening_intervals(by_day, date(2026, 10, 8)) == [(510, 1020)]
    assert opening_intervals(by_day, date(2026, 3, 31)) == [(510, 1020)]


def test_a_closing_day_may_hold_in_some_months_only() -> None:
    # Closed on Mondays, but open daily in the months of the school holidays.
    hours = "09:00-18:00; Jan,Mar-Jun,Sep-Dec Mo off"
    assert opening_intervals(hours, MONDAY) == []
    assert opening_intervals(hours, TUESDAY) == [(540, 1080)]
    assert opening_intervals(hours, date(2026, 7, 6)) == [(540, 1080)]  # a Monday in July


def test_public_holidays_open_what_mondays_close() -> None:
    assert opening_intervals("Tu-Su 09:00-17:00", HOLIDAY_MONDAY) == []
    assert opening_intervals("Tu-Su 09:00-17:00; PH 09:00-17:00", HOLIDAY_MONDAY) == [(540, 1020)]
    assert opening_intervals("Tu-Su 09:00-17:00; PH 09:00-17:00", MONDAY) == []


def test_public_holidays_close_what_weekdays_open() -> None:
    assert opening_intervals("Mo-Fr 09:00-17:00", HOLIDAY_MONDAY) == [(540, 1020)]
    assert opening_intervals("Mo-Fr 09:00-17:00; PH off", HOLIDAY_MONDAY) == []
    assert opening_intervals("Mo-Fr 09:00-17:00; PH off", MONDAY) == [(540, 1020)]


def test_public_holidays_in_lists_and_with_weekdays() -> None:
    assert opening_intervals("Sa,Su,PH 10:00-12:00", HOLIDAY_MONDAY) == [(600, 720)]
    assert opening_intervals("Sa,Su,PH 10:00-12:00", MONDAY) == []
    assert opening_intervals("PH Mo-Fr 10:00-12:00", HOLIDAY_MONDAY) == [(600, 720)]
    assert opening_intervals("PH Mo-Fr 10:00-12:00", date(2026, 10, 4)) == []  # a Sunday
    assert opening_intervals("PH Mo-Fr 10:00-12:00", MONDAY) == []
    assert opening_intervals("Oct PH Mo-Fr 10:00-12:00", HOLIDAY_MONDAY) == [(600, 720)]


def test_a_comment_is_not_read_as_a_rule() -> None:
    hours = '09:00-17:00 open "PH until 20:00; sunset, off || 19:00"'
    assert opening_intervals(hours, MONDAY) == [(540, 1020)]
    assert opening_intervals(hours, MONDAY, CHENGDU) == [(540, 1020)]


def test_a_makeup_workday_keeps_the_hours_of_its_weekday() -> None:
    # Sunday 20 September 2026 is worked, yet the gate follows the weekday.
    assert opening_intervals("Su 10:00-18:00; PH off", date(2026, 9, 20)) == [(600, 1080)]


def test_sunrise_and_sunset_are_those_of_the_place() -> None:
    sunrise, sunset = daylight(CHENGDU, SATURDAY)
    assert opening_intervals("sunrise-sunset", SATURDAY, CHENGDU) == [(sunrise, sunset)]
    assert opening_intervals("(sunrise+01:00)-(sunset-00:30)", SATURDAY, CHENGDU) == [
        (sunrise + 60, sunset - 30)
    ]
    dawn, dusk = opening_intervals("dawn-dusk", SATURDAY, CHENGDU)[0]
    assert 20 <= sunrise - dawn <= 30
    assert 20 <= dusk - sunset <= 30


# Visits


def test_a_visit_ends_before_closing_time() -> None:
    # Open 540-1020: a visit of two hours starts by 1020 - 120 = 900.
    assert start_window(attraction(), SATURDAY, 120, OUT) == [(540, 900)]


def test_last_entry_counts_where_it_is_longer_than_the_visit() -> None:
    site = attraction(last_entry=60)
    assert start_window(site, SATURDAY, 30, OUT) == [(540, 960)]  # last entry 1020 - 60, not 1020 - 30
    assert start_window(site, SATURDAY, 120, OUT) == [(540, 900)]


def test_an_interval_shorter_than_the_visit_is_dropped() -> None:
    site = attraction(opening_hours="09:00-10:00,13:00-17:00")
    assert start_window(site, SATURDAY, 60, OUT) == [(540, 540), (780, 960)]
    assert start_window(site, SATURDAY, 61, OUT) == [(780, 959)]


def test_a_visit_may_go_on_after_midnight() -> None:
    assert start_window(attraction(opening_hours="19:30-02:00"), SATURDAY, 60, OUT) == [(1170, 1500)]


@pytest.mark.parametrize(
    ("hours", "out", "expected"),
    [
        # Out until 26:30: what opens the whole day is open on the next one too, a visit starts by 2880 - 60.
        ("24/7", (540, 1590), [(0, 2820)]),
        ("24/7", OUT, [(0, 1380)]),
        ("00:00-24:00; Su 01:00-24:00 off", (540, 1590), [(0, 1440)]),  # Sunday is open until 01:00, 1500
        # Out from 00:30 on: Friday's night ends at 02:00, 120, and its last visit starts at 60.
        ("18:00-02:00", (30, 1140), [(-360, 60), (1080, 1500)]),
        ("18:00-02:00", (120, 1140), [(1080, 1500)]),
        ("Fr 18:00-02:00", (30, 1140), [(-360, 60)]),
        ("Su 01:00-03:00", (540, 1590), [(1500, 1560)]),
        ("Su 01:00-03:00", (540, 1500), []),
    ],
)
def test_the_nights_around_a_day_count_while_one_is_out(
    hours: str, out: tuple[int, int], expected: list[tuple[int, int]]
) -> None:
    assert start_window(attraction(opening_hours=hours), SATURDAY, 60, out) == expected


def test_the_ticket_follows_the_season() -> None:
    winter = TicketSeason(start="11-16", end="03-31", price=60)
    site = attraction(ticket_cny=Ticket(price=80, seasons=(winter,)))
    prices = [ticket_on(site, date(2026, *day)) for day in ((11, 15), (11, 16), (1, 1), (3, 31), (4, 1))]
    assert prices == [80, 60, 60, 60, 80]
    assert ticket_on(attraction(), SATURDAY) is None


# What is wrong with a text


@pytest.mark.parametrize(
    "opening_hours", ["24/7", "Tu-Su 09:00-17:00; PH 09:00-17:00", "PH Mo-Fr 10:00-12:00", "sunrise-sunset"]
)
def test_good_hours_have_no_problem(opening_hours: str) -> None:
    assert parse_problem(opening_hours) is None


@pytest.mark.parametrize(
    ("opening_hours", "part"),
    [
        ("9-17", "at '9-17' (character 1)"),
        ("", "at its end (character 1)"),
        ("Mon-Fri 09:00-17:00", "at 'n-Fri 09:00-17:00' (character 3)"),
        ("mo-fr 09:00-17:00", "capitalized"),
        ("2027-2026 09:00-17:00", "Inverted year ranges"),
        ("SH 09:00-17:00", "SH (school holidays) is not supported"),
        ("PH +1 day 09:00-17:00", "PH with an offset"),
        ("Mo-Fr PH 09:00-17:00", "PH may stand alone"),
    ],
)
def test_bad_hours_are_named_in_one_line(opening_hours: str, part: str) -> None:
    problem = parse_problem(opening_hours)
    assert problem is not None
    assert part in str(problem)
    assert "\n" not in str(problem)
    assert re.search("[\u4e00-\u9fff]", problem.say("zh"))


# Daylight


@pytest.mark.parametrize("location", [CHENGDU, LESHAN, CHONGQING, WUSHAN])
def test_daylight_agrees_with_ephem_within_two_minutes(location: Location) -> None:
    observer = ephem.Observer()
    observer.lat, observer.lon = math.radians(location.lat), math.radians(location.lon)
    observer.pressure, observer.horizon = 0, "-0:34"
    for day in days_of(2026):
        midnight = datetime(day.year, day.month, day.day) - timedelta(hours=8)  # in UTC
        observer.date = midnight
        oracle = [
            (event(ephem.Sun()).datetime() - midnight).total_seconds() / 60
            for event in (observer.next_rising, observer.next_setting)
        ]
        assert daylight(location, day) == pytest.approx(oracle, abs=2), day


@pytest.mark.parametrize("location", [CHENGDU, LESHAN, CHONGQING, WUSHAN])
def test_the_blue_hour_is_that_of_ephem_within_two_minutes(location: Location) -> None:
    observer = ephem.Observer()
    observer.lat, observer.lon, observer.pressure = math.radians(location.lat), math.radians(location.lon), 0
    for day in days_of(2026)[::10]:
        midnight = datetime(day.year, day.month, day.day) - timedelta(hours=8)  # in UTC
        observer.date = midnight
        oracle = []
        for observer.horizon in ("-4", "-6"):  # of the middle of the sun
            setting = observer.next_setting(ephem.Sun(), use_center=True)
            oracle.append((setting.datetime() - midnight).total_seconds() / 60)
        assert light_of("blue_hour", location, day) == pytest.approx(oracle, abs=2), day


# Properties

reproducible = settings(derandomize=True, deadline=None)

dates = st.dates(date(2024, 1, 1), date(2026, 12, 31))
months = st.sampled_from(["", "Apr-Oct ", "Nov-Mar ", "Dec 20-Jan 10 ", "May,Oct "])
weekdays = st.sampled_from(["", "Mo-Fr ", "Tu-Su ", "Sa,Su ", "We "])
clocks = st.integers(0, 1440)


@st.composite
def spans(draw: st.DrawFn) -> str:
    ends = sorted(draw(st.lists(clocks, min_size=2, max_size=6, unique=True)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    return ",".join(f"{format_clock(start)}-{format_clock(end)}" for start, end in pairs)


@st.composite
def hours_within_a_day(draw: st.DrawFn) -> str:
    rules = st.tuples(months, weekdays, spans() | st.just("off")).map("".join)
    separator = draw(st.sampled_from(["; ", ", "]))
    return separator.join(draw(st.lists(rules, min_size=1, max_size=4)))


def library_minutes(opening_hours: str, day: date) -> set[int]:
    midnight = datetime(day.year, day.month, day.day)
    hours = OpeningHours(opening_hours)
    return {minute for minute in range(1440) if hours.is_open(midnight + timedelta(minutes=minute))}


@reproducible
@given(hours_within_a_day(), dates)
def test_hours_within_a_day_agree_with_the_library(opening_hours: str, day: date) -> None:
    intervals = opening_intervals(opening_hours, day)
    ours = {minute for start, end in intervals for minute in range(start, end)}
    assert ours == library_minutes(opening_hours, day)


@reproducible
@given(months, clocks.filter(lambda clock: clock < 1440), st.integers(1, 1440), dates)
def test_a_span_over_midnight_agrees_with_the_library(month: str, start: int, length: int, day: date) -> None:
    opening_hours = f"{month}{format_clock(start)}-{format_clock(start + length)}"
    today = {minute for a, b in opening_intervals(opening_hours, day) for minute in range(a, b)}
    eve = {
        minute - 1440
        for a, b in opening_intervals(opening_hours, day - timedelta(days=1))
        for minute in range(a, b)
    }
    ours = {minute for minute in today | eve if 0 <= minute < 1440}
    assert ours == library_minutes(opening_hours, day)


@reproducible
@given(hours_within_a_day(), st.sampled_from(["", "; PH off", "; PH 20:00-02:00", ", PH 08:00-09:30"]), dates)
def test_intervals_are_sorted_and_disjoint(opening_hours: str, holidays: str, day: date) -> None:
    ends = [end for interval in opening_intervals(opening_hours + holidays, day) for end in interval]
    assert ends == sorted(set(ends))
    assert all(0 <= end < 2880 for end in ends)


@pytest.mark.parametrize(
    ("hours", "minute", "end"),
    [
        ("09:00-12:00,13:00-17:00", 700, 720),
        ("09:00-12:00,13:00-17:00", 750, None),
        ("18:00-02:00", 1200, 1560),
        ("10:00-24:00", 1200, 1440),
        ("24/7", 600, None),
        ("Mo off", 600, None),
        ("unknown", 600, None),
    ],
)
def test_when_the_hours_of_a_visit_end(hours: str, minute: int, end: int | None) -> None:
    assert closing(attraction(opening_hours=hours), SATURDAY, minute) == end
