"""What the checker says: rules broken, facts the data cannot settle, and how many facts are right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from planner.texts import Message, say

Severity = Literal["error", "warning", "unchecked"]

CODES = tuple(
    """
    schema data request num-days day-number date time gap frame from to night day-hours place hours
    last-entry visit-length visit-once arrival name score prize ticket pass cheapest round confidence best-hours lunch
    dinner meal-time max-visits max-travel must avoid budget area needs crowds evening cover coverage same-place
    bed-changes slow late-bed night-ride booking base kept-free free-time luggage light follow hospital visa leg-minutes
    link mode drive-time break wheel parked hire walk km fare line train call timetable better-ride runs margin purpose
    as-of hotel rental day-totals trip-totals value-of-time objective bound gap-value status unvisited reason regret
    notice glossary past sources links to-book closed-days
    """.split()  # noqa: SIM905
)  # what each means is the text "checker.rule-CODE"; docs/checking.md lists them


@dataclass(frozen=True)
class Violation:
    """A rule that a plan breaks, or (severity ``unchecked``) a fact that the data cannot settle.

    ``day`` counts from 1, ``event`` from 0 within the day; None where the whole day or trip is meant.
    """

    code: str
    text: str
    params: Mapping[str, Any] = field(default_factory=dict, hash=False)
    day: int | None = None
    event: int | None = None
    severity: Severity = "error"

    @property
    def message(self) -> str:
        """The text in English."""
        return self.say("en")

    def say(self, language: str) -> str:
        """Return the text in a language."""
        return say(language, self.text, **self.params)

    def where(self, language: str = "en") -> str:
        """Return the day and event for people, who count events from 1."""
        if self.day is None:
            return say(language, "checker.where-trip")
        if self.event is None:
            return say(language, "checker.where-day", day=self.day)
        return say(language, "checker.where-event", day=self.day, event=self.event + 1)

    def as_dict(self) -> dict[str, object]:
        """Return the violation as JSON-ready data."""
        return {
            "code": self.code,
            "message": self.message,
            "text": self.text,
            "params": dict(self.params),
            "day": self.day,
            "event": self.event,
            "severity": self.severity,
        }


def said(name: str, /, **params: Any) -> Message:
    """Return a text of the checker's catalogue."""
    return Message(f"checker.{name}", params)


@dataclass(frozen=True)
class Report:
    """The verdicts on all facts of a plan."""

    ok: int
    violations: tuple[Violation, ...]
    unchecked: tuple[Violation, ...]

    @property
    def is_good(self) -> bool:
        """Whether nothing of severity error was found."""
        return all(violation.severity != "error" for violation in self.violations)

    def as_dict(self) -> dict[str, object]:
        """Return the report as JSON-ready data."""
        return {
            "ok": self.ok,
            "violations": [violation.as_dict() for violation in self.violations],
            "unchecked": [fact.as_dict() for fact in self.unchecked],
        }


class Book:
    """Collects verdicts."""

    def __init__(self) -> None:
        """Begin with none."""
        self.ok = 0
        self.found: list[Violation] = []

    def fact(
        self,
        holds: bool,
        code: str,
        message: Message,
        day: int | None = None,
        event: int | None = None,
        *,
        unsure: Message | None = None,
        severity: Severity = "error",
    ) -> bool:
        """Note whether a fact holds and return it.

        ``message`` is for a fact that does not; ``unsure`` says why one that does is still not certain.
        """
        if not holds:
            self.found.append(Violation(code, message.code, message.params, day, event, severity))
        elif unsure:
            self.found.append(Violation(code, unsure.code, unsure.params, day, event, "unchecked"))
        else:
            self.ok += 1
        return holds

    def doubts(self, *codes: str) -> bool:
        """Tell whether a fact with one of the codes was left unchecked so far."""
        return any(fact.severity == "unchecked" and fact.code in codes for fact in self.found)

    def report(self) -> Report:
        """Return the verdicts in the order of the days, those on the whole trip first."""
        found = sorted(self.found, key=lambda v: (v.day or 0, -1 if v.event is None else v.event))
        return Report(
            ok=self.ok,
            violations=tuple(violation for violation in found if violation.severity != "unchecked"),
            unchecked=tuple(fact for fact in found if fact.severity == "unchecked"),
        )
