"""What is open on a date: the Chinese calendar, opening hours, last entry, daylight."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import acos, asin, cos, degrees, radians, sin, tan

from planner.clock import DAY_MINUTES, format_clock, parse_clock
from planner.corridor import Attraction, Location

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
Interval = tuple[int, int]

_SUN_ALTITUDE = {"sunrise": -0.833, "sunset": -0.833, "dawn": -6.0, "dusk": -6.0}  # degrees; dawn is civil
_QUOTED = r'"[^"]*"'
_CLOCK = r"\d{1,2}:\d\d"
_SUN_EVENT = re.compile(
    rf"{_QUOTED}|\((sunrise|sunset|dawn|dusk)([+-])({_CLOCK})\)|\b(sunrise|sunset|dawn|dusk)\b"
)
_WEEKDAY = f"(?:{'|'.join(WEEKDAYS)})"
_HOLIDAY = re.compile(rf"{_QUOTED}|\bPH(?: +({_WEEKDAY}(?:[-,]{_WEEKDAY})*))?\b")
_SPAN_OR_CLOCK = re.compile(rf"{_QUOTED}|({_CLOCK})\s*-\s*({_CLOCK})|({_CLOCK})")


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


def opening_intervals(opening_hours: str, day: date, location: Location | None = None) -> list[Interval]:
    """Return when a place opens on a date: sorted, disjoint (open, close) in minutes after midnight.

    An interval that passes midnight belongs to the day it begins on and ends beyond 1440. ``PH`` follows
    the official Chinese calendar. Sunrise and sunset are those of the location; without one they are 07:00
    and 19:00.

    Examples
    --------
    >>> opening_intervals("Tu-Su 09:00-17:00; PH 09:00-17:00", date(2026, 10, 5))
    [(540, 1020)]
    """
    if location is not None:
        opening_hours = _resolve_sun(opening_hours, location, day)
    return list(_intervals(opening_hours, day))


@lru_cache(maxsize=16384)
def _intervals(opening_hours: str, day: date) -> tuple[Interval, ...]:
    """Evaluate one day with the library, each clock replaced by its rank among the clocks of the text.

    The library cuts what passes midnight by the rules of the next day. Ranks keep the order of the clocks
    and fit into one day, so that all spans end on the day they begin.
    """
    from opening_hours import OpeningHours, State

    text = _resolve_holidays(opening_hours, day.weekday(), day_kind(day).is_holiday)
    ranked, clocks = _rank_clocks(text)
    midnight = datetime(day.year, day.month, day.day)
    spans = [
        (_minute(start, midnight, clocks), _minute(end, midnight, clocks))
        for start, end, state, _ in OpeningHours(ranked).intervals(midnight, midnight + timedelta(days=1))
        if state == State.OPEN
    ]
    return _merged(spans)


def _resolve_holidays(text: str, weekday: int, is_holiday: bool) -> str:
    """Replace ``PH`` by this day's weekday on a holiday, else by another weekday.

    ``PH Mo-Fr`` are the holidays that are also Monday to Friday.
    """
    today, another_day = WEEKDAYS[weekday], WEEKDAYS[(weekday + 1) % 7]

    def weekdays(match: re.Match[str]) -> str:
        if match[0].startswith('"'):
            return match[0]
        return (match[1] or today) if is_holiday else another_day

    return _HOLIDAY.sub(weekdays, text)


def _rank_clocks(text: str) -> tuple[str, list[int]]:
    """Return the text with the n-th smallest clock written as minute n, and the clocks in order."""
    spans: list[tuple[int, int]] = []
    for match in _SPAN_OR_CLOCK.finditer(text):
        if match[1]:
            start, end = parse_clock(match[1]), parse_clock(match[2])
            spans.append((start, end if end > start else end + DAY_MINUTES))
        elif match[3]:
            spans.append((parse_clock(match[3]),) * 2)
    clocks = sorted({0, *(clock for span in spans for clock in span)})
    rank_by_clock = {clock: format_clock(rank) for rank, clock in enumerate(clocks)}
    remaining = iter(spans)

    def ranked(match: re.Match[str]) -> str:
        if match[0].startswith('"'):
            return match[0]
        start, end = next(remaining)
        return rank_by_clock[start] + (f"-{rank_by_clock[end]}" if match[1] else "")

    return _SPAN_OR_CLOCK.sub(ranked, text), clocks


def _minute(moment: datetime, midnight: datetime, clocks: list[int]) -> int:
    rank = round((moment - midnight).total_seconds() / 60)
    return clocks[rank] if rank < len(clocks) else DAY_MINUTES


def _merged(spans: list[Interval]) -> tuple[Interval, ...]:
    merged: list[Interval] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def start_window(attraction: Attraction, day: date, visit_minutes: int) -> list[Interval]:
    """Return the earliest and latest starts, both inclusive, of a visit that ends before closing time."""
    before_close = max(visit_minutes, attraction.last_entry)
    intervals = opening_intervals(attraction.opening_hours, day, attraction.location)
    return [(start, end - before_close) for start, end in intervals if end - before_close >= start]


def ticket_on(attraction: Attraction, day: date) -> int | None:
    """Return the price for one adult on a date in CNY; None where it is not known."""
    if attraction.ticket_cny is None:
        return None
    seasons = attraction.ticket_cny.seasons
    in_season = (season.price for season in seasons if season.holds_on(f"{day:%m-%d}"))
    return next(in_season, attraction.ticket_cny.price)


def parse_problem(opening_hours: str) -> str | None:
    """Return what is wrong with opening hours in one line, or None."""
    from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # not in its stubs

    bare = re.sub(_QUOTED, "", opening_hours)
    if re.search(r"\bSH\b", bare):
        return "SH (school holidays) is not supported: write the dates"
    if re.search(r"\bPH\s*[+-]", bare):
        return "PH with an offset is not supported: write the dates"
    try:
        warnings = OpeningHours(opening_hours).warnings
    except ParserError as error:
        return _flattened(str(error))
    try:
        for is_holiday in (True, False):
            OpeningHours(_rank_clocks(_resolve_holidays(opening_hours, 0, is_holiday))[0])
    except (ParserError, ValueError):
        return "PH may stand alone, in a list like 'Sa,Su,PH', or before weekdays like 'PH Mo-Fr'"
    return warnings[0] if warnings else None


def _flattened(message: str) -> str:
    """Return the library's message, which points with a caret under the text, in one line."""
    place = re.search(r"--> 1:(\d+)\n\s*\|\n1 \| (.*)\n", message)
    if place is None:
        return " ".join(message.split())
    column, text = int(place[1]), place[2]
    rest = text[column - 1 :]
    where = f"at '{rest}'" if rest.strip() else "at its end"
    return f"'{text}' is not in opening_hours syntax, {where} (character {column})"


def daylight(location: Location, day: date) -> Interval:
    """Return sunrise and sunset in minutes after midnight, China time.

    Within two minutes at the latitudes of the corridor; the equations of the NOAA Solar Calculator, which
    follow Meeus, Astronomical Algorithms.
    """
    return _sun_minutes(location, day, "sunrise"), _sun_minutes(location, day, "sunset")


def _sun_minutes(location: Location, day: date, event: str) -> int:
    """Return the minute of sunrise, sunset, dawn or dusk; the sun's place is taken at local noon."""
    century = (day.toordinal() - date(2000, 1, 1).toordinal() - location.lon / 360) / 36525
    mean_longitude = radians((280.46646 + 36000.76983 * century) % 360)
    anomaly = radians(357.52911 + 35999.05029 * century)
    centre = 1.914602 * sin(anomaly) + 0.019993 * sin(2 * anomaly) + 0.000289 * sin(3 * anomaly)
    longitude = mean_longitude + radians(centre - 0.00569)
    tilt = radians(23.4393 - 0.01300 * century)
    declination = asin(sin(tilt) * sin(longitude))
    eccentricity, y = 0.016708634 - 0.000042 * century, tan(tilt / 2) ** 2
    equation_of_time = 4 * degrees(
        y * sin(2 * mean_longitude)
        - 2 * eccentricity * sin(anomaly)
        + 4 * eccentricity * y * sin(anomaly) * cos(2 * mean_longitude)
        - 0.5 * y * y * sin(4 * mean_longitude)
        - 1.25 * eccentricity * eccentricity * sin(2 * anomaly)
    )
    latitude, altitude = radians(location.lat), radians(_SUN_ALTITUDE[event])
    half_day = acos(sin(altitude) / (cos(latitude) * cos(declination)) - tan(latitude) * tan(declination))
    noon = 720 - 4 * location.lon - equation_of_time + 8 * 60
    return round(noon + (-4 if event in ("sunrise", "dawn") else 4) * degrees(half_day))


def _resolve_sun(text: str, location: Location, day: date) -> str:
    def clock(match: re.Match[str]) -> str:
        if match[0].startswith('"'):
            return match[0]
        minutes = _sun_minutes(location, day, match[1] or match[4])
        if match[1]:
            minutes += (1 if match[2] == "+" else -1) * parse_clock(match[3])
        return format_clock(minutes)

    return _SUN_EVENT.sub(clock, text)
