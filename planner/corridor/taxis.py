"""What taxis take, by the counties in which a ride begins."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from planner.corridor.base import Clock, Confidence, Id, Model, Source

County = Annotated[str, Field(pattern=r"^\d{6}$")]


class TaxiRate(Model):
    """The fare of one car: a flag that holds for some km, so much for each km more, and more far out."""

    flag: float = Field(ge=0, le=1000)
    flag_km: float = Field(0, ge=0, le=100)
    per_km: float = Field(ge=0, le=100)
    far_per_km: float | None = Field(None, ge=0, le=100, description="Beyond ``far_km``; None: as ``per_km``")


class NightRate(TaxiRate):
    """What holds for rides begun at night."""

    start: Clock
    end: Clock = Field(description="Of the next day, before ``start``")


class Taxis(Model):
    """The tariff of the taxis of some counties."""

    id: Id
    counties: tuple[County, ...] = Field(min_length=1)
    day: TaxiRate
    night: NightRate | None = None
    far_km: float | None = Field(None, gt=0, le=1000, description="From where on a km costs ``far_per_km``")
    sources: tuple[Source, ...] = Field(
        min_length=1, description="``day`` and ``night`` are the fares up to ``far_km``, ``far`` those beyond"
    )

    def confidence_of(self, field: str) -> Confidence:
        """Return how far ``day``, ``night`` or ``far`` can be trusted."""
        marks = [source.confidence for source in self.sources if field in source.fields]
        return "sourced" if "sourced" in marks else "estimated"
