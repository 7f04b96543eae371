"""What else fits: visits put into the days of a plan, or in the place of others, timed exactly."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from pydantic import Field

from planner.answers.difference import difference_of
from planner.answers.known import Known
from planner.answers.placing import Proposal, best_place, can_add, others
from planner.atlas import Atlas
from planner.checker import examine
from planner.corridor import Corridor, Names
from planner.difference import Difference
from planner.errors import RequestError
from planner.itinerary import Itinerary, Part
from planner.options import SolveOptions
from planner.planning.assemble import assemble
from planner.problem import Solution
from planner.stopping import StopToken
from planner.texts import Message

MOST = 5


class Suggestion(Part):
    """A visit to add, or to have instead of another."""

    attraction: str
    name: Names
    day: int
    instead_of: str | None = Field(None, description="The visit that falls out for it; null: none does")
    gain: int = Field(description="What the plan is worth more with it; mostly below 0, for plans are good")
    difference: Difference
    plan: Itinerary = Field(description="The plan with it")


def suggest(
    plan: Itinerary,
    corridor: Corridor | None = None,
    *,
    day: int | None = None,
    most: int = MOST,
    atlas: Atlas | None = None,
    stop: StopToken | None = None,
) -> tuple[Suggestion, ...]:
    """Return the best visits to add to a plan, or to swap for others of the same day, the best first.

    The nights, the other days and the order of the other visits stay; of each attraction the best proposal counts.

    Parameters
    ----------
    plan
        The plan.
    corridor
        The data that it was made from; the shipped corridor when neither it nor an atlas is given.
    day
        Only for this day, as the plan counts them.
    most
        How many at most.
    atlas, stop
        As in `planner.plan`.

    Raises
    ------
    RequestError
        When the plan has no such day, or was made from other data.
    """
    known = Known.of(plan, corridor, atlas, SolveOptions(), stop)
    numbers = [each.day for each in plan.days]
    if day is not None and day not in numbers:
        raise RequestError(Message("answers.no-day", {"day": day}), field="day", value=str(day))
    days = range(len(numbers)) if day is None else [numbers.index(day)]
    found = (best_place(known, site, days) for site in others(known))
    ranked = sorted(filter(None, found), key=lambda each: (-each.gain, each.site))
    return tuple(_good(known, ranked, most))


class Full(NamedTuple):
    """A day into which nothing more fits, and the visits that the pace allows where it has as many."""

    day: int
    most: int | None


def full_days(
    plan: Itinerary, *, day: int | None = None, atlas: Atlas, stop: StopToken | None = None
) -> tuple[Full, ...]:
    """Return the days of a plan to which no visit can be added, so that others can only take the place of one."""
    known = Known.of(plan, None, atlas, SolveOptions(), stop)
    return tuple(_full(known, day))


def _full(known: Known, only: int | None) -> Iterator[Full]:
    sites, problem = others(known), known.model.problem
    for number, day in enumerate(known.plan.days):
        if only not in (None, day.day) or any(can_add(known, site, number) for site in sites):
            continue
        most = problem.max_visits[number]
        yield Full(day.day, most if len(known.tours[number].sites) >= most else None)


def _good(known: Known, ranked: list[Proposal], most: int) -> Iterator[Suggestion]:
    """Yield the proposals whose finished plans keep all rules: exact fares may pass a budget."""
    for proposal in ranked:
        if most == 0 or known.stop.is_set:
            return
        plan = _finished(known, proposal)
        if examine(plan, known.atlas.corridor, known.request).is_good:
            most -= 1
            yield _suggestion(known, proposal, plan)


def _finished(known: Known, proposal: Proposal) -> Itinerary:
    objective = known.objective + proposal.gain
    bound = None if known.bound is None else max(known.bound, objective)
    solution = Solution(proposal.tours, objective, bound, known.plan.certificate.engine, 0.0)
    found = assemble(known.model, solution, known.plan.request.options, known.stop)
    return known.going_on(known.read(found, known.request))


def _suggestion(known: Known, proposal: Proposal, plan: Itinerary) -> Suggestion:
    sites, difference = known.model.sites, difference_of(known.plan, plan)
    return Suggestion(
        attraction=sites[proposal.site].id,
        name=sites[proposal.site].name,
        day=known.plan.days[proposal.day].day,
        instead_of=None if proposal.out is None else sites[proposal.out].id,
        gain=difference.objective,
        difference=difference,
        plan=plan,
    )
