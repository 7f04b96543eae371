"""OR-Tools' routing model: hours of each day, and the limits that it knows of."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planner.arrays import INFINITY
from planner.problem import Problem, Rule, Site
from planner.solver.limit import Clock, Limit
from planner.solver.routing.plain import plain
from planner.solver.routing.vehicles import RoutingModel
from tests.builders.lines import EAST, WEST, A, B, C, two_days

NEVER = (INFINITY, -1)


def visits(problem: Problem, *stops: int) -> list[list[Site]]:
    model = RoutingModel(plain(problem), stops, problem.prize, np.arange(problem.num_sites))
    return model.solve(Clock(Limit(work=1000)))


def test_vehicles_keep_to_the_hours_of_their_day() -> None:
    windows = two_days().windows.copy()
    windows[0, C] = windows[1, A] = NEVER
    first, second = visits(two_days(windows=windows), WEST, WEST, EAST)
    assert A in first
    assert C in second


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({}, {A, B, C}),
        ({"rules": (Rule("one", frozenset({A, B}), at_most=1),)}, {A, C}),
        ({"budget": 150}, {A, B, C}),
        ({"budget": 149}, {A, B}),
        ({"budget": 159, "night_cost": np.array([0, 0, 0, 0, 60])}, {A}),  # the last day ends without a night
    ],
)
def test_the_limits_of_the_trip_are_kept(limits: dict[str, Any], expected: set[int]) -> None:
    problem = replace(two_days(site_cost=np.full(3, 50)), **limits)
    found = {site for day in visits(problem, WEST, EAST, EAST) for site in day}
    assert len(found) == len(expected)
    assert found == expected or "budget" in limits
