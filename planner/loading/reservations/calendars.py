"""Events of an iCalendar file (RFC 5545) as reservations."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.errors import DataError, RequestError
from planner.loading.reservations.reservation import (
    MAX_TEXT,
    Kind,
    Reservation,
    TimeError,
    When,
    check_number,
    china_time,
    fail,
    text_of,
)
from planner.loading.tree import read_text, told
from planner.texts import Message

if TYPE_CHECKING:
    from icalendar.cal import Component

MAX_LENGTH = 2_000_000  # characters; the library reads about 200,000 a second
_SPLIT = re.compile(rb"(?<=[\x80-\xff])\r?\n[ \t](?=[\x80-\xbf])")  # long lines go on within a character
_TRAIN = re.compile(r"(?<![A-Za-z0-9])[GDCZTKS]\d{1,4}(?![A-Za-z0-9])")
_NUMBER = re.compile(rf"(?:(?i:\btrain\b)\W*|列车|火车|高铁|动车)?{_TRAIN.pattern}(?:次(?:列车)?)?")
_BED = re.compile(
    r"\b(hotels?|hostel|inn|guest ?house|lodging|accommodation|homestay|airbnb|check-?in)\b"
    r"|酒店|宾馆|旅馆|旅店|客栈|民宿|住宿|入住",
    re.IGNORECASE,
)


def read_calendar(path: Path) -> list[Reservation]:
    """Read the events of a calendar.

    Raises
    ------
    DataError
        When it is no calendar, or holds no event or too many.
    RequestError
        When the library that reads calendars is not installed.
    """
    tree, text = read_text(path)
    if text is None and _SPLIT.search(tree.data):
        with suppress(UnicodeDecodeError):
            text = _SPLIT.sub(b"", tree.data).decode()
    if text is None:
        raise DataError(tree.problems)
    lines = text.split("\n")
    begun = [number for number, line in enumerate(lines, 1) if line.strip().upper() == "BEGIN:VEVENT"]
    check_number(tree.file, len(begun), "events")
    if len(text) > MAX_LENGTH:
        fail(tree.file, told("calendar-long", most=MAX_LENGTH), hint=told("export-those-only"))
    events = _events(tree.file, text, lines)
    if len(events) != len(begun):  # one within another
        begun = [1] * len(events)
    return [_reservation(event, f"{tree.file}:{line}") for event, line in zip(events, begun, strict=True)]


def _events(file: str, text: str, lines: list[str]) -> list[Component]:
    try:
        from icalendar import Calendar
    except ImportError:
        raise RequestError(Message("bookings.no-library", {"install": "bashu-planner[bookings]"})) from None
    try:
        calendars = Calendar.from_ical(text, multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except (ValueError, TypeError, LookupError, AttributeError) as error:
        found = str(error)
        line = next((n for n, line in enumerate(lines, 1) if f"'{line.strip()}'" in found), 1)
        fail(file, told("no-calendar", problem=found), line)
    except RecursionError:
        fail(file, told("nested-too-deeply"))
    check_number(file, len(events), "events")
    return events


def _reservation(event: Component, where: str) -> Reservation:
    title, place = text_of(_text(event, "SUMMARY")), text_of(_text(event, "LOCATION"))
    try:
        start, end = _span(event)
        fault = _fault(event)
    except TimeError as error:
        start = end = None
        fault = error.message
    kind = _kind(f"{title} {_categories(event)}", place, start, end)
    number = _TRAIN.search(title)
    stations = (_NUMBER.sub(" ", title), _text(event, "DESCRIPTION")[:MAX_TEXT]) if number else ()
    train = number[0] if number else ""
    return Reservation(where, kind, title, (title,), (place,), start, end, train, stations, fault)


def _kind(title: str, place: str, start: When | None, end: When | None) -> Kind:
    if _TRAIN.search(title):
        return "train"
    has_night = start is not None and end is not None and str(start)[:10] < str(end)[:10]
    return "stay" if _BED.search(title) or (has_night and _BED.search(place)) else "visit"


def _fault(event: Component) -> Message | None:
    if text_of(_text(event, "STATUS")).upper() == "CANCELLED":
        return Message("bookings.cancelled")
    if "RRULE" in event or "RDATE" in event:
        return Message("bookings.repeats")
    return None


def _span(event: Component) -> tuple[When | None, When | None]:
    """Return beginning and end; where there is no end, that of the format: the day, or the moment."""
    start = _moment(event, "DTSTART")
    if start is None:
        raise TimeError("no-beginning")
    end, length = _moment(event, "DTEND"), _value(event, "DURATION")
    if end is None and isinstance(length, dt.timedelta):
        end = _later(start, length)
    if end is None:
        end = start if isinstance(start, dt.datetime) else _later(start, dt.timedelta(days=1))
    return china_time(start), china_time(end)


def _later(start: When, length: dt.timedelta) -> When:
    try:
        return start + length
    except OverflowError:
        raise TimeError(time=f"{start} + {length}") from None


def _moment(event: Component, name: str) -> When | None:
    value = _value(event, name)
    if value is None:
        return None
    if not isinstance(value, dt.date):
        raise TimeError(time=str(value))
    zone = _first(event.get(name)).params.get("TZID")
    if zone and isinstance(value, dt.datetime) and value.tzinfo is None:
        raise TimeError("unknown-zone", zone=text_of(zone))
    return value


def _value(event: Component, name: str) -> Any:
    found = _first(event.get(name))
    try:
        return None if found is None else found.dt
    except (AttributeError, ValueError):  # the library's for a time that is none
        raise TimeError(time=text_of(str(found))) from None


def _text(event: Component, name: str) -> str:
    found = _first(event.get(name))
    return "" if found is None else str(found)


def _categories(event: Component) -> str:
    found = _first(event.get("CATEGORIES"))
    return text_of(" ".join(map(str, getattr(found, "cats", ()))))


def _first(value: Any) -> Any:
    """Return the first of what a broken event has several times."""
    return next(iter(value), None) if isinstance(value, list) else value
