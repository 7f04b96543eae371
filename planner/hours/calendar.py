"""What the official Chinese calendar says of a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache


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
    announced calendar have the statutory holidays only, no exchanged working days, and are provisional.
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

    names = holidays.country_holidays("CN", years=year, language="en_US")
    return {day: name.removesuffix(" (observed)") for day, name in names.items()}
