"""What a scheduled service costs one adult, worked out a second time."""

from __future__ import annotations

from itertools import pairwise

from planner.corridor import Fare, FareBasis, TrainFare
from planner.itinerary import Leg
from planner.rules import HARD_SEAT_CNY_PER_KM, HARD_SEAT_STEPS


def price_of(
    fare: Fare, of_train: tuple[TrainFare, ...], leg: Leg, fast: int, *, is_measured: bool
) -> tuple[float, FareBasis]:
    """Return the price of a leg's kilometres, ``fast`` of them on fast lines, and what it stands on."""
    tickets = {(ticket.start, ticket.end): ticket.second for ticket in of_train}
    if (leg.start, leg.end) in tickets:
        return tickets[leg.start, leg.end], "sourced"
    for pair, asked in fare.pairs.items():
        if sorted(pair.split()) == sorted((leg.start, leg.end)):
            return float(asked), "sourced"
    if fare.hard_seat:
        return _hard_seat(leg.km), "estimated"
    if fare.flag == fare.per_km == 0:
        return 0, "unknown"
    rate = fare.per_km if fare.fast_per_km is None else fare.fast_per_km
    price = fare.flag + (leg.km - fast) * fare.per_km + fast * rate
    by_rule = is_measured and fast == 0 and fare.confidence == "sourced"
    return price, "formula" if by_rule else "estimated"


def _hard_seat(km: float) -> float:
    """Return the sum over the steps that a ride goes through, the last one not to its end."""
    steps = [(0, 0.0), *HARD_SEAT_STEPS]
    through = [(min(end, km) - start) * share for (start, _), (end, share) in pairwise(steps) if start < km]
    return HARD_SEAT_CNY_PER_KM * sum(through)
