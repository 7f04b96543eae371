"""Who may ask over HTTP: whoever has a token, where there are some."""

from __future__ import annotations

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from planner.asking.tokens import is_known


class Gate:
    """Lets only those pass who bring a token (RFC 6750)."""

    def __init__(self, app: ASGIApp, tokens: Collection[str]) -> None:
        """Take the digests of all tokens."""
        self._app, self._tokens = app, tokens

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "http":
            scheme, _, token = Headers(scope=scope).get("authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not is_known(token.strip(), self._tokens):
                refused = PlainTextResponse("a token is needed", 401, {"WWW-Authenticate": "Bearer"})
                await refused(scope, receive, send)
                return
        await self._app(scope, receive, send)
