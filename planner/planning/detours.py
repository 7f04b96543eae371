"""What it would take to go to a site as well: the least more of travel and fares between two stops of a plan."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from planner.arrays import INFINITY, IntArray
from planner.problem import Problem, Tour


def detours(problem: Problem, tours: tuple[Tour, ...]) -> tuple[IntArray, IntArray]:
    """Return ``[day, site]``: the fewest minutes more of travel, and the least more CNY for the party.

    The nights stay where they are; `INFINITY` where no ride leads there or on.
    """
    sites = np.arange(problem.num_sites)
    minutes = np.full((problem.num_days, problem.num_sites), INFINITY, dtype=np.int64)
    cny = minutes.copy()
    for day, tour in enumerate(tours):
        travel = problem.hires[tour.hire - 1].travel[day] if tour.hire else problem.travel[day]
        for before, after in pairwise((tour.start, *tour.sites, tour.end)):
            here, there = np.array(before), np.array(after)
            direct = 0 if before == after else travel.quickest(here, there)
            ways = np.minimum(travel.quickest(here, sites) + travel.quickest(sites, there), INFINITY)
            more = np.where(ways < INFINITY, np.maximum(ways - direct, 0), INFINITY)
            fares = problem.for_party(travel.cost(here, sites) + travel.cost(sites, there), tour.hire)
            paid = 0 if before == after else problem.for_party(travel.cost(here, there), tour.hire)
            extra = np.where(more < INFINITY, np.maximum(fares - paid, 0), INFINITY)
            minutes[day], cny[day] = np.minimum(minutes[day], more), np.minimum(cny[day], extra)
    return minutes, cny
