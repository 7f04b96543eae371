"""Markdown, read back by another program's parser: what it finds is what the view has."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from planner.export.markdown import escape, render
from planner.export.speaker import in_brackets
from planner.export.view import Language, Row
from planner.export.viewing import view_of
from planner.itinerary import Itinerary
from planner.texts import say
from tests.builders.hostile import hostile_plans, nasty_texts
from tests.builders.small_plans import good_plan

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
SHOWN = {"text", "strong_open", "strong_close", "link_open", "link_close"}


def blocks(text: str) -> list[tuple[str, str]]:
    """Return the paragraphs, headings and list entries with the text that a reader sees."""
    tokens = PARSER.parse(text)
    assert {token.type for token in tokens} <= {
        *("heading_open", "heading_close", "inline", "paragraph_open", "paragraph_close"),
        *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
    }
    found = []
    for number, token in enumerate(tokens):
        if token.type == "inline":
            assert {child.type for child in token.children or ()} <= SHOWN
            kind = "li" if tokens[number - 2].type == "list_item_open" else tokens[number - 1].tag
            found.append((kind, "".join(child.content for child in token.children or ())))
    return found


def row_text(row: Row, language: Language) -> str:
    what = row.what + "".join(in_brackets(language, note.text) for note in row.notes)
    more = (*row.details, row.local_in(language), row.length, row.price)
    links = [say(language, f"export.page-link-{link.app}") for link in row.links]
    return " · ".join(part for part in (f"{row.time} {what}", *more, *links) if part)


def row_blocks(itinerary: Itinerary, language: Language) -> list[tuple[str, str]]:
    return [("li", row_text(row, language)) for day in view_of(itinerary, language).days for row in day.rows]


def expected(itinerary: Itinerary, language: Language) -> list[tuple[str, str]]:
    view = view_of(itinerary, language)
    page = [("h1", view.header.title), ("p", " · ".join(view.header.facts)), ("p", view.header.proof)]
    for day in view.days:
        page.append(("h2", " · ".join(day.title)))
        page += [("li", row_text(row, language)) for row in day.rows]
        page.append(("p", " · ".join(day.sums)))
    page += [("h2", view.tasks_label), *(("li", task.text) for task in view.tasks)]
    page += [("h2", view.total_label), ("p", " · ".join(view.totals))]
    page += [("h2", view.money_label), *(("li", line) for line in view.money if line)]
    page += [("p", line.label + line.text) for line in (view.covered, view.not_covered) if line]
    colon = "：" if language == "zh" else ": "
    page.append(("h2", view.left_out_label))
    page += [("li", f"{left.place.text}{colon}{left.why}") for left in view.left_out]
    page += [("li", view.more_left_out)] if view.more_left_out else []
    page.append(("h2", view.notices_label))
    page += [("li", notice) for notice in view.notices]
    return [*page, ("p", ("" if language == "zh" else " ").join(view.legend))]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("kind", ["car", "transit"])
def test_another_parser_finds_the_plan(kind: str, language: Language) -> None:
    itinerary = Itinerary.model_validate(good_plan(kind))
    assert blocks(render(itinerary, language)) == expected(itinerary, language)


def test_how_it_looks() -> None:
    lines = render(Itinerary.model_validate(good_plan("car"))).splitlines()
    assert lines[0] == "# Small corridor: 2 days from East City to West City"
    assert (
        "- 12:00-13:55 Drive to Mid Grotto (115 km) · via East City, Mid Town · ~1 h 55 · ~CNY 115" in lines
    )
    assert any(
        line.startswith("- 13:55-16:55 **Mid Grotto** · 中镇石窟 · ~3 h · CNY 250 · [Amap](")
        for line in lines
    )


def test_the_rest_of_the_left_out_is_counted() -> None:
    plan: dict[str, Any] = good_plan("car")
    left = plan["unvisited"][0]
    plan["unvisited"] = [left | {"attraction": f"site-{number}"} for number in range(10)]
    found = blocks(render(Itinerary.model_validate(plan)))
    assert ("li", "and 9 more: others were chosen (9)") in found


@given(hostile_plans(), st.sampled_from(["en", "zh"]))
@settings(max_examples=25, deadline=None)
def test_hostile_names_change_nothing_but_the_names(itinerary: Itinerary, language: Language) -> None:
    assert blocks(render(itinerary, language)) == expected(itinerary, language)


@given(nasty_texts)
@settings(deadline=None)
def test_what_is_escaped_is_read_as_it_was(text: str) -> None:
    from planner.cleaning import clean

    line = clean(text)
    assert blocks(f"- {escape(line)}") == ([("li", line)] if line else [])
