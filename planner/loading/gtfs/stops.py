"""stops.txt -> places of the corridor: those it has, and new stations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from planner.corridor import Bounds, Corridor, Junction, Location, Names, Place
from planner.geo import great_circle_km
from planner.loading.gtfs.tables import TRAINS, BadRowError, Feed, Row
from planner.loading.gtfs.translations import Translations
from planner.loading.tree import told
from planner.spelling import normalised
from planner.texts import Message

STOPS = "stops.txt"
SAME_KM = 0.5  # a stop this near to a station is that station
FAR_KM = 5.0  # further away, an equal id or name is a coincidence
SERVED_KM = 20.0  # a station this near to a town serves it, and the way there is a plain local road
ROAD_KM = 300.0  # further from every town a road by the rule is longer than a link may be

_KILOMETRES_PER_DEGREE = 111.2
_SUFFIX = re.compile(r"(火车站|站|railwaystation|station)$")


@dataclass(frozen=True)
class Stop:
    """A row of stops.txt."""

    id: str
    name: Names
    location: Location | None
    parent: str
    line: int


@dataclass(frozen=True)
class NewStation:
    """A stop that no place of the corridor stands for; ``town`` is the nearest."""

    id: str
    stop: Stop
    location: Location
    town: str
    town_km: float


@dataclass
class Positions:
    """How many stops have a position, lie outside of the corridor, and would not with lat and lon exchanged."""

    bounds: Bounds
    num: int = 0
    outside: int = 0
    exchanged: int = 0
    northern: int = 0  # further north than east, which nothing in China is

    def add(self, lat: float, lon: float) -> None:
        """Count a position."""
        self.num += 1
        if not self._is_inside(lat, lon):
            self.outside += 1
            self.exchanged += self._is_inside(lon, lat)
            self.northern += lat > lon

    def _is_inside(self, lat: float, lon: float) -> bool:
        box = self.bounds
        return box.south <= lat <= box.north and box.west <= lon <= box.east


def read_stops(feed: Feed, translations: Translations, positions: Positions) -> dict[str, Stop | None]:
    """Return every stop by id, None for one whose row is wrong, and count where they lie."""
    stops: dict[str, Stop | None] = {}

    def add(row: Row) -> None:
        name = row.text("stop_id")
        if name in stops:
            raise BadRowError("duplicate-id", told("feed-stop-twice", id=name[:60]))
        stops[name] = None
        called = row.get("stop_name") or name
        location = _location(row, positions)
        names = translations.names("stops.stop_name", name, called)
        stops[name] = Stop(name, names, location, row.get("parent_station"), row.line)

    for _ in feed.parsed(STOPS, "stop_id", add, must_exist=True):
        pass
    for stop in stops.values():
        if stop and stop.parent and stop.parent not in stops:
            feed.report(STOPS, stop.line, "unknown-reference", told("feed-no-parent", id=stop.parent[:60]))
    return stops


def _location(row: Row, positions: Positions) -> Location | None:
    if not row.get("stop_lat") and not row.get("stop_lon"):
        return None
    lat, lon = row.number("stop_lat", -180, 180), row.number("stop_lon", -180, 180)
    positions.add(lat, lon)
    if abs(lat) > 90:
        hint = told("exchanged") if abs(lon) <= 90 else None
        raise BadRowError("bad-value", told("feed-no-latitude", lat=f"{lat:g}"), hint)
    return Location(lat=round(lat, 5), lon=round(lon, 5))  # as it will be written


@dataclass
class Matcher:
    """Finds the place that a stop is, or makes a station of it."""

    feed: Feed
    corridor: Corridor
    stops: dict[str, Stop | None]
    positions: Positions
    new: dict[str, NewStation] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)
    far: set[str] = field(default_factory=set)
    _found: dict[str, str | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Index the ids that are taken, and the corridor's stations by name."""
        self.taken = {"null", *self.corridor.places}  # YAML reads a null as nothing
        self.by_name: dict[str, list[Place]] = {}
        for station in self.corridor.stations:
            for name in {_key(station.name.zh), _key(station.name.en), _key(station.name.pinyin)} - {""}:
                self.by_name.setdefault(name, []).append(station)

    def place_of(self, stop_id: str) -> str | None:
        """Return the id of the place; None for a stop that is wrong or outside of the corridor."""
        stop = self.stops[stop_id]
        if stop is not None and (parent := self.stops.get(stop.parent)) is not None:
            stop = parent
        if stop is None:
            return None
        if stop.id not in self._found:
            self._found[stop.id] = self._match(stop)
        return self._found[stop.id]

    def _match(self, stop: Stop) -> str | None:
        known = self.corridor.places.get(stop.id)
        if isinstance(known, Junction):
            known = None  # no service calls there
        if known and (km := _km(known, stop.location)) <= FAR_KM:
            return known.id
        if known:
            message = told("feed-other-place", id=stop.id[:60], km=round(km))
            self.feed.report(STOPS, stop.line, "bad-value", message)
        named = {place.id: place for text in _texts(stop.name) for place in self.by_name.get(_key(text), [])}
        if place := _nearest(named.values(), stop.location, FAR_KM):
            return place.id
        if stop.location is None:
            message = told("feed-no-position", id=stop.id[:60])
            self.feed.report(STOPS, stop.line, "missing-key", message)
            return None
        if place := _nearest(self.corridor.stations, stop.location, SAME_KM):
            return place.id
        if not self.corridor.bounds.contains(stop.location):
            self.outside.add(stop.id)
            return None
        return self._add(stop, stop.location)

    def _add(self, stop: Stop, location: Location) -> str | None:
        km, town = min((_km(town, location), town.id) for town in self.corridor.towns)
        if km > ROAD_KM:
            self.far.add(stop.id)
            return None
        named = f"{stop.name.en} station" if re.search("[A-Za-z]", stop.name.en) else ""
        station = free_id((stop.id, named, f"stop {stop.id}"), "stop", self.taken)
        self.new[station] = NewStation(station, stop, location, town, km)
        return station

    def tell_left_out(self) -> None:
        """Note how many stops are left out because of where they lie."""
        counts = {
            "note-stops-outside": len(self.outside),
            "note-stops-exchanged": self.positions.exchanged,
            "note-stops-far": len(self.far),
        }
        for what, number in counts.items():
            if number:
                self.feed.note(told(what, number=number, km=round(ROAD_KM)), TRAINS)

    def why_nothing(self, day: date) -> tuple[Message, Message | None]:
        """Return what is to be said of the stops, and a hint, when no trip can be used."""
        where, box = self.positions, self.corridor.bounds
        if not where.outside:
            return told("feed-no-trip", day=str(day)), None
        ends = ("south", "north", "west", "east")
        bounds = {end: f"{getattr(box, end):g}" for end in ends}
        code = "feed-all-outside" if where.outside == where.num else "feed-some-outside"
        why = told(code, day=str(day), outside=where.outside, of=where.num, **bounds)
        if where.exchanged:
            return why, told("exchanged-inside", num=where.exchanged)
        return why, told("exchanged") if where.northern == where.num else None


def free_id(texts: Iterable[str], kind: str, taken: set[str]) -> str:
    """Take an id: the first text that has a letter in it, else the ``kind``, numbered where it is taken."""
    wanted = next((slug for text in texts if re.search("[a-z]", slug := _slug(text))), kind)
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    taken.add(found)
    return found


def _slug(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain)[:50].strip("-")


def _texts(name: Names) -> set[str]:
    return {name.zh, name.en}


def _key(name: str) -> str:
    return _SUFFIX.sub("", normalised(name))


def _km(place: Place, location: Location | None) -> float:
    if location is None:
        return 0.0
    here = place.location
    return great_circle_km(here.lat, here.lon, location.lat, location.lon)


def _nearest(places: Iterable[Place], location: Location | None, within: float) -> Place | None:
    """Return the nearest place within so many km; without a position, the only one there is."""
    if location is None:
        only = list(places)
        return only[0] if len(only) == 1 else None
    band = within / _KILOMETRES_PER_DEGREE
    near = [place for place in places if abs(place.location.lat - location.lat) <= band]
    km, _, best = min(((_km(place, location), place.id, place) for place in near), default=(1e9, "", None))
    return best if km <= within else None
