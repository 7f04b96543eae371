"""What is wrong with a question, for an assistant that can ask it better."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mcp.types import CallToolResult, TextContent

from planner.asking import Answer
from planner.mcp.results import shortened

MOST, LONGEST = 10, 400  # candidates and changes; characters of a text


def refusal(answer: Answer, language: str) -> CallToolResult:
    """Return a problem as the error of a tool: which field, what may have been meant, which changes would do."""
    data = _short(answer.data, language)
    return CallToolResult(
        content=[TextContent(type="text", text="\n".join(_told(data)))],
        structured_content=data,
        is_error=True,
    )


def _short(problem: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Return what there is to mend, in one language."""
    said = "_zh" if language == "zh" else ""
    short: dict[str, Any] = {
        "error": problem["error"],
        "message": problem[f"message{said}"][: 4 * LONGEST],
        **{key: problem[key] for key in ("field", "value") if problem.get(key)},
    }
    if candidates := problem.get("candidates"):
        short["candidates"] = shortened(candidates, MOST)
    if conflict := problem.get("conflict"):
        short["conflict"] = [
            {"field": want["field"], "wish": want[f"wish{said}"][:LONGEST]} for want in conflict[:MOST]
        ]
    if changes := problem.get("relaxations"):
        short["changes"] = [
            {
                **{change["field"]: change["value"]},
                **change["also"],
                "change": change[f"change{said}"][:LONGEST],
                "tried": change["verified"],
            }
            for change in changes[:MOST]
        ]
    return short


def _told(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield what `_short` has as lines; the message names the field and the candidates itself."""
    yield data["message"]
    for want in data.get("conflict", ()):
        yield f"cannot hold together: {want['field']}: {want['wish']}"
    for change in data.get("changes", ()):
        fields = {key: value for key, value in change.items() if key not in ("change", "tried")}
        yield f"would do: {fields}: {change['change']}{'' if change['tried'] else ' (not tried)'}"
