"""The clock without meals, and typical minutes of services."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.arrays import INFINITY
from planner.problem import Meal
from planner.solver.routing.plain import plain
from tests.builders.lines import one_day

NEVER = (INFINITY, -1)


def test_lunch_is_cut_out_of_the_clock() -> None:
    windows = np.array([[[(500, 700)], [(750, 800)], [NEVER]]])
    minutes = np.array([[60, 60, 300]])
    numbers = plain(
        one_day(windows=windows, minutes=minutes, meals=(Meal(660, 810, 60, 240),), day_end=(1000,))
    )
    # The clock stands still from 12:15 to 13:15.
    assert numbers.windows[0, :2, 0].tolist() == [[500, 700], [735, 740]]
    assert numbers.windows[0, 2, 0].tolist() == list(NEVER)
    assert numbers.day_end == (940,)
    assert numbers.length.tolist() == [60, 60, 240]  # the long one holds the hour


def test_a_day_that_is_over_before_lunch_is_as_it_is() -> None:
    numbers = plain(one_day(meals=(Meal(660, 810, 60, 240),), day_end=(800,)))
    assert numbers.day_end == (800,)


def test_nobody_is_at_a_site_before_one_may_leave_for_it() -> None:
    problem = one_day()
    leave = np.full((1, len(problem.node_ids)), 600)
    leave[0, 0] = 0  # the only one that the day begins early for
    numbers = plain(replace(problem, leave_from=leave, meals=()))
    assert numbers.windows[0, 0].tolist() == problem.windows[0, 0].tolist()
    assert (numbers.windows[0, 1:, 0, 0] >= 600).all()
    assert (problem.windows[0, 1:, 0, 0] < 600).any()
