"""A plan with a certificate for another question than the one it was found by."""

from __future__ import annotations

from planner.itinerary import Certificate, Itinerary, Note, Unvisited
from planner.planning.assemble import gap_of
from planner.planning.causes import Cause

OF_OTHERS = frozenset({"kept", "fewest"})  # notes of a bound that is not one of all plans of the wish
WITHIN = frozenset({"edited-within", "replanned-within"})  # of one that was kept, and is


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


def is_of_all(certificate: Certificate) -> bool:
    """Tell whether a certificate has a bound, and one of all plans of its wish."""
    return certificate.bound is not None and not any(note.code in OF_OTHERS for note in certificate.notes)


def within(plan: Itinerary, bound: int | None, note: Note) -> Itinerary:
    """Return a plan under the bound of another that is one of all plans of its wish too, with a note that says so."""
    others = {"edited", *WITHIN, *OF_OTHERS}
    found = certified(plan, plan.certificate.objective, bound)
    notes = tuple(each for each in plan.certificate.notes if each.code not in others)
    certificate = found.certificate.model_copy(update={"notes": notes})
    return found.model_copy(update={"certificate": certificate}).noted(note)


def unpriced(plan: Itinerary) -> Itinerary:
    """Return a plan without the bound that says how few changes can be, not what plans are worth."""
    if all(note.code != "fewest" for note in plan.certificate.notes):
        return plan
    return certified(plan, plan.certificate.objective, None)


def _unproven(left: Unvisited) -> Unvisited:
    """Return why a site was left out of a plan of which it is not proven that none is better."""
    if left.cause is None or not left.cause.startswith("displaced"):
        return left
    cause = left.cause.replace("displaced", "instead")
    return Cause(cause, left.params).of(left.attraction, left.prize)
