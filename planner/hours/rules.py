"""Opening hours as rules: a text cut into days, times and a state, or refused.

The syntax is that of https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification, version 0.7.3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from planner.clock import DAY_MINUTES
from planner.texts import Message

State = Literal["open", "closed", "unknown"]

_EVENT = "sunrise|sunset|dawn|dusk"
_CLOCK = r"\d{1,2}:\d\d(?!\d)"
_TIME = rf"(?:{_CLOCK}|(?:{_EVENT})\b|\(\s*(?:{_EVENT})\s*[+-]\s*{_CLOCK}\s*\))"
_TOKEN = re.compile(
    rf"""(?P<blank>\s+) | (?P<comment>"[^"]*") | (?P<fallback>\|\|) | (?P<separator>;) | (?P<comma>,)
    | (?P<always>24/7) | (?P<time>(?P<start>{_TIME})(?:\s*-\s*(?P<end>{_TIME}))?(?P<plus>\s*\+)?)
    | (?P<state>(?:open|closed|off|unknown)\b) | (?P<days>[A-Za-z]+|\d+|.)""",
    re.VERBOSE | re.ASCII | re.DOTALL,
)
_LETTERS = {"comment": "q", "fallback": "|", "separator": ";", "comma": ",", "always": "a", "time": "t"}
_LETTERS |= {"state": "s", "days": "d"}
_STATES: dict[str, State] = {"open": "open", "off": "closed", "closed": "closed"}
_RULE = re.compile(r"(?P<days>[d,]*)(?P<times>a|t(?:,t)*)?(?P<ending>s?q?)")  # over the letters of the tokens
_PARTS = re.compile(rf"\(?\s*({_EVENT})?\s*([+-])?\s*(?:(\d+):(\d+))?")


class HoursError(ValueError):
    """Opening hours that are not read: what is wrong, and what to write instead."""

    def __init__(self, message: Message) -> None:
        self.message = message
        super().__init__(str(message))


@dataclass(frozen=True)
class Time:
    """Minutes after midnight, or after an event of the sun."""

    minutes: int
    event: str = ""


@dataclass(frozen=True)
class Span:
    """From one time to another; ``goes_on``: nobody says how long after the end, or after the start without one."""

    text: str
    start: Time
    end: Time | None
    goes_on: bool


@dataclass(frozen=True)
class Rule:
    """On which days (every day if empty), in which spans of the day, in which state."""

    days: str
    spans: tuple[Span, ...]
    state: State
    adds: bool  # to the rules before it; one that does not replaces them on its days, unless it closes
    is_fallback: bool  # holds where the rules before it leave the place closed

    @property
    def replaces(self) -> bool:
        return not (self.adds or self.is_fallback or self.state == "closed")


@lru_cache(maxsize=4096)
def rules_of(opening_hours: str) -> tuple[Rule, ...]:
    """Return the rules of a text.

    Raises
    ------
    HoursError
        When the text is no list of rules, or holds what readers of the syntax do not agree on.
    """
    tokens = [token for token in _TOKEN.finditer(opening_hours) if token.lastgroup != "blank"]
    letters = "".join(_LETTERS[str(token.lastgroup)] for token in tokens)
    rules: list[Rule] = []
    begin, separator, is_fallback = 0, ";", False
    while True:
        match = _RULE.match(letters, begin)
        if not match or not match[0]:
            place = tokens[begin].start() if begin < len(tokens) else len(opening_hours)
            if begin == len(tokens):
                raise HoursError(Message("data.hours-no-rule-at-end", {"at": place + 1}))
            raise HoursError(Message("data.hours-no-rule", {"text": tokens[begin][0], "at": place + 1}))
        is_fallback = separator == "|" or (is_fallback and separator == ",")
        cut = {part: tokens[slice(*match.span(part))] for part in ("days", "times", "ending")}
        rules.append(_rule(opening_hours, cut, adds=separator == ",", is_fallback=is_fallback))
        begin = match.end() + 1
        if match.end() == len(letters):
            return tuple(rules)
        separator = letters[match.end()]
        if separator not in ";,|":
            stray = tokens[match.end()]
            raise HoursError(Message("data.hours-stray", {"text": stray[0][:30], "at": stray.start() + 1}))


def _rule(text: str, cut: dict[str, list[re.Match[str]]], *, adds: bool, is_fallback: bool) -> Rule:
    days, times, ending = cut["days"], cut["times"], cut["ending"]
    state: State = "open"
    if ending:
        state = _STATES.get(ending[0][0], "unknown")  # a comment alone: nobody knows
    spans = tuple(_span(token) for token in times if token["time"])
    _refuse_after_open_end(spans)
    where = text[days[0].start() : days[-1].end()] if days else ""
    return Rule(re.sub(r"\s*,\s*", ",", where), spans, state, adds, is_fallback)


def _refuse_after_open_end(spans: tuple[Span, ...]) -> None:
    """Refuse ``10:00+,12:00-14:00``: the rule is unknown from 10:00 on, and open in the middle of that."""
    ends = [number for number, span in enumerate(spans, 1) if span.goes_on]
    if not ends or len(spans) == 1:
        return
    times = [time for span in spans for time in (span.start, span.end) if time]
    in_order = all(a.minutes <= b.minutes and not a.event and not b.event for a, b in pairwise(times))
    if ends != [len(spans)] or not in_order:
        raise HoursError(Message("data.hours-open-end", {"text": spans[ends[0] - 1].text}))


def _span(token: re.Match[str]) -> Span:
    text, goes_on = token[0], bool(token["plus"])
    start, end = _time(token["start"]), _time(token["end"]) if token["end"] else None

    where = {"text": text, "at": token.start() + 1}
    if end is None and not goes_on:
        raise HoursError(Message("data.hours-a-point", where))
    if not start.event and start.minutes >= DAY_MINUTES:
        raise HoursError(Message("data.hours-begin-late", where))
    if end and not end.event and end.minutes > 2 * DAY_MINUTES:
        raise HoursError(Message("data.hours-end-late", where))
    if start == end:
        raise HoursError(Message("data.hours-no-length", where))
    return Span(text, start, end, goes_on)


def _time(text: str) -> Time:
    """Return the time of ``09:30``, ``sunset`` or ``(sunset-01:30)``."""
    event, sign, hours, minutes = _PARTS.match(text).groups("")  # type: ignore[union-attr]
    if minutes and int(minutes) >= 60:
        raise HoursError(Message("data.hours-no-clock", {"text": text}))
    offset = int(hours or 0) * 60 + int(minutes or 0)
    return Time(-offset if sign == "-" else offset, event)
