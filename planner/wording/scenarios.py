"""What people call scenarios, and the changes they write in place of one, turned into what a request holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import ValidationError

from planner.cleaning import plain
from planner.corridor import (
    CHANGES,
    VERBS,
    Corridor,
    in_scenarios,
    parted,
)
from planner.errors import RequestError
from planner.names import resolve
from planner.spelling import like
from planner.texts import Message, ToldError
from planner.wording.faults import message_of
from planner.wording.naming import named

FIELD = "scenarios"
LONGEST = 500  # characters of a change
_COMMA = "[,，、]"
_VERB = re.compile(r"\s*[a-z]+-[a-z]+\s*[:：]", re.ASCII)


def assuming(corridor: Corridor, texts: object) -> Corridor:
    """Return the corridor as the scenarios that people name make it.

    Raises
    ------
    RequestError
        When one is unknown, cannot be, or not after another one.
    """
    return in_scenarios(corridor, tuple(scenarios_of(corridor, texts)))


def scenarios_of(corridor: Corridor, value: object) -> list[str]:
    """Return scenarios by id, and changes by the ids of what they change, each once; commas may part names.

    Raises
    ------
    RequestError
        When one is unknown, cannot be, or not after another one.
    """
    entries = value if isinstance(value, list | tuple) else [value]
    found: tuple[str, ...] = ()
    called = corridor  # with all lines that there are at any time
    for text in (part for entry in entries for part in _parts(entry)):
        try:
            found = tuple(dict.fromkeys((*found, _exact(called, text))))
            called = _with_lines(called, in_scenarios(corridor, found))
        except ToldError as error:
            raise RequestError(error.message, field=FIELD, value=text) from None
        except ValidationError as error:
            message = message_of(error.errors(include_url=False)[0])
            raise RequestError(message, field=FIELD, value=text) from None
    return list(found)


def _with_lines(corridor: Corridor, changed: Corridor) -> Corridor:
    known = {line.id for line in corridor.lines}
    more = (line for line in changed.lines if line.id not in known)
    return corridor.model_copy(update={"lines": (*corridor.lines, *more), "data_hash": corridor.data_hash})


def _parts(text: object) -> Iterator[str]:
    """Yield what commas part; those of a change before which no other begins are its own."""
    if not isinstance(text, str) or len(text) > LONGEST:
        raise RequestError(Message("request.no-name"), field=FIELD, value=text)
    for part in re.split(rf"{_COMMA}(?={_VERB.pattern})", text):
        if _VERB.match(part):
            yield plain(part)
        else:
            yield from filter(None, map(str.strip, re.split(_COMMA, part)))


def _exact(corridor: Corridor, text: str) -> str:
    """Return the id of a scenario, or a change with ids in place of names."""
    if not _VERB.match(text):
        return named(corridor.scenarios, text, "scenario", FIELD)
    verb, change = parted(text)
    if verb is None:
        asked = text.partition(":")[0].strip()
        message = Message("request.no-verb", {"text": asked[:40]})
        near = like(asked, VERBS)
        raise RequestError(
            message, field=FIELD, value=text, candidates=near or tuple(VERBS), are_all=not near
        )
    if verb == "open-line":
        return f"{verb}:{_opened(corridor, change)}"
    if verb == "close-line":
        return f"{verb}:{_line(corridor, change)}"
    kind = CHANGES[VERBS[verb]]
    parts = {name: READ.get(name, _as_is)(corridor, part) for name, part in kind.parts(change).items()}
    return f"{verb}:{kind.model_validate(parts)}"


def _opened(corridor: Corridor, text: str) -> str:
    """Return a line as it is written, with the ids of the places where it calls."""
    head, at, calls = text.rpartition("@")
    stops = [part.strip().rsplit(None, 1) for part in calls.split(",")]
    exact = [" ".join([_place(corridor, stop[0]), *stop[1:]]) for stop in stops if stop]
    return f"{head}{at}{', '.join(exact)}"


def _line(corridor: Corridor, text: str) -> str:
    try:
        return named(corridor.lines, text, "line", FIELD)
    except RequestError as error:
        near = like(text, [line.id for line in corridor.lines], least=45)
        if error.message.code == "request.unknown" and near:
            raise RequestError(error.message, field=FIELD, value=text, candidates=near) from None
        raise


def _place(corridor: Corridor, text: str) -> str:
    if text in corridor.places:  # junctions too
        return text
    return resolve(corridor, text, field=FIELD)


def _stop(corridor: Corridor, text: str) -> str:
    return resolve(corridor, text, ("station", "town", "attraction"), field=FIELD)


def _site(corridor: Corridor, text: str) -> str:
    return resolve(corridor, text, ("attraction",), field=FIELD)


def _as_is(_corridor: Corridor, text: str) -> str:
    return text


READ: dict[str, Callable[[Corridor, Any], str]] = {
    "line": _line,
    "stop": _stop,
    "site": _site,
    "start": _place,
    "end": _place,
}
