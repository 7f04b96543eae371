"""What the official Chinese calendar says of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

GOLDEN_WEEKS = {
    "Chinese New Year's Eve": 7,
    "Labor Day": 5,
    "National Day": 7,
}  # days, as in the years before
LEAST_RUSH = 5  # days in a row, at whose ends everybody is on the road


@dataclass(frozen=True)
class DayKind:
    """What the official calendar says of a day; ``provisional`` where the year is not announced yet."""

    is_holiday: bool = False
    is_makeup_workday: bool = False
    name: str = ""
    provisional: bool = False


@lru_cache(maxsize=4096)
def day_kind(day: date) -> DayKind:
    """Return what the official calendar says of a day.

    A weekend day inside a public holiday is a holiday; an ordinary weekend day is not. Years without an
    announced calendar have the statutory holidays, golden weeks as long as in the years before, no exchanged working
    days, and are provisional.
    """
    import chinese_calendar

    try:
        is_off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        name = _statutory_holidays(day.year).get(day, "")
        return DayKind(bool(name), False, name, provisional=True)
    return DayKind(is_off and bool(name), not is_off and bool(name), name or "")


@lru_cache(maxsize=16)
def _statutory_holidays(year: int) -> dict[date, str]:
    import holidays

    found = holidays.country_holidays("CN", years=year, language="en_US")
    names = {day: name.removesuffix(" (observed)") for day, name in sorted(found.items())}
    for first, name in list(names.items()):
        if names.get(first - timedelta(days=1)) != name:
            for more in range(1, GOLDEN_WEEKS.get(name, 0)):
                names.setdefault(first + timedelta(days=more), name)
    return names


def is_rush(day: date) -> bool:
    """Tell whether a day is the first or the last of five public holidays or more: everybody is on the road.

    Examples
    --------
    >>> [is_rush(date(2026, 10, number)) for number in (1, 2, 7, 8)]
    [True, False, True, False]
    """
    return day_kind(day).is_holiday and any(
        _holidays_in_a_row(day, step) >= LEAST_RUSH and not day_kind(day - timedelta(days=step)).is_holiday
        for step in (-1, 1)
    )


def _holidays_in_a_row(day: date, step: int) -> int:
    """Return how many public holidays there are from a day on, or before it where the step is -1."""
    number = 0
    while day_kind(day + timedelta(days=step * number)).is_holiday:
        number += 1
    return number
