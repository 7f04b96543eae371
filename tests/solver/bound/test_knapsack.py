"""The bound of what days can hold: above every plan at any prices, and what it takes of rides, meals and limits."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner.arrays import INFINITY
from planner.problem import Hire, Meal, Problem
from planner.solver.bound.knapsack import around, bound_under, hours_of, knapsack, room_of
from planner.solver.day.tables import all_tables
from planner.travel import ConstantTravel
from tests.bruteforce.plans import best_by_hand
from tests.builders.problems import random_problem

SEEDS = range(6)
SHORT, LONG = 30, 300  # minutes of a visit


def line(num_sites: int, *, length: int = SHORT, meals: tuple[Meal, ...] = ()) -> Problem:
    """Return a day at sites ten minutes apart along a road from a town, nine hours."""
    at = np.array([*range(1, num_sites + 1), 0])
    minutes = 10 * np.abs(at[:, None] - at[None, :])
    ids = tuple(map(str, at))
    return Problem(
        node_ids=ids,
        num_sites=num_sites,
        prize=np.full(num_sites, 100),
        minutes=np.full((1, num_sites), length),
        windows=np.tile(np.array([0, INFINITY - 1]), (1, num_sites, 1, 1)),
        travel=(ConstantTravel(ids, minutes, np.zeros(minutes.shape)),),
        day_start=(540,),
        day_end=(1080,),
        starts=(num_sites,),
        ends=(num_sites,),
        nights=(),
        max_visits=(num_sites,),
        max_transit=(540,),
        site_cost=np.zeros(num_sites, dtype=np.int64),
        night_cost=np.zeros(num_sites + 1, dtype=np.int64),
        meals=meals,
    )


def bound(problem: Problem) -> float:
    return knapsack(problem, all_tables(problem))


def test_no_plan_is_above_it_at_any_prices() -> None:
    rng, plans = np.random.default_rng(0), 0
    for seed in SEEDS:
        problem = random_problem(seed)
        truth = best_by_hand(problem)
        if truth is None:
            continue
        plans += 1
        tables, days = all_tables(problem), range(problem.num_days)
        rooms = [room_of(problem, day, [of_hire[day] for of_hire in tables]) for day in days]
        nights = -sum(problem.night_loss(day)[list(problem.ends_of(day))].min() for day in days)
        for _ in range(20):
            prices = rng.exponential((20, 0.5, 0.5), size=(problem.num_days, 3))
            assert bound_under(rooms, prices) + nights >= truth - 1e-6
        assert knapsack(problem, tables) >= truth - 1e-6
    assert plans > 2


def test_rides_come_from_one_place_and_go_on_to_another() -> None:
    rides = np.array([[0, 4, 9], [2, 0, 7], [8, 6, 0]], dtype=np.int32)  # two sites, a town
    # The first: from the second (2) and on to the town (9), or from the town (8) and on to the second (4): 11 or 12,
    # from the town and back 17. The second: from the first (4) and on to the town (7), from the town (6) and on to the
    # first (2), from the town and back 13.
    np.testing.assert_array_equal(around(rides, 2), [5.5, 4.0])


def test_hours_hold_visits_and_rides() -> None:
    # Nine hours, each visit half an hour and ten minutes of riding: 13.5 of them.
    assert bound(line(20)) == pytest.approx(1350)
    # Five may be had, or no more than a minute of riding for each of ninety, half a visit: 9 visits.
    assert bound(replace(line(20), max_visits=(5,))) == pytest.approx(500)
    assert bound(replace(line(20), max_transit=(90,))) == pytest.approx(900)


def test_meals_take_their_time_unless_inside_a_visit_or_aboard() -> None:
    lunch = Meal(660, 810, 60, 240)
    assert bound(line(20, meals=(lunch,))) == pytest.approx(1200)  # eight hours
    early = replace(lunch, latest=540)  # done with the day before one is hungry: not with nothing to do
    assert bound(line(20, meals=(early,))) == pytest.approx(1200)
    late = replace(lunch, latest=1050)  # a day that ends by half past five needs no meal
    assert bound(line(20, meals=(late,))) == pytest.approx(1275)
    had = replace(lunch, latest=500)
    assert bound(line(20, meals=(had,))) == pytest.approx(1350)
    tables = all_tables(line(3, length=LONG, meals=(lunch,)))[0]
    assert hours_of(tables, np.ones(3, dtype=bool)) == 540


def test_a_vehicle_shortens_the_rides() -> None:
    problem = line(20)
    every = np.arange(21)
    minutes = problem.travel[0].quickest(every[:, None], every[None, :]) // 2
    quick = Hire((ConstantTravel(problem.node_ids, minutes, np.zeros(minutes.shape)),), 0)
    assert bound(replace(problem, hires=(quick,))) == pytest.approx(100 * 540 / 35)
