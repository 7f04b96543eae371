"""iCalendar: an event a row, with uids that a new version of the trip keeps, so that calendars update it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from planner.clock import clock_of_day
from planner.errors import RequestError
from planner.export.entries import numbered
from planner.export.sayings import BOARDED, facts, headline
from planner.export.speaker import estimate
from planner.export.view import DayView, Language, Mark, Row, View
from planner.export.viewing import view_of
from planner.itinerary import Entry, Itinerary
from planner.texts import Message, say

try:
    from icalendar import Alarm, Calendar, Event, Timezone, TimezoneStandard
except ImportError:
    raise RequestError(Message("export.no-library", {"install": "bashu-planner[calendar]"})) from None

ZONE = ZoneInfo("Asia/Shanghai")
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # a plan has no clock: its version counts seconds from here
REFRESH = timedelta(hours=12)
BEFORE_A_RIDE = timedelta(hours=1)
LATE = 60  # minutes from the end of a visit to closing time; who has longer needs no alarm
BEFORE_CLOSING = timedelta(minutes=30)


def render(itinerary: Itinerary, language: Language = "en") -> str:
    """Return the calendar; equal plans give equal texts."""
    view = view_of(itinerary, language)
    calendar = Calendar()
    calendar.add("prodid", "-//bashu-planner//itinerary//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for name in ("name", "x-wr-calname"):
        calendar.add(name, view.header.title)
    calendar.add("refresh-interval", REFRESH, {"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    calendar.add_component(_timezone())
    for event in (*_assumed(view), *_events(view), *_cancelled(view), *_tasks(view)):
        calendar.add_component(event)
    return str(calendar.to_ical().decode())


def _timezone() -> Timezone:
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE.key)
    standard.add("dtstart", datetime(1970, 1, 1))
    standard.add("tzoffsetfrom", timedelta(hours=8))
    standard.add("tzoffsetto", timedelta(hours=8))
    standard.add("tzname", "CST")
    zone.add_component(standard)
    return zone


def _events(view: View) -> Iterator[Event]:
    """Yield the rows, those that are done too; gaps in a calendar say themselves that one waits."""
    rows = [(day, row) for day in view.every_day for row in day.rows if row.kind != "wait"]
    every = numbered(_entry(day, row) for day, row in rows)
    for (day, row), entry in zip(rows, every, strict=True):
        event = _event(day, row, view)
        _identify(event, view, entry.key)
        yield event


def _entry(day: DayView, row: Row) -> Entry:
    assert row.kind != "wait"
    return Entry(kind=row.kind, on=day.date, places=tuple(place.id for place in row.places))


def _assumed(view: View) -> Iterator[Event]:
    """Yield on the first day what is not so yet, and the trip stands on."""
    for number, text in enumerate(view.header.assumed):
        event = _all_day(view.every_day[0].date)
        event.add("summary", text)
        event.add("categories", ["notice"])
        _identify(event, view, ("assumed", str(number)))
        yield event


def _cancelled(view: View) -> Iterator[Event]:
    """Yield what plans before had as cancelled, so that a calendar that took it in takes it out."""
    for each in view.withdrawn:
        event = _all_day(each.entry.on)
        event.add("summary", each.text)
        event.add("status", "CANCELLED")
        event.add("categories", [each.entry.kind])
        _identify(event, view, each.entry.key)
        yield event


def _tasks(view: View) -> Iterator[Event]:
    """Yield what is to be booked on the day by which it should be."""
    for task, entry in zip(view.tasks, numbered(task.entry for task in view.tasks), strict=True):
        event = _all_day(task.by)
        event.add("summary", task.text)
        event.add("categories", ["booking"])
        _identify(event, view, entry.key)
        yield event


def is_of_day(row: Row) -> bool:
    """Tell whether a row is one of the whole day: a night, or what takes no time of its own."""
    return row.kind == "overnight" or row.start == row.end


def _all_day(day: date) -> Event:
    """Return an event of a whole day, during which one is free for others."""
    event = Event()
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event


def _identify(event: Event, view: View, key: tuple[str, ...]) -> None:
    digest = sha256("\n".join((view.trip, *key)).encode()).hexdigest()
    event.add("uid", f"{digest[:32]}@bashu-planner")
    event.add("sequence", view.version - 1)
    for name in ("dtstamp", "last-modified"):
        event.add(name, EPOCH + timedelta(seconds=view.version))


def _event(day: DayView, row: Row, view: View) -> Event:
    event, place = _all_day(day.date) if is_of_day(row) else Event(), row.places[0]
    event.add("summary", headline(row, view.language))
    if not is_of_day(row):
        event.add("dtstart", day.moment(row.start).astimezone(ZONE))
        event.add("dtend", day.moment(row.end).astimezone(ZONE))
    event.add("location", place.text if place.text == place.zh else f"{place.text} {place.zh}")
    if place.location:
        event.add("geo", (place.location.lat, place.location.lon))
    links = (f"{say(view.language, f'export.page-link-{link.app}')}: {link.url}" for link in row.links)
    shut = (closed.text for closed in view.closed if row.kind == "visit" and closed.place == place.id)
    event.add("description", "\n".join(filter(None, (row.time, row.local, *facts(row), *shut, *links))))
    if url := next((link.url for link in row.links if row.ride is None or link.app == "12306"), None):
        event.add("url", url)
    event.add("categories", [row.mode or row.kind])
    if row.cost_cny is not None:
        event.add("x-cost-cny", str(row.cost_cny))
    if day.is_done:
        return event
    if row.ride and row.mode in BOARDED:
        words = say(view.language, "export.alarm-ride", service=row.ride.service, place=place.text)
        event.add_component(_alarm(day.moment(row.ride.depart) - BEFORE_A_RIDE, words))
    if row.closes is not None and row.closes - row.end <= LATE:
        time = estimate(clock_of_day(row.closes), Mark.CHECK_HOURS in row.marks)
        words = say(view.language, "export.alarm-closing", place=place.text, time=time)
        event.add_component(_alarm(day.moment(row.closes) - BEFORE_CLOSING, words))
    return event


def _alarm(moment: datetime, words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", moment.astimezone(UTC), {"VALUE": "DATE-TIME"})
    return alarm
