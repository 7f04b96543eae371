"""Visa-free transit."""

from __future__ import annotations

from pydantic import Field

from planner.corridor.base import Id, Model, Names


class VisaPort(Model):
    """An airport of entry for visa-free transit."""

    code: str = Field(pattern="^[A-Z]{3}$")
    place: Id = Field(description="The airport's place in the corridor")


class VisaRules(Model):
    """Visa-free transit: how long, where, from when."""

    hours: int = Field(ge=1, le=1000)
    prefectures: tuple[str, ...] = Field(description="Where one may stay")
    ports: tuple[VisaPort, ...]
    as_of: str
    source: str
    note: Names
