"""What the party pays: cars, fares, tickets, rooms."""

from __future__ import annotations

from planner.request import TripRequest
from planner.rules import ADULTS_A_ROOM, CHILD_SHARE, PEOPLE_A_CAR, PEOPLE_A_ROOM, SENIOR_SHARE, STUDENT_SHARE


def num_cars(request: TripRequest) -> int:
    """Return how many cars (or taxis) the party fills."""
    return -(-(request.adults + request.children) // PEOPLE_A_CAR)


def fare_shares(request: TripRequest, student_share: float = 1.0) -> float:
    """Return how many adult fares the party pays; that a child pays half is an estimate."""
    reduced = request.students * (1 - student_share)
    return request.adults - reduced + request.children * CHILD_SHARE


def ticket_shares(request: TripRequest) -> float:
    """Return how many adult tickets the party pays; the shares of reduced ones are estimates."""
    full = request.adults - request.seniors - request.students
    reduced = request.seniors * SENIOR_SHARE + request.students * STUDENT_SHARE
    return full + reduced + request.children * CHILD_SHARE


def party_ticket(request: TripRequest, price: int) -> int:
    """Return what the party pays at a gate."""
    return round(price * ticket_shares(request))


def num_rooms(request: TripRequest) -> int:
    """Return how many double rooms the party needs; a child shares its parents' room."""
    people = request.adults + request.children
    return max(-(-request.adults // ADULTS_A_ROOM), -(-people // PEOPLE_A_ROOM))
