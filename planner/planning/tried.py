"""A plan that a trial found where the search for the best found none: what is made of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from planner.itinerary import Itinerary
from planner.planning.assemble import assemble
from planner.planning.budget import repriced, with_less
from planner.planning.model import TripModel
from planner.planning.recovered import tours_of
from planner.planning.search import Search, Start
from planner.planning.trials import Found
from planner.problem import Solution, Tour, objective_of
from planner.solver import NoSolution, all_tables


def best_from(
    model: TripModel, found: Found, search: Search, best: Callable[[Search], Itinerary]
) -> Itinerary | None:
    """Return the best plan of a search that begins from one found by a trial, or that one; None if it is none of it."""
    tours = _in_model(model, found, search)
    if tours is None:
        return None
    with suppress(NoSolution):
        return best(replace(search, start=Start(model.problem.node_ids, tours)))
    solution = Solution(tours, objective_of(model.problem, tours), None, "exact", 0.0)
    plan = assemble(model, solution, search.options)
    is_affordable = with_less(model.problem, model.request, plan.totals) is model.problem
    return plan if is_affordable else None


def _in_model(model: TripModel, found: Found, search: Search) -> tuple[Tour, ...] | None:
    """Return the tours of a trial, which knows only the sites that are demanded, in the model of the wish."""
    plan = assemble(found.model, found.solution, search.options)
    tours = tours_of(model, all_tables(model.problem), plan)
    if tours is None or not model.problem.broken_limits(tours):
        return tours
    cheap = tuple(
        replace(tour, cny=theirs.cny) for tour, theirs in zip(tours, found.solution.tours, strict=True)
    )
    tours = repriced(model.problem, cheap)
    return None if model.problem.broken_limits(tours) else tours
