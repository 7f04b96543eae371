"""Why each attraction that is not in the plan is not."""

from __future__ import annotations

import numpy as np

from planner.itinerary import Reason, Unvisited
from planner.planning.candidates import beside_area
from planner.planning.model import Model
from planner.problem import Problem, Solution
from planner.rules import PRIZE_SCALE


def unvisited(model: Model, solution: Solution) -> tuple[Unvisited, ...]:
    """Return every attraction left out with its reason, the greatest loss first."""
    visited = {site for tour in solution.tours for site in tour.sites}
    fits = sites_that_fit(model.problem)
    reasons = dict(model.left_out)
    for index, site in enumerate(model.sites):
        if index not in visited:
            reasons[site.id] = _why(model, solution, index, fits[index])
    found = [
        Unvisited(attraction=a.id, reason=reasons[a.id][0], detail=reasons[a.id][1], regret=model.prize_of(a))
        for a in model.corridor.attractions
        if a.id in reasons
    ]
    return tuple(sorted(found, key=lambda item: (-item.regret, item.attraction)))


def _why(model: Model, solution: Solution, site: int, fits: bool) -> tuple[Reason, str]:
    if not fits:
        return "no-time", "no day is long enough for the way there, the visit and the way on"
    if _breaks_budget(model, solution, site):
        return "over-budget", "the ticket alone is more than what is left of the budget"
    return "lower-prize", f"{_worth(model, site)}, but the visits it would displace are worth more"


def _worth(model: Model, site: int) -> str:
    worth = f"worth {model.prize_of(model.sites[site]) / PRIZE_SCALE:.0f} of 100 to you"
    beside = beside_area(model.sites[site], model.request)
    share = model.request.outside_weight
    return f"{worth} (counted at {100 * share:.0f} %: {beside})" if beside and share < 1 else worth


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
        over = problem.open_from(day, sites, there) + problem.minutes[day, sites]
        ride, back = travel.quickest(starts, sites), travel.quickest(sites, ends)
        for origin in range(len(starts)):
            home = travel.arrive(sites, ends, over[origin])
            total = ride[origin] + back
            fits |= ((home <= problem.day_end[day]) & (total <= problem.max_transit)).any(axis=0)
    return [bool(fit) for fit in fits]
