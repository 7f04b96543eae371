"""``planner serve``: plans over HTTP, for apps."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Annotated

from typer import Option

from planner.cli import options as o
from planner.errors import RequestError
from planner.texts import Message, say

EXTRA = ("fastapi", "uvicorn", "sqlalchemy", "alembic", "sse_starlette", "limits", "prometheus_client")

DatabaseOption = Annotated[
    str | None,
    Option(
        metavar="FILE|URL",
        show_default=False,
        help="Where plans are kept: a file, or a PostgreSQL. Default: a file in the user's data folder.",
    ),
]
EXAMPLES = """Examples:

planner serve

planner serve --host 0.0.0.0 --token-file tokens.txt --database postgresql://planner@db/planner"""


def serve(
    host: Annotated[str, Option(metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, Option(min=0, max=65535, metavar="NUMBER", help="0 takes a free one.")] = 8000,
    database: DatabaseOption = None,
    workers: Annotated[
        int | None,
        Option(min=1, max=256, metavar="NUMBER", show_default=False, help="Processes. Default: one a core."),
    ] = None,
    token_file: Annotated[
        Path | None,
        Option(metavar="FILE", exists=True, dir_okay=False, help="Only who has one of these tokens may ask."),
    ] = None,
    rate: Annotated[str, Option(metavar="NUMBER/UNIT", help="How often each client may ask.")] = "120/minute",
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    debug: o.DebugOption = False,  # noqa: ARG001 (the command reads it)
) -> None:
    """Serve plans over HTTP to apps; docs/http.md tells how to ask. Ctrl-C ends it."""
    check_extra()
    from planner.asking.tokens import tokens_of
    from planner.web import Settings, serve

    settings = Settings(
        host=host,
        port=port,
        database=database,
        data=data,
        workers=workers or os.cpu_count() or 1,
        tokens=tokens_of(token_file) if token_file else (),
        rate=rate,
    )

    def begun(url: str) -> None:
        text = say(language, "web.serves", url=url, workers=settings.workers, database=shown(database))
        print(text, file=sys.stderr, flush=True)

    gc.enable()  # which rests in commands until the data are there
    serve(settings, begun)


def shown(database: str | None) -> str:
    """Return a database for people to read, never with a password."""
    from planner.store import default_database

    return (database or str(default_database())).rpartition("@")[2]


def check_extra() -> None:
    """Go on only with the libraries of the extra.

    Raises
    ------
    RequestError
        When one is not installed.
    """
    from importlib.util import find_spec

    if not all(map(find_spec, EXTRA)):
        raise RequestError(Message("web.no-library", {"install": "bashu-planner[web]"}))
