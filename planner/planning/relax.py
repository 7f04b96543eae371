"""When nothing fits: the smallest changes of the wish that would make it fit, each of them tried."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from planner.clock import format_clock
from planner.corridor import Corridor, CoverRule
from planner.errors import PlannerError, Relaxation
from planner.planning.leftout import sites_that_fit
from planner.planning.model import Model
from planner.request import TripRequest
from planner.solver import Limit, NoSolution, TooDenseError, solve

SECONDS = 30.0  # for all tries together
SECONDS_A_TRY = 2.0
MAX_DAYS = 14
LATEST_END = 1320

Rebuild = Callable[[TripRequest], Model]


def relaxations(request: TripRequest, corridor: Corridor, rebuild: Rebuild) -> tuple[Relaxation, ...]:
    """Return, for each limit of the request, its smallest change under which a plan exists."""
    deadline = time.monotonic() + SECONDS
    found: list[Relaxation] = []
    for ladder in _ladders(request, corridor):
        for change, relaxed in ladder:
            if time.monotonic() > deadline:
                return tuple(found)
            if _fits(relaxed, rebuild):
                found.append(change)
                break
    return tuple(found)


Steps = Iterator[tuple[Relaxation, TripRequest]]


def _ladders(request: TripRequest, corridor: Corridor) -> Iterator[Steps]:
    """Yield for each limit its changes, the smallest first."""
    for ladder in (_days, _days_otherwise, _transit, _end_time, _outside, _budget, _beds):
        yield ladder(request)
    yield from (_cover(request, rule) for rule in request.cover)
    yield _theme_rules(request, corridor)
    yield from (_must(request, site) for site in request.must)


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


def _outside(request: TripRequest) -> Steps:
    if request.has_area and not request.outside_weight:
        change = Relaxation("let sites outside the area count half", "--outside 0.5")
        yield change, request.model_copy(update={"outside_weight": 0.5})


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


def _cover(request: TripRequest, rule: CoverRule) -> Steps:
    """Ask for fewer of a set, at last for none."""
    place = request.cover.index(rule)
    before, after = request.cover[:place], request.cover[place + 1 :]
    for least in range(rule.at_least - 1, 0, -1):
        change = Relaxation(
            f"at least {least} of '{rule.name.en}' instead of {rule.at_least}", "ask for fewer"
        )
        fewer = rule.model_copy(update={"at_least": least})
        yield change, request.model_copy(update={"cover": (*before, fewer, *after)})
    change = Relaxation(f"give up '{rule.name.en}' ({rule.asks})", "drop this coverage rule")
    yield change, request.model_copy(update={"cover": (*before, *after)})


def _theme_rules(request: TripRequest, corridor: Corridor) -> Steps:
    if not request.theme_rules:
        return
    rules = [rule for theme in request.themes for rule in corridor.theme_by_id[theme].cover]
    if rules:
        names = ", ".join(f"'{rule.name.en}' ({rule.asks})" for rule in rules)
        change = Relaxation(f"give up what the themes ask for: {names}", "--no-theme-rules")
        yield change, request.model_copy(update={"theme_rules": False})


def _must(request: TripRequest, site: str) -> Steps:
    rest = tuple(other for other in request.must if other != site)
    change = Relaxation(f"leave out {site}", f"without --must {site}")
    yield change, request.model_copy(update={"must": rest})


def _fits(request: TripRequest, rebuild: Rebuild) -> bool:
    try:
        problem = rebuild(request).problem
        if not any(sites_that_fit(problem)):
            return False
        problem = problem.demanded_only()
        found: list[int] = []
        solve(
            problem,
            request.engine,
            limit=Limit(seconds=SECONDS_A_TRY),
            seed=request.seed,
            report=lambda objective, _bound: found.extend([] if objective is None else [objective]),
            stop=lambda: bool(found),  # any plan will do
        )
    except (NoSolution, TooDenseError, PlannerError):
        return False
    return True
