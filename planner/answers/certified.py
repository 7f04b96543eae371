"""A plan with a certificate for another question than the one it was found by."""

from __future__ import annotations

from planner.itinerary import Itinerary, Unvisited
from planner.planning.assemble import gap_of
from planner.planning.causes import Cause


def certified(plan: Itinerary, objective: int, bound: int | None) -> Itinerary:
    """Return a plan with its worth and a bound; one below its worth, by minutes that it saves, counts as that."""
    bound = None if bound is None else max(bound, objective)
    changes = {"objective": objective, "bound": bound, "gap": gap_of(objective, bound)}
    certificate = plan.certificate.model_copy(update=changes)
    is_best = bound == objective
    return plan.model_copy(
        update={
            "certificate": certificate,
            "status": "optimal" if is_best else "feasible",
            "unvisited": plan.unvisited if is_best else tuple(map(_unproven, plan.unvisited)),
        }
    )


def _unproven(left: Unvisited) -> Unvisited:
    """Return why a site was left out of a plan of which it is not proven that none is better."""
    cause = (left.cause or "").replace("displaced", "instead")
    return (
        left
        if cause == left.cause or not cause
        else Cause(cause, left.params).of(left.attraction, left.prize)
    )
