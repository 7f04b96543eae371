"""What every part of the data is made of: names, positions, sources, clock times.

Units: minutes, kilometres, CNY, WGS84 degrees.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from planner.clock import format_clock, parse_clock

Confidence = Literal["sourced", "estimated"]
FareBasis = Literal["sourced", "formula", "estimated", "unknown"]
Mode = Literal["walk", "road", "metro", "rail", "coach", "cruise", "cable"]
TriState = Literal["yes", "no", "unknown"]
HotelClass = Literal["budget", "comfort", "premium"]
Minutes = Annotated[int, Field(ge=0, le=10_000)]
Km = Annotated[int, Field(ge=0, le=10_000)]
Money = Annotated[int, Field(ge=0, le=1_000_000)]
_ClockMinutes = Annotated[int, Field(ge=0, lt=2880)]
_ClockText = Annotated[str, Field(pattern=r"^([0-3]?\d|4[0-7]):[0-5]\d$")]
Clock = Annotated[
    _ClockMinutes,
    BeforeValidator(
        lambda value: parse_clock(value) if isinstance(value, str) else value,
        json_schema_input_type=_ClockMinutes | _ClockText,
    ),
    PlainSerializer(format_clock, when_used="json"),
    Field(description="Minutes after midnight; text is HH:MM and may pass 24:00"),
]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=64)]
TagKey = Annotated[str, Field(pattern=r"^(\*|[a-z0-9]+(-[a-z0-9]+)*)$", max_length=64)]
_WEEKDAYS = "(Mo|Tu|We|Th|Fr|Sa|Su)(-(Mo|Tu|We|Th|Fr|Sa|Su))?"
Days = Annotated[
    str,
    Field(
        pattern=f"^(daily|{_WEEKDAYS}(,{_WEEKDAYS})*)$",
        description="'daily', or weekdays like 'Mo-Fr' or 'Sa,Su'",
    ),
]
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$")]


class Model(BaseModel):
    """Frozen, and nothing unknown is accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Names(Model):
    """What people call a thing."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    pinyin: str = ""

    def get(self, language: str) -> str:
        """Return the name in Chinese for a language that is written ``zh`` or begins so, else in English."""
        return self.zh if language.startswith("zh") else self.en

    @property
    def both(self) -> dict[str, str]:
        """The names by language, for a text that is said in either."""
        return {"zh": self.zh, "en": self.en}


class Location(Model):
    """A WGS84 position in degrees."""

    lat: float = Field(ge=-90, le=90)
    lon: float = Field(ge=-180, le=180)


class Source(Model):
    """Where the named fields come from, and how far they can be trusted."""

    fields: tuple[str, ...] = Field(min_length=1)
    source: str = Field(min_length=1, description="Page, table or rule the values were taken from")
    as_of: str = Field(min_length=1, description="ISO date, month or year; 'n.d.' where the page has none")
    confidence: Confidence


class Bounds(Model):
    """The box that every place of the corridor lies in."""

    south: float
    north: float
    west: float
    east: float

    def contains(self, location: Location) -> bool:
        """Tell whether a position lies in the box."""
        return self.south <= location.lat <= self.north and self.west <= location.lon <= self.east


class Place(Model):
    """Anything with an id, a name and a position."""

    id: Id
    name: Names
    location: Location
    also: tuple[str, ...] = Field((), description="What else people call it, codes included")


def in_season(start: str, end: str, month_day: str) -> bool:
    """Tell whether a day of the year lies between two others, all ``MM-DD``; the span may pass New Year.

    Examples
    --------
    >>> in_season("11-01", "02-28", "01-15"), in_season("03-01", "10-31", "01-15")
    (True, False)
    """
    if start <= end:
        return start <= month_day <= end
    return month_day >= start or month_day <= end
