"""pydantic's errors as data problems in this project's words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from planner.errors import DataProblem
from planner.loading.tree import Item, Loc


def nearest(word: str, known: Iterable[str]) -> str:
    """Return a hint naming up to three known words that look like ``word``, or nothing."""
    from rapidfuzz import fuzz, process

    found = process.extract(word[:80], sorted(known), scorer=fuzz.ratio, limit=3, score_cutoff=65)
    return f"did you mean {' or '.join(name for name, _, _ in found)}?" if found else ""


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
    path = ".".join(str(step) for step in loc if step != "[key]") or "entry"
    if kind == "extra_forbidden":
        hint = nearest(str(loc[-1]), _fields_at(model, loc[:-1]))
        return item.problem("unknown-key", f"unknown key '{loc[-1]:.60}'", (*loc, "[key]"), hint)
    if kind == "missing":
        return item.problem("missing-key", f"'{path}' is missing", loc[:-1])
    message = detail["msg"].removeprefix("Value error, ").removeprefix("Input ").partition(", unable to")[0]
    message = message.replace("valid tuple", "list").replace("Tuple", "list").replace("String", "text")
    hint = ""
    if kind == "literal_error":
        hint = nearest(str(detail["input"]), detail["ctx"]["expected"].replace(" or ", ", ").split("'")[1::2])
    if isinstance(detail["input"], str) and kind != "value_error":
        message += f", not '{detail['input']:.60}'"
    return item.problem(_code(kind, message), f"{path}: {message}", loc, hint)


def _code(kind: str, message: str) -> str:
    if kind == "value_error" and "clock time" in message:
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
