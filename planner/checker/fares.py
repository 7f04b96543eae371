"""What a scheduled service costs one adult, worked out a second time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from planner.corridor import Fare, FareBasis
from planner.rules import FIRST_CLASS, HARD_SEAT_CNY_PER_KM, HARD_SEAT_STEPS

ROUNDING = 0.05 + 1e-6  # an adult's fare is rounded to a tenth


@dataclass(frozen=True)
class Ticket:
    """What is asked from one stop of a train to a later one, by their numbers."""

    stops: tuple[int, int]
    cny: float

    def covers(self, other: tuple[int, int]) -> bool:
        """Tell whether another ride is part of this one."""
        return self.stops[0] <= other[0] and other[1] <= self.stops[1]

    def lies_in(self, other: tuple[int, int]) -> bool:
        """Tell whether this ride is part of another one."""
        return other[0] <= self.stops[0] and self.stops[1] <= other[1]


def price_of(
    fare: Fare, tickets: Sequence[Ticket], stops: tuple[int, int], km: float, fast: int, *, is_measured: bool
) -> tuple[float, FareBasis]:
    """Return the price of a ride, ``fast`` of its kilometres on fast lines, and what it stands on."""
    for ticket in tickets:
        if ticket.stops == stops:
            return ticket.cny, "sourced"
    if fare.flag == fare.per_km == 0 and not fare.hard_seat:
        return 0, "unknown"
    price = by_km = _hard_seat(km) if fare.hard_seat else _by_rate(fare, km, fast)
    for ticket in tickets:
        if ticket.lies_in(stops):
            price = max(price, ticket.cny)
    for ticket in tickets:
        if ticket.covers(stops):
            price = min(price, ticket.cny)
    by_rule = is_measured and fast == 0 and fare.confidence == "sourced" and not fare.hard_seat
    return price, "formula" if by_rule and abs(price - by_km) < ROUNDING else "estimated"


def in_first_class(fare: Fare) -> Fare:
    """Return a rule by kilometres for first class, which is an estimate."""
    rates = {"flag": fare.flag, "per_km": fare.per_km, "fast_per_km": fare.fast_per_km}
    dearer = {name: rate and rate * FIRST_CLASS for name, rate in rates.items()}
    return fare.model_copy(update={**dearer, "confidence": "estimated"})


def _by_rate(fare: Fare, km: float, fast: int) -> float:
    rate = fare.per_km if fare.fast_per_km is None else fare.fast_per_km
    return fare.flag + (km - fast) * fare.per_km + fast * rate


def _hard_seat(km: float) -> float:
    """Return the sum over the steps that a ride goes through, the last one not to its end."""
    steps = [(0, 0.0), *HARD_SEAT_STEPS]
    through = [(min(end, km) - start) * share for (start, _), (end, share) in pairwise(steps) if start < km]
    return HARD_SEAT_CNY_PER_KM * sum(through)
