"""What pydantic finds wrong with the values of a request, as `RequestError` in both languages."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from planner.clock import ClockError
from planner.errors import RequestError
from planner.texts import LANGUAGES, Message, ToldError, in_each
from planner.wording.dates import no_such_day

CODES = {  # type of pydantic's error -> code in the catalogue
    "missing": "is-missing",
    "extra_forbidden": "no-word",
    "greater_than_equal": "not-least",
    "less_than_equal": "not-most",
    "greater_than": "not-above",
    "less_than": "not-below",
    "int_parsing_size": "no-whole-number",
    "int_from_float": "no-whole-number",
    "int": "no-whole-number",
    "float": "no-number",
    "finite_number": "no-number",
    "bool": "no-flag",
    "date": "no-date",
    "datetime": "no-datetime",
    "literal_error": "no-choice",
    "string": "no-text",
    "tuple": "no-list",
    "dict": "no-mapping",
}  # "int" stands for int_parsing, int_type and so on
_KIND = re.compile(r"^(int|float|bool|datetime|date|string|tuple|dict)_")
_LIKE = re.compile(r"[A-Z][A-Z=@,]*[A-Z]")  # SITE=DAY, with which the description of a list begins
UNITS = {  # of the numbers of a field
    "time_limit": "seconds",
    "work": "work",
    "days": "days",
    "max_transit": "minutes",
    "late": "minutes",
    "near_hospital": "minutes",
    "max_altitude": "metres",
    "max_steps": "steps",
}
CLOCKS = ("start_time", "end_time")
BOOKINGS = ("visits", "stays", "trains")  # whose parts are of one text
PARTY = [("adults",), ("children",)]


def request_error(error: ValidationError, model: type[BaseModel] | None = None) -> RequestError:
    """Return what is wrong with a request: the first problem, with the others behind it, last what is missing.

    Of a ``model`` all words are named where one is unknown, and what a list's texts are like where one is none.
    """
    details = sorted(error.errors(include_url=False), key=lambda detail: detail["type"] == "missing")
    first, *rest = [_error(detail) if model is None else _error_of(detail, model) for detail in details]
    first.more = tuple(rest)
    return first


def _error_of(detail: ErrorDetails, model: type[BaseModel]) -> RequestError:
    error, word = _error(detail), str(detail["loc"][0]) if detail["loc"] else ""
    if detail["type"] == "extra_forbidden" and len(detail["loc"]) == 1:
        words = tuple(model.model_fields)
        return RequestError(error.message, field=word, value=error.value, candidates=words, are_all=True)
    told = model.model_fields[word].description if word in model.model_fields else None
    if error.message.code == "request.no-list" and told and (like := _LIKE.match(told)):
        message = Message("request.no-list-like", {**error.message.params, "like": like[0]})
        return RequestError(message, field=word, value=error.value)
    return error


def message_of(detail: ErrorDetails) -> Message:
    """Return what is wrong with one value, without the name of its field."""
    kind, context = detail["type"], detail.get("ctx", {})
    code = CODES.get(kind) or CODES.get(match[1] if (match := _KIND.match(kind)) else "")
    if code in ("no-date", "no-datetime") and (message := no_such_day(detail["input"])):
        return message
    if code == "not-most" and detail["loc"] in PARTY:
        return _large_party(detail["input"], context["le"])
    if kind == "string_too_short" and not detail["input"]:
        return Message("request.no-empty-text")
    params: dict[str, object] = {"given": _given(detail["input"])}
    told = context.get("error")
    if kind == "literal_error":
        params["choices"] = re.findall(r"'([^']*)'", context["expected"])
    elif code is None and detail["loc"][:1] == ("day_hours",) and detail["loc"][1:]:
        code, params["text"] = "bad-hours", f"{detail['loc'][1]}={detail['input']!s:.60}"
    elif code is None and isinstance(told, ToldError):
        return Message("request.told", {"problem": told.message.both})
    elif code is None:
        is_clock = isinstance(told, ClockError) or detail["loc"][:1] in [(name,) for name in CLOCKS]
        code = "no-clock" if is_clock else "wrong-value"
    for name in ("ge", "le", "gt", "lt"):
        if name in context:
            params |= {name: context[name], "bound": amount(str(detail["loc"][-1]), context[name])}
    return Message(f"request.{code}", params)


def amount(field: str, number: float) -> dict[str, str]:
    """Return a number with what it counts in a field, where that is not plain."""
    number = int(number) if number == int(number) else number
    if field not in UNITS:
        return dict.fromkeys(LANGUAGES, str(number))
    return in_each(f"request.unit-{UNITS[field]}", n=number)


def _large_party(value: Any, most: int) -> Message:
    """Return that a party is larger than a plan holds, and into how many it can be parted."""
    parties = -(-int(value) // most)
    parts = {"given": int(value), "n": parties, "each": -(-int(value) // parties)}
    return Message("request.large-party", {"most": most, **parts})


def _error(detail: ErrorDetails) -> RequestError:
    field, *inside = [str(step) for step in detail["loc"]] or [""]
    message = message_of(detail)
    if field in BOOKINGS:
        inside = []
    inside = [step for step in inside if not step.isdecimal()]
    if inside:
        message = Message("request.inside", {"part": ".".join(inside), "problem": message.both})
    value = None if detail["type"] == "missing" else detail["input"]
    return RequestError(message, field=field, value=value, steps=tuple(detail["loc"][1:]))


def _given(value: object) -> dict[str, str]:
    """Return how a value is shown in each language; lists and keys with values as YAML writes them."""
    return in_each("request.quoted", text=f"{_written(value):.60}")


def _written(value: object) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_written(part)}' for key, part in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_written, value))}]"
    return str(value)
