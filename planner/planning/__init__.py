"""From a request to an itinerary that nobody has checked yet: the way through the floors."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from math import inf

from planner.atlas import Atlas
from planner.errors import NoPlanError, Relaxation
from planner.itinerary import Itinerary, Note
from planner.options import SolveOptions
from planner.planning import relax
from planner.planning.assemble import assemble
from planner.planning.budget import (
    A_VISIT,
    WORTH_SHARE,
    Price,
    Saving,
    TooDearError,
    cheapest_of,
    cheapest_of_the_best,
    solve_within,
    with_a_visit,
    with_less,
)
from planner.planning.charters import not_hired_on
from planner.planning.demands import check_request
from planner.planning.enough import has_visit, is_spread, leaves_days_empty
from planner.planning.kept import Kept
from planner.planning.leftout import sites_that_fit
from planner.planning.missed import missed_booking
from planner.planning.model import TripModel, build_model
from planner.planning.order import NOTE as FREE_LAST
from planner.planning.order import in_order_of, with_free_days_last
from planner.planning.outside_hours import OutsideHoursError, outside_hours
from planner.planning.relax import relaxations
from planner.planning.search import Search, Start
from planner.planning.slow import against_default, kept_near, near_beds, not_slow, slowed
from planner.planning.trials import Trials
from planner.planning.tried import best_from
from planner.problem import Problem, Solution
from planner.request import TripRequest
from planner.solver import Lesson, NoSolution
from planner.stopping import Deadline, Report, StoppedError, StopToken, no_report
from planner.texts import Message

TABLES_SECONDS = 120.0  # that travel tables may take, more where the time limit is longer (docs/cli.md)
AT_ONCE_SECONDS = 3.0  # that a plan may take beside, which sees on fewer days what does not fill them
BUDGET_TRIES = 4
TRY_SHARE = 0.6  # of the time left that a try within a budget may take, the last one apart
SLOW_SHARE = 0.75  # of the time limit for a slow trip itself; the rest is for what it is compared with
NEAR_SHARE = 0.85  # of a try, for the plan of a slow trip; the rest is for one whose sites are all near
TOO_DEAR_SHARE = 0.25  # of the time for changes of the wish, for the price of a kind of cost

Change = Callable[[Problem], Problem]

NOTE = "exact-fares"  # the bound is also one for plans that cost more than the budget by them


def unchanged(problem: Problem) -> Problem:
    """Return the problem as it is."""
    return problem


def unchecked(
    request: TripRequest,
    atlas: Atlas,
    options: SolveOptions,
    stop: StopToken,
    report: Report,
    *,
    relaxing: bool = True,
    kept: Kept | None = None,
) -> Itinerary:
    """Return the best itinerary for a request; where nothing fits and it is ``relaxing``, look for changes that help.

    The time limit begins when the problem is put together; the tables of an atlas have a limit of their own. What is
    to be kept of an earlier plan counts.

    Raises
    ------
    RequestError
        When the wish names something unknown or contradicts itself.
    NoPlanError
        When nothing fits; carries changes of the wish that would.
    """
    atlas = atlas.met_by(request)
    check_request(request, atlas.corridor)
    patience, build = _builder(request, atlas, options, stop, kept)

    model: TripModel | None = None
    at_fault: tuple[str, ...] = ()  # bookings that the error is about
    is_dinner_missed = False  # by those
    price: Price | None = None  # of the cheapest trip, where that is above the budget
    is_short, is_proven = False, False  # whether longer days may help; whether it is sure that nothing fits
    try:
        model = build(request)
        if late := missed_booking(model):
            at_fault, is_dinner_missed = late.bookings, late.is_dinner
            raise OutsideHoursError(late.message)
        return _best(
            model, build, Search.begin(options, stop, partial(_report_less, report, model.fixed_loss))
        )
    except TooDearError as error:
        price, why = error.price, Message("request.nothing-fits")
        is_proven = model is not None and price.least > (model.problem.budget or 0)
    except NoSolution as error:
        is_proven = error.proven
        why = Message(_nothing(model, options, stop) if model and error.proven else "request.none-found")
    except NoPlanError as error:
        why, is_short, is_proven = error.reason, isinstance(error, OutsideHoursError), True
    except StoppedError:
        if not stop.is_set:
            raise NoPlanError(Message("request.no-tables", {"seconds": round(patience)})) from None
        why = Message("request.stopped")
    if stop.is_set:
        raise NoPlanError(Message("request.stopped"))
    if not relaxing:
        raise NoPlanError(why, is_proven=is_proven)
    if model and (missed := _outside_hours(model)):
        why, is_short = missed, True
    search, fixed = Search.lasting(options, relax.SECONDS, stop), model.fixed_cny if model else 0
    if price:
        why = _dear("request.cheapest", price, fixed)
    known = [relax.spending(price.cny + fixed)] if price else []
    if model and not price and (dear := _too_dear(model, search.part(TOO_DEAR_SHARE))):
        why, more = dear
        known += more
    # other wishes may need tables that are not there yet
    rebuild = partial(build, until=search.deadline.token)
    trials = Trials(atlas.corridor, rebuild, search, relax.SECONDS_A_TRY, request)
    answer = relaxations(
        request,
        trials,
        known,
        at_all_hours=is_short,
        is_proven=is_proven,
        at_fault=at_fault,
        is_dinner_missed=is_dinner_missed,
    )
    if model and trials.found:
        again = search.within(inf if options.work else options.time_limit)
        if overlooked := best_from(model, trials.found[-1], again, partial(_best, model, build)):
            return overlooked
    raise NoPlanError(why, *(answer or (tuple(known),)), is_proven=is_proven)


def planned(
    request: TripRequest,
    atlas: Atlas,
    options: SolveOptions,
    stop: StopToken,
    start: Start | None = None,
    *,
    kept: Kept | None = None,
    model: TripModel | None = None,
    lesson: Lesson | None = None,
    changed: Change = unchanged,
) -> Itinerary:
    """Return the best itinerary for a request, and look for no other wishes where nothing fits.

    The search begins from a plan, the request's model and a lesson, where they are given; what is
    to be kept of an earlier plan counts. ``changed`` makes the problem of a wish one that no wish has.

    Raises
    ------
    RequestError
        When the wish names something unknown or contradicts itself.
    NoPlanError
        When it is plain that nothing fits.
    NoSolution
        When nothing fits, or was not found in time.
    StoppedError
        When the tables were not there in time.
    """
    check_request(request, atlas.met_by(request).corridor)
    build = _builder(request, atlas, options, stop, kept)[1]
    if model is None:
        model = build(request)
    elif kept:
        model = kept.applied(model)
    return _best(model, build, Search.begin(options, stop, no_report, start, lesson), changed)


def _builder(
    request: TripRequest, atlas: Atlas, options: SolveOptions, stop: StopToken, kept: Kept | None = None
) -> tuple[float, Callable[..., TripModel]]:
    """Return how many seconds tables may take, and what builds the model of the wish or one like it."""
    atlas = atlas.met_by(request)
    priced = atlas.in_class(request.rail_class)
    patience = inf if options.work else max(TABLES_SECONDS, options.time_limit)
    for_tables = Deadline(patience, stop).token

    def build(wish: TripRequest, until: StopToken = for_tables) -> TripModel:
        model = build_model(atlas.corridor, wish, priced.ways(wish, until), until)
        if not wish.under_way:
            model = replace(model, problem=with_a_visit(model.problem, len(model.sites)))
        return kept.applied(model) if kept else model

    return patience, build


def _too_dear(model: TripModel, search: Search) -> tuple[Message, list[Relaxation]] | None:
    """Tell of a kind of cost whose limit is below the cheapest of any trip, and the limit that is known to do."""
    purses = model.request.purses
    for kind, most in purses.items():
        try:
            price = cheapest_of(model.problem, kind, search)
        except NoSolution:
            return None
        fixed = model.fixed_cny if kind == "rides" else 0
        if price.cny + fixed > most:
            is_enough = len(purses) == 1 and model.request.budget is None
            more = [relax.spending_on(kind, price.cny + fixed)] if is_enough else []
            return _dear("request.cheapest-of-kind", price, fixed, kind=kind, most=most), more
    return None


def _dear(code: str, price: Price, fixed: int, **params: object) -> Message:
    """Tell what the cheapest costs, and what nothing costs less than where that says anything."""
    known = "" if price.is_proven else "-found" if price.least + fixed > 0 else "-open"
    return Message(code + known, {"cny": price.cny + fixed, "least": price.least + fixed, **params})


def _report_less(report: Report, loss: int, objective: int | None, bound: int | None) -> None:
    """Report a plan and a bound less what takes as much from all plans."""
    report(*(None if worth is None else worth - loss for worth in (objective, bound)))


def _nothing(model: TripModel, options: SolveOptions, stop: StopToken) -> str:
    """Tell whether it is the visit of a trip that does not fit, or the way to its end as well."""
    problem = model.problem
    way = replace(problem, rules=tuple(rule for rule in problem.rules if rule.name != A_VISIT))
    if way.rules != problem.rules:
        search = Search.lasting(options, relax.SECONDS_A_TRY, stop)
        with suppress(NoSolution):
            search.solve(way.demanded_only(), any_plan=True)
            return "request.no-visit"
    return "request.nothing-fits"


def _outside_hours(model: TripModel) -> Message | None:
    """Tell whether the hours of the day are why no site fits, or not one that must be visited."""
    fits = sites_that_fit(model.problem)
    musts = (index for index in model.problem.must if not model.booked(index))
    missing = [model.sites[index] for index in musts if not fits[index]]
    if any(fits[: len(model.sites)]) and not missing:
        return None
    return outside_hours(model.request, model.going.ways.journeys, missing or model.sites)


def _best(
    model: TripModel,
    build: Callable[[TripRequest], TripModel],
    search: Search,
    changed: Change = unchanged,
) -> Itinerary:
    whole = replace(model, problem=changed(model.problem))
    if not model.request.slow or not model.problem.nights:
        plan = _within_budget(whole, search)
        return plan if model.earlier or changed is not unchanged else _at_once(whole, plan, search)
    near = near_beds(model.corridor, model.problem, len(model.sites))
    try:
        problem, near = slowed(model.problem, near)
        slow = replace(model, problem=changed(problem), near=near)
        found = _within_budget(slow, search.part(SLOW_SHARE))
    except NoSolution as error:
        return not_slow(_within_budget(whole, search), is_proven=error.proven)
    return _compared(found, model.request, build, search.quiet())


def _at_once(model: TripModel, plan: Itinerary, search: Search) -> Itinerary:
    """Return a plan that is worth as much and has what it visits on fewer days, where one spreads it over its days.

    Those that would be without a visit then take nothing from the objective: there is too little to fill them.
    """
    problem = model.problem
    if not is_spread(plan) or not leaves_days_empty(plan, model.corridor) or search.deadline.stop.is_set:
        return plan
    free = replace(model, problem=replace(problem, empty_price=(0,) * problem.num_days))
    try:
        other = _within_budget(free, Search.lasting(search.options, AT_ONCE_SECONDS, search.deadline.stop))
    except (NoSolution, TooDearError):
        return plan
    empty = sum(problem.empty_losses[day] for day, each in enumerate(plan.days) if not has_visit(each))
    for_order = sum(note.params["worth"] for note in other.certificate.notes if note.code == FREE_LAST)
    is_worth_it = other.certificate.objective + for_order >= plan.certificate.objective + empty
    is_told = leaves_days_empty(other, model.corridor)
    return other if is_worth_it and is_told and not is_spread(other) else plan


def _within_budget(model: TripModel, search: Search) -> Itinerary:
    """Return the plan; where exact fares come to more than the estimates, solve again with less to spend."""
    request, problem = model.request, model.problem
    may_cost_more = request.students or problem.hires  # than the solver knows
    is_limited = bool(may_cost_more) and any(most is not None for most in problem.money_limits)
    first: Solution | None = None
    for tries_left in reversed(range(BUDGET_TRIES)):
        is_last = not (is_limited and tries_left)
        try:
            part = search if is_last else search.part(TRY_SHARE)
            solution = in_order_of(problem, _solution(replace(model, problem=problem), part), model.earlier)
        except TooDearError:
            raise
        except NoSolution as error:
            if is_last or error.proven or search.deadline.is_over:
                raise NoSolution(proven=error.proven and first is None) from error
            continue
        if first is not None:
            solution = replace(solution, bound=first.bound, notes=(*solution.notes, Note(code=NOTE)))
        first = first or solution
        itinerary = _hired_where_it_pays(replace(model, problem=problem), solution, search)
        tighter = with_less(problem, request, itinerary.totals)
        if tighter is problem:
            return itinerary
        problem = tighter
    raise NoSolution(proven=False)


def _hired_where_it_pays(model: TripModel, solution: Solution, search: Search) -> Itinerary:
    """Return the itinerary; with a short day with a vehicle, dearer than the solver knew, where that is still best."""
    itinerary = assemble(model, solution, search.options, search.deadline.stop)
    hires = [day.hire for day in itinerary.days]  # with the eve, whose number is 0
    short = [day for day, hire in enumerate(hires) if hire and hire.km < hire.km_included]
    if model.request.mode != "mixed" or not short or search.deadline.is_over:
        return itinerary
    problem = not_hired_on(model.problem, short)
    try:
        other = _solution(replace(model, problem=problem), search.quiet())
    except NoSolution:
        return itinerary
    without = assemble(model, replace(other, bound=solution.bound), search.options, search.deadline.stop)
    return max(itinerary, without, key=lambda plan: plan.certificate.objective)


def _solution(model: TripModel, search: Search) -> Solution:
    """Return the solution, of a slow trip one whose sites are all near the beds."""
    problem = model.problem
    part = search if model.near is None else search.part(NEAR_SHARE)
    if model.request.cheapest:
        solution, saving = cheapest_of_the_best(problem, part)
        note = _cheapest_note(saving, model.fixed_cny)
        solution = replace(solution, notes=(*solution.notes, note))
    else:
        solution = with_free_days_last(problem, solve_within(problem, part), part)
    if model.near is None:
        return solution
    rest = search.quiet()
    return kept_near(
        problem, model.near, solution, lambda other: with_free_days_last(other, rest.solve(other), rest)
    )


def _cheapest_note(saving: Saving, fixed: int) -> Note:
    params = {
        "percent": round(100 * WORTH_SHARE),
        "worth": saving.enough,
        "cny": saving.cny + fixed,
        "least": saving.least + fixed,
    }
    if saving.least >= saving.cny:
        return Note(code="cheapest", params=params)
    return Note(code="cheapest-found" if params["least"] > 0 else "cheapest-open", params=params)


def _compared(
    slow: Itinerary, request: TripRequest, build: Callable[[TripRequest], TripModel], search: Search
) -> Itinerary:
    """Return a slow plan with its rank against the default one, where there is time and that has a plan."""
    if search.deadline.is_over:
        return slow
    try:
        default = build(request.model_copy(update={"slow": False}))
        return against_default(slow, _within_budget(default, search))
    except (NoSolution, NoPlanError, StoppedError):
        return slow


def model_of(request: TripRequest, atlas: Atlas, options: SolveOptions, stop: StopToken) -> TripModel:
    """Return the model of a request, as a plan of it is looked for."""
    return _builder(request, atlas, options, stop)[1](request)


__all__ = ["Change", "check_request", "model_of", "planned", "unchanged", "unchecked"]
