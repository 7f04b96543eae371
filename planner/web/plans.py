"""Plans: looked for, looked at while that goes on, told in every format, ended and deleted; and answers likewise."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from functools import partial
from typing import Annotated, Any, Literal

from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Query, Request, Response
from sse_starlette import EventSourceResponse

from planner import clock
from planner.asking import Ask
from planner.errors import RequestError
from planner.export import FORMATS, export
from planner.export.html import policy
from planner.export.tasks import seen_on
from planner.itinerary import Itinerary
from planner.request import Asked
from planner.store import State
from planner.texts import Message
from planner.texts.further import ViewLanguage
from planner.web.answering import JSON, answer, document, job_of, plan_text, rendered, shape_of
from planner.web.described import UNCHANGED, WISH, body, formats, problems, wish_schema
from planner.web.documents import JobDocument, document_of
from planner.web.exact import check_kinds
from planner.web.problems import WebError
from planner.web.reading import Body, Client
from planner.web.state import State as Server
from planner.web.state import state_of
from planner.wording.faults import amount

router = APIRouter(tags=["plans"])
Fields = Annotated[str | None, Query(max_length=500, description="Only these of its fields, with commas")]
Compact = Annotated[bool, Query(description="Without what the data and its rest say (docs/cli.md)")]
Language = Annotated[ViewLanguage, Query(description="Of texts for people")]
FormatName = Annotated[str, Path(json_schema_extra={"enum": list(FORMATS)})]
Datum = Annotated[Literal["wgs84", "gcj02"], Query(description="Of positions in GeoJSON")]
JOB: dict[int | str, dict[str, Any]] = {
    202: {"model": JobDocument, "description": "It is kept and will be answered; Location says where"}
}


@router.post(
    "/v1/plans",
    response_model=None,
    responses={
        200: {
            "description": "The itinerary, or what was asked of it",
            "content": {JSON: {"schema": {"type": "object"}}},
        },
        **JOB,
        **problems(404, 409, 413, 415, 503),
    },
    openapi_extra=body(wish_schema(), WISH, is_needed=True),
)
async def make_plan(
    request: Request, client: Client, words: Body, fields: Fields = None, compact: Compact = False
) -> Response:
    """Look for the best plan of a wish.

    `Prefer: respond-async` gives 202 and a job at once. With an `Idempotency-Key` the same request is answered once.
    What is known already is the answer, unless `Cache-Control: no-cache` is sent; of two the one with the smaller gap.
    """
    server = state_of(request)
    shape = shape_of(server, fields, compact)
    check_kinds(words, Asked)
    asked = await run_sync(server.desk.wish, words, limiter=server.threads)
    check_limits(server, asked.time_limit, asked.work)
    return await answer(request, client, Ask("plan", words), asked.model_dump_json(by_alias=True), shape)


def check_limits(server: Server, seconds: float | None, work: int | None) -> None:
    """Let nobody search longer than the server has.

    Raises
    ------
    RequestError
        When it is too long.
    """
    most, most_work = server.settings.most_seconds, server.settings.most_work
    if work is None and seconds is not None and seconds > most:
        raise _too_long("time_limit", most, seconds)
    if work is not None and work > most_work:
        raise _too_long("work", most_work, work)


def _too_long(field: str, most: float, value: float) -> RequestError:
    message = Message("web.too-long", {"most": amount(field, most)})
    return RequestError(message, field=field, value=value)


@router.get("/v1/plans/{id}/events", response_class=EventSourceResponse, responses=problems(404))
async def plan_events(request: Request, client: Client, id: str) -> Response:
    """Follow the search for a plan as server-sent events: `progress` with its bound, then `done` or `failed`."""
    return await _events(request, client, id, of_plans=True)


@router.get("/v1/answers/{id}/events", response_class=EventSourceResponse, responses=problems(404))
async def answer_events(request: Request, client: Client, id: str) -> Response:
    """Follow the search for an answer (server-sent events)."""
    return await _events(request, client, id, of_plans=False)


async def _events(request: Request, client: str, id_: str, *, of_plans: bool) -> Response:
    server = state_of(request)
    await job_of(request, id_, client, of_plans=of_plans)
    data_hash = server.desk.atlas.corridor.data_hash

    async def events() -> AsyncIterator[dict[str, str]]:
        async for job in server.board.changes(id_, client):
            told = document_of(job, data_hash, server.store.now(), with_answer=False)
            name = "progress" if job.state is State.WORKING else job.state.value
            yield {"event": name, "data": told.model_dump_json(exclude={"answer"})}

    return EventSourceResponse(events())


@router.get(
    "/v1/plans/{id}.{format}",
    response_model=None,
    responses={
        200: {"description": "The plan", "content": formats(*(each.media_type for each in FORMATS.values()))},
        **UNCHANGED,
        **problems(404, 409),
    },
)
async def plan_in_format(
    request: Request,
    client: Client,
    id: str,
    format: FormatName,
    language: Language = "en",
    datum: Datum = "wgs84",
    fields: Fields = None,
    compact: Compact = False,
) -> Response:
    """Tell a plan in a format: the same as those of the command line."""
    server, exporter = state_of(request), FORMATS.get(format)
    if exporter is None:
        known = list(FORMATS)
        raise WebError(404, "not-found", Message("web.no-format", {"format": format[:40], "known": known}))
    text = plan_text(await job_of(request, id, client, of_plans=True))
    headers = {"Content-Disposition": f'inline; filename="plan{exporter.suffix}"'}
    make: Callable[[], str | bytes]
    if format == "json":
        make = partial(shape_of(server, fields, compact), text)
    else:
        make = partial(_exported, text, format, language, datum)
    if format == "html":
        headers["Content-Security-Policy"] = policy()
    limiter = server.browsers if format == "png" else None
    return await rendered(request, make, exporter.media_type, headers, limiter)


def _exported(text: str, format_: str, language: ViewLanguage, datum: str) -> str | bytes:
    plan = seen_on(Itinerary.model_validate_json(text), clock.today())
    return export(plan, format_, language, datum=datum)


@router.get("/v1/plans/{id}", response_model=JobDocument, responses=problems(404))
async def look_at_plan(request: Request, client: Client, id: str) -> Response:
    """Tell how far the search for a plan is, what the best one is worth so far and any could be; at last the plan."""
    return document(request, await job_of(request, id, client, of_plans=True))


@router.get("/v1/answers/{id}", response_model=JobDocument, responses=problems(404))
async def look_at_answer(request: Request, client: Client, id: str) -> Response:
    """Tell how far the search for an answer is; at last the answer."""
    return document(request, await job_of(request, id, client, of_plans=False))


@router.delete("/v1/plans/{id}", response_model=None, status_code=204, responses={**JOB, **problems(404)})
async def end_plan(request: Request, client: Client, id: str) -> Response:
    """End the search for a plan and keep the best so far (202); of a search that is over, delete the plan (204)."""
    return await _end(request, client, id, of_plans=True)


@router.delete("/v1/answers/{id}", response_model=None, status_code=204, responses={**JOB, **problems(404)})
async def end_answer(request: Request, client: Client, id: str) -> Response:
    """End the search for an answer (202); delete one that is there (204)."""
    return await _end(request, client, id, of_plans=False)


async def _end(request: Request, client: str, id_: str, *, of_plans: bool) -> Response:
    board = state_of(request).board
    job = await job_of(request, id_, client, of_plans=of_plans)
    if job.state is State.WORKING:
        await run_sync(board.stop, id_)
        return document(request, await job_of(request, id_, client, of_plans=of_plans), 202)
    await run_sync(board.jobs.remove, id_)
    return Response(status_code=204)
