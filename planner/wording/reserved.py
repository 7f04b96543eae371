"""Bookings read from other programs, turned into visits, stays and trains of a request, without guessing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial

from planner.bookings import BookedStay, BookedTrain, BookedVisit
from planner.corridor import Corridor, Town
from planner.loading.reservations import Reservation
from planner.names import Kind, matches
from planner.spelling import Fit, normalised
from planner.texts import Message
from planner.wording.areas import codes_of_areas

MAX_NIGHTS = 13  # of a trip
MAX_PARTS = 20  # of an address
_PARTS = re.compile(r"[,，、;；:：|｜·•()（）\n@]|\s[-–—]+\s|(?<=[省市区县州])(?=[^省市区县州])")
_NUMBER = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]?\d{1,4}(?![A-Za-z0-9])", re.ASCII)
_WAYS = re.compile(r"\s*(?:[-–—→>~/至到\n,，、;；:：|｜·•()（）]|\b(?:to|from)\b)+\s*", re.IGNORECASE)
_RANK = re.compile(r" (District|County|City|Prefecture|Province|Municipality)$|\b\d{6}\b", re.IGNORECASE)
_COUNTY = re.compile(r"\w County$|^[^\W\d_a-z]{1,4}[县市]$", re.IGNORECASE)

Booking = BookedVisit | BookedStay | BookedTrain


@dataclass(frozen=True)
class Taken:
    """A booking that became one of a request."""

    where: str
    title: str
    booking: Booking


@dataclass(frozen=True)
class Left:
    """A booking that did not, and why."""

    where: str
    title: str
    reason: Message


class _NotTakenError(Exception):
    """Why a booking cannot be one of a request."""

    def __init__(self, code: str, **params: object) -> None:
        self.message = Message(f"bookings.{code}", params)
        super().__init__(code)


def bookings_of(corridor: Corridor, reservations: list[Reservation]) -> tuple[list[Taken], list[Left]]:
    """Return the bookings for a request in the order of their time, and what is none with the reason."""
    codes = codes_of_areas(corridor)
    taken: dict[str, Taken] = {}
    left = []
    for entry in reservations:
        try:
            found = _booking(corridor, codes, entry)
        except _NotTakenError as error:
            left.append(Left(entry.where, entry.title, error.message))
        else:
            taken.setdefault(str(found), Taken(entry.where, entry.title, found))
    return sorted(taken.values(), key=lambda each: _first_moment(each.booking)), left


def _first_moment(booking: Booking) -> tuple[datetime, str]:
    if isinstance(booking, BookedVisit):
        return booking.start, str(booking)
    day = booking.day if isinstance(booking, BookedTrain) else booking.first
    return datetime.combine(day, time.max), str(booking)


def _booking(corridor: Corridor, codes: dict[str, set[str]], entry: Reservation) -> Booking:
    if entry.kind == "other":
        raise _NotTakenError("other-kind")
    if entry.fault:
        error = _NotTakenError("")
        error.message = entry.fault
        raise error
    if entry.kind == "train":
        return _train(corridor, entry)
    return _stay(corridor, codes, entry) if entry.kind == "stay" else _visit(corridor, entry)


def _train(corridor: Corridor, entry: Reservation) -> BookedTrain:
    number, day = _NUMBER.search(entry.train), _day(entry.start)
    if number is None:
        raise _NotTakenError("no-train")
    if day is None:
        raise _NotTakenError("no-train-time")
    for texts in (entry.stations, *((text,) for text in entry.stations)):
        found = [stop for text in texts for part in _parts_of_way(text) if (stop := _stop(corridor, part))]
        stops = list(dict.fromkeys(found))
        if len(stops) == 2:
            return BookedTrain(train=number[0].upper(), start=stops[0], end=stops[1], day=day)
    raise _NotTakenError("no-stations")


def _parts_of_way(text: str) -> list[str]:
    return [text, *filter(None, _WAYS.split(text))]


def _stop(corridor: Corridor, text: str) -> str | None:
    """Return the one station, or else town, whose whole name a text is."""
    kinds: tuple[Kind, ...] = ("station", "town")
    found = [sorted(_exact(corridor, text, kind)) for kind in kinds]
    return next((ids[0] for ids in found if len(ids) == 1), None)


def _visit(corridor: Corridor, entry: Reservation) -> BookedVisit:
    site = _site(corridor, entry)
    if not isinstance(entry.start, datetime):
        raise _NotTakenError("no-time", id=site)
    return BookedVisit(site=site, start=entry.start.replace(second=0, microsecond=0))


def _site(corridor: Corridor, entry: Reservation) -> str:
    """Return the one site whose whole name is that of the booking, or a part of it between signs."""
    exact = partial(_exact, corridor, kind="attraction")
    for texts in (entry.names, entry.address):
        for pieces in (texts, _parts(texts)):
            found = {site for text in pieces for site in exact(text)}
            if len(found) == 1:
                return found.pop()
            if found:
                raise _NotTakenError("several-sites", ids=sorted(found))
    near = [match.place.id for text in entry.names for match in matches(corridor, text, ("attraction",))]
    if near:
        raise _NotTakenError("site-alike", ids=near[:3])
    raise _NotTakenError("no-site")


def _stay(corridor: Corridor, codes: dict[str, set[str]], entry: Reservation) -> BookedStay:
    first, last = _day(entry.start), _day(entry.end)
    if first is None or last is None:
        raise _NotTakenError("no-nights")
    if last <= first:
        raise _NotTakenError("no-night")
    if (last - first).days > MAX_NIGHTS:
        raise _NotTakenError("many-nights", n=(last - first).days, most=MAX_NIGHTS)
    return BookedStay(town=_town(corridor, codes, entry), first=first, last=last)


def _day(moment: date | None) -> date | None:
    return moment.date() if isinstance(moment, datetime) else moment


def _town(corridor: Corridor, codes: dict[str, set[str]], entry: Reservation) -> str:
    """Return the one town that the address names, and that lies in every area it names.

    The names of hotels, which say Chengdu in Chongqing too, count where there is no address.
    """
    parts = _parts(entry.address) or _parts(entry.names)
    pieces = [_RANK.sub("", part).strip() for part in parts]
    named = {town for text in pieces for town in _exact(corridor, text, "town")}
    known = [codes.get(normalised(text)) for text in pieces]
    areas = [min(found, key=len) for found in known if found]
    is_elsewhere = any(_COUNTY.search(part) and not found for part, found in zip(parts, known, strict=True))
    towns = [] if is_elsewhere else [town for town in corridor.towns if town.id in named]
    found = [town.id for town in towns if all(_lies_in(corridor, town, area) for area in areas)]
    if len(found) == 1:
        return found[0]
    if found:
        raise _NotTakenError("several-towns", ids=found)
    if areas or is_elsewhere:
        raise _NotTakenError("no-town-there", place=", ".join(pieces)[:100])
    raise _NotTakenError("no-town")


def _lies_in(corridor: Corridor, town: Town, area: str) -> bool:
    """Tell whether a town lies in an area, or in the same city as a county."""
    is_one_city = any({town.adcode, area} <= set(city.counties) for city in corridor.cities)
    return town.adcode.startswith(area) or is_one_city


def _exact(corridor: Corridor, text: str, kind: Kind) -> set[str]:
    """Return the places whose id, code, alias or whole name a text is."""
    found = [match for match in matches(corridor, text, (kind,)) if match.fit <= Fit.NAME]
    return {match.place.id for match in found if match.fit == found[0].fit}


def _parts(texts: tuple[str, ...]) -> list[str]:
    parts = (part.strip() for text in texts for part in _PARTS.split(text))
    return [part for part in dict.fromkeys(parts) if part][:MAX_PARTS]
