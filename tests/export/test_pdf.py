"""Paper, read back by another program's parser: a page before the days, one for each, and what follows."""

from __future__ import annotations

import sys
from datetime import timedelta
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from planner.errors import RequestError
from planner.export.pdf import render
from planner.export.view import DayView, Language
from planner.export.viewing import view_of
from planner.itinerary import Itinerary, Wait
from tests.builders.drawn_plans import drawn_plans
from tests.builders.examples import NO_SHRINKING
from tests.builders.hostile import hostile_plans
from tests.builders.small_plans import good_plan

LANGUAGES: tuple[Language, ...] = ("en", "zh")
A4 = (595, 842)  # points


def plan_of(kind: str) -> Itinerary:
    return Itinerary.model_validate(good_plan(kind))


def bare(text: str) -> str:
    """Return a text without what lines are broken at."""
    return "".join(text.split())


def pages(content: bytes) -> list[str]:
    return [bare(page.extract_text()) for page in PdfReader(BytesIO(content)).pages]


def fonts_of(reader: PdfReader) -> set[str]:
    resources: list[Any] = [page["/Resources"] for page in reader.pages]
    fonts = (font.get_object() for each in resources for font in each.get("/Font", {}).values())
    return {str(font["/BaseFont"]) for font in fonts}


def assert_days_are_told(plan: Itinerary, told: list[str], language: Language) -> None:
    """Make sure that each day begins on a page of its own, with its rows in order."""
    days = view_of(plan, language).days
    starts = [next(number for number, page in enumerate(told) if _begins(page, day)) for day in days]
    assert len({*starts}) == len(days)
    for day, start, end in zip(days, starts, [*starts[1:], len(told)], strict=True):
        rows = [part for row in day.rows for part in (row.time, row.what, row.length, row.price)]
        assert_in_order([*day.title, *day.sums, *filter(None, rows)], "".join(told[start:end]))


def _begins(page: str, day: DayView) -> bool:
    return page.startswith(bare(" · ".join([f"{day.title[0]} {day.title[1]}", *day.title[2:]])))


def assert_in_order(parts: list[str], page: str) -> None:
    place = 0
    for part in parts:
        found = page.find(bare(part), place)
        assert found >= 0, (part, page)
        place = found + len(bare(part))


@pytest.mark.parametrize("kind", ["car", "rental", "transit"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_day_has_a_page_with_its_rows_in_order(kind: str, language: Language) -> None:
    plan = plan_of(kind)
    view, told = view_of(plan, language), pages(render(plan, language))
    assert len(told) >= len(view.days) + 2
    assert_days_are_told(plan, told, language)
    rest = "".join(told[1 + len(view.days) :])
    tasks = [task.text for task in view.tasks]
    assert_in_order([*tasks, *filter(None, view.money), *(left.why for left in view.left_out)], rest)
    assert_in_order([view.header.title, *view.header.facts, view.header.proof], told[0])


def busy(num_waits: int) -> Itinerary:
    """Return a plan whose first day has many rows."""
    plan = plan_of("transit")
    day = plan.days[0]
    *events, night = day.events
    start = night.begins[1]
    moments = [start + timedelta(minutes=12 * number) for number in range(num_waits + 1)]
    waits = [
        Wait(place=night.begins[0], start=begin, end=end, purpose="free") for begin, end in pairwise(moments)
    ]
    later = night.model_copy(update={"start": moments[-1], "end": moments[-1]})
    days = (day.model_copy(update={"events": (*events, *waits, later)}), *plan.days[1:])
    return plan.model_copy(update={"days": days})


def sizes(page: Any) -> list[float]:
    """Return how large the letters of a page are, in points."""
    found: list[float] = []

    def note(text: str, cm: list[float], tm: list[float], _: object, size: float) -> None:
        if text.strip():
            found.append(size * abs(tm[3] * cm[3]))

    page.extract_text(visitor_text=note)
    return found


@pytest.mark.parametrize(("num_waits", "num_pages"), [(1, 1), (16, 1), (40, 2)])
def test_a_busy_day_is_set_densely_or_on_two_pages_but_never_too_small(
    num_waits: int, num_pages: int
) -> None:
    plan = busy(num_waits)
    view, reader = view_of(plan), PdfReader(BytesIO(render(plan)))
    told = [bare(page.extract_text()) for page in reader.pages]
    starts = [next(number for number, page in enumerate(told) if _begins(page, day)) for day in view.days]
    assert starts[1] - starts[0] == num_pages
    assert min(size for page in reader.pages for size in sizes(page)) > 7.45
    assert_days_are_told(plan, told, "en")


def test_pages_are_a4_and_say_what_they_are() -> None:
    reader = PdfReader(BytesIO(render(plan_of("car"), "zh")))
    assert reader.metadata
    assert reader.metadata.title == view_of(plan_of("car"), "zh").header.title
    assert {tuple(map(round, page.mediabox[2:])) for page in reader.pages} == {A4}
    assert str(reader.root_object["/Lang"]) == "zh"
    assert {name.partition("+")[2].partition("-")[0] for name in fonts_of(reader)} == {"NotoSansCJKsc"}


def test_the_same_plan_has_the_same_bytes() -> None:
    assert render(plan_of("car")) == render(plan_of("car"))


@given(plan=drawn_plans())
@settings(deadline=None, phases=NO_SHRINKING, max_examples=2)
def test_drawn_plans_are_there_whole(plan: Itinerary) -> None:
    told = "".join(pages(render(plan)))
    assert_in_order([row.time for day in view_of(plan).days for row in day.rows], told)


@given(plan=hostile_plans(), language=st.sampled_from(LANGUAGES))
@settings(deadline=None, phases=NO_SHRINKING, max_examples=3)
def test_hostile_names_stay_text(plan: Itinerary, language: Language) -> None:
    told = "".join(pages(render(plan, language)))
    assert_in_order([row.time for day in view_of(plan, language).days for row in day.rows], told)


def test_without_typst_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(RequestError, match=r"pip install 'bashu-planner\[pdf\]'"):
        render(plan_of("car"))
