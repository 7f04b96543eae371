"""``planner mcp``: the planner as tools for assistants."""

# ruff: noqa: ARG001 (typer reads the signature, and keeps the values in the context)
from __future__ import annotations

import gc
from pathlib import Path
from typing import Annotated

from typer import Option

from planner.cli import options as o
from planner.errors import RequestError
from planner.texts import Message

INSTALL = "bashu-planner[mcp]"
EXAMPLES = """Examples:

planner mcp

planner mcp --http --port 8765"""


def mcp(
    http: Annotated[
        bool, Option("--http", help="Streamable HTTP at /mcp, for several; stdin and stdout without.")
    ] = False,
    host: Annotated[str, Option(metavar="ADDRESS", help="Where to listen, with --http.")] = "127.0.0.1",
    port: Annotated[int, Option(min=0, max=65535, metavar="NUMBER", help="Likewise.")] = 8765,
    workers: Annotated[
        int, Option(min=1, max=64, metavar="NUMBER", help="Processes that look for plans.")
    ] = 1,
    token_file: Annotated[
        Path | None,
        Option(
            metavar="FILE",
            exists=True,
            dir_okay=False,
            show_default=False,
            help="With --http only who has one of these tokens may ask.",
        ),
    ] = None,
    no_cache: o.NoCacheOption = False,
    data: o.DataOption = None,
    language: o.LanguageOption = "en",
    debug: o.DebugOption = False,
) -> None:
    """Serve assistants by the Model Context Protocol: plans, journeys and sites as tools.

    An assistant starts it by itself when its settings name the command (docs/mcp.md).
    """
    from planner.asking.tokens import tokens_of

    try:
        from planner.mcp.server import serve_http, serve_stdio
    except ImportError as error:
        if error.name != "mcp" and not (error.name or "").startswith("mcp."):
            raise
        raise RequestError(Message("request.no-mcp", {"install": INSTALL})) from error
    gc.enable()
    if http:
        tokens = tokens_of(token_file) if token_file else ()
        serve_http(
            data, language, workers=workers, use_cache=not no_cache, host=host, port=port, tokens=tokens
        )
    else:
        serve_stdio(data, language, workers=workers, use_cache=not no_cache)
