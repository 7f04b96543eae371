"""What the OpenAPI document says that no signature does: bodies by the tables that the planner has, and problems."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from pydantic import TypeAdapter

from planner.asking import QUESTIONS
from planner.asking.schemas import RETURNED
from planner.request import Asked
from planner.web.documents import PLANS
from planner.web.problems import MEDIA_TYPE
from planner.web.settings import Settings
from planner.wording.fields import BY_NAME

WISH = {"days": 3, "date": "2026-12-05", "from": "chongqing", "to": "chengdu", "themes": ["heritage"]}
EXAMPLES: dict[str, dict[str, Any]] = {
    "explain": {"site": "leshan-giant-buddha"},
    "suggest": {"most": 3},
    "replan": {"now": "2026-12-05T10:00", "late": 30},
    "edit": {"drop": ["dazu-beishan"]},
    "risk": {"samples": 10_000},
    "alternatives": {"number": 2},
    "pareto": {"against": "money"},
}
WHY = {
    400: "The body cannot be read",
    401: "A token is needed",
    403: "A page of another site asks for a change",
    404: "There is no such thing, or it is another's",
    405: "Nothing of the kind can be done here",
    409: "It is not there yet, or there will be none",
    413: "The body is too large",
    415: "The body is no JSON",
    421: "The server goes by another name: it listens for this machine alone",
    422: "The request cannot be, or nothing fits: the fields are named, and what would do",
    429: "Too many requests; Retry-After says when to ask again",
    500: "A fault of the planner",
    503: "Too many are waiting; Retry-After says when to ask again",
}


OF_ALL = (405, 413, 421)  # before any path is asked; and, where it would change something,
OF_CHANGES = 403


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the problems that a path can answer with, those of all paths too."""
    return {status: _problem(status) for status in sorted({400, 401, 422, 429, 500, *statuses})}


def _problem(status: int) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": WHY[status], "content": content}


def with_guards(document: dict[str, Any]) -> dict[str, Any]:
    """Return an OpenAPI document with the problems that are told before any path is asked."""
    for path in document["paths"].values():
        for method, operation in path.items():
            guards = OF_ALL if method == "get" else (*OF_ALL, OF_CHANGES)
            told = operation["responses"] | {str(status): _problem(status) for status in guards}
            operation["responses"] = dict(sorted(told.items()))
    return document


def with_limits(document: dict[str, Any], settings: Settings) -> dict[str, Any]:
    """Return an OpenAPI document in which searches are no longer than the server lets them be."""
    most = {"time_limit": settings.most_seconds, "work": settings.most_work}
    for operation in (each for path in document["paths"].values() for each in path.values()):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            told = content["schema"].get("properties", {})
            for name in told.keys() & most.keys():
                numbers = [
                    kind for kind in told[name].get("anyOf", [told[name]]) if kind.get("type") != "null"
                ]
                for kind in numbers:
                    kind["maximum"] = min(most[name], kind.get("maximum", most[name]))
    return document


def with_answers(document: dict[str, Any]) -> dict[str, Any]:
    """Return an OpenAPI document with the schemas of what is answered to questions about a plan."""
    answers = {
        "explain": RETURNED["why-not"] | RETURNED["story"],
        "suggest": RETURNED["suggestions"],
        **{kind: RETURNED["itinerary"] for kind in PLANS if kind in QUESTIONS},
        **{kind: RETURNED[kind] for kind in ("alternatives", "pareto", "risk")},
    }
    told: list[Any] = [(kind, "serialization", TypeAdapter(answer)) for kind, answer in answers.items()]
    found, shared = TypeAdapter.json_schemas(told, ref_template="#/components/schemas/{model}")
    document["components"]["schemas"] = shared["$defs"] | document["components"]["schemas"]
    for (kind, _), schema in found.items():
        responses = document["paths"][f"/v1/plans/{{id}}/{kind}"]["post"]["responses"]
        responses["200"]["content"]["application/json"]["schema"] = schema
    return document


def with_examples(document: dict[str, Any]) -> dict[str, Any]:
    """Return an OpenAPI document with answers that a server has given (examples.json), and a problem that it told."""
    examples: dict[str, Any] = json.loads(files("planner.web").joinpath("examples.json").read_text("utf-8"))
    document["components"]["examples"] = {"problem": {"value": examples["problem"]}}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            for told in operation["responses"].values():
                if MEDIA_TYPE in told.get("content", {}):
                    problem = {"problem": {"$ref": "#/components/examples/problem"}}
                    told["content"][MEDIA_TYPE]["examples"] = problem
            if example := examples["answers"].get(f"{method} {path}"):
                content = operation["responses"]["200"]["content"]["application/json"]
                content["examples"] = {"example": {"value": example}}
    return document


def body(schema: dict[str, Any], example: Any, *, is_needed: bool = False) -> dict[str, Any]:
    """Return the description of a JSON body."""
    content = {"application/json": {"schema": schema, "examples": {"example": {"value": example}}}}
    return {"requestBody": {"required": is_needed, "content": content}}


def wish_schema() -> dict[str, Any]:
    """Return the schema of the words of a request: names and texts do where the exact form has ids and numbers."""
    exact = Asked.model_json_schema(mode="validation")["properties"]
    described = {name: exact.get(name, {}).get("description") for name in BY_NAME}
    properties: dict[str, Any] = {
        name: {"description": text} if text else {} for name, text in described.items()
    }
    for name in ("time_limit", "work"):  # which get the limits of the server
        properties[name] = {**exact[name]}
    about = "The words of a request, by any spelling; /v1/schema/request has the exact form"
    return {"type": "object", "description": about, "properties": properties}


def question_schema(kind: str) -> dict[str, Any]:
    """Return the schema of a question, with all that it refers to inside."""
    return QUESTIONS[kind].model_json_schema(mode="validation")


def formats(*media_types: str) -> dict[str, Any]:
    """Return the content of a response in one of several formats."""
    return {media_type: {"schema": {"type": "string"}} for media_type in dict.fromkeys(media_types)}


UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "It has not changed"}}
