"""Responses of jobs and of what is made from plans: at once or later, whole, in part or not changed since."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import Request, Response

from planner.asking import Ask
from planner.compact import compact, only
from planner.itinerary import Itinerary
from planner.store import Asking, Job, State
from planner.texts import Message
from planner.web.board import LOOK_SECONDS
from planner.web.documents import PLANS, age_of, document_of, path_of
from planner.web.keys import key_of
from planner.web.problems import WebError, not_found, problem_from
from planner.web.reading import idempotency_of, prefers_async, wants_fresh
from planner.web.state import State as Server
from planner.web.state import state_of

JSON = "application/json"
Shape = Callable[[str], str]  # of the JSON text of an answer


async def answer(request: Request, client: str, ask: Ask, meant: str, shape: Shape = str) -> Response:
    """Have something answered: wait for it, or say where it will be where who asks would rather not wait."""
    idempotency = idempotency_of(request, client)
    job = await job_for(request, client, ask, meant, idempotency, is_fresh=wants_fresh(request))
    if prefers_async(request):
        told = {"Location": path_of(job), "Preference-Applied": "respond-async"}
        return document(request, job, 202, told)
    over = await _over(request, job, client, is_sole=idempotency is None)
    if over.state is State.FAILED:
        return problem_from(over.answer or "", over.exit_code or 1)
    text = await run_sync(shape, over.answer or "")
    told = {"Location": path_of(job), "Age": str(age_of(over, state_of(request).store.now()))}
    return Response(text, headers=told, media_type=JSON)


async def finished(request: Request, client: str, ask: Ask, meant: str) -> Job:
    """Have something answered, and return its job when it is over.

    Raises
    ------
    WebError
        When nobody waits for it any more, or it was deleted.
    """
    return await _over(request, await job_for(request, client, ask, meant), client, is_sole=True)


async def _over(request: Request, job: Job, client: str, *, is_sole: bool) -> Job:
    over = await _waited(request, job, client, is_sole=is_sole)
    if over is None or over.answer is None:
        raise not_found("no-plan" if job.kind in PLANS else "no-answer")
    return over


async def job_for(
    request: Request,
    client: str,
    ask: Ask,
    meant: str,
    idempotency: str | None = None,
    *,
    is_fresh: bool = False,
) -> Job:
    """Have something worked on, and return its job as it is by now."""
    server = state_of(request)
    asking = Asking(
        kind=ask.kind,
        body=ask.body,
        key=key_of(ask, meant, server.desk.atlas.corridor.data_hash),
        about=ask.plan,
        client=client,
        idempotency=idempotency,
    )
    return await run_sync(lambda: server.board.ask(asking, is_fresh=is_fresh))


async def _waited(request: Request, job: Job, client: str, *, is_sole: bool) -> Job | None:
    """Return a job when it is over; where its sole asker waits no more the search ends."""
    board = state_of(request).board
    over = asyncio.ensure_future(board.answered(job.id, client))
    while not over.done():
        await asyncio.wait({over}, timeout=LOOK_SECONDS)
        if not over.done() and await request.is_disconnected():
            over.cancel()
            if is_sole:
                await run_sync(board.stop, job.id)
            return None
    return over.result()


async def opened(request: Request, client: str, id_: str, number: int) -> Job:
    """Return one of the alternatives to a plan as a plan of its own; opened again it is the same.

    Raises
    ------
    WebError
        When there is none, or it is another's.
    """
    server = state_of(request)
    job = await job_of(request, id_, client, of_plans=False)
    plans = json.loads(plan_text(job)).get("plans", ()) if job.kind == "alternatives" else ()
    if not 1 <= number < len(plans):
        raise not_found("no-plan")
    plan = plans[number]
    text, body = json.dumps(plan, ensure_ascii=False), {"of": id_, "number": number}
    asking = Asking(
        kind="alternative",
        body=body,
        key=key_of(Ask("alternative", body, text), "", server.desk.atlas.corridor.data_hash),
        client=client,
        idempotency=f"alternative\n{id_}\n{number}",
    )
    return await run_sync(server.board.jobs.keep, asking, text, plan["certificate"]["gap"])


def document(
    request: Request, job: Job, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """Return what is known of a job."""
    server = state_of(request)
    told = document_of(job, server.desk.atlas.corridor.data_hash, server.store.now())
    text = told.model_dump_json()
    return Response(text, status, headers, JSON)


async def job_of(request: Request, id_: str, client: str, *, of_plans: bool) -> Job:
    """Return a job that is a plan, or one that is none.

    Raises
    ------
    WebError
        When there is none, or it is another's.
    """
    job = await run_sync(state_of(request).board.look, id_, client)
    if job is None or (job.kind in PLANS) is not of_plans:
        raise not_found("no-plan" if of_plans else "no-answer")
    return job


def plan_text(job: Job) -> str:
    """Return the plan of a job.

    Raises
    ------
    WebError
        When it is not found yet, or there is none.
    """
    if job.state is State.WORKING or job.answer is None:
        raise WebError(409, "not-ready", Message("web.not-ready"), {"Retry-After": "1"})
    if job.state is State.FAILED:
        raise WebError(409, "no-plan", Message("web.is-failed"))
    return job.answer


def shape_of(server: Server, fields: str | None, is_compact: bool) -> Shape:
    """Return what makes of a plan what was asked of it."""
    wanted = names_of(fields)
    if not wanted and not is_compact:
        return str

    def shaped(text: str) -> str:
        if not is_compact:
            return json.dumps(only(json.loads(text), wanted), ensure_ascii=False)
        plan, corridor = Itinerary.model_validate_json(text), server.desk.atlas.corridor
        if plan.corridor.data_hash != corridor.data_hash:
            raise WebError(409, "data", Message("web.other-data"))
        return json.dumps(only(compact(plan, corridor), wanted), ensure_ascii=False, separators=(",", ":"))

    return shaped


def names_of(fields: str | None) -> tuple[str, ...]:
    """Return the names of a list with commas."""
    return tuple(name.strip() for name in (fields or "").split(",") if name.strip())


async def rendered(
    request: Request,
    make: Callable[[], str | bytes],
    media_type: str,
    headers: Mapping[str, str] | None = None,
    limiter: CapacityLimiter | None = None,
) -> Response:
    """Return what a function makes in a thread, or that it has not changed since who asks had it."""
    server = state_of(request)
    content = await run_sync(make, limiter=limiter or server.threads)
    data = content.encode() if isinstance(content, str) else content
    tag = f'"{sha256(data).hexdigest()[:32]}"'
    told = {"ETag": tag, "Cache-Control": "private, no-cache", **(headers or {})}
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=told)
    return Response(data, headers=told, media_type=media_type)


def _has(wanted: str, tag: str) -> bool:
    tags: Iterable[str] = (each.strip().removeprefix("W/") for each in wanted.split(","))
    return wanted.strip() == "*" or tag in tags
