"""What holds of the claims of a plan for the corridor, as data that leaves."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from planner.corridor import Confidence, Names
from planner.corridor.claims import Kind
from planner.itinerary import Certificate, CorridorRef, Part

Verdict = Literal["holds", "holds-with", "fails", "undecided"]


class Why(Part):
    """Why there is no plan, or none was found."""

    code: str
    message: str
    message_zh: str

    def get(self, language: str) -> str:
        """Return it in a language."""
        return self.message_zh if language.startswith("zh") else self.message


class Case(Part):
    """One of the things that a claim says: a place in reach, a pair of places, a trip."""

    name: Names
    places: tuple[str, ...] = Field((), description="From where to where; none of a trip")
    met: bool | None = Field(
        description="Whether it is so; null: neither a plan was found nor proven that there is none"
    )
    minutes: int | None = Field(
        description="From door to door, or of travel on the day of the plan with most of it; null: no way, no plan"
    )
    limit: int | None = Field(description="At most; null: no matter how many")
    days: int | None = Field(None, description="With how many days, more than asked for, a plan was found")
    certificate: Certificate | None = Field(None, description="Of the plan; null: there is none")
    why: Why | None = Field(None, description="Why there is no plan")

    @property
    def too_many(self) -> int | None:
        """By how many minutes it misses its limit."""
        if self.met or self.minutes is None or self.limit is None:
            return None
        return max(0, self.minutes - self.limit) or None


class Trial(Part):
    """How many cases are so when some scenarios are assumed."""

    scenarios: tuple[str, ...]
    holds: bool | None = Field(description="null: undecided")
    num_met: int
    num_open: int = Field(description="Cases of which nothing is proven")
    gained: tuple[Names, ...] = Field(description="The cases that are so then, and are not without them")


class Judged(Part):
    """A claim, and whether it holds."""

    claim: str
    name: Names
    reading: Names
    kind: Kind
    confidence: Confidence = Field(
        description="The weakest of its sources: 'estimated' where the reading is our own"
    )
    verdict: Verdict
    needed: int = Field(description="How many cases must be so")
    num_met: int
    num_open: int
    cases: tuple[Case, ...]
    holds_with: tuple[tuple[str, ...], ...] = Field(
        description="The smallest sets of scenarios with which it holds, all of that size"
    )
    helps_most: str | None = Field(description="The scenario that alone makes most cases so; null: none does")
    trials: tuple[Trial, ...]

    def trial(self, scenarios: tuple[str, ...]) -> Trial:
        """Return what was found with some scenarios."""
        return next(trial for trial in self.trials if trial.scenarios == scenarios)


class Claims(Part):
    """The claims of a corridor's data on a date."""

    schema_version: Literal["1"] = "1"
    corridor: CorridorRef
    date: dt.date
    assumed: tuple[str, ...] = Field(description="Scenarios that all of it assumes")
    scenarios: dict[str, Names] = Field(description="Those that were tried")
    work: int = Field(description="The limit of work of each plan")
    claims: tuple[Judged, ...]
