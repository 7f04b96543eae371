"""routes.txt, trips.txt, stop_times.txt, frequencies.txt -> lines of the corridor, in minutes."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass, field

from planner.corridor import Confidence, Mode, Names
from planner.loading.gtfs.tables import MAX_SECONDS, BadRowError, Feed, Row
from planner.loading.gtfs.translations import Translations
from planner.loading.tree import told

ROUTES, TRIPS, STOP_TIMES, FREQUENCIES = "routes.txt", "trips.txt", "stop_times.txt", "frequencies.txt"
MODES: dict[int, Mode] = {
    0: "metro",
    1: "metro",
    2: "rail",
    3: "coach",
    4: "cruise",
    5: "cable",
    6: "cable",
    7: "cable",
    11: "coach",
    12: "metro",
}
EXTENDED: dict[int, Mode] = {  # hundreds of the extended route types
    1: "rail",
    2: "coach",
    4: "metro",
    7: "coach",
    8: "coach",
    9: "metro",
    10: "cruise",
    12: "cruise",
    13: "cable",
    14: "cable",
}
DAY_SECONDS = 86_400
MAX_RUN_SECONDS = 600_000  # of a trip by headway, whose times count from its first


@dataclass(frozen=True)
class Route:
    """A row of routes.txt; ``as_of`` and ``confidence`` are those of a corridor that was exported."""

    id: str
    name: Names
    short: str
    mode: Mode
    as_of: str
    confidence: Confidence | None


@dataclass(frozen=True)
class Trip:
    """A row of trips.txt."""

    id: str
    route: Route
    service: str
    code: str
    line: int


@dataclass(frozen=True)
class StopTime:
    """A row of stop_times.txt, in seconds; ``is_limited`` where one can only get on, or only get off."""

    number: int
    stop: str
    arrive: int
    depart: int
    is_limited: bool
    line: int


@dataclass(frozen=True)
class Frequency:
    """A row of frequencies.txt in minutes, the last run included."""

    first: int
    last: int
    every: int
    is_exact: bool


@dataclass
class Counts:
    """What is not wrong, but not said by the lines either."""

    untimed: int = 0
    limited: int = 0
    rounded: int = 0


@dataclass
class Tables:
    """What is read of routes and trips; None for a row that is wrong."""

    routes: dict[str, Route | None] = field(default_factory=dict)
    trips: dict[str, Trip | None] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)


def read_routes(feed: Feed, tables: Tables, translations: Translations) -> None:
    """Read routes.txt."""

    def add(row: Row) -> None:
        name = row.text("route_id")
        if name in tables.routes:
            raise BadRowError("duplicate-id", told("feed-route-twice", id=name[:60]))
        tables.routes[name] = None
        short = row.get("route_short_name")
        column = "route_long_name" if row.get("route_long_name") else "route_short_name"
        names = translations.names(f"routes.{column}", name, row.get(column) or name)
        confidence: Confidence | None = None
        if row.get("confidence") in ("sourced", "estimated"):
            confidence = "sourced" if row.get("confidence") == "sourced" else "estimated"
        tables.routes[name] = Route(name, names, short, _mode(row), row.get("as_of")[:40], confidence)

    for _ in feed.parsed(ROUTES, "route_id route_type", add, must_exist=True):
        pass


def _mode(row: Row) -> Mode:
    kind = row.whole("route_type", 0, 1799)
    mode = MODES.get(kind) if kind < 100 else EXTENDED.get(kind // 100)
    if mode is None:
        raise BadRowError("bad-value", told("feed-route-type", kind=kind))
    return mode


def read_trips(feed: Feed, tables: Tables, services: Container[str]) -> None:
    """Read trips.txt."""

    def add(row: Row) -> None:
        name = row.text("trip_id")
        if name in tables.trips:
            raise BadRowError("duplicate-id", told("feed-trip-twice", id=name[:60]))
        tables.trips[name] = None
        route, service = row.text("route_id"), row.text("service_id")
        if route not in tables.routes:
            raise BadRowError("unknown-reference", told("feed-no-route", id=route[:60]))
        if service not in services:
            raise BadRowError("unknown-reference", told("feed-no-such-service", id=service[:60]))
        known = tables.routes[route]
        if known:
            code = row.get("trip_short_name") or known.short or known.name.en
            tables.trips[name] = Trip(name, known, service, code[:60], row.line)

    for _ in feed.parsed(TRIPS, "route_id service_id trip_id", add, must_exist=True):
        pass


def read_stop_times(
    feed: Feed,
    tables: Tables,
    stops: Container[str],
    wanted: Container[str],
    frequencies: Container[str],
) -> dict[str, list[StopTime]]:
    """Return the calls of the wanted trips in their order, rows that are wrong left out."""
    calls: dict[str, list[StopTime]] = {}

    def add(row: Row) -> None:
        trip, stop = row.text("trip_id"), row.text("stop_id")
        if trip not in tables.trips:
            raise BadRowError("unknown-reference", told("feed-no-such-trip", id=trip[:60]))
        if stop not in stops:
            raise BadRowError("unknown-reference", told("feed-no-stop", id=stop[:60]))
        number = row.whole("stop_sequence", 0, 10**9)
        pickup, drop_off = row.choice("pickup_type", 3, 0), row.choice("drop_off_type", 3, 0)
        if not row.get("arrival_time") and not row.get("departure_time"):
            tables.counts.untimed += trip in wanted
            return
        limit = MAX_RUN_SECONDS if trip in frequencies else MAX_SECONDS
        arrive = row.seconds("arrival_time" if row.get("arrival_time") else "departure_time", limit)
        depart = row.seconds("departure_time" if row.get("departure_time") else "arrival_time", limit)
        if trip in wanted and not pickup == drop_off == 1:
            is_limited = pickup == 1 or drop_off == 1
            call = StopTime(number, stop, arrive, depart, is_limited, row.line)
            calls.setdefault(trip, []).append(call)

    for _ in feed.parsed(STOP_TIMES, "trip_id stop_id stop_sequence", add, must_exist=True):
        pass
    return {trip: list(_in_order(feed, found)) for trip, found in calls.items()}


def _in_order(feed: Feed, calls: list[StopTime]) -> Iterator[StopTime]:
    before: int | None = None
    for call in sorted(calls, key=lambda call: (call.number, call.line)):
        if call.number == before:
            message = told("feed-sequence-twice", number=str(before))
            feed.report(STOP_TIMES, call.line, "duplicate-id", message)
        else:
            yield call
        before = call.number


def read_frequencies(feed: Feed, tables: Tables) -> dict[str, list[Frequency]]:
    """Return the headways of the trips that have any."""
    found: dict[str, list[Frequency]] = {}

    def add(row: Row) -> None:
        trip = row.text("trip_id")
        if trip not in tables.trips:
            raise BadRowError("unknown-reference", told("feed-no-such-trip", id=trip[:60]))
        found.setdefault(trip, [])  # with all its headways wrong, the trip is no departure either
        start, end = row.seconds("start_time"), row.seconds("end_time", 2 * MAX_SECONDS)
        headway = row.whole("headway_secs", 1, DAY_SECONDS)
        if end <= start:
            raise BadRowError("bad-clock", told("feed-end-time"))
        first, every = start // 60, -(-headway // 60)
        tables.counts.rounded += headway % 60 > 0
        steps = min((end - 1 - start) // (every * 60), (MAX_SECONDS // 60 - first) // every)
        is_exact = bool(row.choice("exact_times", 1, 0))
        found[trip].append(Frequency(first, first + steps * every, every, is_exact))

    for _ in feed.parsed(FREQUENCIES, "trip_id start_time end_time headway_secs", add):
        pass
    return found
