"""What reach hangs on, as data that leaves: what a loss costs, and what one departure more brings."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from planner.corridor import Names
from planner.itinerary import CorridorRef, Part
from planner.reaching.model import Question, Told

Kind = Literal["line", "train", "road"]


class Level(Part):
    """What is within some minutes by the median: pairs of towns, or sites from each place."""

    minutes: int
    ways: int
    score: int | None = Field(description="The sum of the scores of the sites; null for pairs of towns")


class Change(Part):
    """How much less there is, or more with one departure more; never negative."""

    levels: tuple[Level, ...]
    no_way: int = Field(description="Ways with a median today and without one then, or the other way about")
    slower: int = Field(description="Ways that take longer by the median and still have one, or shorter")
    minutes: int = Field(description="Minutes of these, added up")
    mean_minutes: float = Field(description="The same over all ways that have a median both times")


class Link(Part):
    """A line, a train or a road that may be lost."""

    kind: Kind
    id: str
    name: Names
    assume: str | None = Field(
        description="The change that takes it away, for scenarios; null: there is none"
    )
    has_detour: bool | None = Field(description="Of a road whether any way leads round it; null for others")


class WeakLink(Link):
    """What is lost without a line, a train or a road."""

    lost: Change


class Extra(Part):
    """One departure more, and what it brings."""

    line: str
    line_name: Names
    station: str
    station_name: Names
    towards: str
    towards_name: Names
    depart: AwareDatetime
    like: str = Field(description="The train whose stops and run times it has")
    gained: Change


class WeakLinks(Part):
    """What reach hangs on most, each list the worst first."""

    schema_version: Literal["1"] = "1"
    corridor: CorridorRef
    question: Question
    told: tuple[Told, ...]
    assumes: tuple[str, ...] = Field(description="Scenarios that are made before anything else")
    origins: dict[str, Names] = Field(description="From where; empty: between all towns")
    today: tuple[Level, ...]
    ways: int = Field(description="How many ways have a median today")
    mean_minutes: float
    candidates: dict[str, int] = Field(
        description="By kind: how many are on a best journey, and how many departures more were tried"
    )
    losses: tuple[WeakLink, ...]
    extras: tuple[Extra, ...]
