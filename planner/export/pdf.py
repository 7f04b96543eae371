"""The trip on paper: A4 pages, a day each, with drawings of the ways and fonts for every name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from planner.errors import RequestError
from planner.export.agency import NONE, Agency, offer
from planner.export.html import COUNTED, OVERVIEW, SKETCH, template
from planner.export.sayings import done_of
from planner.export.sketch import LAYERS, Drawing, day_colours, day_maps, drawn, ground_of, printed_style
from planner.export.sources import cited_in, pages_of, sources_of
from planner.export.speaker import Speaker, in_brackets
from planner.export.view import DayView, Language, Row, View
from planner.export.viewing import DOT
from planner.itinerary import Itinerary
from planner.texts import Message

WORDS = ("map", "schematic", "ground", "proof", "where-from")
FONTS = {"en": "SC", "zh": "SC", "zh-Hant": "TC", "ja": "JP", "ko": "KR"}


def render(itinerary: Itinerary, language: Language = "en", agency: Agency = NONE) -> bytes:
    """Return the pages as PDF, the same bytes for the same plan.

    Raises
    ------
    RequestError
        When what makes them is not installed.
    """
    try:
        import typst
        from noto_cjk_sans_otc import FONT_PATH
    except ImportError as error:
        raise RequestError(Message("export.no-typst")) from error
    content = json.dumps(_content(itinerary, language, agency), ensure_ascii=False)
    pages: bytes = typst.compile(
        str(files(__package__).joinpath("page", "trip.typ")),
        font_paths=[str(FONT_PATH.parent)],
        ignore_system_fonts=True,  # or a plan looks different on another machine
        sys_inputs={"view": content},
        timestamp=0,
    )
    return pages


def _content(itinerary: Itinerary, language: Language, agency: Agency) -> dict[str, Any]:
    """Return what ``trip.typ`` shows: plain texts and numbers."""
    view, speaker = offer(itinerary, language, agency)
    maps, corridor, header = day_maps(view.days), itinerary.corridor.name, view.header
    pins = {pin.row: pin.label for each in maps for pin in each.pins}
    sketches = [_svg(drawn([each], corridor, language, SKETCH)) for each in maps]
    return {
        "lang": language.partition("-")[0],
        "unbroken": COUNTED.pattern,
        "font": f"Noto Sans CJK {FONTS[language]}",
        "dot": DOT,
        "colours": day_colours(),
        "title": header.title,
        "facts": header.facts,
        "first": header.first,
        "story": [theme.label + theme.text for theme in header.story],
        "has-ground": bool(ground_of(corridor)),
        "totals": view.sums,
        "done": {"label": view.done_label, "lines": done_of(view)},
        "overview": _svg(drawn(maps, corridor, language, OVERVIEW)),
        "proof": header.proof,
        "covered": [each.label + each.text for each in (view.covered, view.not_covered) if each],
        "days": [_day(index, day, pins, sketches[index], language) for index, day in enumerate(view.days)],
        "parts": list(_parts(view, speaker)),
        "pages": [list(map(asdict, pieces)) for pieces in pages_of(speaker)],
        "legend": view.legend_text,
        "words": {word: speaker.say(f"page-{word}") for word in WORDS},
        "notes": header.notes,
        "logo": agency.logo and list(agency.logo.content),
    }


def _svg(drawing: Drawing | None) -> str | None:
    if drawing is None:
        return None
    style = f'text {{ font-family: "Noto Sans CJK SC" }}\n{printed_style()}'
    return template("sketch.svg").render(
        drawing=drawing, layers=LAYERS, colours=len(day_colours()), label="", style=style
    )


def _day(
    index: int, day: DayView, pins: dict[str, str], sketch: str | None, language: Language
) -> dict[str, Any]:
    return {
        "title": day.title,
        "sums": day.sums,
        "visits": [row.what for row in day.rows if row.kind == "visit"],
        "sketch": sketch,
        "rows": [_row(row, pins.get(f"d{index}r{place}"), language) for place, row in enumerate(day.rows)],
    }


def _row(row: Row, pin: str | None, language: Language) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "time": row.time,
        "what": row.what,
        "notes": "".join(in_brackets(language, note.text) for note in row.notes),
        "details": row.details,
        "local": row.local_in(language),
        "length": row.length,
        "price": row.price,
        "pin": pin,
    }


def _parts(view: View, speaker: Speaker) -> Iterator[dict[str, Any]]:
    """Yield what follows the days, under its headings."""
    colon = speaker.say("colon")
    left_out = [f"{left.place.text}{colon}{left.why}" for left in view.left_out]
    parts = {
        view.tasks_label: view.to_do,
        view.money_label: [line for line in view.money if line],
        view.left_out_label: [*left_out, *filter(None, [view.more_left_out])],
        view.notices_label: view.notices,
        speaker.say("page-sources"): [
            *(f"{each.label}{colon}{each.text}" for each in cited_in(speaker)),
            *sources_of(speaker),
        ],
    }
    yield from ({"label": label, "lines": lines} for label, lines in parts.items() if lines)
