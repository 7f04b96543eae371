"""The routing engine: local search over plans, without a bound (docs/solver.md).

1. A beam search over towns drafts plans with different nights (`nights`); each is made to fit and improved.
2. OR-Tools' routing model plans the visits anew (`vehicles`): for the nights of each draft, then, round after round,
   for a few days of the plan at hand with blurred prizes and often another night.
3. Between its rounds the plan is shaken: a night changes, visits go, the rest settles under blurred prizes.

Whatever comes out is timed by the exact rules, repaired and improved (`improve`) before it counts.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import numpy as np

from planner.arrays import FloatArray
from planner.problem import Problem, Solution
from planner.solver.best import Report
from planner.solver.flat import flatten
from planner.solver.improve import Day, Improver, Plan, Rank
from planner.solver.limit import Clock
from planner.solver.nights import drafts
from planner.solver.outcome import NoSolution
from planner.solver.vehicles import Fleet, RoutingModel

ROUNDS = 200
PATIENCE = 15  # rounds without a better plan after which the search ends
SHAKES = 30  # a round
TOLERANCE = 0.01  # the plan at hand may be so much worse than the best one
CHANGE_NIGHT = 0.7  # how often a night changes
NEAR_TOWNS = 8
DAYS_AT_ONCE = 3  # that OR-Tools plans anew
MOST_DROPPED = 4  # visits of a day that a shake drops at most
ROUND_BLUR = 0.3  # prizes lie within this share of the true ones
SHAKE_BLUR = 0.6


@dataclass
class _Run:
    """One solve: the best plan, the plan at hand, and when to stop."""

    problem: Problem
    clock: Clock
    report: Report
    random: random.Random
    improver: Improver
    best: Plan = ()
    rank: Rank = (-(10**9), 0)
    plan: Plan = ()
    seen: set[Plan] = field(default_factory=set)

    def is_over(self) -> bool:
        """Tell whether time is up."""
        return self.clock.left <= 0

    def offer(self, days: list[Day]) -> bool:
        """Repair and improve a plan and tell whether it is better than the best so far."""
        plan = self.improver.repair(days)
        if plan is None or plan in self.seen:
            return False
        self.seen.add(plan)
        plan = self.improver.improve(plan)
        rank = self.improver.rank(plan)
        if rank >= (self.rank[0], self.rank[1] - TOLERANCE * abs(self.rank[1])):
            self.plan = plan
        if rank <= self.rank:
            return False
        self.best, self.rank = plan, rank
        if rank[0] == 0:
            self.report(rank[1], None)
        return True

    def stops(self) -> list[int]:
        """Return where the days of the plan at hand begin and end."""
        return [self.problem.start, *(tour.end for tour in self.plan)]

    def blur(self, share: float) -> FloatArray:
        """Return a random factor around 1 for each site."""
        return np.array([self.random.uniform(1 - share, 1 + share) for _ in range(self.problem.num_sites)])


def solve_routing(
    problem: Problem,
    clock: Clock,
    seed: int = 0,
    report: Report = lambda _objective, _bound: None,
    solution_limit: int | None = None,
) -> Solution:
    """Return a good choice of day tours, without a bound.

    The same problem and seed give the same plan as long as no limit of seconds cuts the search short.

    Parameters
    ----------
    problem
        What to solve.
    clock
        How long it may take, looked at between single solves of a tenth of a second or so; the search ends earlier when
        `PATIENCE` rounds brought nothing.
    seed
        For all that is random.
    report
        Called with the objective and no bound whenever the plan improves.
    solution_limit
        How many plans of OR-Tools to try at most.

    Raises
    ------
    NoSolution
        When no plan that keeps all limits was found, which proves nothing.
    """
    began = clock.now
    run = _Run(problem, clock, report, random.Random(seed), Improver(flatten(problem), clock))
    _search(run, _first_plans(run), ROUNDS if solution_limit is None else solution_limit)
    if run.rank[0] < 0:
        raise NoSolution(proven=False)
    return Solution(run.best, run.rank[1], None, "routing", clock.now - began)


def _first_plans(run: _Run) -> list[tuple[int, ...]]:
    """Offer the drafts and return where their days begin and end, each way once."""
    ways: dict[tuple[int, ...], None] = {}
    for draft in drafts(run.improver.flat, run.improver.worth(())):
        ways[draft.stops] = None
        if not run.best or not run.is_over():
            run.offer(list(draft.days))
    return list(ways)


def _search(run: _Run, ways: list[tuple[int, ...]], rounds: int) -> None:
    """Plan the visits anew, in turn for all days of a draft and for some days of the plan at hand, and shake it."""
    all_days, idle = range(run.problem.num_days), 0
    for number in range(rounds):
        before = run.rank
        if number % 2 == 0 and number // 2 < len(ways):
            run.offer(_routed(run, all_days, ways[number // 2], run.blur(0.0)))
        elif run.plan:
            run.offer(_some_days_again(run))
        for _ in range(SHAKES if run.plan else 0):
            if run.is_over():
                return
            _shake(run)
        idle = 0 if run.rank > before else idle + 1
        if run.is_over() or idle == PATIENCE:
            return


def _some_days_again(run: _Run) -> list[Day]:
    """Return the plan at hand with a few successive days planned anew, often with a night between them changed."""
    num_days, draw, stops = run.problem.num_days, run.random, run.stops()
    first = draw.randrange(max(1, num_days - DAYS_AT_ONCE + 1))
    days = range(first, min(num_days, first + DAYS_AT_ONCE))
    if len(days) > 1 and draw.random() < CHANGE_NIGHT:
        _change_night(run, stops, draw.choice(days[:-1]))
    again = _routed(run, days, tuple(stops[first : days.stop + 1]), run.blur(ROUND_BLUR))
    kept: list[Day] = [(tour.start, tour.sites, tour.end) for tour in run.plan]
    return [*kept[:first], *again, *kept[days.stop :]]


def _shake(run: _Run) -> None:
    """Drop visits of two successive days, change the night between them, and let the rest settle."""
    num_days, draw, stops = run.problem.num_days, run.random, run.stops()
    orders = [tour.sites for tour in run.plan]
    first = draw.randrange(max(1, num_days - 1))
    if num_days > 1 and draw.random() < CHANGE_NIGHT:
        _change_night(run, stops, first)
    for day in range(first, min(num_days, first + 2)):
        dropped = draw.randint(0, min(len(orders[day]), MOST_DROPPED))
        at = draw.randint(0, len(orders[day]) - dropped)
        orders[day] = orders[day][:at] + orders[day][at + dropped :]
    fitting = run.improver.repair(list(zip(stops[:-1], orders, stops[1:], strict=True)))
    if fitting is not None:
        settled = run.improver.blurred(run.blur(SHAKE_BLUR)).improve(fitting)
        run.offer([(tour.start, tour.sites, tour.end) for tour in settled])


def _change_night(run: _Run, stops: list[int], night: int) -> None:
    """Move a night (counted from 0) to a town near by, or to where the day before begins or the day after ends."""
    here, towns = stops[night + 1], run.problem.nights[night]
    minutes = run.improver.flat.moving[night]
    near = sorted(towns, key=lambda town: (int(minutes[here, town]), town))[1 : NEAR_TOWNS + 1]
    beside = [stop for stop in (stops[night], stops[night + 2]) if stop in towns]
    stops[night + 1] = run.random.choice([*near, *beside] or [here])


def _routed(run: _Run, days: range, stops: tuple[int, ...], factors: FloatArray) -> list[Day]:
    """Return days as OR-Tools plans them, without the sites that the plan at hand visits on other days."""
    problem, order = run.problem, list(range(run.problem.num_sites))
    run.random.shuffle(order)
    price = _money_price(run) * run.random.uniform(0, 2)
    worth = np.round(run.improver.worth(run.plan) * factors - price * problem.site_cost).astype(np.int64)
    if len(days) < problem.num_days:
        worth[[s for day, tour in enumerate(run.plan) if day not in days for s in tour.sites]] = 0
    fleet = Fleet(run.improver.flat, days, stops, worth, price)
    found = RoutingModel(fleet, np.array(order)).solve(run.clock) or [[] for _ in days]
    return [
        (start, tuple(sites), end) for start, sites, end in zip(stops[:-1], found, stops[1:], strict=True)
    ]


def _money_price(run: _Run) -> float:
    """Return what a CNY is about worth when there is a budget: what it buys on average."""
    if run.problem.budget is None:
        return 0.0
    return max(0, run.rank[1]) / max(1, run.problem.budget)
