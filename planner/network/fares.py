"""How far a ride by a scheduled service goes, and what it costs one adult."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from planner.corridor import Corridor, FareBasis, Line
from planner.geo import great_circle_km
from planner.rules import HARD_SEAT_CNY_PER_KM, HARD_SEAT_STEPS, RIDE_DETOUR, STUDENT_EMU, STUDENT_HARD_SEAT

if TYPE_CHECKING:
    from planner.network.services import Halt, Trip


@dataclass(frozen=True)
class Ride:
    """Kilometres, CNY for one adult, what that price stands on, and first class where known."""

    km: float
    cost: float
    basis: FareBasis
    first_class: float | None = None


def ride(corridor: Corridor, trip: Trip, halts: Sequence[Halt]) -> Ride:
    """Return the ride over some of a trip's halts, from the first of them to the last.

    The price is that of the very train, else that of the line's pairs, else by kilometres.
    """
    first, last = halts[0], halts[-1]
    ends, fare = (first.place, last.place), trip.line.fare
    km = track_km(corridor, trip.line, halts)
    for ticket in trip.fares:
        if (ticket.start, ticket.end) == ends:
            return Ride(km, ticket.second, "sourced", ticket.first)
    for pair in (" ".join(ends), " ".join(reversed(ends))):
        if pair in fare.pairs:
            return Ride(km, float(fare.pairs[pair]), "sourced")
    if not (fare.flag or fare.per_km or fare.hard_seat):
        return Ride(km, 0.0, "unknown")
    if fare.hard_seat:
        return Ride(km, round(hard_seat(km), 1), "estimated")
    fast = last.fast_km - first.fast_km
    cost = fare.flag + fare.per_km * (km - fast) + (fare.fast_per_km or fare.per_km) * fast
    is_rule = fare.confidence == "sourced" and last.km is not None and not fast
    return Ride(km, round(cost, 1), "formula" if is_rule else "estimated")


def track_km(corridor: Corridor, line: Line, halts: Sequence[Halt]) -> float:
    """Return the kilometres by the data, else by the straight lines from halt to halt."""
    first, last = halts[0].km, halts[-1].km
    if first is not None and last is not None:
        return float(last - first)
    spots = [corridor.places[halt.place].location for halt in halts]
    straight = sum(great_circle_km(a.lat, a.lon, b.lat, b.lon) for a, b in pairwise(spots))
    return round(straight * RIDE_DETOUR.get(line.mode, 1.0), 1)


def hard_seat(km: float) -> float:
    """Return the price of a hard seat, each kilometre cheaper the further one goes.

    Examples
    --------
    >>> round(hard_seat(200), 2), round(hard_seat(300) - hard_seat(200), 2)
    (17.58, 7.91)
    """
    price = begun = 0.0
    for until, share in HARD_SEAT_STEPS:
        price += max(0.0, min(km, until) - begun) * HARD_SEAT_CNY_PER_KM * share
        begun = until
    return price


def student_share(line: Line) -> float:
    """Return which part of an adult's fare a student pays on a line."""
    if line.mode != "rail":
        return 1.0
    return STUDENT_HARD_SEAT if line.fare.hard_seat else STUDENT_EMU
