"""The bound of a trip, lowered step by step until it meets the best plan.

1. Column generation: the relaxation over tours that the search has met and the Lagrangian's best chains gives prices,
   each of them a bound.
2. Targets: the tours through which a chain can be worth a target are listed; when no chain of them without repeated
   critical sites is worth it, no plan is. Prices move against what the best chain visits too often or not at all
   (subgradients with Polyak's step), sites that it repeats become critical. The next target is lower, as far as the
   list may grow.
3. What limits of the trip leave open at the last target is settled by an integer program over the list.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field
from math import log

import numpy as np

from planner.arrays import FloatArray
from planner.problem import Node, Site, Tour
from planner.solver.best import Best
from planner.solver.bound.chains import MAX_CRITICAL, Chain, Chains
from planner.solver.bound.lagrangian import Evaluation, Lagrangian
from planner.solver.bound.master import MINUS, TOLERANCE, Master
from planner.solver.bound.rows import Column
from planner.solver.bound.states import TooManyError
from planner.solver.day.tables import NEVER
from planner.solver.day.timing import time_visits

ROUNDS = 40  # of column generation
CLOSE = 0.0015  # relaxation and Lagrangian are as near as that: enough
ENOUGH = 0.3  # the same as a share of what is open between bound and plan, where targets come to their end:
A_WEEK = 7  # days
FAR = 0.05
SMOOTH = 0.5  # share of the best prices so far in those that are tried
FIRST_TARGET = 0.12  # of the way from the bound to the plan
GROWTH = ((1_000, 20.0), (10_000, 8.0), (10**12, 3.0))  # by how much the list may grow, by how long it is
ENOUGH_CRITICAL = 5  # critical sites from which a chain is nearly a plan
STATES, MOST_STATES = 300_000, 4_000_000
SHORTEST = 0.02  # step of prices
PATIENCE = 3
JOIN_SECONDS = 1.0  # for a first plan of the columns of a step
MOST_SETTLED = 20_000  # columns of an integer program
FEW_COLUMNS = 500


@dataclass(eq=False)
class Proof:
    """One attempt to bound all plans of a problem, in steps between which the search may exchange with it."""

    best: Best
    lagrangian: Lagrangian
    tours_met: Callable[[], list[Column]]  # by the search since the last call
    polish: Callable[[Sequence[Column]], None]  # make a plan of a chain
    columns: list[Column] = field(
        default_factory=list
    )  # known from a problem of the same days; then all found
    price: FloatArray | None = None  # of that problem
    center: Evaluation | None = None
    critical: list[Site] = field(default_factory=list)
    room: int = STATES

    @property
    def bound(self) -> float:
        """The lowest bound so far."""
        return self.best.bound

    def steps(self) -> Iterator[None]:
        """Lower the bound until it meets the plan; each turn of the iterator is a step.

        Raises
        ------
        OutOfTimeError
            When time ran out.
        """
        yield from self.generate()
        if self.center is not None and not self.best.is_over and self.center.chain:
            yield from self._lower(self.center)

    def generate(self) -> Iterator[None]:
        """Generate columns: lower the bound as far as prices alone do."""
        rows = self.lagrangian.rows
        master = Master(rows)
        price, is_stuck = np.zeros(rows.num) if self.price is None else self.price, False
        master.add(self.columns)
        for number in range(ROUNDS):
            master.add(self.tours_met())
            relaxed = master.relax(self.best.clock) if master.x else None
            if relaxed is not None and (number or self.price is None):
                price = relaxed.price
            elif number:
                break
            if self.center is not None and not is_stuck:
                price = SMOOTH * self.center.price + (1 - SMOOTH) * price
            evaluation = self.lagrangian.evaluate(price)
            if self.center is None or evaluation.bound < self.center.bound:
                self.center = evaluation
            self.best.offer_bound(evaluation.bound)
            self.offer(evaluation.chain)
            if evaluation.chain:
                self.polish(evaluation.chain)
            priced = master.price_returns(evaluation.chain)
            added = master.add(evaluation.columns) + priced
            self.columns = [column for column, _ in master.x]
            lacks = relaxed is not None and relaxed.artificial > TOLERANCE
            if relaxed is not None and not lacks and self.best.objective is None:
                self._join()
            value = MINUS if relaxed is None or lacks else relaxed.value
            yield
            is_far = self.bound - value > FAR * abs(self.bound)
            if self.best.is_over or (self.bound - value < self._small() and not priced):
                break
            if not added and number and (is_stuck or not is_far) and not (lacks and master.raise_penalty()):
                break
            is_stuck = not added  # then the prices of the relaxation as they are may bring new tours

    def _small(self) -> float:
        """Return by how much prices may still lower the bound when targets do better."""
        small = CLOSE * abs(self.bound)
        if self.best.objective is None or self.best.problem.num_days > A_WEEK:
            return small
        return max(small, ENOUGH * (self.bound - self.best.objective))

    def _join(self) -> None:
        """Look for a first plan among the columns, in whole numbers: the search may find none that keeps all limits."""
        master = Master(self.lagrangian.rows, "SAT")
        master.add(self.columns)
        plan, _ = master.decide(self.best.clock, JOIN_SECONDS)
        self.offer(plan or [])

    def offer(self, chain: list[Column]) -> None:
        """Take a chain for a plan, if it is one; its days are timed again, since labels of a bound may be merged."""
        sites = [site for column in chain for site in column.sites]
        if not chain or len(sites) > len(set(sites)):
            return
        tours = []
        for column, grids in zip(chain, self.lagrangian.grids, strict=True):
            way = column.start, column.sites, column.end
            day = grids[column.hire].day
            timed = time_visits(day, *way, most_cny=column.cny if day.with_money else NEVER)
            if timed is None:
                return
            tours.append(Tour(*way, *timed, column.hire))
        self.best.offer(tuple(tours))

    def _lower(self, center: Evaluation) -> Iterator[None]:
        """Prove one target after the other."""
        best, rows = self.best, self.lagrangian.rows
        self.critical = [Site(Node(site)) for site in rows.problem.must[:MAX_CRITICAL]]
        price, first = center.price, self.bound
        target = max(best.to_beat + 1, first - FIRST_TARGET * (first - best.to_beat))
        seen: list[tuple[float, int]] = []
        failed = 0
        listed_from, chains = np.inf, None
        while not best.is_over:
            target = max(target, best.to_beat + 1)
            if target < listed_from or chains is None:
                listed, unlisted = self.lagrangian.list(center, target - TOLERANCE)
                yield
                target = listed_from = max(target, unlisted)
                chains = Chains(self.lagrangian, listed)
            number = sum(len(day.head) for day in chains.listed)
            seen.append((first - target, number))
            is_proven, price = yield from self._prove(chains, price, target - TOLERANCE)
            if is_proven:
                target = max(target, best.to_beat + 1)
                best.offer_bound(max(target - TOLERANCE, best.to_beat))
                failed = 0
            else:
                failed += 1
                self.room = min(MOST_STATES, 3 * self.room)
                if target <= best.to_beat + 1 and failed >= (
                    1 if rows.passes.first_row > rows.problem.num_sites else 3
                ):
                    self._settle(chains, price)
                    yield
            if best.is_over:
                return
            if is_proven or failed > PATIENCE:  # prices that show it may not exist, but lists can grow
                target, failed = self._next_target(target, seen), 0

    def _next_target(self, target: float, seen: list[tuple[float, int]]) -> float:
        """Return a target as much lower as the list may grow."""
        slope = log(30) / max(seen[-1][0], TOLERANCE)
        if len(seen) > 1:
            rise = log((seen[-1][1] + 1) / (seen[-2][1] + 1))
            slope = max(1e-4, rise / max(seen[-1][0] - seen[-2][0], TOLERANCE))
        number = seen[-1][1] + 1
        growth = next(factor for most, factor in GROWTH if number < most)
        last = self.best.to_beat + 1
        lower = target - log(growth) / slope
        if lower - last < log(2) / slope:  # nearly there
            lower = last
        return min(max(last, lower), self.bound)

    def _prove(
        self, chains: Chains, price: FloatArray, target: float
    ) -> Generator[None, None, tuple[bool, FloatArray]]:
        """Return whether no chain is worth the target, and the prices that show it, or come nearest."""
        rows = self.lagrangian.rows
        lowest, kept, reference, length, waited, pause = np.inf, price, price, 0.5, 0, 0
        value = np.inf
        while length > SHORTEST and not self.best.is_over:
            target = max(target, self.best.to_beat + 1 - TOLERANCE)
            try:
                chain = chains.best(price, self.critical, target, self.room)
            except TooManyError:
                if len(self.critical) < 4:
                    return False, kept
                self.critical, pause, value, waited = self.critical[:-3], 6, np.inf, 0
                continue
            if chain is None:
                return True, price
            if chain.value < lowest:
                lowest, kept = chain.value, price
                self.best.offer_bound(max(chain.value, target))
            self.offer(list(chain.columns))
            if len(self.critical) >= ENOUGH_CRITICAL:
                self.polish(chain.columns)
            yield
            if chain.value < value - 0.02 * (value - target) or value == np.inf:
                value, reference, waited = chain.value, price, 0
            else:
                waited += 1
            if waited >= PATIENCE:
                length, waited, price = length / 2, 0, reference
            spare = rows.limit - rows.used(chain.columns, price)
            spare[(price <= 0) & (spare > 0) & ~rows.is_equal] = 0
            step = length * (chain.value - target + 1) / max(float(spare @ spare), 1.0)
            lowest_price = np.where(rows.is_equal, -np.inf, 0.0)
            price = np.clip(price - step * spare, lowest_price, rows.highest)
            pause -= 1
            more = None if pause > 0 else self._repeated(chain)
            if more is not None:
                self.critical, value, waited = [*self.critical, more], np.inf, 0
        return False, kept

    def _repeated(self, chain: Chain) -> Site | None:
        """Return the site worth most of those that a chain repeats and that are not critical yet."""
        visits = Counter(site for column in chain.columns for site in column.sites)
        prize = self.lagrangian.problem.prize
        again = [site for site, times in visits.items() if times > 1 and site not in self.critical]
        if not again or len(self.critical) >= MAX_CRITICAL:
            return None
        return max(again, key=lambda site: (int(prize[site]) * visits[site], -site))

    def _settle(self, chains: Chains, price: FloatArray) -> None:
        """Decide in whole numbers over the tours through which a better plan could lead, if they are not too many."""
        columns = chains.columns_above(price, self.best.to_beat + 1 - TOLERANCE)
        if len(columns) > MOST_SETTLED:
            return
        # SCIP closes large choices soonest, but 10.0.0 hangs on some with a budget and a dozen tours.
        master = Master(self.lagrangian.rows, "SAT" if len(columns) <= FEW_COLUMNS else "SCIP")
        master.add(columns)
        plan, bound = master.decide(self.best.clock, np.inf)
        if plan is not None:
            self.offer(plan)
        self.best.offer_bound(max(bound, self.best.to_beat))
