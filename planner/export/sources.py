"""What a plan stands on, with dates, as far as it says so itself."""

from __future__ import annotations

from collections.abc import Iterator

from planner.cleaning import clean
from planner.export.speaker import Speaker, shown
from planner.itinerary import Leg


def sources_of(speaker: Speaker) -> Iterator[str]:
    """Yield the data, and the timetables of the lines that are used."""
    itinerary = speaker.itinerary
    name, digest = shown(itinerary.corridor.name), clean(itinerary.corridor.data_hash)
    yield speaker.say("source-data", name=name, hash=digest)
    legs = (event for day in itinerary.days for event in day.events if isinstance(event, Leg))
    dated = dict.fromkeys((leg.line, clean(leg.as_of)) for leg in legs if leg.line and leg.as_of)
    for line, date in dated:
        names = itinerary.lines.get(line)
        yield speaker.say("source-timetable", line=speaker.named(names) if names else shown(line), date=date)
