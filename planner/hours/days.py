"""Which days the days of a rule are: the library's answer, behind what it reads wrongly."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from planner.clock import WEEKDAYS
from planner.hours.calendar import day_kind
from planner.texts import Message

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
    (re.compile(pattern), name)
    for pattern, name in (
        (r"\bSH\b", "no-school"),
        (r"\bPH\s*[+-].*", "offset"),
        (rf",PH +{_WEEKDAY}", "mixed"),
        (rf"{_MONTH} {_WEEKDAY}\[[^]]*\] +{_WEEKDAY}.*", "day-and-weekdays"),
        (rf"{_MONTH}(?:-{_MONTH})?,.*{_MONTH} {_WEEKDAY}\[.*", "two-things"),
        (rf"{_MONTH} \d+\s*\+", "no-end"),
        (r"easter(?: [+-]\d+ days?)?-.*|.*[a-z\d]-easter", "easter"),
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


def days_problem(days: str) -> Message | None:
    """Return what is wrong with the days of a rule, with what to write instead, or None."""
    from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # not in its stubs

    for pattern, name in _REFUSED:
        if found := pattern.search(days):
            return Message(f"data.days-{name}", {"text": found[0].strip()[:60]})
    if wrong := _wrong_dates(days) or _wrong_period(days):
        return wrong
    try:
        texts = [str(OpeningHours(resolve_holidays(days, 0, is_holiday))) for is_holiday in (True, False)]
    except (ParserError, ValueError):
        if "PH" in days:
            return Message("data.days-holidays")
        return Message("data.days-none", {"text": days[:60]})
    if any(", " in text for text in texts):
        return Message("data.days-two-kinds", {"text": days[:60]})
    return None


def _wrong_dates(days: str) -> Message | None:
    for month, first, last_month, last in _DATE.findall(days):
        ends = [(month, first), (last_month or month, last)] if last else [(month, first)]
        for name, day in ends:
            if int(day) > _LENGTH[name]:
                return Message("data.days-no-such", {"month": name, "day": day, "last": str(_LENGTH[name])})
        if last and ends[1] == ("Feb", "29"):
            return Message("data.days-leap")
        if last and last_month in ("", month) and int(last) < int(first):
            return Message("data.days-turned", {"text": f"{month} {first}-{last}"})
    return None


def _wrong_period(days: str) -> Message | None:
    """Refuse ``week 3-4/2``: it is week 3 alone, and the library takes both."""
    for first, last, step in _PERIOD.findall(days):
        if int(step) > int(last) - int(first):
            return Message("data.days-one-only", {"text": f"{first}-{last}/{step}", "first": first})
    return None
