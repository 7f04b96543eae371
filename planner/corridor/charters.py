"""Vehicles with a driver, by the day."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from planner.corridor.base import Confidence, Id, Model, Source

VehicleKind = Literal["car", "minibus", "coach"]


class Charter(Model):
    """What one vehicle of a kind costs on a day, driver, fuel, tolls and parking included."""

    id: Id
    kind: VehicleKind
    seats: int = Field(ge=1, le=100, description="For travellers")
    day_cny: float = Field(gt=0, le=100_000)
    km: float = Field(0, ge=0, le=2000, description="Included in ``day_cny``")
    km_cny: float = Field(ge=0, le=100, description="For each further km")
    sources: tuple[Source, ...] = Field(min_length=1)

    @property
    def confidence(self) -> Confidence:
        """How far the price can be trusted: as the weakest source of its parts."""
        parts = ("day_cny", "km", "km_cny")
        marks = {
            part: [source.confidence for source in self.sources if part in source.fields] for part in parts
        }
        return "sourced" if all("sourced" in marks[part] for part in parts) else "estimated"
