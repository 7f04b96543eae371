"""From a request to a checked itinerary: the way through the floors."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from planner.corridor import Corridor
from planner.errors import NoPlanError, RequestError
from planner.itinerary import Itinerary
from planner.planning.assemble import assemble
from planner.planning.demands import check_request
from planner.planning.model import Model, build_model
from planner.planning.relax import relaxations
from planner.planning.slow import against_default, settled, with_single_nights_told
from planner.planning.ways import WayFinder
from planner.problem import Problem, Solution
from planner.request import TripRequest
from planner.solver import Limit, NoSolution, TooDenseError, solve
from planner.texts import Message

Progress = Callable[[int | None, int | None], bool]

BUDGET_TRIES = 4
SETTLE_SECONDS = 2.0  # for each other choice of nights on a slow trip
COMPARE_SECONDS = 3.0  # for the plan that a slow one is compared with


def _go_on(_objective: int | None, _bound: int | None) -> bool:
    return False


def plan(
    request: TripRequest,
    corridor: Corridor | None = None,
    *,
    progress: Progress = _go_on,
    cache_dir: Path | None = None,
    use_cache: bool = True,
) -> Itinerary:
    """Return the best itinerary for a request.

    Parameters
    ----------
    request
        The wish, with exact ids.
    corridor
        The data; the shipped corridor when not given.
    progress
        Called with (objective, bound) whenever one of them improves, and now and then; return True to stop.
    cache_dir
        Where timetables are kept between runs; the user's cache folder when not given.
    use_cache
        Whether to keep them at all.

    Raises
    ------
    RequestError
        When the wish names something unknown or contradicts itself.
    NoPlanError
        When nothing fits; carries changes of the wish that would.
    """
    if corridor is None:
        from planner.loading import load_corridor

        corridor = load_corridor()
    check_request(request, corridor)
    finder = WayFinder(corridor, cache_dir, use_cache)

    def build(wish: TripRequest) -> Model:
        return build_model(corridor, wish, finder.ways(wish))

    try:
        model = build(request)
        itinerary = _within_budget(model, progress)
        if itinerary.totals.visits:
            return _compared(itinerary, request, build) if request.slow else itinerary
        why = Message("request.no-visit")
    except NoSolution as error:
        why = Message("request.nothing-fits" if error.proven else "request.none-found")
    except NoPlanError as error:
        why = error.reason
    raise NoPlanError(why, relaxations(request, corridor, build, lambda: progress(None, None)))


def _within_budget(model: Model, progress: Progress) -> Itinerary:
    """Return the plan; where exact fares come to more than the estimates, solve again with less to spend."""
    request, problem = model.request, model.problem
    for _ in range(BUDGET_TRIES):
        solution = _solve(problem, request, request.time_limit, progress)
        if request.slow:
            solution = _settled(problem, request, solution, progress)
        itinerary = assemble(replace(model, problem=problem), solution)
        excess = 0 if request.budget is None else itinerary.totals.cost_cny - request.budget
        if excess <= 0:
            return itinerary
        problem = replace(problem, budget=(problem.budget or 0) - excess)
    raise NoSolution(proven=False)


def _solve(problem: Problem, request: TripRequest, seconds: float, progress: Progress) -> Solution:
    """Solve with the engine asked for; the listener hears of everything, and may ask to stop."""
    heard: tuple[int | None, int | None] = (None, None)

    def report(objective: int | None, bound: int | None) -> None:
        nonlocal heard
        heard = (objective, bound)
        progress(*heard)

    limit = Limit(seconds=seconds)
    try:
        return solve(
            problem,
            request.engine,
            limit=limit,
            seed=request.seed,
            report=report,
            stop=lambda: progress(*heard),
        )
    except TooDenseError as error:
        most = {"sites": error.most_sites, "visits": error.most_visits}
        raise RequestError(
            Message("request.too-dense", most), field="engine", value=request.engine
        ) from error


def _settled(problem: Problem, request: TripRequest, solution: Solution, progress: Progress) -> Solution:
    """Return a slow plan with two nights in each town, where that can be."""
    seconds = min(SETTLE_SECONDS, request.time_limit)

    def solve_again(fixed: Problem) -> Solution:
        return _solve(fixed, request, seconds, lambda *_: progress(None, None))

    return settled(problem, solution, solve_again)


def _compared(slow: Itinerary, request: TripRequest, build: Callable[[TripRequest], Model]) -> Itinerary:
    """Return a slow plan with its rank against the default one, where that has a plan, and its single nights."""
    slow = with_single_nights_told(slow)
    default = request.model_copy(
        update={"slow": False, "time_limit": min(request.time_limit, COMPARE_SECONDS)}
    )
    try:
        return against_default(slow, _within_budget(build(default), _go_on))
    except (NoSolution, NoPlanError):
        return slow


__all__ = ["Progress", "check_request", "plan"]
