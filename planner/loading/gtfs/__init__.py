"""GTFS feed -> stations and lines of a corridor, as YAML; own reader on csv and zipfile."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from planner.corridor import Corridor, Line, Source
from planner.errors import DataProblem
from planner.loading.folder import MAX_BYTES
from planner.loading.gtfs.calendars import Service, busiest_day, read_services
from planner.loading.gtfs.encoding import cleaned
from planner.loading.gtfs.services import RouteServices, services_by_route
from planner.loading.gtfs.stops import Matcher, Positions, free_id, read_stops
from planner.loading.gtfs.tables import TRAINS, Feed
from planner.loading.gtfs.translations import Translations
from planner.loading.gtfs.trips import Tables, read_frequencies, read_routes, read_stop_times, read_trips
from planner.loading.gtfs.weekdays import regular_weekdays
from planner.loading.gtfs.writing import as_yaml
from planner.loading.tree import MAX_NODES, told
from planner.texts import Message

CHINA_TIME = {f"Asia/{city}" for city in ("Shanghai", "Chongqing", "Harbin", "Hong_Kong", "Macau", "Taipei")}


@dataclass(frozen=True)
class Imported:
    """A feed as YAML, what is wrong in it, what else to know, and how much it holds."""

    yaml: str
    problems: list[DataProblem]
    notes: list[Message]
    num_lines: int
    num_services: int
    num_stations: int


def import_feed(path: Path, corridor: Corridor, day: date | None = None) -> Imported:
    """Read a feed as it is in force on a day, by default the first on which most trips are.

    Stops become places of the corridor where these have the same id, the same name or lie within 500 m, else
    new stations. Calls outside the corridor's bounds are left out.

    Raises
    ------
    DataError
        When nothing in the feed can be used; carries every problem found.
    """
    feed, tables = Feed(path), Tables()
    origin = _origin(feed)
    translations = Translations(feed)
    services = read_services(feed)
    positions = Positions(corridor.bounds)
    stops = read_stops(feed, translations, positions)
    read_routes(feed, tables, translations)
    read_trips(feed, tables, services)
    day, weekdays = _weekdays(feed, tables, services, day)
    wanted = {trip.id for trip in tables.trips.values() if trip and weekdays.get(trip.service)}
    frequencies = read_frequencies(feed, tables)
    calls = read_stop_times(feed, tables, stops, wanted, frequencies)
    matcher = Matcher(feed, corridor, stops, positions)
    routes = services_by_route(feed, tables, matcher, weekdays, calls, frequencies)
    if not routes:
        why, hint = matcher.why_nothing(day)
        raise feed.fail("bad-value", why, hint=hint)
    _note(feed, tables, matcher)
    source = Source(fields=("lines",), source=origin, as_of=day.isoformat(), confidence="sourced")
    lines = _lines(feed, corridor, routes, source)
    stations = [matcher.new[name] for name in sorted(matcher.new)]
    text = as_yaml(f"From the {origin}, as in force on {day}", stations, lines, source)
    num_services = sum(len(line.services) for line in lines)
    if _num_values(lines, len(stations)) > MAX_NODES or len(text.encode()) > MAX_BYTES:
        raise feed.fail("bad-value", told("feed-too-much", services=num_services, stations=len(stations)))
    return Imported(text, feed.problems, feed.notes, len(lines), num_services, len(stations))


def _num_values(lines: list[Line], num_stations: int) -> int:
    """Return about how many YAML values a file has, rather too many."""
    return 40 * num_stations + sum(40 + 8 * len(line.departures) + 16 * len(line.patterns) for line in lines)


def _origin(feed: Feed) -> str:
    """Return what the feed is called, from feed_info.txt and agency.txt."""
    rows = [row.values for row in feed.parsed("feed_info.txt", "", lambda row: row)]
    agencies = list(feed.parsed("agency.txt", "", lambda row: row))
    for row in agencies:
        zone = row.get("agency_timezone")
        if zone and zone not in CHINA_TIME:
            feed.report("agency.txt", row.line, "bad-value", told("feed-zone", zone=zone[:40]))
    publisher = rows[0].get("feed_publisher_name", "") if rows else ""
    version = rows[0].get("feed_version", "") if rows else ""
    names = [publisher] if publisher else [row.get("agency_name") for row in agencies[:1]]
    by = "".join(f" of {name:.80}" for name in names if name)
    return f"GTFS feed {cleaned(feed.path.name)}{by}" + (f", version {version:.40}" if version else "")


def _why_no_day(services: dict[str, Service], num_trips: Counter[str]) -> Message:
    if not services:
        return told("feed-no-service")
    return told("feed-no-day" if num_trips else "feed-no-trip-left")


def _weekdays(
    feed: Feed, tables: Tables, services: dict[str, Service], asked: date | None
) -> tuple[date, dict[str, frozenset[int]]]:
    """Return the day the timetable is of, and the weekdays of each service in force and in use."""
    num_trips = Counter(trip.service for trip in tables.trips.values() if trip)
    day = asked or busiest_day(services, num_trips)
    if day is None:
        raise feed.fail("bad-value", _why_no_day(services, num_trips))
    used = [service for name, service in services.items() if num_trips[name]]
    in_force = [service for service in used if service.span_at(day)]
    if not in_force:
        spans = [span for service in used for span in service.spans]
        if not spans:
            raise feed.fail("bad-value", told("feed-none-dated", day=str(day)))
        first, last = str(min(s[0] for s in spans)), str(max(s[1] for s in spans))
        raise feed.fail("bad-value", told("feed-none-in-force", day=str(day), first=first, last=last))
    never = sum(num_trips[service.id] for service in used if not service.spans)
    num_left = num_trips.total() - never - sum(num_trips[service.id] for service in in_force)
    if num_left:
        feed.note(told("note-not-in-force", day=str(day), number=num_left), TRAINS)
    if never:
        feed.note(told("note-run-never", number=never), TRAINS)
    if asked is None:
        feed.note(told("note-busiest-day", day=str(day)), TRAINS)
    is_asked = asked is not None
    return day, {service.id: regular_weekdays(feed, service, day, is_asked=is_asked) for service in in_force}


def _note(feed: Feed, tables: Tables, matcher: Matcher) -> None:
    counts = {
        "note-untimed": tables.counts.untimed,
        "note-limited": tables.counts.limited,
        "note-rounded": tables.counts.rounded,
    }
    matcher.tell_left_out()
    for what, number in counts.items():
        if number:
            feed.note(told(what, number=number))
    feed.note(told("note-no-fares"))


def _lines(feed: Feed, corridor: Corridor, routes: dict[str, RouteServices], source: Source) -> list[Line]:
    known = {line.id for line in corridor.lines}
    planned = {line.id for scenario in corridor.scenarios for line in scenario.opens}
    taken = {"null", *known, *planned}
    lines: list[Line] = []
    renamed = 0
    for name in sorted(routes):
        services, route = routes[name], routes[name].route
        line_id = free_id((name, f"line {name}"), "line", taken)
        renamed += name in known | planned
        departures, patterns = services.departures(), services.patterns()
        kinds = (("departures", departures), ("patterns", patterns))
        confidence = route.confidence or ("sourced" if services.is_exact else "estimated")
        as_of = route.as_of or source.as_of
        given = {"fields": tuple(kind for kind, found in kinds if found), "as_of": as_of}
        lines.append(
            Line(
                id=line_id,
                name=route.name,
                mode=route.mode,
                as_of=as_of,
                confidence=confidence,
                departures=tuple(departures),
                patterns=tuple(patterns),
                sources=(source.model_copy(update=given | {"confidence": confidence}),),
            )
        )
    if renamed:
        feed.note(told("note-renamed", number=renamed))
    return lines
