"""Made-up trips are the same for a seed, and what the solver tells becomes moments, a table and a picture."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import numpy as np
import pytest

from benchmarks.growth import (
    STEPS,
    Case,
    Measured,
    News,
    cases,
    charts,
    longest,
    measure,
    middle_of,
    moments,
    series,
    table,
)
from benchmarks.madeup import DAY, LUNCH, Mode, made_up
from benchmarks.picture import Chart, svg
from planner.arrays import INFINITY
from planner.problem import objective_of
from planner.solver import Limit, solve

NO_STEPS = dict.fromkeys(STEPS, 0.0)
RESULT = Measured(
    str(Case()),
    0,
    20,
    90,
    100,
    (0.25, 0.2),
    (2.0, 1.5),
    None,
    4.0,
    (1.0, 4.0),
    99.6,
    NO_STEPS | {"search": 2.0, "listing": 1.5},
)


@pytest.mark.parametrize("mode", ["car", "train"])
def test_a_trip_is_the_same_for_its_seed(mode: Mode) -> None:
    one, same, other = (made_up(mode, 12, 4, 2, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.windows, same.windows)
    profiles = [problem.travel[0].profile(*DAY) for problem in (one, same, other)]
    np.testing.assert_array_equal(profiles[0].services.arrive, profiles[1].services.arrive)
    np.testing.assert_array_equal(profiles[0].minutes, profiles[1].minutes)
    assert not np.array_equal(profiles[0].minutes, profiles[2].minutes)


@pytest.mark.parametrize("mode", ["car", "train"])
def test_a_trip_can_be_planned(mode: Mode) -> None:
    problem = made_up(mode, 20, 5, 2, 0)
    solution = solve(problem, limit=Limit(work=2000), threads=1)
    assert objective_of(problem, solution.tours) == solution.objective > 0
    assert solution.bound is not None
    assert solution.bound >= solution.objective


def test_trains_run_from_station_to_station() -> None:
    travel = made_up("train", 30, 6, 1, 3).travel[0]
    rides = travel.profile(*DAY)
    assert len(rides.services) > 100
    for services in (rides.services, rides.with_lunch):
        np.testing.assert_array_equal(services.depart + services.minutes, services.arrive)
    every = np.arange(36)
    begin = np.arange(*DAY)[:, None, None]
    arrive = travel.arrive(every[:, None], every[None, :], begin)
    assert (np.diff(arrive, axis=0) >= 0).all()  # leaving later never arrives earlier
    lunch = rides.with_lunch
    assert (np.maximum(lunch.depart, LUNCH.earliest) + 45 <= lunch.arrive).all()
    assert (lunch.depart <= LUNCH.latest).all()


def test_some_sites_are_closed_one_day_in_seven() -> None:
    windows = made_up("car", 50, 4, 14, 0).windows[:, :, 0]
    is_closed = windows[..., 1] < 0
    assert (windows[is_closed] == (INFINITY, -1)).all()
    assert set(is_closed.sum(axis=0).tolist()) == {0, 2}
    assert (windows[~is_closed][:, 0] < windows[~is_closed][:, 1]).all()


def test_one_thing_is_varied_at_a_time() -> None:
    assert len(cases()) == len(set(cases())) == 30
    assert [case.days for case in series(Case("train"), "days")] == [1, 2, 4, 5, 7, 10, 14]
    assert {case.sites for case in series(Case("train"), "days")} == {100}


def test_moments_are_the_first_of_their_kind() -> None:
    told = [
        News((0.1, 1), None, 200),
        News((0.2, 2), 90, 200),
        News((0.3, 3), 90, 105),
        News((0.4, 4), 100, 105),
        News((0.5, 5), 100, 100),
    ]
    assert moments(told, 100) == ((0.2, 2), (0.3, 3), (0.5, 5))
    assert moments(told[:3], 90) == ((0.2, 2), None, None)


def test_what_was_not_reached_is_later_than_all() -> None:
    assert middle_of([None, (2.0, 1.0), (1.0, 1.0)]) == (2.0, 1.0)
    assert middle_of([None, (2.0, 1.0), None]) is None


def test_a_case_is_measured() -> None:
    found = measure((Case("car", 12, 3, 2), 0, 3000))
    assert found.bound == found.objective
    assert found.first is not None
    assert found.near is not None
    assert found.proof is not None
    assert found.first[1] <= found.near[1] <= found.proof[1] <= 3.0
    assert found.steps["search"] > 0
    assert found.steps["completion"] > 0
    assert sum(found.steps.values()) <= found.seconds


def test_the_table_has_a_row_for_each_case_of_each_series() -> None:
    lines = table([RESULT]).splitlines()[2:]
    assert lines == [
        f"| car | {sizes} | 0.2 (0.2) | 2.0 (1.5) | - | 0 of 1 | 10.0 % | 100 | listing 75 % | 2.0, 0.5 |"
        for sizes in ("**100** | 20 | 5", "100 | **20** | 5", "100 | 20 | **5**")
    ]
    assert longest([RESULT, replace(RESULT, seconds=2.0)]) == "listing 150 %"


def test_the_picture_has_three_rows_of_three() -> None:
    grid = charts([RESULT])
    assert [[chart.along for chart in row] for row in grid] == [["sites", "towns", "days"]] * 3
    assert grid[0][0].lines["first plan"] == [None, 0.25, None, None]
    assert grid[2][0].lines == {"by car": [None, 99.6, None, None], "by train": [None] * 4}
    root = ElementTree.fromstring(svg(grid))
    circles = [element for element in root.iter() if element.tag.endswith("circle")]
    assert len(circles) == 9  # two moments and the memory, in each column


def test_a_line_is_broken_where_a_value_is_missing() -> None:
    chart = Chart("seconds", "sites", (1, 10, 100), {"all": [1.0, None, 10.0]}, (1, 10))
    text = svg([[chart]])
    points = [line for line in text.splitlines() if line.startswith("<circle")]
    assert 'cx="56.0" cy="156.0"' in points[0]
    assert 'cx="248.0" cy="26.0"' in points[1]
    assert '<path d="M56.0 156.0M248.0 26.0"' in text
