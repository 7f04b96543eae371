"""What can be asked of a plan, and whether a plan breaks a rule."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import ValidationError

from planner.asking import QUESTIONS, Ask, Question
from planner.asking.questions import Looking
from planner.checker import examine
from planner.compact import ExcerptError, OtherDataError, expand, is_compact
from planner.errors import RequestError
from planner.itinerary import Itinerary
from planner.request import Asked
from planner.texts import Message
from planner.web.answering import JSON, answer, document, job_of, opened, plan_text, rendered
from planner.web.described import EXAMPLES, body, problems, question_schema
from planner.web.documents import PLANS, JobDocument, path_of
from planner.web.exact import check_kinds
from planner.web.plans import JOB, check_limits
from planner.web.problems import WebError
from planner.web.reading import Body, Client
from planner.web.state import State, state_of
from planner.wording.faults import request_error
from planner.wording.inside import found_in, within

router = APIRouter(tags=["questions"])
CHECKED: dict[str, Any] = {
    "type": "object",
    "required": ["plan"],
    "properties": {
        "plan": {"type": "object", "description": "A plan, or the compact form of one"},
        "request": {"type": "object", "description": "The words of another wish to check it against"},
    },
    "additionalProperties": False,
}
REPORT = {
    "type": "object",
    "required": ["ok", "violations", "unchecked"],
    "properties": {
        "ok": {"type": "integer"},
        "violations": {"type": "array", "items": {"type": "object"}},
        "unchecked": {"type": "array", "items": {"type": "object"}},
    },
}
Asker = Callable[[Request, str, str, dict[str, Any]], Awaitable[Response]]


def _asker(kind: str, question: type[Question]) -> Asker:
    async def ask(request: Request, client: Client, id: str, words: Body) -> Response:
        server = state_of(request)
        check_kinds(words, question)
        try:
            asked = question.model_validate(words)
        except ValidationError as error:
            raise found_in(request_error(error, question), words) from error
        if isinstance(asked, Looking):
            check_limits(server, asked.time_limit, asked.work)
        plan = plan_text(await job_of(request, id, client, of_plans=True))
        return await answer(request, client, Ask(kind, words, plan), asked.model_dump_json())

    about = (question.__doc__ or "").strip()
    ask.__doc__ = about + ("\n\nThe answer is a plan of its own." if kind in PLANS else "")
    return ask


for _kind, _question in QUESTIONS.items():
    router.add_api_route(
        f"/v1/plans/{{id}}/{_kind}",
        _asker(_kind, _question),
        methods=["POST"],
        name=_kind,
        operation_id=_kind,
        response_model=None,
        responses={
            200: {"description": "The answer", "content": {JSON: {"schema": {}}}},
            **JOB,
            **problems(404, 409, 413, 415, 503),
        },
        openapi_extra=body(question_schema(_kind), EXAMPLES[_kind]),
    )


@router.post(
    "/v1/answers/{id}/plans/{number}",
    status_code=201,
    response_model=JobDocument,
    responses=problems(404, 409),
)
async def open_alternative(request: Request, client: Client, id: str, number: int) -> Response:
    """Open one of the `alternatives` that were answered, from 1, as a plan of its own; again it is the same one."""
    job = await opened(request, client, id, number)
    return document(request, job, 201, {"Location": path_of(job)})


@router.post(
    "/v1/check",
    response_model=None,
    responses={
        200: {"description": "What was found", "content": {JSON: {"schema": REPORT}}},
        **problems(409, 413, 415),
    },
    openapi_extra=body(CHECKED, {"plan": {"schema_version": "1"}}, is_needed=True),
)
async def check(request: Request, client: Client, words: Body) -> Response:  # noqa: ARG001 (it may ask)
    """Check a plan against data, calendar and wish, independently of what made it."""
    server = state_of(request)
    return await rendered(request, lambda: _checked(server, words), JSON)


def _checked(server: State, words: dict[str, Any]) -> str:
    desk = server.desk
    if unknown := next((word for word in words if word not in CHECKED["properties"]), None):
        raise RequestError(Message("request.no-word"), field=unknown[:60])
    if not isinstance(words.get("plan"), dict):
        raise RequestError(Message("web.missing"), field="plan")
    wish = words.get("request")
    if wish is not None and not isinstance(wish, dict):
        raise RequestError(Message("web.no-object"), field="request")
    plan = _plan_of(server, words["plan"])
    try:
        check_kinds(wish or {}, Asked)
        asked = None if wish is None else desk.wish(wish)
    except RequestError as error:
        raise within("request", error) from None
    report = examine(plan, desk.atlas.corridor, asked)
    return json.dumps(report.as_dict(), ensure_ascii=False)


def _plan_of(server: State, document: dict[str, Any]) -> Itinerary:
    """Return the plan that a document is.

    Raises
    ------
    RequestError
        When it is none.
    WebError
        When it is the compact form of one on other data.
    """
    try:
        if is_compact(document):
            return expand(document, server.desk.atlas.corridor)
        return Itinerary.model_validate(document)
    except OtherDataError:
        raise WebError(409, "data", Message("web.other-data")) from None
    except ValidationError as error:
        raise within("plan", found_in(request_error(error), document)) from error
    except ExcerptError as error:
        raise RequestError(Message("data.excerpt", {"missing": list(error.missing)}), field="plan") from error
    except ValueError as error:
        raise RequestError(Message("data.not-compact", {"problem": str(error)[:60]}), field="plan") from error
