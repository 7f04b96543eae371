"""stops.txt -> places of the corridor: those it has, and new stations."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from planner.corridor import Corridor, Location, Names, Place
from planner.geo import great_circle_km
from planner.loading.gtfs.tables import BadRowError, Feed, Row
from planner.names import normalised

STOPS = "stops.txt"
SAME_KM = 0.5  # a stop this near to a station is that station
FAR_KM = 5.0  # further away, an equal id or name is a coincidence
SERVED_KM = 20.0  # a station this near to a town serves it, and the way there is a plain local road

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


class Translations:
    """translations.txt: names in English and Chinese by table and id."""

    def __init__(self, feed: Feed) -> None:
        """Read the table, if the feed has one."""
        self._texts: dict[tuple[str, str, str], str] = {}

        def add(row: Row) -> None:
            language = row.get("language").lower().partition("-")[0]
            key = (f"{row.get('table_name')}.{row.get('field_name')}", row.get("record_id"), language)
            self._texts.setdefault(key, row.get("translation"))

        for _ in feed.parsed("translations.txt", "", add):
            pass

    def names(self, column: str, key: str, text: str) -> Names:
        """Return the names of an entry; what has no translation keeps its text."""
        zh, en = (self._texts.get((column, key, language)) or text for language in ("zh", "en"))
        return Names(zh=zh, en=en)


def read_stops(feed: Feed, translations: Translations) -> dict[str, Stop | None]:
    """Return every stop by id; None for one whose row is wrong."""
    stops: dict[str, Stop | None] = {}

    def add(row: Row) -> None:
        name = row.text("stop_id")
        if name in stops:
            raise BadRowError("duplicate-id", f"the stop '{name:.60}' is given twice")
        stops[name] = None
        called = row.get("stop_name") or name
        location = _location(row)
        names = translations.names("stops.stop_name", name, called)
        stops[name] = Stop(name, names, location, row.get("parent_station"), row.line)

    for _ in feed.parsed(STOPS, "stop_id", add, must_exist=True):
        pass
    for stop in stops.values():
        if stop and stop.parent and stop.parent not in stops:
            message = f"no stop '{stop.parent:.60}' for parent_station"
            feed.report(STOPS, stop.line, "unknown-reference", message)
    return stops


def _location(row: Row) -> Location | None:
    if not row.get("stop_lat") and not row.get("stop_lon"):
        return None
    return Location(lat=row.number("stop_lat", -90, 90), lon=row.number("stop_lon", -180, 180))


@dataclass
class Matcher:
    """Finds the place that a stop is, or makes a station of it."""

    feed: Feed
    corridor: Corridor
    stops: dict[str, Stop | None]
    new: dict[str, NewStation] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)
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
        if known and (km := _km(known, stop.location)) <= FAR_KM:
            return known.id
        if known:
            message = f"the stop '{stop.id:.60}' lies {km:.0f} km from the place of that id: it is another"
            self.feed.report(STOPS, stop.line, "bad-value", message)
        named = {place.id: place for text in _texts(stop.name) for place in self.by_name.get(_key(text), [])}
        if place := _nearest(named.values(), stop.location, FAR_KM):
            return place.id
        if stop.location is None:
            message = f"the stop '{stop.id:.60}' has no position, and no one station has its id or name"
            self.feed.report(STOPS, stop.line, "missing-key", message)
            return None
        if place := _nearest(self.corridor.stations, stop.location, SAME_KM):
            return place.id
        if not self.corridor.bounds.contains(stop.location):
            self.outside.add(stop.id)
            return None
        return self._add(stop, stop.location)

    def _add(self, stop: Stop, location: Location) -> str:
        named = f"{stop.name.en} station" if re.search("[A-Za-z]", stop.name.en) else ""
        station = free_id((stop.id, named, f"stop {stop.id}"), "stop", self.taken)
        km, town = min((_km(town, location), town.id) for town in self.corridor.towns)
        self.new[station] = NewStation(station, stop, location, town, km)
        return station


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
