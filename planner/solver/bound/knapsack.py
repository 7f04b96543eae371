"""A bound that is there at once: what the hours of all days can hold, whatever lies between the visits."""

from __future__ import annotations

import numpy as np

from planner.problem import Problem
from planner.solver.bound.passes import Row, passes_of
from planner.solver.day.tables import AllTables


def knapsack(problem: Problem, tables: AllTables) -> float:
    """Return what the visits worth most for their time are worth together, the last one in part.

    A visit takes its length and at least the quickest ride to it, on the day on which that is least.
    """
    worth = np.full(problem.num_sites, -np.inf)
    minutes = np.full(problem.num_sites, np.inf)
    sites = np.arange(problem.num_sites)
    for number, day in ((number, day) for of_hire in tables for number, day in enumerate(of_hire)):
        others = np.where(np.eye(day.num_nodes, dtype=bool), np.iinfo(np.int32).max, day.quick)[:, sites]
        rides = np.where(np.eye(day.num_nodes, dtype=bool), np.iinfo(np.int32).max, day.low)[:, sites]
        is_open = (day.windows[..., 1] >= 0).any(axis=1)
        worth = np.maximum(worth, np.where(is_open, problem.visit_worth(number) - rides.min(axis=0), -np.inf))
        minutes = np.minimum(minutes, np.where(is_open, day.length + others.min(axis=0), np.inf))
    wanted = np.flatnonzero(worth > 0)
    order = wanted[np.argsort(-worth[wanted] / np.maximum(minutes[wanted], 1e-9), kind="stable")]
    room = float(sum(day.end - day.start for day in tables[0]))
    before = np.cumsum(minutes[order]) - minutes[order]
    share = np.clip((room - before) / np.maximum(minutes[order], 1e-9), 0.0, 1.0)
    nights = sum(
        float(-problem.night_loss(d)[list(problem.ends_of(d))].min()) for d in range(problem.num_days)
    )
    return (
        float((worth[order] * share).sum())
        + nights
        + passes_of(problem, Row(0), (), lambda _use, _most: Row(0)).most
    )
