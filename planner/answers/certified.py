"""A plan with a certificate for another question than the one it was found by."""

from __future__ import annotations

from planner.itinerary import Itinerary
from planner.planning.assemble import gap_of


def certified(plan: Itinerary, objective: int, bound: int | None) -> Itinerary:
    """Return a plan with its worth and a bound; one below its worth, by minutes that it saves, counts as that."""
    bound = None if bound is None else max(bound, objective)
    changes = {"objective": objective, "bound": bound, "gap": gap_of(objective, bound)}
    certificate = plan.certificate.model_copy(update=changes)
    status = "optimal" if bound == objective else "feasible"
    return plan.model_copy(update={"certificate": certificate, "status": status})
