"""Lowering the bound over the listed tours: multipliers by subgradients, and critical sites where chains repeat one.

The best chain under some multipliers bounds every plan. Where it visits a site twice, the site's multiplier goes up;
where it does not visit one, down (Polyak's step towards the best plan known); a site it repeats also becomes critical.
Chains without repeats are plans, and often better ones than were known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from planner.arrays import FloatArray
from planner.problem import Problem, Tour
from planner.solver.best import Best
from planner.solver.chains import MAX_CRITICAL, TooManyError, best_chain
from planner.solver.improve import Improver
from planner.solver.multipliers import GRAIN, MINUS, Multipliers
from planner.solver.search import Search

ROOM = 150_000
BACK = 3  # sites that are critical no longer when there are too many states
REPAIR_SHARE = 0.4  # of the time, for making plans of chains
FIRST_STEP = 0.5  # of Polyak's length
PATIENCE = 3  # steps without progress before they get shorter
PROGRESS = 0.02  # of the gap
SHORTEST_STEP = 0.02
PAUSE = 5  # steps before another site is made critical after there were too many states


class _Descent:
    """Steps from one set of multipliers to a better one."""

    def __init__(self, problem: Problem, multipliers: Multipliers) -> None:
        self.problem = problem
        self.now = self.best = multipliers
        self.value, self.length, self.waited = np.inf, FIRST_STEP, 0
        self.is_free = np.isin(
            np.arange(problem.num_sites), problem.must
        )  # a must may be worth more than its prize

    def restart(self) -> None:
        """Forget the value reached: the bound is another one now."""
        self.value, self.waited = np.inf, 0

    def step(self, value: float, goal: float, visits: Mapping[int, int]) -> None:
        """Go on from the value of a chain that visits sites so many times."""
        if value < self.value - PROGRESS * (self.value - goal) or np.isinf(self.value):
            self.value, self.best, self.waited = value, self.now, 0
        else:
            self.waited += 1
        if self.waited >= PATIENCE:
            self.length, self.waited, self.now = self.length / 2, 0, self.best
        site, low, high = self._slopes(visits)
        steepness = float((site**2).sum() + (low**2).sum() + (high**2).sum())
        if steepness:
            self._move(self.length * (value - goal) / steepness, site, low, high)

    def _slopes(self, visits: Mapping[int, int]) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return how the bound grows with each multiplier; nothing where it cannot go down."""
        site = np.ones(self.problem.num_sites)
        for visited, times in visits.items():
            site[visited] -= times
        rules = self.problem.rules
        count = np.array([sum(visits.get(s, 0) for s in rule.sites) for rule in rules], dtype=np.float64)
        low = count - np.array([rule.at_least for rule in rules], dtype=np.float64)
        most = [np.inf if rule.at_most is None else rule.at_most for rule in rules]
        high = np.array(most, dtype=np.float64) - count
        high[np.isinf(high)] = 0.0
        site[(self.now.site <= 0) & (site > 0) & ~self.is_free] = 0.0
        low[(self.now.rule_min <= 0) & (low > 0)] = 0.0
        high[(self.now.rule_max <= 0) & (high > 0)] = 0.0
        return site, low, high

    def _move(self, step: float, site: FloatArray, low: FloatArray, high: FloatArray) -> None:
        moved = self.now.site - step * site
        self.now = replace(
            self.now,
            site=_whole(np.where(self.is_free, moved, np.maximum(0.0, moved))),
            rule_min=_whole(np.maximum(0.0, self.now.rule_min - step * low)),
            rule_max=_whole(np.maximum(0.0, self.now.rule_max - step * high)),
        )


def _whole(values: FloatArray) -> FloatArray:
    return np.asarray(np.round(values * GRAIN) / GRAIN)


def tighten(search: Search, multipliers: Multipliers, improver: Improver, seconds: float = np.inf) -> None:
    """Lower the bound until no better plan is left among the listed tours, or for so many seconds.

    Bounds and plans are offered as they are found.
    """
    best, pricer = search.best, search.pricer
    clock = best.clock
    began, repairing = clock.now, 0.0
    descent, critical, pause = _Descent(search.problem, multipliers), list[int](), 0
    while not best.is_over and descent.length > SHORTEST_STEP and (spent := clock.now - began) < seconds:
        above = best.to_beat + 1 - 1e-6
        try:
            chain = best_chain(pricer, pricer.price(descent.now), critical, above, ROOM, clock)
        except TooManyError:
            if not critical:
                return
            critical, pause = critical[:-BACK], PAUSE
            descent.restart()
            continue
        if chain is None:
            search.offer_bound(MINUS)
            return
        search.offer_bound(chain.value)
        tours = [pricer.tour(column) for column in chain.columns]
        if repairing <= REPAIR_SHARE * spent:
            before = clock.now
            _offer(best, tours, improver)
            repairing += clock.now - before
        visits = Counter(site for tour in tours for site in tour.sites)
        pause -= 1
        descent.step(chain.value, above - 1, visits)
        repeated = [site for site, times in visits.items() if times > 1 and site not in critical]
        if repeated and pause <= 0 and len(critical) < MAX_CRITICAL:
            critical.append(
                max(repeated, key=lambda site: (int(search.problem.prize[site]) * visits[site], -site))
            )
            descent.restart()


def _offer(best: Best, tours: list[Tour], improver: Improver) -> None:
    """Make a plan of a chain: each site where it is visited first, and what then fits into the days."""
    seen: set[int] = set()
    days = []
    for tour in tours:
        days.append((tour.start, tuple(site for site in tour.sites if site not in seen), tour.end))
        seen.update(tour.sites)
    plan = improver.repair(days)
    if plan is not None:
        best.offer(improver.improve(plan))
