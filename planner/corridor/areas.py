"""Provinces, prefectures, counties and cities whose names the places of the corridor do not tell."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from planner.corridor.base import Model, Names

AreaCode = Annotated[str, Field(pattern=r"^[1-9]\d(\d\d){0,2}$", description="First digits of county codes")]


class Area(Model):
    """A province, or a prefecture or county that no town gives its name to."""

    code: AreaCode
    name: Names
    also: tuple[str, ...] = Field((), description="What else people call it")
    municipality: bool = Field(False, description="Its counties have no prefecture in between")


class City(Model):
    """A city by itself: the counties that it is made of, of all that its prefecture or municipality has."""

    name: Names
    also: tuple[str, ...] = Field((), description="What else people call it")
    counties: tuple[AreaCode, ...] = Field(min_length=1)
