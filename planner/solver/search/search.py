"""Large-neighbourhood search over a whole trip in plain Python: the definition of the kernel `search`.

Parts of a plan are taken out and put in again (ruin and recreate), and simulated annealing decides what to go on from.
"""

from __future__ import annotations

from ctypes import c_uint64
from math import log

from planner.solver.compiled import Watch, is_over
from planner.solver.search.nights import better_nights
from planner.solver.search.places import find_places
from planner.solver.search.recreate import recreate
from planner.solver.search.ruin import (
    change_hire,
    mend,
    reorder_days,
    ruin_around,
    ruin_days,
    ruin_strings,
    ruin_tail,
    shift_days,
)
from planner.solver.search.state import Days, Draws, Place, Search
from planner.solver.search.trip import Plan, Pool, Trip

NO_PLAN = -1e18
ITERATION = 20  # work of an iteration, whatever it changes


class _Annealing:
    """The plan at hand, the one to go back to, and the best without a lapse."""

    def __init__(self, s: Search, best: Plan, best_value: float, pool: Pool, watch: Watch) -> None:
        """Make the plan at hand fit its days, if that can be."""
        self.s, self.pool, self.watch = s, pool, watch
        self.now, lapse = NO_PLAN, 1.0
        self.best, self.best_value = Days(best), best_value
        s.value_of()
        if mend(s):
            self.now, lapse = s.value_of()
        if self.now > NO_PLAN:
            for d in range(s.num_days):
                find_places(s, d)
        if self.now > NO_PLAN and not lapse and self.now > self.best_value:
            self.best_value = self.now
            self.best.copy_plan(s.plan)
        self.old = Days(best)
        self.old.copy_plan(s.plan)
        self.places: list[list[Place | None]] = [day.copy() for day in s.places]
        self.visited = s.visited.copy()

    def step(self, heat: float) -> None:
        """Change the plan, and keep the change or not."""
        s, draws = self.s, self.s.draws
        kind = draws.chance()
        # Until each day fits, all are to be looked at.
        s.changed = [self.now <= NO_PLAN] * s.num_days
        if s.trip.num_hires > 1 and draws.chance() < 0.2:
            change_hire(s)
        if kind < s.trip.reorder_days:
            reorder_days(s, self.watch)
        elif kind < s.trip.shift_days:
            shift_days(s)
        elif kind < s.trip.ruin_days:
            ruin_days(s)
        elif kind < s.trip.ruin_strings:
            ruin_strings(s)
        elif kind < 0.85:
            ruin_around(s)
        else:
            ruin_tail(s)
        self.watch.work += ITERATION
        worth, lapse = self._rebuilt(heat) if mend(s) else (NO_PLAN, 1.0)
        if worth > NO_PLAN and worth >= self.now + heat * log(draws.chance() + 1e-300):
            self._accept(worth, lapse)
        else:
            self._reject()

    def _rebuilt(self, heat: float) -> tuple[float, float]:
        """Fill the days again, and move the nights where that looks worth it; return worth and lapse."""
        s = self.s
        for d in range(s.num_days):
            if s.changed[d]:
                find_places(s, d)
                self.watch.work += s.day(d).pace * (1 + s.num_sites // 16)
        recreate(s, self.watch)
        worth, lapse = s.value_of()
        if worth > self.now - 6 * heat and s.num_days > 1 and s.draws.chance() < 0.2:
            changed = [d for d in range(s.num_days) if s.changed[d]]
            first, last = (changed[0], changed[-1]) if changed else (s.num_days - 1, 0)
            if better_nights(s, max(0, first - 1), min(s.num_days - 1, last + 1)):
                for d in range(s.num_days):
                    if s.changed[d]:
                        find_places(s, d)
                worth, lapse = s.value_of()
        return worth, lapse

    def _accept(self, worth: float, lapse: float) -> None:
        s, self.now = self.s, worth
        for d in range(s.num_days):
            if s.changed[d]:
                self.old.copy_day(s.plan, d)
                self.places[d] = s.places[d].copy()
                if self.pool.room and worth > self.best_value - 0.03 * abs(self.best_value):
                    self._remember(d)
        self.old.town = s.plan.town.copy()
        self.visited = s.visited.copy()
        if not lapse and worth > self.best_value + 1e-9:
            self.best_value = worth
            self.best.copy_plan(s.plan)

    def _reject(self) -> None:
        s = self.s
        for d in range(s.num_days):
            if s.changed[d]:
                s.plan.copy_day(self.old, d)
                s.places[d] = self.places[d].copy()
        s.plan.town = self.old.town.copy()
        s.visited = self.visited.copy()
        s.value_of()  # counts of the rules

    def _remember(self, d: int) -> None:
        plan, row = self.s.plan, self.pool.tour[self.pool.num % self.pool.room]
        self.pool.num += 1
        row[:7] = d, plan.town[d], plan.town[d + 1], plan.minutes[d], plan.loss[d], plan.cny[d], plan.hire[d]
        row[7:] = -1
        row[7 : 7 + len(plan.sites[d])] = plan.sites[d]


def search(
    trip: Trip,
    plan: Plan,
    best: Plan,
    best_value: float,
    iterations: int,
    heat: tuple[float, float],
    random: c_uint64,
    pool: Pool,
    watch: Watch,
) -> tuple[int, float]:
    """Improve a plan from hot to cold; return the iterations done, and what the best plan so far is worth.

    ``plan`` is where the search goes on from, ``best`` the best without a lapse so far.
    """
    draws, (hot, cold), done = Draws(random.value), heat, 0
    annealing = _Annealing(Search(trip, plan, draws), best, best_value, pool, watch)
    while done < iterations and not is_over(watch):
        annealing.step(hot * (cold / hot) ** (done / iterations))
        done += 1
    annealing.s.plan.write(plan)
    annealing.best.write(best)
    random.value = draws.state
    return done, annealing.best_value
