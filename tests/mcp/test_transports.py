"""The server as it is started: over stdin and stdout in a process, over HTTP, its resources and its map."""

from __future__ import annotations

import asyncio
import gc
import json
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from mcp import Client, MCPError, StdioServerParameters
from mcp.server.apps import APP_MIME_TYPE, EXTENSION_ID
from mcp.types import TextResourceContents
from starlette.testclient import TestClient
from typer.testing import CliRunner

from planner.asking.tokens import digest
from planner.cli import app
from planner.export.html import styles
from planner.mcp.app import page
from planner.mcp.gate import Gate
from planner.mcp.resources import OFFERED
from planner.mcp.server import server_of
from planner.mcp.tools import MAP, TOOLS
from planner.texts import say
from tests.builders.assistants import Mode, office, run
from tests.builders.paths import ROOT, SMALL

WISH = {"days": 2, "date": "2026-12-05", "from": "east-city", "to": "west-city", "mode": "car", "work": 60}
TOKEN = "a-token-of-the-tests"
REVISIONS = {"auto": "2026-07-28", "legacy": "2025-11-25"}
NOBODY = {"name": "nobody", "version": "0"}


def test_over_stdin_and_stdout() -> None:
    program = ["-c", "from planner.cli import main; main()", "mcp", "--no-cache", "--data", str(SMALL)]
    command = StdioServerParameters(
        command=sys.executable, args=program, cwd=str(ROOT), env={"PYTHONPATH": "."}
    )

    async def go() -> None:
        async with Client(command) as client:
            assert client.protocol_version == REVISIONS["auto"]
            plan = (await client.call_tool("plan_trip", {**WISH, "threads": 1})).structured_content
            assert plan is not None
            checked = (await client.call_tool("check_plan", {"plan": plan["plan"]})).structured_content
            assert checked is not None
            assert checked["good"]

    asyncio.run(go())


STDIO = [
    sys.executable,
    "-c",
    "from planner.cli import main; main()",
    "mcp",
    "--no-cache",
    "--data",
    str(SMALL),
]


@pytest.fixture
def asking() -> Iterator[subprocess.Popen[str]]:
    """Start a server that is at work on a plan when an assistant shakes hands with it."""
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(STDIO, cwd=ROOT, env={"PYTHONPATH": "."}, text=True, **pipes) as server:
        hands = {"protocolVersion": REVISIONS["legacy"], "capabilities": {}, "clientInfo": NOBODY}
        wish = {"name": "plan_trip", "arguments": {**WISH, "work": 10**8}, "_meta": {"progressToken": 1}}
        for message in (
            {"id": 1, "method": "initialize", "params": hands},
            {"method": "notifications/initialized"},
            {"id": 2, "method": "tools/call", "params": wish},
        ):
            print(json.dumps({"jsonrpc": "2.0", **message}), file=server.stdin, flush=True)
        assert server.stdout is not None
        while "notifications/progress" not in server.stdout.readline():
            pass
        yield server
        server.kill()


def test_an_assistant_that_goes_in_the_middle_of_a_call_leaves_silence(asking: subprocess.Popen[str]) -> None:
    assert asking.stdin is not None
    assert asking.stdout is not None
    assert asking.stderr is not None
    asking.stdout.close()
    asking.stdin.close()
    assert (asking.wait(), asking.stderr.read()) == (0, "")


def test_ctrl_c_ends_the_server_though_it_waits_for_a_line(asking: subprocess.Popen[str]) -> None:
    assert asking.stderr is not None
    asking.send_signal(signal.SIGINT)
    assert (asking.wait(), asking.stderr.read()) == (-signal.SIGINT, "")


def test_who_hears_no_more_how_far_things_are_gets_the_answer(caplog: pytest.LogCaptureFixture) -> None:
    async def gone(_number: int, _text: str) -> None:
        raise ConnectionError

    async def go() -> None:
        assert json.loads(await office().ask("plan", WISH, telling=gone))["status"]
        gc.collect()  # what nobody took notice of is told then

    asyncio.run(go())
    assert not caplog.records


@pytest.mark.parametrize("mode", REVISIONS)
def test_over_http(mode: Mode) -> None:
    async def go() -> None:
        with socket.create_server(("127.0.0.1", 0)) as listening:
            served = server_of(office()).streamable_http_app()
            server = uvicorn.Server(uvicorn.Config(served, log_level="warning", timeout_graceful_shutdown=1))
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            async with Client(f"http://127.0.0.1:{listening.getsockname()[1]}/mcp", mode=mode) as client:
                assert client.protocol_version == REVISIONS[mode]
                assert len((await client.list_tools()).tools) == len(TOOLS)
                plan = await client.call_tool("plan_trip", WISH)
                assert not plan.is_error
            server.should_exit = True
            await serving

    asyncio.run(go())


def test_resources() -> None:
    async def ask(client: Client) -> None:
        plan = (await client.call_tool("plan_trip", WISH)).structured_content
        assert plan is not None
        for resource in (await client.list_resources()).resources:
            (content,) = (await client.read_resource(resource.uri)).contents
            assert isinstance(content, TextResourceContents)
            assert content.text
            assert content.mime_type == resource.mime_type
        assert len((await client.list_resource_templates()).resource_templates) == 4
        for uri, told in (
            ("bashu://sites/西城遗址", '"gcj02": "104.7'),
            ("bashu://themes/stone", "See stones"),
            (f"bashu://plans/{plan['plan']}/json", '"certificate"'),
            (f"bashu://plans/{plan['plan']}/brief", "West Ruins"),
        ):
            (content,) = (await client.read_resource(uri)).contents
            assert isinstance(content, TextResourceContents)
            assert told in content.text
        for wrong in (
            "bashu://plans/none/json",
            f"bashu://plans/{plan['plan']}/docx",
            "bashu://x",
            "bashu://sites/qq",
        ):
            with pytest.raises(MCPError):
                await client.read_resource(wrong)

    run(ask, office())
    assert "png" not in OFFERED


@pytest.mark.parametrize("mode", REVISIONS)
def test_the_map_is_an_app_of_the_tools_that_return_plans(mode: Mode) -> None:
    async def ask(client: Client) -> None:
        tools = (await client.list_tools()).tools
        shown = {tool.name for tool in tools if (tool.meta or {}).get("ui") == {"resourceUri": MAP}}
        assert shown == {"plan_trip", "show_plan", "replan", "edit_plan"}
        capabilities = client.server_capabilities
        assert capabilities is not None
        told = {EXTENSION_ID: {"mimeTypes": [APP_MIME_TYPE]}}  # the revision before has no such field
        assert capabilities.extensions == (told if mode == "auto" else None)
        (content,) = (await client.read_resource(MAP)).contents
        assert content.mime_type == APP_MIME_TYPE
        assert content.meta == {"ui": {"csp": {}, "prefersBorder": True}}

    run(ask, office(), mode)


def test_the_map_loads_nothing() -> None:
    assert len(page().encode()) < 320_000
    skeleton = re.sub(r"<(script|style)\b[^>]*>.*?</\1>", "", page(), flags=re.DOTALL)
    assert not re.search(r"\b(src|href)=", skeleton)
    assert "url(" not in styles()


HOST = """<!doctype html><body><iframe id="view"></iframe><script>
const plans = PLANS, view = document.getElementById("view"), heard = [];
const answers = {
  "ui/initialize": ({ id, params }) => ({ id, result: { protocolVersion: params.protocolVersion } }),
  "ui/notifications/initialized": () => (
    { method: "ui/notifications/tool-result", params: { structuredContent: plans[0] } }
  ),
  "tools/call": ({ id }) => ({ id, result: { structuredContent: plans[1] } }),
};
addEventListener("message", ({ source, data }) => {
  if (source !== view.contentWindow) return;
  heard.push(data.method);
  if (data.method in answers) source.postMessage({ jsonrpc: "2.0", ...answers[data.method](data) }, "*");
  else {
    document.body.dataset.heard = heard.join(" ");
    document.body.dataset.pins = view.contentDocument.querySelectorAll(".pin").length;
    document.body.dataset.said = view.contentDocument.getElementById("said").textContent;
  }
});
view.srcdoc = PAGE;
</script></body>"""


@pytest.mark.parametrize(
    ("header", "status"),
    [("", 401), ("Bearer other-token", 401), (f"Basic {TOKEN}", 401), (f"Bearer {TOKEN}", 400)],
)
def test_with_tokens_only_who_has_one_may_ask(header: str, status: int) -> None:
    served = Gate(server_of(office()).streamable_http_app(host="0.0.0.0"), frozenset({digest(TOKEN)}))
    with TestClient(served) as client:
        response = client.post("/mcp", json={}, headers={"Authorization": header})
    assert response.status_code == status  # 400: it is asked, in a way that no assistant does
    assert (response.headers.get("www-authenticate") == "Bearer") is (status == 401)


@pytest.mark.skipif(not shutil.which("chromium"), reason="needs Chromium")
def test_the_map_draws_what_a_host_hands_it(tmp_path: Path) -> None:
    plans: list[dict[str, Any]] = []

    async def ask(client: Client) -> None:
        plan = (await client.call_tool("plan_trip", WISH)).structured_content
        assert plan is not None
        plans.extend(({**plan, "days": plan["days"][:1], "next_day": 2}, {**plan, "days": plan["days"][1:]}))

    run(ask, office())
    pins = [
        stop
        for plan in plans
        for day in plan["days"]
        for stop in day["stops"]
        if "visit" in stop or "night" in stop
    ]
    path = tmp_path / "host.html"
    host = HOST.replace("PLANS", json.dumps(plans)).replace("PAGE", json.dumps(page()).replace("</", "<\\/"))
    path.write_text(host, encoding="utf-8")
    dumped = subprocess.run(
        [
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=3000",
            f"--user-data-dir={tmp_path}/profile", "--dump-dom", path.as_uri(),
        ],
        capture_output=True, encoding="utf-8", timeout=60, check=True,
    ).stdout  # fmt: skip
    body = re.search(r"<body [^>]*>", dumped)
    assert body, dumped[:500]
    assert f'data-pins="{len(pins)}"' in body[0]
    assert "ui/initialize ui/notifications/initialized tools/call ui/notifications/size-changed" in body[0]
    assert "Small corridor" in body[0]


def test_without_the_library_one_is_told_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "planner.mcp.server")
    monkeypatch.setitem(sys.modules, "mcp", None)
    result = CliRunner().invoke(app, ["mcp"])
    assert result.exit_code == 4
    assert say("en", "request.no-mcp", install="bashu-planner[mcp]") in result.stderr
