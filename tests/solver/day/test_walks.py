"""Orders of visits on a day: meals, waiting and rides, by hand and against the compiled kernel."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from planner.arrays import IntArray
from planner.problem import Meal, Node, Site
from planner.solver.compiled import in_c
from planner.solver.day.lists import DayLists
from planner.solver.day.tables import NEVER, DayTables, day_tables
from planner.solver.day.walks import MOST_LABELS, Label, add, begin_day, onward, time_tour
from planner.solver.library import library
from planner.travel import ConstantTravel
from tests.builders.kernels import needs_kernels, random_day
from tests.builders.lines import on_a_line

SITE, START, END = Site(Node(0)), Node(1), Node(2)  # of the days along a road
LUNCH = Meal(earliest=660, latest=740, minutes=60, inside_visit=120)
"""Begun from 11:00 to 12:20, an hour, or inside two hours of a visit."""


def compiled_time_tour(
    day: DayTables, start: Node, sites: list[Site], end: Node, money: float
) -> tuple[int, int, int] | None:
    """Return what the compiled kernel says."""
    kernels = library()
    assert kernels is not None
    order, out = np.array(sites, dtype=np.int32), np.zeros(3, dtype=np.int64)
    fits = kernels.time_tour(*in_c(day, start, order, len(sites), end, money, NEVER, out))
    minutes, loss, cny = out.tolist()
    return (minutes, loss, cny) if fits else None


@needs_kernels
@pytest.mark.parametrize("seed", range(20))
def test_orders_of_visits_are_timed_as_the_compiled_kernel_does(seed: int) -> None:
    day, rng = random_day(seed), np.random.default_rng(seed)
    stops = range(day.num_sites, day.num_nodes)
    for _ in range(30):
        sites = rng.permutation(day.num_sites)[: rng.integers(0, 4)].tolist()
        start, end = Node(int(rng.choice(stops))), Node(int(rng.choice(stops)))
        money = float(rng.choice([0.0, 0.7]))
        expected = compiled_time_tour(day, start, sites, end, money)
        assert time_tour(day.lists, start, sites, end, money, NEVER) == expected


def line_day(at: tuple[int, ...], end: int, **changes: Any) -> DayLists:
    """Return a day from 8:00 along a road; sites first, the last two places are where it begins and ends."""
    problem = on_a_line(at, len(at) - 2, 1, day_start=(480,), day_end=(end,), **changes)
    return day_tables(problem)[0].lists


def at_eleven() -> IntArray:
    """Return the hours of a site that can be entered at 11:00 only."""
    return np.full((1, 1, 1, 2), 660, dtype=np.int64)


@pytest.mark.parametrize(
    ("lunch", "length", "done"),
    [
        (None, 60, 750),  # 11:00 an hour, half an hour of road
        (LUNCH, 60, 810),  # lunch at twelve
        (LUNCH, 120, 810),  # lunch inside the two hours
        (replace(LUNCH, inside_visit=121), 120, None),  # at one it is too late for lunch
        (replace(LUNCH, latest=719), 60, None),  # too late at twelve, and no time before eleven
    ],
)
def test_lunch_comes_before_after_or_inside_a_visit(
    lunch: Meal | None, length: int, done: int | None
) -> None:
    def timed(end: int) -> tuple[int, int, int] | None:
        lengths = np.full((1, 1), length)
        day = line_day(
            (30, 0, 60), end, windows=at_eleven(), minutes=lengths, meals=() if lunch is None else (lunch,)
        )
        return time_tour(day, START, [SITE], END, 0.0, NEVER)

    if done is None:
        assert timed(1000) is None
    else:
        assert timed(done) == (60, 60, 0)
        assert timed(done - 1) is None


@pytest.mark.parametrize(
    ("ride", "can_pause", "done"), [(260, False, 740), (261, True, 801), (261, False, None)]
)
def test_a_ride_over_noon_pauses_for_lunch_where_it_can(ride: int, can_pause: bool, done: int | None) -> None:
    table = on_a_line((0, 0, ride), 1, 1).travel[0]
    assert isinstance(table, ConstantTravel)

    def timed(end: int) -> tuple[int, int, int] | None:
        travel = (replace(table, can_pause=can_pause),)
        return time_tour(
            line_day((0, 0, ride), end, meals=(LUNCH,), travel=travel), START, [], END, 0.0, NEVER
        )

    late = 660 + 60 + ride  # lunch before the ride
    if done is None:
        assert timed(late - 1) is None
        assert timed(late) is not None
    else:
        assert timed(done) == (ride, ride, 0)
        assert timed(done - 1) is None


def test_a_label_tells_how_it_came_about() -> None:
    lengths, open_at = np.full((1, 1), 120), at_eleven()
    day = line_day((30, 0, 60), 1000, windows=open_at, minutes=lengths, meals=(LUNCH,))
    (morning,) = begin_day(day)
    ride, home = (510, 30), (810, 30)  # arrival and minutes: there at 8:30, home half an hour after 13:00
    found = [(d.meal, d.ride[1:3], d.ready, d.eaten, label) for d, label in onward(day, morning, START, SITE)]
    # Lunch at eleven, before or after, is too late for the gate; without it the visit is over after 12:20.
    assert found == [("inside", ride, 600, -1, (780, 30, 30, 0, 1))]
    ((ended, last),) = onward(day, found[0][-1], SITE, END)
    assert (ended.meal, ended.ride[1:3], last) == ("none", home, (810, 60, 60, 0, 1))


def test_a_meal_of_its_own_has_a_time() -> None:
    day = line_day((30, 0, 60), 1000, meals=(LUNCH,))
    found = [(d.meal, d.eaten, label) for d, label in onward(day, (650, 0, 0, 0, 0), START, END)]
    assert found == [
        ("none", -1, (710, 60, 60, 0, 0)),
        ("after", 710, (770, 60, 60, 0, 1)),
        ("before", 660, (780, 60, 60, 0, 1)),
    ]


def test_of_the_labels_of_a_tour_the_undominated_stay() -> None:
    day = line_day((0, 0, 60), 960)
    labels: list[Label] = []
    for label in [(500, 40, 0, 0, 0), (510, 30, 0, 0, 0), (520, 35, 0, 0, 0), (500, 30, 0, 5, 0)]:
        add(day, False, labels, label)
    assert labels == [(500, 30, 0, 5, 0)]


@pytest.mark.parametrize(("optimist", "last"), [(False, (547, 53, 0, 0, 0)), (True, (547, 52, 0, 0, 0))])
def test_what_finds_no_room_is_dropped_or_merged_into_a_bound(optimist: bool, last: Label) -> None:
    day = line_day((0, 0, 60), 960)
    labels: list[Label] = []
    for number in range(MOST_LABELS + 1):
        add(day, optimist, labels, (500 + number, 100 - number, 0, 0, 0))
    assert len(labels) == MOST_LABELS
    assert labels[-1] == last
