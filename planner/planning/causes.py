"""Why an attraction is left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.itinerary import REASON_OF, Reason, Unvisited
from planner.texts import Message


@dataclass(frozen=True)
class Cause:
    """A cause and the numbers and words of its text."""

    name: str
    params: Mapping[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> Reason:
        """The reason it belongs to."""
        return REASON_OF[self.name]

    @property
    def message(self) -> Message:
        """What it says."""
        return Message(f"planning.out-{self.name}", self.params)

    def of(self, attraction: str, prize: int) -> Unvisited:
        """Return what the itinerary says of an attraction that is left out."""
        return Unvisited(
            attraction=attraction,
            reason=self.reason,
            cause=self.name,
            detail=self.message.say("en"),
            params=dict(self.params),
            prize=prize,
            regret=prize,
        )
