"""A command as it was called, and how to call it with a change of the wish."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from planner.errors import Relaxation
from planner.wording.fields import option


@dataclass(frozen=True)
class Called:
    """A command of typer and the words typed behind it."""

    command: Any
    typed: Sequence[str]

    def with_change(self, change: Relaxation) -> str | None:
        """Return the command line with a change; None where options cannot say it."""
        fields = {change.field: change.value, **change.also}
        if not all(map(self.has, fields)):
            return None
        added = [_words(field, value) for field, value in fields.items()]
        if not self.typed or any(words is None for words in added):
            return None
        if self._has_other_sources and any(words == [] for words in added):
            return None
        kept = [word for words in self._options() if not _says(words, fields) for word in words]
        return shlex.join(
            ["planner", self.command.name, *kept, *(word for words in added if words for word in words)]
        )

    def has(self, field: str) -> bool:
        """Tell whether the command has an option for a field."""
        return any(option(field) in parameter.opts for parameter in self.command.params)

    @property
    def _has_other_sources(self) -> bool:
        words = list(self._options())
        return any(len(each) == 1 and not each[0].startswith("-") for each in words) or any(
            each[0].partition("=")[0] == "--product" for each in words
        )

    def _options(self) -> Iterator[list[str]]:
        """Yield what was typed, each option with its value."""
        with_value = {
            name
            for parameter in self.command.params
            if not getattr(parameter, "is_flag", False)
            for name in parameter.opts
            if name.startswith("-")
        }
        words = iter(self.typed)
        for word in words:
            yield [word, *([next(words, "")] if word in with_value else [])]


def _says(words: list[str], fields: dict[str, object]) -> bool:
    """Tell whether an option says one of some fields; a budget and the limits of its kinds share one."""
    name, _, joined = words[0].partition("=")
    value = words[1] if len(words) > 1 else joined
    if name == option("budget"):
        return ("purses" if "=" in value else "budget") in fields
    return any(name in (option(field), option(field).replace("--", "--no-", 1)) for field in fields)


def _words(field: str, value: object) -> list[str] | None:
    """Return the options that give a field a value; None where there are none."""
    name = option(field)
    if isinstance(value, bool):
        return [name if value else name.replace("--", "--no-", 1)]
    if value is None:
        return []
    if field == "purses" and isinstance(value, dict):
        return [word for kind, cny in value.items() for word in (name, f"{kind}={cny}")]
    if field == "day_hours" and isinstance(value, dict):
        return [word for day, hours in value.items() for word in (name, f"{day}={hours}")]
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return [word for each in value for word in (name, each)]
    return [name, str(value)] if isinstance(value, str | int | float) else [] if value == {} else None
