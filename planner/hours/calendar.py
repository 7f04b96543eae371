"""What the official Chinese calendar says of a day, or will say by the rule it is made by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

LEAST_RUSH = 5  # days in a row, at whose ends everybody is on the road
# The State Council's notice on the holidays of 2025 (国办发明电〔2024〕12号, November 2024) states the rule for all
# years but for special cases: eight days from the eve of Spring Festival, five from 1 May, seven from 1 October,
# eight where Mid-autumn falls among them; the others three days, or the day alone on a Wednesday.
_LENGTHS = {"Spring Festival": 8, "Labour Day": 5, "National Day": 7}
_SHORT = ("New Year's Day", "Tomb-sweeping Day", "Dragon Boat Festival", "Mid-autumn Festival")
_THREE_DAYS_FROM = {
    0: -2,
    1: -2,
    3: 0,
    4: 0,
    5: 0,
    6: -1,
}  # weekday of the festival -> first day off, as in 2024-2026
_NAMES = {  # as `holidays` spells what `chinese_calendar` calls otherwise
    "Chinese New Year's Eve": "Spring Festival",
    "Labor Day": "Labour Day",
    "Tomb-Sweeping Day": "Tomb-sweeping Day",
    "Mid-Autumn Festival": "Mid-autumn Festival",
}


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
    announced calendar have the holidays that the rule gives them, no exchanged working days, and are provisional.
    """
    import chinese_calendar

    try:
        is_off, name = chinese_calendar.get_holiday_detail(day)
    except NotImplementedError:
        name = holidays_by_rule(day.year).get(day) or holidays_by_rule(day.year + 1).get(day, "")
        return DayKind(bool(name), False, name, provisional=True)
    return DayKind(is_off and bool(name), not is_off and bool(name), name or "")


@lru_cache(maxsize=16)
def holidays_by_rule(year: int) -> dict[date, str]:
    """Return the days off of a year's festivals, some of them maybe in the December before, by the official rule."""
    import holidays

    statutory = holidays.country_holidays("CN", years=year, observed=False, language="en_US")
    first: dict[str, date] = {}
    for day, names in sorted(statutory.items()):
        for name in names.split("; "):
            first.setdefault(_NAMES.get(name, name), day)
    festivals = {name: day for name, day in first.items() if name in (*_LENGTHS, *_SHORT)}
    found: dict[date, str] = {}
    for name, day in sorted(
        festivals.items(), key=lambda item: item[0] not in _LENGTHS
    ):  # the long ones first
        for off in _days_off(name, day, first):
            found.setdefault(off, name)
    return found


def _days_off(name: str, day: date, first: dict[str, date]) -> list[date]:
    if name not in _LENGTHS:
        start = _THREE_DAYS_FROM.get(day.weekday())
        return [day] if start is None else [day + timedelta(start + k) for k in range(3)]
    days = [day + timedelta(k) for k in range(_LENGTHS[name])]
    return (
        [*days, days[-1] + timedelta(1)]
        if name == "National Day" and first["Mid-autumn Festival"] in days
        else days
    )


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
