"""Metro networks: stations, lines with their minutes, trains by headway, first and last trains, fares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator

from planner.clock import DAY_MINUTES
from planner.corridor.base import Clock, Confidence, Id, Model, Names, Place, Source
from planner.texts import Message, ToldError


class MetroHours(Model):
    """The first and the last train of a stop in one direction."""

    first: Clock
    last: Clock
    is_known: bool = Field(
        True, description="From the operator, not from a stop nearby or the network's usual hours"
    )


class Headway(Model):
    """So many minutes between trains from an hour of the day on."""

    since: Clock
    minutes: int = Field(ge=1, le=60)


class FareStep(Model):
    """What a journey of at most so many kilometres costs."""

    km: float = Field(gt=0)
    cny: int = Field(ge=0)


class MetroStation(Place):
    """A place where metro trains stop; nobody sleeps there."""


class MetroStop(Model):
    """A station on a line: minutes and kilometres from the stop before, and the hours of both directions."""

    station: Id
    minutes: float = Field(ge=0, le=60)
    km: float = Field(ge=0, le=60)
    onward: MetroHours | None = None
    back: MetroHours | None = None


def _pairs(text: str, names: tuple[str, str]) -> list[dict[str, str]]:
    parts = [part.split() for part in text.split(",")]
    if any(len(part) != 2 for part in parts):
        raise ToldError(Message("data.no-pairs", {"text": text}))
    return [dict(zip(names, part, strict=True)) for part in parts]


def _headways(value: object) -> object:
    return _pairs(value, ("since", "minutes")) if isinstance(value, str) else value


def _fares(value: object) -> object:
    return _pairs(value, ("km", "cny")) if isinstance(value, str) else value


def _station(value: object) -> object:
    """Read ``id lat lon zh en``; only the English name has blanks."""
    if not isinstance(value, str):
        return value
    words = value.split(maxsplit=4)
    if len(words) != 5:
        raise ToldError(Message("data.no-station", {"text": str(value)}))
    return {
        "id": words[0],
        "location": {"lat": words[1], "lon": words[2]},
        "name": {"zh": words[3], "en": words[4]},
    }


def _hours(text: str) -> dict[str, object] | None:
    if text == "-":
        return None
    first, _, last = text.removeprefix("~").partition("-")
    return {"first": first, "last": last, "is_known": not text.startswith("~")}


def _stop(value: object) -> object:
    """Read ``station minutes km onward back``, hours as ``06:10-23:00``, ``~06:10-23:00`` or ``-``."""
    if not isinstance(value, str):
        return value
    words = value.split()
    if len(words) != 5:
        raise ToldError(Message("data.no-stop", {"text": str(value)}))
    hours = {"onward": _hours(words[3]), "back": _hours(words[4])}
    return {"station": words[0], "minutes": words[1], "km": words[2], **hours}


Headways = Annotated[tuple[Headway, ...], BeforeValidator(_headways)]


class MetroLine(Model):
    """A line with its stops in order; trains run both ways, by headway."""

    id: Id
    name: Names
    is_loop: bool = Field(
        False, description="The last stop is joined to the first, whose minutes and km tell how far"
    )
    has_tariff: bool = Field(
        True, description="False: the network's fares do not hold there and none are known"
    )
    headways: Headways | None = Field(None, description="None: those of the network")
    stops: tuple[Annotated[MetroStop, BeforeValidator(_stop)], ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _calls_once(self) -> MetroLine:
        if len({stop.station for stop in self.stops}) < len(self.stops):
            raise ToldError(Message("data.stops-twice", {"text": self.id}))
        return self


class Metro(Model):
    """The metro of a city."""

    id: Id
    name: Names
    as_of: str = Field(min_length=1, description="The date of its tables")
    confidence: Confidence
    headways: Headways = Field(min_length=1, description="From midnight on")
    fares: Annotated[tuple[FareStep, ...], BeforeValidator(_fares)] = Field(
        min_length=1, description="By kilometres of the whole journey; beyond the last step as there"
    )
    fares_confidence: Confidence
    stations: tuple[Annotated[MetroStation, BeforeValidator(_station)], ...] = Field(min_length=2)
    lines: tuple[MetroLine, ...] = Field(min_length=1)
    sources: tuple[Source, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Metro:
        for headways in (self.headways, *(line.headways for line in self.lines if line.headways)):
            since = [step.since for step in headways]
            if since[0] != 0 or since != sorted(set(since)) or since[-1] >= DAY_MINUTES:
                raise ToldError(Message("data.headways"))
        steps = [(step.km, step.cny) for step in self.fares]
        if steps != sorted(steps):
            raise ToldError(Message("data.fares-rise"))
        return self

    def hours(self) -> Iterator[MetroHours]:
        """Yield the hours of all stops and directions."""
        for line in self.lines:
            for stop in line.stops:
                yield from (hours for hours in (stop.onward, stop.back) if hours is not None)
