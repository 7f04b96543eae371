"""The view: what people read, as data; and texts from outside that stay on their line."""

from __future__ import annotations

import unicodedata
from typing import Any, Literal, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.cleaning import clean
from planner.corridor import Mode
from planner.export.view import Language, Mark, Row
from planner.export.viewing import view_of
from planner.itinerary import Itinerary, Reason
from planner.request import Pace, TravelMode
from planner.texts import LANGUAGES, say
from planner.texts.units import format_length
from tests.builders.shipped import shipped
from tests.builders.small_plans import good_plan


def rows(kind: str, language: Language = "en") -> list[Row]:
    view = view_of(Itinerary.model_validate(good_plan(kind)), language)
    return [row for day in view.days for row in day.rows]


def test_a_row_has_minutes_money_places_and_marks() -> None:
    (grotto,) = (row for row in rows("car", "zh") if row.places[0].id == "mid-grotto" and row.kind == "visit")
    assert (grotto.start, grotto.end, grotto.time) == (835, 1015, "13:55-16:55")
    assert (grotto.length, grotto.price, grotto.cost_cny) == ("~3小时", "250元", 250)
    assert grotto.marks == {Mark.ESTIMATED_LENGTH}
    (place,) = grotto.places
    assert (place.text, place.zh, place.en) == ("中镇石窟", "中镇石窟", "Mid Grotto")


def test_a_drive_has_its_ends_and_the_towns_between() -> None:
    drive = next(row for row in rows("car") if row.start == 720)
    assert [place.id for place in drive.places] == ["east-museum", "mid-grotto"]
    assert (drive.what, drive.details) == ("Drive to Mid Grotto", ("via East City, Mid Town",))
    assert [note.text for note in drive.notes] == ["115 km"]


def test_a_night_ends_on_the_next_day() -> None:
    night = next(row for row in rows("car") if row.kind == "overnight")
    assert (night.start, night.end, night.length, night.cost_cny) == (1030, 1440 + 510, "", 200)


def test_a_price_that_is_not_known_is_no_zero() -> None:
    house = next(
        row for row in rows("transit") if row.places[0].id == "west-teahouse" and row.kind == "visit"
    )
    assert (house.cost_cny, house.price) == (None, "price ?")
    assert {Mark.UNKNOWN_PRICE, Mark.CHECK_HOURS} <= house.marks
    assert Mark.ESTIMATED_PRICE not in house.marks
    assert [(note.text, note.mark) for note in house.notes] == [("check hours", Mark.CHECK_HOURS)]


def test_both_languages_have_the_same_rows() -> None:
    def facts(row: Row) -> tuple[Any, ...]:
        return row.kind, row.start, row.end, row.cost_cny, row.marks, [place.id for place in row.places]

    for kind in ("car", "transit"):
        assert list(map(facts, rows(kind, "en"))) == list(map(facts, rows(kind, "zh")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_has_a_word(language: str) -> None:
    values = {"leg": Mode, "reason": Reason, "mode": TravelMode, "pace": Pace}
    for prefix, literal in values.items():
        for value in get_args(literal):
            assert say(language, f"export.{prefix}-{value}", start="w", end="x")


# Texts from outside


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Dazu\nRock\r\n\tCarvings ", "Dazu Rock Carvings"),
        ("\x1b[31mred\x07", "[31mred"),
        ("\u202egnisrever\u2066", "gnisrever"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("line\u2028and\u2029paragraph\x85", "line and paragraph"),
        ("三星堆\u3000博物馆", "三星堆 博物馆"),
        ("\x00\u200f", ""),
    ],
)
def test_what_cannot_be_shown_goes(text: str, shown: str) -> None:
    assert clean(text) == shown


def test_a_long_text_ends_with_an_ellipsis() -> None:
    assert clean("x" * 500, 80) == "x" * 79 + "…"
    assert clean("x" * 80, 80) == "x" * 80


@given(st.text(max_size=60))
def test_a_clean_text_is_one_line_and_stays_as_it_is(text: str) -> None:
    line = clean(text)
    assert line == clean(line) == line.strip()
    assert "  " not in line
    assert not any(unicodedata.category(char)[0] == "C" for char in line)


def test_the_names_of_the_corridor_are_clean_already() -> None:
    places = shipped().places.values()
    names = [name for place in places for name in (place.name.zh, place.name.en)]
    assert [name for name in names if clean(name, 80) != name] == []


@pytest.mark.parametrize("way", ["car", "transit"])
def test_what_the_rows_take_adds_up_to_the_sums_of_the_day(way: Literal["car", "transit"]) -> None:
    plan = Itinerary.model_validate(good_plan(way))
    for day, shown in zip(plan.days, view_of(plan).days, strict=True):
        free = sum(row.end - row.start for row in shown.rows if row.what == "Free time")
        moving = sum(row.end - row.start for row in shown.rows if row.kind in ("leg", "wait")) - free
        assert moving == day.totals.transit_minutes
        assert any(sum_ == f"travel {format_length(moving, 'en')}" for sum_ in shown.sums)
        assert [sum_ for sum_ in shown.sums if sum_.startswith("free time")] == (
            [f"free time {format_length(free, 'en')}"] if free else []
        )
