"""What is booked already and stays as it is: visits, nights and trains, and how people write them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, PlainSerializer, model_validator

from planner.clock import DAY_MINUTES
from planner.texts import Message, ToldError

_STAY = re.compile(r"(?P<first>\d{4}-\d{2}-\d{2})\.\.(?P<last>\d{2}|\d{2}-\d{2}|\d{4}-\d{2}-\d{2})", re.ASCII)
_TRAIN = re.compile(
    r"(?P<train>[A-Za-z]{0,2}\d{1,5})@(?P<day>\d{4}-\d{2}-\d{2}):(?P<way>.+)", re.ASCII | re.DOTALL
)
_BETWEEN = re.compile(r"\.\.|\s-\s|→|->|>|-")


class Booked(BaseModel):
    """Frozen, and nothing unknown is accepted."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class BookedVisit(Booked):
    """A visit that begins at a moment, in China's time."""

    site: str
    start: dt.datetime

    @classmethod
    def parse(cls, text: str) -> dict[str, str]:
        """Return the parts of ``SITE@2027-03-11T10:00``.

        Raises
        ------
        ValueError
            When the text is nothing of the kind.

        Examples
        --------
        >>> BookedVisit.parse("sanxingdui@2027-03-11T10:00")
        {'site': 'sanxingdui', 'start': '2027-03-11T10:00'}
        """
        site, _, start = text.rpartition("@")
        if not site or not re.fullmatch(r"\d{4}-\d{2}-\d{2}[T ]\d{1,2}:\d{2}", start.strip(), re.ASCII):
            raise ToldError(Message("request.no-visit-like", {"text": text[:80]}))
        return {"site": site.strip(), "start": start.strip()}

    def __str__(self) -> str:
        return f"{self.site}@{self.start:%Y-%m-%dT%H:%M}"

    def minute_on(self, day: dt.date) -> int | None:
        """Return the minute after midnight at which it begins on a day, None where it is on another."""
        minute = self.start.hour * 60 + self.start.minute
        return minute if self.start.date() == day and minute < DAY_MINUTES else None


class BookedStay(Booked):
    """Nights in a town: from the evening of ``first`` to the morning of ``last``."""

    town: str
    first: dt.date
    last: dt.date

    @model_validator(mode="after")
    def _has_a_night(self) -> BookedStay:
        if self.last <= self.first:
            dates = {"first": str(self.first), "last": str(self.last)}
            raise ToldError(Message("request.stay-turned", dates))
        return self

    @classmethod
    def parse(cls, text: str) -> dict[str, str]:
        """Return the parts of ``TOWN@2027-03-11..13``; the last date may leave out month and year.

        Raises
        ------
        ValueError
            When the text is nothing of the kind.

        Examples
        --------
        >>> BookedStay.parse("dazu@2027-03-30..04-02")
        {'town': 'dazu', 'first': '2027-03-30', 'last': '2027-04-02'}
        """
        town, _, dates = text.rpartition("@")
        found = _STAY.fullmatch(dates.strip())
        if not town or found is None:
            raise ToldError(Message("request.no-stay-like", {"text": text[:80]}))
        first, last = found["first"], found["last"]
        return {"town": town.strip(), "first": first, "last": first[: -len(last)] + last}

    def __str__(self) -> str:
        return f"{self.town}@{self.first}..{self.last}"

    @property
    def evenings(self) -> tuple[dt.date, ...]:
        """The days on whose evenings one sleeps there."""
        return tuple(self.first + dt.timedelta(days=n) for n in range((self.last - self.first).days))


class BookedTrain(Booked):
    """A ride in a train that leaves on a day; ``start`` and ``end`` are stations, or towns for one of theirs."""

    train: str
    start: str
    end: str
    day: dt.date

    @classmethod
    def splits(cls, text: str) -> list[dict[str, str]]:
        """Return the ways to read ``G8522@2027-03-12:FROM-TO``: of several hyphens each may part the two places.

        Raises
        ------
        ValueError
            When the text is nothing of the kind.

        Examples
        --------
        >>> BookedTrain.splits("g8522@2027-03-12:dazu-chengdu")
        [{'train': 'G8522', 'start': 'dazu', 'end': 'chengdu', 'day': '2027-03-12'}]
        >>> [(each["start"], each["end"]) for each in BookedTrain.splits("G1@2027-03-12:a-b-c")]
        [('a', 'b-c'), ('a-b', 'c')]
        >>> [(each["start"], each["end"]) for each in BookedTrain.splits("G1@2027-03-12:a-b..c-d")]
        [('a-b', 'c-d')]
        """
        found = _TRAIN.fullmatch(text.strip())
        way = found["way"] if found else ""
        signs = [sign for sign in _BETWEEN.finditer(way) if sign[0] != "-"] or list(_BETWEEN.finditer(way))
        ends = [(way[: sign.start()].strip(), way[sign.end() :].strip()) for sign in signs]
        ends = [each for each in ends if all(each)]
        if found is None or not ends:
            raise ToldError(Message("request.no-train-like", {"text": text}))
        train, day = found["train"].upper(), found["day"]
        return [{"train": train, "start": start, "end": end, "day": day} for start, end in ends]

    @classmethod
    def parse(cls, text: str) -> dict[str, str]:
        """Return the parts of ``G8522@2027-03-12:FROM..TO``, where only one reading is possible.

        Raises
        ------
        ValueError
            When the text is nothing of the kind, or several hyphens may part the two places.
        """
        found = cls.splits(text)
        if len(found) > 1:
            raise ToldError(Message("request.train-several-ways", {"text": text}))
        return found[0]

    def __str__(self) -> str:
        return f"{self.train}@{self.day}:{self.start}..{self.end}"


def from_text(parse: Callable[[str], object]) -> BeforeValidator:
    """Return what reads a value that people write as a text."""
    return BeforeValidator(
        lambda value: parse(value) if isinstance(value, str) else value, json_schema_input_type=str
    )


def as_text(write: Callable[[Any], str]) -> PlainSerializer:
    """Return what writes such a value to JSON."""
    return PlainSerializer(write, when_used="json", return_type=str)


Visits = tuple[Annotated[BookedVisit, from_text(BookedVisit.parse), as_text(str)], ...]
Stays = tuple[Annotated[BookedStay, from_text(BookedStay.parse), as_text(str)], ...]
Trains = tuple[Annotated[BookedTrain, from_text(BookedTrain.parse), as_text(str)], ...]
