"""Named changes of the network."""

from __future__ import annotations

from pydantic import Field

from planner.corridor.base import Id, Model, Names, Source
from planner.corridor.ways import Line


class Scenario(Model):
    """A named change to the network: lines that open or close."""

    id: Id
    name: Names
    expected: str = Field(description="Expected opening, or 'proposed'")
    opens: tuple[Line, ...] = ()
    closes: tuple[Id, ...] = ()
    sources: tuple[Source, ...] = Field(min_length=1)
