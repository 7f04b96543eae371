"""What is wrong with a text of opening hours, found before anybody evaluates it."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from planner.clock import DAY_MINUTES
from planner.corridor import Location
from planner.hours.days import days_problem
from planner.hours.rules import HoursError, Rule, Span, rules_of
from planner.hours.timeline import minute_of
from planner.texts import Message

_COMMENT = re.compile(r'"[^"]*"')
_YEAR = [date(2026, 1, 1) + timedelta(days=day) for day in range(365)]  # the sun is much the same in any year
_MIDDLE = Location(lat=30.0, lon=106.0)
_LOOK_ALIKES = {"–": "-", "—": "-", "−": "-", "~": "-", "至": "-", "、": ",", "“": '"', "”": '"', "。": "."}


def parse_problem(opening_hours: str, location: Location | None = None) -> Message | None:
    """Return what is wrong with opening hours in one line, with what to write instead, or None.

    Where they depend on the sun it is that of the location; without one, that of the middle of the corridor.
    """
    if wrong := _wrong_letter(opening_hours):
        return wrong
    try:
        rules = rules_of(opening_hours)
    except HoursError as error:
        return error.message
    return (
        _library_problem(opening_hours)
        or next(filter(None, (days_problem(rule.days) for rule in rules if rule.days)), None)
        or _dead_rule(rules)
        or next(
            filter(None, (_sun_problem(span, location or _MIDDLE) for rule in rules for span in rule.spans)),
            None,
        )
    )


def _wrong_letter(opening_hours: str) -> Message | None:
    """Name the first letter that has no place in opening hours, or in their comments."""
    bare = _COMMENT.sub(lambda match: " " * len(match[0]), opening_hours)
    for at, (letter, outside) in enumerate(zip(opening_hours, bare, strict=True), 1):
        if not letter.isprintable():
            return Message("data.hours-no-sign", {"sign": f"U+{ord(letter):04X}", "at": at})
        if not outside.isascii() or outside == "~":
            plain = _LOOK_ALIKES.get(letter) or unicodedata.normalize("NFKC", letter)
            if plain.isascii():
                return Message("data.hours-other-sign", {"sign": letter, "at": at, "plain": plain})
            return Message("data.hours-no-word", {"sign": letter, "at": at})
    return None


def _dead_rule(rules: tuple[Rule, ...]) -> Message | None:
    """Refuse ``Mo-Fr 09:00-12:00; 14:00-17:00``: to the letter it is open in no morning, and readers differ."""
    for before, rule in enumerate(rules):
        others = any(other.days for other in rules[:before]) or rule.state == "unknown"
        if before and others and rule.replaces and not rule.days:
            return Message("data.hours-dead-rule")
    return None


def _sun_problem(span: Span, location: Location) -> Message | None:
    """Refuse a span that passes midnight on some days only, or leaves the two days it may touch."""
    ends = [time for time in (span.start, span.end) if time is not None]
    if not any(time.event for time in ends):
        return None
    minutes = [[minute_of(time, day, location) for time in ends] for day in _YEAR]
    if len({start >= end for start, *rest in minutes for end in rest}) > 1:
        return Message("data.hours-sun-turns", {"text": span.text})
    if any(
        not 0 <= start < DAY_MINUTES or not 0 <= minute <= 2 * DAY_MINUTES
        for start, *rest in minutes
        for minute in rest or [start]
    ):
        return Message("data.hours-sun-leaves", {"text": span.text})
    return None


def _library_problem(opening_hours: str) -> Message | None:
    """Return what the library says against the text."""
    from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # not in its stubs

    try:
        warnings = OpeningHours(opening_hours).warnings
    except ParserError as error:
        return _flattened(str(error))
    if not warnings:
        return None
    return Message("data.hours-capitals", {"problem": " ".join(warnings[0].split())})


def _flattened(message: str) -> Message:
    """Return the library's message, which points with a caret under the text, in one line."""
    place = re.search(r"--> 1:(\d+)\n\s*\|\n1 \| (.*)\n", message)
    if place is None:
        return Message("data.hours-other", {"problem": " ".join(message.split())})
    column, text = int(place[1]), place[2]
    rest = text[column - 1 :]
    if not rest.strip():
        return Message("data.hours-syntax-at-end", {"text": text[:60], "at": column})
    return Message("data.hours-syntax", {"text": text[:60], "rest": rest[:40], "at": column})
