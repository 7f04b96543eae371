"""One walk over a fixed order of visits, against trying every lunch, and by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.problem import Meal, Node, Problem, Site
from planner.solver import Timed, day_tables, time_visits
from planner.travel import ConstantTravel
from tests.bruteforce.plans import Day, add_tours
from tests.builders.examples import large
from tests.builders.lines import EAST, WEST, A, B, C, one_day
from tests.builders.problems import random_problem

LUNCH = Meal(660, 810, 60, 240)


def timed(problem: Problem, *sites: Site, end: Node = WEST) -> Timed | None:
    return time_visits(day_tables(problem)[0], WEST, sites, end)


def test_a_day_by_hand() -> None:
    assert timed(one_day()) == (0, 0, 0)
    assert timed(one_day(), A) == (40, 40, 0)
    assert timed(one_day(), A, B) == (120, 120, 0)
    assert timed(one_day(travel_price=3), B, A) == (120, 360, 0)
    assert timed(one_day(day_end=(1020,)), A, C, end=EAST) == (120, 120, 0)


def test_what_does_not_fit_has_no_minutes() -> None:
    assert timed(one_day(day_end=(780,)), A, B) == (120, 120, 0)  # two hours of visits, two of travel
    assert timed(one_day(day_end=(779,)), A, B) is None
    assert timed(one_day(max_transit=119), A, B) is None
    assert timed(one_day(max_visits=1), A, B) is None
    assert timed(one_day(meals=(LUNCH,), day_start=(600,), day_end=(899,)), A, B) is None
    assert timed(one_day(meals=(LUNCH,), day_start=(600,), day_end=(900,)), A, B) is not None


def test_fares_are_those_of_the_party() -> None:
    travel = one_day().travel[0]
    assert isinstance(travel, ConstantTravel)
    dear = replace(travel, cny=np.full((5, 5), 7.0))
    assert timed(one_day(travel=(dear,), travel_cost_factor=2.0), A) == (40, 40, 28)


@pytest.mark.parametrize("price", [0.0, 1.0])
def test_a_price_of_money_prefers_the_cheap_ride(price: float) -> None:
    day = day_tables(one_day(budget=1000))[0]
    way = WEST * day.num_nodes + A
    rides = np.zeros(2, dtype=day.rides.dtype)
    rides["depart"], rides["arrive"] = (550, 560), (560, 600)
    rides["minutes"] = rides["loss"] = (10, 40)
    rides["cny"] = (100, 5)
    rides["least_minutes"], rides["least_loss"] = (40, 32767), (40, 1 << 28)
    direct, loss = day.direct.copy(), day.direct_loss.copy()
    direct[WEST, A] = loss[WEST, A] = 1 << 28
    first = np.where(np.arange(day.num_nodes**2 + 1) > way, 2, 0)
    by_rail = replace(day, direct=direct, direct_loss=loss, first=first, rides=rides)
    expected = (10 + 20, 10 + 20, 100) if price == 0.0 else (40 + 20, 40 + 20, 5)
    assert time_visits(by_rail, WEST, [A], WEST, money_price=price) == expected


@large(sample=30, full=2000)
@given(st.integers(0, 10**9))
def test_the_walk_agrees_with_trying_every_lunch(seed: int) -> None:
    problem, rng = random_problem(seed), np.random.default_rng(seed)
    tables = day_tables(problem)
    for _ in range(20):
        day = int(rng.integers(problem.num_days))
        size = int(rng.integers(min(problem.max_visits[day], problem.num_sites) + 1))
        order = tuple(rng.permutation(problem.num_sites)[:size].tolist())
        for start in problem.starts_of(day):
            found: Day = {}
            add_tours(problem, day, start, order, found)
            for end in problem.ends_of(day):
                expected = sorted(found.get((start, frozenset(order), end), set()))
                timing = time_visits(tables[day], start, order, end)
                assert (timing is not None) is bool(expected)
                if timing is not None:
                    assert (timing.loss, timing.cny) == expected[0] or problem.budget is None
                    assert timing.loss == expected[0][0]


def test_a_window_may_take_but_not_give() -> None:
    loss = np.zeros((1, 3, 1), dtype=np.int64)
    loss[0, A] = -1
    with pytest.raises(ValueError, match="add it to the prize"):
        day_tables(one_day(window_loss=loss))
