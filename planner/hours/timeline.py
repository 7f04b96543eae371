"""When a place opens on a date: the spans of all rules laid over one another.

The rules are read as the reference, opening_hours.js, reads them: each day by itself, what passes midnight as a
rule of the next day that replaces nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from planner.clock import DAY_MINUTES
from planner.corridor import Location
from planner.hours.days import holds_on
from planner.hours.rules import Rule, State, Time, rules_of
from planner.hours.sun import sun_minutes

Interval = tuple[int, int]

_SUN = re.compile("sunrise|sunset|dawn|dusk")
_OPEN, _MAYBE = re.compile(b"o+"), re.compile(b"[o?]+")
_LETTERS: dict[State, bytes] = {"closed": b".", "open": b"o", "unknown": b"?"}  # of a minute


class Stretch(NamedTuple):
    """A state from one minute after midnight to another."""

    start: int
    end: int
    state: State


def opening_intervals(
    opening_hours: str, day: date, location: Location | None = None, *, or_unknown: bool = False
) -> list[Interval]:
    """Return when a place opens on a date: sorted, disjoint (open, close) in minutes after midnight.

    An interval that passes midnight belongs to the day it begins on and ends beyond 1440. ``PH`` follows
    the official Chinese calendar. Sunrise and sunset are those of the location; without one they are 07:00
    and 19:00. When it is not known whether a place is open, it counts as closed unless ``or_unknown``.

    Raises
    ------
    HoursError
        When the text cannot be read.

    Examples
    --------
    >>> opening_intervals("Tu-Su 09:00-17:00; PH 09:00-17:00", date(2026, 10, 5))
    [(540, 1020)]
    """
    place = location if _SUN.search(opening_hours) else None
    return list(_intervals(opening_hours, day, place, or_unknown))


@lru_cache(maxsize=16384)
def _intervals(text: str, day: date, place: Location | None, or_unknown: bool) -> tuple[Interval, ...]:
    rules = rules_of(text)
    own = [
        stretch
        for rule in _ruling(rules, day)
        for stretch in stretches(rule, day, place)
        if stretch.state != "closed"
    ]
    line = _minutes(rules, day, place)
    if any(stretch.end > DAY_MINUTES for stretch in own):
        line += _minutes(rules, day + timedelta(days=1), place)
    wanted = _MAYBE if or_unknown else _OPEN
    return merged(match.span() for mine in own for match in wanted.finditer(line, mine.start, mine.end))


def _ruling(rules: tuple[Rule, ...], day: date) -> list[Rule]:
    """Return the rules for a day that no later one replaces."""
    ruling: list[Rule] = []
    for rule in rules:
        if holds_on(rule.days, day):
            ruling = [rule] if rule.replaces else [*ruling, rule]
    return ruling


def _minutes(rules: tuple[Rule, ...], day: date, place: Location | None) -> bytearray:
    """Return the state of each minute of a day, one letter each."""
    line = bytearray(b"." * DAY_MINUTES)
    eve = day - timedelta(days=1)
    for rule in rules:
        if holds_on(rule.days, day):
            if rule.replaces:
                line = bytearray(b"." * DAY_MINUTES)
            _lay(line, rule, stretches(rule, day, place), 0)
        if holds_on(rule.days, eve):
            _lay(line, rule, stretches(rule, eve, place), DAY_MINUTES)
    return line


def _lay(line: bytearray, rule: Rule, found: Iterable[Stretch], begin: int) -> None:
    """Write the states of a rule into the line of a day that begins some minutes after the rule's day."""
    for stretch in found:
        start, end = max(stretch.start - begin, 0), min(stretch.end - begin, DAY_MINUTES)
        letter = _LETTERS[stretch.state]
        if start < end:
            before = line[start:end]
            line[start:end] = before.replace(b".", letter) if rule.is_fallback else letter * (end - start)


def stretches(rule: Rule, day: date, place: Location | None) -> Iterator[Stretch]:
    """Yield when a rule holds on one of its days, and in which state."""
    if not rule.spans:
        yield Stretch(0, DAY_MINUTES, rule.state)
    for span in rule.spans:
        start = end = minute_of(span.start, day, place)
        if span.end is not None:
            end = minute_of(span.end, day, place)
            if end <= start:
                end = minute_of(span.end, day + timedelta(days=1), place) + DAY_MINUTES
            yield Stretch(start, end, rule.state)
        if span.goes_on:
            yield Stretch(end, _guessed_end(end), "unknown" if rule.state == "open" else rule.state)


def _guessed_end(start: int) -> int:
    """Return how long what has no end may go on, as the reference guesses it."""
    if start >= 22 * 60:
        return start + 8 * 60
    return start + 10 * 60 if start >= 17 * 60 else DAY_MINUTES


def minute_of(time: Time, day: date, place: Location | None) -> int:
    """Return the minute of a time on a day."""
    return time.minutes + (sun_minutes(place, day, time.event) if time.event else 0)


def merged(spans: Iterable[Interval]) -> tuple[Interval, ...]:
    """Return spans in their order, those that overlap or touch joined."""
    joined: list[Interval] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
