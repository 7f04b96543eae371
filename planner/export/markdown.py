"""An itinerary in Markdown, for a chat or for paper: headings and lists only, which every reader shows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planner.export.agency import NONE, Agency, offer
from planner.export.sayings import done_of
from planner.export.speaker import in_brackets
from planner.export.view import Language, Row, View
from planner.itinerary import Itinerary
from planner.texts import say

_MARKUP = re.compile(
    r"[\\`*\[\]<>|$#]|&(?=#?\w+;)|^[+\-=]"
    r"|(?<![^\W_])_|_(?![^\W_])"  # one within a word is no markup
    r"|(?<![\s(（，、：；])(?<!^)~|~(?![^\W_])"  # nor before one, where some readers show the backslash
)
_NUMBERED = re.compile(r"^(\d+)([.)])")


def render(itinerary: Itinerary, language: Language = "en", agency: Agency = NONE) -> str:
    """Return the itinerary as CommonMark; a list entry is ``time what (notes) · details · length · price``."""
    view, _ = offer(itinerary, language, agency)
    return "\n\n".join(_blocks(view)) + "\n"


def escape(text: str) -> str:
    r"""Return a text so that Markdown shows it as it is.

    Examples
    --------
    >>> print(escape("*Old* town"), escape("# 1"), escape("1. x"))
    \*Old\* town \# 1 1\. x
    >>> print(escape("QCS_DJY (~5 h)"), escape("~~old~~"), escape("_x_"))
    QCS_DJY (~5 h) \~\~old\~\~ \_x\_
    """
    return _NUMBERED.sub(r"\1\\\2", _MARKUP.sub(r"\\\g<0>", text))


def _blocks(view: View) -> Iterator[str]:
    yield f"# {escape(view.header.title)}"
    yield escape(" · ".join(view.header.facts))
    yield f"**{view.header.proof}**"
    yield from (escape(f"{theme.label}{theme.text}") for theme in view.header.story)
    yield from map(escape, (*view.header.notes, *view.header.first))
    if view.done:
        yield f"## {view.done_label}"
        yield _list(map(escape, done_of(view)))
    for day in view.days:
        yield f"## {escape(' · '.join(day.title))}"
        yield _list(_row(row, view.language) for row in day.rows)
        yield " · ".join(day.sums)
    if tasks := view.to_do:
        yield f"## {view.tasks_label}"
        yield _list(map(escape, tasks))
    yield f"## {view.total_label}"
    yield " · ".join(view.totals)
    if view.money:
        yield f"## {view.money_label}"
        yield _list(escape(line) for line in view.money if line)
    for labelled in (view.covered, view.not_covered):
        if labelled:
            yield escape(f"{labelled.label}{labelled.text}")
    if view.left_out:
        yield f"## {view.left_out_label}"
        colon = say(view.language, "export.colon")
        entries = [f"**{escape(left.place.text)}**{colon}{escape(left.why)}" for left in view.left_out]
        yield _list([*entries, view.more_left_out] if view.more_left_out else entries)
    if view.notices:
        yield f"## {view.notices_label}"
        yield _list(escape(notice) for notice in view.notices)
    yield view.legend_text


def _row(row: Row, language: Language) -> str:
    what = escape(row.what)
    if row.kind in ("visit", "overnight"):
        what = f"**{what}**"
    what += "".join(escape(in_brackets(language, note.text)) for note in row.notes)
    names = row.local_in(language)
    more = (*map(escape, (*row.details, names)), row.length, row.price, *_links(row, language))
    return " · ".join([f"{row.time} {what}", *filter(None, more)])


def _links(row: Row, language: Language) -> Iterator[str]:
    yield from (f"[{say(language, f'export.page-link-{link.app}')}](<{link.url}>)" for link in row.links)


def _list(entries: Iterator[str] | list[str]) -> str:
    return "\n".join(f"- {entry}" for entry in entries)
