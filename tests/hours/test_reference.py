"""Thousands of texts read as the reference reads them; tests/data/hours/README.md tells where its answers are from."""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Any

import pytest

from planner.hours import opening_intervals, parse_problem, sun, timeline
from planner.hours.days import holds_on
from planner.hours.rules import rules_of
from planner.hours.timeline import _ruling, stretches
from tests.builders.paths import DATA

CHUNKS = 4
FIRST = date(2026, 1, 1)
REFERENCE_SUN = {"dawn": 330, "sunrise": 360, "sunset": 1080, "dusk": 1110}

with lzma.open(DATA / "hours" / "reference.jsonl.xz", "rt", encoding="utf-8") as file:
    VERSION, *ROWS = map(json.loads, file)
# The reference misses the end of a rule for a year without times, and that an end is open from 00:00 on.
ODD = {
    "2026",
    '24/7; 07:00-09:30 off "rest"; 2026 06:00-12:45 unknown',
    "Oct 00:00+, May 01 12:45-17:30 closed",
}
BOTH_READ = [row for row in ROWS if "kinds" in row and parse_problem(row["text"]) is None]


@cache
def minutes_of(kind: str, states: str) -> frozenset[int]:
    """Return the minutes of a day of the table that are in one of the states."""
    spans = (span[:-1].split("-") for span in kind.split(",") if span and span[-1] in states)
    return frozenset(minute for start, end in spans for minute in range(int(start), int(end)))


def our_minutes(text: str, day: date, *, or_unknown: bool) -> frozenset[int]:
    """Return the minutes of a day that belong to it or to the night before."""
    eve = opening_intervals(text, day - timedelta(days=1), or_unknown=or_unknown)
    today = opening_intervals(text, day, or_unknown=or_unknown)
    return _minutes((*today, *((start - 1440, end - 1440) for start, end in eve)))


@lru_cache(maxsize=65536)
def _minutes(spans: tuple[tuple[int, int], ...]) -> frozenset[int]:
    return frozenset(minute for a, b in spans for minute in range(max(0, a), min(1440, b)))


def explained(text: str, day: date) -> set[int]:
    """Return the minutes of a day on which the reference is known to be wrong; docs/data.md tells how."""
    eve = day - timedelta(days=1)
    rules = rules_of(text)
    nights = [rule for rule in rules if holds_on(rule.days, eve)]
    odd = {
        minute - 1440
        for rule in nights
        if rule.is_fallback or rule not in _ruling(rules, eve)
        for stretch in stretches(rule, eve, None)
        for minute in range(1440, stretch.end)
    }
    over_a_month = re.search(r"\] \+\d day", text) and day.day <= 3
    return set(range(1440)) if over_a_month else odd


def after_open_ends(text: str, day: date) -> set[int]:
    """Return the minutes of a day after an open end, where rules are read together: closed or unknown there."""
    rules = rules_of(text)
    return {
        minute - before * 1440
        for before in (0, 1)
        for rule in rules
        if len(rules) > 1 and any(span.goes_on for span in rule.spans)
        for stretch in stretches(rule, day - timedelta(days=before), None)
        if stretch.state == "unknown"
        for minute in range(stretch.start, stretch.end)
    }


def days_to_look_at(row: dict[str, Any]) -> Iterator[int]:
    """Yield the first days of each kind after each other kind, and every 50th day."""
    seen: set[str] = set()
    for day in range(1, len(row["which"])):
        step = row["which"][day - 1 : day + 1]
        if step not in seen or day % 50 == 0:
            seen.add(step)
            yield day


def differences(row: dict[str, Any]) -> Iterator[str]:
    text = row["text"]
    for number in days_to_look_at(row):
        day, kind = FIRST + timedelta(days=number), row["kinds"][ord(row["which"][number]) - 48]
        for or_unknown in (False, True):
            theirs = minutes_of(kind, "o?" if or_unknown else "o")
            ours = our_minutes(text, day, or_unknown=or_unknown)
            odd = ours ^ theirs
            if odd and not odd <= explained(text, day) | (
                after_open_ends(text, day) if or_unknown else set()
            ):
                yield f"{text}  on {day:%a} {day}: the reference alone {theirs - ours}, we alone {ours - theirs}"


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


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_what_both_read_is_read_alike(chunk: int) -> None:
    found = {row["text"]: next(differences(row), None) for row in BOTH_READ[chunk::CHUNKS]}
    assert {text: odd for text, odd in found.items() if odd and text not in ODD} == {}


def test_the_table_holds_what_people_write() -> None:
    assert VERSION == {"version": "3.15.0"}
    assert len(BOTH_READ) >= 1900
    assert {row["text"] for row in BOTH_READ} >= ODD
