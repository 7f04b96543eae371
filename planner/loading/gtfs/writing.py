"""Stations and lines as YAML in the shape of the corridor's own files."""

from __future__ import annotations

import json
from collections.abc import Iterator

from planner.clock import format_clock
from planner.corridor import Departure, Line, Names, Pattern, Source
from planner.loading.gtfs.stops import SERVED_KM, NewStation


def as_yaml(title: str, stations: list[NewStation], lines: list[Line], source: Source) -> str:
    """Return a file that ``routes.yaml`` can include; a new station has a road to the nearest town."""
    parts = [f"# {title}"]
    if stations:
        parts += ["stations:", *(row for station in stations for row in _station(station, source))]
        parts += ["links:", *map(_link, stations)]
    parts += ["lines:", *(row for line in lines for row in _line(line))]
    return "\n".join(parts) + "\n"


def _station(station: NewStation, source: Source) -> Iterator[str]:
    yield f"- id: {station.id}"
    yield f"  name: {_names(station.stop.name)}"
    yield f"  location: {{lat: {station.location.lat:.5f}, lon: {station.location.lon:.5f}}}"
    if station.town_km <= SERVED_KM:
        yield f"  town: {station.town}"
    yield "  sources:"
    yield f"    - {_source(source.model_copy(update={'fields': ('name', 'location')}))}"


def _link(station: NewStation) -> str:
    road = "local" if station.town_km <= SERVED_KM else "mountain"
    return f"- {{start: {station.id}, end: {station.town}, road_class: {road}}}"


def _line(line: Line) -> Iterator[str]:
    yield f"  - id: {line.id}"
    yield f"    name: {_names(line.name)}"
    yield f"    mode: {line.mode}"
    yield f"    as_of: {_quoted(line.as_of)}"
    yield f"    confidence: {line.confidence}"
    yield "    sources:"
    yield from (f"      - {_source(source)}" for source in line.sources)
    if line.departures:
        yield "    departures:"
        yield from (f"      - {_departure(departure)}" for departure in line.departures)
    if line.patterns:
        yield "    patterns:"
        yield from (f"      - {_pattern(pattern)}" for pattern in line.patterns)


def _departure(departure: Departure) -> str:
    calls = []
    for call in departure.calls:
        times = (call.arrive, call.depart)
        calls.append(f"{call.station} {'-'.join(format_clock(time) for time in times if time is not None)}")
    return _mapping(departure, f"calls: {_quoted(', '.join(calls))}")


def _pattern(pattern: Pattern) -> str:
    first, last = (_quoted(format_clock(time)) for time in (pattern.first, pattern.last))
    calls = [
        f"{call.station} {call.arrive}" + (f"-{call.depart}" if call.depart > call.arrive else "")
        for call in pattern.calls
    ]
    both_ways = [] if pattern.both_ways else ["both_ways: false"]
    runs = [f"first: {first}", f"last: {last}", f"every: {pattern.every}", *both_ways]
    return _mapping(pattern, *runs, f"calls: {_quoted(', '.join(calls))}")


def _mapping(service: Departure | Pattern, *rest: str) -> str:
    days = [] if service.days == "daily" else [f"days: {_quoted(service.days)}"]
    return f"{{{', '.join([f'code: {_quoted(service.code)}', *days, *rest])}}}"


def _names(name: Names) -> str:
    return f"{{zh: {_quoted(name.zh)}, en: {_quoted(name.en)}}}"


def _source(source: Source) -> str:
    fields = ", ".join(source.fields)
    text, as_of = _quoted(source.source), _quoted(source.as_of)
    return f"{{fields: [{fields}], source: {text}, as_of: {as_of}, confidence: {source.confidence}}}"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
