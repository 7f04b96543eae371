"""What a plan stands on, with dates, as far as it says so itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

from planner.cleaning import LONGEST_TEXT, clean
from planner.export.sketch import ground_of
from planner.export.speaker import Speaker, estimate, shown
from planner.itinerary import Leg
from planner.texts.units import format_month


def sources_of(speaker: Speaker) -> Iterator[str]:
    """Yield the data, the timetables of the lines that are used, and the outlines on maps."""
    itinerary = speaker.itinerary
    name, digest = shown(itinerary.corridor.name), clean(itinerary.corridor.data_hash)
    yield speaker.say("source-data", name=name, hash=digest)
    legs = (event for day in itinerary.days for event in day.events if isinstance(event, Leg))
    dated = dict.fromkeys((leg.line, clean(leg.as_of)) for leg in legs if leg.line and leg.as_of)
    for line, date in dated:
        names = itinerary.lines.get(line)
        yield speaker.say("source-timetable", line=speaker.named(names) if names else shown(line), date=date)
    if ground_of(itinerary.corridor.name):
        yield speaker.say("source-outlines")


@dataclass(frozen=True)
class Cited:
    """What the data say of one thing, with dates, and the pages and tables it was taken from."""

    label: str
    text: str
    pages: tuple[str, ...]


def cited_in(speaker: Speaker) -> Iterator[Cited]:
    """Yield what sites, nights, lines and passes of the plan stand on; estimates are marked."""
    for (kind, thing), group in groupby(speaker.itinerary.sources, key=lambda each: (each.of, each.id)):
        sources = list(group)
        by_date: dict[tuple[str, bool], list[str]] = {}
        for source in sources:
            fields = by_date.setdefault((source.as_of, source.confidence == "estimated"), [])
            fields += (word for word in map(_field(speaker), source.fields) if word not in fields)
        facts = (_fact(fields, *dated, speaker) for dated, fields in by_date.items())
        colon = speaker.say("colon")
        pages = (
            speaker.join(map(_field(speaker), source.fields)) + colon + clean(source.source, LONGEST_TEXT)
            for source in sources
        )
        yield Cited(_label(kind, thing, speaker), " · ".join(facts), tuple(pages))


def _fact(fields: list[str], as_of: str, is_guess: bool, speaker: Speaker) -> str:
    date = clean(format_month(as_of, speaker.language))
    return estimate(speaker.join(fields), is_guess) + speaker.brackets(date)


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
