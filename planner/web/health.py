"""Whether the server lives, is ready, and what it counts; and its documentation."""

from __future__ import annotations

from importlib.resources import files
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
PAGES = {
    "": ("index.html", "text/html"),
    "swagger-ui-bundle.js": ("swagger-ui-bundle.js", "text/javascript"),
    "swagger-ui.css": ("swagger-ui.css", "text/css"),
    "start.js": ("start.js", "text/javascript"),
}
POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self'"
)


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
    response_model=None,
    responses={
        200: {"description": "Prometheus text", "content": {"text/plain": {"schema": {"type": "string"}}}}
    },
)
async def metrics(request: Request, client: Client) -> Response:  # noqa: ARG001 (it may ask)
    """Tell counts for Prometheus."""
    counts = await run_sync(state_of(request).board.jobs.counts)
    text = request.app.state.metrics.text(counts)
    return Response(text, media_type="text/plain; version=1.0.0; charset=utf-8")


@router.get("/docs", include_in_schema=False)
@router.get("/docs/{name}", include_in_schema=False)
async def docs(name: str = "") -> Response:
    """Show the OpenAPI document, without any network."""
    if name not in PAGES:
        raise WebError(404, "not-found", Message("web.wrong", {"status": 404, "problem": "Not Found"}))
    file, media_type = PAGES[name]
    content = files("planner.web").joinpath("swagger", file).read_bytes()
    return Response(content, headers={"Content-Security-Policy": POLICY}, media_type=media_type)
