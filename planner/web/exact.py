"""Numbers and flags of a body are those of JSON: no text is a number, though forms and tables write them so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel

from planner.cleaning import plain
from planner.errors import RequestError
from planner.texts import Message, in_each
from planner.wording.fields import canonical

Kinds = frozenset[str]  # of JSON Schema
NUMBERS = frozenset({"integer", "number"})
FLAG = frozenset({"boolean"})


def check_kinds(words: Mapping[str, Any], model: type[BaseModel]) -> None:
    """Let a body say numbers as numbers and flags as flags.

    Raises
    ------
    RequestError
        When it says one as something else; all of them are told.
    """
    if wrong := [*_wrong(words, _kinds_of(model))]:
        wrong[0].more = tuple(wrong[1:])
        raise wrong[0]


def _wrong(words: Mapping[str, Any], kinds_of: Mapping[str, Kinds]) -> Iterator[RequestError]:
    for word, value in words.items():
        field = canonical(plain(word))
        if message := _why(value, kinds_of.get(field, frozenset())):
            error = RequestError(message, field=field, value=value)
            error.at = (word,)
            yield error


def _why(value: Any, kinds: Kinds) -> Message | None:
    if value is None or not kinds:
        return None
    if kinds == FLAG and not isinstance(value, bool):
        return Message("request.no-flag", {"given": in_each("request.quoted", text=f"{value!s:.60}")})
    if kinds <= NUMBERS and isinstance(value, bool):
        given = in_each("request.quoted", text=str(value).lower())
        return Message(
            "request.no-number" if "number" in kinds else "request.no-whole-number", {"given": given}
        )
    return (
        Message("web.no-quotes", {"given": value[:60]})
        if kinds <= NUMBERS and isinstance(value, str)
        else None
    )


@cache
def _kinds_of(model: type[BaseModel]) -> dict[str, Kinds]:
    """Return what JSON Schema allows for each field that is a number or a flag, and nothing else."""
    told = model.model_json_schema(mode="validation")["properties"]
    kinds = {
        name: frozenset(each.get("type", "") for each in about.get("anyOf", [about])) - {"null"}
        for name, about in told.items()
    }
    return {name: each for name, each in kinds.items() if each == FLAG or each <= NUMBERS}
