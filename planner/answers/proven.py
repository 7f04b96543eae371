"""What is proven of a plan that was changed by hand: a bound of plans before it, where it is one of its own too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from planner.answers.certified import is_of_all, within
from planner.answers.known import Known
from planner.itinerary import Itinerary, Note, Proven
from planner.planning.candidates import rules_of
from planner.planning.model import TripModel
from planner.planning.requiring import requiring
from planner.request import TripRequest

COMPARED = frozenset(
    {"must", "avoid", "stays", "cover", "theme_rules", "under_way"}
)  # one by one; no other differs


def bounded(known: Known, plan: Itinerary, note: Note) -> Itinerary:
    """Return a changed plan with a bound that was proven before the change, where it is one of all its plans too.

    What was proven first goes along, for a later change may ask for no less than that did once more.
    """
    proofs = [*_proofs(known.plan)]
    if not proofs:
        return plan
    wish, own = plan.request.wish, plan.certificate
    holding = next((each for each in proofs if _holds(known, each, wish)), None)
    if holding is None and not is_of_all(own):
        plan = plan.noted(Note(code="not-within", params={"bound": proofs[-1].bound}))
    elif holding and not (is_of_all(own) and own.bound is not None and own.bound <= holding.bound):
        plan = within(plan, holding.bound, note)
    certificate = plan.certificate.model_copy(update={"proven": proofs[-1]})
    return plan.model_copy(update={"certificate": certificate})


def _proofs(plan: Itinerary) -> Iterator[Proven]:
    """Yield what is proven of the wish of a plan, then of the one that its changes began with."""
    certificate = plan.certificate
    if certificate.bound is not None and is_of_all(certificate):
        yield Proven(bound=certificate.bound, wish=plan.request.wish)
    if certificate.proven:
        yield certificate.proven


def _holds(known: Known, proven: Proven, wish: TripRequest) -> bool:
    """Tell whether a bound is one of all plans of another wish too.

    So it is where each of them is a plan of the wish before, and worth no more than it was there: where all that makes
    the days, the ways and the worth of visits is said as before (no word of the wish differs but those compared below;
    no site or train is lost); where what had to be seen or left out still has to, and nights are where they were
    booked; where no visit may be short that had its length; and where what is demanded now was to choose from
    (`_had`). Only a trip under way may have no visit at all, and is worth nothing then.
    """
    before = proven.wish
    words, corridor = TripRequest.model_fields.keys() - COMPARED, known.atlas.corridor
    return (
        {*before.must} <= {*wish.must}
        and {*before.avoid} <= {*wish.avoid}
        and nights_of(before).items() <= nights_of(wish).items()
        and {*wish.hurried} <= {*before.hurried}
        and _brought_along(wish) == _brought_along(before)
        and (proven.bound >= 0 or bool(wish.under_way) == bool(before.under_way))
        and wish.days_for_visits == before.days_for_visits
        and all(getattr(wish, word) == getattr(before, word) for word in words)
        and rules_of(corridor, wish) == rules_of(corridor, before)
        and _had(known, wish, before)
    )


def _had(known: Known, wish: TripRequest, before: TripRequest) -> bool:
    """Tell whether what is demanded now was to choose from before, as it is now.

    A site with the same prize, hours and other names (`requiring`): a demand can let in what was left out before. A
    town among those of its night: one that is asked for need not be in reach of anything.
    """
    sites = {*wish.must} - {*before.must}
    nights = nights_of(wish).items() - nights_of(before).items()
    if not sites and not nights:
        return True
    model = known.model if before == known.request else known.model_for(before)
    return all(requiring(model, known.spared(wish), site) for site in sites) and all(
        town in _towns_on(model, evening) for evening, town in nights
    )


def _towns_on(model: TripModel, evening: dt.date) -> set[str]:
    problem, dates = model.problem, model.request.dates[:-1]
    nodes = problem.nights[dates.index(evening)] if evening in dates else ()
    return {problem.node_ids[model.late_beds.get(node, node)] for node in nodes}


def _brought_along(wish: TripRequest) -> tuple[object, ...]:
    """Return what a trip brings along from the days before, and what it has lost."""
    way = wish.under_way
    lost = (way.luggage, way.seen, way.closed, way.cancelled) if way else (None, (), (), ())
    return (wish.first_day, wish.origin, *lost)


def nights_of(wish: TripRequest) -> dict[dt.date, str]:
    """Return the towns of the nights that are booked or asked for, by the date of the evening."""
    return {evening: stay.town for stay in wish.stays for evening in stay.evenings}
