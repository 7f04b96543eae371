"""Corridor -> GTFS feed: its lines as a zip of CSV tables, the same bytes for the same data."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from planner.clock import WEEKDAYS, days_of, weekdays_of
from planner.corridor import Corridor, Departure, Line, Mode, Pattern, Place

ROUTE_TYPES: dict[Mode, int] = {"metro": 1, "rail": 2, "coach": 3, "cruise": 4, "cable": 6}
BUS = ROUTE_TYPES["coach"]  # for a line on the road, whatever it is
AGENCY = "corridor"
MAX_HEADWAY = 32_767 // 60  # minutes; some readers keep the seconds in 16 bits

HEADERS = {
    "agency": "agency_id,agency_name,agency_url,agency_timezone,agency_lang",
    "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date",
    "feed_info": "feed_publisher_name,feed_publisher_url,feed_lang,feed_start_date,feed_end_date"
    ",feed_version",
    "frequencies": "trip_id,start_time,end_time,headway_secs,exact_times",
    "routes": "route_id,agency_id,route_long_name,route_desc,route_type,as_of,confidence",
    "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence,timepoint",
    "stops": "stop_id,stop_name,stop_lat,stop_lon",
    "translations": "table_name,field_name,language,translation,record_id",
    "trips": "route_id,service_id,trip_id,trip_headsign,trip_short_name,direction_id",
}
Row = tuple[object, ...]
Tables = dict[str, list[Row]]


@dataclass(frozen=True)
class Trip:
    """A row of trips.txt: calls as (place, arrive, depart) in minutes of the service day."""

    code: str
    days: str
    direction: int
    calls: list[tuple[str, int, int]]
    repeats: Pattern | None = None


def gtfs_feed(corridor: Corridor, start: date, end: date, url: str) -> bytes:
    """Return the lines of a corridor as a GTFS feed (a zip file), valid from ``start`` to ``end`` inclusive.

    A departure is a trip. A pattern is a trip in each of its directions with a row of frequencies.txt, or a
    trip for each run where hours lie between them. ``url`` is the address of whoever publishes the feed.
    Scenarios and fares are not exported.
    """
    tables: Tables = {name: [] for name in HEADERS}
    name, dates = corridor.name, [day.isoformat().replace("-", "") for day in (start, end)]
    tables["agency"].append((AGENCY, name.zh, url, "Asia/Shanghai", "zh"))
    tables["feed_info"].append((name.zh, url, "zh", *dates, corridor.data_hash))
    tables["translations"].append(("agency", "agency_name", "en", name.en, AGENCY))
    used: set[str] = set()
    for line in sorted(corridor.lines, key=lambda line: line.id):
        _add_line(tables, line)
        for trip_id, trip in _with_ids(line, _trips(corridor, line), used):
            _add_trip(tables, corridor, line, trip_id, trip)
    _add_stops(tables, corridor)
    for days in sorted({str(row[1]) for row in tables["trips"]}):
        weekdays = weekdays_of(days)
        tables["calendar"].append((days, *(int(day in weekdays) for day in range(len(WEEKDAYS))), *dates))
    return _zipped(tables)


def _add_line(tables: Tables, line: Line) -> None:
    note = f"Timetable of {line.as_of}, {line.confidence}"
    kind = ROUTE_TYPES.get(line.mode, BUS)
    tables["routes"].append((line.id, AGENCY, line.name.zh, note, kind, line.as_of, line.confidence))
    tables["translations"].append(("routes", "route_long_name", "en", line.name.en, line.id))


def _add_trip(tables: Tables, corridor: Corridor, line: Line, trip_id: str, trip: Trip) -> None:
    headsign = corridor.places[trip.calls[-1][0]].name.zh
    tables["trips"].append((line.id, trip.days, trip_id, headsign, trip.code, trip.direction))
    for number, (place, arrive, depart) in enumerate(trip.calls, 1):
        tables["stop_times"].append((trip_id, _clock(arrive), _clock(depart), place, number, 1))
    if trip.repeats:
        pattern, begin = trip.repeats, trip.calls[0][2]
        last = begin + (pattern.last - pattern.first) // pattern.every * pattern.every
        is_exact = int(line.confidence == "sourced")
        headway = pattern.every * 60
        tables["frequencies"].append((trip_id, _clock(begin), _clock(last + 1), headway, is_exact))


def _add_stops(tables: Tables, corridor: Corridor) -> None:
    for stop in sorted({str(row[3]) for row in tables["stop_times"]}):
        place = corridor.places[stop]
        where = (f"{place.location.lat:.6f}", f"{place.location.lon:.6f}")
        tables["stops"].append((stop, place.name.zh, *where))
        tables["translations"].append(("stops", "stop_name", "en", place.name.en, stop))


def _trips(corridor: Corridor, line: Line) -> Iterator[Trip]:
    for departure in line.departures:
        calls = [_call(departure, number) for number in range(len(departure.calls))]
        ends = corridor.places[calls[0][0]], corridor.places[calls[-1][0]]
        yield Trip(departure.code, days_of(weekdays_of(departure.days)), _direction(*ends), calls)
    for pattern in line.patterns:
        yield from _runs(pattern)


def _runs(pattern: Pattern) -> Iterator[Trip]:
    days, first = days_of(weekdays_of(pattern.days)), pattern.first
    there = [(call.station, call.arrive, call.depart) for call in pattern.calls]
    whole = there[-1][1]
    back = [(place, max(0, whole - depart), whole - arrive) for place, arrive, depart in reversed(there)]
    is_frequent = pattern.every <= MAX_HEADWAY
    starts = [first] if is_frequent else range(first, pattern.last + 1, pattern.every)
    for direction, calls in enumerate((there, back) if pattern.both_ways else (there,)):
        for start in starts:
            moved = [(place, start + arrive, start + depart) for place, arrive, depart in calls]
            yield Trip(pattern.code, days, direction, moved, pattern if is_frequent else None)


def _call(departure: Departure, number: int) -> tuple[str, int, int]:
    call = departure.calls[number]
    either = call.arrive if call.depart is None else call.depart
    assert either is not None, f"a call of {departure.code} has no time"
    return call.station, either if call.arrive is None else call.arrive, either


def _direction(start: Place, end: Place) -> int:
    """Return 0 eastward, 1 westward: GTFS only wants the two directions of a route told apart."""
    return int((end.location.lon, end.id) < (start.location.lon, start.id))


def _with_ids(line: Line, trips: Iterable[Trip], used: set[str]) -> Iterator[tuple[str, Trip]]:
    """Give each trip an id of line, code and direction, numbered where that is not enough."""
    for trip in trips:
        wanted = trip_id = f"{line.id}:{trip.code}:{trip.direction}"
        number = 1
        while trip_id in used:
            number += 1
            trip_id = f"{wanted}:{number}"
        used.add(trip_id)
        yield trip_id, trip


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02d}:{minutes % 60:02d}:00"


def _zipped(tables: Tables) -> bytes:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED, compresslevel=9) as feed:
        for name, rows in sorted(tables.items()):
            text = StringIO()
            csv.writer(text, lineterminator="\n").writerows([HEADERS[name].split(","), *rows])
            entry = ZipInfo(f"{name}.txt")  # dated 1980, whatever the clock says
            entry.compress_type, entry.create_system, entry.external_attr = ZIP_DEFLATED, 3, 0o644 << 16
            feed.writestr(entry, text.getvalue().encode())
    return content.getvalue()
