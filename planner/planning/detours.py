"""What it would take to go to a site as well: the least more of travel and fares between two stops of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from planner.arrays import INFINITY, IntArray
from planner.problem import Problem, Tour


def detours(problem: Problem, tours: tuple[Tour, ...]) -> tuple[IntArray, IntArray]:
    """Return ``[day, site]``: the fewest minutes more of travel, and the least more CNY for the party.

    The nights stay where they are; a day without a ride may have a vehicle. `INFINITY` where no ride leads
    there or on.
    """
    sites = np.arange(problem.num_sites)
    minutes = np.full((problem.num_days, problem.num_sites), INFINITY, dtype=np.int64)
    cny = minutes.copy()
    ways = [(day, tour, hire) for day, tour in enumerate(tours) for hire in _hires(problem, tour)]
    for day, tour, hire in ways:
        travel = problem.travel_with(hire)[day]
        hired = problem.hire_cny(hire) - problem.hire_cny(tour.hire)
        for before, after in pairwise((tour.start, *tour.sites, tour.end)):
            here, there = np.array(before), np.array(after)
            direct = 0 if before == after else travel.quickest(here, there)
            there_and_on = np.minimum(travel.quickest(here, sites) + travel.quickest(sites, there), INFINITY)
            more = np.where(there_and_on < INFINITY, np.maximum(there_and_on - direct, 0), INFINITY)
            fares = problem.for_party(travel.cost(here, sites) + travel.cost(sites, there), hire)
            paid = 0 if before == after else problem.for_party(travel.cost(here, there), hire)
            extra = np.where(more < INFINITY, np.maximum(fares - paid, 0) + hired, INFINITY)
            minutes[day], cny[day] = np.minimum(minutes[day], more), np.minimum(cny[day], extra)
    return minutes, cny


def _hires(problem: Problem, tour: Tour) -> Sequence[int]:
    """Return the vehicles, or none, with which one may go elsewhere on a day."""
    return (tour.hire,) if tour.hire or tour.travel else range(len(problem.hires) + 1)
