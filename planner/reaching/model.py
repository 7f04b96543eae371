"""What is in reach of a place, as data that leaves: times of every minute of a window, rings, and their reasons."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, Self

from pydantic import AwareDatetime, Field, model_validator

from planner.corridor import Location, Names
from planner.itinerary import CorridorRef, Part
from planner.request import Assumption
from planner.rules import LAST_RESORT_KM
from planner.texts import Message, say

Mode = Literal["transit", "car", "mixed"]
Measure = Literal["p10", "p50", "p90", "best"]
MEASURES: tuple[Measure, ...] = ("p10", "p50", "p90", "best")


class Told(Part):
    """What must be known to read the numbers, or why there are none."""

    code: str
    message: str
    message_zh: str
    params: dict[str, Any]

    @classmethod
    def saying(cls, code: str, /, **params: Any) -> Told:
        """Return what a code says, written out."""
        message = Message(f"reach.{code}", params)
        return cls(code=code, message=message.say("en"), message_zh=message.say("zh"), params=params)

    def say(self, language: str) -> str:
        """Return it in a language."""
        return say(language, f"reach.{self.code}", **self.params)

    @property
    def is_assumed(self) -> bool:
        """Whether it says what is not so today."""
        return self.code.startswith("assumed")


class Question(Part):
    """Who leaves when, and how he travels."""

    date: dt.date
    first: int = Field(ge=0, le=1440, description="The first departure of the window, minutes after midnight")
    last: int = Field(ge=0, le=1440, description="The last one; there is one each minute")
    mode: Mode = "transit"
    money_cny: float | None = Field(
        None,
        ge=0,
        le=1_000_000,
        description="What one adult has who takes taxis alone; null: it does not matter",
    )
    taxi_km: float = Field(LAST_RESORT_KM, ge=0, description="The road that one taxi drives at most")
    scenarios: tuple[Assumption, ...] = Field(
        (), description="What is assumed, made in this order, as in a request (docs/scenarios.md)"
    )

    @model_validator(mode="after")
    def _begins_before_it_ends(self) -> Self:
        if self.first > self.last:
            raise ValueError("the window ends before it begins")
        return self

    @property
    def window(self) -> tuple[int, int]:
        """The first and the last departure."""
        return self.first, self.last

    @property
    def num_departures(self) -> int:
        """How many departures there are."""
        return self.last - self.first + 1


class Best(Part):
    """The planned departure with the fewest minutes from door to door, of several the earliest."""

    depart: AwareDatetime
    arrive: AwareDatetime
    minutes: int


class Times(Part):
    """Minutes from door to door over all departures of the window, each with its wait; null: not on that day.

    Of the departures a tenth, a half and nine tenths take no longer than ``p10``, ``p50`` and ``p90``.
    """

    p10: int | None
    p50: int | None = Field(description="The median over all departures of the window")
    p90: int | None
    best: Best | None

    def minutes(self, measure: Measure) -> int | None:
        """Return the minutes of a measure."""
        if measure == "best":
            return self.best.minutes if self.best else None
        minutes: int | None = getattr(self, measure)
        return minutes


class Reached(Times):
    """A site or a town, and how long one is on the way to it."""

    place: str
    name: Names
    kind: Literal["site", "town"]
    location: Location
    within: int | None = Field(description="The smallest ring that its median is in; null: none")


class Tally(Part):
    """What a ring holds when a measure decides: the median, or a better or worse departure."""

    measure: Measure
    num_sites: int
    score: int = Field(description="The sum of the scores of the sites")
    num_world_heritage: int
    num_5a: int
    num_towns: int


class Ring(Part):
    """What is in reach within some minutes; what a smaller ring holds is in it too."""

    minutes: int
    tallies: tuple[Tally, ...]
    sites: tuple[str, ...] = Field(description="By the median, the nearest first")
    towns: tuple[str, ...]
    area_km2: float = Field(
        description="What can be walked to from these places in what is left of the minutes (docs/reach.md)"
    )
    reasons: tuple[Told, ...] = Field(description="Why no site is in it")

    def tally(self, measure: Measure) -> Tally:
        """Return what it holds when a measure decides."""
        return next(tally for tally in self.tallies if tally.measure == measure)


class Around(Part):
    """A place, and all that can be reached from it."""

    place: str
    name: Names
    location: Location
    rings: tuple[Ring, ...]
    places: tuple[Reached, ...] = Field(description="All sites and towns, the nearest first")


class Reach(Part):
    """What is in reach of some places."""

    schema_version: Literal["1"] = "1"
    corridor: CorridorRef
    question: Question
    told: tuple[Told, ...]
    origins: tuple[Around, ...]


class Pair(Times):
    """The way from one town to another."""

    start: str = Field(alias="from")
    end: str = Field(alias="to")


class Matrix(Part):
    """The ways between all towns."""

    schema_version: Literal["1"] = "1"
    corridor: CorridorRef
    question: Question
    told: tuple[Told, ...]
    towns: dict[str, Names]
    pairs: tuple[Pair, ...]
