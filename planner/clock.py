"""Minutes after midnight, days of operation, and the texts people write for them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta, timezone

CHINA = timezone(timedelta(hours=8))
DAY_MINUTES = 1440
WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")

_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)", re.ASCII)


class ClockError(ValueError):
    """A text that is no clock time."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(f"'{text}' is not a clock time like 08:30")


def parse_clock(text: str) -> int:
    """Return the minutes after midnight of ``H:MM``; up to ``47:59``, past midnight is the next day.

    Raises
    ------
    ClockError
        When the text is not a clock time.

    Examples
    --------
    >>> parse_clock("08:30"), parse_clock("25:10")
    (510, 1510)
    """
    match = _CLOCK.fullmatch(text)
    if match is None or int(match[1]) >= 48:
        raise ClockError(text)
    return int(match[1]) * 60 + int(match[2])


def format_clock(minutes: int) -> str:
    """Return minutes after midnight as ``HH:MM``; hours pass 24 for the next day.

    Examples
    --------
    >>> format_clock(510), format_clock(1510)
    ('08:30', '25:10')
    """
    return f"{minutes // 60:02d}:{minutes % 60:02d}"


def clock_of_day(minutes: int) -> str:
    """Return a clock time as people read it; behind one of the next day stands ``+1``.

    Examples
    --------
    >>> clock_of_day(510), clock_of_day(1440), clock_of_day(1460)
    ('08:30', '24:00', '00:20+1')
    """
    if minutes == DAY_MINUTES:
        return format_clock(minutes)
    days, minute = divmod(minutes, DAY_MINUTES)
    return format_clock(minute) + (f"+{days}" if days > 0 else "")


def today() -> date:
    """Return the date in China."""
    return datetime.now(CHINA).date()


def at(day: date, minutes: int) -> datetime:
    """Return the moment that lies so many minutes after midnight of a day, in China time."""
    return datetime(day.year, day.month, day.day, tzinfo=CHINA) + timedelta(minutes=minutes)


def minutes_of(moment: datetime, day: date) -> int:
    """Return the minutes from midnight of a day to a moment (the inverse of `at`)."""
    return minutes_between(at(day, 0), moment)


def minutes_between(start: datetime, end: datetime) -> int:
    """Return the minutes from one moment to another."""
    return round((end - start).total_seconds() / 60)


def weekdays_of(days: str) -> frozenset[int]:
    """Return the weekdays, 0 for Monday, of ``daily`` or a list; ``Fr-Mo`` passes the week's end.

    Raises
    ------
    ValueError
        When a part of the text is no weekday.

    Examples
    --------
    >>> sorted(weekdays_of("Sa-Mo,We")), len(weekdays_of("daily"))
    ([0, 2, 5, 6], 7)
    """
    if days == "daily":
        return frozenset(range(7))
    found: set[int] = set()
    for part in days.split(","):
        first, _, last = part.partition("-")
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last or first)
        found.update((start + step) % 7 for step in range((end - start) % 7 + 1))
    return frozenset(found)


def days_of(weekdays: Collection[int]) -> str:
    """Return the text for weekdays, of which there is at least one.

    Examples
    --------
    >>> days_of({0, 1, 2, 3, 4}), days_of({5, 6}), days_of(range(7)), days_of({0, 1, 2, 6})
    ('Mo-Fr', 'Sa,Su', 'daily', 'Mo-We,Su')
    """
    left = sorted(set(weekdays))
    return "daily" if len(left) == 7 else ",".join(_parts(left))


def _parts(left: list[int]) -> Iterator[str]:
    while left:
        run = [day for step, day in enumerate(left) if day == left[0] + step]
        left = left[len(run) :]
        names = [WEEKDAYS[day] for day in run]
        if len(names) > 2:
            yield f"{names[0]}-{names[-1]}"
        else:
            yield from names
