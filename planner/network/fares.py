"""How far a ride by a scheduled service goes, and what it costs one adult."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

from planner.corridor import Corridor, FareBasis, Line
from planner.geo import great_circle_km
from planner.rules import (
    HARD_SEAT_CNY_PER_KM,
    HARD_SEAT_STEPS,
    PAIR_DETOUR,
    RIDE_DETOUR,
    STUDENT_EMU,
    STUDENT_HARD_SEAT,
)

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

    The price is that of the very train, else that of the line's pairs, else by kilometres. By kilometres it is not
    less than what is asked for a part of the ride, nor more than what is asked for a longer one.
    """
    km, fast, is_measured = _track(corridor, trip.line, halts)
    begin = trip.halts.index(halts[0])
    end = begin + len(halts) - 1
    asked = list(_asked(corridor, trip))
    for price in asked:
        if (price.begin, price.end) == (begin, end):
            return Ride(km, price.second, "sourced", price.first_class)
    fare = trip.line.fare
    if not (fare.flag or fare.per_km or fare.hard_seat):
        return Ride(km, 0.0, "unknown")
    cost = fare.flag + fare.per_km * (km - fast) + (fare.fast_per_km or fare.per_km) * fast
    cost = round(hard_seat(km) if fare.hard_seat else cost, 1)
    within = max((p.second for p in asked if begin <= p.begin and p.end <= end), default=cost)
    around = min((p.second for p in asked if p.begin <= begin and end <= p.end), default=inf)
    bounded = min(max(cost, within), around)
    is_rule = fare.confidence == "sourced" and is_measured and not fast and not fare.hard_seat
    return Ride(km, bounded, "formula" if is_rule and bounded == cost else "estimated")


@dataclass(frozen=True)
class _Asked:
    """What is asked for a ride from one of a trip's halts to another, for one adult."""

    begin: int
    end: int
    second: float
    first_class: float | None = None


def _asked(corridor: Corridor, trip: Trip) -> Iterator[_Asked]:
    """Yield the prices told for rides of a trip, those of the very train first."""
    at = {halt.place: index for index, halt in enumerate(trip.halts)}
    for ticket in trip.fares:
        if ticket.end in at:  # what is left of a train after midnight has lost its first halts
            yield _Asked(at.get(ticket.start, -1), at[ticket.end], ticket.second, ticket.first)
    for pair, cny in trip.line.fare.pairs.items():
        if all(place in at for place in pair.split()):
            begin, end = sorted(at[place] for place in pair.split())
            if _is_direct(corridor, trip, begin, end):
                yield _Asked(begin, end, float(cny))


def _is_direct(corridor: Corridor, trip: Trip, begin: int, end: int) -> bool:
    """Tell whether a ride goes the way that the price of its pair of stations is for."""
    km, *_ = _track(corridor, trip.line, trip.halts[begin : end + 1])
    return km <= PAIR_DETOUR * _straight_km(corridor, trip.halts[begin], trip.halts[end])


def _track(corridor: Corridor, line: Line, halts: Sequence[Halt]) -> tuple[float, int, bool]:
    """Return the kilometres, those of them on fast lines, and whether the data have all of them.

    Straight lines from halt to halt stand in before the first halt with kilometres and after the last.
    """
    known = [index for index, halt in enumerate(halts) if halt.km is not None] or [0]
    first, last = halts[known[0]], halts[known[-1]]
    km, fast = (last.km or 0) - (first.km or 0), last.fast_km - first.fast_km
    beyond = (*pairwise(halts[: known[0] + 1]), *pairwise(halts[known[-1] :]))
    if not beyond:
        return float(km), fast, True
    straight = sum(_straight_km(corridor, a, b) for a, b in beyond)
    return round(km + straight * RIDE_DETOUR.get(line.mode, 1.0), 1), fast, False


def _straight_km(corridor: Corridor, a: Halt, b: Halt) -> float:
    start, end = (corridor.places[halt.place].location for halt in (a, b))
    return great_circle_km(start.lat, start.lon, end.lat, end.lon)


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
