"""Trips within a budget, and the cheapest trip of a wish."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil
from typing import Any

import numpy as np

from planner.arrays import INFINITY
from planner.itinerary import Totals
from planner.planning.search import Search
from planner.problem import Problem, Purses, Rule, Solution, Tour, objective_of
from planner.request import Purse, TripRequest
from planner.solver import NoSolution, day_tables, time_visits

FREE_SHARE = 0.25  # of the time left, for the plan that no budget limits
AGAIN_SHARE = 0.7  # of what is left then, for better ones, where it costs no more than the budget
CHEAPEST_SHARE = 0.3  # of what is left then, for the cheapest trip
WORTH_SHARE = 0.9  # of the best plan's worth, that the cheapest one keeps at least
BEST_SHARE = 0.4  # of the time left, for the best plan that this is a share of
STEP_SHARE = 0.3  # of the time left, for one budget
A_VISIT = "a-visit"  # the rule that makes a plan a trip


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


@dataclass(frozen=True)
class Saving:
    """What a plan had to be worth, what the cheapest found costs, and what none can cost less than."""

    enough: int
    cny: int
    least: int


class TooDearError(NoSolution):
    """No trip is known that costs as little as the budget."""

    def __init__(self, price: Price) -> None:
        """Take the price of the cheapest trip."""
        super().__init__(proven=price.is_proven)
        self.price = price


def solve_within(problem: Problem, search: Search) -> Solution:
    """Return the best solution within the budget of a problem.

    Where the search begins from a plan within it, that is all. Else the plan that no budget limits comes first: where
    it costs no more, no smaller one is returned. Then the cheapest one: where that costs more, nothing fits, and where
    no better one is found in time it is the plan.

    Raises
    ------
    TooDearError
        When the budget is below the price of every trip.
    NoSolution
        When there is none, or none was found in time.
    """
    start = search.start
    is_within = start and start.node_ids == problem.node_ids and not problem.broken_limits(start.tours)
    if is_within or (problem.budget is None and problem.purses == Purses()):
        return search.solve(problem)
    budget = INFINITY if problem.budget is None else problem.budget
    if _least_for_beds(problem) > budget:
        raise TooDearError(cheapest(problem, search.part(FREE_SHARE)))
    unlimited = replace(problem, budget=None, purses=Purses())
    free = _found(unlimited, search.part(FREE_SHARE).quiet())
    if free is not None and not problem.broken_limits(free.tours):
        return _no_smaller(problem, free, unlimited, search)
    cheap = _found(only_money(problem), search.part(CHEAPEST_SHARE).quiet())
    lowest = None if cheap is None else _price_of(cheap)
    if lowest is not None and lowest.least > budget:
        raise TooDearError(lowest)
    try:
        found = search.solve(problem)
    except NoSolution as error:
        if lowest is None:
            raise
        if lowest.cny > budget:
            raise TooDearError(lowest) from error
        tours = repriced(problem, lowest.solution.tours)
        found = replace(lowest.solution, tours=tours, objective=objective_of(problem, tours), bound=None)
    known = [each.bound for each in (found, free) if each is not None and each.bound is not None]
    return replace(found, bound=max(found.objective, min(known)) if known else None)


def _no_smaller(problem: Problem, free: Solution, unlimited: Problem, search: Search) -> Solution:
    """Return the best of a plan that no budget limited and of what the time left finds; each bound holds for all."""
    found = [free]
    if not is_proven(free):
        found += filter(None, [_found(unlimited, search.part(AGAIN_SHARE))])
    if not is_proven(found[-1]) and problem.broken_limits(found[-1].tours):
        found += filter(None, [_found(problem, search)])
    bounds = [each.bound for each in found if each.bound is not None]
    plan = max(
        (each for each in found if not problem.broken_limits(each.tours)), key=lambda each: each.objective
    )
    return replace(plan, bound=min(bounds, default=None))


def is_proven(solution: Solution) -> bool:
    """Whether no plan is better."""
    return solution.bound is not None and solution.bound <= solution.objective


def _found(problem: Problem, search: Search) -> Solution | None:
    """Return a solution; None where none was found in time.

    Raises
    ------
    NoSolution
        When there is none.
    """
    try:
        return search.solve(problem)
    except NoSolution as error:
        if error.proven:
            raise
        return None


def _least_for_beds(problem: Problem) -> int:
    """Return the CNY of the nights alone, each where it is cheapest."""
    return sum(int(problem.night_cost[list(night)].min()) for night in problem.nights)


def cheapest(problem: Problem, search: Search) -> Price:
    """Return what the cheapest trip costs that keeps all limits but that of the sum.

    Raises
    ------
    NoSolution
        When there is no trip at all, or none was found in time.
    """
    return _price_of(search.quiet().solve(only_money(problem)))


def cheapest_of(problem: Problem, kind: Purse, search: Search) -> Price:
    """Return what the trip costs at least of one kind, whatever it costs of the others.

    Raises
    ------
    NoSolution
        When there is no trip at all, or none was found in time.
    """
    return _price_of(search.quiet().solve(only_kind(problem, kind)))


def only_kind(problem: Problem, kind: Purse) -> Problem:
    """Return the problem without limits of money, in which a plan is worth the less the more it costs of a kind."""
    changes: dict[str, Any] = {"purses": Purses()}
    if kind != "rides":
        free = tuple(replace(hire, cny=0, travel_cost_factor=0.0) for hire in problem.hires)
        changes |= {"travel_cost_factor": 0.0, "hires": free}
    if kind != "tickets":
        changes |= {"site_cost": np.zeros_like(problem.site_cost), "passes": ()}
    if kind != "nights":
        changes |= {"night_cost": np.zeros_like(problem.night_cost)}
    return replace(only_money(problem), **changes)


def _price_of(solution: Solution) -> Price:
    least = 0 if solution.bound is None else -solution.bound
    return Price(solution, -solution.objective, max(0, least))


def cheapest_of_the_best(problem: Problem, search: Search) -> tuple[Solution, Saving]:
    """Return the cheapest plan found that is worth a share of the best, by budgets halved again and again.

    Raises
    ------
    NoSolution
        When there is none, or none was found in time.
    """
    best = solve_within(problem, search.part(BEST_SHARE))
    plan, enough = best, ceil(best.objective - (1 - WORTH_SHARE) * abs(best.objective))
    cheap = _found(only_money(problem), search.part(CHEAPEST_SHARE).quiet())
    cny, least = problem.money_of(plan.tours), 0 if cheap is None else _price_of(cheap).least
    # below ``least`` there is no such plan for sure, below ``low`` none was found
    search, low = search.quiet(), least
    while low < cny and not search.deadline.is_over:
        budget = (low + cny - 1) // 2
        found = _within(problem, budget, enough, search.part(STEP_SHARE))
        if found is not None and found.tours and found.objective >= enough:
            plan, cny = found, problem.money_of(found.tours)
            continue
        if low == least and (found is None or (found.bound is not None and found.bound < enough)):
            least = budget + 1
        low = budget + 1
    return replace(plan, bound=best.bound), Saving(enough, cny, least)


def _within(problem: Problem, budget: int, enough: int, search: Search) -> Solution | None:
    """Return a plan within a budget; None where it is proven that there is none."""
    try:
        return search.solve(replace(problem, budget=budget), enough=enough)
    except NoSolution as error:
        return None if error.proven else Solution((), -1, None, "", 0.0)


def only_money(problem: Problem) -> Problem:
    """Return the problem in which a plan is worth the less the more it costs."""
    return replace(
        problem,
        prize=np.zeros_like(problem.prize),
        travel_price=0,
        bed_price=0,
        change_price=0,
        return_price=0,
        empty_price=(),
        money_price=1.0,
        night_share=1.0,
        window_loss=None,
        day_bonus=None,
        night_bonus=None,
        budget=None,
    )


def repriced(problem: Problem, tours: tuple[Tour, ...]) -> tuple[Tour, ...]:
    """Return tours of a problem of other prices with what they take by those of this one, for no more money."""
    found, tables = [], {hire: day_tables(problem, hire) for hire in {tour.hire for tour in tours}}
    for day, tour in enumerate(tours):
        table = tables[tour.hire][day]
        timed = time_visits(table, tour.start, tour.sites, tour.end, most_cny=tour.cny)
        if timed:
            tour = replace(tour, travel=timed.minutes, loss=timed.loss, cny=timed.cny)
        found.append(tour)
    return tuple(found)


def with_less(problem: Problem, request: TripRequest, totals: Totals) -> Problem:
    """Return a problem with less to spend of whatever a plan spends too much; itself where that is nothing."""
    changes: dict[str, Any] = {}
    if request.budget is not None and totals.cost_cny > request.budget:
        changes["budget"] = (problem.budget or 0) - (totals.cost_cny - request.budget)
    spent = {"rides": totals.rides, "tickets": totals.tickets, "nights": totals.rooms}
    less = {
        kind: getattr(problem.purses, kind) - (money.cost_cny - request.purses[kind])
        for kind, money in spent.items()
        if money and kind in request.purses and money.cost_cny > request.purses[kind]
    }
    if less:
        changes["purses"] = replace(problem.purses, **less)
    return replace(problem, **changes) if changes else problem


def with_a_visit(problem: Problem, num_sites: int | None = None) -> Problem:
    """Return the problem in which staying where one is, is no trip: whoever asks for one wants a visit.

    Sites behind the first ``num_sites`` are booked trains.
    """
    num_sites = problem.num_sites if num_sites is None else num_sites
    if any(site < num_sites for site in problem.must) or any(rule.at_least for rule in problem.rules):
        return problem
    every = Rule(A_VISIT, frozenset(range(num_sites)), at_least=1)
    return replace(problem, rules=(*problem.rules, every))
