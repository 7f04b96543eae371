"""Errors in the words of the command line: a field is its option."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any, cast

from rich.cells import cell_len, set_cell_size

from planner.cli.called import Called
from planner.errors import DataError, NoPlanError, PlannerError, Relaxation, RequestError
from planner.export.folding import folds
from planner.texts import say
from planner.wording.fields import error_as_json, option

MOST_CHANGES = 3  # told; JSON has all
NARROWEST = 20  # columns
COPIED = "  planner "  # how a command begins
GOES_ON = "    "
GIVEN_UP = ("request.give-up", "request.give-up-all")
OTHERWISE = {  # changes of a list, which no single option writes
    "request.cover-fewer": "request.ask-for-fewer",
    "request.cover-none": "request.drop-the-rule",
    "request.leave-out": "request.without-option",
}


def as_json(error: PlannerError, command: Any = None, typed: Sequence[str] = ()) -> str:
    """Return an error as JSON text, for people who called a command."""
    data = error_as_json(error)
    if isinstance(error, NoPlanError):
        for change, relaxation in zip(data["relaxations"], error.relaxations, strict=True):
            change["option"] = options_of(relaxation)
            change["command"] = Called(command, typed).with_change(relaxation)
    return json.dumps(data, ensure_ascii=False, indent=2)


def as_text(error: PlannerError, command: Any, language: str = "en", typed: Sequence[str] = ()) -> str:
    """Return an error as lines for people who called a command, each as long as it is."""
    if isinstance(error, DataError):
        return f"{error.say(language)}\n{say(language, 'data.num-problems-in-data', n=len(error.problems))}"
    if isinstance(error, RequestError):
        return say(language, "request.error", text=error.say(language, _namer(command)))
    if not isinstance(error, NoPlanError):
        return say(language, "request.error", text=error.say(language))
    return "\n".join(_what_it_takes(error, Called(command, typed), language))


def tell(text: str) -> None:
    """Print what went wrong: as wide as the terminal or ``COLUMNS``, else each line whole, to be searched."""
    if sys.stderr.isatty() or os.environ.get("COLUMNS"):
        text = folded(text, max(NARROWEST, shutil.get_terminal_size().columns))
    print(text, file=sys.stderr)


def folded(text: str, width: int) -> str:
    """Return lines broken between words at a width, what goes on further in; commands to copy stay as they are.

    Examples
    --------
    >>> print(folded("one two three\n  planner plan --days 3", 9))
    one two
        three
      planner plan --days 3
    """
    lines = (line if line.startswith(COPIED) else _broken(line, width) for line in text.split("\n"))
    return "\n".join(lines)


def _broken(line: str, width: int) -> str:
    words = line.lstrip()
    begin = " " * (len(line) - len(words))
    places = folds(words, width - len(begin), width - len(GOES_ON))
    first, *rest = (words[start:end].rstrip() for start, end in pairwise([0, *places, len(words)]))
    return "\n".join([begin + first, *(GOES_ON + part for part in rest)])


def _what_it_takes(error: NoPlanError, called: Called, language: str) -> Iterator[str]:
    """Yield what is wrong, what does not go together, and the changes that ask least, each with its command."""
    yield say(language, "request.error", text=error.reason.say(language))
    if error.conflict:
        number = "one" if len(error.conflict) == 1 else "all"
        code = f"request.cannot-{number}-proven" if error.proven_minimal else f"request.cannot-{number}"
        yield say(language, code, wants=[want.message.both for want in error.conflict])
    changes = error.relaxations[:MOST_CHANGES]
    if changes:
        yield say(language, "request.any-of-these")
    options = [options_of(change, language) if called.has(change.field) else "" for change in changes]
    width = max(map(cell_len, options), default=0)
    for words, change in zip(options, changes, strict=True):
        told = change.message.say(language)
        text = told if change.verified else say(language, "request.not-verified", text=told)
        yield f"  {set_cell_size(words, width)}  {text}" if width else f"  {text}"
    commands = [command for command in map(called.with_change, changes) if command]
    if commands:
        yield say(language, "request.to-copy")
    yield from (f"  {command}" for command in commands)


def options_of(change: Relaxation, language: str = "en") -> str:
    """Return the options that make a change."""
    if change.message.code == "request.leave-out-booking":
        booked = f"{option(change.field)} {change.message.params['booking']}"
        return say(language, "request.without-option", option=booked)
    if change.message.code == "request.later-visit":
        return f"{option(change.field)} {change.message.params['booking']}"
    if change.message.code == "request.start-day-earlier":
        day = change.message.params["day"]
        return f"{option(change.field)} {day}={cast('dict[int, str]', change.value)[day]}"
    if change.message.code == "request.spend-on-kind":
        return f"{option('purses')} {change.message.params['kind']}={change.message.params['cny']}"
    if change.field == "purses":
        limit = f"{option('purses')} {change.message.params['limit']}"
        return say(language, "request.without-option", option=limit)
    if change.field == "pauses":
        pause = f"{option('pauses')} {change.message.params['pause']}"
        return say(language, "request.without-option", option=pause)
    if change.message.code in GIVEN_UP:
        names = dict.fromkeys(map(option, (change.field, *change.also)))
        return say(language, "request.without-option", option=" ".join(names))
    if change.field in ("skip", "add"):  # of the rest of a trip
        site = f"{option(change.field)} {change.message.params['site']}"
        return site if change.field == "skip" else say(language, "request.without-option", option=site)
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
