"""Ways between places: stations, links, and lines with their trains."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from planner.corridor.base import (
    Clock,
    Confidence,
    Days,
    Id,
    Minutes,
    Mode,
    Model,
    Money,
    Names,
    Place,
    Source,
)


class Station(Place):
    """A place where a scheduled service calls."""

    town: Id | None = Field(None, description="The town it serves")
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


def parse_calls(text: str) -> list[dict[str, str]]:
    """Return the calls written as ``station depart, station arrive-depart, station arrive``.

    A single time in between is a stop of no length.

    Raises
    ------
    ValueError
        When a call is not a station id and one or two times.

    Examples
    --------
    >>> parse_calls("chongqing-north 07:00, chengdu-east 08:30")
    [{'station': 'chongqing-north', 'depart': '07:00'}, {'station': 'chengdu-east', 'arrive': '08:30'}]
    """
    calls = []
    for part in text.split(","):
        station, _, times = part.strip().partition(" ")
        arrive, dash, depart = times.strip().partition("-")
        if not arrive or bool(dash) != bool(depart):
            raise ValueError(f"'{part.strip()}' is not a call like 'chengdu-east 08:30-08:32'")
        calls.append({"station": station, "arrive": arrive, "depart": depart or arrive})
    del calls[0]["arrive"], calls[-1]["depart"]
    return calls


def _calls_from_text(value: object) -> object:
    return parse_calls(value) if isinstance(value, str) else value


class Departure(Model):
    """One train (or coach, or ship) with its own calls."""

    code: str = Field(min_length=1)
    days: Days = "daily"
    calls: Annotated[tuple[Call, ...], BeforeValidator(_calls_from_text)] = Field(min_length=2)


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


class Fare(Model):
    """Fare of one adult: a flag plus so much per km of track, or a table of station pairs.

    The pairs come from a cited page; ``confidence`` is that of ``flag`` and ``per_km``.
    """

    flag: float = Field(0, ge=0)
    per_km: float = Field(0, ge=0)
    pairs: dict[str, Money] = Field({}, description="'station-a station-b' -> CNY, either direction")
    confidence: Confidence = "estimated"


class Line(Model):
    """A scheduled service: train by train (``departures``) or by headway (``patterns``)."""

    id: Id
    name: Names
    mode: Mode
    as_of: str = Field(min_length=1, description="The date of the timetable")
    confidence: Confidence
    fare: Fare = Fare()
    departures: tuple[Departure, ...] = ()
    patterns: tuple[Pattern, ...] = ()
    sources: tuple[Source, ...] = Field(min_length=1)
