"""What one order of visits takes on a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from planner.problem import Node, Site
from planner.solver.compiled import in_c
from planner.solver.day import walks
from planner.solver.day.tables import NEVER, DayTables
from planner.solver.library import library


class Timed(NamedTuple):
    """The rides of a day: their minutes, what they take from the objective, and their CNY."""

    minutes: int
    loss: int
    cny: int


def time_visits(
    day: DayTables,
    start: Node,
    sites: Sequence[Site],
    end: Node,
    *,
    money_price: float = 0.0,
    most_cny: int = NEVER,
) -> Timed | None:
    """Return the rides that take least of an order of visits, or None when it does not fit the day.

    Parameters
    ----------
    day
        The tables of the day, of `day_tables`.
    start, end
        Nodes where the day begins and ends.
    sites
        What is visited, in this order.
    money_price
        What a CNY of the rides takes from the objective beside their loss.
    most_cny
        What the rides may cost; of use where ``day`` knows that money matters.
    """
    if len(sites) > day.max_visits:
        return None
    compiled = library()
    if compiled is None:
        found = walks.time_tour(day.lists, start, sites, end, money_price, most_cny)
        return None if found is None else Timed(*found)
    order, out = np.array(sites, dtype=np.int32), np.zeros(3, dtype=np.int64)
    walk = day.in_c, start, order, len(order), end, float(money_price), most_cny, out
    return Timed(*out.tolist()) if compiled.time_tour(*in_c(*walk)) else None
