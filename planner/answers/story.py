"""The story of a plan: what each visit is worth to it, and what each limit takes from it, each by a solve."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, Literal

from pydantic import Field

from planner.answers.allowance import Allowance
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
from planner.planning import Change
from planner.planning.lastrides import last_rides
from planner.planning.limits import most_travel
from planner.planning.loosened import LATER, with_later_services, without_closing_days
from planner.planning.search import Search
from planner.planning.wants import longest_travel
from planner.problem import Node, Problem, Rule, Site, Tour
from planner.request import TripRequest
from planner.solver import UNITS_A_SECOND, NoSolution
from planner.stopping import Progress, StopToken, no_progress, no_report

MORE_MONEY = 0.1  # share of a limit of money
HOUR = 60
SECONDS = 30.0  # that a story takes at most, unless said otherwise

ASKED = "Whether it was looked for; false: nothing was left for it of the time or work of the call"
Limit = Literal[
    "day-start", "day-end", "travel-cap", "budget", "purse", "bed-changes", "last-train", "closing-days"
]


class VisitWorth(Priced):
    """What a visit is worth to a plan: what the best plan without it is worth less."""

    attraction: str
    name: Names
    day: int
    difference: Difference | None = Field(None, description="From the plan to the best one without it")
    asked: bool = Field(True, description=ASKED)


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
    asked: bool = Field(True, description=ASKED)


_Ask = tuple[VisitWorth | LimitWorth, Callable[[Known], VisitWorth | LimitWorth]]  # unasked, and asked


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
        How to look for the other plans, a visit or a limit each, which share the limit; `usual` ones when None.
    atlas, stop
        As in `planner.plan`.
    progress
        Called with which of how many plans is looked for next.

    Raises
    ------
    RequestError
        When the plan was made from other data, or is none of its wish.
    """
    known = Known.of(plan, corridor, atlas, options or usual(plan.request.options), stop)
    asks = [*_limits_of_wish(known.request), *_other_limits(known.request), *_visits(known)]
    known.tours  # noqa: B018 (its tables have a limit of their own, and a plan that is none of its wish has no story)
    allowance = Allowance(known.options, 1 + len(asks), known.stop)
    first = allowance.share()
    lesson = known.within(first, allowance.token).lesson if first else None
    answers = []
    for number, (unasked, ask) in enumerate(asks, 1):
        progress(number, len(asks))
        share = allowance.share()
        answers.append(ask(known.within(share, allowance.token, lesson)) if share else unasked)
    visits = [each for each in answers if isinstance(each, VisitWorth)]
    limits = [each for each in answers if isinstance(each, LimitWorth)]
    return Story(
        objective=plan.certificate.objective,
        bound=plan.certificate.bound,
        visits=tuple(sorted(visits, key=lambda each: -(each.loss or 0))),
        limits=tuple(sorted(limits, key=lambda each: -(each.gain or 0))),
    )


def usual(options: SolveOptions) -> SolveOptions:
    """Return how a story is looked for of a plan that was found with others: in seconds, or as much work.

    Examples
    --------
    >>> usual(SolveOptions(time_limit=60)).time_limit, usual(SolveOptions(work=500)).work
    (30.0, 30000)
    """
    if options.work:
        return options.but(work=int(SECONDS * UNITS_A_SECOND))
    return options.but(time_limit=SECONDS)


def _visits(known: Known) -> Iterator[_Ask]:
    sites = known.atlas.corridor.attraction_by_id
    for site, day in known.day_of.items():
        unasked = VisitWorth(
            attraction=site,
            name=sites[site].name,
            day=day,
            loss=None,
            at_least=0,
            at_most=None,
            proven=False,
            asked=False,
        )
        yield unasked, partial(_worth, unasked)


def _worth(visit: VisitWorth, known: Known) -> VisitWorth:
    request, site = known.request, visit.attraction
    other = known.wish(
        avoid=[*request.avoid, site],
        must=[must for must in request.must if must != site],
        visits=[str(visit) for visit in request.visits if visit.site != site],
        sunrise=[each for each in request.sunrise if each != site],
        blue_hour=[each for each in request.blue_hour if each != site],
    )
    found = _without(known, site) if other.must == request.must and not request.booked(site) else None
    found = found or best_under(known, other)
    told: dict[str, Any] = {"asked": True}
    if isinstance(found, Itinerary):
        told |= {**loss_of(known, found), "difference": difference_of(known.plan, found)}
    elif isinstance(found, Impossible):
        told |= {"at_least": None, "proven": True}
    return visit.model_copy(update=told)


def _without(known: Known, site: str) -> Itinerary | Impossible | None:
    """Return the best plan without a site that nobody asked for: tables, tours and prices serve again."""
    index = next(number for number, each in enumerate(known.model.sites) if each.id == site)

    def changed(problem: Problem) -> Problem:
        without = Rule("without", frozenset({index}), at_most=0)
        return replace(problem, rules=(*problem.rules, without))

    tours = without_visit(known, Site(Node(index)))
    start = known.start(tours) if tours else None
    return best_under(known, known.request, start, known.model, known.lesson, changed)


def _limits_of_wish(request: TripRequest) -> Iterator[_Ask]:
    for limit, changes in _looser(request):
        yield limit, partial(_limit_of_wish, limit, changes)


def _limit_of_wish(limit: LimitWorth, changes: dict[str, Any], known: Known) -> LimitWorth:
    found = best_under(known, known.wish(**changes), known.start(known.tours))
    if not isinstance(found, Itinerary):  # the plan is one of the looser wish too
        return limit.model_copy(update={"asked": True})
    gain = found.certificate.objective - known.plan.certificate.objective
    difference = difference_of(known.plan, found) if gain > 0 else None
    bound = found.certificate.bound
    most = None if bound is None else bound - known.plan.certificate.objective
    return _told(known, limit, gain, most, difference)


def _looser(request: TripRequest) -> Iterator[tuple[LimitWorth, dict[str, Any]]]:
    """Yield each limit that a wish can loosen, with the words of the looser one."""
    start, end, travel = request.day_start, request.day_end, most_travel(request)
    if start >= HOUR:
        yield _unasked("day-start", start, start - HOUR), {"start_time": format_clock(start - HOUR)}
    if end + HOUR <= DAY_MINUTES:
        yield _unasked("day-end", end, end + HOUR), {"end_time": format_clock(end + HOUR)}
    if travel + HOUR <= longest_travel(request):
        yield _unasked("travel-cap", travel, travel + HOUR), {"max_transit": travel + HOUR}
    if (budget := request.budget) is not None:
        yield _unasked("budget", budget, _more(budget)), {"budget": _more(budget)}
    for kind, cny in request.purses.items():
        yield _unasked("purse", cny, _more(cny), kind), {"purses": {**request.purses, kind: _more(cny)}}
    if (beds := request.max_bed_changes) is not None:
        yield _unasked("bed-changes", beds, beds + 1), {"max_bed_changes": beds + 1}


def _more(cny: int) -> int:
    return cny + max(1, round(MORE_MONEY * cny))


def _unasked(
    limit: Limit, before: int | None = None, after: int | None = None, kind: str | None = None
) -> LimitWorth:
    """Return a limit that was not looked at."""
    return LimitWorth(
        limit=limit,
        kind=kind,
        before=before,
        after=after,
        gain=None,
        at_most=None,
        proven=False,
        asked=False,
    )


def _other_limits(request: TripRequest) -> Iterator[_Ask]:
    """Yield what no wish can loosen, as solves of other problems in numbers of the model."""
    if request.mode != "car":
        later = _unasked("last-train", after=LATER)
        yield later, partial(_of_problem, later, with_later_services)
    closing = _unasked("closing-days")
    yield closing, partial(_of_problem, closing, without_closing_days)


def _of_problem(limit: LimitWorth, loosened: Change, known: Known) -> LimitWorth:
    search = Search.begin(known.options, known.stop, no_report, known.start(known.tours))
    problem = loosened(known.model.problem)
    try:
        found = search.solve(problem)
    except NoSolution:
        return limit.model_copy(update={"asked": True})
    most = None if found.bound is None else found.bound - known.objective
    closed = known.model.problem.windows[..., 0, 1] < 0
    sites = [
        known.model.sites[site].id
        for day, tour in enumerate(found.tours)
        for site in tour.sites
        if closed[day, site] and limit.limit == "closing-days"
    ]
    gain = found.objective - known.objective
    worth = _told(known, limit, gain, most, None, tuple(sites))
    if gain <= 0 or limit.limit != "last-train":
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


def _told(
    known: Known,
    limit: LimitWorth,
    gain: int,
    at_most: int | None,
    difference: Difference | None,
    attractions: tuple[str, ...] = (),
) -> LimitWorth:
    """Return what a limit takes: nothing at least, for the plan keeps the looser limit too."""
    is_exact = known.plan.status == "optimal" and at_most is not None and at_most <= max(0, gain)
    told = {
        "asked": True,
        "gain": max(0, gain),
        "at_most": None if at_most is None else max(0, at_most),
        "proven": is_exact,
        "attractions": attractions,
        "difference": difference,
        "towns": {town: known.atlas.corridor.places[town].name for town in sorted(_towns(difference))},
    }
    return limit.model_copy(update=told)


def _towns(difference: Difference | None) -> set[str]:
    nights = difference.nights if difference else ()
    return {town for night in nights for town in (night.before, night.after) if town}
