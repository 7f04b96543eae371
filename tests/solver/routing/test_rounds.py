"""The routing engine: right plans that keep all limits, nearly always good ones, the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planner.problem import Problem
from planner.solver import Limit, NoSolution, solve
from tests.bruteforce.plans import best_by_hand, is_quick
from tests.bruteforce.solving import News
from tests.builders import examples
from tests.builders.examples import large
from tests.builders.lines import on_a_line
from tests.builders.problems import random_problem
from tests.solver.test_engine import check_plan

WORK = Limit(work=300)


def town() -> Problem:
    """Return a trip of three days among 20 sites and four towns."""
    rng = np.random.default_rng(1)
    at = tuple(rng.integers(0, 400, size=24).tolist())
    return on_a_line(at, 20, 3, prize=rng.integers(20, 200, size=20))


@pytest.mark.parametrize("seed", [0, 7])
def test_the_same_work_and_seed_give_the_same_plan(seed: int) -> None:
    first, second = (solve(town(), "routing", limit=WORK, seed=seed) for _ in range(2))
    assert (first.tours, first.seconds) == (second.tours, second.seconds)


def test_the_listener_hears_better_plans_without_a_bound() -> None:
    heard: News = []
    solution = solve(town(), "routing", limit=WORK, report=lambda *news: heard.append(news))
    objectives = [objective for objective, _ in heard]
    assert objectives == sorted(set(objectives), key=lambda objective: objective or 0)
    assert objectives[-1] == solution.objective
    assert {bound for _, bound in heard} == {None}


@large(sample=15, full=500)
@given(st.integers(0, 10**9))
def test_plans_are_right_and_not_better_than_the_best(seed: int) -> None:
    problem = random_problem(seed)
    assume(examples.FULL or is_quick(problem))
    truth = best_by_hand(problem)
    try:
        solution = solve(problem, "routing", limit=WORK)
    except NoSolution:  # it may not be found
        return
    assert truth is not None
    assert solution.objective <= truth
    check_plan(problem, solution)


def test_it_finds_the_best_of_most_small_plans() -> None:
    quick = (seed for seed in range(20) if is_quick(random_problem(seed)))
    truths = {seed: best_by_hand(random_problem(seed)) for seed in quick}
    best = {seed: truth for seed, truth in truths.items() if truth is not None}

    def finds(seed: int) -> bool:
        try:
            return solve(random_problem(seed), "routing", limit=WORK).objective == best[seed]
        except NoSolution:
            return False

    assert sum(map(finds, best)) >= 0.6 * len(best)
