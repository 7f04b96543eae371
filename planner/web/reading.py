"""What a request brings: whose it is, its body, and what it wants to be told."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from planner.asking.tokens import digest, is_known
from planner.errors import RequestError
from planner.loading.plans import OddNumberError, parse_json
from planner.texts import Message, ToldError, in_each
from planner.web.problems import WebError
from planner.web.state import State, state_of

MOST_KEY = 200
FAULTS = {  # as what json says begins
    "Expecting property name": "web.json-name",
    "Expecting ','": "web.json-comma",
    "Expecting ':'": "web.json-colon",
    "Expecting value": "web.json-value",
    "Unterminated string": "web.json-string",
    "Extra data": "web.json-extra",
    "Invalid control character": "web.json-control",
    "Invalid \\": "web.json-escape",
}
COOKIE = "planner_token"  # of who has logged in to the web page
BEARER = HTTPBearer(auto_error=False, description="A token of the server's token file, where it has one")


async def client_of(
    request: Request, bearer: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)]
) -> str:
    """Return whose plans a request may see, by its token or the cookie that the web page keeps it in.

    Without tokens all are everybody's who knows their ids.

    Raises
    ------
    WebError
        When a token is needed, or who asks has asked too often.
    """
    state, client = state_of(request), ""
    if state.settings.tokens:
        token = bearer.credentials if bearer else request.cookies.get(COOKIE, "")
        client = digest(token)
        if not is_known(token, state.settings.tokens):
            limited(state, address_of(request))
            raise WebError(401, "unauthorized", Message("web.no-token"), {"WWW-Authenticate": "Bearer"})
    limited(state, client or address_of(request))
    _check_parameters(request)
    return client


def _check_parameters(request: Request) -> None:
    """Let nobody believe that a parameter does something which the path does not have; pages may bring their own.

    None of ours is a list, so that one given twice says two things.

    Raises
    ------
    RequestError
        When there is one, or one twice.
    """
    if not request.url.path.startswith("/v1/"):
        return
    known = [each.alias for each in request.scope["route"].dependant.query_params]
    if unknown := next((name for name in request.query_params if name not in known), None):
        message = Message("web.no-parameter", {"known": known}) if known else Message("web.no-parameters")
        raise RequestError(message, field=unknown[:60], value=request.query_params[unknown][:60])
    for name in request.query_params:
        if (times := len(request.query_params.getlist(name))) > 1:
            raise RequestError(Message("web.given-twice", {"n": times}), field=name)


async def anybody(request: Request) -> None:
    """Let those ask who bring a link, as often as others.

    Raises
    ------
    WebError
        When who asks has asked too often.
    """
    limited(state_of(request), address_of(request))


def limited(state: State, who: str) -> None:
    """Count a request.

    Raises
    ------
    WebError
        When there were too many.
    """
    seconds = state.limits.seconds_to_wait(who)
    if seconds:
        message = Message("web.too-many", {"n": seconds})
        raise WebError(429, "too-many", message, {"Retry-After": str(seconds)})


def address_of(request: Request) -> str:
    """Return the address that a request comes from."""
    return request.client.host if request.client else ""


async def body_of(request: Request) -> dict[str, Any]:
    """Return the JSON object of a body; nothing is an empty one.

    Raises
    ------
    WebError
        When it is no JSON object.
    """
    content = await request.body()
    if not content:
        return {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":  # which no page of another origin can send without asking first
        raise WebError(415, "http", Message("web.no-object"))
    try:
        found = parse_json(content.decode())
    except OddNumberError as error:
        raise _odd_number(error) from error
    except RecursionError as error:
        raise WebError(422, "request", Message("web.too-deep")) from error
    except ValueError as error:
        raise WebError(400, "request", Message("web.no-json", {"problem": _fault(error)})) from error
    if not isinstance(found, dict):
        raise WebError(422, "request", Message("web.no-object"))
    return found


def _fault(error: ValueError) -> dict[str, str]:
    """Return why a text is no JSON, and where that is known."""
    if isinstance(error, ToldError):
        return error.message.both
    if not isinstance(error, json.JSONDecodeError):
        return in_each("web.json-signs")
    code = next((code for begin, code in FAULTS.items() if error.msg.startswith(begin)), "web.json-other")
    return in_each("web.json-at", line=error.lineno, column=error.colno, problem=in_each(code))


def _odd_number(error: OddNumberError) -> RequestError:
    """Return that a number is none in JSON, or larger than any that is asked for; and where it is."""
    field, value = str(error.steps[0]) if error.steps else "", str(error)[:40]
    wrong = RequestError(Message("web.odd-number", {"number": value}), field=field[:60], value=value)
    wrong.at = error.steps
    return wrong


def prefers_async(request: Request) -> bool:
    """Tell whether who asks would rather not wait (RFC 7240)."""
    wishes = ",".join(request.headers.getlist("prefer")).lower().split(",")
    return any(wish.partition(";")[0].strip() == "respond-async" for wish in wishes)


def wants_fresh(request: Request) -> bool:
    """Tell whether what is known already is no answer."""
    return "no-cache" in request.headers.get("cache-control", "").lower()


def idempotency_of(request: Request, client: str) -> str | None:
    """Return the idempotency key of who asks; without tokens it is that of an address.

    Raises
    ------
    WebError
        When it is too long.
    """
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    if not 1 <= len(key) <= MOST_KEY:
        raise WebError(422, "request", Message("web.key-too-long", {"most": MOST_KEY}))
    return key if client else f"{address_of(request)} {key}"


Client = Annotated[str, Depends(client_of)]
Body = Annotated[dict[str, Any], Depends(body_of)]
