"""Whether the server lives, is ready, and what it counts."""

from __future__ import annotations

from typing import Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Request, Response

from planner.texts import Message
from planner.web.described import problems
from planner.web.problems import WebError
from planner.web.reading import Client
from planner.web.state import state_of

router = APIRouter(tags=["server"])
WELL: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "It is",
        "content": {"application/json": {"schema": {"type": "object", "required": ["status"]}}},
    }
}


@router.get("/healthz", responses=WELL)
async def healthz() -> dict[str, str]:
    """Tell that the server lives."""
    return {"status": "alive"}


@router.get("/readyz", responses={**WELL, 503: problems(503)[503]})
async def readyz(request: Request) -> dict[str, Any]:
    """Tell that plans can be asked for: the store answers, and a process has its data."""
    server = state_of(request)
    num_ready = server.board.workers.num_ready
    if not num_ready or not await run_sync(lambda: server.store.is_well):
        raise WebError(503, "busy", Message("web.not-up"))
    return {"status": "ready", "workers": num_ready, "data_hash": server.desk.atlas.corridor.data_hash}


@router.get(
    "/metrics",
    response_class=Response,
    response_model=None,
    responses={
        200: {"description": "Prometheus text", "content": {"text/plain": {"schema": {"type": "string"}}}},
        **{status: problems()[status] for status in (401, 429)},
    },
)
async def metrics(request: Request, client: Client) -> Response:  # noqa: ARG001 (it may ask)
    """Tell counts for Prometheus."""
    counts = await run_sync(state_of(request).board.jobs.counts)
    text = request.app.state.metrics.text(counts)
    return Response(text, media_type="text/plain; version=1.0.0; charset=utf-8")
