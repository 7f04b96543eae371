"""Which sites have room on some day alone: as plain loops find it, and a site that has is not asked about again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from planner.arrays import FloatArray, IntArray
from planner.planning.leftout import sites_that_fit
from planner.problem import Problem
from planner.travel import Profile, Travel
from tests.builders.problems import LAST_MINUTE, random_problem


@dataclass(frozen=True, eq=False)
class Counting:
    """Travel that counts the ways from sites that it was asked for, by site."""

    base: Travel
    ways: IntArray
    ids: tuple[str, ...] = ()
    can_pause: bool = field(default=False, init=False)

    def arrive(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        asked = np.broadcast_arrays(origin, destination, depart)[0].ravel()
        np.add.at(self.ways, asked, 1)
        return self.base.arrive(origin, destination, depart)

    def moving(self, origin: IntArray, destination: IntArray, depart: IntArray) -> IntArray:
        return self.base.moving(origin, destination, depart)

    def cost(self, origin: IntArray, destination: IntArray) -> FloatArray:
        return self.base.cost(origin, destination)

    def quickest(self, origin: IntArray, destination: IntArray) -> IntArray:
        return self.base.quickest(origin, destination)

    def select(self, rows: IntArray) -> Travel:
        return self.base.select(rows)

    def profile(self, start: int, end: int) -> Profile:
        return self.base.profile(start, end)


def fits(problem: Problem, site: int) -> bool:
    return any(
        fits_between(problem, hire, day, site, start, end)
        for day in range(problem.num_days)
        for hire in range(len(problem.hires) + 1)
        for start in problem.starts_of(day)
        for end in problem.ends_of(day)
    )


def fits_between(problem: Problem, hire: int, day: int, site: int, start: int, end: int) -> bool:
    travel = problem.travel_with(hire)[day]
    here, first, last = np.array(site), np.array(start), np.array(end)
    there = travel.arrive(first, here, np.array(problem.day_start[day]))
    over = problem.open_from(day, here, there) + problem.minutes[day, site]
    if over > problem.day_end[day] or travel.arrive(here, last, over) > problem.day_end[day]:
        return False
    return bool(travel.quickest(first, here) + travel.quickest(here, last) <= problem.max_transit[day])


@pytest.mark.parametrize("seed", range(12))
def test_as_plain_loops_find_it(seed: int) -> None:
    problem = random_problem(seed)
    assert sites_that_fit(problem) == [fits(problem, site) for site in range(problem.num_sites)]


def test_who_has_room_is_not_asked_about_again() -> None:
    problem, ways = random_problem(7), np.zeros(20, dtype=np.int64)
    whole = np.broadcast_to([0, LAST_MINUTE], problem.windows.shape)
    easy = replace(
        problem,
        windows=whole,
        day_end=(LAST_MINUTE,) * problem.num_days,
        max_transit=(LAST_MINUTE,) * problem.num_days,
        travel=tuple(Counting(travel, ways) for travel in problem.travel),
    )
    first = easy.day_kinds[0]
    assert len(set(easy.day_kinds)) > 1
    assert all(sites_that_fit(easy))
    assert ways[: easy.num_sites].max() <= len(easy.ends_of(first))
