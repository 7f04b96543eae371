"""What trips hang on, as data that leaves: which of them lose how much without a road, a line or a train."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from planner.comparing.model import Verdict
from planner.corridor import Names
from planner.itinerary import CorridorRef, Part
from planner.reaching.weakmodel import Kind, Link


class Today(Part):
    """A trip, and what the best one is worth today: between the plan found and the bound, in numbers of the model."""

    trip: str
    name: Names
    days: int
    mode: Literal["car", "transit", "mixed"]
    objective: int | None = Field(description="Null: no plan was found, or what it is worth is not known")
    bound: int | None
    sites: tuple[str, ...]

    @property
    def most(self) -> int | None:
        """How much less the best trip can be worth at most while the plan found can still be made."""
        return None if self.objective is None or self.bound is None else self.bound - self.objective


class Lost(Part):
    """What a trip loses whose plan of today uses what is lost."""

    trip: str
    verdict: Verdict | Literal["no-plan", "none-found"] = Field(
        description="As bounds prove it (docs/compare.md); no-plan: it is sure that there is none; "
        "none-found: the search found none"
    )
    objective: int | None = Field(description="What the plan found then is worth")
    bound: int | None
    at_least: int | None = Field(
        description="How much less the best trip is worth at least; negative: it may be worth more; null: not known"
    )
    at_most: int | None

    @property
    def is_hurt(self) -> bool:
        """Whether the best trip is proven to be worth less, or no plan was found."""
        return self.verdict in ("worse", "no-plan", "none-found")

    @property
    def is_gone(self) -> bool:
        """Whether no plan was found."""
        return self.verdict in ("no-plan", "none-found")


class WeakLink(Link):
    """What trips lose without a road, a line or a train; the plans of all others stay as they are."""

    trips: tuple[Lost, ...] = Field(description="Those whose plan of today uses it")

    @property
    def num_hurt(self) -> int:
        """How many trips are hurt."""
        return sum(lost.is_hurt for lost in self.trips)

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """What links are compared by: trips hurt, without any plan, that use it; what is surely lost."""
        gone = sum(lost.is_gone for lost in self.trips)
        lost = sum(max(0, lost.at_least or 0) for lost in self.trips)
        return self.num_hurt, gone, len(self.trips), lost


class WeakProducts(Part):
    """What trips hang on most, the worst first."""

    schema_version: Literal["1"] = "1"
    corridor: CorridorRef
    date: dt.date = Field(description="The first day of each trip")
    work: int = Field(description="How long each trip was looked for, in units of work")
    solves: int = Field(description="How many trips are looked for again at most")
    assumes: tuple[str, ...] = Field(description="Scenarios that are made before anything else")
    trips: tuple[Today, ...]
    candidates: dict[Kind, int] = Field(description="By kind: how many the plans of today use")
    num_tried: int = Field(description="How many of the candidates were tried")
    most_untried: int = Field(description="How many plans use one that was not tried, at most; 0: all were")
    is_complete: bool = Field(
        description="Whether nothing that was not tried can hurt more trips than the last of the links"
    )
    links: tuple[WeakLink, ...]
