"""The exact engine: choose day tours, with a bound (docs/solver.md).

1. A sketch, of the most valuable sites and the towns near them, is solved by column generation: it gives a good plan
   and multipliers.
2. Under these multipliers the tours of the whole problem are enumerated, dropping while they are built those that
   cannot be part of a better plan (`completion`), and the lowest scores when there are too many. What was dropped
   is bounded (`Pricer.price_unlisted`), so the bound is one on all plans.
3. Column generation over these, dives and neighbourhoods give better plans and multipliers; chains that visit no
   critical site twice (`chains`, `tighten`) lower the bound, mostly to the best plan.
4. Steps 2 and 3 are repeated with more room until no tour is missing that could be in a better plan; then the
   integer master closes the gap, or time runs out and the gap is reported.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import numpy as np

from planner.arrays import INFINITY, IntArray
from planner.problem import Problem, Solution, Tour
from planner.solver.best import Best, Report
from planner.solver.completion import Completion, potentials_of
from planner.solver.flat import flatten
from planner.solver.grid import make_grid
from planner.solver.improve import Improver
from planner.solver.limit import Clock, OutOfTimeError
from planner.solver.neighbours import improve
from planner.solver.outcome import NoSolution
from planner.solver.pricing import Pricer
from planner.solver.search import Search, close_gap, generate
from planner.solver.tighten import tighten

SKETCH_SITES, SKETCH_TOWNS = 60, 24  # at least
SKETCH_DAYS = 14  # a trip of so many days has a sketch of all sites and towns, a shorter one of its share
SKETCH_LABELS = 8_000
SKETCH_SHARE = 0.1  # of the time left, for lowering the bound of the sketch
LISTING_SHARE = 0.5  # of the time a listing took, for lowering its bound
FIRST_LABELS, CAP_GROWTH, MOST_LABELS = 4_000, 8, 60_000
GRID = 10  # minutes
TOLERANCE = 1e-4


def solve_exact(
    problem: Problem,
    clock: Clock,
    report: Report = lambda _objective, _bound: None,
    known: tuple[Tour, ...] | None = None,
) -> Solution:
    """Return the best choice of day tours with a bound.

    Parameters
    ----------
    problem
        What to solve.
    clock
        How long it may take; the search ends earlier when the bound meets the plan.
    report
        Called with the objective and the bound whenever one of them improves.
    known
        A plan of another engine to start from.

    Raises
    ------
    NoSolution
        When no plan keeps all limits, or none was found in time.
    TooDenseError
        When days have too many sites or visits to enumerate.
    """
    began = clock.now
    best = Best(problem, clock, report)
    if known is not None:
        best.offer(known)
    with suppress(OutOfTimeError):
        _search(best)
    if best.tours is None or best.objective is None:
        raise NoSolution(proven=best.is_impossible)
    # Penalties on what the request demands may still stand in a bound that was cut off early; all prizes are one too.
    all_prizes = int(problem.prize.sum())
    lowest = all_prizes if best.whole_bound is None else min(best.whole_bound, all_prizes)
    bound = max(best.objective, lowest)
    return Solution(best.tours, best.objective, bound, "exact", clock.now - began)


def _search(best: Best) -> None:
    problem = best.problem
    best.clock.check()
    pricer = Pricer(sketch(problem), SKETCH_LABELS, clock=best.clock)
    search = Search(best, pricer, unlisted=np.inf)
    multipliers = generate(search)
    improve(search, 2)
    improver = Improver(flatten(problem), best.clock)
    tighten(search, multipliers, improver, SKETCH_SHARE * best.clock.left)
    priced = pricer.price(multipliers)
    by_kind = {}
    for kind in set(problem.day_kinds):
        best.clock.check()
        by_kind[kind] = make_grid(problem, kind, GRID)
    grids = [by_kind[kind] for kind in problem.day_kinds]
    cap, margin = FIRST_LABELS, 1.0  # tours of the plan itself are listed too
    while not best.is_over:
        began = best.clock.now
        potentials = potentials_of(problem, pricer, priced)
        completion = Completion(problem, grids, multipliers, potentials, best.clock)
        best.offer_bound(completion.bound())
        cutoff = best.to_beat + 1 - TOLERANCE - margin
        pricer = Pricer(problem, cap, lambda days: completion.judge(days, cutoff), best.clock)  # noqa: B023
        complete = pricer.price_unlisted(pricer.price(multipliers), potentials)
        best.offer_bound(complete.bound)
        listing = best.clock.now - began
        search = Search(best, pricer, complete.unlisted)
        multipliers = generate(search)
        priced = pricer.price(multipliers)
        improve(search, 2)
        if search.own_value < best.to_beat and search.known():
            search.offer(search.known())
            improve(search, 2)
        tighten(search, multipliers, improver, LISTING_SHARE * listing)
        if complete.unlisted < best.to_beat + 1:
            tighten(search, multipliers, improver)
            close_gap(search)
            return
        if pricer.threshold <= cutoff:
            margin += 2 * (complete.unlisted - cutoff)
        cap = min(CAP_GROWTH * cap, MOST_LABELS)


def sketch(problem: Problem) -> Problem:
    """Return a smaller problem: the most valuable sites and the towns nearest to them."""
    worth = problem.prize.copy()
    worth[list(problem.must)] = worth.max() + 1
    for rule in problem.rules:
        worth[list(rule.sites)] += rule.at_least * int(worth.max())
    size = max(SKETCH_SITES, problem.num_sites * problem.num_days // SKETCH_DAYS)
    best = np.argsort(-worth, kind="stable")[:size]
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
    size = max(SKETCH_TOWNS, len(towns) * problem.num_days // SKETCH_DAYS)
    return tuple(sorted(towns[np.argsort(-votes, kind="stable")[:size]].tolist()))
