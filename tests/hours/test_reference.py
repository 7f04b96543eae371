"""Thousands of texts read as the reference reads them, every ninth one outside a soak.

tests/data/hours/README.md tells where the answers are from.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any

import pytest

from planner.hours import opening_intervals, parse_problem, sun, timeline
from planner.hours.days import holds_on
from planner.hours.rules import rules_of
from planner.hours.timeline import _ruling, stretches
from tests.builders.examples import every
from tests.builders.paths import DATA

FIRST = date(2026, 1, 1)
DATES = [FIRST + timedelta(days=day) for day in range(731)]
REFERENCE_SUN = {"dawn": 330, "sunrise": 360, "sunset": 1080, "dusk": 1110}

# The reference misses the end of a rule for a year without times, and that an end is open from 00:00 on.
ODD = {
    "2026",
    "2026 Su-Fr",
    "2026 Tu-Fr",
    "Mo 04:15-21:30,04:30-19:30,10:30-14:00 unknown || 2026,2028",
    '24/7; 07:00-09:30 off "rest"; 2026 06:00-12:45 unknown',
    "Oct 00:00+, May 01 12:45-17:30 closed",
}


@cache
def table() -> tuple[dict[str, str], list[dict[str, Any]]]:
    """Return the version of the reference, and the texts that both read with what it says of them."""
    with lzma.open(DATA / "hours" / "reference.jsonl.xz", "rt", encoding="utf-8") as file:
        version, *rows = map(json.loads, file)
    return version, [row for row in rows if "kinds" in row and parse_problem(row["text"]) is None]


@cache
def held(days: str) -> list[bool]:
    """Return on which of the dates the days of a rule are."""
    return [holds_on(days, day) for day in DATES]


def minutes(spans: Iterable[tuple[int, int]]) -> int:
    """Return the minutes of a day that lie in one of the spans, a bit each."""
    bits = 0
    for start, end in spans:
        start, end = max(0, start), min(1440, end)
        bits |= (1 << end) - (1 << start) if start < end else 0
    return bits


@cache
def their_minutes(kind: str, states: str) -> int:
    """Return the minutes of a day of the table that are in one of the states."""
    spans = (span[:-1].split("-") for span in kind.split(",") if span and span[-1] in states)
    return minutes((int(start), int(end)) for start, end in spans)


def our_minutes(text: str, day: date, *, or_unknown: bool) -> int:
    """Return the minutes of a day that belong to it or to the night before."""
    eve = opening_intervals(text, day - timedelta(days=1), or_unknown=or_unknown)
    today = opening_intervals(text, day, or_unknown=or_unknown)
    return minutes([*today, *((start - 1440, end - 1440) for start, end in eve)])


def explained(text: str, day: date) -> int:
    """Return the minutes of a day on which the reference is known to be wrong; docs/data.md tells how."""
    if day.day <= 3 and re.search(r"\] \+\d day", text):
        return minutes([(0, 1440)])
    eve = day - timedelta(days=1)
    rules = rules_of(text)
    odd = (r for r in rules if holds_on(r.days, eve) and (r.is_fallback or r not in _ruling(rules, eve)))
    return minutes((0, stretch.end - 1440) for rule in odd for stretch in stretches(rule, eve, None))


def after_open_ends(text: str, day: date) -> int:
    """Return the minutes of a day after an open end, where rules are read together: closed or unknown there."""
    rules = rules_of(text)
    return minutes(
        (stretch.start - before * 1440, stretch.end - before * 1440)
        for before in (0, 1)
        for rule in rules
        if len(rules) > 1 and any(span.goes_on for span in rule.spans)
        for stretch in stretches(rule, day - timedelta(days=before), None)
        if stretch.state == "unknown"
    )


def days_to_look_at(row: dict[str, Any]) -> Iterator[int]:
    """Yield the days without those that are like an earlier one.

    Two days are alike when the reference says the same of both, and the same rules hold on them, their eves and
    the days after; early in a month the reference is wrong (see `explained`).
    """
    rules, num_days = rules_of(row["text"]), len(row["which"])
    holding = list(zip(*(held(rule.days) for rule in rules), strict=True))
    seen = set()
    for day in range(1, num_days):
        kind = row["which"][day], *holding[day - 1 : day + 2], DATES[day].day <= 3
        if kind not in seen:
            seen.add(kind)
            yield day


def differences(row: dict[str, Any]) -> Iterator[str]:
    text = row["text"]
    for number in days_to_look_at(row):
        day, kind = FIRST + timedelta(days=number), row["kinds"][ord(row["which"][number]) - 48]
        for or_unknown in (False, True):
            theirs = their_minutes(kind, "o?" if or_unknown else "o")
            odd = theirs ^ our_minutes(text, day, or_unknown=or_unknown)
            if odd and or_unknown:
                odd &= ~after_open_ends(text, day)
            if odd and (odd := odd & ~explained(text, day)):
                who = "the reference" if odd & theirs else "we"
                yield f"{text}  on {day:%a} {day}: {who} alone from minute {(odd & -odd).bit_length() - 1} on"


@pytest.fixture(autouse=True)
def _their_sun(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let the sun rise where the reference lets it, and forget it afterwards."""
    for cache_of_sun in (sun.sun_minutes, timeline._intervals):
        cache_of_sun.cache_clear()
    with monkeypatch.context() as patch:
        patch.setattr(sun, "NOWHERE", REFERENCE_SUN)
        yield
    for cache_of_sun in (sun.sun_minutes, timeline._intervals):
        cache_of_sun.cache_clear()


@pytest.mark.soak
def test_what_both_read_is_read_alike() -> None:
    _, rows = table()
    found = {row["text"]: next(differences(row), None) for row in every(9, rows)}
    assert {text: odd for text, odd in found.items() if odd and text not in ODD} == {}


def test_the_table_holds_what_people_write() -> None:
    version, rows = table()
    assert version == {"version": "3.15.0"}
    assert len(rows) >= 1900
    assert {row["text"] for row in rows} >= ODD
