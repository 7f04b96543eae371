"""Plans to begin with are sweeps: stays in the order of the way, where they bring most for their days."""

from __future__ import annotations

import numpy as np
import pytest

from planner.planning.slow import slowed
from planner.problem import Node, Problem
from planner.solver.day.tables import all_tables
from planner.solver.search.searcher import Searcher, way
from planner.solver.search.sweep import sweeps
from planner.solver.search.trip import make_trip
from tests.builders.kernels import watch_for
from tests.builders.lines import EAST, MINUTES, WEST, A, C, on_a_line

HOME, FAR = Node(8), Node(10)
# Four sites at home and four a way of 200 minutes out and on; towns there, and one between.
OUT = (0, 0, 0, 0, 200, 200, 300, 300, 0, 100, 200, 300)


def far_out(days: int) -> Problem:
    """Return a round trip: a site a day, those at home worth 10, those further away more."""
    prize = np.array([10] * 4 + [400] * 4)
    return on_a_line(OUT, 8, days, max_visits=1, prize=prize, starts=(HOME,), ends=(HOME,))


@pytest.mark.parametrize(("days", "towns"), [(3, [HOME, FAR, FAR, HOME]), (4, [HOME, HOME, FAR, FAR, HOME])])
def test_a_stay_far_away_is_worth_its_way_for_all_its_days(days: int, towns: list[Node]) -> None:
    # A night out there takes 400 minutes and brings one site of 400: nothing. Two nights bring two for the same way.
    problem = far_out(days)
    trip = make_trip(problem, all_tables(problem))
    assert way(trip) == [HOME] * (days + 1)
    assert sweeps(trip, HOME, HOME) == [towns]


def test_a_search_begins_from_a_sweep() -> None:
    # Home all days is worth 40. Three sites far away and one at home: 1210 less 400 of the way and 200 between them.
    searcher = Searcher(make_trip(problem := far_out(4), all_tables(problem)), 0)
    searcher.begin(1, watch_for())
    assert searcher.best_value >= 610
    assert searcher.plan.town.tolist() == searcher.best.town.tolist()


def test_two_nights_in_each_town_of_a_slow_trip_where_a_town_has_nodes_for_both() -> None:
    near = np.zeros((3, 5), dtype=bool)
    near[A, WEST] = near[C, EAST] = True
    slow, _ = slowed(on_a_line(MINUTES, 3, 5), near)
    trip = make_trip(slow, all_tables(slow))
    [towns] = sweeps(trip, Node(slow.starts[0]), Node(slow.ends[0]))
    assert [slow.node_ids[town] for town in towns] == ["3", "3", "3", "4", "4", "4"]
    assert all(slow.may_stay(np.array(towns[:-1]), np.array(towns[1:])))
