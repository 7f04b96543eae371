"""The solver's kernels both ways, compiled and in Python, and random days that use all that a day can have."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest

from planner.solver.compiled import Watch
from planner.solver.day.completion import Grid, make_grid
from planner.solver.day.tables import LOW, NEVER, DayTables, day_tables
from planner.solver.library import PLAIN, library
from tests.builders.problems import crossing_rides, random_problem

needs_kernels = pytest.mark.skipif(library() is None, reason="no compiled kernels to compare with")


@contextmanager
def plainly(*, forget: Callable[[], None] = library.cache_clear) -> Iterator[None]:
    """Work without the compiled kernels; ``forget`` drops those that are loaded, the solver's if not others."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(PLAIN, "1")
        forget()
        yield
    forget()


def watch_for(work: int = 0) -> Watch:
    """Return a watch that ends after so much work; 0 for never."""
    return Watch(work, 0, 0)


def random_day(seed: int) -> DayTables:
    """Return the last day of a random problem, at times with walks beside services, dinner, best hours, money."""
    problem, rng = random_problem(seed), np.random.default_rng(seed + 10_000)
    if seed % 3 == 0:
        travel = crossing_rides(np.random.default_rng(seed), len(problem.node_ids))
        problem = replace(problem, travel=(travel,) * problem.num_days, change_price=5)
    day = day_tables(problem)[-1]
    shape = day.direct.shape
    if len(day.rides) and rng.random() < 0.6:
        walk = rng.integers(10, 150, size=shape).astype(np.int32)
        there = rng.random(shape) < 0.5
        fare = rng.integers(0, 40, size=shape).astype(np.int32)
        loss = walk * rng.integers(0, 3)
        day = replace(
            day,
            direct=np.where(there, walk, NEVER).astype(np.int32),
            direct_cny=fare,
            direct_loss=np.where(there, loss, NEVER).astype(np.int32),
        )
    if rng.random() < 0.3:
        day = replace(day, latest=rng.integers(day.start, day.end + 1, size=shape).astype(np.int32))
    if day.num_meals and rng.random() < 0.5:
        dinner = np.array([[1080, 1200, 45]], dtype=np.int32)
        held = (day.length >= 200) | ((day.length >= 45) & (rng.random(day.num_sites) < 0.3))
        day = replace(
            day,
            meals=np.concatenate([day.meals, dinner]),
            holds=np.concatenate([day.holds, held[None, :]]),
        )
    if rng.random() < 0.3:
        day = replace(day, window_loss=rng.integers(0, 60, size=day.window_loss.shape).astype(np.int32))
    if rng.random() < 0.3:
        later = day.start + rng.integers(0, 120, size=day.num_nodes)
        day = replace(day, leave_from=later.astype(np.int32))
    return replace(day, with_money=bool(rng.random() < 0.4))


def random_grid(seed: int) -> Grid:
    """Return a random day under random prices."""
    day, rng = random_day(seed), np.random.default_rng(seed)
    towns = np.arange(day.num_sites, day.num_nodes, dtype=np.int32)
    grid = make_grid(day, towns, towns, step=int(rng.choice([1, 7, 10])))
    worth = rng.uniform(-20.0, 300.0, size=day.num_sites).round(1)
    after = np.where(rng.random(len(towns)) < 0.2, LOW, rng.uniform(0.0, 70.0, size=len(towns)))
    grid.price(worth, float(rng.choice([0.0, 0.7])), after)
    return grid
