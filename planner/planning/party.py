"""What the party pays: cars, fares, tickets, rooms; and what such a price stands on."""

from __future__ import annotations

from collections.abc import Iterable

from planner.corridor import FareBasis, TicketAges
from planner.network.journeys import Step
from planner.request import TripRequest
from planner.rules import (
    ADULTS_A_ROOM,
    BIG_CAR_FACTOR,
    CHILD_SHARE,
    FARE_FREE_UNDER,
    FARE_HALF_UNDER,
    PEOPLE_A_BIG_CAR,
    PEOPLE_A_CAR,
    PEOPLE_A_ROOM,
    SENIOR_SHARE,
    STUDENT_EMU,
    STUDENT_SHARE,
)

FEN = 100  # hundredths of a CNY
SURE_TO_UNKNOWN: tuple[FareBasis, ...] = ("sourced", "formula", "estimated", "unknown")


def whole_cny(fen: float) -> int:
    """Return hundredths of a CNY as whole CNY, half up: the one rounding of all that the party pays.

    Examples
    --------
    >>> whole_cny(149), whole_cny(150), whole_cny(250)
    (1, 2, 3)
    """
    return int((fen + FEN / 2) // FEN)


def num_cars(request: TripRequest) -> int:
    """Return how many taxis the party fills."""
    return -(-request.people // PEOPLE_A_CAR)


def own_cars(request: TripRequest) -> dict[int, int]:
    """Return how many cars the party fills where it drives itself, by their seats: those that cost least.

    Rented ones have four seats: only of these a price is known.

    Examples
    --------
    >>> own_cars(TripRequest(days=1, date="2026-12-01", start="a", adults=5)), own_cars(
    ...     TripRequest(days=1, date="2026-12-01", start="a", adults=10)
    ... )
    ({6: 1}, {4: 1, 6: 1})
    """
    people = request.people
    if request.self_drive == "rental":
        return {PEOPLE_A_CAR: -(-people // PEOPLE_A_CAR)}
    most = -(-people // PEOPLE_A_BIG_CAR)
    choices = [
        {PEOPLE_A_CAR: -(-max(0, people - PEOPLE_A_BIG_CAR * big) // PEOPLE_A_CAR), PEOPLE_A_BIG_CAR: big}
        for big in range(most + 1)
    ]
    best = min(choices, key=lambda cars: (_factor(cars), sum(cars.values())))
    return {seats: num for seats, num in best.items() if num}


def car_factor(request: TripRequest) -> float:
    """Return how many times a car's price the party pays for a kilometre that it drives itself."""
    return _factor(own_cars(request))


def _cars(request: TripRequest) -> float:
    """Return how many times a car's or a taxi's price the party pays."""
    return car_factor(request) if request.mode == "car" else num_cars(request)


def _factor(cars: dict[int, int]) -> float:
    return round(cars.get(PEOPLE_A_CAR, 0) + BIG_CAR_FACTOR * cars.get(PEOPLE_A_BIG_CAR, 0), 6)


def fare_shares(request: TripRequest, student_share: float = 1.0) -> float:
    """Return how many adult fares the party pays, a multiple of 1/4.

    That a child of no told age pays half is an estimate.
    """
    reduced = request.students * (1 - student_share)
    return request.adults - reduced + _child_fares(request)


def _child_fares(request: TripRequest) -> float:
    """Return the adult fares of the children by the railway's rule: each adult may take a small one along free."""
    ages = request.child_ages
    small = sum(age < FARE_FREE_UNDER for age in ages)
    free = min(small, request.adults)
    grown = sum(age >= FARE_HALF_UNDER for age in ages)
    return grown + CHILD_SHARE * (request.children - free - grown)


def leg_prices(request: TripRequest, steps: Iterable[Step]) -> list[int]:
    """Return what each leg of a journey adds to what the party pays for it; it is rounded as a whole."""
    cars = _cars(request)
    paid, fen, prices = 0, 0.0, []
    for step in steps:
        payers = cars if step.per_car else fare_shares(request, _student_share(request, step))
        fen += round(FEN * step.cost) * payers
        prices.append(whole_cny(fen) - paid)
        paid += prices[-1]
    return prices


def _student_share(request: TripRequest, step: Step) -> float:
    """Return which part of a fare a student pays: on high-speed trains less in second class only."""
    is_dear = request.rail_class == "first" and step.student_share == STUDENT_EMU
    return 1.0 if is_dear else step.student_share


def fare_basis(request: TripRequest, step: Step) -> FareBasis | None:
    """Return what the party's price of a leg stands on: the weakest of an adult's fare and the shares of others."""
    if step.per_car or step.fare_basis is None or not step.cost:
        return step.fare_basis
    is_reduced = request.children or (request.students and _student_share(request, step) < 1)
    if not is_reduced:
        return step.fare_basis
    by_rule = step.mode == "rail" and len(request.child_ages) == request.children
    return weakest(step.fare_basis, "formula" if by_rule else "estimated")


def weakest(*bases: FareBasis) -> FareBasis:
    """Return the basis of a price that stands on several."""
    return max(bases, key=SURE_TO_UNKNOWN.index)


def ticket_shares(request: TripRequest, ages: TicketAges | None = None) -> float:
    """Return how many adult tickets the party pays at a gate, by its own rule on ages or by the usual one.

    The shares of those whose age is not told are estimates.
    """
    rule = ages or TicketAges()
    full = request.adults - request.seniors - request.students
    seniors = SENIOR_SHARE * (request.seniors - len(request.senior_ages))
    children = CHILD_SHARE * (request.children - len(request.child_ages))
    told = sum(_ticket_share(rule, age) for age in (*request.child_ages, *request.senior_ages))
    return full + seniors + request.students * STUDENT_SHARE + children + told


def _ticket_share(rule: TicketAges, age: int) -> float:
    """Return which part of a ticket a child or senior pays."""
    is_free = _reaches(rule.free_to, rule.free_from, age)
    return 0.0 if is_free else 0.5 if _reaches(rule.half_to, rule.half_from, age) else 1.0


def _reaches(to: int | None, since: int | None, age: int) -> bool:
    return (to is not None and age <= to) or (since is not None and age >= since)


def party_ticket(request: TripRequest, price: int, ages: TicketAges | None = None) -> int:
    """Return what the party pays at a gate."""
    return whole_cny(FEN * price * ticket_shares(request, ages))


def ticket_basis(request: TripRequest, price: FareBasis, ages: TicketAges | None = None) -> FareBasis:
    """Return what the party's ticket stands on: the weakest of an adult's price and of the shares of others.

    ``ages`` are the gate's own rule as a source names it.
    """
    named = ages.model_fields_set if ages else set()
    children, seniors = request.children, request.seniors
    is_guess = request.students or len(request.child_ages) < children or len(request.senior_ages) < seniors
    is_guess = is_guess or (children and not named >= {"free_to", "half_to"})
    is_guess = is_guess or (seniors and not named >= {"half_from", "free_from"})
    return weakest(price, "estimated") if is_guess else price


def least_rooms(request: TripRequest) -> int:
    """Return how many rooms of two beds the party needs; a child may be the third in its parents' room."""
    people = request.people
    return max(-(-request.adults // ADULTS_A_ROOM), -(-people // PEOPLE_A_ROOM))


def num_rooms(request: TripRequest) -> int:
    """Return how many rooms the party takes."""
    return request.rooms or least_rooms(request)
