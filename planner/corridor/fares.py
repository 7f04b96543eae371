"""What a ride costs: asked for one train, or by a rule of the line."""

from __future__ import annotations

from pydantic import Field

from planner.corridor.base import Confidence, Id, Model, Money
from planner.texts import Message, ToldError


class TrainFare(Model):
    """What one train takes from one station to another, for one adult."""

    start: Id
    end: Id
    second: float = Field(gt=0, le=10_000)
    first: float | None = Field(None, gt=0, le=10_000)


class Fare(Model):
    """Fare of one adult: a flag plus so much per km of track, or a table of station pairs.

    The pairs come from a cited page; ``confidence`` is that of the rule by kilometres.
    """

    flag: float = Field(0, ge=0)
    per_km: float = Field(0, ge=0)
    fast_per_km: float | None = Field(
        None, ge=0, description="On lines faster than 250 km/h, always an estimate; None: as ``per_km``"
    )
    hard_seat: bool = Field(
        False, description="By the rule of conventional trains, which falls with distance"
    )
    pairs: dict[str, Money] = Field({}, description="'station-a station-b' -> CNY, either direction")
    confidence: Confidence = "estimated"


def fares_from_text(value: object) -> object:
    """Read ``station-a station-b 97/155, station-a station-c 60``: second and first class."""
    if not isinstance(value, str):
        return value
    fares = []
    for part in value.split(","):
        words = part.split()
        if len(words) != 3:
            raise ToldError(Message("data.no-fare", {"text": part.strip()}))
        second, slash, first = words[2].partition("/")
        fares.append(
            {"start": words[0], "end": words[1], "second": second, **({"first": first} if slash else {})}
        )
    return fares
