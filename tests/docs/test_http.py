"""docs/http.md: every curl command on it is answered, in order, and its table of limits is what the server has."""

from __future__ import annotations

import re
import shlex
from argparse import ArgumentParser
from pathlib import Path

from starlette.testclient import TestClient

from planner.asking import QUESTIONS
from planner.web import Settings
from tests.builders.paths import DOCS
from tests.builders.servers import server

PAGE = (DOCS / "http.md").read_text(encoding="utf-8")
SERVER = "http://127.0.0.1:8000"


def commands() -> list[str]:
    blocks = re.findall(r"^```curl\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines()]


def run(client: TestClient, command: str, plan: str) -> tuple[int, str]:
    """Do what curl does; return the status and where the plan of the answer is."""
    parser = ArgumentParser()
    parser.add_argument("curl")
    parser.add_argument("url")
    parser.add_argument("-s", action="store_true")
    parser.add_argument("-X", default="GET")
    parser.add_argument("-H", action="append", default=[])
    parser.add_argument("-d")
    typed = parser.parse_args(shlex.split(command.replace("$PLAN", plan)))
    assert typed.url.startswith(SERVER)
    headers = dict(header.split(": ", 1) for header in typed.H)
    response = client.request(typed.X, typed.url.removeprefix(SERVER), headers=headers, content=typed.d)
    return response.status_code, response.headers.get("location", "")


def test_every_command_of_the_page_is_answered(tmp_path: Path) -> None:
    found, plan = commands(), ""
    assert len(found) >= 10
    with server(tmp_path / "plans.sqlite") as client:
        for command in found:
            status, location = run(client, command, plan)
            assert status in (200, 201, 202), (command, status)
            plan = plan or location


def test_the_page_tells_the_limits_of_the_server() -> None:
    usual = Settings()
    for text in (
        f"| body | {usual.most_body // 1_000_000} MB |",
        f"| search | {usual.most_seconds:.0f} s, or {usual.most_seconds * 1000:,.0f} units of work |",
        f"| jobs that wait on one server | {usual.most_waiting}, ",
        f"| requests of a client | {usual.rate.replace('/', ' a ')} ",
        f"| a plan, an answer | {usual.keep_days:.0f} days,",
        f"for {usual.lease:.0f} s to another",
        f"({usual.grace:.0f} s)",
    ):
        assert text in PAGE
    for kind in QUESTIONS:
        assert f"`{kind}`" in PAGE
