"""Problems as files: they are read though classes have moved and fields were added since."""

from __future__ import annotations

import pickle
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from benchmarks import dump, requests
from benchmarks.rows import ROWS, Known, problem_in, run, table
from benchmarks.toptw import parse, problem_of
from planner.loading import load_corridor
from planner.problem import Meal, Problem
from planner.travel import ConstantTravel
from tests.benchmarks.test_toptw import TEXT
from tests.builders.paths import SMALL

NAME = "heritage 8 d car"


@pytest.fixture
def problem() -> Problem:
    """Return one by car; its best plan is worth 42."""
    return problem_of(parse("t101", TEXT), 1)


def test_a_table_is_found_in_its_new_home(problem: Problem, tmp_path: Path) -> None:
    text = pickle.dumps(problem, protocol=0)
    moved = text.replace(b"planner.travel\n", b"planner.network.travel\n")
    assert moved != text
    (tmp_path / "old.pkl").write_bytes(moved)
    read = problem_in(tmp_path / "old.pkl")
    assert isinstance(read.travel[0], ConstantTravel)
    assert isinstance(problem.travel[0], ConstantTravel)
    np.testing.assert_array_equal(read.travel[0].minutes, problem.travel[0].minutes)


def test_days_still_share_their_table(tmp_path: Path) -> None:
    (tmp_path / "two.pkl").write_bytes(pickle.dumps(problem_of(parse("t101", TEXT), 2)))
    read = problem_in(tmp_path / "two.pkl")
    assert read.travel[0] is read.travel[1]


def test_fields_added_since_get_their_defaults(problem: Problem, tmp_path: Path) -> None:
    optional = [field.name for field in fields(problem) if vars(Problem).get(field.name, field) is not field]
    assert {"meals", "budget", "bed_price"} <= set(optional)
    for name in optional:
        del vars(problem)[name]
    vars(problem)["gone"] = "a field of that day"
    (tmp_path / "old.pkl").write_bytes(pickle.dumps(problem))
    read = problem_in(tmp_path / "old.pkl")
    assert vars(read).keys() == {field.name for field in fields(Problem)}
    assert (read.meals, read.budget, read.bed_price) == ((), None, 0)


def test_one_start_end_lunch_and_limit_of_old_are_read(problem: Problem, tmp_path: Path) -> None:
    lunch = Meal(660, 810, 60, 240)
    old = {**vars(problem), "start": 1, "end": 2, "lunch": lunch, "max_visits": 4, "max_transit": 300}
    for name in ("starts", "ends", "meals"):
        del old[name]
    vars(problem).clear()
    vars(problem).update(old)
    (tmp_path / "old.pkl").write_bytes(pickle.dumps(problem))
    read = problem_in(tmp_path / "old.pkl")
    assert (read.starts, read.ends, read.meals) == ((1,), (2,), (lunch,))
    assert (read.max_visits, read.max_transit) == ((4,) * read.num_days, (300,) * read.num_days)


def test_a_row_is_solved_and_verified(
    problem: Problem, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "heritage_8_d_car.pkl").write_bytes(pickle.dumps(problem))
    monkeypatch.setitem(ROWS, NAME, (Known(40, 5.0), Known(42)))
    found = run(NAME, tmp_path, 5)
    assert (found.plan, found.gap) == (42, 0)
    monkeypatch.setitem(ROWS, NAME, (Known(43, 5.0), Known(42)))
    with pytest.raises(ValueError, match="bound 42 below a plan of 43"):
        run(NAME, tmp_path, 5)


def test_the_table_sets_them_side_by_side() -> None:
    line = table({NAME: Known(10121, 0.25, 10.04)}).splitlines()[-1]
    assert line == ("| heritage 8 d car | 10052, 5.0 % | 10119, proven in 2.8 s | 10121, 0.2 % | 10.0 | +2 |")


def test_problems_of_requests_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    wish = {"days": 2, "date": "2026-11-20", "from": "east-city", "mode": "car"}
    dump.write(load_corridor(SMALL), [("small 2 d car", wish)], tmp_path / "out")
    problem = problem_in(tmp_path / "out" / "small_2_d_car.pkl")
    assert problem.num_days == 2
    assert problem.node_ids[problem.starts[0]] == "east-city"


def test_the_twelve_are_requests_of_the_benchmark() -> None:
    assert len(ROWS) == 12
    assert ROWS.keys() <= dict(requests.requests()).keys()


def test_the_hard_ones_ask_for_one_thing_more() -> None:
    plain, hard = dict(requests.requests()), dict(requests.hard())
    assert hard["heritage 7 d car two bed changes"] == {**plain["heritage 7 d car"], "max_bed_changes": 2}
