"""Which towns a night can be spent in at all, whatever is visited: the others are in no plan."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from planner.arrays import BoolArray
from planner.problem import Problem
from planner.solver.day.tables import NEVER, AllTables, DayTables, Int32
from planner.travel import chained


def within_reach(problem: Problem, tables: AllTables) -> Problem | None:
    """Return the problem with the nights that some way with days short enough passes, None if none does."""
    days = list(zip(*tables, strict=True))  # of each day the tables without and with each vehicle
    ahead = [_nodes(problem, problem.starts)]
    for day, night in enumerate(problem.nights):
        reached = [_a_day_on(table, table.quick, ahead[-1]) for table in days[day]]
        ahead.append(np.logical_or.reduce(reached) & _nodes(problem, night))
    behind = [_nodes(problem, problem.ends)]
    for day in reversed(range(1, problem.num_days)):
        left = [_a_day_on(table, table.quick.T, behind[0]) for table in days[day]]
        behind.insert(0, np.logical_or.reduce(left) & _nodes(problem, problem.nights[day - 1]))
    nights = tuple(
        tuple(np.flatnonzero(there & back).tolist())
        for there, back in zip(ahead[1:], behind[:-1], strict=True)
    )
    return replace(problem, nights=nights) if all(nights) else None


def _nodes(problem: Problem, nodes: tuple[int, ...]) -> BoolArray:
    return np.isin(np.arange(len(problem.node_ids)), nodes)


def _a_day_on(table: DayTables, rides: Int32, places: BoolArray) -> BoolArray:
    """Return the nodes that a chain of rides leads to within the travel and the hours of a day."""
    most = min(table.max_minutes, table.end - table.start)
    least = np.where(places, 0, NEVER).astype(np.int64)
    return chained(least, np.minimum(rides, NEVER).astype(np.int64)) <= most
