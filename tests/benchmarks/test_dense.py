"""A made-up city: short stops, a bound near the plan, and what a long run tells of a short one."""

from __future__ import annotations

import numpy as np

from benchmarks.dense import Course, News, page, table
from benchmarks.madeup import MOST_STOPS, city
from planner.problem import objective_of
from planner.solver import Limit, solve

COURSE = Course(
    3,
    [
        News(0.1, None, 1000),
        News(0.4, 700, 1000),
        News(4.0, 880, 950),
        News(9.0, 900, 950),
        News(70.0, 905, 950),
    ],
)


def test_a_city_is_the_same_for_its_seed() -> None:
    one, same, other = (city(30, 2, seed) for seed in (1, 1, 2))
    for name in ("prize", "minutes", "windows"):
        np.testing.assert_array_equal(getattr(one, name), getattr(same, name))
    assert not np.array_equal(one.prize, other.prize)


def test_the_bound_of_a_city_is_near_its_plan() -> None:
    problem = city(80, 2, 0)
    solution = solve(problem, limit=Limit(work=300))
    assert not problem.broken_limits(solution.tours)
    assert objective_of(problem, solution.tours) == solution.objective
    assert solution.bound is not None
    assert solution.objective <= solution.bound <= 1.1 * solution.objective
    assert all(len(tour.sites) > MOST_STOPS // 2 for tour in solution.tours)


def test_a_long_run_tells_what_a_short_one_came_to() -> None:
    assert COURSE.at(5.0) == News(4.0, 880, 950)
    assert COURSE.at(0.0) == COURSE.news[0]
    assert COURSE.first_plan == 0.4
    row = [cell.strip() for cell in table([COURSE], 5, 60).splitlines()[2].split("|")[1:-1]]
    assert row == ["3", "0.40", "880", "900", "2.2%", "950", "7.4%"]
    assert page([COURSE], 5, 60).startswith("## A dense city")
