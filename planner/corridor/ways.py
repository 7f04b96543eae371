"""Ways between places: stations, links, and lines with their trains."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from planner.corridor.base import (
    Clock,
    Confidence,
    Days,
    Id,
    Km,
    Minutes,
    Mode,
    Model,
    Names,
    Place,
    Source,
)
from planner.corridor.fares import Fare, TrainFare, fares_from_text
from planner.texts import Message, ToldError


class Station(Place):
    """A place where a scheduled service calls."""

    town: Id | None = Field(None, description="The town it serves")
    telecode: str | None = Field(
        None, pattern="^[A-Z]{3}$", description="The railway's code of it, for looking up trains and tickets"
    )
    boarding_minutes: Minutes = Field(20, description="From the door to the train: security and boarding")
    exit_minutes: Minutes = Field(10, description="From the train to the door")
    change_minutes: Minutes = Field(20, description="From one train to another inside the station")
    sources: tuple[Source, ...] = Field(min_length=1)


class Junction(Place):
    """A node of the road graph where nobody sleeps."""


RoadClass = Literal["expressway", "trunk", "mountain", "city", "local"]


class Link(Model):
    """A way between two places that can be used at any time; both directions unless ``one_way``."""

    start: Id
    end: Id
    mode: Mode = "road"
    road_class: RoadClass
    km: float = Field(gt=0, le=1000)
    minutes: int = Field(ge=1, le=1000)
    one_way: bool = False
    confidence: Confidence = "estimated"
    source: str = Field("", description="Empty: km and minutes come from the rule in docs/travel-times.md")


class Call(Model):
    """A stop of a train; ``arrive`` is empty at the first and ``depart`` at the last."""

    station: Id
    arrive: Clock | None = None
    depart: Clock | None = None
    km: Km | None = Field(
        None, description="Kilometres of track since the first call that has them; None: not known"
    )
    fast_km: Km = Field(0, description="Of these, on lines where trains go faster than 250 km/h")


def parse_calls(text: str) -> list[dict[str, str | int]]:
    """Return the calls written as ``station depart, station arrive-depart, station arrive``.

    A single time in between is a stop of no length. A number behind the times is the kilometres of track since
    the first call that has one; in ``122+31`` the 31 are on lines where trains go faster than 250 km/h.

    Raises
    ------
    ValueError
        When a call is not a station id, one or two times, and at most one length.

    Examples
    --------
    >>> parse_calls("chongqing-north 07:00, chengdu-east 08:30")
    [{'station': 'chongqing-north', 'depart': '07:00'}, {'station': 'chengdu-east', 'arrive': '08:30'}]
    >>> parse_calls("xipu 07:00 0, lidui-park 07:30 44")[1]
    {'station': 'lidui-park', 'arrive': '07:30', 'km': 44, 'fast_km': 0}
    """
    calls: list[dict[str, str | int]] = []
    for part in text.split(","):
        station, times, length = (*part.split(), "", "")[:3]
        arrive, dash, depart = times.partition("-")
        if not arrive or bool(dash) != bool(depart) or len(part.split()) > 3:
            raise ToldError(Message("data.no-call", {"text": part.strip()}))
        calls.append({"station": station, "arrive": arrive, "depart": depart or arrive, **_lengths(length)})
    del calls[0]["arrive"], calls[-1]["depart"]
    return calls


def _lengths(text: str) -> dict[str, int]:
    if not text:
        return {}
    ordinary, _, fast = text.partition("+")
    if not ordinary.isdecimal() or (fast and not fast.isdecimal()):
        raise ToldError(Message("data.no-length", {"text": text}))
    return {"km": int(ordinary) + int(fast or 0), "fast_km": int(fast or 0)}


def _calls_from_text(value: object) -> object:
    return parse_calls(value) if isinstance(value, str) else value


class Departure(Model):
    """One train (or coach, or ship) with its own calls."""

    code: str = Field(min_length=1)
    days: Days = "daily"
    calls: Annotated[tuple[Call, ...], BeforeValidator(_calls_from_text)] = Field(min_length=2)
    fares: Annotated[tuple[TrainFare, ...], BeforeValidator(fares_from_text)] = Field(
        (), description="Asked of the ticket service for this very train"
    )


class PatternCall(Model):
    """A stop of a pattern: minutes after the departure at the first stop."""

    station: Id
    arrive: Minutes
    depart: Minutes


def _pattern_calls_from_text(value: object) -> object:
    """Read ``station 0, station 12-14, station 30``: minutes after the first departure."""
    if not isinstance(value, str):
        return value
    return [{"arrive": "0", "depart": call.get("arrive", "0"), **call} for call in parse_calls(value)]


class Pattern(Model):
    """A service that runs every so many minutes, both ends included."""

    code: str = Field(min_length=1, description="What to look for on the board, such as 'Metro 3'")
    calls: Annotated[tuple[PatternCall, ...], BeforeValidator(_pattern_calls_from_text)] = Field(min_length=2)
    first: Clock
    last: Clock
    every: int = Field(ge=1, le=1440)
    both_ways: bool = True
    days: Days = "daily"


class Line(Model):
    """A scheduled service: train by train (``departures``) or by headway (``patterns``)."""

    id: Id
    name: Names
    mode: Mode
    as_of: str = Field(min_length=1, description="The date of the timetable")
    running_days: Literal["known", "unknown"] = Field(
        "known", description="unknown: the timetable does not say on which days its trains run"
    )
    confidence: Confidence
    fare: Fare = Fare()
    departures: tuple[Departure, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    sources: tuple[Source, ...] = Field(min_length=1)

    @property
    def services(self) -> tuple[Departure | Pattern, ...]:
        """What runs on the line, train by train and by headway."""
        return (*self.departures, *self.patterns)
