"""What all solves of one plan share: enough is enough, budgets that bind nothing, and a visit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from benchmarks.madeup import made_up
from planner.options import SolveOptions
from planner.planning.budget import cheapest_of_the_best, solve_within, with_a_visit
from planner.planning.search import Search
from planner.problem import Problem, Solution
from planner.solver import NoSolution
from planner.stopping import StopToken, no_report


def search(work: int) -> Search:
    return Search.begin(SolveOptions(work=work), StopToken(), no_report)


def worth_less_than_nothing() -> Problem:
    problem = made_up("car", 30, 6, 3, 1)
    return replace(problem, prize=problem.prize // 10, must=(0, 1, 2))


@pytest.mark.parametrize("less", [0, 10, 200])
def test_enough_may_be_less_than_nothing(less: int) -> None:
    problem = worth_less_than_nothing()
    best = search(3000).solve(problem)
    assert best.objective < 0
    assert search(3000).solve(problem, enough=best.objective - less).objective >= best.objective - less


def test_a_budget_that_binds_nothing_takes_little_from_plan_and_bound() -> None:
    problem = made_up("car", 40, 8, 6, 2)
    free = search(400).solve(problem)
    harmless = solve_within(replace(problem, budget=10**6), search(1000))
    assert free.bound is not None
    assert free.objective <= harmless.objective <= free.bound
    assert harmless.bound is not None
    assert harmless.bound <= free.bound


def test_time_for_many_solves_is_counted_where_work_is_limited() -> None:
    problem, options = made_up("car", 40, 8, 6, 2), SolveOptions(work=100)
    several = Search.lasting(options, 0.25, StopToken())
    solved = [several.within(0.2).solve(problem, any_plan=True).seconds for _ in range(2)]
    assert several.deadline.seconds_left == pytest.approx(0.25 - sum(solved))
    several.deadline.count(1)
    with pytest.raises(NoSolution):
        several.solve(problem)


def test_the_cheapest_is_the_best_where_there_is_no_time_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, solve = made_up("car", 20, 5, 2, 3), Search.solve

    def slow_for_budgets(self: Search, asked: Problem, **words: Any) -> Solution:
        if asked.money_price == 1.0 or asked.budget is not None:
            raise NoSolution(proven=False)
        return solve(self, asked, **words)

    monkeypatch.setattr(Search, "solve", slow_for_budgets)
    plan, saving = cheapest_of_the_best(problem, search(1000))
    assert (saving.cny, saving.least) == (problem.money_of(plan.tours), 0)


def test_what_asks_for_sites_asks_for_a_visit_already() -> None:
    problem = made_up("car", 20, 5, 2, 3)
    assert len(with_a_visit(problem).rules) == len(problem.rules) + 1
    assert with_a_visit(replace(problem, must=(1,))).rules == problem.rules
