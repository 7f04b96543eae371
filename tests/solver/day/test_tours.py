"""Tours of a day: both kernels find the same, in the same order, and what brute force finds."""

from __future__ import annotations

from itertools import permutations
from math import inf

import numpy as np
import pytest

from planner.solver.day.completion import Grid, complete, make_grid
from planner.solver.day.tables import FORBIDDEN, LOW, NEVER, day_tables
from planner.solver.day.tours import Tours, best_tours, list_tours, room_for
from planner.solver.day.walks import time_tour
from tests.builders.kernels import needs_kernels, plainly, random_grid, watch_for
from tests.builders.lines import on_a_line

Found = dict[tuple[int, int, frozenset[int]], float]


def asked(seed: int, room: int, effort: int = 1_000_000) -> tuple[Grid, Tours]:
    """Return a random day, complete, and what is asked of it."""
    grid, rng = random_grid(seed), np.random.default_rng(seed + 1)
    assert complete(grid, watch_for())
    num = len(grid.ends)
    move = float(rng.choice([0.0, 20.0])) * (1.0 - np.eye(num))
    if rng.random() < 0.4:
        move[rng.random((num, num)) < 0.3] = FORBIDDEN
    tours = room_for(grid, grid.ends, move, room, effort)
    tours.before[:] = np.where(
        rng.random(len(grid.ends)) < 0.2, LOW, rng.integers(0, 100, size=len(grid.ends))
    )
    tours.cutoff = float(rng.choice([-100.0, 100.0, 300.0]))
    return grid, tours


def brute_force(grid: Grid, tours: Tours) -> Found:
    """Return the value of the best order of each origin, end and set of sites, without what comes before the day."""
    day, found = grid.day, Found()
    for count in range(day.max_visits + 1):
        for sites in permutations(grid.useful.tolist(), count):
            for origin, start in enumerate(tours.origins.tolist()):
                for end, node in enumerate(grid.ends.tolist()):
                    timed = time_tour(day.lists, start, sites, node, grid.money, NEVER)
                    move = tours.move[origin, end]
                    if timed is None or grid.after[end] == LOW or move == FORBIDDEN:
                        continue
                    value = grid.worth[list(sites)].sum() + grid.after[end] - move
                    value -= timed[1] + grid.money * timed[2]
                    key = origin, end, frozenset(sites)
                    found[key] = max(found.get(key, -inf), value)
    return found


@pytest.mark.parametrize("seed", range(15))
def test_the_best_tours_are_those_of_brute_force(seed: int) -> None:
    grid, tours = asked(seed, 3)
    assert best_tours(grid, tours, watch_for()) == len(tours.origins)
    found = brute_force(grid, tours)
    for origin in range(len(tours.origins)):
        best = max((value for key, value in found.items() if key[0] == origin), default=LOW)
        assert tours.value[origin] == pytest.approx(best)


@pytest.mark.parametrize("seed", range(15))
def test_the_list_is_that_of_brute_force(seed: int) -> None:
    grid, tours = asked(seed, 3000)
    assert list_tours(grid, tours, watch_for())
    rows = zip(tours.head.tolist(), tours.sites.tolist(), tours.score.tolist(), strict=True)
    listed = Found()
    for (origin, end, *_), sites, score in list(rows)[: tours.num]:
        key = origin, end, frozenset(site for site in sites if site >= 0)
        listed[key] = max(listed.get(key, -inf), score)
    scores = {key: tours.before[key[0]] + value for key, value in brute_force(grid, tours).items()}
    wanted = {key: pytest.approx(score) for key, score in scores.items() if score >= tours.cutoff}
    assert listed == wanted


@needs_kernels
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("effort", [5, 1_000_000])
def test_both_kernels_find_the_same_best_tours(seed: int, effort: int) -> None:
    grid, compiled = asked(seed, 3, effort)
    watch = watch_for()
    exact = best_tours(grid, compiled, watch)
    with plainly():
        grid, plain = asked(seed, 3, effort)
        plain_watch = watch_for()
        assert best_tours(grid, plain, plain_watch) == exact
    np.testing.assert_array_equal(plain.value, compiled.value)
    has_tour = compiled.head[: len(compiled.value), 0] >= 0
    for name in ("head", "sites"):
        rows, same = (getattr(tours, name)[: len(has_tour)][has_tour] for tours in (plain, compiled))
        np.testing.assert_array_equal(rows, same, name)
    np.testing.assert_array_equal(plain.head[: len(has_tour), 0] >= 0, has_tour)
    assert plain_watch.work == watch.work


@needs_kernels
@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(("room", "work"), [(3000, 0), (10, 0), (3000, 30)])
def test_both_kernels_list_the_same_tours(seed: int, room: int, work: int) -> None:
    grid, compiled = asked(seed, room)
    watch = watch_for(work)
    is_done = list_tours(grid, compiled, watch)
    with plainly():
        grid, plain = asked(seed, room)
        plain_watch = watch_for(work)
        assert list_tours(grid, plain, plain_watch) == is_done
    assert (plain.num, plain.cutoff, plain_watch.work) == (compiled.num, compiled.cutoff, watch.work)
    for name in ("head", "sites", "score"):
        rows, same = (getattr(tours, name)[: plain.num] for tours in (plain, compiled))
        np.testing.assert_array_equal(rows, same, name)


@pytest.mark.parametrize("visits", [70, 150])
def test_a_day_may_have_more_visits_than_anybody_makes(visits: int) -> None:
    at = (*range(1, visits + 1), 0, visits + 1)
    crowd = on_a_line(at, visits, 1, minutes=np.ones((1, visits), dtype=np.int64), max_visits=visits)
    day, west = day_tables(crowd)[0], np.array([visits], dtype=np.int32)
    grid = make_grid(day, west, west + 1)
    grid.price(np.full(visits, 10.0), 0.0, np.zeros(1))
    assert complete(grid, watch_for())
    tours = room_for(grid, west, np.zeros((1, 1)), 1, effort=3 * visits)
    best_tours(grid, tours, watch_for())
    assert tours.value[0] >= 10 * visits - visits - 1  # all of them, in a row
