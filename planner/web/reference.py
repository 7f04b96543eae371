"""The page of what can be asked over HTTP, made from the OpenAPI document: it needs no script and no network."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from fastapi import APIRouter, Request, Response

from planner.web.pages import HEADERS, filled_in, language_of, scheme_of

router = APIRouter(include_in_schema=False)
Document = Mapping[str, Any]


@dataclass(frozen=True)
class Field:
    """A parameter, or a field of a body: what it is called, what it takes and what it means."""

    name: str
    takes: str
    about: str
    place: str = ""  # in the path or the query
    is_needed: bool = False


@dataclass(frozen=True)
class Operation:
    """What can be asked at a path, as people read it."""

    tag: str
    id: str
    method: str
    path: str
    about: tuple[str, ...]
    parameters: tuple[Field, ...]
    fields: tuple[Field, ...]
    example: str
    answers: tuple[tuple[str, str, str], ...]  # status, what it means, media types

    def curl(self, base: str) -> str:
        """Return how to ask it of a server from a shell."""
        needed = (each for each in self.parameters if each.is_needed and each.place == "query")
        query = "&".join(f"{each.name}={each.name.upper()}" for each in needed)
        address = f"'{base}{self.path}{'?' if query else ''}{query}'"
        method = "" if self.method == "GET" else f" -X {self.method}"
        body = f" -H 'Content-Type: application/json' -d '{self.example}'" if self.example else ""
        return f"curl -s{method} {address}{body}"


@router.get("/docs")
async def reference(request: Request) -> Response:
    """Show what can be asked."""
    document, language = request.app.openapi(), language_of(request)
    groups = [(tag, [*each]) for tag, each in groupby(operations_of(document), lambda each: each.tag)]
    parts = {
        "about": document["info"]["description"].split("\n\n"),
        "groups": groups,
        "base": str(request.base_url).rstrip("/"),
    }
    text = filled_in("reference.html", language, path="/docs", scheme=scheme_of(request), **parts)
    return Response(text, headers=HEADERS, media_type="text/html")


def operations_of(document: Document) -> list[Operation]:
    """Return all that an OpenAPI document knows, by tag."""
    every = [
        _operation(path, method, each)
        for path, methods in document["paths"].items()
        for method, each in methods.items()
    ]
    tags = [*dict.fromkeys(each.tag for each in every)]
    return sorted(every, key=lambda each: tags.index(each.tag))


def _operation(path: str, method: str, told: Document) -> Operation:
    content = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    example = content["examples"]["example"]["value"] if content else None
    return Operation(
        tag=told["tags"][0],
        id=told["operationId"],
        method=method.upper(),
        path=path,
        about=tuple(told.get("description", told["summary"]).split("\n\n")),
        parameters=tuple(_parameter(each) for each in told.get("parameters", ())),
        fields=tuple(_fields_of(content.get("schema", {}))),
        example=json.dumps(example, ensure_ascii=False) if content else "",
        answers=tuple(
            (status, each["description"], ", ".join(each.get("content", ())))
            for status, each in told["responses"].items()
        ),
    )


def _parameter(told: Document) -> Field:
    return Field(
        told["name"],
        _takes(told["schema"]),
        told.get("description", ""),
        told["in"],
        bool(told.get("required")),
    )


def _fields_of(schema: Document) -> Iterator[Field]:
    for name, told in schema.get("properties", {}).items():
        yield Field(
            name, _takes(told), told.get("description", ""), is_needed=name in schema.get("required", ())
        )


def _takes(schema: Document) -> str:
    """Return in few words what a schema takes.

    Examples
    --------
    >>> _takes({"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "null"}]})
    'array of string'
    >>> _takes({"enum": ["wgs84", "gcj02"], "type": "string"})
    'wgs84, gcj02'
    """
    if "anyOf" in schema:
        return " or ".join(_takes(each) for each in schema["anyOf"] if each.get("type") != "null")
    if "enum" in schema:
        return ", ".join(map(str, schema["enum"]))
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    items = _takes(schema["items"]) if isinstance(schema.get("items"), Mapping) else ""
    return f"array of {items}" if items else str(schema.get("format", schema.get("type", "")))
