"""When nothing fits: the smallest changes of the wish that would make it fit, each of them tried."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from planner.clock import format_clock
from planner.errors import PlannerError, Relaxation
from planner.planning.leftout import sites_that_fit
from planner.planning.model import Model
from planner.request import TripRequest
from planner.solver.engine import solve
from planner.solver.exact import NoSolution

SECONDS = 30.0  # for all tries together
SECONDS_A_TRY = 2.0
MAX_DAYS = 14
LATEST_END = 1320

Rebuild = Callable[[TripRequest], Model]


def relaxations(request: TripRequest, rebuild: Rebuild) -> tuple[Relaxation, ...]:
    """Return, for each limit of the request, its smallest change under which a plan exists."""
    deadline = time.monotonic() + SECONDS
    found: list[Relaxation] = []
    for ladder in (_days, _days_otherwise, _transit, _end_time, _budget, _beds, _cover, _musts):
        for change, relaxed in ladder(request):
            if time.monotonic() > deadline:
                return tuple(found)
            if _fits(relaxed, rebuild):
                found.append(change)
                if ladder not in (_cover, _musts):
                    break
    return tuple(found)


Steps = Iterator[tuple[Relaxation, TripRequest]]


def _days(request: TripRequest) -> Steps:
    for days in range(request.days + 1, MAX_DAYS + 1):
        change = Relaxation(f"take {days} days instead of {request.days}", f"--days {days}")
        yield change, request.model_copy(update={"days": days})


def _days_otherwise(request: TripRequest) -> Steps:
    """Travel by the other mode, in as many days or more."""
    mode, name = ("transit", "by train and bus") if request.mode == "car" else ("car", "by car")
    for days in range(request.days, MAX_DAYS + 1):
        change = Relaxation(f"travel {name}, in {days} days", f"--mode {mode} --days {days}")
        yield change, request.model_copy(update={"days": days, "mode": mode})


def _transit(request: TripRequest) -> Steps:
    for minutes in range(-(-(request.transit_cap + 1) // 60) * 60, 721, 60):
        change = Relaxation(f"travel up to {minutes // 60} hours a day", f"--max-transit {minutes}")
        yield change, request.model_copy(update={"max_transit": minutes})


def _end_time(request: TripRequest) -> Steps:
    for end in range(request.day_end + 60, LATEST_END + 1, 60):
        clock = format_clock(end)
        yield (
            Relaxation(f"let the days end at {clock}", f"--end-time {clock}"),
            request.model_copy(update={"end_time": end}),
        )


def _budget(request: TripRequest) -> Steps:
    if request.budget is not None:
        for factor in (1.1, 1.25, 1.5, 2, 3, 5):
            budget = -(-int(request.budget * factor) // 100) * 100
            change = Relaxation(f"spend up to CNY {budget}", f"--budget {budget}")
            yield change, request.model_copy(update={"budget": budget})


def _beds(request: TripRequest) -> Steps:
    cap = request.bed_changes_cap
    for changes in range(0 if cap is None else cap + 1, request.days - 1 if cap is not None else 0):
        change = Relaxation(f"change beds up to {changes} times", f"--max-bed-changes {changes}")
        yield change, request.model_copy(update={"max_bed_changes": changes})


def _cover(request: TripRequest) -> Steps:
    for rule in request.cover:
        rest = tuple(other for other in request.cover if other != rule)
        change = Relaxation(f"give up '{rule.name.en}' (at least {rule.at_least})", "drop this coverage rule")
        yield change, request.model_copy(update={"cover": rest})


def _musts(request: TripRequest) -> Steps:
    for site in request.must:
        rest = tuple(other for other in request.must if other != site)
        yield (
            Relaxation(f"leave out {site}", f"without --must {site}"),
            request.model_copy(update={"must": rest}),
        )


def _fits(request: TripRequest, rebuild: Rebuild) -> bool:
    try:
        problem = rebuild(request).problem
        if not any(sites_that_fit(problem)):
            return False
        problem = problem.demanded_only()
        solve(
            problem,
            request.engine,
            SECONDS_A_TRY,
            request.seed,
            lambda objective, _bound: objective is not None,
        )
    except (NoSolution, PlannerError):
        return False
    return True
