"""Errors in the words of the command line: a field is its option."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from planner.cli.command import count
from planner.errors import DataError, NoPlanError, PlannerError, Relaxation, RequestError
from planner.wording.fields import error_as_json, option

OTHERWISE = {  # changes of a list, which no single option writes
    "request.cover-fewer": "ask for fewer",
    "request.cover-none": "drop this coverage rule",
    "request.leave-out": "without --must {site}",
}


def as_json(error: PlannerError) -> str:
    """Return an error as JSON text."""
    data = error_as_json(error)
    if isinstance(error, NoPlanError):
        for change, relaxation in zip(data["relaxations"], error.relaxations, strict=True):
            change["option"] = options_of(relaxation)
    return json.dumps(data, ensure_ascii=False, indent=2)


def as_text(error: PlannerError, command: Any) -> str:
    """Return an error as lines for people who called a command."""
    if isinstance(error, RequestError):
        return f"Error: {error.say(name_of=_namer(command))}"
    if isinstance(error, DataError):
        return f"{error}\nError: {count(len(error.problems), 'problem')} in the data"
    lines = [f"Error: {error}"]
    if isinstance(error, NoPlanError) and error.relaxations:
        options = [options_of(change) for change in error.relaxations]
        width = max(map(len, options))
        lines.append("Any one of these gives a plan:")
        lines += [
            f"  {words:{width}}  {change.message.say()}"
            for words, change in zip(options, error.relaxations, strict=True)
        ]
    return "\n".join(lines)


def options_of(change: Relaxation) -> str:
    """Return the options that make a change."""
    if change.message.code in OTHERWISE:
        return OTHERWISE[change.message.code].format(**change.message.params)
    return " ".join(
        _option(name, value) for name, value in {change.field: change.value, **change.also}.items()
    )


def _option(name: str, value: object) -> str:
    if isinstance(value, bool):
        return option(name) if value else option(name).replace("--", "--no-", 1)
    return f"{option(name)} {value}"


def _namer(command: Any) -> Callable[[str], str]:
    """Return what turns a field into the option that a command has for it; else it keeps its name."""
    known = {name for parameter in command.params for name in parameter.opts}
    return lambda field: option(field) if option(field) in known else field
