"""pydantic's errors as data problems in this project's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from planner.clock import ClockError
from planner.corridor.interests import MOST_BELOW_LEAST
from planner.errors import DataProblem
from planner.loading.tree import Item, Loc, told
from planner.spelling import like
from planner.texts import LANGUAGES, Message, ToldError, in_each, say

BOUNDS = ("ge", "le", "gt", "lt", "pattern", "min_length", "max_length")


KINDS = {  # type of pydantic's error -> code of its text; "int" stands for int_parsing, int_type and so on
    "int": "no-whole-number",
    "float": "no-number",
    "finite": "no-number",
    "bool": "no-flag",
    "date": "no-date",
    "datetime": "no-moment",
    "string": "no-text",
    "tuple": "no-list-there",
    "list": "no-list-there",
    "dict": "no-mapping",
    "model": "no-mapping",
    "greater_than_equal": "not-least",
    "less_than_equal": "not-most",
    "greater_than": "not-above",
    "less_than": "not-below",
    "literal_error": "no-choice",
    "string_pattern_mismatch": "no-pattern",
    "string_too_short": "text-short",
    "string_too_long": "text-long",
    "too_short": "list-short",
    "too_long": "list-long",
    MOST_BELOW_LEAST: "most-below-least",
}


def nearest(word: str, known: Iterable[str]) -> Message | None:
    """Return a hint naming up to three known words that look like ``word``, or nothing."""
    names = like(word, known, least=65)
    joined = {language: say(language, "request.or").join(names) for language in LANGUAGES}
    return told("nearest", names=joined) if names else None


def problems_of(error: ValidationError, item: Item, model: type[BaseModel]) -> Iterator[DataProblem]:
    """Translate what pydantic found in an item into problems with places, codes and hints."""
    details = error.errors(include_url=False)
    for detail in details:
        loc = detail["loc"]
        # a list whose entries are wrong counts as too short: the entries are the news
        if detail["type"] != "too_short" or not any(
            d["loc"][: len(loc)] == loc and d is not detail for d in details
        ):
            yield _problem(detail, item, model)


def _problem(detail: ErrorDetails, item: Item, model: type[BaseModel]) -> DataProblem:
    loc, kind = detail["loc"], detail["type"]
    if kind == "extra_forbidden":
        hint = nearest(str(loc[-1]), _fields_at(model, loc[:-1]))
        return item.problem("unknown-key", told("unknown-key", key=str(loc[-1])[:60]), (*loc, "[key]"), hint)
    if kind == "missing":
        return item.problem("missing-key", told("missing", key=_path(loc)), loc[:-1])
    hint = nearest(str(detail["input"]), _choices(detail)) if kind == "literal_error" else None
    return item.problem(_code(detail), message_of(detail), loc, hint)


def message_of(detail: ErrorDetails) -> Message:
    """Return what is wrong with one value, after the name of its field."""
    kind, context, path = detail["type"], detail.get("ctx", {}), _path(detail["loc"])
    if isinstance(problem := context.get("error"), ClockError):
        return told("no-clock", path=path, text=problem.text[:60])
    if isinstance(problem, ToldError):
        return told("value", path=path, problem=problem.message.both)
    code = KINDS.get(kind) or KINDS.get(kind.partition("_")[0])
    if code is None:
        return told("value", path=path, problem=detail["msg"])
    is_text = isinstance(detail["input"], str)
    given = in_each("data.not-given", text=detail["input"][:60]) if is_text else ""
    bounds = {name: context[name] for name in BOUNDS if name in context}
    choices = {"choices": _choices(detail)} if kind == "literal_error" else {}
    return told(code, path=path, given=given, **bounds, **choices)


def _path(loc: Loc) -> str:
    return ".".join(str(step) for step in loc if step != "[key]") or "entry"


def _choices(detail: ErrorDetails) -> list[str]:
    return str(detail["ctx"]["expected"]).replace(" or ", ", ").split("'")[1::2]


def _code(detail: ErrorDetails) -> str:
    kind = detail["type"]
    if isinstance(detail.get("ctx", {}).get("error"), ClockError):
        return "bad-clock"
    is_type = kind.endswith(("_type", "_parsing")) or kind == "int_from_float"
    return "wrong-type" if is_type else "bad-value"


def _fields_at(model: type[BaseModel], loc: Loc) -> list[str]:
    """Return the keys that the model nested at a path knows."""
    for step in loc:
        field = model.model_fields.get(str(step))
        nested = _model_in(field.annotation) if field else None
        model = nested or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := _model_in(arg))), None)
