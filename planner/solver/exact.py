"""The exact engine: choose day tours, with a bound (DESIGN section 6).

1. A sketch, of the most valuable sites and the towns near them, is solved by column generation: it gives a good plan
   and multipliers.
2. Under these multipliers the tours of the whole problem are enumerated, dropping while they are built those that
   cannot be part of a better plan (`completion`).
3. Column generation over these, dives and the integer master give better plans, subset-row cuts a lower bound.
4. Tours through which no plan can beat the best one are dropped; the integer master over the rest closes the gap,
   or time runs out and the gap is reported.
"""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from planner.network.travel import INFINITY, IntArray
from planner.problem import Problem, Solution, Tour
from planner.solver.completion import Completion, make_grid
from planner.solver.pricing import MINUS, Pricer
from planner.solver.search import Best, Progress, Search, close_gap, generate
from planner.solver.tours import LABEL_CAP, Keep

SKETCH_SITES = 60
SKETCH_TOWNS = 24
SKETCH_LABELS = 8_000
PASSES = 3


class NoSolution(Exception):
    """No choice of tours keeps all limits; ``proven`` tells whether that is certain."""

    def __init__(self, proven: bool) -> None:
        super().__init__("no plan fits")
        self.proven = proven


def solve_exact(
    problem: Problem,
    seconds: float,
    progress: Progress = lambda _objective, _bound: False,
    known: tuple[Tour, ...] | None = None,
) -> Solution:
    """Return the best choice of day tours with a bound.

    Parameters
    ----------
    problem
        What to solve.
    seconds
        Time limit; the search ends earlier when the bound meets the plan.
    progress
        Called with the objective and the bound whenever one of them improves; returns whether to stop.
    known
        A plan of another engine to start from.

    Raises
    ------
    NoSolution
        When no plan keeps all limits, or none was found in time.
    ValueError
        When days have too many sites or visits to enumerate.
    """
    began = time.monotonic()
    best = Best(problem, began + seconds, progress)
    if known is not None:
        best.offer(known)
    note = _search(best, seconds)
    if best.tours is None or best.objective is None:
        raise NoSolution(proven=best.bound < MINUS / 2)
    bound = None if best.whole_bound is None else max(best.objective, best.whole_bound)
    return Solution(best.tours, best.objective, bound, "exact", time.monotonic() - began, note)


def _search(best: Best, seconds: float) -> str:
    problem = best.problem
    search = Search(best, Pricer(sketch(problem), SKETCH_LABELS), bounds_all=False)
    multipliers, _ = generate(search, with_cuts=False)
    grids = {kind: make_grid(problem, kind) for kind in set(problem.day_kinds)}
    for _ in range(PASSES):
        completion = Completion(problem, grids, multipliers)
        best.offer_bound(completion.bound)
        cutoff = best.to_beat + 1 - 1e-6
        pricer = Pricer(problem, LABEL_CAP, lambda days: _keep(completion, days, cutoff))  # noqa: B023
        search = Search(best, pricer, bounds_all=pricer.is_complete)
        multipliers, cuts = generate(search, with_cuts=pricer.is_complete)
        if pricer.is_complete:
            close_gap(search, cuts)
            return ""
        if best.is_closed or best.seconds_left < seconds / 4:
            break
    return "days have more tours than could be listed; the bound covers all of them"


def _keep(completion: Completion, days: list[int], cutoff: float) -> Keep:
    return lambda labels, depth: completion.keeps(days, labels, depth, cutoff)


def sketch(problem: Problem) -> Problem:
    """Return a smaller problem: the most valuable sites and the towns nearest to them."""
    worth = problem.prize.copy()
    worth[list(problem.must)] = worth.max() + 1
    for rule in problem.rules:
        worth[list(rule.sites)] += rule.at_least * int(worth.max())
    best = np.argsort(-worth, kind="stable")[:SKETCH_SITES]
    windows = np.full_like(problem.windows, -1)
    windows[..., 0] = INFINITY
    windows[:, best] = problem.windows[:, best]
    nights = tuple(_towns_near(problem, best, night) for night in range(problem.num_days - 1))
    return replace(problem, windows=windows, nights=nights)


def _towns_near(problem: Problem, sites: IntArray, night: int) -> tuple[int, ...]:
    towns = np.array(problem.nights[night])
    travel, morning = problem.travel[night], np.array(problem.day_start[night])
    minutes = travel.moving(sites[:, None], towns[None, :], morning)
    votes = np.zeros(len(towns))
    for rank in range(min(2, len(towns))):
        np.add.at(
            votes, np.argsort(minutes, axis=1, kind="stable")[:, rank], problem.prize[sites] / (1 + rank)
        )
    votes[np.isin(towns, [problem.start, problem.end])] += problem.prize.sum()
    return tuple(sorted(towns[np.argsort(-votes, kind="stable")[:SKETCH_TOWNS]].tolist()))
