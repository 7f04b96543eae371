"""What goes around every request: headers that keep browsers from harm, hosts that are ours, and counts."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from fastapi import HTTPException, Request
from starlette.datastructures import Headers, MutableHeaders

from planner.texts import Message
from planner.web.metrics import Metrics
from planner.web.problems import WebError, problem_of, too_large

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
FRAMES = "frame-ancestors 'none'"  # which the policy within a page cannot say


class Guard:
    """Sets headers, refuses other hosts where only this machine may ask, other origins and long bodies, and counts."""

    def __init__(self, app: App, hosts: tuple[str, ...] | None, metrics: Metrics, most_body: int) -> None:
        self.app, self._hosts, self._metrics, self._most_body = app, hosts, metrics, most_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status, size, method = time.perf_counter(), 500, 0, scope["method"]
        scope, send = _without_body(scope, send)

        async def limited() -> MutableMapping[str, Any]:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._most_body:
                raise HTTPException(413)
            return message

        async def guarded(message: MutableMapping[str, Any]) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _set_headers(MutableHeaders(raw=message["headers"]))
            await send(message)

        try:
            if refusal := self._refusal(Request(scope)):
                await problem_of(refusal)(scope, receive, guarded)
            else:
                await self.app(scope, limited, guarded)
        finally:
            route = getattr(scope.get("route"), "path", "other")  # never a path as it came: ids are no labels
            self._metrics.count(method, route, status, time.perf_counter() - begun)

    def _refusal(self, request: Request) -> WebError | None:
        host = _host_of(request.headers)
        if self._hosts is not None and host not in self._hosts:  # a name that was bound to this machine
            return WebError(421, "http", Message("web.other-host", {"host": host[:60]}))
        if request.method != "GET" and request.headers.get("sec-fetch-site") in (
            "cross-site",
            "same-site",
        ):
            return WebError(403, "http", Message("web.other-site"))
        told = request.headers.get("content-length", "")
        return too_large(self._most_body) if told.isdecimal() and int(told) > self._most_body else None


def _without_body(scope: Scope, send: Send) -> tuple[Scope, Send]:
    """Return what asks and answers as GET does, without a body, where the headers alone are asked for (RFC 9110)."""
    if scope["method"] != "HEAD":
        return scope, send
    is_over = False

    async def headers_only(message: MutableMapping[str, Any]) -> None:
        nonlocal is_over
        if message["type"] == "http.response.start":
            await send(message)
        elif not is_over:  # what streams has no end that anybody waits for
            is_over = True
            await send({"type": "http.response.body", "body": b"", "more_body": False})

    return {**scope, "method": "GET"}, headers_only


def _host_of(headers: Headers) -> str:
    host = headers.get("host", "")
    return host[: host.index("]") + 1] if host.startswith("[") and "]" in host else host.partition(":")[0]


def _set_headers(headers: MutableHeaders) -> None:
    for name, value in HEADERS.items():
        if name not in headers:
            headers[name] = value
    policy = headers["Content-Security-Policy"]
    if FRAMES not in policy:
        headers["Content-Security-Policy"] = f"{policy}; {FRAMES}"
