"""Runs the application until it is told to end."""

from __future__ import annotations

from collections.abc import Callable
from socket import AF_INET, AF_INET6, create_server, socket

import uvicorn

from planner.errors import OutputError
from planner.texts import Message
from planner.web.app import create_app
from planner.web.settings import Settings


def serve(settings: Settings, begun: Callable[[str], object] = str) -> None:
    """Serve until a signal ends it; open requests are answered first, jobs are left to the next server.

    ``begun`` is called with the address once requests are answered there.

    Raises
    ------
    OutputError
        When nothing can listen at the address.
    """
    config = uvicorn.Config(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=int(settings.grace),
        lifespan="on",
    )
    family = AF_INET6 if ":" in settings.host else AF_INET
    try:
        listening = create_server((settings.host, settings.port), family=family)
    except OSError as error:
        reason = {"host": settings.host, "port": settings.port, "problem": error.strerror or str(error)}
        raise OutputError(Message("web.no-port", reason)) from error
    host, port = listening.getsockname()[:2]
    url = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    _Server(config, lambda: begun(url)).run(sockets=[listening])


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, begun: Callable[[], object]) -> None:
        super().__init__(config)
        self._begun = begun

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._begun()
