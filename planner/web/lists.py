"""What the corridor holds: sites, themes, products, towns, the ways and services between places, and the schemas."""

# ruff: noqa: ARG001 (a client is asked for, that it may ask)

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel

from planner.asking.schemas import DOCUMENTS, schema_of
from planner.corridor import Product, RailClass, Theme, Town
from planner.errors import RequestError
from planner.names import resolve
from planner.texts import Message
from planner.web.answering import JSON, names_of, rendered
from planner.web.described import UNCHANGED, problems
from planner.web.plans import Fields
from planner.web.problems import WebError
from planner.web.reading import Client
from planner.web.state import State, state_of
from planner.wording.dates import date_of, window_of
from planner.wording.searching import SITE_FIELDS, site_as_json, sites_of
from planner.wording.ways import (
    JOURNEY_FIELDS,
    SERVICE_FIELDS,
    service_as_json,
    services_between,
    ways_between,
)

router = APIRouter(tags=["data"])
Name = Annotated[str | None, Query(max_length=200)]
Needed = Annotated[str, Query(max_length=200, min_length=1)]
Day = Annotated[str, Query(max_length=40, description="YYYY-MM-DD", examples=["2026-12-05"])]
LIST: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The list",
        "content": {JSON: {"schema": {"type": "array", "items": {"type": "object"}}}},
    },
    **UNCHANGED,
    **problems(),
}
Records = Iterable[Mapping[str, object]]


async def _list(
    request: Request, fields: str | None, known: Collection[str], make: Callable[[State], Records]
) -> Response:
    """Return a list, of each record the fields that were asked for.

    Raises
    ------
    RequestError
        When its records have no such field.
    """
    server, wanted = state_of(request), names_of(fields)
    if unknown := next((name for name in wanted if name not in known), None):
        raise RequestError(Message("web.no-field", {"known": [*known]}), field="fields", value=unknown)

    def text() -> str:
        found = [{k: v for k, v in each.items() if not wanted or k in wanted} for each in make(server)]
        return json.dumps(found, ensure_ascii=False)

    return await rendered(request, text, JSON)


@router.get("/v1/sites", responses=LIST, response_model=None)
async def sites(
    request: Request,
    client: Client,
    query: Name = None,
    theme: Name = None,
    tag: Name = None,
    near: Name = None,
    fields: Fields = None,
) -> Response:
    """List sites that answer to a name, a kind, a theme or a place; near a place the nearest first."""

    def found(server: State) -> Records:
        corridor = server.desk.atlas.corridor
        centre = None if near is None else corridor.places[resolve(corridor, near, field="near")]
        return (site_as_json(site, centre) for site in sites_of(corridor, query, theme, tag, centre))

    return await _list(request, fields, SITE_FIELDS, found)


def _every(name: str, record: type[BaseModel]) -> Callable[..., Any]:
    async def every(request: Request, client: Client, fields: Fields = None) -> Response:
        def found(server: State) -> Records:
            return (each.model_dump(mode="json") for each in getattr(server.desk.atlas.corridor, name))

        return await _list(request, fields, record.model_fields, found)

    every.__doc__ = f"List the {name} of the corridor."
    return every


for _name, _record in (("themes", Theme), ("products", Product), ("towns", Town)):
    router.add_api_route(
        f"/v1/{_name}",
        _every(_name, _record),
        name=_name,
        operation_id=_name,
        responses=LIST,
        response_model=None,
    )


@router.get("/v1/lines", responses=LIST, response_model=None)
async def lines(
    request: Request,
    client: Client,
    date: Day,
    from_: Annotated[str, Query(alias="from", max_length=200, min_length=1)],
    to: Needed,
    fields: Fields = None,
) -> Response:
    """List the direct trains, coaches and ships between two towns or stations on a day."""

    def found(server: State) -> Records:
        services = services_between(server.desk.atlas.corridor, from_, to, date_of(date))
        return map(service_as_json, services)

    return await _list(request, fields, SERVICE_FIELDS, found)


@router.get("/v1/journeys", responses=LIST, response_model=None)
async def journeys(
    request: Request,
    client: Client,
    date: Day,
    from_: Annotated[str, Query(alias="from", max_length=200, min_length=1)],
    to: Needed,
    depart: Annotated[str, Query(max_length=40, description="When one may leave the door")] = "06:00..24:00",
    class_: Annotated[RailClass, Query(alias="class")] = "second",
    fields: Fields = None,
) -> Response:
    """List the ways from door to door between two places on a day, by time and money."""

    def found(server: State) -> Records:
        window = window_of(depart)
        return ways_between(server.desk.atlas, from_, to, date_of(date), window, class_).as_json()

    return await _list(request, fields, JOURNEY_FIELDS, found)


@cache
def _schema(document: str) -> str:
    return json.dumps(schema_of(document), ensure_ascii=False)


@router.get("/v1/schema", responses=LIST, response_model=None)
async def schemas(request: Request, client: Client) -> Response:
    """List the documents that have a schema."""
    found = [{"document": name, "url": f"/v1/schema/{name}"} for name in DOCUMENTS]
    return await _list(request, None, (), lambda _server: found)


@router.get(
    "/v1/schema/{document}",
    response_class=Response,
    response_model=None,
    responses={
        200: {"description": "A JSON Schema", "content": {"application/schema+json": {"schema": {}}}},
        **UNCHANGED,
        **problems(404),
    },
)
async def schema(request: Request, client: Client, document: str) -> Response:
    """Tell the JSON Schema of a document."""
    if document not in DOCUMENTS:
        params = {"name": document[:40], "known": list(DOCUMENTS)}
        raise WebError(404, "not-found", Message("web.no-document", params))
    return await rendered(request, lambda: _schema(document), "application/schema+json")
