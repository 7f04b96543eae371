"""Chains that visit critical sites once, on a problem to solve by hand."""

from __future__ import annotations

import numpy as np
import pytest

from planner.problem import Node, Problem, Site
from planner.solver import solve
from planner.solver.bound.chains import Chain, Chains
from planner.solver.bound.lagrangian import Lagrangian
from planner.solver.bound.states import TooManyError
from planner.solver.day.tables import all_tables
from planner.solver.limit import Clock
from planner.travel import ConstantTravel

GREAT, SMALL, SMALLER = (Site(Node(site)) for site in range(3))
TOWN = Node(3)


def two_days() -> Problem:
    """Return two days of one visit each from a town: a site of 100, one of 10, one of 7; all rides take a minute."""
    minutes = np.ones((4, 4), dtype=np.int64) - np.eye(4, dtype=np.int64)
    windows = np.tile(np.array([540, 900]), (2, 3, 1, 1))
    return Problem(
        node_ids=("great", "small", "smaller", "town"),
        num_sites=3,
        prize=np.array([100, 10, 7]),
        minutes=np.full((2, 3), 60),
        windows=windows,
        travel=(ConstantTravel(("great", "small", "smaller", "town"), minutes, np.zeros((4, 4))),) * 2,
        day_start=(540, 540),
        day_end=(1080, 1080),
        starts=(TOWN,),
        ends=(TOWN,),
        nights=((TOWN,),),
        max_visits=(1, 1),
        max_transit=(100, 100),
        site_cost=np.zeros(3, dtype=np.int64),
        night_cost=np.zeros(4, dtype=np.int64),
        travel_price=1,
    )


def best_chain(critical: list[Site], least: float = 0.0, room: int = 100) -> Chain | None:
    """Return the best chain under no prices."""
    problem = two_days()
    bound = Lagrangian(problem, all_tables(problem), Clock(), floor=-1000.0)
    price = np.zeros(bound.rows.num)
    listed, _ = bound.list(bound.evaluate(price), least)
    return Chains(bound, listed).best(price, critical, least, room)


def test_a_plain_chain_visits_the_great_site_every_day() -> None:
    chain = best_chain([])
    assert chain is not None
    assert chain.value == 2 * (100 - 2)  # a minute there and one back


def test_the_bound_under_no_prices_is_that_of_the_plain_chain() -> None:
    problem = two_days()
    bound = Lagrangian(problem, all_tables(problem), Clock(), floor=-1000.0)
    evaluation = bound.evaluate(np.zeros(bound.rows.num))
    assert evaluation.bound == 2 * (100 - 2)
    assert [column.sites for column in evaluation.chain] == [(GREAT,), (GREAT,)]
    # At a price of 90 the great site is worth as much as the small one, once.
    price = np.array([90.0, 0.0, 0.0])
    assert bound.evaluate(price).bound == 90 + 2 * (10 - 2)


def test_a_critical_site_is_visited_once() -> None:
    chain = best_chain([GREAT])
    assert chain is not None
    assert chain.value == (100 - 2) + (10 - 2)
    assert sorted(site for column in chain.columns for site in column.sites) == [GREAT, SMALL]
    assert best_chain([GREAT], least=106) is not None
    assert best_chain([GREAT], least=106.5) is None


def test_states_that_need_too_much_room() -> None:
    with pytest.raises(TooManyError):
        best_chain([GREAT, SMALL, SMALLER], room=1)


def test_the_bound_comes_down_to_the_best_plan() -> None:
    bounds = list[int | None]()
    solution = solve(two_days(), report=lambda _, bound: bounds.append(bound))
    assert bounds[0] is not None
    assert bounds[0] >= solution.objective
    assert solution.objective == solution.bound == (100 - 2) + (10 - 2)
