"""Today beside scenarios, as data that leaves."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from planner.corridor import Location, Names, Status
from planner.itinerary import CorridorRef, Part
from planner.reaching.model import Question, Told

Measure = Literal["p50", "best"]
BY: tuple[Measure, ...] = ("p50", "best")
Kind = Literal["together", "alone", "last"]
Verdict = Literal["better", "worse", "same", "undecided"]


class Assumption(Part):
    """A scenario that is compared with today."""

    asked: str
    name: Names
    status: Status
    expected: str | None
    does: tuple[dict[str, str], ...]
    lines: tuple[tuple[str, ...], ...] = Field(description="The stops of the lines that it opens")


class Spot(Part):
    """A place that is named here."""

    name: Names
    kind: Literal["town", "site", "other"]
    location: Location


class Level(Part):
    """What is within some minutes by a measure, in one case."""

    within: int
    measure: Measure
    num_pairs: int = Field(description="Pairs of towns, each direction for itself")
    score: int = Field(description="The scores that counties reach, added up")
    gini: float | None = Field(
        description="How unequally the counties share them: 0 equally, towards 1 one has all; null: none has any"
    )


class Case(Part):
    """The corridor under some scenarios; none of them is today."""

    scenarios: tuple[str, ...]
    levels: tuple[Level, ...]

    def level(self, within: int, measure: Measure) -> Level:
        """Return what is within some minutes by a measure."""
        return next(each for each in self.levels if (each.within, each.measure) == (within, measure))


class Moved(Part):
    """A way whose minutes pass a limit; null: not on that day."""

    start: str = Field(alias="from")
    end: str = Field(alias="to")
    before: int | None
    after: int | None


class Crossing(Part):
    """The ways that come to be within some minutes by a measure, and those that are no longer."""

    within: int
    measure: Measure
    entering: tuple[Moved, ...]
    leaving: tuple[Moved, ...]


class County(Part):
    """What the people of a county reach that has another score than before, or other sites."""

    adcode: str
    towns: tuple[str, ...]
    within: int
    measure: Measure
    before: int = Field(description="The scores of the sites that one of its towns reaches, added up")
    after: int
    entering: tuple[str, ...] = Field(description="Sites")
    leaving: tuple[str, ...]

    @property
    def gain(self) -> int:
        """By how much the score rises."""
        return self.after - self.before


class Outcome(Part):
    """The best trip of a wish that was found in one case, in the numbers of the model: what it is worth lies between.

    Null where no trip was found, and as a bound where nothing is proven.
    """

    scenarios: tuple[str, ...]
    objective: int | None
    bound: int | None
    is_todays: bool = Field(
        description="By proof, without a solve: the trip goes by car, and no road and no site is another one"
    )
    sites: tuple[str, ...]
    transit_minutes: int | None
    cost_cny: int | None


class Trip(Part):
    """A wish, and its best trip in each case."""

    wish: str
    name: Names
    days: int
    mode: Literal["car", "transit", "mixed"]
    outcomes: tuple[Outcome, ...]


class TripChange(Part):
    """Whether the best trip of a wish is worth more than before: only what the bounds prove."""

    wish: str
    verdict: Verdict
    at_least: int | None = Field(description="How much more the best trip is worth at least; null: not known")
    at_most: int | None


class Change(Part):
    """What scenarios change: all of them, one alone, or one as the last that is added to all others."""

    kind: Kind
    scenario: str | None = Field(description="Which one; null: all of them")
    before: tuple[str, ...]
    after: tuple[str, ...]
    num_quicker: int = Field(description="Pairs of towns with a smaller median")
    num_slower: int
    pairs: tuple[Crossing, ...] = Field(description="Between towns")
    reach: tuple[Crossing, ...] = Field(description="From the places asked for, to sites and towns")
    counties: tuple[County, ...]
    trips: tuple[TripChange, ...]

    def crossing(self, within: int, measure: Measure) -> Crossing:
        """Return the pairs that pass some minutes by a measure."""
        return next(each for each in self.pairs if (each.within, each.measure) == (within, measure))


class Comparison(Part):
    """Today beside scenarios."""

    schema_version: Literal["1"] = "1"
    corridor: CorridorRef
    question: Question
    within: tuple[int, ...]
    origins: tuple[str, ...] = Field(description="Whose reach is told place by place")
    work: int = Field(description="How long each trip was looked for, in units of work")
    told: tuple[Told, ...]
    scenarios: tuple[Assumption, ...]
    cases: tuple[Case, ...] = Field(description="Today first")
    changes: tuple[Change, ...]
    trips: tuple[Trip, ...]
    places: dict[str, Spot]
    num_counties: int

    def case(self, scenarios: tuple[str, ...]) -> Case:
        """Return the case of some scenarios."""
        return next(each for each in self.cases if each.scenarios == scenarios)

    def change(self, kind: Kind, scenario: str | None = None) -> Change | None:
        """Return a change, where there is such a one."""
        each = (each for each in self.changes if (each.kind, each.scenario) == (kind, scenario))
        return next(each, None)

    @property
    def whole(self) -> Change:
        """What all scenarios change together."""
        return self.changes[0]
