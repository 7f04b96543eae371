"""The program over tours, where money matters."""

from __future__ import annotations

from dataclasses import replace

from planner.solver.bound.master import Master
from planner.solver.bound.rows import Column, rows_of
from planner.solver.limit import Clock
from tests.builders.lines import WEST, A, B, one_day


def test_a_longer_tour_that_costs_less_is_one_of_its_own() -> None:
    short = Column(0, WEST, (A, B), WEST, 120, 120, 90)
    cheap = replace(short, minutes=140, loss=140, cny=10)
    for columns in ([short, cheap], [cheap, short]):
        problem = one_day(budget=50)
        master = Master(rows_of(problem, -1000.0), "SAT")
        assert master.add(columns) == 2
        assert master.decide(Clock(), 10.0) == ([cheap], 100 + 90 - 140)


def test_without_a_budget_the_shorter_tour_is_enough() -> None:
    short = Column(0, WEST, (A, B), WEST, 120, 120, 90)
    cheap = replace(short, minutes=140, loss=140, cny=10)
    master = Master(rows_of(one_day(), -1000.0), "SAT")
    assert master.add([short, cheap]) == 1
    assert master.decide(Clock(), 10.0) == ([short], 100 + 90 - 120)


def test_the_price_of_a_must_that_all_tours_see_is_not_wild() -> None:
    rows = rows_of(one_day(must=(A,)), -1000.0)
    master = Master(rows)
    master.add([Column(0, WEST, (A, B), WEST, 120, 120, 0)])
    relaxed = master.relax(Clock())
    assert relaxed is not None
    assert relaxed.artificial == 0
    assert abs(relaxed.price[A]) <= rows.least_penalty


def test_a_must_that_costs_more_than_it_is_worth_is_bought() -> None:
    rows = rows_of(one_day(must=(A,)), -1000.0)
    master = Master(rows)
    master.add([Column(0, WEST, (A,), WEST, 270, 270, 0), Column(0, WEST, (B,), WEST, 10, 10, 0)])
    relaxed = master.relax(Clock())
    assert relaxed is not None
    assert relaxed.artificial == 0
    assert master.penalty > rows.least_penalty
