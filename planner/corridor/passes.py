"""Passes: one ticket for several sites."""

from __future__ import annotations

from datetime import date, timedelta

from pydantic import Field

from planner.corridor.base import Confidence, Id, Model, Money, MonthDay, Names, Source, in_season


class Pass(Model):
    """A ticket that covers several sites, each once, on so many days from its first use on."""

    id: Id
    name: Names
    sites: tuple[Id, ...] = Field(min_length=2)
    price: Money = Field(description="For one adult")
    days: int = Field(ge=1, le=30, description="Days it holds for, the one of its first use included")
    start: MonthDay = Field("01-01", description="First day of the year on which it is sold")
    end: MonthDay = Field("12-31", description="The last; the span may pass New Year")
    sources: tuple[Source, ...] = Field(min_length=1)

    @property
    def confidence(self) -> Confidence:
        """How far the price can be trusted."""
        marks = [source.confidence for source in self.sources if "price" in source.fields]
        return "sourced" if "sourced" in marks else "estimated"

    def holds_on(self, day: date, first: date) -> bool:
        """Tell whether it opens a gate on a day when it was first used on another."""
        is_sold = in_season(self.start, self.end, first.strftime("%m-%d"))
        return is_sold and first <= day < first + timedelta(days=self.days)
