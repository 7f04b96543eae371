"""Days of many short stops: 400 sites of one made-up city, 5 days of at most 20 stops.

``python -m benchmarks.dense [--cities 2] [--seconds 5] [--long 60] [--write]``: the plan after a few seconds
against the best that is known from a longer run, and the bound. More time only adds to the course of a solve, so that
one long run tells both. Seconds are those of each of two cores, counted as processor time: the machine may be busy
with others.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

from benchmarks.common import machine, processor_time, update_page
from benchmarks.madeup import city
from planner.problem import objective_of
from planner.solver import Limit, solve

SITES, DAYS = 400, 5
CORES = 2


@dataclass(frozen=True)
class News:
    """What was told after so many seconds of each core."""

    seconds: float
    objective: int | None
    bound: int | None


@dataclass(frozen=True)
class Course:
    """How a solve went."""

    city: int
    news: list[News]

    def at(self, seconds: float) -> News:
        """Return what was known then; the first news where there was none yet."""
        return [self.news[0], *(news for news in self.news if news.seconds <= seconds)][-1]

    @property
    def first_plan(self) -> float:
        """Seconds until there was one."""
        return next(news.seconds for news in self.news if news.objective is not None)


def run(number: int, seconds: float, sites: int = SITES, days: int = DAYS) -> Course:
    """Plan a city.

    Raises
    ------
    ValueError
        When the solution isn't what it says.
    """
    problem, told = city(sites, days, number), list[News]()
    with processor_time():
        begun = time.process_time()

        def report(objective: int | None, bound: int | None) -> None:
            told.append(News((time.process_time() - begun) / CORES, objective, bound))

        solution = solve(problem, limit=Limit(CORES * seconds), report=report)
    broken = problem.broken_limits(solution.tours)
    if broken or objective_of(problem, solution.tours) != solution.objective:
        raise ValueError(f"city {number}: the plan is not worth {solution.objective}, or breaks {broken}")
    return Course(number, told)


def table(courses: list[Course], seconds: float, last: float) -> str:
    """Return a row for each city."""
    lines = [
        f"| city | first plan s | plan after {seconds:g} s | best from {last:g} s | below it | bound | below it |",
        "|---|---|---|---|---|---|---|",
    ]
    for course in courses:
        early, late = course.at(seconds), course.at(last)
        assert early.objective
        assert late.objective
        assert late.bound
        cells = [
            str(course.city),
            f"{course.first_plan:.2f}",
            str(early.objective),
            str(late.objective),
            f"{1 - early.objective / late.objective:.1%}",
            str(late.bound),
            f"{1 - early.objective / late.bound:.1%}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def page(courses: list[Course], seconds: float, last: float) -> str:
    """Return the section of docs/benchmarks.md."""
    return "\n".join(
        [
            "## A dense city",
            "",
            f"{machine()}; {SITES} sites of one made-up city, {DAYS} days of at most 20 stops, seconds are processor"
            f" time of each of two cores; `python -m benchmarks.dense --long {last:g} --write`.",
            "",
            table(courses, seconds, last),
        ]
    )


def main() -> None:
    """Plan the cities."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cities", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--long", type=float, default=60.0)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    courses: list[Course] = []
    for number in range(options.cities):
        courses.append(run(number, options.long))
        print(table(courses[-1:], options.seconds, options.long), flush=True)
    text = page(courses, options.seconds, options.long)
    print(text)
    if options.write:
        update_page("dense", text)


if __name__ == "__main__":
    main()
