"""What is wrong, as problem JSON (RFC 9457), with the codes and pointers of the command line."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match

from planner.asking import CrowdedError
from planner.errors import InternalError, PlannerError, RequestError
from planner.store import KeyTakenError
from planner.texts import Message
from planner.wording.faults import message_of
from planner.wording.fields import error_as_json

MEDIA_TYPE = "application/problem+json"
RETRY_SECONDS = 5
STATUS = {1: 500, 3: 422, 4: 422, 5: 422, 10: 503, 130: 409}  # by exit code
TITLES = {
    "request": "The request cannot be",
    "no-plan": "Nothing fits",
    "data": "The data are not right",
    "internal": "A fault of the planner",
    "busy": "Too many are waiting",
    "stopped": "Stopped before there was anything",
    "not-found": "There is no such thing here",
    "not-ready": "Not found yet",
    "unauthorized": "A token is needed",
    "too-many": "Too many requests",
    "key-taken": "The idempotency key was used before",
    "http": "Not a request that this server knows",
}


class Problem(BaseModel):
    """What is wrong (RFC 9457), with what the command line says of it too."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["urn:bashu-planner:problem:request"])
    title: str
    status: int = Field(ge=400, le=599)
    detail: str = Field(description="In English")
    error: str = Field(description="As the command line has it: request, no-plan, data, internal ...")
    exit_code: int | None = Field(None, description="That of the command line, where it knows such an error")
    message: str
    message_zh: str
    pointer: str | None = Field(None, description="Of the field of the body that is wrong")


class WebError(PlannerError):
    """Something that only this door says; ``exit_code`` is not the command line's."""

    def __init__(
        self, status: int, code: str, message: Message, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status, self.code, self.headers = status, code, dict(headers or {})


def not_found(code: str) -> WebError:
    """Return that there is no such thing; it is not said why."""
    return WebError(404, "not-found", Message(f"web.{code}"))


def problem(data: Mapping[str, Any], status: int, exit_code: int | None, headers: Any = None) -> Response:
    """Return a response that says what is wrong, from what the command line would."""
    code = str(data.get("error", "internal"))
    head = {
        "type": f"urn:bashu-planner:problem:{code}",
        "title": TITLES.get(code, code),
        "status": status,
        "detail": data.get("message", ""),
        "exit_code": exit_code,
    }
    body = json.dumps(head | _pointed(data), ensure_ascii=False)
    retry = {"Retry-After": str(RETRY_SECONDS)} if status == 503 else {}
    return Response(body, status, {**retry, **(headers or {})}, MEDIA_TYPE)


def _pointed(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return an error in which each field has a pointer, those of questions too."""
    told = dict(data)
    if told.get("field") and not told.get("pointer"):
        told["pointer"] = "/" + str(told["field"]).replace("~", "~0").replace("/", "~1")
    if "more" in told:
        told["more"] = [_pointed(each) for each in told["more"]]
    return told


def problem_of(error: PlannerError) -> Response:
    """Return the response that an error is."""
    if isinstance(error, WebError):
        return problem(error_as_json(error), error.status, None, error.headers)
    return problem(error_as_json(error), STATUS.get(error.exit_code, 500), error.exit_code)


def problem_from(answer: str, exit_code: int) -> Response:
    """Return the response that the JSON text of an error is."""
    return problem(json.loads(answer), STATUS.get(exit_code, 500), exit_code)


def tell_problems(app: FastAPI, page: Callable[[Request, PlannerError], Response]) -> None:
    """Let all errors leave as problem JSON; what is not there as a page where a browser looks for one."""
    app.state.problem_page = page
    app.add_exception_handler(PlannerError, _told)
    app.add_exception_handler(KeyTakenError, _taken)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(Exception, _bug)


async def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, PlannerError)
    is_page = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith("/v1/")
    if is_page and isinstance(error, WebError) and error.status == 404:
        return request.app.state.problem_page(request, error)  # type: ignore[no-any-return]
    return problem_of(error)


async def _taken(_request: Request, _error: Exception) -> Response:
    return problem_of(WebError(422, "key-taken", Message("web.key-taken")))


async def _invalid(_request: Request, error: Exception) -> Response:
    """Tell what is wrong with parameters."""
    assert isinstance(error, RequestValidationError)
    first, *rest = (_of_parameter(detail) for detail in error.errors())
    first.more = tuple(rest)
    return problem_of(first)


def _of_parameter(detail: Any) -> RequestError:
    message = Message("web.missing") if detail["type"] == "missing" else message_of(detail)
    return RequestError(message, field=str(detail["loc"][-1]), value=detail["input"])


async def _of_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 413:
        return problem_of(too_large(request.app.state.settings.most_body))
    message = Message("web.wrong", {"status": error.status_code, "problem": error.detail})
    headers = error.headers
    if error.status_code == 404:
        message = Message("web.nothing-here")
    elif error.status_code == 405:
        allowed = _allowed(request)
        message = Message("web.no-method", {"method": request.method[:20], "known": allowed})
        headers = {"Allow": ", ".join(allowed)}
    return await _told(request, WebError(error.status_code, "http", message, headers))


def _allowed(request: Request) -> list[str]:
    """Return the methods that a path answers to; the route that did not names none of other routes."""
    routes = (each for each in request.app.state.routes if each.matches(request.scope)[0] is not Match.NONE)
    methods = {method for route in routes for method in route.methods}
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


def too_large(most: int) -> WebError:
    """Return what is wrong with a body of more bytes than that."""
    return WebError(413, "http", Message("web.body-too-large", {"n": most}))


async def _bug(request: Request, error: Exception) -> Response:
    logging.getLogger(__name__).error("a bug, answering %s", request.url.path, exc_info=error)
    return problem_of(InternalError(Message("request.bug", {"kind": type(error).__name__})))


__all__ = [
    "CrowdedError",
    "Problem",
    "WebError",
    "not_found",
    "problem",
    "problem_from",
    "problem_of",
    "tell_problems",
    "too_large",
]
