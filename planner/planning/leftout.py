"""Why each attraction that is not in the plan is not."""

from __future__ import annotations

import numpy as np

from planner.itinerary import Unvisited
from planner.planning.model import Model
from planner.problem import Problem, Solution
from planner.rules import PRIZE_SCALE


def unvisited(model: Model, solution: Solution) -> tuple[Unvisited, ...]:
    """Return every attraction left out with its reason, the greatest loss first."""
    visited = {site for tour in solution.tours for site in tour.sites}
    fits = sites_that_fit(model.problem)
    found = []
    for index, site in enumerate(model.sites):
        if index in visited:
            continue
        prize = model.prize_of(site)
        if not fits[index]:
            detail = "no day is long enough for the way there, the visit and the way on"
            found.append(Unvisited(attraction=site.id, reason="no-time", detail=detail, regret=prize))
        elif _breaks_budget(model, solution, index):
            detail = "the ticket alone is more than what is left of the budget"
            found.append(Unvisited(attraction=site.id, reason="over-budget", detail=detail, regret=prize))
        else:
            worth = prize / PRIZE_SCALE
            detail = f"worth {worth:.0f} of 100 to you, but the visits it would displace are worth more"
            found.append(Unvisited(attraction=site.id, reason="lower-prize", detail=detail, regret=prize))
    for attraction in model.corridor.attractions:
        if attraction.id in model.left_out:
            reason, detail = model.left_out[attraction.id]
            found.append(
                Unvisited(
                    attraction=attraction.id, reason=reason, detail=detail, regret=model.prize_of(attraction)
                )
            )
    return tuple(sorted(found, key=lambda item: (-item.regret, item.attraction)))


def _breaks_budget(model: Model, solution: Solution, site: int) -> bool:
    problem = model.problem
    if problem.budget is None:
        return False
    return int(problem.site_cost[site]) > problem.budget - problem.money_of(solution.tours)


def sites_that_fit(problem: Problem) -> list[bool]:
    """Tell for each site whether some day, from some night to another, has room for it alone, lunch aside."""
    fits = np.zeros(problem.num_sites, dtype=bool)
    sites = np.arange(problem.num_sites)
    for day in sorted(set(problem.day_kinds)):
        travel = problem.travel[day]
        starts = np.array(problem.starts_of(day))[:, None]
        ends = np.array(problem.ends_of(day))[:, None]
        begin = np.array(problem.day_start[day])
        there = travel.arrive(starts, sites, begin)
        over = problem.open_from(day, sites, there) + problem.minutes[sites]
        ride = travel.moving(starts, sites, begin)
        for origin in range(len(starts)):
            home = travel.arrive(sites, ends, over[origin])
            total = ride[origin] + travel.moving(sites, ends, over[origin])
            fits |= ((home <= problem.day_end[day]) & (total <= problem.max_transit)).any(axis=0)
    return [bool(fit) for fit in fits]
