"""What people write and readers get wrong: each kind is read as OpenStreetMap means it, or refused."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import check, plan
from planner.atlas import Atlas
from planner.checker.report import Violation
from planner.corridor import Corridor, Location
from planner.errors import NoPlanError
from planner.hours import HoursError, daylight, opening_intervals, parse_problem
from planner.itinerary import Itinerary
from planner.request import TripRequest
from tests.builders.small_plans import corridor as with_axis

CHENGDU = Location(lat=30.66, lon=104.06)
FRIDAY, SATURDAY, SUNDAY, MONDAY, TUESDAY = (date(2026, 12, 4) + timedelta(days=day) for day in range(5))
HOLIDAY_MONDAY = date(2026, 10, 5)
ALL_DAY = [(0, 1440)]


@pytest.mark.parametrize(
    ("opening_hours", "day", "expected"),
    [
        # A closing rule over midnight closes the next morning too.
        ("24/7; 22:30-07:15 off", MONDAY, [(435, 1350)]),
        ("24/7; Su 22:30-07:15 off", MONDAY, [(435, 1440)]),
        ("24/7; Su 22:30-07:15 off", SUNDAY, [(0, 1350)]),
        ("06:00-26:00; Fr 23:00-25:30 off", FRIDAY, [(360, 1380), (1530, 1560)]),
        ("20:00-04:00; Sa 01:00-02:00 off", FRIDAY, [(1200, 1500), (1560, 1680)]),
        # Blanks in lists of days.
        ("Mo, We,  Fr 08:00-12:00", FRIDAY, [(480, 720)]),
        ("Mo, We,Fr 08:00-12:00", TUESDAY, []),
        ("Mo - Tu , Fr 08:00-12:00", FRIDAY, None),
        ("Jan, Mar-Dec Fr 08:00-12:00", FRIDAY, [(480, 720)]),
        ("Mo, PH 08:00-12:00", HOLIDAY_MONDAY, [(480, 720)]),
        ("Tu, PH off", HOLIDAY_MONDAY, []),
        # Spans over midnight, and those that mean nothing.
        ("22:00-06:00", FRIDAY, [(1320, 1800)]),
        ("20:00-00:00", FRIDAY, [(1200, 1440)]),
        ("12:00-36:00", FRIDAY, [(720, 2160)]),
        ("12:00-48:30", FRIDAY, None),
        ("24:00-26:00", FRIDAY, None),
        ("08:00-08:00", FRIDAY, None),
        ("08:00", FRIDAY, None),
        ("08:00-18:00/02:00", FRIDAY, None),
        ("08:75-18:00", FRIDAY, None),
        # Fallbacks hold where the rules before them are closed, minute by minute.
        ("Fr 08:00-12:00 || Fr 10:00-16:00", FRIDAY, [(480, 960)]),
        ('Fr 08:00-12:00 || "ask"', FRIDAY, [(480, 720)]),
        ("Fr 08:00-12:00 unknown || Fr 10:00-16:00", FRIDAY, [(720, 960)]),
        # Rules that add.
        ("Fr 08:00-12:00, Fr 18:00-20:00", FRIDAY, [(480, 720), (1080, 1200)]),
        ("08:00-12:00, 14:00-16:00", FRIDAY, [(480, 720), (840, 960)]),
        ("Mo-Fr 08:00-12:00; 14:00-16:00", FRIDAY, None),
        # Weeks, nth weekdays, years, New Year.
        ("week 49 08:00-12:00", FRIDAY, [(480, 720)]),
        ("week 50 08:00-12:00", FRIDAY, []),
        ("week 01-53/2 08:00-12:00", FRIDAY, [(480, 720)]),
        ("week 50-02 08:00-12:00", FRIDAY, None),
        ("week 48-49/2 08:00-12:00", FRIDAY, None),  # week 48 alone
        ("2025-2026/3 08:00-12:00", FRIDAY, None),
        ("2024-2026/2 08:00-12:00", FRIDAY, [(480, 720)]),
        ("Fr[1] 08:00-12:00", FRIDAY, [(480, 720)]),
        ("Fr[-1] 08:00-12:00", FRIDAY, []),
        ("Fr[-1] 08:00-12:00", date(2026, 12, 25), [(480, 720)]),
        ("Fr[6] 08:00-12:00", FRIDAY, None),
        ("Sa[1] -1 day 08:00-12:00", FRIDAY, [(480, 720)]),
        ("Dec Sa[1] -1 day 08:00-12:00", date(2026, 12, 31), []),
        ("Nov-Feb 08:00-12:00", FRIDAY, [(480, 720)]),
        ("Nov 20-Jan 31 08:00-12:00", date(2027, 1, 31), [(480, 720)]),
        ("2027 08:00-12:00", FRIDAY, []),
        ("2026-2027 08:00-12:00", FRIDAY, [(480, 720)]),
        ("Dec 20-10 08:00-12:00", FRIDAY, None),
        ("Nov 31 08:00-12:00", FRIDAY, None),
        ("Nov 28-31 08:00-12:00", FRIDAY, None),
        ("Feb 20-29 08:00-12:00", FRIDAY, None),
        ("Dec 01+ 08:00-12:00", FRIDAY, None),
        ("Dec,Fr 08:00-12:00", FRIDAY, None),
        ("Nov,Dec Fr[1] 08:00-12:00", FRIDAY, None),
        ("Dec Fr[1] Sa 08:00-12:00", FRIDAY, None),
        # Holidays.
        ("PH -1 day 08:00-12:00", FRIDAY, None),
        ("SH Mo-Fr 08:00-12:00", FRIDAY, None),
        ("Sa,PH Mo-Fr 08:00-12:00", FRIDAY, None),
        # Open ends and states: what is not known is not open.
        ("Fr 08:00+", FRIDAY, []),
        ("Fr 08:00-12:00+", FRIDAY, [(480, 720)]),
        ("08:00+,10:00-12:00", FRIDAY, None),
        ('"ask at the gate"', FRIDAY, []),
        ('08:00-12:00 "ask at the gate"', FRIDAY, []),
        ('08:00-12:00 open "ask at the gate"', FRIDAY, [(480, 720)]),
        ('08:00-18:00; Fr "groups"', FRIDAY, []),
        ('08:00-18:00; Fr 12:00-14:00 off "lunch"', FRIDAY, [(480, 720), (840, 1080)]),
        ("08:00-18:00; Fr unknown", FRIDAY, []),
        ("08:00-18:00; Fr closed", FRIDAY, []),
        ("08:00-18:00;", FRIDAY, None),
        ("08:00-18:00 off off", FRIDAY, None),
        ('"in summer": 08:00-18:00', FRIDAY, None),
    ],
)
def test_read_as_meant_or_refused(
    opening_hours: str, day: date, expected: list[tuple[int, int]] | None
) -> None:
    problem = parse_problem(opening_hours)
    if expected is None:
        assert problem is not None
        assert ("(" in str(problem)) or ("do you mean" in str(problem)), "a hint"
    else:
        assert (problem, opening_intervals(opening_hours, day)) == (None, expected)


def test_spans_of_the_sun() -> None:
    sunrise, sunset = daylight(CHENGDU, MONDAY)
    assert opening_intervals("sunset-02:00", MONDAY, CHENGDU) == [(sunset, 1560)]
    assert opening_intervals("(sunset-01:00)-22:00", MONDAY, CHENGDU) == [(sunset - 60, 1320)]
    following = daylight(CHENGDU, TUESDAY)[0]
    assert opening_intervals("sunset-sunrise", MONDAY, CHENGDU) == [(sunset, 1440 + following)]
    assert opening_intervals("24/7; sunset-sunrise off", MONDAY, CHENGDU) == [(sunrise, sunset)]
    assert opening_intervals("24/7; sunset-08:30 off", MONDAY, CHENGDU) == [(510, sunset)]


@pytest.mark.parametrize("opening_hours", ["sunset-19:00", "(sunrise+11:00)-sunset", "07:00-sunrise"])
def test_a_span_that_ends_before_it_begins_on_some_days_is_refused(opening_hours: str) -> None:
    """In Chengdu the sun sets from 18:02 to 20:10, and rises from 05:59 to 08:02."""
    assert "ends before it begins on some days" in str(parse_problem(opening_hours, CHENGDU))


def test_the_day_a_sun_span_leaves() -> None:
    assert "leaves the day" in str(parse_problem("(sunrise-09:00)-12:00", CHENGDU))


def test_unknown_counts_where_it_is_asked_for() -> None:
    hours = 'Mo-Fr 09:00-17:00; We "groups"; Sa 10:00+'
    wednesday = date(2026, 12, 9)
    assert opening_intervals(hours, wednesday, or_unknown=True) == ALL_DAY
    assert opening_intervals(hours, SATURDAY, or_unknown=True) == [(600, 1440)]
    assert opening_intervals(hours, SUNDAY, or_unknown=True) == []


# Long or hostile text


@pytest.mark.parametrize(
    ("opening_hours", "sign", "place"),
    [
        ("09：00-17:00", "：", 3),
        ("09:00－17:00", "－", 6),
        ("09:00–17:00", "–", 6),
        ("０9:00-17:00", "０", 1),
        ("Mo，Tu 09:00-17:00", "，", 3),
        ("周一 09:00-17:00", "周", 1),
        ("09:00-17:00\u202e", "U+202E", 12),
        ("09:00-17:00\n", "U+000A", 12),
        ('09:00-17:00 open "\x1b[31m"', "U+001B", 19),
        ("09:00-17:00\u00a0off", "U+00A0", 12),
    ],
)
def test_a_wrong_sign_is_named_with_its_place(opening_hours: str, sign: str, place: int) -> None:
    problem = str(parse_problem(opening_hours))
    assert sign in problem
    assert f"(character {place})" in problem
    assert problem.isprintable()


@pytest.mark.parametrize(
    "filler", ["x", "Mo ", "09:00-10:00,", '"', "(", "24/7", "; ", "Mo,", "Jan 01,", "|| "]
)
def test_what_is_said_of_500_characters_is_one_short_line(filler: str) -> None:
    problem = str(parse_problem(filler * (500 // len(filler))))
    assert problem.isprintable()
    assert len(problem) < 300


PIECES = (
    *(
        "Mo",
        "Fr",
        "PH",
        "SH",
        "Oct",
        "Feb 29",
        "week",
        "10",
        "2026",
        "easter",
        "[1]",
        "[-1]",
        "+1 day",
        "-",
        ",",
        ", ",
        ";",
    ),
    *(
        " ",
        " ",
        " ",
        "09:00",
        "17:00-09:00",
        "26:00",
        "sunset",
        "(sunrise-01:00)",
        "+",
        "off",
        "open",
        "unknown",
        "||",
    ),
    *('"', '"x"', "24/7", "：", "\x00", "\u200f", "\n", "周一", "/", "99:99", "48:00", "é"),
)


@settings(derandomize=True, deadline=None, max_examples=500)
@given(
    st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.dates(date(2020, 1, 1), date(2035, 1, 1))
)
def test_any_text_is_read_or_refused_in_one_line(opening_hours: str, day: date) -> None:
    problem = parse_problem(opening_hours, CHENGDU)
    if problem is None:
        spans = opening_intervals(opening_hours, day, CHENGDU)
        possible = opening_intervals(opening_hours, day, CHENGDU, or_unknown=True)
        assert all(any(a <= start and end <= b for a, b in possible) for start, end in spans)
    else:
        assert str(problem).isprintable()
        assert problem.say("zh") != str(problem)


def test_a_text_nobody_checked_is_an_error_of_its_own() -> None:
    with pytest.raises(HoursError, match="point in time"):
        opening_intervals("09:00", MONDAY)


# Plans


def planned(hours: str, **words: object) -> Itinerary:
    """Return the plan of a Tuesday where the temple has these hours; the grotto is always worth more."""
    corridor = _with_temple(hours)
    wish = {"days": 1, "date": "2026-12-08", "from": "mid-town", "end_time": "17:00", **words}
    itinerary = plan(TripRequest.model_validate(wish), atlas=Atlas(corridor, use_cache=False))
    assert _errors(itinerary, hours) == []
    return itinerary


def _with_temple(hours: str) -> Corridor:
    corridor = with_axis()
    sites = tuple(
        site.model_copy(update={"opening_hours": hours}) if site.id == "mid-temple" else site
        for site in corridor.attractions
    )
    return corridor.model_copy(update={"attractions": sites, "data_hash": corridor.data_hash})


def _errors(itinerary: Itinerary, hours: str) -> list[Violation]:
    return [found for found in check(itinerary, _with_temple(hours)) if found.severity == "error"]


def reason_and_cause(itinerary: Itinerary) -> tuple[str, str | None]:
    return next((e.reason, e.cause) for e in itinerary.unvisited if e.attraction == "mid-temple")


@pytest.mark.parametrize(
    ("hours", "cause"),
    [
        ("09:00-17:00; Tu off", "closed"),
        ('09:00-17:00; Tu "groups"', "hours-unknown"),
        ('09:00-17:00; Tu 10:00-10:20 "groups"', "closed"),  # too short for a visit whatever they are
        ("09:00-09:30+", "hours-unknown"),
        ('"by appointment"', "hours-unknown"),
    ],
)
def test_nothing_is_planned_on_hours_that_are_unknown(hours: str, cause: str) -> None:
    assert reason_and_cause(planned(hours)) == ("closed", cause)


def test_the_checker_finds_out_for_itself_whether_hours_are_unknown() -> None:
    hours = '09:00-17:00; Tu "groups"'
    honest = planned(hours)
    silent = honest.model_copy(
        update={
            "unvisited": tuple(
                entry.model_copy(update={"cause": "closed"}) if entry.attraction == "mid-temple" else entry
                for entry in honest.unvisited
            )
        }
    )
    assert "reason" in [found.code for found in _errors(silent, hours)]


def test_a_site_that_must_be_seen_but_may_be_closed() -> None:
    with pytest.raises(NoPlanError, match="not known for sure"):
        planned('09:00-17:00; Tu "groups"', must=["mid-temple"])
