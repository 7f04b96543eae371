"""What can follow within a day: both kernels fill the same numbers, and no day brings more."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import pytest

from planner.solver.day.completion import complete, make_grid
from planner.solver.day.tables import day_tables
from tests.builders.kernels import needs_kernels, plainly, random_grid, watch_for
from tests.builders.lines import on_a_line


@needs_kernels
@pytest.mark.parametrize("seed", range(20))
def test_both_kernels_fill_the_same_numbers(seed: int) -> None:
    compiled, watch = random_grid(seed), watch_for()
    complete(compiled, watch)
    with plainly():
        plain, plain_watch = random_grid(seed), watch_for()
        complete(plain, plain_watch)
    for name in ("plain", "meal_there", "best", "second", "next"):
        np.testing.assert_array_equal(getattr(plain, name), getattr(compiled, name), name)
    assert plain_watch.work == watch.work


def test_a_time_rounded_down_is_not_too_early_to_be_anywhere() -> None:
    # Visits of a minute, a minute apart, from 9:00; the ninth site and those after it can be left at 9:10 or later.
    # Who leaves the first one at 9:02 is taken to leave at 9:00, and would be at the ninth before that.
    sites = 20
    road = on_a_line(
        (*range(1, sites + 1), 0, sites + 1), sites, 1, minutes=np.ones((1, sites), dtype=np.int64)
    )
    day, west = day_tables(replace(road, max_visits=(sites,)))[0], np.array([sites], dtype=np.int32)
    for work in (nullcontext, plainly):
        with work():
            grid = make_grid(day, west, west + 1)
            grid.price(np.full(sites, 10.0), 0.0, np.zeros(1))
            assert complete(grid, watch_for())
        # From the first site nineteen more visits follow, and twenty minutes of road.
        assert grid.best[sites - 1, 0, 0, 0] >= 19 * 10 - 20


def test_of_three_sites_as_good_none_is_the_next_one() -> None:
    # From the last site, at 50, the first lies on the way to the east; for the others one turns back 5 and 10 minutes.
    road = on_a_line((60, 45, 40, 50, 0, 120), 4, 1)
    day, west = day_tables(road)[0], np.array([4], dtype=np.int32)
    for work in (nullcontext, plainly):
        with work():
            grid = make_grid(day, west, west + 1)
            grid.price(np.array([100.0, 110.0, 120.0, 50.0]), 0.0, np.zeros(1))
            assert complete(grid, watch_for())
        row = 1, 0, 3, grid.est[3]
        assert grid.best[row] == grid.second[row] == 100 - 70
        assert grid.next[row] == -1
