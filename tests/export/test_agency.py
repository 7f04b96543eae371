"""Offers: an agency's title, logo, notes and prices, on top of a plan that stays what it is."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from typer.testing import CliRunner

from planner.cli import app
from planner.export import export
from planner.export.agency import MOST_LOGO_BYTES, Agency, Logo, logo_of, offer
from planner.export.viewing import view_of
from planner.itinerary import Itinerary
from tests.builders.examples import NO_SHRINKING
from tests.builders.small_plans import good_plan

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="2" height="1"/></svg>'
PNG = b"\x89PNG\r\n\x1a\nrest"
FORMATS = ("html", "pdf", "markdown")


def plan_of(kind: str) -> Itinerary:
    return Itinerary.model_validate(good_plan(kind))


def text_of(plan: Itinerary, format_: str, agency: Agency) -> str:
    content = export(plan, format_, agency=agency)
    assert isinstance(content, str)
    return content


@pytest.mark.parametrize("kind", ["car", "rental", "transit"])
def test_prices_are_raised_and_add_up(kind: str) -> None:
    plan = plan_of(kind)
    before, (view, _) = view_of(plan), offer(plan, "en", Agency(markup=100))
    costs = [[row.cost_cny for day in each.days for row in day.rows] for each in (before, view)]
    assert costs[1] == [cost if cost is None else 2 * cost for cost in costs[0]]
    assert [row.price for day in view.days for row in day.rows] != [
        row.price for day in before.days for row in day.rows
    ]
    assert f"CNY {2 * plan.totals.cost_cny:,} for the party" in view.money[0]
    assert view.legend[-1] == "Prices are those of this offer, each rounded."
    assert plan == plan_of(kind)


amounts = st.integers(0, 5000)


@given(kinds=st.lists(st.tuples(amounts, amounts, amounts), min_size=3, max_size=3), markup=st.floats(1, 50))
@settings(deadline=None, phases=NO_SHRINKING, max_examples=20)
def test_the_sum_is_that_of_its_kinds_as_they_are_rounded(
    kinds: list[tuple[int, int, int]], markup: float
) -> None:
    def money(*parts: int) -> dict[str, int]:
        return {"cost_cny": sum(parts), **dict(zip(("sourced", "formula", "estimated"), parts, strict=True))}

    plan: dict[str, Any] = good_plan("car")
    plan["totals"] |= dict(zip(("rides", "tickets", "rooms"), (money(*kind) for kind in kinds), strict=True))
    plan["totals"] |= {"money": money(*map(sum, zip(*kinds, strict=True))), "per_person_cny": 1}
    view, speaker = offer(Itinerary.model_validate(plan), "en", Agency(markup=markup))
    totals = speaker.itinerary.totals
    shown = [money.cost_cny for money in (totals.rides, totals.tickets, totals.rooms) if money]
    assert totals.money
    assert totals.cost_cny == totals.money.cost_cny == sum(shown)
    assert totals.per_person_cny == round(sum(shown) / speaker.itinerary.request.people)
    assert abs(totals.cost_cny - sum(map(sum, kinds)) * (1 + markup / 100)) <= len(kinds) / 2
    assert view.money == view_of(speaker.itinerary).money[:4], "what prices stand on holds for the plan's own"


@pytest.mark.parametrize("kind", ["car", "rental", "transit"])
def test_without_prices_there_is_no_money(kind: str) -> None:
    plan: dict[str, Any] = good_plan(kind)
    plan["unvisited"][0] |= {"cause": "ticket", "params": {"cny": 80, "left": 3}}
    for format_ in ("html", "markdown"):
        content = text_of(Itinerary.model_validate(plan), format_, Agency(has_prices=False))
        assert "CNY" not in content.partition("</style>")[2 if format_ == "html" else 0]
        assert "CNY" in text_of(Itinerary.model_validate(plan), format_, Agency())


@pytest.mark.parametrize("agency", [Agency(markup=10), Agency(has_prices=False)])
def test_what_was_left_out_stays_the_same_list_without_its_prices(agency: Agency) -> None:
    plan = good_plan("car")
    first = plan["unvisited"][0]
    ticket = {**first, "cause": "ticket", "params": {"cny": 80, "left": 3}, "reason": "over-budget"}
    dear = {**first, "cause": "dear", "params": {"cny": 90, "worth": 8.0}, "reason": "lower-prize"}
    sites = [
        {**(ticket if number % 2 else dear), "attraction": f"site-{number}", "prize": 50 - number}
        for number in range(9)
    ]
    for number, site in enumerate(sites):
        site["params"] = {**site["params"], "cny": 80 + number}
    itinerary = Itinerary.model_validate({**plan, "unvisited": sites})
    own, (view, _) = view_of(itinerary), offer(itinerary, "en", agency)
    assert [left.place for left in view.left_out] == [left.place for left in own.left_out]
    assert [left.reason for left in view.left_out] == [left.reason for left in own.left_out]
    assert view.more_left_out == own.more_left_out
    assert "CNY" in own.left_out[0].why
    assert {left.why for left in view.left_out} == {"over the budget", "not worth their ticket to you"}


@pytest.mark.parametrize("format_", FORMATS)
def test_title_and_notes_stand_in_the_head(format_: str) -> None:
    agency = Agency(title="Yulu <b>Tours", logo=logo_of(SVG), notes=("Dear guests,", "see *you*."))
    content = export(plan_of("car"), format_, agency=agency)
    if isinstance(content, bytes):
        content = PdfReader(BytesIO(content)).pages[0].extract_text()
    content = bare(content)  # older readers of PDF break words
    shown = {"html": "Yulu &lt;b&gt;Tours", "markdown": r"# Yulu \<b\>Tours", "pdf": "Yulu <b>Tours"}
    assert bare(shown[format_]) in content
    assert "Dearguests," in content
    assert bare(r"see \*you\*." if format_ == "markdown" else "see *you*.") in content
    assert ('src="data:image/svg+xml;base64,PHN2' in content) == (format_ == "html")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (SVG, "image/svg+xml"),
        (b"%PDF-1.7", None),
        (b"", None),
        (PNG + bytes(MOST_LOGO_BYTES), None),
    ],
)
def test_a_logo_is_a_small_picture(content: bytes, kind: str | None) -> None:
    assert logo_of(content) == (Logo(content, kind) if kind else None)


def bare(text: str) -> str:
    return "".join(text.split())


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, ["export", *map(str, arguments)], env={"COLUMNS": "200"})
    return result.exit_code, result.stdout, result.stderr


def test_the_command_takes_them(tmp_path: Path) -> None:
    plan, logo, notes = (tmp_path / name for name in ("plan.json", "logo.svg", "notes.txt"))
    plan.write_text(plan_of("car").to_json(), encoding="utf-8")
    logo.write_bytes(SVG)
    notes.write_text("Dear guests,\nwelcome.\n\n\nYours\n", encoding="utf-8")
    code, out, _ = run(plan, "--format", "markdown", "--title", "An offer", "--notes", notes, "--markup", 10)
    assert code == 0
    assert out.startswith("# An offer\n")
    assert "\n\nDear guests, welcome.\n\nYours\n\n" in out
    code, _, told = run(plan, "--format", "html,ics", "--logo", logo, "--output", tmp_path / "trip")
    assert code == 4
    assert "go into ics; these formats have them: markdown, html" in told
    notes.write_bytes(b"\xff\xfe")
    code, _, told = run(plan, "--format", "html", "--notes", notes)
    assert code == 3
    assert "notes.txt:1:1" in told
    code, _, told = run(plan, "--format", "html", "--logo", notes)
    assert code == 4
    assert "is no picture of PNG, JPEG" in told
