"""Resources: sites, themes and ready trips of the corridor, plans in every format, the words of a wish, the map."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from typing import Any
from urllib.parse import unquote

from mcp.server.apps import APP_MIME_TYPE
from mcp.types import BlobResourceContents, Resource, ResourceTemplate, TextResourceContents

from planner.errors import RequestError
from planner.export import FORMATS, export
from planner.itinerary import Itinerary
from planner.mcp.app import page
from planner.mcp.office import Office
from planner.mcp.tools import MAP
from planner.request import Asked
from planner.spelling import like
from planner.texts import Message

JSON = "application/json"
OFFERED = tuple(name for name in FORMATS if name != "png")  # which starts a browser
UI = {"ui": {"csp": {}, "prefersBorder": True}}  # what the map loads from elsewhere: nothing
LISTED = [
    Resource(
        uri="bashu://products", name="products", title="Ready trips", description="In short", mime_type=JSON
    ),
    Resource(
        uri="bashu://words",
        name="words",
        title="Words of plan_trip",
        description="JSON Schema of all a wish can say",
        mime_type="application/schema+json",
    ),
    Resource(
        uri=MAP,
        name="map",
        title="Map of a plan",
        description="Shows the days of a plan",
        mime_type=APP_MIME_TYPE,
        _meta=UI,
    ),
]
TEMPLATES = [
    ResourceTemplate(
        uri_template="bashu://sites/{name}",
        name="site",
        title="A site",
        description="All that is known of a site, by any name",
        mime_type=JSON,
    ),
    ResourceTemplate(
        uri_template="bashu://themes/{name}",
        name="theme",
        title="A theme",
        description="What a theme looks for and tells",
        mime_type=JSON,
    ),
    ResourceTemplate(
        uri_template="bashu://products/{name}",
        name="product",
        title="A ready trip",
        description="What a ready trip asks of a plan",
        mime_type=JSON,
    ),
    ResourceTemplate(
        uri_template="bashu://plans/{plan}/{format}",
        name="plan",
        title="A plan as a document",
        description=f"A plan as {', '.join(OFFERED)}",
    ),
]


async def read(office: Office, uri: str) -> list[TextResourceContents | BlobResourceContents]:
    """Return what a resource holds.

    Raises
    ------
    RefusedError, PlannerError
        When there is none of the name.
    """
    scheme, _, path = uri.partition("://")
    kind, *names = map(unquote, path.split("/"))
    if uri == MAP:
        return [TextResourceContents(uri=uri, text=page(), mime_type=APP_MIME_TYPE, _meta=UI)]
    if uri == "bashu://words":
        return [_json(uri, Asked.model_json_schema(mode="validation"), "application/schema+json")]
    if uri == "bashu://products":
        return [_json(uri, await office.data("products", {}))]
    if scheme == "bashu" and kind in ("sites", "themes", "products") and len(names) == 1:
        return [_json(uri, await office.data("item", {"kind": kind, "name": names[0]}))]
    if scheme == "bashu" and kind == "plans" and len(names) == 2:
        return [await _document(office, uri, *names)]
    raise RequestError(Message("request.no-resource"), field="uri", value=uri)


async def _document(
    office: Office, uri: str, id_: str, format_: str
) -> TextResourceContents | BlobResourceContents:
    if format_ not in OFFERED:
        raise RequestError(
            Message("request.no-choice", {"given": format_[:60], "choices": list(OFFERED)}),
            field="format",
            value=format_,
            candidates=like(format_, OFFERED),
        )
    plan = Itinerary.model_validate_json(office.store.get(id_)[0])
    content = await asyncio.to_thread(export, plan, format_, office.language)
    media_type = FORMATS[format_].media_type
    if isinstance(content, bytes):
        return BlobResourceContents(uri=uri, blob=b64encode(content).decode(), mime_type=media_type)
    return TextResourceContents(uri=uri, text=content, mime_type=media_type)


def _json(uri: str, data: Any, media_type: str = JSON) -> TextResourceContents:
    return TextResourceContents(uri=uri, text=json.dumps(data, ensure_ascii=False), mime_type=media_type)
