"""Problems on a straight road, where a person can add up the minutes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from planner.arrays import INFINITY
from planner.problem import Node, Problem, Site
from planner.travel import ConstantTravel

A, B, C = (Site(Node(site)) for site in range(3))
WEST, EAST = Node(3), Node(4)
MINUTES = (20, 60, 105, 0, 120)  # where A, B, C and the towns are


def on_a_line(at: tuple[int, ...], num_sites: int, days: int, **changes: Any) -> Problem:
    """Return a problem whose places are so many minutes along a road; sites first, the last two are the ends."""
    where = np.array(at)
    minutes = np.abs(where[:, None] - where[None, :])
    ids = tuple(map(str, range(len(at))))
    windows = np.full((days, num_sites, 1, 2), (0, INFINITY), dtype=np.int64)
    towns = tuple(range(num_sites, len(at)))
    problem = Problem(
        node_ids=ids,
        num_sites=num_sites,
        prize=np.full(num_sites, 100),
        minutes=np.full((days, num_sites), 60),
        windows=windows,
        travel=(ConstantTravel(ids, minutes, np.zeros(minutes.shape)),) * days,
        day_start=(540,) * days,
        day_end=(1020,) * days,
        starts=(len(at) - 2,),
        ends=(len(at) - 1,),
        nights=(towns,) * (days - 1),
        max_visits=(3,) * days,
        max_transit=(400,) * days,
        site_cost=np.zeros(num_sites, dtype=np.int64),
        night_cost=np.zeros(len(at), dtype=np.int64),
        travel_price=1,
    )
    for limit in {"max_visits", "max_transit"} & set(changes):
        changes[limit] = (changes[limit],) * days
    return replace(problem, **changes)


def two_days(**changes: Any) -> Problem:
    """Return A (100), B (90) and C (80) between two towns, from west to east; best: A and B, then C from the east.

    That is 270 of prizes less 120 and 30 minutes of travel.
    """
    return on_a_line(MINUTES, 3, 2, **{"prize": np.array([100, 90, 80]), "max_visits": 2, **changes})


def one_day(**changes: Any) -> Problem:
    """Return the same sites for one day from the west and back, C worth 50; best: A and B, 190 less 120."""
    return on_a_line(
        MINUTES, 3, 1, **{"prize": np.array([100, 90, 50]), "ends": (WEST,), "day_end": (840,), **changes}
    )


def dense_day() -> Problem:
    """Return twelve stops of a quarter of an hour, five minutes apart: more than a set of sites can hold."""
    at = (*range(5, 65, 5), 0, 65)
    return on_a_line(at, 12, 1, minutes=np.full((1, 12), 15), max_visits=12)
