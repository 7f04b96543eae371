"""The routing engine: a vehicle a day, nights chosen by a beam search (docs/solver.md).

1. A beam search over towns drafts plans with different nights (`nights`); each is made to fit and improved.
2. Rounds: OR-Tools' routing model plans the visits for the nights of a draft, later for those of the best plan with a
   night changed and prizes blurred (`vehicles`).
3. Each of its plans is timed by the exact rules, repaired and improved (`improve`) before it counts.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field

import numpy as np

from planner.problem import Problem, Solution
from planner.solver.exact import NoSolution
from planner.solver.flat import flatten
from planner.solver.improve import Day, Improver, Plan, Rank
from planner.solver.nights import drafts
from planner.solver.search import Progress
from planner.solver.vehicles import Fleet, RoutingModel

NOTE = "local search gives no bound"
ROUNDS = 400
PATIENCE = 1000  # rounds without a better plan after which the search ends
BLUR = 0.3  # prizes of a round lie within this share of the true ones
CHANGE_NIGHT = 0.7  # how often a round changes a night
NEAR_TOWNS = 8
DAYS_AT_ONCE = 3
SHAKES = 10
SBLUR = 0.6
MAXDROP = 4
DEV = 0.01
ILS = 0


@dataclass
class _Run:
    """One solve: the best plan so far, and when to stop."""

    problem: Problem
    deadline: float
    progress: Progress
    random: random.Random
    improver: Improver
    plan: Plan | None = None
    current: Plan | None = None
    rank: Rank = (-(10**9), 0)
    is_stopped: bool = False
    seen: set[Plan] = field(default_factory=set)

    def is_over(self) -> bool:
        """Tell whether time is up or the listener has asked to stop."""
        return self.is_stopped or time.monotonic() >= self.deadline

    def offer(self, days: list[Day]) -> bool:
        """Repair and improve a plan and tell whether it is better than the best so far."""
        plan = self.improver.repair(days)
        if plan is None or plan in self.seen:
            return False
        self.seen.add(plan)
        plan = self.improver.improve(plan, self.is_over)
        rank = self.improver.rank(plan)
        if rank[0] == self.rank[0] and rank[1] >= self.rank[1] * (1 - DEV):
            self.current = plan
        if rank <= self.rank:
            return False
        self.plan = self.current = plan
        self.rank = rank
        if rank[0] == 0 and self.progress(rank[1], None):
            self.is_stopped = True
        return True


def solve_routing(
    problem: Problem,
    seconds: float,
    seed: int = 0,
    progress: Progress = lambda _objective, _bound: False,
    solution_limit: int | None = None,
) -> Solution:
    """Return a good choice of day tours, without a bound.

    The same problem and seed give the same plan as long as the time limit does not cut the search short.

    Parameters
    ----------
    problem
        What to solve.
    seconds
        Time limit, looked at between rounds of about a tenth of a second; the search ends earlier when
        `PATIENCE` rounds brought nothing.
    seed
        Blurs prizes and changes nights.
    progress
        Called with the objective and no bound whenever the plan improves; returns whether to stop.
    solution_limit
        How many rounds to search at most.

    Raises
    ------
    NoSolution
        When no plan that keeps all limits was found, which proves nothing.
    """
    began = time.monotonic()
    run = _Run(problem, began + seconds, progress, random.Random(seed), Improver(flatten(problem)))
    nights = _first_plans(run)
    _search(run, nights, ROUNDS if solution_limit is None else solution_limit)
    if run.plan is None or run.rank[0] < 0:
        raise NoSolution(proven=False)
    return Solution(run.plan, run.rank[1], None, "routing", time.monotonic() - began, NOTE)


def _first_plans(run: _Run) -> list[tuple[int, ...]]:
    """Offer the drafts and return their nights, each once."""
    nights: dict[tuple[int, ...], None] = {}
    for draft in drafts(run.improver.flat, run.improver.worth(())):
        nights[draft.nights] = None
        if run.plan is None or not run.is_over():
            run.offer([(tour.start, tour.sites, tour.end) for tour in draft.tours])
    return list(nights)


def _search(run: _Run, drafted: list[tuple[int, ...]], rounds: int) -> None:
    """Plan the visits anew, first for the nights drafted, then for some days of the best plan."""
    problem, idle = run.problem, 0
    for nights in drafted[:rounds]:
        if run.is_over():
            return
        stops = (problem.start, *nights, problem.end)
        run.offer(_routed(run, range(problem.num_days), stops, blur=0.0))
    for _ in range(rounds - len(drafted)):
        if run.current is None or run.is_over() or idle == PATIENCE:
            return
        better = run.offer(_some_days_again(run))
        for _ in range(SHAKES):
            better |= _shake(run)
        idle = 0 if better else idle + 1


def _shake(run: _Run) -> bool:
    """Change a part of the current plan at random, let it settle under blurred prizes, then under the true ones."""
    plan, draw, num_days = run.current or (), run.random, run.problem.num_days
    stops = [run.problem.start, *(tour.end for tour in plan)]
    orders = [tour.sites for tour in plan]
    first = draw.randrange(max(1, num_days - 1))
    if num_days > 1 and draw.random() < CHANGE_NIGHT:
        stops[first + 1] = _other_town(run, first, stops)
    for day in range(first, min(num_days, first + 2)):
        length = draw.randint(0, min(len(orders[day]), MAXDROP))
        at = draw.randint(0, len(orders[day]) - length)
        orders[day] = orders[day][:at] + orders[day][at + length :]
    repaired = run.improver.repair(list(zip(stops[:-1], orders, stops[1:], strict=True)))
    if repaired is None:
        return False
    factors = np.array([draw.uniform(1 - SBLUR, 1 + SBLUR) for _ in range(run.problem.num_sites)])
    settled = run.improver.blurred(factors).improve(repaired, run.is_over)
    return run.offer([(tour.start, tour.sites, tour.end) for tour in settled])


def _some_days_again(run: _Run) -> list[Day]:
    """Return the best plan with a few successive days planned anew, often with a night between them changed."""
    plan, draw, num_days = run.current or (), run.random, run.problem.num_days
    first = draw.randrange(max(1, num_days - DAYS_AT_ONCE + 1))
    days = range(first, min(num_days, first + DAYS_AT_ONCE))
    stops = [run.problem.start, *(tour.end for tour in plan)]
    if len(days) > 1 and draw.random() < CHANGE_NIGHT:
        night = draw.choice(days[:-1])
        stops[night + 1] = _other_town(run, night, stops)
    again = _routed(run, days, tuple(stops[first : days.stop + 1]), BLUR)
    kept: list[Day] = [(tour.start, tour.sites, tour.end) for tour in plan]
    return [*kept[:first], *again, *kept[days.stop :]]


def _other_town(run: _Run, night: int, stops: list[int]) -> int:
    """Return a town near that of a night (counted from 0), or one where a night beside it is."""
    here, towns = stops[night + 1], run.problem.nights[night]
    minutes = run.improver.flat.moving[night]
    near = sorted(towns, key=lambda town: (int(minutes[here, town]), town))[1 : NEAR_TOWNS + 1]
    beside = [stop for stop in (stops[night], stops[night + 2]) if stop in towns]
    return run.random.choice([*near, *beside] or [here])


def _routed(run: _Run, days: range, stops: tuple[int, ...], blur: float) -> list[Day]:
    """Return days as OR-Tools plans them, without the sites that the best plan visits on other days."""
    problem, draw = run.problem, run.random
    order = list(range(problem.num_sites))
    draw.shuffle(order)
    factors = np.array([draw.uniform(1 - blur, 1 + blur) for _ in order])
    price = _money_price(run) * draw.uniform(0, 2)
    worth = np.round(run.improver.worth(run.current or ()) * factors - price * problem.site_cost)
    if len(days) < problem.num_days:
        worth[[s for day, tour in enumerate(run.current or ()) if day not in days for s in tour.sites]] = 0
    fleet = Fleet(run.improver.flat, days, stops, worth.astype(np.int64), price)
    found = (RoutingModel(fleet, np.array(order)).ruin_and_recreate(ILS,float(run.problem.prize.mean())/5) if ILS else RoutingModel(fleet, np.array(order)).descend()) or [[] for _ in days]
    return [(start, tuple(sites), end) for start, sites, end in zip(stops[:-1], found, stops[1:], strict=True)]


def _money_price(run: _Run) -> float:
    """Return what a CNY is about worth when there is a budget: what it buys on average."""
    if run.problem.budget is None:
        return 0.0
    return max(0, run.rank[1]) / max(1, run.problem.budget)
