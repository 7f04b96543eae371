"""Where in a JSON body the value lies that an error is about, as steps of a JSON pointer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from planner.cleaning import plain
from planner.errors import RequestError, Step
from planner.wording.fields import canonical

_PARTS = re.compile(r"[@=,;]")  # between the parts of a text like SITE=DAY


def found_in(error: RequestError, body: Mapping[str, Any]) -> RequestError:
    """Return an error that knows, as do those behind it, where in a body its value is.

    Examples
    --------
    >>> from planner.texts import Message
    >>> error = RequestError(Message("request.no-word"), field="move", value="a-site")
    >>> found_in(error, {"move": ["b-site=1", "a-site=2"]}).at
    ('move', 1)
    """
    spelt = {canonical(plain(word)): word for word in body}
    for each in (error, *error.more):
        if each.field:
            word = spelt.get(each.field, each.field)
            given = body.get(word)
            each.at = (word, *(_along(given, each.steps) or _way_to(given, each.value) or ()))
    return error


def _along(given: Any, steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return those of some steps that a value has; the last may be one that it lacks."""
    found: list[Step] = []
    for number, step in enumerate(steps, 1):
        if isinstance(given, Mapping) and (step in given or number == len(steps)):
            given = given.get(step)
        elif isinstance(given, list) and isinstance(step, int) and step < len(given):
            given = given[step]
        else:
            continue  # something that the model alone knows, such as one of several kinds
        found.append(step)
    return tuple(found)


def _way_to(given: Any, value: Any) -> tuple[Step, ...] | None:
    """Return the steps to a value, or to the text that it is a part of; None where it is not there."""
    if given == value or not isinstance(given, Mapping | list):
        return () if given == value or _says(given, value) else None
    for step, part in _parts_of(given):
        if isinstance(step, str) and _says(step, value):
            return (step,)
        onward = _way_to(part, value)
        if onward is not None:
            return (step, *onward)
    return None


def _parts_of(given: Mapping[str, Any] | list[Any]) -> Iterable[tuple[Step, Any]]:
    return given.items() if isinstance(given, Mapping) else enumerate(given)


def _says(text: Any, value: Any) -> bool:
    """Tell whether a text is a value, or has it as one of its parts."""
    if value is None or isinstance(value, Mapping | list | tuple):
        return False
    parts = (str(text), *_PARTS.split(str(text)))
    return str(value).strip() in (part.strip() for part in parts)


def within(field: str, error: RequestError) -> RequestError:
    """Return an error about a document that is itself a field of a body."""
    for each in (error, *error.more):
        each.at = (field, *each.at)
    return error
