"""The one family of exceptions a user can meet; each class carries its exit code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from typing import NamedTuple

from planner.cleaning import LONGEST_TEXT, clean
from planner.texts import Message, say

MAX_SHOWN = 200  # characters of a value in an error
Step = str | int  # a key of a mapping, or a number in a list


class PlannerError(Exception):
    """Base of all errors that are for people; ``message`` is what one says, in every language."""

    exit_code = 1
    code = "internal"

    def __init__(self, message: Message | str) -> None:
        self.message = message
        super().__init__(message)

    def say(self, language: str = "en") -> str:
        """Return the error in a language."""
        return self.message if isinstance(self.message, str) else self.message.say(language)

    def as_dict(self) -> dict[str, object]:
        """Return the error as JSON-ready data."""
        return {"error": self.code, "message": str(self), "message_zh": self.say("zh")}


class InternalError(PlannerError):
    """A plan that fails our own check, or another bug of ours."""


class OutputError(PlannerError):
    """The result could not be put out: the disk is full, or stdout is closed."""

    exit_code = 7
    code = "output"


@dataclass(frozen=True)
class DataProblem:
    """One thing wrong in a data file; reads as ``file:line:column: code: message (hint)``."""

    file: str
    line: int
    column: int
    code: str
    told: Message
    advice: Message | None = None

    @property
    def message(self) -> str:
        """What is wrong, in English."""
        return self.told.say()

    @property
    def hint(self) -> str:
        """What to write instead, in English, or nothing."""
        return self.advice.say() if self.advice else ""

    def say(self, language: str = "en") -> str:
        """Return the problem in a language, on one line."""
        text = clean(self.told.say(language), LONGEST_TEXT)
        if self.advice:
            hint = clean(self.advice.say(language), LONGEST_TEXT)
            text = say(language, "data.with-hint", text=text, hint=hint)
        return f"{clean(self.file)}:{self.line}:{self.column}: {self.code}: {text}"

    def __str__(self) -> str:
        return self.say()

    def as_dict(self) -> dict[str, object]:
        """Return the problem as JSON-ready data."""
        place = {"file": self.file, "line": self.line, "column": self.column, "code": self.code}
        chinese = {"message_zh": self.told.say("zh"), "hint_zh": self.advice.say("zh") if self.advice else ""}
        return {**place, "message": self.message, "hint": self.hint, **chinese}


def in_order(problems: Iterable[DataProblem]) -> list[DataProblem]:
    """Return problems by place, each once."""
    by_text = {(p.file, p.line, p.column, p.code, p.message, p.hint): p for p in problems}
    return [by_text[text] for text in sorted(by_text)]


class DataError(PlannerError):
    """Data files are wrong; carries every problem found, sorted by place."""

    exit_code = 3
    code = "data"

    def __init__(self, problems: list[DataProblem]) -> None:
        self.problems = in_order(problems)
        super().__init__(self.say())

    def say(self, language: str = "en") -> str:
        return "\n".join(problem.say(language) for problem in self.problems)

    def as_dict(self) -> dict[str, object]:
        problems = [problem.as_dict() for problem in self.problems]
        return {"error": self.code, "message": str(self), "message_zh": self.say("zh"), "problems": problems}


class RequestError(PlannerError):
    """The wish itself is wrong: an unknown id, impossible hours, a date out of range.

    Parameters
    ----------
    message
        What is wrong, without the field's name.
    field
        The field of the request as JSON and YAML spell it; empty when it is about none.
    value
        What the field was given.
    candidates
        What may have been meant; words that differ between languages by language.
    are_all
        Whether the candidates are all there are, none of them more like what was written than the others.
    more
        What else is wrong with the same wish.
    steps
        Keys and numbers that lead from the field to the value, where they are known.
    """

    exit_code = 4
    code = "request"
    message: Message

    def __init__(
        self,
        message: Message,
        *,
        field: str = "",
        value: object = None,
        candidates: tuple[str | Mapping[str, str], ...] = (),
        are_all: bool = False,
        more: tuple[RequestError, ...] = (),
        steps: tuple[Step, ...] = (),
    ) -> None:
        self.message = message
        self.field = field
        self.value = value
        self.candidates = tuple(each if isinstance(each, str) else each["en"] for each in candidates)
        self._candidates = candidates
        self._are_all = are_all
        self.more = more
        self.steps = steps
        self.at: tuple[Step, ...] = ()  # where in the body that was given, for JSON pointers
        self.place = ""
        super().__init__(message)

    def found_at(self, places: Mapping[str, str]) -> None:
        """Take the place, such as ``trip.yaml:3:7``, where the field was written, and those of the other errors."""
        self.place = places.get(self.field, "")
        for error in self.more:
            error.found_at(places)

    def say(self, language: str = "en", name_of: Callable[[str], str] = str) -> str:
        """Return the error in a language; ``name_of`` gives a field the name it has at this door.

        A field that was written in a file keeps its own name, and its place goes before it.
        """
        text = self.message.say(language)
        if self.field:
            name = self.field if self.place else name_of(self.field)
            text = say(language, "request.of-field", field=name, text=text)
        if self.place:
            text = f"{self.place}: {text}"
        if self.candidates:
            code = "request.there-are" if self._are_all else "request.did-you-mean"
            text += say(language, code, candidates=self._candidates)
        return "\n".join([text, *(error.say(language, name_of) for error in self.more)])

    def __str__(self) -> str:
        return self.say()

    def as_dict(self) -> dict[str, object]:
        value = self.value
        if isinstance(value, str):
            value = value[:MAX_SHOWN]
        elif value is not None and not isinstance(value, (bool, int, float)):
            value = str(value)[:MAX_SHOWN]
        return {
            "error": self.code,
            "message": str(self),
            "message_zh": self.say("zh"),
            "field": self.field,
            "value": value,
            "candidates": list(self.candidates),
            "code": self.message.code,
            "params": dict(self.message.params),
            "more": [error.as_dict() for error in self.more],
            **({"place": self.place} if self.place else {}),
        }


@dataclass(frozen=True)
class Relaxation:
    """A change of the wish, and whether it was tried and gives a plan.

    ``value`` is what the field becomes, as JSON and YAML write it; ``also`` holds the fields that change with it.
    """

    field: str
    value: object
    message: Message
    also: Mapping[str, object] = default(default_factory=dict)
    verified: bool = True

    def as_dict(self) -> dict[str, object]:
        """Return the change as JSON-ready data."""
        return {
            "change": self.message.say("en"),
            "change_zh": self.message.say("zh"),
            "field": self.field,
            "value": self.value,
            "also": dict(self.also),
            "code": self.message.code,
            "params": dict(self.message.params),
            "verified": self.verified,
        }


@dataclass(frozen=True)
class Want:
    """One thing that a wish asks for: a field, and which of its values where it has several."""

    field: str
    value: object
    message: Message

    def as_dict(self) -> dict[str, object]:
        """Return it as JSON-ready data."""
        return {
            "wish": self.message.say("en"),
            "wish_zh": self.message.say("zh"),
            "field": self.field,
            "value": self.value,
            "code": self.message.code,
            "params": dict(self.message.params),
        }


class WhatItTakes(NamedTuple):
    """Changes of a wish that would do, those that ask least first, and what of it cannot hold together.

    ``proven_minimal`` where it is proven that the wishes of ``conflict`` have no plan together, and a plan was found
    without each of them.
    """

    relaxations: tuple[Relaxation, ...] = ()
    conflict: tuple[Want, ...] = ()
    proven_minimal: bool = False


class NoPlanError(PlannerError):
    """Nothing fits; carries what cannot hold together, and the smallest changes of the wish that would help.

    ``is_proven`` where it is sure that the wish has no plan; else none was found.
    """

    exit_code = 5
    code = "no-plan"

    def __init__(
        self,
        reason: Message,
        relaxations: tuple[Relaxation, ...] = (),
        conflict: tuple[Want, ...] = (),
        proven_minimal: bool = False,
        *,
        is_proven: bool = False,
    ) -> None:
        self.reason = reason
        self.is_proven = is_proven
        self.relaxations = relaxations
        self.conflict = conflict
        self.proven_minimal = proven_minimal
        super().__init__(reason)

    def as_dict(self) -> dict[str, object]:
        return {
            "error": self.code,
            "message": self.reason.say("en"),
            "message_zh": self.reason.say("zh"),
            "code": self.reason.code,
            "params": dict(self.reason.params),
            "conflict": [want.as_dict() for want in self.conflict],
            "proven_minimal": self.proven_minimal,
            "relaxations": [relaxation.as_dict() for relaxation in self.relaxations],
        }
