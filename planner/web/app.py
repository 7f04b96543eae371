"""The application: routes, guards, and what lives as long as the server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from typing import Any

from anyio.to_thread import run_sync
from fastapi import FastAPI

from planner import __version__
from planner.asking import Workers, open_desk
from planner.store import Jobs, Links, open_store
from planner.web import health, lists, pages, parts, plans, questions, reference, sharing
from planner.web.board import Asked, Board
from planner.web.described import with_answers, with_examples, with_guards, with_limits
from planner.web.guards import Guard
from planner.web.keys import basis_of
from planner.web.metrics import Metrics
from planner.web.problems import Problem, tell_problems
from planner.web.settings import LOOPBACK, Settings
from planner.web.state import Limits, State

ABOUT = (
    "Trips through the Bashu corridor (Chongqing-Sichuan) that can really be travelled: dated, checked, and proven "
    "how good.\n\nProblems are `application/problem+json` (RFC 9457), with the codes of the command line. Times are "
    "ISO 8601 with an offset, money is CNY, positions are WGS84. A query parameter that a path does not have or that "
    "is given twice, and a number or flag that is written as a text, are problems (422). See docs/http.md and "
    "docs/security.md of the project."
)


def create_app(settings: Settings | None = None, make_workers: Callable[[], Asked] | None = None) -> FastAPI:
    """Return the application; ``make_workers`` makes what answers, processes when None."""
    settings = settings or Settings()
    metrics, limits = Metrics(), Limits(settings.rate)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        store = await run_sync(lambda: open_store(settings.database))
        workers = (make_workers or partial(_workers, settings))()
        desk = await run_sync(lambda: open_desk(settings.data))
        jobs = Jobs(store, lease=settings.lease, keep_days=settings.keep_days)
        await run_sync(jobs.forget_others, basis_of(desk.atlas.corridor.data_hash))
        board = Board(jobs, workers, settings.most_waiting)
        _watch(metrics, workers)
        app.state.planner = State(settings, limits, store, board, Links(store), desk)
        try:
            yield
        finally:
            await board.close(settings.grace)
            store.close()

    app = FastAPI(
        title="Bashu corridor planner",
        version=__version__,
        description=ABOUT,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    app.state.settings, app.state.metrics = settings, metrics
    routers = [each.router for each in (plans, questions, lists, sharing, health, pages, parts, reference)]
    for router in routers:
        app.include_router(router)
    app.state.routes = [route for router in routers for route in router.routes]
    tell_problems(app, pages.problem_page)
    hosts = (*LOOPBACK, "[::1]") if settings.is_local else None
    app.add_middleware(Guard, hosts=hosts, metrics=metrics, most_body=settings.most_body)
    app.openapi = partial(_openapi, app, app.openapi)  # type: ignore[method-assign]
    return app


def _workers(settings: Settings) -> Workers:
    make = partial(open_desk, settings.data)
    return Workers(make, settings.workers, most_waiting=settings.most_waiting)


def _watch(metrics: Metrics, workers: Asked) -> None:
    metrics.watch("workers_ready", "Processes that have their data", lambda: workers.num_ready)
    metrics.watch("workers_at_work", "Processes that work on a job", lambda: workers.num_at_work)
    metrics.watch("waiting", "Jobs that wait for a process here", lambda: workers.num_waiting)


def _openapi(app: FastAPI, made: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return the OpenAPI document with the schema of problems."""
    if app.openapi_schema is None:
        document = made()
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        for name in ("HTTPValidationError", "ValidationError"):
            document["components"]["schemas"].pop(name, None)
        app.openapi_schema = with_examples(
            with_answers(with_guards(with_limits(document, app.state.settings)))
        )
    return app.openapi_schema
