"""The solver under watch: every plan and bound it reports is held against the truth."""

from __future__ import annotations

import pytest

from planner.problem import Problem, Solution
from planner.solver import Engine, Limit, NoSolution, solve

News = list[tuple[int | None, int | None]]
ENOUGH = Limit(seconds=60)  # small problems are done long before


def watched(problem: Problem, truth: int | None, engine: Engine = "auto") -> Solution | None:
    """Solve, and hold every objective and bound that is reported against the truth."""
    heard: News = []
    solution = None
    if truth is None:
        with pytest.raises(NoSolution) as caught:
            solve(problem, engine, limit=ENOUGH, report=lambda *news: heard.append(news))
        assert caught.value.proven is (engine != "routing")
    else:
        solution = solve(problem, engine, limit=ENOUGH, report=lambda *news: heard.append(news))
        heard.append((solution.objective, solution.bound))
    check_news(heard, truth)
    return solution


def check_news(heard: News, truth: int | None) -> None:
    """Make sure that no reported plan is above the best one, no bound below it, and that news are good news."""
    for objective, bound in heard:
        assert objective is None or (truth is not None and objective <= truth)
        assert bound is None or truth is None or bound >= truth
    objectives = [objective for objective, _ in heard if objective is not None]
    bounds = [bound for _, bound in heard if bound is not None]
    assert objectives == sorted(objectives)
    assert bounds == sorted(bounds, reverse=True)
