"""Rides between the places of a day, by the table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.arrays import INFINITY, FloatArray, IntArray
from planner.planning.rides import TableRides
from planner.travel import ConstantTravel, LimitedTravel
from tests.builders.networks import for_one
from tests.builders.problems import RideTravel, ServiceTravel, services

C, D = 0, 1


@pytest.fixture
def trains() -> RideTravel:
    """Return a slow train and a fast one that leaves later."""
    never = np.where(np.eye(2), 0, INFINITY)
    ways = {(C, D): [(523, 643, 20, 0), (566, 656, 50, 1)]}
    return RideTravel(("c", "d"), never, ways, {(C, D): [(523, 643, 20, 0)]})


def test_a_later_ride_counts_when_it_is_shorter(trains: RideTravel) -> None:
    rides = TableRides(trains, (C, D), (0, 1440), for_one)
    assert rides(C, D, 500) == [(523, 643, 120, 120, 20), (566, 656, 90, 90, 50)]
    assert [ride.arrive for ride in rides(C, D, 524)] == [656]
    assert rides(C, D, 567) == []
    assert [ride.arrive for ride in rides(C, D, 500, aboard=True)] == [643]
    assert rides(C, D, 524, aboard=True) == []


def test_a_later_ride_of_which_nothing_is_less_is_not_worth_taking(trains: RideTravel) -> None:
    def priced(minutes: IntArray, cny: FloatArray, changes: IntArray) -> tuple[IntArray, IntArray]:
        return np.zeros_like(minutes) + 100 * changes, cny.astype(np.int64)

    slow_later = replace(trains, rides={(C, D): [(523, 643, 20, 0), (530, 651, 50, 1)]})
    rides = TableRides(slow_later, (C, D), (0, 1440), priced)
    assert [(ride.arrive, ride.loss) for ride in rides(C, D, 500)] == [(643, 0)]
    assert [(ride.arrive, ride.loss) for ride in rides(C, D, 530)] == [(651, 100)]


def test_only_rides_within_the_hours_are_there(trains: RideTravel) -> None:
    assert [ride.arrive for ride in TableRides(trains, (C, D), (524, 1440), for_one)(C, D, 524)] == [656]
    assert [ride.arrive for ride in TableRides(trains, (C, D), (0, 655), for_one)(C, D, 500)] == [643]


def test_a_car_leaves_whenever_one_likes() -> None:
    minutes = np.array([[0, 30], [INFINITY, 0]])
    rides = TableRides(ConstantTravel(("a", "b"), minutes, np.zeros((2, 2))), (0, 1), (0, 1000), for_one)
    assert rides(0, 1, 503) == [(503, 533, 30, 30, 0)]
    assert rides(0, 1, 971) == []
    assert rides(1, 0, 503) == []
    assert rides(0, 1, 503, aboard=True) == []


def test_rides_that_are_not_wanted_are_not_there() -> None:
    minutes = np.array([[0, 30], [30, 0]])
    base = ConstantTravel(("a", "b"), minutes, np.zeros((2, 2)))
    forbidden = np.array([[False, False], [True, False]])
    rides = TableRides(LimitedTravel(base, forbidden, np.full((2, 2), 600)), (0, 1), (0, 1000), for_one)
    assert [move.arrive for move in rides(0, 1, 570)] == [600]
    assert rides(0, 1, 571) == []
    assert rides(1, 0, 500) == []


def test_scheduled_rides_keep_to_the_wish_and_not_to_the_hours_of_rides_at_any_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    base = services(np.random.default_rng(3), 3, np.zeros((3, 3)))
    every = base.profile(0, 1440)
    early = replace(every, latest=np.full((3, 3), 500))  # of rides at any time
    monkeypatch.setattr(ServiceTravel, "profile", lambda _self, _start, _end: early)
    limited = LimitedTravel(base, np.zeros((3, 3), dtype=bool), np.full((3, 3), 700)).profile(0, 1440)
    assert ((every.services.arrive > 500) & (every.services.arrive <= 700)).any()
    assert len(limited.services) == int((every.services.arrive <= 700).sum())
    assert limited.latest.max() == 500
