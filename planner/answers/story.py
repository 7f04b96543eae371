"""The story of a plan: what each visit is worth to it, and what each limit takes from it, each by a solve."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Literal

from pydantic import Field

from planner.answers.difference import difference_of
from planner.answers.explain import Impossible, Priced, best_under, loss_of
from planner.answers.known import Known
from planner.answers.placing import without_visit
from planner.atlas import Atlas
from planner.clock import DAY_MINUTES, at, format_clock
from planner.corridor import Corridor, Names
from planner.difference import Difference
from planner.itinerary import Itinerary, Part
from planner.options import SolveOptions
from planner.planning.lastrides import last_rides
from planner.planning.limits import most_travel
from planner.planning.loosened import LATER, with_later_services, without_closing_days
from planner.planning.search import Search
from planner.planning.wants import longest_travel
from planner.problem import Node, Problem, Rule, Site, Tour
from planner.solver import NoSolution
from planner.stopping import Progress, StopToken, no_progress, no_report

MORE_MONEY = 0.1  # share of a limit of money
HOUR = 60

Limit = Literal[
    "day-start", "day-end", "travel-cap", "budget", "purse", "bed-changes", "last-train", "closing-days"
]


class VisitWorth(Priced):
    """What a visit is worth to a plan: what the best plan without it is worth less."""

    attraction: str
    name: Names
    day: int
    difference: Difference | None = Field(None, description="From the plan to the best one without it")


class LastService(Part):
    """The last train, coach or ship of a way on a day, which the plan with later ones would miss."""

    day: int
    origin: Names = Field(description="Where it leaves")
    target: Names
    service: Names = Field(description="Its number, or the name of its line")
    depart: datetime


class LimitWorth(Part):
    """What a limit takes from a plan: what the best plan with it loosened is worth more."""

    limit: Limit
    kind: str | None = Field(None, description="Of costs, where it is the limit of one kind")
    before: int | None = Field(None, description="Minutes, CNY or changes; null: no number of the wish")
    after: int | None = None
    gain: int | None = Field(description="What the best plan found is worth more; null: none was found")
    at_most: int | None = Field(description="The true gain is no more; null: nothing proven")
    proven: bool = Field(description="Whether the gain is exact; of 0, that the limit does not bind")
    attractions: tuple[str, ...] = Field((), description="For closing days: what would be visited then")
    services: tuple[LastService, ...] = Field(
        (), description="For the last train: those that bind, in their order"
    )
    difference: Difference | None = Field(
        None, description="To the plan with it loosened; null where no wish can loosen it"
    )
    towns: dict[str, Names] = Field(default_factory=dict, description="Names of the beds of the difference")


class Story(Part):
    """What a plan's visits are worth to it, and what its limits take from it, the most first."""

    objective: int
    bound: int | None
    visits: tuple[VisitWorth, ...]
    limits: tuple[LimitWorth, ...]


def story(
    plan: Itinerary,
    corridor: Corridor | None = None,
    *,
    atlas: Atlas | None = None,
    options: SolveOptions | None = None,
    stop: StopToken | None = None,
    progress: Progress = no_progress,
) -> Story:
    """Return what each visit of a plan is worth to it, and what each limit would give when loosened.

    Parameters
    ----------
    plan
        The plan; its certificate says what is proven of it.
    corridor
        The data that it was made from; the shipped corridor when neither it nor an atlas is given.
    options
        How to look for each of the other plans, a visit or a limit each; those of the plan when None.
    atlas, stop
        As in `planner.plan`.
    progress
        Called with which of how many plans is looked for next.

    Raises
    ------
    RequestError
        When the plan was made from other data, or is none of its wish.
    """
    known = Known.of(plan, corridor, atlas, options, stop)
    asks: list[Callable[[], VisitWorth | LimitWorth]] = [
        *(partial(_worth, known, site, day) for site, day in known.day_of.items()),
        *(partial(_limit_of_wish, known, *each) for each in _looser(known)),
        *_other_limits(known),
    ]
    answers = []
    for number, ask in enumerate(asks, 1):
        progress(number, len(asks))
        answers.append(ask())
    visits = [each for each in answers if isinstance(each, VisitWorth)]
    limits = [each for each in answers if isinstance(each, LimitWorth)]
    return Story(
        objective=plan.certificate.objective,
        bound=plan.certificate.bound,
        visits=tuple(sorted(visits, key=lambda each: -(each.loss or 0))),
        limits=tuple(sorted(limits, key=lambda each: -(each.gain or 0))),
    )


def _worth(known: Known, site: str, day: int) -> VisitWorth:
    request = known.request
    other = known.wish(
        avoid=[*request.avoid, site],
        must=[must for must in request.must if must != site],
        visits=[str(visit) for visit in request.visits if visit.site != site],
        sunrise=[each for each in request.sunrise if each != site],
        blue_hour=[each for each in request.blue_hour if each != site],
    )
    what = {"attraction": site, "name": known.atlas.corridor.attraction_by_id[site].name, "day": day}
    found = _without(known, site) if other.must == request.must and not request.booked(site) else None
    found = found or best_under(known, other)
    if isinstance(found, Itinerary):
        return VisitWorth(**what, **loss_of(known, found), difference=difference_of(known.plan, found))
    is_proven = isinstance(found, Impossible)
    at_least = None if is_proven else 0
    return VisitWorth(**what, loss=None, at_least=at_least, at_most=None, proven=is_proven)


def _without(known: Known, site: str) -> Itinerary | Impossible | None:
    """Return the best plan without a site that nobody asked for: tables, tours and prices serve again."""
    index = next(number for number, each in enumerate(known.model.sites) if each.id == site)

    def changed(problem: Problem) -> Problem:
        without = Rule("without", frozenset({index}), at_most=0)
        return replace(problem, rules=(*problem.rules, without))

    tours = without_visit(known, Site(Node(index)))
    start = known.start(tours) if tours else None
    return best_under(known, known.request, start, known.model, known.lesson, changed)


def _limit_of_wish(known: Known, what: dict[str, Any], changes: dict[str, Any]) -> LimitWorth:
    found = best_under(known, known.wish(**changes), known.start(known.tours))
    if not isinstance(found, Itinerary):  # the plan is one of the looser wish too
        return LimitWorth(**what, gain=None, at_most=None, proven=False)
    gain = found.certificate.objective - known.plan.certificate.objective
    difference = difference_of(known.plan, found) if gain > 0 else None
    bound = found.certificate.bound
    most = None if bound is None else bound - known.plan.certificate.objective
    return _limit(known, what, gain, most, difference)


def _looser(known: Known) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Yield each limit that a wish can loosen, with the words of the looser one."""
    request = known.request
    start, end, travel = request.day_start, request.day_end, most_travel(request)
    if start >= HOUR:
        yield (
            {"limit": "day-start", "before": start, "after": start - HOUR},
            {"start_time": format_clock(start - HOUR)},
        )
    if end + HOUR <= DAY_MINUTES:
        yield (
            {"limit": "day-end", "before": end, "after": end + HOUR},
            {"end_time": format_clock(end + HOUR)},
        )
    if travel + HOUR <= longest_travel(request):
        yield (
            {"limit": "travel-cap", "before": travel, "after": travel + HOUR},
            {"max_transit": travel + HOUR},
        )
    if (budget := request.budget) is not None:
        yield {"limit": "budget", "before": budget, "after": _more(budget)}, {"budget": _more(budget)}
    for kind, cny in request.purses.items():
        yield (
            {"limit": "purse", "kind": kind, "before": cny, "after": _more(cny)},
            {"purses": {**request.purses, kind: _more(cny)}},
        )
    if (beds := request.max_bed_changes) is not None:
        yield {"limit": "bed-changes", "before": beds, "after": beds + 1}, {"max_bed_changes": beds + 1}


def _more(cny: int) -> int:
    return cny + max(1, round(MORE_MONEY * cny))


def _other_limits(known: Known) -> Iterator[Callable[[], LimitWorth]]:
    """Yield what no wish can loosen, as solves of other problems in numbers of the model."""
    model = known.model
    if model.request.mode != "car":
        later = {"limit": "last-train", "after": LATER}
        yield partial(_of_problem, known, later, with_later_services(model.problem))
    yield partial(_of_problem, known, {"limit": "closing-days"}, without_closing_days(model.problem))


def _of_problem(known: Known, what: dict[str, Any], problem: Problem) -> LimitWorth:
    search = Search.begin(known.options, known.stop, no_report, known.start(known.tours))
    try:
        found = search.solve(problem)
    except NoSolution:
        return LimitWorth(**what, gain=None, at_most=None, proven=False)
    most = None if found.bound is None else found.bound - known.objective
    closed = known.model.problem.windows[..., 0, 1] < 0
    sites = [
        known.model.sites[site].id
        for day, tour in enumerate(found.tours)
        for site in tour.sites
        if closed[day, site] and what["limit"] == "closing-days"
    ]
    gain = found.objective - known.objective
    worth = _limit(known, what, gain, most, None, tuple(sites))
    if gain <= 0 or what["limit"] != "last-train":
        return worth
    return worth.model_copy(update={"services": tuple(_last_services(known, problem, found.tours))})


def _last_services(known: Known, later: Problem, tours: tuple[Tour, ...]) -> Iterator[LastService]:
    """Yield the services that bind, as the plan's days count them."""
    corridor = known.atlas.corridor
    places, lines = corridor.places, {line.id: line.name for line in corridor.lines}
    lines |= {line.id: line.name for metro in corridor.metros for line in metro.lines}
    for last in last_rides(known.model, later, tours):
        step, day = last.step, known.plan.days[last.day]
        name = lines[step.line or ""]
        yield LastService(
            day=day.day,
            origin=places[step.start].name,
            target=places[step.end].name,
            service=name if step.service is None else Names(zh=step.service, en=step.service),
            depart=at(day.date, step.depart),
        )


def _limit(
    known: Known,
    what: dict[str, Any],
    gain: int,
    at_most: int | None,
    difference: Difference | None,
    attractions: tuple[str, ...] = (),
) -> LimitWorth:
    """Return what a limit takes: nothing at least, for the plan keeps the looser limit too."""
    is_exact = known.plan.status == "optimal" and at_most is not None and at_most <= max(0, gain)
    return LimitWorth(
        **what,
        gain=max(0, gain),
        at_most=None if at_most is None else max(0, at_most),
        proven=is_exact,
        attractions=attractions,
        difference=difference,
        towns={town: known.atlas.corridor.places[town].name for town in sorted(_towns(difference))},
    )


def _towns(difference: Difference | None) -> set[str]:
    nights = difference.nights if difference else ()
    return {town for night in nights for town in (night.before, night.after) if town}
