"""Column generation, dives and closing over one set of enumerated tours."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from planner.problem import Problem, objective_of
from planner.solver.best import Best
from planner.solver.master import Master, Relaxed, penalty
from planner.solver.multipliers import MINUS, Multipliers
from planner.solver.pricing import Column, Priced, Pricer

MAX_ROUNDS = 60
COLUMNS_A_DAY = 150
MASTER_COLUMNS = 6000
CLOSING_COLUMNS = 60_000
FEW_COLUMNS = 500


@dataclass
class Search:
    """A pool of tours out of those enumerated.

    ``unlisted`` bounds the plans with a tour that was not enumerated, apart from those that cannot beat the best.
    """

    best: Best
    pricer: Pricer
    unlisted: float
    own: list[Column] = field(default_factory=list)  # the best plan out of the enumerated tours
    own_value: int = 0

    def __post_init__(self) -> None:
        """Build the relaxation."""
        self.relaxation = Master(self.pricer, "GLOP")

    @property
    def problem(self) -> Problem:
        """The problem whose tours were enumerated."""
        return self.pricer.problem

    @property
    def pool(self) -> dict[Column, object]:
        """The tours of the relaxation."""
        return self.relaxation.x

    def add(self, columns: Iterable[Column]) -> None:
        """Add tours to the pool."""
        self.relaxation.add(columns)

    def decide_over(self, columns: list[Column]) -> None:
        """Settle a choice that all better plans are part of: the plan and the bound that the solver comes to."""
        # SCIP closes large choices soonest, but 10.0.0 hangs on some with a budget and a dozen tours.
        master = Master(self.pricer, "SAT" if len(columns) <= FEW_COLUMNS else "SCIP")
        master.add(columns)
        plan, bound = master.decide(self.best.clock, self.known())
        self.offer(plan)
        self.offer_bound(bound)

    def solve_over(self, columns: Iterable[Column], seconds: float = np.inf) -> bool:
        """Look for a better plan out of some tours; return whether the search was complete."""
        master = Master(self.pricer, "SAT")
        master.add(columns)
        plan, is_done = master.integral(self.best.clock, seconds, self.best.to_beat, self.known())
        self.offer(plan)
        return is_done

    def offer(self, columns: list[Column] | None) -> None:
        """Take a plan."""
        if columns is None:
            return
        self.add(columns)
        tours = tuple(self.pricer.tour(column) for column in columns)
        value = objective_of(self.problem, tours)
        if (not self.own or value > self.own_value) and not self.problem.broken_limits(tours):
            self.own, self.own_value = columns, value
            self.best.offer(tours)

    def offer_bound(self, bound: float) -> None:
        """Take a bound over the enumerated tours."""
        floor = MINUS if self.best.objective is None else self.best.objective
        self.best.offer_bound(max(bound, self.unlisted, floor))

    def known(self) -> list[Column]:
        """Return the columns of the best plan, or none when it is not among the enumerated tours."""
        return self.pricer.columns_of(self.best.tours) if self.best.tours else []


def generate(search: Search) -> Multipliers:
    """Solve the relaxation by column generation, and dive; return the multipliers."""
    multipliers = Multipliers.zero(search.problem)
    search.add(search.known())
    if not search.pool:
        dive(search, multipliers)
    priced = search.pricer.price(multipliers)
    if priced.bound < MINUS / 2:
        search.offer_bound(MINUS)  # no tours join the nights
        return multipliers
    _add_columns(search, priced, MINUS)
    relaxed = _converge(search)
    if relaxed is None:
        return multipliers
    if not search.best.is_over:
        dive(search, relaxed.multipliers)
        if not search.own:
            _integer_on_pool(search)
    return relaxed.multipliers


def _converge(search: Search) -> Relaxed | None:
    """Add tours until none improves the relaxation."""
    relaxed = None
    for _ in range(MAX_ROUNDS):
        relaxed = search.relaxation.relax(search.best.clock)
        if relaxed is None:
            return None
        priced = search.pricer.price(relaxed.multipliers)
        bound = priced.bound
        search.offer_bound(bound)
        if search.best.is_over:
            return relaxed
        if np.floor(bound + 1e-6) <= np.floor(relaxed.value + 1e-6) or not _add_columns(
            search, priced, relaxed.value
        ):
            return relaxed
    return relaxed


def _add_columns(search: Search, priced: Priced, above: float) -> int:
    """Add, for each day, the best tours through which a chain is worth more than the relaxation."""
    added = 0
    for day in range(search.problem.num_days):
        through = priced.const + priced.forward[day][:, None] + priced.best[day] + priced.backward[day]
        flat = np.argsort(-through, axis=None)[:COLUMNS_A_DAY]
        for origin, end in zip(*np.unravel_index(flat, through.shape), strict=True):
            if through[origin, end] <= max(above + 1e-6, MINUS / 2):
                break
            column = Column(day, int(origin), int(end), int(priced.argbest[day][origin, end]))
            if column not in search.pool:
                search.add([column])
                added += 1
    return added


def dive(search: Search, multipliers: Multipliers) -> None:
    """Build a plan: fix the most valuable tour of the best chain, forbid its sites, price again."""
    pricer, problem = search.pricer, search.problem
    fixed: dict[int, Column] = {}
    visited: set[int] = set()
    guide = multipliers
    if problem.must or problem.rules:
        guide = _pull_to_limits(problem, multipliers)
    while len(fixed) < problem.num_days:
        if search.best.objective is not None and search.best.is_over:
            return
        priced = pricer.price(guide, fixed, frozenset(visited))
        chain = pricer.best_chain(priced)
        if chain is None:
            return
        open_days = [column for column in chain if column.day not in fixed]
        seen: dict[int, int] = {}
        for column in open_days:
            for site in pricer.sites(column):
                seen[site] = seen.get(site, 0) + 1
        if all(count == 1 for count in seen.values()):
            fixed.update({column.day: column for column in open_days})
            break
        best = max(open_days, key=lambda c: (float(priced.best[c.day][c.origin, c.end]), -c.day))
        fixed[best.day] = best
        visited.update(pricer.sites(best))
    search.offer([fixed[day] for day in range(problem.num_days)])


def _pull_to_limits(problem: Problem, multipliers: Multipliers) -> Multipliers:
    """Return multipliers under which a visit that the request demands outweighs the rest."""
    site = multipliers.site.copy()
    site[list(problem.must)] -= penalty(problem)
    rule_min = multipliers.rule_min + np.array(
        [penalty(problem) / 10 * (r.at_least > 0) for r in problem.rules]
    )
    return Multipliers(site, rule_min, multipliers.rule_max, multipliers.money, multipliers.beds)


def _integer_on_pool(search: Search) -> None:
    """Look for a better plan among the tours generated so far."""
    seconds = min(search.best.clock.left / 3, 2.0)
    if seconds > 0.05:
        search.solve_over(search.pool, seconds)


def close_gap(search: Search) -> None:
    """Solve over the tours through which a better plan could lead; when those are all, the best plan is proven."""
    limit = MASTER_COLUMNS
    while not search.best.is_over:
        relaxed = _converge(search)
        if relaxed is None or relaxed.artificial > 1e-6 or search.best.is_over:
            return
        priced = search.pricer.price(relaxed.multipliers)
        columns, is_all = _worth_keeping(search, priced, limit)
        if is_all:
            search.decide_over(columns)
            return
        is_done = search.solve_over(columns)
        if not is_done or limit >= CLOSING_COLUMNS:
            return
        limit *= 3


def _worth_keeping(search: Search, priced: Priced, limit: int) -> tuple[list[Column], bool]:
    """Return the tours with the best chains through them, and whether these are all that can beat the plan."""
    parts = []
    for day in range(search.problem.num_days):
        through = priced.through(day)
        rows, ends = np.nonzero(through >= search.best.to_beat + 1 - 1e-6)
        parts.append((through[rows, ends], np.full(len(rows), day), rows, ends))
    value, days, rows, ends = (np.concatenate([part[k] for part in parts]) for k in range(4))
    chosen = np.argsort(-value, kind="stable")[:limit]
    columns = {
        Column(int(d), int(search.pricer.days[d].tours.origin_row[r]), int(e), int(r)): None
        for d, r, e in zip(days[chosen], rows[chosen], ends[chosen], strict=True)
    }
    return list({**columns, **dict.fromkeys(search.known())}), len(value) <= limit
