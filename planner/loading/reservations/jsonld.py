"""Reservations of schema.org (https://schema.org/Reservation), as JSON-LD or plain JSON."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from planner.loading.plans import read_json
from planner.loading.reservations.reservation import (
    Kind,
    Reservation,
    TimeError,
    When,
    check_number,
    china_time,
    text_of,
)
from planner.texts import Message

SIGHTS = {
    *(
        "TouristAttraction",
        "Museum",
        "LandmarksOrHistoricalBuildings",
        "Park",
        "Zoo",
        "Aquarium",
        "AmusementPark",
    ),
    *(
        "Landform",
        "Mountain",
        "Waterfall",
        "BuddhistTemple",
        "PlaceOfWorship",
        "ArtGallery",
        "TouristDestination",
    ),
    *("PerformingArtsTheater", "CivicStructure", "Place"),
}
KINDS: dict[str, Kind] = {
    "LodgingReservation": "stay",
    "EventReservation": "visit",
    "TrainReservation": "train",
}
_BELOW = ("@graph", "subReservation", "itemListElement", "item")


def read_jsonld(path: Path) -> list[Reservation]:
    """Read the reservations of a file, wherever in a list, a graph or a package they stand.

    Raises
    ------
    DataError
        When it is no JSON, or holds no reservation or too many.
    """
    found = list(_reservations(read_json(path)[1]))
    check_number(str(path), len(found), "reservations")
    return [_reservation(entry, f"{path} [{number}]") for number, entry in enumerate(found, 1)]


def _reservations(root: object) -> Iterator[dict[str, Any]]:
    left = [root]
    while left:
        value = left.pop()
        if isinstance(value, list):
            left += reversed(value)
        elif isinstance(value, dict):
            below = [value[key] for key in _BELOW if key in value]
            left += reversed(below)
            if not below and any(name.endswith("Reservation") for name in _types(value)):
                yield value


def _reservation(entry: dict[str, Any], where: str) -> Reservation:
    thing = _mapping(entry.get("reservationFor"))
    kind = _kind(entry, thing)
    place = _mapping(thing.get("location"))
    title = text_of(thing.get("name")) or text_of(entry.get("name")) or "/".join(sorted(_types(entry)))[:80]
    names = tuple(filter(None, (text_of(thing.get("name")), *_named(thing.get("location")))))
    if kind == "train":
        title = _train(thing)
    fault = Message("bookings.cancelled") if "Cancelled" in str(entry.get("reservationStatus")) else None
    start = end = None
    try:
        start, end = _moments(entry, thing, kind)
    except TimeError as error:
        fault = fault or error.message
    address = _address(thing.get("address")) or _address(place.get("address"))
    train, stations = ("", ()) if kind != "train" else (_number(thing), tuple(_stations(thing)))
    return Reservation(where, kind, title, names, address, start, end, train, stations, fault)


def _kind(entry: dict[str, Any], thing: dict[str, Any]) -> Kind:
    known = [KINDS[name] for name in _types(entry) if name in KINDS]
    if known:
        return known[0]
    return "visit" if SIGHTS & _types(thing) else "other"


def _moments(entry: dict[str, Any], thing: dict[str, Any], kind: Kind) -> tuple[When | None, When | None]:
    if kind == "stay":
        return _moment(entry, "checkinTime", "checkinDate"), _moment(entry, "checkoutTime", "checkoutDate")
    if kind == "train":
        return _moment(thing, "departureTime"), _moment(thing, "arrivalTime")
    return _moment(thing, "startDate") or _moment(entry, "startTime", "scheduledTime"), None


def _moment(entry: dict[str, Any], *names: str) -> When | None:
    """Return the first of some times that is there.

    Raises
    ------
    TimeError
        When it is none of ISO 8601.
    """
    for name in names:
        value = entry.get(name)
        text = text_of(value.get("@value") if isinstance(value, dict) else value)
        if text:
            return _time(text)
    return None


def _time(text: str) -> When:
    try:
        if re.fullmatch(r"\d{4}-\d\d-\d\d", text, re.ASCII):
            return dt.date.fromisoformat(text)
        return china_time(dt.datetime.fromisoformat(text))
    except ValueError:
        raise TimeError(time=text) from None


def _train(trip: dict[str, Any]) -> str:
    return text_of(f"{_number(trip)} {' - '.join(_stations(trip))}")


def _number(trip: dict[str, Any]) -> str:
    return text_of(trip.get("trainNumber") or trip.get("trainName"))


def _stations(trip: dict[str, Any]) -> Iterator[str]:
    """Yield the names of the two stations, as far as they are told."""
    for end in ("departure", "arrival"):
        yield from filter(None, _named(trip.get(f"{end}Station")))


def _named(value: object) -> tuple[str, ...]:
    return (text_of(value) if isinstance(value, str) else text_of(_mapping(value).get("name")),)


def _address(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (text_of(value),)
    parts = ("streetAddress", "addressLocality", "addressRegion")
    return tuple(filter(None, (text_of(_mapping(value).get(part)) for part in parts)))


def _mapping(value: object) -> dict[str, Any]:
    if isinstance(value, list):
        value = next(iter(value), None)
    return value if isinstance(value, dict) else {}


def _types(entry: dict[str, Any]) -> set[str]:
    """Return the names of the types of an entry, without what schema they are of."""
    value = entry.get("@type")
    texts = value if isinstance(value, list) else [value]
    return {re.split("[/:#]", text)[-1] for text in texts if isinstance(text, str)}
