"""Rivers that nobody walks over."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from planner.corridor.base import Id, Location, Model, Names, Source
from planner.texts import Message, ToldError


def _course(value: object) -> object:
    if not isinstance(value, str):
        return value
    points = [point.split() for point in value.split(",")]
    if any(len(point) != 2 for point in points):
        raise ToldError(Message("data.no-pairs", {"text": value}))
    return [dict(zip(("lat", "lon"), point, strict=True)) for point in points]


class River(Model):
    """Water between two banks, with its bridges too far apart for a walk."""

    id: Id
    name: Names
    course: Annotated[tuple[Location, ...], BeforeValidator(_course)] = Field(
        min_length=2, description="Its middle, downstream; text is `29.56 106.57, 29.57 106.58`"
    )
    sources: tuple[Source, ...] = Field(min_length=1)
