"""docs/mcp.md tells each tool with a call that it takes."""

from __future__ import annotations

import json
import re

from jsonschema import Draft202012Validator

from planner.mcp.tools import TOOLS
from tests.builders.paths import DOCS

PAGE = (DOCS / "mcp.md").read_text("utf-8")


def test_each_tool_has_a_section() -> None:
    assert re.findall(r"^### `(\w+)`$", PAGE, re.MULTILINE) == list(TOOLS)


def test_each_call_is_one_that_the_tool_takes() -> None:
    calls = [
        json.loads(block) for block in re.findall(r"^```json call\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    ]
    assert {call["tool"] for call in calls} == set(TOOLS)
    for call in calls:
        schema = TOOLS[call["tool"]].as_tool().input_schema
        Draft202012Validator({**schema, "additionalProperties": False}).validate(call["arguments"])


def test_the_settings_name_the_command() -> None:
    settings = json.loads(re.findall(r"^```json\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)[0])
    assert settings["mcpServers"]["bashu"] == {"command": "planner", "args": ["mcp"]}
