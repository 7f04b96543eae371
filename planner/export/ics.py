"""iCalendar: an event a row, with uids that a new version of the trip keeps, so that calendars update it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from planner.clock import clock_of_day
from planner.errors import RequestError
from planner.export.sayings import facts, headline
from planner.export.speaker import estimate
from planner.export.view import DayView, Language, Mark, Row, View
from planner.export.viewing import view_of
from planner.itinerary import Itinerary
from planner.rules import TRAIN_SALE_DAYS
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
BOARDED = ("rail", "coach", "cruise")
ALL_DAY = ("overnight", "hire")  # kinds of rows


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


def _assumed(view: View) -> Iterator[Event]:
    """Yield on the first day what is not so yet, and the trip stands on."""
    for number, text in enumerate(view.header.assumed):
        event = _all_day(view.days[0].date)
        event.add("summary", text)
        event.add("categories", ["notice"])
        _identify(event, view, "assumed", str(number))
        yield event


def _events(view: View) -> Iterator[Event]:
    seen: Counter[str] = Counter()
    for day in view.days:
        for row in day.rows:
            if row.kind == "wait":  # gaps in a calendar say so themselves
                continue
            key = _key(day, row)
            seen[key] += 1
            event = _event(day, row, view.language)
            _identify(event, view, key, str(seen[key]))
            yield event


def _cancelled(view: View) -> Iterator[Event]:
    """Yield visits that the plan before had as cancelled, so that a calendar that took them in takes them out."""
    for dropped in view.dropped:
        event = _all_day(dropped.on)
        event.add("summary", dropped.place.text)
        event.add("status", "CANCELLED")
        event.add("categories", ["visit"])
        _identify(event, view, _key_of_visit(dropped.place.id), "1")
        yield event


def _tasks(view: View) -> Iterator[Event]:
    """Yield what is to be booked on the day when that can be done first; what has none, when trains are sold."""
    sale = view.days[0].date - timedelta(days=TRAIN_SALE_DAYS)
    for number, task in enumerate(view.tasks):
        event = _all_day(task.opens or sale)
        event.add("summary", task.text)
        if view.closed:
            event.add("description", "\n".join(view.closed))
        event.add("categories", ["booking"])
        _identify(event, view, "task", str(task.on), str(number))
        yield event


def _all_day(day: date) -> Event:
    """Return an event of a whole day, during which one is free for others."""
    event = Event()
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event


def _identify(event: Event, view: View, *key: str) -> None:
    event.add("uid", _digest(view.trip, *key))
    event.add("sequence", view.version - 1)
    for name in ("dtstamp", "last-modified"):
        event.add(name, EPOCH + timedelta(seconds=view.version))


def _key(day: DayView, row: Row) -> str:
    """Return what a row stays in all versions of a trip, whenever it is: a site, the night or meal of a day, a ride."""
    if row.kind == "visit":
        return _key_of_visit(row.places[0].id)
    where = " ".join(place.id for place in row.places)
    return f"leg {where}" if row.kind == "leg" else f"{row.kind} {day.date}"


def _key_of_visit(site: str) -> str:
    return f"visit {site}"


def _digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()[:32] + "@bashu-planner"


def _event(day: DayView, row: Row, language: Language) -> Event:
    event, place = _all_day(day.date) if row.kind in ALL_DAY else Event(), row.places[0]
    event.add("summary", headline(row, language))
    if row.kind not in ALL_DAY:
        event.add("dtstart", day.moment(row.start).astimezone(ZONE))
        event.add("dtend", day.moment(row.end).astimezone(ZONE))
    event.add("location", place.text if place.text == place.zh else f"{place.text} {place.zh}")
    if place.location:
        event.add("geo", (place.location.lat, place.location.lon))
    links = (f"{link.app}: {link.url}" for link in row.links)
    event.add("description", "\n".join(filter(None, (row.time, row.local, *facts(row), *links))))
    if row.links:
        event.add("url", row.links[0].url)
    event.add("categories", [row.mode or row.kind])
    if row.cost_cny is not None:
        event.add("x-cost-cny", str(row.cost_cny))
    if row.ride and row.mode in BOARDED:
        words = say(language, "export.alarm-ride", service=row.ride.service, place=place.text)
        event.add_component(_alarm(day.moment(row.ride.depart) - BEFORE_A_RIDE, words))
    if row.closes is not None and row.closes - row.end <= LATE:
        time = estimate(clock_of_day(row.closes), Mark.CHECK_HOURS in row.marks)
        words = say(language, "export.alarm-closing", place=place.text, time=time)
        event.add_component(_alarm(day.moment(row.closes) - BEFORE_CLOSING, words))
    return event


def _alarm(moment: datetime, words: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", words)
    alarm.add("trigger", moment.astimezone(UTC), {"VALUE": "DATE-TIME"})
    return alarm
