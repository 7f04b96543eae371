"""Better plans by solving a few days in a row again, the others left as they are."""

from __future__ import annotations

import numpy as np

from planner.solver.master import Master
from planner.solver.multipliers import Multipliers
from planner.solver.pricing import Column, Priced
from planner.solver.search import Search

TOURS_A_DAY = 300
SECONDS = 1.0  # for one program


def improve(search: Search, width: int) -> None:
    """Solve each run of so many days again until none gets better."""
    last = search.problem.num_days - width
    day = unchanged = 0
    while search.own and unchanged <= last and not search.best.is_over:
        before = search.own_value
        _solve_again(search, range(day, day + width))
        unchanged = 0 if search.own_value > before else unchanged + 1
        day = day + 1 if day < last else 0


def _solve_again(search: Search, days: range) -> None:
    """Look for the best tours of some days among those that do not visit what other days visit."""
    pricer, plan = search.pricer, search.own
    fixed = {column.day: column for column in plan if column.day not in days}
    visited = frozenset(site for column in fixed.values() for site in pricer.sites(column))
    guide = Multipliers.zero(search.problem)
    priced = pricer.price(guide, fixed, visited)
    now = priced.const + sum(float(priced.values[c.day][c.group, c.end]) for c in plan if c.day in days)
    fresh = [column for day in days for column in _promising(search, priced, day, now)]
    if fresh:
        master = Master(pricer, "SAT")
        master.add([*plan, *fresh])
        search.offer(master.integral(search.best.clock, SECONDS, search.own_value, plan)[0])


def _promising(search: Search, priced: Priced, day: int, above: float) -> list[Column]:
    """Return the tours of a day with the best chains through them, worth more than the plan as it is."""
    through = priced.through(day)
    most = min(TOURS_A_DAY, through.size - 1)
    best = np.argpartition(-through, most, axis=None)[:most]
    origin_row = search.pricer.days[day].tours.origin_row
    return [
        Column(day, int(origin_row[group]), int(end), int(group))
        for group, end in zip(*np.unravel_index(best, through.shape), strict=True)
        if through[group, end] > above + 1e-6
    ]
