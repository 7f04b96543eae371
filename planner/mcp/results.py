"""What tools return: as data, and as text that says all of it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from planner.corridor import Names
from planner.geo import in_datum
from planner.mcp.tokens import MOST, tokens

R = TypeVar("R", bound="Result")


def gcj02(lat: float, lon: float) -> str:
    """Return a WGS84 position as the tools of Amap take it: longitude, latitude, in GCJ-02.

    Examples
    --------
    >>> gcj02(31.00308, 104.21814)
    '104.22054,31.00070'
    """
    lat, lon = in_datum("gcj02", lat, lon)
    return f"{lon:.5f},{lat:.5f}"


class Result(BaseModel):
    """What a tool returns."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def data(self) -> dict[str, Any]:
        """Return it as JSON-ready data, without what is not known."""
        return self.model_dump(mode="json", by_alias=True, exclude_defaults=True)

    def text(self) -> str:
        """Return it as text, a line for each part."""
        return "\n".join(_lines(self.data()))


def _lines(data: dict[str, Any], indent: str = "") -> Iterator[str]:
    """Yield what is single on one line, then each list under its name."""
    single = {key: value for key, value in data.items() if not isinstance(value, list | dict)}
    if single:
        yield indent + "; ".join(f"{key} {_plain(value)}" for key, value in single.items())
    for key, value in data.items():
        if isinstance(value, dict):
            yield f"{indent}{key}:"
            yield from _lines(value, indent + "  ")
        elif isinstance(value, list) and all(not isinstance(each, dict) for each in value):
            yield from _list(key, list(map(str, value)), indent)
        elif isinstance(value, list):
            yield f"{indent}{key}:"
            for each in value:
                first, *rest = _lines(each, indent + "  ")
                yield from (f"{indent}- {first.strip()}", *rest)


def _list(name: str, texts: list[str], indent: str) -> Iterator[str]:
    """Yield words on one line, sentences each on its own."""
    if any(" " in text for text in texts):
        yield f"{indent}{name}:"
        yield from (f"{indent}- {text}" for text in texts)
    else:
        yield f"{indent}{name}: {', '.join(texts)}"


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


class Spot(Result):
    """A place."""

    id: str
    zh: str
    en: str
    gcj02: str = Field(description="'lng,lat' in GCJ-02, as Amap takes it")
    telecode: str | None = Field(None, description="12306 station code")


class Stop(Spot):
    """Where the travellers stay or change, and how they come there from the stop before."""

    date: str
    arrive: str | None = None
    leave: str | None = None
    by: str | None = Field(None, description="Mode of travel from the stop before")
    train: str | None = Field(None, description="Or another service's number")
    ride_cny: int | None = None
    visit: str | None = Field(None, description="From-until")
    ticket_cny: int | None = None
    book: str | None = Field(None, description="To be booked ahead, and how")
    meal: str | None = None
    night: bool = False
    night_cny: int | None = None

    def line(self, date: str) -> str:
        """Return the stop on one line of a day."""
        times = "-".join(filter(None, (self.arrive, self.leave)))
        when = times if self.date == date else f"{self.date} {times}"
        code = f" {self.telecode}" if self.telecode else ""
        how = [f"by {self.by} {self.train or ''}".strip()] if self.by else []
        named = {"visit": self.visit, "meal": self.meal, "book ahead": self.book}
        prices = {"ride": self.ride_cny, "ticket": self.ticket_cny, "night": self.night_cny}
        how += [f"{name} {value}" for name, value in named.items() if value]
        how += ["night"] if self.night else []
        how += [f"{name} {value} CNY" for name, value in prices.items() if value is not None]
        return "; ".join([f"{when} {self.zh} {self.en} [{self.id} {self.gcj02}{code}]", *how])


class TicketQuery(Result):
    """As get-tickets of 12306 servers takes it."""

    date: str
    from_station: str = Field(alias="fromStation")
    to_station: str = Field(alias="toStation")


class Train(Result):
    """A train to book."""

    train: str
    depart: str
    zh: str = Field(description="Stations")
    opens: str | None = Field(None, description="First day of sale")
    query: TicketQuery

    def line(self) -> str:
        """Return the train on one line."""
        asked = self.query
        opens = f"; sale opens {self.opens}" if self.opens else ""
        return f"{self.train} {asked.date} {self.depart} {self.zh} [{asked.from_station} {asked.to_station}]{opens}"


class PlanDay(Result):
    """A day."""

    day: int
    date: str
    stops: list[Stop] = []
    trains: list[Train] = []

    def lines(self) -> Iterator[str]:
        """Yield the day's lines."""
        yield f"Day {self.day}, {self.date}:"
        yield from (f"- {stop.line(self.date)}" for stop in self.stops)
        yield from (f"train to book: {train.line()}" for train in self.trains)


class DayInShort(Result):
    """A day in short."""

    day: int
    date: str
    visits: list[str] = Field([], description="Chinese names")
    night: str | None = None


class Plan(Result):
    """A plan, or some days of it."""

    plan: str = Field(description="Id for the other tools")
    valid_until: datetime
    summary: str
    status: Literal["optimal", "feasible"]
    gap: float | None = Field(None, description="At most so much better could any plan be")
    cost_cny: int
    transit_minutes: int
    changes: list[str] = Field([], description="From the plan before")
    overview: list[DayInShort] = []
    days: list[PlanDay] = []
    next_day: int | None = Field(None, description="Further days: show_plan from_day")
    notices: list[str] = []

    def text(self) -> str:
        """Return the plan day by day, a line for each stop."""
        head = self.model_copy(update={"days": [], "overview": [], "notices": []})
        lines = [*_lines(head.data())]
        for day in self.overview:
            night = f"; night in {day.night}" if day.night else ""
            lines.append(f"Day {day.day}, {day.date}: {'、'.join(day.visits) or '-'}{night}")
        lines += [line for day in self.days for line in day.lines()]
        return "\n".join([*lines, *(f"Notice: {notice}" for notice in self.notices)])


class Checked(Result):
    """What the independent checker says."""

    good: bool
    right: int = Field(description="Facts found right")
    violations: list[str] = []
    unchecked: int = Field(description="Facts the data cannot settle")
    more: int = Field(0, description="Violations not listed")


class Explained(Result):
    """Why, in words and numbers of worth."""

    told: list[str]
    loss: int | None = Field(None, description="Worth lost with the site in")
    proven: bool | None = None
    plan_with_it: str | None = Field(None, description="Id of the best plan with the site")
    valid_until: datetime | None = None


class Proposed(Result):
    """A visit that can be added."""

    site: str
    zh: str
    en: str
    day: int
    instead_of: str | None = None
    gain: int = Field(description="Of worth; mostly below 0")
    plan: str = Field(description="Id of the plan with it")


class Proposals(Result):
    """Visits that can be added."""

    found: int
    valid_until: datetime | None = None
    suggestions: list[Proposed] = []


class Site(Spot):
    """A site."""

    score: int
    level: str | None = None
    tags: list[str] = []
    hours: str | None = Field(None, description="OpenStreetMap syntax")
    ticket_cny: float | None = None
    minutes: int | None = Field(None, description="Typical visit")
    km: float | None = Field(None, description="From `near`, straight")


class Sites(Result):
    """Sites, best first."""

    found: int
    sites: list[Site] = []


class Way(Result):
    """A journey from door to door."""

    depart: str
    arrive: str
    minutes: int
    cny: float
    best: bool = Field(False, description="No other is better in all of time, changes, money")
    legs: list[str] = Field(description="Times, mode, service, stations [telecodes]")
    tickets: list[TicketQuery] = []


class Ways(Result):
    """Journeys."""

    date: str
    origin: Spot
    target: Spot
    found: int
    journeys: list[Way] = []


class Listed(Result):
    """A product or theme."""

    id: str
    zh: str
    en: str
    days: list[int] = []
    about: str | None = None


class Products(Result):
    """Ready trips, and themes."""

    products: list[Listed] = []
    themes: list[Listed] = []


def spot(id_: str, name: Names, lat: float, lon: float, telecode: str | None = None) -> dict[str, Any]:
    """Return the fields of a `Spot`."""
    return {"id": id_, "zh": name.zh, "en": name.en, "gcj02": gcj02(lat, lon), "telecode": telecode}


def shortened(texts: Iterable[str], most: int, longest: int = 240) -> list[str]:
    """Return texts cut to a length, the last one that more were left out."""
    whole = list(dict.fromkeys(texts))
    cut = [text if len(text) <= longest else text[: longest - 1] + "…" for text in whole[:most]]
    return cut if len(whole) <= most else [*cut, f"... and {len(whole) - most} more"]


def size(result: Result) -> int:
    """Return the tokens of a result, its data and its text together."""
    return tokens(json.dumps(result.data(), ensure_ascii=False)) + tokens(result.text())


def fitting(result: R, *lists: str) -> R:
    """Return a result without the last of some lists, where it is too long for an assistant."""
    for name in lists:
        while size(result) > MOST and (entries := getattr(result, name)):
            result = result.model_copy(update={name: entries[:-1]})
    return result
