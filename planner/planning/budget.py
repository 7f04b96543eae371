"""Trips within a budget, and the cheapest trip of a wish."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from planner.arrays import INFINITY
from planner.planning.search import Search
from planner.problem import Problem, Purses, Rule, Solution, objective_of
from planner.solver import NoSolution

FREE_SHARE = 0.25  # of the time left, for the plan that no budget limits
CHEAPEST_SHARE = 0.3  # of what is left then, for the cheapest trip
A_VISIT = "a-visit"  # the rule that makes the cheapest trip a trip


@dataclass(frozen=True)
class Price:
    """What the cheapest trip found costs the party in CNY, and what none can cost less than."""

    solution: Solution
    cny: int
    least: int

    @property
    def is_proven(self) -> bool:
        """Whether no trip is cheaper."""
        return self.least >= self.cny


class TooDearError(NoSolution):
    """No trip is known that costs as little as the budget."""

    def __init__(self, price: Price) -> None:
        """Take the price of the cheapest trip."""
        super().__init__(proven=price.is_proven)
        self.price = price


def solve_within(problem: Problem, search: Search) -> Solution:
    """Return the best solution within the budget of a problem.

    The plan that no budget limits comes first: where it costs no more, no smaller one is returned. Then the cheapest
    one: where that costs more, nothing fits, and where no better one is found in time it is the plan.

    Raises
    ------
    TooDearError
        When the budget is below the price of every trip.
    NoSolution
        When there is none, or none was found in time.
    """
    if problem.budget is None and problem.purses == Purses():
        return search.solve(problem)
    budget = INFINITY if problem.budget is None else problem.budget
    if _least_for_beds(problem) > budget:
        raise TooDearError(cheapest(problem, search.part(FREE_SHARE)))
    free = search.part(FREE_SHARE).quiet().solve(replace(problem, budget=None, purses=Purses()))
    if not problem.broken_limits(free.tours):
        return free
    lowest = cheapest(problem, search.part(CHEAPEST_SHARE))
    if lowest.least > budget:
        raise TooDearError(lowest)
    try:
        found = search.solve(problem)
    except NoSolution as error:
        if lowest.cny > budget:
            raise TooDearError(lowest) from error
        found = replace(
            free, tours=lowest.solution.tours, objective=objective_of(problem, lowest.solution.tours)
        )
    known = [each.bound for each in (found, free) if each.bound is not None]
    return replace(found, bound=max(found.objective, min(known)) if known else None)


def _least_for_beds(problem: Problem) -> int:
    """Return the CNY of the nights alone, each where it is cheapest."""
    return sum(int(problem.night_cost[list(night)].min()) for night in problem.nights)


def cheapest(problem: Problem, search: Search) -> Price:
    """Return what the cheapest trip costs that keeps all limits but that of the sum and has a visit at least.

    Raises
    ------
    NoSolution
        When there is no trip at all, or none was found in time.
    """
    solution = search.quiet().solve(only_money(problem))
    least = 0 if solution.bound is None else -solution.bound
    return Price(solution, -solution.objective, max(0, least))


def only_money(problem: Problem) -> Problem:
    """Return the problem in which a plan is worth the less the more it costs."""
    every = Rule(A_VISIT, frozenset(range(problem.num_sites)), at_least=1)
    return replace(
        problem,
        prize=np.zeros_like(problem.prize),
        travel_price=0,
        bed_price=0,
        return_price=0,
        money_price=1.0,
        window_loss=None,
        day_bonus=None,
        night_bonus=None,
        budget=None,
        rules=(*problem.rules, every),
    )
