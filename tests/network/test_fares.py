"""Prices and kilometres of rides, each with the arithmetic beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from planner.network.services import departures_between
from planner.network.timetable import Timetable
from tests.builders.networks import FAR, line, network, station

TUESDAY = date(2026, 12, 1)
CALLS = "c 08:00 0, d 08:30 100, e 09:00 200+60"  # c to e are 260 km, the last 60 of them fast


def price(calls: str, ends: str = "c e", **more: Any) -> tuple[float, float, str]:
    """Return km, CNY and basis of the one ride there is."""
    places = [station(name, 30, 105 + n * 2 * FAR) for n, name in enumerate("cde")]
    fare = more.pop("fare", {"per_km": 0.3, "fast_per_km": 0.5, "confidence": "sourced"})
    train = {"code": "G1", "calls": calls, **more}
    corridor = network([], places, [line("l", departures=[train], fare=fare)])
    start, end = ends.split()
    (service,) = departures_between(corridor, start, end, TUESDAY)
    steps = Timetable(corridor).journey(start, end, 400, TUESDAY)
    assert steps is not None
    assert [(step.km, step.cost, step.fare_basis) for step in steps] == [
        (service.km, service.cost, service.fare_basis)
    ]
    return service.km, service.cost, service.fare_basis


def test_by_kilometres_of_a_published_rule() -> None:
    assert price(CALLS, "c d") == (100.0, 30.0, "formula")  # 100 x 0.3


def test_fast_kilometres_are_dearer_and_an_estimate() -> None:
    assert price(CALLS) == (260.0, 90.0, "estimated")  # 200 x 0.3 + 60 x 0.5
    assert price(CALLS, "d e") == (160.0, 60.0, "estimated")  # 100 x 0.3 + 60 x 0.5


def test_without_a_published_rule_it_is_an_estimate() -> None:
    assert price(CALLS, "c d", fare={"per_km": 0.3}) == (100.0, 30.0, "estimated")
    assert price(CALLS, "c e", fare={"per_km": 0.3}) == (260.0, 78.0, "estimated")  # fast or not


def test_without_kilometres_the_straight_line_stands_in() -> None:
    # a degree of longitude at 30 north is 96.3 km, times 1.15
    km, cost, basis = price("c 08:00 0, d 08:30, e 09:00", "c d")
    assert km == pytest.approx(110.7, abs=0.1)
    assert cost == pytest.approx(0.3 * km, abs=0.05)
    assert basis == "estimated"


@pytest.mark.parametrize(
    "calls",
    ["c 08:00 0, d 08:30 100+60, e 09:00", "c 08:00, d 08:30 0, e 09:00 100+60"],
    ids=["the end without", "the start without"],
)
def test_a_ride_partly_without_kilometres_pays_for_all_of_them(calls: str) -> None:
    # 100 x 0.3 + 60 x 0.5 = 60 for the part that is known, and 110.7 x 0.3 for the other
    km, cost, basis = price(calls)
    assert (km, cost) == pytest.approx((270.7, 93.2), abs=0.1)
    assert basis == "estimated"


def test_a_longer_ride_is_never_cheaper() -> None:
    assert price(CALLS, fares="c d 80") == (260.0, 90.0, "estimated")
    assert price(CALLS, fares="c d 99") == (260.0, 99.0, "estimated")  # 90 by kilometres
    assert price(CALLS, "c d", fares="c e 25") == (100.0, 25.0, "estimated")  # 30 by kilometres


def test_the_price_of_a_pair_is_not_that_of_a_long_way_round() -> None:
    # c and e are 192.6 km apart
    fare = {"per_km": 0.3, "pairs": {"c e": 54}}
    assert price("c 08:00 0, d 08:30 100, e 09:00 385", fare=fare) == (385.0, 54.0, "sourced")
    assert price("c 08:00 0, d 08:30 100, e 09:00 386", fare=fare) == (386.0, 115.8, "estimated")


def test_the_price_of_the_train_comes_before_that_of_the_pair() -> None:
    fare = {"per_km": 0.3, "pairs": {"e c": 70}, "confidence": "sourced"}
    assert price(CALLS, fare=fare) == (260.0, 70.0, "sourced")
    assert price(CALLS, fare=fare, fares="c e 96.5/155") == (260.0, 96.5, "sourced")
    assert price(CALLS, fare=fare, fares="c e 96.5") == (260.0, 96.5, "sourced")
    assert price(CALLS, "c d", fare=fare, fares="c e 96.5/155") == (100.0, 30.0, "formula")


def test_a_price_nobody_knows_is_none() -> None:
    assert price(CALLS, fare={"pairs": {"c d": 30}}) == (260.0, 0.0, "unknown")


def test_a_hard_seat_gets_cheaper_with_distance() -> None:
    # (200 + 60 x 0.9) x 0.05861 x 1.5
    assert price(CALLS, fare={"hard_seat": True}) == (260.0, 22.3, "estimated")
    # (200 + 300 x 0.9 + 500 x 0.8 + 200 x 0.7) x 0.087915 = 88.8
    assert price("c 08:00 0, e 20:00 1200", fare={"hard_seat": True}) == (1200.0, 88.8, "estimated")
