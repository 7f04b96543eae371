"""What changed between two plans of a trip, as data."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from planner.clock import minutes_between

Minutes = dict[str, int]


class _Change(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Because(_Change):
    """What forces a change, as far as the news and the two plans show it."""

    code: Literal[
        "asked",
        "closed",
        "cancelled",
        "late",
        "elsewhere",
        "room",
        "instead",
        "follows",
        "worth",
        "worth-found",
    ]
    what: str | None = Field(
        None, description="The train, or the site that it makes room for or follows from"
    )


class SiteChange(_Change):
    """A change of one visit."""

    attraction: str
    day: int
    because: Because | None = Field(None, description="Null where nobody replans or edits")


class OfSite(SiteChange):
    """A visit that is in one of the plans only."""

    day: int = Field(description="Of the plan that has it")
    cause: str | None = Field(
        None, description="Why the new plan leaves it out, as `unvisited` has it; null for new visits"
    )


class Moved(SiteChange):
    """A visit that is on another day."""

    from_day: int


class Retimed(SiteChange):
    """A visit that stays on its day, at another time or for another length."""

    before_start: AwareDatetime
    before_end: AwareDatetime
    start: AwareDatetime
    end: AwareDatetime

    @property
    def minutes_shorter(self) -> int:
        """How much shorter it is, below 0 where it is longer."""
        return minutes_between(self.before_start, self.before_end) - minutes_between(self.start, self.end)


class RideChanged(_Change):
    """Another train, or other vehicles, between two stops that follow each other on the same day in both plans."""

    day: int
    origin: str
    target: str
    before: tuple[str, ...] = Field(description="Services, or the mode where there is none; walks apart")
    after: tuple[str, ...]
    because: Because | None = None


class NightChanged(_Change):
    """A night in another town."""

    day: int = Field(description="After which the night is")
    before: str | None
    after: str | None
    because: Because | None = None


class Difference(_Change):
    """What changed from one plan to another of the same days; sums are the new plan's less the old one's."""

    kept: tuple[str, ...] = Field((), description="Attractions whose visits did not change at all")
    moved: tuple[Moved, ...] = ()
    added: tuple[OfSite, ...] = ()
    dropped: tuple[OfSite, ...] = ()
    ride_changed: tuple[RideChanged, ...] = ()
    retimed: tuple[Retimed, ...] = ()
    nights: tuple[NightChanged, ...] = ()
    changes: int | None = Field(
        None,
        description="Visits that fall out, move or are new, and nights elsewhere, beyond what was asked,"
        " where as few as can be were wanted",
    )
    at_least: int | None = Field(
        None, description="No plan has fewer changes than so many; null where nothing is known of that"
    )
    fewest: bool = Field(
        False, description="It is proven that no plan has fewer changes; of its worth that proves nothing"
    )
    objective: int = Field(0, description="What the new plan is worth more")
    cost_cny: int = 0
    transit: Minutes = Field({}, description="Minutes of movement by mode, where they changed")

    @property
    def is_empty(self) -> bool:
        """Whether one does the same things at the same times by the same vehicles."""
        return not (
            self.moved or self.added or self.dropped or self.ride_changed or self.retimed or self.nights
        )
