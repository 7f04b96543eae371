"""Classes of seats on trains: what is used where, and what it costs."""

from __future__ import annotations

from datetime import date

import pytest

from planner.corridor import RailClass, Seat, in_class, seat_on
from planner.network.fares import ride
from planner.network.services import trips_on
from tests.builders.networks import line, network, station

PLACES = [station(name, 30, 105 + number) for number, name in enumerate("cde")]
FARE = {"per_km": 0.3, "confidence": "sourced", "pairs": {"d e": 25}}


CALLS = {"calls": "c 08:00 0, d 09:00 100, e 10:00 200"}
TRAINS = [
    {"code": "G1", "fares": "c e 64/103", **CALLS},
    {"code": "D49", "fares": "c e 50", **CALLS},
    {"code": "G3", **CALLS},
]
SLOW = [{"code": "K1", "calls": "c 08:00 0, e 12:00 200"}]
LINES = [line("fast", fare=FARE, departures=TRAINS), line("slow", fare={"hard_seat": True}, departures=SLOW)]
CORRIDOR = network([], PLACES, LINES)
MONDAY = date(2026, 12, 7)


@pytest.mark.parametrize(
    ("service", "wanted", "seat"),
    [
        ("G1", "first", "first"),
        ("G1", "second", "second"),
        ("G1", "lowest", "second"),
        ("G3", "first", "first"),  # never asked
        ("D49", "first", "second"),  # asked, and it has none
    ],
)
def test_what_is_used(service: str, wanted: RailClass, seat: Seat) -> None:
    for corridor in (CORRIDOR, in_class(CORRIDOR, wanted)):
        assert seat_on(corridor, "fast", service, wanted) == seat


def test_conventional_trains_have_hard_seats() -> None:
    assert seat_on(CORRIDOR, "slow", "K1", "first") == "hard"
    assert seat_on(CORRIDOR, "metro-1", "1", "first") is None


@pytest.mark.parametrize(
    ("service", "ends", "wanted", "price"),
    [
        ("G1", (0, 2), "second", (64.0, "sourced")),
        ("G1", (0, 2), "first", (103.0, "sourced")),
        ("G1", (0, 1), "first", (48.0, "estimated")),  # 100 x 0.3 x 1.6
        ("G1", (1, 2), "second", (25.0, "sourced")),
        ("G1", (1, 2), "first", (48.0, "estimated")),  # the pair is of second class
        ("G3", (0, 2), "first", (96.0, "estimated")),  # 200 x 0.3 x 1.6
        ("D49", (0, 2), "first", (50.0, "sourced")),
        ("D49", (0, 1), "first", (30.0, "formula")),
        ("K1", (0, 1), "first", (17.6, "estimated")),
    ],
)
def test_what_it_costs(
    service: str, ends: tuple[int, int], wanted: RailClass, price: tuple[float, str]
) -> None:
    corridor = in_class(CORRIDOR, wanted)
    (trip,) = [trip for trip in trips_on(corridor, MONDAY) if trip.code == service]
    found = ride(corridor, trip, trip.halts[ends[0] : ends[1] + 1])
    assert (found.cost, found.basis) == price


def test_other_classes_leave_the_corridor_as_it_is() -> None:
    assert in_class(CORRIDOR, "second") is in_class(CORRIDOR, "lowest") is CORRIDOR
