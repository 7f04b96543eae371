"""A bound that is there at once: what the days can hold, whatever the order of the visits.

A visit takes its length and half of the quickest rides by which one can come from one place and go on to another; a
day holds so many visits, so many minutes, meals had, and so many minutes of travel. The prices of these limits come
from a linear program. What they come to is a bound whatever they are, and that is what is returned.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from ortools.linear_solver import pywraplp

from planner.arrays import BoolArray, FloatArray
from planner.problem import Problem
from planner.solver.bound.passes import Row, passes_of
from planner.solver.day.tables import NEVER, AllTables, DayTables, Int32


@dataclass(frozen=True, eq=False)
class Room:
    """What a day can hold, ``[limit]``, how much of it each visit takes at least, ``[limit, site]``, and its worth."""

    limit: FloatArray
    takes: FloatArray
    worth: FloatArray


def knapsack(problem: Problem, tables: AllTables) -> float:
    """Return a bound on what all days can hold together."""
    rooms = [
        room_of(problem, number, [of_hire[number] for of_hire in tables])
        for number in range(problem.num_days)
    ]
    nights = sum(
        float(-problem.night_loss(d)[list(problem.ends_of(d))].min()) for d in range(problem.num_days)
    )
    passes = passes_of(problem, Row(0), (), lambda _use, _most: Row(0)).most
    return bound_under(rooms, prices_of(rooms)) + nights + passes


def bound_under(rooms: Sequence[Room], prices: FloatArray) -> float:
    """Return what the limits cost at prices ``[day, limit]``, and what sites are worth beyond, each on its best day."""
    limits = sum(float(room.limit @ price) for room, price in zip(rooms, prices, strict=True))
    beyond = [room.worth - price @ room.takes for room, price in zip(rooms, prices, strict=True)]
    return limits + float(np.maximum(0.0, np.max(beyond, axis=0)).sum())


def prices_of(rooms: Sequence[Room]) -> FloatArray:
    """Return ``[day, limit]``: the prices at which the limits are dearest, each site visited once at most."""
    solver = pywraplp.Solver.CreateSolver("GLOP")
    objective = solver.Objective()
    objective.SetMaximization()
    once = [solver.Constraint(0, 1) for _ in rooms[0].worth]
    limits = [
        [solver.Constraint(-solver.infinity(), limit) for limit in room.limit.tolist()] for room in rooms
    ]
    for room, of_day in zip(rooms, limits, strict=True):
        for site in np.flatnonzero(room.worth > 0).tolist():
            x = solver.Var(0, solver.infinity(), False, "")
            objective.SetCoefficient(x, float(room.worth[site]))
            once[site].SetCoefficient(x, 1)
            for row, takes in zip(of_day, room.takes[:, site].tolist(), strict=True):
                row.SetCoefficient(x, takes)
    if solver.Solve() != pywraplp.Solver.OPTIMAL:
        return np.zeros((len(rooms), len(rooms[0].limit)))
    return np.array([[max(0.0, row.dual_value()) for row in of_day] for of_day in limits])


def room_of(problem: Problem, number: int, of_hire: Sequence[DayTables]) -> Room:
    """Return what a day can hold, with whichever vehicle."""
    day = of_hire[0]
    is_open: BoolArray = np.asarray((day.windows[..., 1] >= 0).any(axis=1))
    minutes, loss = (
        np.min([around(getattr(each, name), each.num_sites) for each in of_hire], axis=0)
        for name in ("quick", "low")
    )
    worth = np.where(is_open & (minutes < NEVER / 2), problem.visit_worth(number) - loss, -np.inf)
    takes = np.array([np.ones(day.num_sites), day.length + minutes, minutes])
    limit = np.array([day.max_visits, hours_of(of_hire, is_open), day.max_minutes], dtype=np.float64)
    return Room(limit, takes, worth)


def around(rides: Int32, num_sites: int) -> FloatArray:
    """Return ``[site]``: half of the least rides there from one place and on to another, or back to the same town."""
    apart = np.where(np.eye(len(rides), dtype=bool), NEVER, rides).astype(np.float64)
    into, out, sites = apart[:, :num_sites].T, apart[:num_sites], np.arange(num_sites)
    come, go = (np.argpartition(ways, 1, axis=1)[:, :2] for ways in (into, out))
    least = np.full(num_sites, np.inf)
    for k, m in np.ndindex(2, 2):
        both = into[sites, come[:, k]] + out[sites, go[:, m]]
        may = (come[:, k] != go[:, m]) | (come[:, k] >= num_sites)
        least = np.where(may, np.minimum(least, both), least)
    return least / 2


def hours_of(of_hire: Sequence[DayTables], is_open: BoolArray) -> float:
    """Return the most minutes for visits and rides: with all meals had, or done before one has to be."""
    day = of_hire[0]
    most, eaten = 0, 0
    for number, (_, latest, minutes) in enumerate(day.meals.tolist()):
        if day.start > latest:
            continue
        most = max(most, min(latest, day.end) - day.start - eaten)
        is_aboard = number == 0 and any(len(each.meal_rides) for each in of_hire)
        eaten += 0 if is_aboard or day.holds[number][is_open].any() else minutes
    return max(most, day.end - day.start - eaten, 0)
