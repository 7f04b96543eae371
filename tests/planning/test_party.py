"""What a party pays, each with the sum beside it."""

from __future__ import annotations

from datetime import date

from planner.corridor import Mode
from planner.network.fares import student_share
from planner.planning.party import fare_shares
from planner.request import TripRequest
from tests.builders.networks import line, network

FAMILY = TripRequest.model_validate(
    {"days": 1, "date": date(2026, 12, 1), "from": "a", "adults": 3, "students": 2, "children": 1}
)


def share(mode: Mode, **fare: object) -> float:
    """Return the share of a student on a line."""
    (only,) = network([], [], [line("l", mode, fare=fare)]).lines
    return student_share(only)


def test_students_pay_less_on_trains_only() -> None:
    assert fare_shares(FAMILY) == 3.5  # three adults and half for the child
    assert fare_shares(FAMILY, share("rail", per_km=0.3)) == 3.0  # 1 + 2 x 0.75 + 0.5
    assert fare_shares(FAMILY, share("rail", hard_seat=True)) == 2.5  # 1 + 2 x 0.5 + 0.5
    assert fare_shares(FAMILY, share("metro", flag=2)) == 3.5
