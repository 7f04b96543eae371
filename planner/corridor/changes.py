"""The single changes that scenarios are made of; each may be written as one text."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, model_validator

from planner.corridor.base import Id, Minutes, Model
from planner.corridor.ways import RoadClass
from planner.texts import Message, ToldError

Percent = Annotated[int, Field(ge=10, le=1000)]
_MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)


class Change(Model):
    """A change with the form of its text, and the pattern that cuts it into the fields of the same names."""

    form: ClassVar[str]
    pattern: ClassVar[re.Pattern[str]]

    @classmethod
    def parts(cls, text: str) -> dict[str, Any]:
        """Return the fields that a text gives.

        Raises
        ------
        ValueError
            When it is not of the form.

        Examples
        --------
        >>> RunTimes.parts("east-west@80%")
        {'line': 'east-west', 'percent': '80'}
        """
        match = cls.pattern.fullmatch(text.strip())
        if match is None:
            raise ToldError(Message("data.no-change", {"text": text[:80], "form": cls.form}))
        return {name: value.strip() for name, value in match.groupdict().items() if value}

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: object) -> object:
        return cls.parts(value) if isinstance(value, str) else value


class StopClosure(Change):
    """Nothing calls there any more, on all lines or on one."""

    form = "PLACE[@LINE]"
    pattern = re.compile(r"(?P<stop>[^@]+)(?:@(?P<line>[^@]+))?")

    stop: Id
    line: Id | None = None

    def __str__(self) -> str:
        return f"{self.stop}@{self.line}" if self.line else self.stop


class RunTimes(Change):
    """From stop to stop a line takes a share of what it took; it stands at stops as long as before."""

    form = "LINE@80%"
    pattern = re.compile(r"(?P<line>[^@]+)@\s*(?P<percent>\d+)\s*%", re.ASCII)

    line: Id
    percent: Percent

    def __str__(self) -> str:
        return f"{self.line}@{self.percent}%"


class Frequency(Change):
    """So many times fewer or more departures on a line."""

    form = "LINE@2"
    pattern = re.compile(r"(?P<line>[^@]+)@\s*(?P<times>\d+)", re.ASCII)

    line: Id
    times: int = Field(ge=2, le=20)

    def __str__(self) -> str:
        return f"{self.line}@{self.times}"


def _day_from_text(value: object, *, is_last: bool) -> object:
    """Read a month as its first or its last day."""
    if not isinstance(value, str) or not _MONTH.fullmatch(value):
        return value
    year, month = map(int, value.split("-"))
    last = calendar.monthrange(year, month)[1] if is_last and 1 <= month <= 12 and year else 1
    return f"{value}-{last:02}"


class SiteClosure(Change):
    """A site is closed, for ever or from one day to another."""

    form = "SITE[@2027-03..2027-05]"
    pattern = re.compile(
        r"(?P<site>[^@]+)(?:@\s*(?P<first>\d{4}-\d\d(?:-\d\d)?)(?:\s*\.\.\s*(?P<last>[\d-]+))?)?", re.ASCII
    )

    site: Id
    first: Annotated[dt.date, BeforeValidator(lambda day: _day_from_text(day, is_last=False))] | None = None
    last: Annotated[dt.date, BeforeValidator(lambda day: _day_from_text(day, is_last=True))] | None = None

    @classmethod
    def parts(cls, text: str) -> dict[str, Any]:
        """Return the fields; ``2027-03..05`` ends in May, and a day or month alone is both ends.

        Examples
        --------
        >>> SiteClosure.parts("west-park@2027-03..05")
        {'site': 'west-park', 'first': '2027-03', 'last': '2027-05'}
        """
        parts = super().parts(text)
        if first := parts.get("first"):
            last = parts.get("last", first)
            parts["last"] = first[: len(first) - len(last)] + last if len(last) < len(first) else last
        return parts

    @model_validator(mode="after")
    def _in_order(self) -> SiteClosure:
        if (self.first is None) != (self.last is None) or (
            self.first and self.last and self.last < self.first
        ):
            raise ToldError(Message("data.no-season", {"text": str(self)[:80]}))
        return self

    def __str__(self) -> str:
        return f"{self.site}@{self.first}..{self.last}" if self.first else self.site


class Ends(Change):
    """The ends of a road."""

    form = "A/B"
    pattern = re.compile(r"(?P<start>[^@/]+)/(?P<end>[^@/]+)")

    start: Id
    end: Id

    def __str__(self) -> str:
        return f"{self.start}/{self.end}"


class RoadTime(Ends):
    """The drive between two places takes a share of what it took."""

    form = "A/B@150%"
    pattern = re.compile(rf"{Ends.pattern.pattern}@\s*(?P<percent>\d+)\s*%", re.ASCII)

    percent: Percent

    def __str__(self) -> str:
        return f"{super().__str__()}@{self.percent}%"


class Road(Ends):
    """A new road; what is not said of it comes from the rule of docs/travel-times.md."""

    form = "A/B@expressway[ 40km][ 30min]"
    pattern = re.compile(
        rf"{Ends.pattern.pattern}@\s*(?P<road_class>[a-z]+)(?:\s+(?P<km>\d+(?:\.\d+)?)\s*km)?"
        r"(?:\s+(?P<minutes>\d+)\s*min)?",
        re.ASCII,
    )

    road_class: RoadClass
    km: float | None = Field(None, gt=0, le=1000)
    minutes: Minutes | None = Field(None, ge=1, le=1000)

    def __str__(self) -> str:
        km = f" {self.km:g}km" if self.km is not None else ""
        minutes = f" {self.minutes}min" if self.minutes is not None else ""
        return f"{super().__str__()}@{self.road_class}{km}{minutes}"
