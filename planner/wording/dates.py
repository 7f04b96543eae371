"""Dates and windows of departures as people write them, and what is wrong with a text that should be one."""

from __future__ import annotations

import re
from calendar import monthrange
from contextlib import suppress
from datetime import date

from planner.clock import DAY_MINUTES, parse_clock
from planner.errors import RequestError
from planner.texts import Message

MONTHS = 12
FEBRUARY, LEAP = 2, 2000  # LEAP is a year whose February is as long as any
_NAMES = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905
_NAME = f"(?:{'|'.join(_NAMES)})"
_DATE = re.compile(r"(?<!\d)(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})", re.ASCII)
_SPOKEN = (
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?P<month>{_NAME})[a-z]*,?\s*(?P<year>\d{{4}})?", re.I
    ),
    re.compile(
        rf"\b(?P<month>{_NAME})[a-z]*\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b,?\s*(?P<year>\d{{4}})?", re.I
    ),
    re.compile(r"(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]"),
)


def no_such_day(text: object) -> Message | None:
    """Return that a month has no such day, or a year no such month; None where something else is wrong.

    Examples
    --------
    >>> print(no_such_day("2027-02-30"))
    February 2027 has no day 30, its last is 28.
    >>> print(no_such_day("2027-13-01"))
    a year has no month 13.
    >>> print(no_such_day("30 February"))
    February has no day 30, its last is 28, in a leap year 29.
    """
    match = next(filter(None, (pattern.search(str(text)) for pattern in (_DATE, *_SPOKEN))), None)
    if match is None:
        return None
    name, day = match["month"].lower(), int(match["day"])
    month = int(name) if name.isdecimal() else 1 + _NAMES.index(name)
    if not 1 <= month <= MONTHS:
        return Message("request.no-month", {"month": month})
    if match["year"] and not int(match["year"]):
        return None
    last = monthrange(int(match["year"] or LEAP), month)[1]
    if 1 <= day <= last:
        return None
    if month == FEBRUARY and not match["year"]:
        return Message("request.no-day-of-february", {"month": "02", "day": day, "last": last - 1})
    when = f"{match['year']}-{month:02d}" if match["year"] else f"{month:02d}"
    return Message("request.no-day-of-month", {"month": when, "day": day, "last": last})


def date_of(text: str, field: str = "date") -> date:
    """Return the date that a text says.

    Raises
    ------
    RequestError
        When it says none.
    """
    with suppress(ValueError):
        day = date.fromisoformat(text)
        if date.min < day < date.max:  # the services of the day before count too
            return day
    message = no_such_day(text) or Message("request.no-day", {"text": text[:60]})
    raise RequestError(message, field=field, value=text)


def window_of(text: str) -> tuple[int, int]:
    """Return the minutes of a window like ``08:00..12:00``.

    Raises
    ------
    RequestError
        When it is none.
    """
    first, dots, last = text.partition("..")
    with suppress(ValueError):
        window = parse_clock(first.strip()), parse_clock(last.strip())
        if dots and window[0] <= window[1]:
            return window
    raise RequestError(Message("request.no-window", {"text": text[:60]}), field="depart", value=text)


def window_in_day(text: str) -> tuple[int, int]:
    """Return the minutes of a window that ends by midnight.

    Raises
    ------
    RequestError
        When it is none.
    """
    window = window_of(text)
    if window[1] > DAY_MINUTES:
        raise RequestError(Message("request.no-window", {"text": text[:60]}), field="depart", value=text)
    return window
