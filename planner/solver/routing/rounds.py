"""The routing engine: OR-Tools' routing model for given nights, without a bound, to compare with (docs/solver.md).

Nights are those of short runs of the local search. For these OR-Tools plans the visits, round after round with prizes
blurred anew; each day is then timed by the exact rules, and sites worth least are dropped until it fits.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from planner.arrays import IntArray
from planner.problem import Node, Problem, Site, Tour
from planner.solver.best import Best
from planner.solver.day.tables import AllTables, DayTables
from planner.solver.day.timing import time_visits
from planner.solver.routing.plain import plain
from planner.solver.routing.vehicles import RoutingModel
from planner.solver.search.searcher import Searcher
from planner.solver.search.trip import make_trip

RUNS, ITERATIONS = 4, 1_000  # of the local search
ROUNDS = 200
PATIENCE = 15  # rounds without a better plan after which the search ends
BLUR = 0.3  # prizes lie within this share of the true ones


@dataclass(frozen=True)
class Frame:
    """Where the days begin and the last one ends, and sites that make a plan for it keep what is demanded."""

    stops: tuple[Node, ...]
    demanded: tuple[int, ...]


def solve_rounds(best: Best, tables: AllTables, seed: int) -> None:
    """Offer plans until time runs out or `PATIENCE` rounds brought nothing.

    The same problem and seed give the same plans as long as no limit of seconds cuts the search short.
    """
    problem, numbers, draw = best.problem, plain(best.problem), random.Random(seed)
    frames = list(dict.fromkeys(_frames(best, tables, seed)))
    idle, order = 0, list(range(problem.num_sites))
    prize = np.max([problem.visit_worth(day) for day in range(problem.num_days)], axis=0)
    for number in range(ROUNDS):
        if best.is_over or idle == PATIENCE:
            return
        frame = frames[number % len(frames)]
        blur = BLUR if number >= len(frames) else 0.0
        factors = np.array([draw.uniform(1 - blur, 1 + blur) for _ in order])
        worth = np.round(prize * factors).astype(np.int64)
        worth[list(frame.demanded)] += int(np.abs(prize).sum()) + 1
        draw.shuffle(order)
        visits = RoutingModel(numbers, frame.stops, worth, np.array(order, dtype=np.int64)).solve(best.clock)
        before = best.objective
        ends = zip(tables[0], pairwise(frame.stops), visits, strict=True)
        tours = [_fitting(table, *way, sites, worth) for table, way, sites in ends]
        if None not in tours:
            best.offer(tuple(tour for tour in tours if tour is not None))
        idle = 0 if best.objective != before else idle + 1


def _frames(best: Best, tables: AllTables, seed: int) -> Iterator[Frame]:
    """Yield the nights of short runs of the local search, which keep the limits of the trip where that was found."""
    trip = make_trip(best.problem, tables)
    for run in range(RUNS):
        searcher = Searcher(trip, seed + run)
        searcher.run(ITERATIONS, best.clock.watch)
        plan = searcher.best if searcher.has_plan else searcher.plan
        visited = {site for tour in plan.tours() for site in tour.sites}
        yield Frame(tuple(plan.town.tolist()), _demanded(best.problem, visited))


def _demanded(problem: Problem, visited: set[Site]) -> tuple[int, ...]:
    """Return the sites that must be visited, and as many as each rule asks for: seen ones and great ones first."""
    sites = set(problem.must)
    for rule in problem.rules:
        liked = sorted(rule.sites, key=lambda site: (site not in visited, -int(problem.prize[site]), site))
        sites.update(liked[: rule.at_least])
    return tuple(sorted(sites))


def _fitting(day: DayTables, start: Node, end: Node, visits: list[Site], worth: IntArray) -> Tour | None:
    """Return the tour without the sites worth least that keep it from fitting the day."""
    sites = list(visits)
    while (timed := time_visits(day, start, sites, end)) is None:
        if not sites:
            return None
        sites.remove(min(sites, key=lambda site: (int(worth[site]), site)))
    return Tour(start, tuple(sites), end, *timed)
