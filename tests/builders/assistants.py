"""An assistant with our tools and those of 12306 and Amap servers, of which only what they are given is real."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, Literal

from mcp import Client
from mcp.types import TextContent

from planner.asking import Answer, Ask, Pending
from planner.asking.process import Answerer
from planner.atlas import Atlas
from planner.corridor import Corridor
from planner.geo import in_datum
from planner.loading import load_corridor
from planner.mcp.clerk import Clerk
from planner.mcp.office import Office
from planner.mcp.server import server_of
from planner.mcp.store import Store
from planner.stopping import Report, StopToken, no_report
from tests.builders.paths import SMALL

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CODES = {"east-station": "EAW", "west-station": "WEW"}  # made up
MOST_CALLS = 4


class Inline:
    """Answers in threads of this process, as `Workers` do in others."""

    def __init__(self, answer: Answerer) -> None:
        self._answer = answer
        self._pool = ThreadPoolExecutor(2)

    def submit(self, ask: Ask, report: Report = no_report, *, near: str | None = None) -> Pending:
        stop = StopToken()
        pending = Pending(ask, report, near, _stop=stop.set)
        self._pool.submit(self._run, pending, stop)
        return pending

    def _run(self, pending: Pending, stop: StopToken) -> None:
        pending.answer.set_result(self._answer(pending.ask, stop, pending.report))


@cache
def with_codes() -> Corridor:
    """Return the small corridor with codes of its stations."""
    small = load_corridor(SMALL)
    stations = tuple(station.model_copy(update={"telecode": CODES[station.id]}) for station in small.stations)
    return small.model_copy(update={"stations": stations})


@cache
def clerk() -> Clerk:
    """Return one that answers over the small corridor."""
    return Clerk(Atlas(with_codes(), use_cache=False))


def quickly(ask: Ask, stop: StopToken, report: Report) -> Answer:
    """Answer over the small corridor, after little search."""
    if ask.kind in ("plan", "replan", "edit", "explain"):
        ask = Ask(ask.kind, {"work": 60, "threads": 1, **ask.body}, ask.plan)
    return clerk()(ask, stop, report)


def office(answer: Answerer = quickly, *, on_disk: bool = False) -> Office:
    """Return where an assistant asks."""
    return Office(Inline(answer), Store(on_disk=on_disk, now=lambda: NOW))


class PartnerError(Exception):
    """A partner's tool refuses what it is given."""


class Rail:
    """As the servers of 12306 take it: days from today on, codes of stations."""

    def __init__(self, corridor: Corridor, today: date) -> None:
        self._codes, self._today = {station.telecode for station in corridor.stations}, today
        self.asked: list[dict[str, str]] = []

    def get_tickets(self, date: str, fromStation: str, toStation: str) -> str:  # noqa: N803
        if not re.fullmatch(r"\d{4}-\d\d-\d\d", date) or datetime.fromisoformat(date).date() < self._today:
            raise PartnerError("date")
        for code in (fromStation, toStation):
            if not re.fullmatch("[A-Z]{3}", code) or code not in self._codes:
                raise PartnerError("Station not found.")
        if fromStation == toStation:
            raise PartnerError("the same station")
        self.asked.append({"date": date, "fromStation": fromStation, "toStation": toStation})
        return f"{fromStation}-{toStation}: seats"


class Amap:
    """As the servers of Amap take it: "lng,lat" with six decimals at most; only places of the corridor, in GCJ-02."""

    def __init__(self, corridor: Corridor) -> None:
        self._places = {
            place.id: in_datum("gcj02", place.location.lat, place.location.lon)
            for place in corridor.places.values()
        }
        self.asked = 0

    def maps_direction_driving(self, origin: str, destination: str) -> tuple[str, str]:
        start, end = self.maps_regeocode(origin), self.maps_regeocode(destination)
        if start == end:
            raise PartnerError("no way to go")
        return start, end

    maps_direction_walking = maps_direction_driving

    def maps_around_search(self, location: str, radius: str, keywords: str) -> str:
        if not radius.isdecimal() or not keywords:
            raise PartnerError("radius")
        return self.maps_regeocode(location)

    def maps_regeocode(self, location: str) -> str:
        """Return the place there."""
        if not re.fullmatch(r"\d{2,3}\.\d{1,6},\d{1,2}\.\d{1,6}", location):
            raise PartnerError("INVALID_PARAMS")
        lon, lat = map(float, location.split(","))
        for name, (north, east) in self._places.items():
            if abs(north - lat) < 2e-5 and abs(east - lon) < 2e-5:  # about two metres
                self.asked += 1
                return name
        raise PartnerError(f"nothing known at {location}")


class Assistant:
    """Calls tools, and counts the calls to us."""

    def __init__(self, client: Client, corridor: Corridor, today: date) -> None:
        self.client, self.rail, self.amap = client, Rail(corridor, today), Amap(corridor)
        self.num_calls = 0

    async def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """Return what a tool answers, which is no error."""
        data, is_error = await self.attempt(tool, **arguments)
        assert not is_error, data
        return data

    async def refused(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """Return what is wrong with a call."""
        data, is_error = await self.attempt(tool, **arguments)
        assert is_error, data
        return data

    async def attempt(self, tool: str, **arguments: Any) -> tuple[dict[str, Any], bool]:
        self.num_calls += 1
        assert self.num_calls <= MOST_CALLS
        result = await self.client.call_tool(
            tool, {key.rstrip("_"): value for key, value in arguments.items()}
        )
        assert isinstance(result.content[0], TextContent)
        assert result.structured_content is not None
        return result.structured_content, result.is_error

    async def read(self, uri: str) -> str:
        """Return a resource as text."""
        (content,) = (await self.client.read_resource(uri)).contents
        return str(getattr(content, "text", ""))


Mode = Literal["auto", "legacy"]


@asynccontextmanager
async def connected(where: Office, mode: Mode = "auto") -> AsyncIterator[Client]:
    """Yield a client of a server in this process, by today's revision of the protocol or the one before."""
    async with Client(server_of(where), mode=mode) as client:
        yield client


def run(task: Callable[[Client], Awaitable[None]], where: Office, mode: Mode = "auto") -> None:
    """Let a client do a task."""

    async def go() -> None:
        async with connected(where, mode) as client:
            await task(client)

    asyncio.run(go())
