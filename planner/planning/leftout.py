"""Why each attraction that is not in the plan is not."""

from __future__ import annotations

import numpy as np

from planner.corridor import Attraction
from planner.itinerary import Unvisited
from planner.planning.candidates import beside_area
from planner.planning.causes import Cause
from planner.planning.model import TripModel
from planner.problem import Problem, Solution
from planner.rules import PRIZE_SCALE


def unvisited(model: TripModel, solution: Solution) -> tuple[Unvisited, ...]:
    """Return every attraction left out with its cause, the greatest prize first."""
    visited = {site for tour in solution.tours for site in tour.sites}
    fits = sites_that_fit(model.problem)
    causes = dict(model.left_out)
    for index, site in enumerate(model.sites):
        if index not in visited:
            causes[site.id] = _why(model, solution, index, fits[index])
    sites = model.corridor.attractions
    found = [causes[site.id].of(site.id, model.prize_of(site)) for site in sites if site.id in causes]
    return tuple(sorted(found, key=lambda item: (-item.prize, item.attraction)))


def _why(model: TripModel, solution: Solution, site: int, fits: bool) -> Cause:
    if not fits:
        return Cause("no-room")
    if _breaks_budget(model, solution, site):
        return Cause("ticket")
    if max(int(model.problem.visit_worth(day)[site]) for day in range(model.problem.num_days)) <= 0:
        return _dear(model, site)
    return Cause("not-needed") if model.request.cheapest else _displaced(model, model.sites[site])


def _dear(model: TripModel, index: int) -> Cause:
    site = model.sites[index]
    cny = model.usual.get(site.id, int(model.problem.site_cost[index]))
    return Cause("dear", {"worth": model.prize_of(site) / PRIZE_SCALE, "cny": cny})


def _displaced(model: TripModel, site: Attraction) -> Cause:
    worth, share = model.prize_of(site) / PRIZE_SCALE, model.request.outside_weight
    beside = beside_area(site, model.request)
    if beside and share < 1:
        return Cause("displaced-outside", {"worth": worth, "percent": 100 * share, "beside": beside.name})
    return Cause("displaced", {"worth": worth})


def _breaks_budget(model: TripModel, solution: Solution, site: int) -> bool:
    problem = model.problem
    if problem.budget is None:
        return False
    return int(problem.site_cost[site]) > problem.budget - problem.money_of(solution.tours)


def sites_that_fit(problem: Problem) -> list[bool]:
    """Tell for each site whether some day, from some night to another, has room for it alone, lunch aside."""
    fits = np.zeros(problem.num_sites, dtype=bool)
    sites = np.arange(problem.num_sites)
    for day in sorted(set(problem.day_kinds)):
        starts = np.array(problem.starts_of(day))[:, None]
        ends = np.array(problem.ends_of(day))[:, None]
        begin = np.array(problem.day_start[day])
        for travel in (problem.travel_with(hire)[day] for hire in range(len(problem.hires) + 1)):
            there = travel.arrive(starts, sites, begin)
            over = problem.open_from(day, sites, there) + problem.minutes[day, sites]
            ride, back = travel.quickest(starts, sites), travel.quickest(sites, ends)
            for origin in range(len(starts)):
                home = travel.arrive(sites, ends, over[origin])
                total = ride[origin] + back
                fits |= ((home <= problem.day_end[day]) & (total <= problem.max_transit[day])).any(axis=0)
    return [bool(fit) for fit in fits]
