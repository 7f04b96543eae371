"""What else: other good plans of a wish that differ in what matters, each with a bound of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, product
from typing import Literal, get_args

from pydantic import Field

from planner.answers.certified import certified
from planner.answers.difference import difference_of, visits_of
from planner.answers.explain import Impossible, best_under
from planner.answers.known import Known
from planner.arrays import INFINITY
from planner.atlas import Atlas
from planner.corridor import Corridor
from planner.difference import Difference
from planner.itinerary import Itinerary, Part
from planner.options import SolveOptions
from planner.problem import Problem, Rule
from planner.stopping import StopToken

SHARE = 0.8  # of the best plan's worth
MOST_ALIKE = {
    "visits": (7, 10),
    "nights": (1, 2),
}  # of an earlier plan's visits, or nights, that another one has

Differ = Literal["visits", "direction", "nights"]


class Compared(Part):
    """A plan beside the others."""

    objective: int
    bound: int | None = Field(
        description="No plan that differs so from each before it is worth more; null: nothing proven"
    )
    proven: bool = Field(description="Whether none that does is worth more than this one")
    money_cny: int
    transit_minutes: int
    bed_changes: int
    differs: tuple[Differ, ...] = Field(
        description="In what from the first plan; direction: of the visits of its first and its second half of the "
        "days, most that lie on different days come in the other order"
    )
    only: tuple[str, ...] = Field(description="Attractions that no other of the plans has")
    difference: Difference | None = Field(description="From the first plan; null: it is the first")


class Alternatives(Part):
    """A plan and others that are nearly as good; the table has a row for each."""

    plans: tuple[Itinerary, ...]
    table: tuple[Compared, ...]
    asked: int = Field(description="How many were asked for beside the first")
    share: float = Field(description="Of the first plan's worth, that each of them is worth at least")
    complete: bool = Field(description="Whether there are as many, or it is proven that there are no more")


def alternatives(
    plan: Itinerary,
    number: int = 2,
    corridor: Corridor | None = None,
    *,
    differ: Differ | None = None,
    share: float = SHARE,
    atlas: Atlas | None = None,
    options: SolveOptions | None = None,
    stop: StopToken | None = None,
) -> Alternatives:
    """Return a plan with others that are nearly as good, and differ from it and from each other.

    One that differs in visits lacks at least 30 % of those of each plan before it, and has as many others. One that
    differs in direction has at least half of the visits of the first half of the days in the second half, and as many
    the other way round, and none that stays in its half. One that differs in nights has at most half of them in the
    same towns. Each is the best found that does.

    Parameters
    ----------
    plan
        The plan; its certificate says what is proven of it.
    number
        How many others at most.
    corridor
        The data that the plan was made from; the shipped corridor when neither it nor an atlas is given.
    differ
        In what; None: in visits, and once none of these is worth enough, in direction, then in nights.
    share
        Of the plan's worth, that each other is worth at least.
    options
        How to look for each of them; those of the plan when None.
    atlas, stop
        As in `planner.plan`.

    Raises
    ------
    RequestError
        When the plan was made from other data, or is none of its wish.
    """
    known = Known.of(plan, corridor, atlas, options, stop)
    least = plan.certificate.objective - (1 - share) * abs(plan.certificate.objective)
    kinds: tuple[Differ, ...] = (differ,) if differ else get_args(Differ)
    plans, bounds, is_proven = [plan], [plan.certificate.bound], True
    for kind in kinds:
        bound = plan.certificate.bound
        while len(plans) <= number:
            found = _other(known, plans, kind)
            if not isinstance(found, Itinerary) or found.certificate.objective < least:
                is_proven &= _is_none(found, least)
                break
            # what differs from more plans is worth no more; the certificate is one of all plans of the wish
            bound = _lower(bound, found.certificate.bound)
            bounds.append(None if bound is None else max(bound, found.certificate.objective))
            plans.append(certified(found, found.certificate.objective, plan.certificate.bound))
    return Alternatives(
        plans=tuple(plans),
        table=tuple(_rows(known, plans, bounds)),
        asked=number,
        share=share,
        complete=is_proven or len(plans) > number,
    )


def _lower(bound: int | None, other: int | None) -> int | None:
    return min((each for each in (bound, other) if each is not None), default=None)


def _is_none(found: Itinerary | Impossible | None, least: float) -> bool:
    """Tell whether it is proven that no plan is worth enough."""
    if isinstance(found, Itinerary):
        bound = found.certificate.bound
        return bound is not None and bound < least
    return found is not None


def _other(known: Known, plans: Sequence[Itinerary], differ: Differ) -> Itinerary | Impossible | None:
    """Return the best plan that differs from each of some."""

    def changed(problem: Problem) -> Problem:
        for plan in plans:
            problem = _turned(problem, plan) if differ == "direction" else problem
            problem = replace(problem, rules=(*problem.rules, *_differing(problem, plan, differ)))
        return problem

    if _cannot_differ(plans, differ):
        return Impossible()
    if known.stop.is_set:
        return None
    start = known.start(known.tours)
    return best_under(known, known.request, start, known.model, known.lesson, changed)


def _cannot_differ(plans: Sequence[Itinerary], differ: Differ) -> bool:
    """Tell whether a trip has a single day, or a half that is without a visit, so that it has no direction."""
    if differ == "direction":
        return any(not half for plan in plans for half in _halves(plan))
    return differ == "nights" and len(plans[0].days) == 1


def _halves(plan: Itinerary) -> tuple[frozenset[str], ...]:
    """Return the visits of the first and of the second half of the days; one in the middle is in neither."""
    half, sites = len(plan.days) // 2, visits_of(plan)
    first, second = plan.days[:half], plan.days[len(plan.days) - half :]
    return tuple(
        frozenset(site for site, (day, _) in sites.items() if day in {each.day for each in days})
        for days in (first, second)
    )


def _turned(problem: Problem, plan: Itinerary) -> Problem:
    """Return a problem in which the visits of each half of a plan's days may only be in the other half."""
    windows, days = problem.windows.copy(), len(plan.days)
    for half, elsewhere in zip(_halves(plan), (range(days - days // 2), range(days // 2, days)), strict=True):
        for site in (k for k, node in enumerate(problem.node_ids[: problem.num_sites]) if node in half):
            windows[elsewhere, site] = INFINITY, -1
    return replace(problem, windows=windows)


def _differing(problem: Problem, plan: Itinerary, differ: Differ) -> Iterator[Rule]:
    """Yield how much of a plan another one may have, and how much else it has at least, as rules of a problem."""
    if differ == "visits":
        visited = visits_of(plan)
        sites = frozenset(k for k, node in enumerate(problem.node_ids) if node in visited)
        most = _most(differ, len(sites))
        yield Rule("alike", sites, at_most=most)
        yield Rule("others", frozenset(range(problem.num_sites)) - sites, at_least=len(sites) - most)
        return
    if differ == "direction":
        for half in _halves(plan):
            sites = frozenset(k for k, node in enumerate(problem.node_ids) if node in half)
            yield Rule("turned", sites, at_least=-(-len(sites) // 2))
        return
    beds = _beds(problem, plan)
    stops = range(problem.num_sites, len(problem.node_ids))
    nights = {(day, node) for day, bed in enumerate(beds) for node in stops if problem.beds[node] == bed}
    yield Rule("alike", frozenset(), at_most=_most(differ, len(beds)), nights=frozenset(nights))


def _most(differ: Differ, number: int) -> int:
    part, whole = MOST_ALIKE[differ]
    return number * part // whole


def _towns(plan: Itinerary) -> list[str]:
    return [day.night.place for day in plan.days if day.night]


def _beds(problem: Problem, plan: Itinerary) -> list[int]:
    return [int(problem.beds[problem.node_ids.index(town)]) for town in _towns(plan)]


def _differs(known: Known, plan: Itinerary, before: Itinerary) -> Iterator[Differ]:
    """Yield in what a plan differs enough from one before it."""
    visits, visits_before = visits_of(plan).keys(), visits_of(before).keys()
    most = _most("visits", len(visits_before))
    if len(visits & visits_before) <= most and len(visits - visits_before) >= len(visits_before) - most:
        yield "visits"
    beds, beds_before = (_beds(known.model.problem, each) for each in (plan, before))
    if sum(a == b for a, b in zip(beds, beds_before, strict=True)) <= _most("nights", len(beds)) and beds:
        yield "nights"
    if _is_other_way(plan, before):
        yield "direction"


def _is_other_way(plan: Itinerary, before: Itinerary) -> bool:
    """Tell whether most visits of both halves of a plan's days that lie on different days come in the other order."""
    day = {site: number for site, (number, _) in visits_of(plan).items()}
    first, second = (half & day.keys() for half in _halves(before))
    ways = [day[a] - day[b] for a, b in product(first, second)]
    return sum(way > 0 for way in ways) > sum(way < 0 for way in ways)


def _rows(known: Known, plans: Sequence[Itinerary], bounds: Sequence[int | None]) -> Iterator[Compared]:
    first, *_ = plans
    num_plans = Counter(site for plan in plans for site in visits_of(plan))
    for plan, bound in zip(plans, bounds, strict=True):
        yield Compared(
            objective=plan.certificate.objective,
            bound=bound,
            proven=bound == plan.certificate.objective,
            money_cny=plan.totals.cost_cny,
            transit_minutes=plan.totals.transit_minutes,
            bed_changes=sum(a != b for a, b in pairwise(_towns(plan))),
            differs=() if plan is first else tuple(_differs(known, plan, first)),
            only=tuple(site for site in visits_of(plan) if num_plans[site] == 1),
            difference=None if plan is first else difference_of(first, plan),
        )
