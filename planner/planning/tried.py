"""A plan that a trial found where the search for the best found none: what is made of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from planner.itinerary import Itinerary
from planner.planning.assemble import assemble
from planner.planning.budget import with_less
from planner.planning.model import TripModel
from planner.planning.search import Search, Start
from planner.planning.slow import not_slow
from planner.planning.trials import Found
from planner.problem import Node, Site, Solution, Tour, objective_of
from planner.solver import NoSolution


def best_from(
    model: TripModel, found: Found, search: Search, best: Callable[[Search], Itinerary]
) -> Itinerary | None:
    """Return the best plan of a search that begins from one found by a trial, or that one; None if it is none of it."""
    tours = _in_model(model, found)
    if tours is None:
        return None
    with suppress(NoSolution):
        return best(replace(search, start=Start(model.problem.node_ids, tours)))
    solution = Solution(tours, objective_of(model.problem, tours), None, "exact", 0.0)
    plan = assemble(model, solution, search.options, search.deadline.stop)
    if with_less(model.problem, model.request, plan.totals) is not model.problem:
        return None
    return not_slow(plan, is_proven=False) if model.request.slow and model.problem.nights else plan


def _in_model(model: TripModel, found: Found) -> tuple[Tour, ...] | None:
    """Return the tours of a trial, which knows only the sites that are demanded, in the model of the wish."""
    here = {name: node for node, name in enumerate(_names(model))}
    there = [here.get(name) for name in _names(found.model)]

    def renamed(tour: Tour) -> Tour | None:
        nodes = [there[node] for node in (tour.start, *tour.sites, tour.end)]
        if None in nodes:
            return None
        start, *sites, end = (Node(node) for node in nodes if node is not None)
        return replace(tour, start=start, sites=tuple(map(Site, sites)), end=end)

    tours = [renamed(tour) for tour in found.solution.tours]
    kept = tuple(tour for tour in tours if tour is not None)
    return None if len(kept) < len(tours) or model.problem.broken_limits(kept) else kept


def _names(model: TripModel) -> list[tuple[str, int]]:
    """Return a name of each node: the id, and how many before it have the same."""
    ids = model.problem.node_ids
    return [(name, ids[:node].count(name)) for node, name in enumerate(ids)]
