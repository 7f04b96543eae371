"""Errors in the words of the command line: a field is its option."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from rich.cells import cell_len, set_cell_size

from planner.errors import DataError, NoPlanError, PlannerError, Relaxation, RequestError
from planner.texts import say
from planner.wording.fields import error_as_json, option

OTHERWISE = {  # changes of a list, which no single option writes
    "request.cover-fewer": "request.ask-for-fewer",
    "request.cover-none": "request.drop-the-rule",
    "request.leave-out": "request.without-option",
}


def as_json(error: PlannerError) -> str:
    """Return an error as JSON text."""
    data = error_as_json(error)
    if isinstance(error, NoPlanError):
        for change, relaxation in zip(data["relaxations"], error.relaxations, strict=True):
            change["option"] = options_of(relaxation)
    return json.dumps(data, ensure_ascii=False, indent=2)


def as_text(error: PlannerError, command: Any, language: str = "en") -> str:
    """Return an error as lines for people who called a command."""
    if isinstance(error, DataError):
        return f"{error.say(language)}\n{say(language, 'data.num-problems-in-data', n=len(error.problems))}"
    if isinstance(error, RequestError):
        return say(language, "request.error", text=error.say(language, _namer(command)))
    if not isinstance(error, NoPlanError):
        return say(language, "request.error", text=error.say(language))
    lines = [say(language, "request.error", text=error.reason.say(language))]
    options = [options_of(change, language) for change in error.relaxations]
    width = max(map(cell_len, options), default=0)
    if options:
        lines.append(say(language, "request.any-of-these"))
    lines += [
        f"  {set_cell_size(words, width)}  {change.message.say(language)}"
        for words, change in zip(options, error.relaxations, strict=True)
    ]
    return "\n".join(lines)


def options_of(change: Relaxation, language: str = "en") -> str:
    """Return the options that make a change."""
    if change.message.code == "request.leave-out-booking":
        booked = f"{option(change.field)} {change.message.params['booking']}"
        return say(language, "request.without-option", option=booked)
    if change.message.code == "request.spend-on-kind":
        return f"{option('purses')} {change.message.params['kind']}={change.message.params['cny']}"
    if change.field == "purses":
        limit = f"{option('purses')} {change.message.params['limit']}"
        return say(language, "request.without-option", option=limit)
    if change.field == "pauses":
        pause = f"{option('pauses')} {change.message.params['pause']}"
        return say(language, "request.without-option", option=pause)
    if change.message.code in OTHERWISE:
        must = f"{option('must')} {change.message.params.get('site')}"
        return say(language, OTHERWISE[change.message.code], option=must)
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
