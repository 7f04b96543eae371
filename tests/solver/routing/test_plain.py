"""The clock without meals, and typical minutes of services."""

from __future__ import annotations

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
