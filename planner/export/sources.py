"""What a plan stands on, with dates, as far as it says so itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, zip_longest

from planner.cleaning import LONGEST_TEXT, clean
from planner.export.sketch import ground_of
from planner.export.speaker import Speaker, estimate, shown
from planner.itinerary import Leg, SourceOf
from planner.texts.further import saying
from planner.texts.units import format_month

_ADDRESS = re.compile(r"(https?://[^\s;,]*[^\s;,.:)]|\bgithub\.com/[\w.-]+/[\w-]+)")
_SIGNS = re.compile(r"(\s*[;:,]\s+|[;:,]$|^[;:,]|\s*\(|\))")
_FULL_WIDTH = str.maketrans(";:,()", "；：，（）")
_VALUE = re.compile(r"\d[\d.,:/-]*\d|\d|[\u3400-\u9fff·（）]+")  # in a clause: a number, or a name in Chinese
_DATE = re.compile(r"\s*\((n\.d\.|\d{4}[\d-]*)\)$")


def sources_of(speaker: Speaker) -> Iterator[str]:
    """Yield the data, the timetables of the lines that are used, and the outlines on maps."""
    itinerary = speaker.itinerary
    yield speaker.say("source-data", name=speaker.corridor(), hash=clean(itinerary.corridor.data_hash))
    legs = (event for day in itinerary.days for event in day.events if isinstance(event, Leg))
    dated = {
        (leg.line, clean(leg.as_of)): itinerary.lines.get(leg.line) or leg.line_name
        for leg in legs
        if leg.line and leg.as_of
    }
    for (line, date), names in dated.items():
        name = speaker.named(names) if names else shown(line)
        yield speaker.say("source-timetable", line=name, date=format_month(date, speaker.language))
    if ground_of(itinerary.corridor.name):
        yield speaker.say("source-outlines")


@dataclass(frozen=True)
class Cited:
    """What the data say of one thing, with dates and the numbers of the pages and tables it was taken from."""

    label: str
    text: str


@dataclass(frozen=True)
class Piece:
    """Part of what a page or table is called; with an address where it is one."""

    text: str
    url: str


def pages_of(speaker: Speaker) -> tuple[tuple[Piece, ...], ...]:
    """Return the pages and tables that a plan stands on, each once, in the order of their numbers from 1."""
    pages = (tuple(_pieces(text)) for text in _pages(speaker).values())
    return tuple(
        tuple(piece if piece.url else Piece(note_in(piece.text, speaker.language), "") for piece in page)
        for page in pages
    )


def note_in(text: str, language: str) -> str:
    """Return what we note beside pages in Chinese, clause by clause, where that is the language.

    A clause without a text of its own is a title, and stays as it is; numbers and Chinese names are put into it.
    """
    if not language.startswith("zh"):
        return text
    parts = _SIGNS.split(text)
    signs = (sign.strip().translate(_FULL_WIDTH) for sign in parts[1::2])
    clauses = (_clause(clause, language) for clause in parts[::2])
    return "".join(part for pair in zip_longest(clauses, signs, fillvalue="") for part in pair)


def clauses_of(text: str) -> list[str]:
    """Return the clauses of a note, ``#`` in place of numbers and Chinese names."""
    return [_VALUE.sub("#", clause.strip()) for clause in _SIGNS.split(text)[::2]]


def _clause(text: str, language: str) -> str:
    (key,) = clauses_of(text)
    said = saying(key, language) if key else ""
    values = iter(_VALUE.findall(text))
    return text if said == key else re.sub("#", lambda _: next(values, ""), said)


def cited_in(speaker: Speaker) -> Iterator[Cited]:
    """Yield what sites, nights, lines and passes of the plan stand on; estimates are marked."""
    numbers = {name: number for number, name in enumerate(_pages(speaker), 1)}
    for (kind, thing), group in groupby(speaker.itinerary.sources, key=lambda each: (each.of, each.id)):
        by_date: dict[tuple[str, bool], list[SourceOf]] = {}
        for source in group:
            by_date.setdefault((source.as_of, source.confidence == "estimated"), []).append(source)
        facts = (_fact(sources, numbers, *dated, speaker) for dated, sources in by_date.items())
        yield Cited(_label(kind, thing, speaker), " · ".join(facts))


def _fact(
    sources: list[SourceOf], numbers: dict[str, int], as_of: str, is_guess: bool, speaker: Speaker
) -> str:
    fields = dict.fromkeys(map(_field(speaker), (field for source in sources for field in source.fields)))
    pages = sorted({numbers[name] for source in sources for name, _ in _named_pages(source)})
    date = clean(format_month(as_of, speaker.language))
    text = estimate(speaker.join(fields), is_guess) + speaker.brackets(date)
    return f"{text} [{', '.join(map(str, pages))}]"


def _pages(speaker: Speaker) -> dict[str, str]:
    """Return the pages by their addresses or names, each as where it is told at most length."""
    pages: dict[str, str] = {}
    for source in speaker.itinerary.sources:
        for name, text in _named_pages(source):
            pages[name] = max(pages.get(name, ""), text, key=len)
    return pages


def _named_pages(source: SourceOf) -> Iterator[tuple[str, str]]:
    """Yield the pages of a source; what stands between semicolons and has no address belongs to the one before."""
    text, *more = re.split(r"\s*;\s+", clean(source.source, LONGEST_TEXT))
    for part in more:
        if _ADDRESS.search(part):
            yield _name(text), text
            text = part
        else:
            text += f"; {part}"
    yield _name(text), text


def _name(page: str) -> str:
    """Return the address that a page begins with, or what it is called without its date."""
    return page.split()[0] if page.startswith("http") else _DATE.sub("", page)


def _pieces(text: str) -> Iterator[Piece]:
    for number, piece in enumerate(_ADDRESS.split(text)):
        address = piece if "://" in piece else f"https://{piece}"
        yield Piece(piece.partition("://")[2] or piece, address) if number % 2 else Piece(piece, "")


def _field(speaker: Speaker) -> Callable[[str], str]:
    """Return what says what a field of the data is; what has no words of its own, as it is."""

    def said(field: str) -> str:
        try:
            return speaker.say(f"field-{field.partition('.')[0].replace('_', '-')}")
        except KeyError:
            return shown(field)

    return said


def _label(kind: str, thing: str, speaker: Speaker) -> str:
    itinerary = speaker.itinerary
    names = {"line": itinerary.lines, "pass": itinerary.passes}.get(kind, {})
    if kind == "charter":
        return speaker.say("hired-vehicle")
    return speaker.named(names[thing]) if thing in names else speaker.name(thing)
