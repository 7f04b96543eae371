"""The tools: definitions and answers are short, data and text each say all, and wrong input can be mended."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from functools import cache
from threading import Event
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from mcp import Client
from mcp.types import TextContent

from planner.asking import Answer, Ask
from planner.itinerary import Itinerary
from planner.mcp.clerk import Clerk
from planner.mcp.days import shown
from planner.mcp.results import size
from planner.mcp.tokens import MOST, tokens
from planner.mcp.tools import TOOLS, Offered
from planner.stopping import Report, StopToken
from tests.builders.assistants import NOW, Mode, clerk, office, run
from tests.builders.shipped import shipped_atlas

WISH = {"days": 2, "date": "2026-12-05", "from": "east-city", "to": "west-city", "mode": "transit"}
SOME: dict[str, dict[str, Any]] = {
    "plan_trip": WISH,
    "show_plan": {"from_day": 2},
    "check_plan": {},
    "explain": {},
    "replan": {"now": "2026-12-05T08:30", "late": 20},
    "edit_plan": {"drop": ["east-museum"]},
    "suggest": {},
    "journeys": {"from": "east-city", "to": "mid-grotto", "date": "2026-12-05"},
    "find_sites": {"query": "museum"},
    "list_products": {},
}


def test_the_definitions_are_few_and_short() -> None:
    assert len(TOOLS) <= 10
    told = [
        tool.as_tool().model_dump(mode="json", by_alias=True, exclude_none=True) for tool in TOOLS.values()
    ]
    for separators in ((",", ":"), (", ", ": ")):  # as clients write them
        texts = (json.dumps(each, ensure_ascii=False, separators=separators) for each in told)
        assert sum(map(tokens, texts)) < MOST


@pytest.mark.parametrize("tool", TOOLS.values(), ids=lambda tool: tool.name)
def test_a_definition_is_whole(tool: Offered) -> None:
    told = tool.as_tool().model_dump(mode="json", by_alias=True, exclude_none=True)
    for name in ("inputSchema", "outputSchema"):
        Draft202012Validator.check_schema(told[name])
    hints = ("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint")
    assert told["annotations"].keys() == set(hints)
    assert told["title"]
    assert ("plan" in told["inputSchema"]["properties"]) is tool.of_plan


@cache
def answers() -> dict[str, tuple[dict[str, Any], str]]:
    """Return data and text of one answer of each tool."""
    found: dict[str, tuple[dict[str, Any], str]] = {}

    async def ask(client: Client) -> None:
        await client.list_tools()  # so that the client holds the answers to their schemas
        for name, arguments in SOME.items():
            plan = {"plan": found["plan_trip"][0]["plan"]} if TOOLS[name].of_plan else {}
            result = await client.call_tool(name, {**plan, **arguments})
            (content,) = result.content
            assert isinstance(content, TextContent)
            assert result.structured_content is not None
            assert not result.is_error, content.text
            found[name] = result.structured_content, content.text

    run(ask, office())
    return found


def scalars(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for value in data.values():
            yield from scalars(value)
    elif isinstance(data, list):
        for value in data:
            yield from scalars(value)
    elif not isinstance(data, bool):
        yield str(data)


@pytest.mark.parametrize("name", TOOLS)
def test_the_text_says_all_that_the_data_says(name: str) -> None:
    data, text = answers()[name]
    assert data
    missing = [value for value in scalars(data) if value not in text]
    assert missing == []


@pytest.mark.parametrize("name", ["plan_trip", "show_plan", "replan", "edit_plan"])
def test_every_stop_has_date_and_position_and_stations_their_code(name: str) -> None:
    for day in answers()[name][0]["days"]:
        for stop in day["stops"]:
            assert re.fullmatch(r"2026-12-0\d", stop["date"])
            assert re.fullmatch(r"10\d\.\d{5},[23]\d\.\d{5}", stop["gcj02"])
            assert ("telecode" in stop) == stop["id"].endswith("-station")


def test_a_plan_says_until_when_its_id_is_valid() -> None:
    data, text = answers()["plan_trip"]
    assert data["valid_until"] == "2026-06-08T00:00:00Z"
    assert data["valid_until"] in text


def days_of(plan: Itinerary, number: int) -> Itinerary:
    """Return a plan whose days are those of another one, again and again."""
    days = [
        plan.days[index % len(plan.days)].model_copy(update={"day": index + 1}) for index in range(number)
    ]
    return plan.model_copy(update={"days": tuple(days)})


def test_long_plans_are_read_page_by_page() -> None:
    wish = {**WISH, "work": 60, "threads": 1}
    long = days_of(Itinerary.model_validate_json(clerk()(Ask("plan", wish)).text), 14)
    page = shown(long, "x" * 12, NOW)
    assert len(page.overview) == 14
    read = list(page.days)
    while page.next_day:
        assert size(page) <= MOST
        page = shown(long, "x" * 12, NOW, from_day=page.next_day)
        read += page.days
    assert [day.day for day in read] == list(range(1, 15))


@pytest.mark.parametrize(
    ("kind", "body", "least"),
    [
        ("sites", {"most": 20}, 5),
        ("products", {}, 20),
        (
            "journeys",
            {"from": "chongqing", "to": "jiuzhaigou", "date": "2026-12-05", "most": 12, "before": "09:00"},
            2,
        ),
    ],
)
def test_the_longest_answers_of_the_shipped_corridor_are_short(
    kind: str, body: dict[str, Any], least: int
) -> None:
    tool = next(each for each in TOOLS.values() if each.name in (kind, f"find_{kind}", f"list_{kind}"))
    answer = Clerk(shipped_atlas())(Ask(kind, body))
    assert answer.exit_code == 0, answer.text
    result = tool.returns.model_validate(answer.data)
    assert size(result) <= MOST
    assert sum(len(value) for value in result.data().values() if isinstance(value, list)) >= least


@pytest.mark.parametrize(
    ("name", "arguments", "field", "candidate"),
    [
        ("plan_trip", {**WISH, "from": "east-cty"}, "from", "east-city"),
        ("plan_trip", {**WISH, "pace": "hasty"}, "pace", None),
        ("plan_trip", {**WISH, "dates": 3}, "dates", "date"),
        ("plan_trip", {"date": "2026-12-05", "from": "east-city"}, "days", None),
        ("show_plan", {"plan": "none"}, "plan", None),
        ("show_plan", {}, "plan", None),
        ("explain", {"plan": "../../etc/passwd"}, "plan", None),
        ("journeys", {**SOME["journeys"], "date": "2026-02-30"}, "date", None),
        ("journeys", {**SOME["journeys"], "to": "mid-groto"}, "to", "mid-grotto"),
        ("journeys", {**SOME["journeys"], "after": "soon"}, "after", None),
        ("find_sites", {"query": "gratto"}, "query", "mid-grotto"),
        ("find_sites", {"theme": "stones and bones"}, "theme", None),
        ("find_sites", {"colour": "red"}, "colour", "query"),
        ("list_products", {"days": 3}, "days", None),
    ],
)
def test_wrong_input_names_its_field(
    name: str, arguments: dict[str, Any], field: str, candidate: str | None
) -> None:
    async def ask(client: Client) -> None:
        result = await client.call_tool(name, arguments)
        assert result.is_error
        assert result.structured_content is not None
        assert isinstance(result.content[0], TextContent)
        assert result.structured_content["field"] == field
        assert field in result.content[0].text
        if candidate:
            assert candidate in result.structured_content["candidates"][0]
            assert candidate in result.content[0].text

    run(ask, office())


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_better_plans_are_told_and_a_call_that_is_given_up_ends_the_search(mode: Mode) -> None:
    told, stopped = Event(), Event()

    def until_stopped(ask: Ask, stop: StopToken, report: Report) -> Answer:  # noqa: ARG001
        report(100, 120)
        while not stop.is_set:
            pass
        stopped.set()
        return Answer("null", 130)

    async def heard(progress: float, total: float | None, message: str | None) -> None:  # noqa: ARG001
        assert message == "best so far 100 · none above 120"
        told.set()

    async def ask(client: Client) -> None:
        call = asyncio.create_task(client.call_tool("plan_trip", WISH, progress_callback=heard))
        assert await asyncio.to_thread(told.wait, 30)
        call.cancel()
        assert await asyncio.to_thread(stopped.wait, 30)

    run(ask, office(until_stopped), mode)
