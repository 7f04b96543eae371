"""The server: tools and resources over stdio or streamable HTTP, in today's protocol or an older revision."""

from __future__ import annotations

import signal
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import anyio
from mcp import MCPError, stdio_server
from mcp.server import Server
from mcp.server.apps import APP_MIME_TYPE, EXTENSION_ID
from mcp.server.context import ServerRequestContext
from mcp.types import (
    INVALID_PARAMS,
    CallToolRequestParams,
    CallToolResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    TextContent,
)

from planner.asking import Workers
from planner.asking.answering import problem
from planner.errors import PlannerError
from planner.export.view import Language
from planner.mcp.clerk import open_clerk
from planner.mcp.gate import Gate
from planner.mcp.office import Office, RefusedError
from planner.mcp.refusals import refusal
from planner.mcp.resources import LISTED, TEMPLATES, read
from planner.mcp.store import Store
from planner.mcp.tools import TOOLS

MOST_WAITING = 20  # of all who ask over HTTP
INSTRUCTIONS = """Plans trips between Chongqing and Sichuan that can really be travelled. All times are China's.
plan_trip gives a plan with an id, valid until the time it says; the other tools take it. Each stop has its date, the
position as Amap's tools take it (gcj02) and, of stations, the 12306 telecode: to query seats pass a train's `query` to
get-tickets; to route pass the gcj02 of two stops as origin and destination. Seats, weather
and traffic are not known here."""

Context = ServerRequestContext[Any, Any]
Asked = PaginatedRequestParams | None


def server_of(office: Office) -> Server[Any]:
    """Return the server that answers from an office."""

    async def list_tools(_: Context, __: Asked) -> ListToolsResult:
        return ListToolsResult(tools=[tool.as_tool() for tool in TOOLS.values()])

    async def list_resources(_: Context, __: Asked) -> ListResourcesResult:
        return ListResourcesResult(resources=LISTED)

    async def list_templates(_: Context, __: Asked) -> ListResourceTemplatesResult:
        return ListResourceTemplatesResult(resource_templates=TEMPLATES)

    async def call_tool(context: Context, params: CallToolRequestParams) -> CallToolResult:
        tool = TOOLS.get(params.name)
        if tool is None:
            raise MCPError(INVALID_PARAMS, f"no tool {params.name!r}; there are {', '.join(TOOLS)}")

        async def telling(number: int, text: str) -> None:
            await context.session.report_progress(number, message=text)

        try:
            result = await tool.run(office, params.arguments or {}, telling)
        except RefusedError as error:
            return refusal(error.answer, office.language)
        except PlannerError as error:
            return refusal(problem(error), office.language)
        return CallToolResult(
            content=[TextContent(type="text", text=result.text())], structured_content=result.data()
        )

    async def read_resource(_: Context, params: ReadResourceRequestParams) -> ReadResourceResult:
        try:
            return ReadResourceResult(contents=list(await read(office, str(params.uri))))
        except RefusedError as error:
            said = error.answer.data["message"]
        except PlannerError as error:
            said = error.say()
        raise MCPError(INVALID_PARAMS, said, {"uri": str(params.uri)})

    server: Server[Any] = Server(
        "bashu-planner",
        version=version("bashu-planner"),
        title="Bashu trip planner",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
    )
    server.extensions[EXTENSION_ID] = {"mimeTypes": [APP_MIME_TYPE]}
    return server


@contextmanager
def open_office(
    data: Path | None, language: Language, *, workers: int, use_cache: bool, most_waiting: int | None = None
) -> Iterator[Office]:
    """Open an office with processes that answer, which end with it."""
    make = partial(open_clerk, data, use_cache=use_cache)
    clerks = Workers(make, workers, most_waiting=most_waiting)
    try:
        yield Office(clerks, Store(on_disk=use_cache), language)
    finally:
        clerks.close(seconds=1)


def serve_stdio(data: Path | None, language: Language, *, workers: int, use_cache: bool) -> None:
    """Serve one assistant over stdin and stdout until it closes them; Ctrl-C ends it at once."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # who waits for a line of stdin hears nothing else

    async def serve(office: Office) -> None:
        server = server_of(office)
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    with open_office(data, language, workers=workers, use_cache=use_cache) as office:
        try:
            anyio.run(serve, office)
        except* BrokenPipeError:
            pass  # the assistant has gone, with whatever it had asked


def serve_http(
    data: Path | None,
    language: Language,
    *,
    workers: int,
    use_cache: bool,
    host: str,
    port: int,
    tokens: Collection[str] = (),
) -> None:
    """Serve assistants over streamable HTTP at ``/mcp`` until somebody ends it; with tokens those who have one."""
    import uvicorn

    with open_office(
        data, language, workers=workers, use_cache=use_cache, most_waiting=MOST_WAITING
    ) as office:
        app = server_of(office).streamable_http_app(host=host)
        uvicorn.run(Gate(app, tokens) if tokens else app, host=host, port=port, log_level="warning")
