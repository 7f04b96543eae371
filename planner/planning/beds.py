"""Which stops of a trip share a bed: where it starts and ends at the stations of one town, that is home.

A town may stand several times among the nodes of a problem, and is one bed then too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.arrays import IntArray
from planner.corridor import Corridor
from planner.problem import Problem
from planner.request import TripRequest


def places_of(corridor: Corridor, request: TripRequest, nodes: tuple[str, ...]) -> IntArray:
    """Return ``[node]``: nodes of equal number are one bed; a station's is that of the town it serves."""
    where = {node: i for i, node in enumerate(nodes)}
    ends = {place: corridor.town_of(place) for place in (request.start, request.end)}
    return np.array([where.get(ends.get(node) or node, where[node]) for node in nodes], dtype=np.int64)


def home_of(corridor: Corridor, request: TripRequest, end: str) -> str | None:
    """Return the town at an end of the trip where one is at home; None where one is not."""
    home = corridor.town_of(request.origin) if request.at_home else None
    return home if corridor.town_of(end) == home else None


def with_home(corridor: Corridor, request: TripRequest, beds: list[str]) -> list[str]:
    """Return the beds of a trip with those before and after it, where one is at home there."""
    before, after = (home_of(corridor, request, end) for end in (request.start, request.end))
    return [*filter(None, [before]), *beds, *filter(None, [after])]


def away_from_home(corridor: Corridor, request: TripRequest, problem: Problem) -> IntArray | None:
    """Return ``[day, node]``: what the first and the last night are worth less away from home; None where none is."""
    loss = np.zeros((problem.num_days, len(problem.node_ids)), dtype=np.int64)
    for end, night in ((request.start, 0), (request.end, problem.num_days - 2)):
        if (home := home_of(corridor, request, end)) and night >= 0:
            loss[night] += problem.bed_price * np.array([node != home for node in problem.node_ids])
    return -loss if loss.any() else None


def of_nodes(problem: Problem, rows: IntArray) -> dict[str, Any]:
    """Return what a problem knows of its nodes, sites first, for those in some order, towns maybe more than once.

    Its travel, and where it starts, ends and sleeps, go by their numbers and are not among it.
    """
    bonus, leave, stays = problem.night_bonus, problem.leave_from, problem.stays
    return {
        "node_ids": tuple(problem.node_ids[row] for row in rows.tolist()),
        "night_cost": problem.night_cost[rows],
        "night_bonus": None if bonus is None else bonus[:, rows],
        "leave_from": None if leave is None else leave[:, rows],
        "places": problem.beds[rows],
        "stays": None if stays is None else stays[np.ix_(rows, rows)],
    }
