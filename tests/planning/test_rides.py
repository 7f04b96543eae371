"""Rides by the table, and the journeys at exact minutes that lie between them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from planner.arrays import INFINITY
from planner.network.timetable import Timetable
from planner.planning.rides import ExactRides, TableRides
from planner.travel import ConstantTravel, LimitedTravel
from tests.builders.networks import FAR, for_one, line, network, station
from tests.builders.problems import ServiceTravel, services

TUESDAY = date(2026, 12, 1)
C, D = 0, 1


def by_rail() -> Timetable:
    """Return a slow train at 9:03 and a fast one at 9:46, boarded 20 minutes after arrival at the station."""
    places = [station(name, 30, 105 + n * FAR) for n, name in enumerate("cd")]
    slow = {"code": "K1", "calls": "c 09:03, d 10:33"}
    fast = {"code": "G1", "calls": "c 09:46, d 10:46"}
    return Timetable(network([], places, [line("l", "rail", departures=[slow, fast])]))


@pytest.fixture(scope="module")
def timetable() -> Timetable:
    return by_rail()


def table_of(timetable: Timetable) -> TableRides:
    return TableRides(timetable.table(TUESDAY, use_cache=False), (C, D), 1440, for_one)


def test_a_later_ride_counts_when_it_is_shorter(timetable: Timetable) -> None:
    moves = table_of(timetable)(C, D, 500)
    assert [(move.arrive, move.minutes) for move in moves] == [(643, 120), (656, 90)]  # 20 before, 10 after
    assert [move.depart for move in moves] == [520, 565]  # the last departures of the table that catch them
    assert [move.arrive for move in table_of(timetable)(C, D, 521)] == [656]
    assert table_of(timetable)(C, D, 566) == []


def test_between_two_departures_of_the_table_a_train_is_caught_to_the_minute(timetable: Timetable) -> None:
    rides = ExactRides(table_of(timetable), ("c", "d"), timetable, TUESDAY)
    assert [move.arrive for move in rides(C, D, 523)] == [643, 656]
    assert [move.arrive for move in rides(C, D, 524)] == [656, 656]
    assert [move.arrive for move in rides(C, D, 567)] == []  # the table knows of none before either
    assert next(iter(rides(C, D, 566))).minutes == 90


def test_who_is_there_need_not_ride(timetable: Timetable) -> None:
    rides = ExactRides(table_of(timetable), ("c", "c"), timetable, TUESDAY)
    assert list(rides(C, D, 523)) == [(523, 523, 0, 0, 0)]
    assert list(rides(C, D, 523, aboard=True)) == []


def test_a_car_leaves_whenever_one_likes() -> None:
    minutes = np.array([[0, 30], [INFINITY, 0]])
    rides = TableRides(ConstantTravel(("a", "b"), minutes, np.zeros((2, 2))), (0, 1), 1000, for_one)
    assert rides(0, 1, 503) == [(503, 533, 30, 30, 0)]
    assert rides(0, 1, 971) == []
    assert rides(1, 0, 503) == []
    assert rides(0, 1, 503, aboard=True) == []


def test_rides_that_are_not_wanted_are_not_there() -> None:
    minutes = np.array([[0, 30], [30, 0]])
    base = ConstantTravel(("a", "b"), minutes, np.zeros((2, 2)))
    forbidden = np.array([[False, False], [True, False]])
    rides = TableRides(LimitedTravel(base, forbidden, np.full((2, 2), 600)), (0, 1), 1000, for_one)
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
