"""Journeys: the exact ways from place to place, leg by leg."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from planner.corridor import Confidence, FareBasis, Mode, Names


@dataclass(frozen=True)
class Step:
    """One leg of a journey at exact minutes; costs are CNY for one adult, or for one car."""

    mode: Mode
    start: str
    end: str
    depart: int
    arrive: int
    km: float
    cost: float
    confidence: Confidence
    via: tuple[str, ...] = ()
    via_minutes: tuple[int, ...] = ()  # minutes from departure at which each of `via` is passed
    via_km: tuple[float, ...] = ()  # and the km by then
    via_sourced: tuple[bool, ...] = ()  # of each part between them, whether it is
    service: str | None = None
    line: str | None = None
    line_name: Names | None = None  # where the service is no train with a number
    towards: Names | None = None
    as_of: str | None = None
    per_car: bool = False
    fare_basis: FareBasis | None = None  # None: nothing is paid
    student_share: float = 1.0  # of one adult's fare
    running_days: Literal["known", "unknown"] | None = None  # of a scheduled service
    includes_lunch: bool = False  # there is time for it aboard
    rest: int = 0  # minutes of breaks of whoever drives, within the leg


def confidence_of(sourced: Iterable[bool]) -> Confidence:
    """Return the confidence of a drive by that of its parts."""
    return "sourced" if all(sourced) else "estimated"


class Journeys(Protocol):
    """Exact journeys between places by id."""

    def journey(self, origin: str, destination: str, depart: int, day: date) -> list[Step] | None:
        """Return the legs that arrive earliest and, among those, leave latest; None when there is no way."""
        ...

    def leaves_door(self, first: Step) -> int:
        """Return the minute to be where a first leg begins, for boarding or to call a taxi."""
        ...

    def reaches_door(self, last: Step) -> int:
        """Return the minute at which one has left the station where a last leg ends."""
        ...
