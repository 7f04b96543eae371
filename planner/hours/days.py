"""Which days the days of a rule are: the library's answer, behind what it reads wrongly."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from planner.clock import WEEKDAYS
from planner.hours.calendar import day_kind

if TYPE_CHECKING:
    from opening_hours import OpeningHours

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MONTH = f"(?:{'|'.join(MONTHS)})"
_WEEKDAY = f"(?:{'|'.join(WEEKDAYS)})"
_HOLIDAY = re.compile(rf"\bPH(?: +({_WEEKDAY}(?:[-,]{_WEEKDAY})*))?\b")

_LENGTH = dict(zip(MONTHS, (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31), strict=True))
_DATE = re.compile(rf"\b({'|'.join(MONTHS)}) (\d+)(?:-(?:(?:\d{{4}} )?({'|'.join(MONTHS)}) )?(\d{{1,2}})\b)?")
_PERIOD = re.compile(r"\b(\d+)-(\d+)/(\d+)")  # of weeks or years
_REFUSED = tuple(
    (re.compile(pattern), message)
    for pattern, message in (
        (r"\bSH\b", "(school holidays) is not supported (write the dates)"),
        (r"\bPH\s*[+-].*", "is PH with an offset, which is not supported (write the dates)"),
        (rf",PH +{_WEEKDAY}", "names holidays and weekdays in one list (write a rule for each)"),
        (rf"{_MONTH} {_WEEKDAY}\[[^]]*\] +{_WEEKDAY}.*", "is one day and then weekdays (leave one out)"),
        (
            rf"{_MONTH}(?:-{_MONTH})?,.*{_MONTH} {_WEEKDAY}\[.*",
            "means two things (write a rule for each month)",
        ),
        (rf"{_MONTH} \d+\s*\+", "has no end (write the last day: Oct 01-Dec 31)"),
        (r"easter(?: [+-]\d+ days?)?-.*|.*[a-z\d]-easter", "is a range with easter (write the dates)"),
    )
)


@lru_cache(maxsize=65536)
def holds_on(days: str, day: date) -> bool:
    """Tell whether a day is among the days of a rule."""
    if not days:
        return True
    resolved = resolve_holidays(days, day.weekday(), day_kind(day).is_holiday)
    return _read(resolved).is_open(datetime(day.year, day.month, day.day, 12))


@lru_cache(maxsize=4096)
def _read(days: str) -> OpeningHours:
    from opening_hours import OpeningHours

    return OpeningHours(days)


def resolve_holidays(days: str, weekday: int, is_holiday: bool) -> str:
    """Replace ``PH`` by this day's weekday on a holiday, else by another weekday.

    ``PH Mo-Fr`` are the holidays that are also Monday to Friday.
    """
    today, another_day = WEEKDAYS[weekday], WEEKDAYS[(weekday + 1) % 7]
    return _HOLIDAY.sub(lambda match: (match[1] or today) if is_holiday else another_day, days)


def days_problem(days: str) -> str | None:
    """Return what is wrong with the days of a rule, with what to write instead, or None."""
    from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # not in its stubs

    for pattern, message in _REFUSED:
        if found := pattern.search(days):
            return f"{found[0].strip():.60} {message}"
    if wrong := _wrong_dates(days) or _wrong_period(days):
        return wrong
    try:
        texts = [str(OpeningHours(resolve_holidays(days, 0, is_holiday))) for is_holiday in (True, False)]
    except (ParserError, ValueError):
        if "PH" in days:
            return "PH may stand alone, in a list like 'Sa,Su,PH', or before weekdays like 'PH Mo-Fr'"
        return f"'{days:.60}' are no days (write them like Oct Mo-Fr, Oct 01-07, week 10-20 Mo)"
    if any(", " in text for text in texts):
        return f"'{days:.60}' lists days of two kinds (write a rule for each, with ',' between them)"
    return None


def _wrong_dates(days: str) -> str | None:
    for month, first, last_month, last in _DATE.findall(days):
        ends = [(month, first), (last_month or month, last)] if last else [(month, first)]
        for name, day in ends:
            if int(day) > _LENGTH[name]:
                return f"{name} has no day {day} (its last is {_LENGTH[name]})"
        if last and ends[1] == ("Feb", "29"):
            return (
                "a range to Feb 29 is not read in other years (write the month, or end on Feb 28 or Mar 01)"
            )
        if last and last_month in ("", month) and int(last) < int(first):
            return f"'{month} {first}-{last}' ends before it begins (name both months, the earlier one first)"
    return None


def _wrong_period(days: str) -> str | None:
    """Refuse ``week 3-4/2``: it is week 3 alone, and the library takes both."""
    for first, last, step in _PERIOD.findall(days):
        if int(step) > int(last) - int(first):
            return f"'{first}-{last}/{step}' has one week or year only (write {first})"
    return None
