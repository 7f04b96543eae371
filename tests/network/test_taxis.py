"""Fares of taxis by the tariff of the county where they are taken; expected sums are in the comments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import numpy as np
import pytest

from planner.corridor import Confidence
from planner.network.footpaths import Footpaths
from planner.network.journeys import Step
from planner.network.taxis import Tariffs
from tests.builders.shipped import shipped
from tests.builders.small_plans import corridor
from tests.builders.taxis import with_tariff

DAY = date(2026, 6, 6)


def ride(km: float, clock: int = 600, start: str = "east-city", confidence: Confidence = "sourced") -> Step:
    return Step("road", start, "east-tower", clock, clock + 30, km, km, confidence)


@pytest.mark.parametrize(
    ("km", "clock", "cny", "basis"),
    [
        (2.0, 600, 10.0, "formula"),
        (10.0, 600, 24.0, "formula"),  # 10 + 7 * 2
        (25.0, 600, 54.0, "formula"),  # 10 + 22 * 2
        (30.0, 600, 69.0, "estimated"),  # 54 + 5 * 3
        (10.0, 1380, 27.1, "formula"),  # 11 + 7 * 2.3
        (10.0, 1379, 24.0, "formula"),
        (10.0, 1440 + 359, 27.1, "formula"),
        (10.0, 360, 24.0, "formula"),
        (30.0, 1400, 78.8, "estimated"),  # 11 + 22 * 2.3 + 5 * 3.45 = 78.85
    ],
)
def test_a_tariff_by_day_by_night_and_far_out(km: float, clock: int, cny: float, basis: str) -> None:
    hired = Tariffs(with_tariff()).hired(ride(km, clock))
    assert (hired.cost, hired.fare_basis) == (cny, basis)
    assert hired.confidence == ("sourced" if basis == "formula" else "estimated")
    assert hired.per_car


def test_a_fare_over_estimated_kilometres_is_an_estimate() -> None:
    hired = Tariffs(with_tariff()).hired(ride(10.0, confidence="estimated"))
    assert (hired.cost, hired.fare_basis, hired.confidence) == (24.0, "estimated", "estimated")


def test_elsewhere_the_usual_fare_holds() -> None:
    hired = Tariffs(with_tariff()).hired(ride(10.0, start="mid-town"))
    assert (hired.cost, hired.fare_basis) == (38.0, "estimated")  # 10 + 10 * 2.8


def test_a_station_has_the_tariff_of_the_town_it_serves() -> None:
    assert Tariffs(with_tariff()).hired(ride(10.0, start="east-station")).cost == 24.0


def test_the_estimates_of_tables_go_by_the_same_tariff() -> None:
    fares = Tariffs(with_tariff()).by_day("east-city", np.array([2.0, 25.0, 30.0]))
    assert fares.tolist() == [10.0, 54.0, 69.0]
    at = Footpaths(corridor()).index
    every = np.arange(len(at))
    usual, own = Footpaths(corridor()).cost(every), Footpaths(with_tariff()).cost(every)
    assert own[at["east-city"], at["east-museum"]] < usual[at["east-city"], at["east-museum"]]
    assert own[at["west-city"], at["west-ruins"]] == usual[at["west-city"], at["west-ruins"]]


@cache
def shipped_footpaths() -> Footpaths:
    return Footpaths(shipped())


@pytest.mark.parametrize(
    ("start", "end", "cny"),
    [
        ("chongqing-west", "shapingba", lambda km: 10 + 2 * (km - 3)),
        ("chengdu-east", "chengdu", lambda km: 8 + 1.9 * 8 + 2.85 * (km - 10)),
        ("leshan", "leshan-buddha", lambda km: 10 + 2.8 * km),
    ],
)
def test_the_tariffs_of_the_shipped_data(start: str, end: str, cny: Callable[[float], float]) -> None:
    (step,) = shipped_footpaths().steps(start, end, 600, DAY)
    assert step.mode == "road"
    assert step.cost == pytest.approx(cny(step.km), abs=0.051)
