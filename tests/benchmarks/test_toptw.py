"""The benchmark reads instances as their README says, and believes no solver."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.toptw import (
    Instance,
    Reference,
    Row,
    Tours,
    doubts,
    ours,
    parse,
    problem_of,
    pyvrp,
    references,
    table,
    verified,
)

# Sites 1 and 2 lie to the east, 3 to the north; each visit lasts 10. Site 3 opens late.
TEXT = """4 10 3 1
0 200
  0  0.00  0.00  0.00  0.00 0 0  0 100
  1  3.00  4.00 10.00  5.00 1 1 1  0  50
  2  6.00  8.00 10.00  7.00 1 2 1 2  0  15
  3  0.00  9.99 10.00 30.00 1 1 1 80  85
"""


@pytest.fixture
def instance() -> Instance:
    return parse("t101", TEXT)


def test_an_instance_is_read_in_tenths(instance: Instance) -> None:
    assert instance.score == [0, 5, 7, 30]
    assert instance.minutes == [0, 100, 100, 100]
    assert (instance.opening, instance.closing) == ([0, 0, 0, 800], [1000, 500, 150, 850])
    assert instance.day == 1000


def test_distances_are_rounded_down_in_the_unit_of_the_set(instance: Instance) -> None:
    assert instance.distance[0] == [0, 50, 100, 99]
    assert parse("pr99", TEXT).distance[0] == [0, 500, 1000, 999]
    # 0.29 * 100 is 28.99... in floating point; sqrt(10.442^2 + 19.999^2) = 22.5609, sqrt(10.732^2 + 19.999^2) = 22.6966
    text = "\n\n0 0 0 0 0 0 0 9\n1 0.29 0 0 1 0 0 9\n2 -10.442 19.999 0 1 0 0 9\n"
    assert parse("pr99", text).distance == [[0, 29, 2256], [29, 0, 2269], [2256, 2269, 0]]


def test_sites_out_of_order_are_refused() -> None:
    with pytest.raises(ValueError, match="not numbered"):
        parse("t101", "\n\n1 0 0 0 0 0 0 9\n")


def test_the_best_values_known_are_read() -> None:
    text = "instance,m,reference,status\nc101,1,320,optimal\npr01,4,657,bks_published\n"
    assert references(text) == {
        ("c101", 1): Reference(320, "optimal"),
        ("pr01", 4): Reference(657, "bks_published"),
    }


def test_a_solution_is_verified(instance: Instance) -> None:
    assert verified(instance, 1, [[2, 1, 3]]) == 42
    assert verified(instance, 2, [[2], [1]]) == 12
    assert verified(instance, 1, []) == 0


@pytest.mark.parametrize(
    ("tours", "why"),
    [
        ([[1, 2]], r"too late at 2"),  # there at 20, from 5 to 15 and 5 more
        ([[3, 1]], r"too late at 1"),
        ([[1], [2]], "too many days"),
        ([[1, 1]], "a site twice"),
        ([[0]], "a site twice"),
    ],
)
def test_what_breaks_a_rule_is_no_solution(instance: Instance, tours: Tours, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        verified(instance, 1, tours)


def test_the_way_home_counts(instance: Instance) -> None:
    assert verified(instance, 1, [[3]]) == 30
    short = replace(instance, closing=[998, *instance.closing[1:]])
    with pytest.raises(ValueError, match="too late at 0"):
        verified(short, 1, [[3]])


def test_the_problem_has_the_same_numbers(instance: Instance) -> None:
    problem = problem_of(instance, 2)
    assert problem.node_ids == ("1", "2", "3", "0")
    assert problem.travel[0].quickest(np.array(problem.starts[0]), np.array(2)) == 99
    assert problem.windows[1].tolist() == [[[0, 500]], [[0, 150]], [[800, 850]]]
    assert problem.starts_of(1) == problem.ends_of(1) == (3,)


@pytest.mark.parametrize("days", [1, 2])
def test_the_solver_finds_all_there_is(instance: Instance, days: int) -> None:
    tours, bound = ours(instance, days, 5, 0)
    assert verified(instance, days, tours) == 42
    assert bound is None or bound >= 42


def test_pyvrp_finds_it_too(instance: Instance) -> None:
    pytest.importorskip("pyvrp", reason="it comes with the extra `benchmark`")
    assert verified(instance, 1, pyvrp(instance, 1, 0.1, 0)) == 42


ROWS = [
    Row("c101", 1, Reference(200, "optimal"), 198, 220, 190),
    Row("c102", 2, Reference(100, "bks_published"), 101, None, 100),
    Row("rc101", 1, Reference(50, "bks_published"), 50, 50, 40),
]


def test_the_table_has_the_mean_by_set() -> None:
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table(ROWS).splitlines()]
    assert lines[0] == ["set", "solver", "1 d", "2 d", "all", "worst", "meets", "better", "to bound"]
    assert set(map(len, lines)) == {9}
    assert lines[2:] == [
        ["c", "ours", "1.00 %", "-1.00 %", "0.00 %", "1.00 %", "1 of 2", "1", "10.00 %"],
        ["c", "PyVRP", "5.00 %", "0.00 %", "2.50 %", "5.00 %", "1 of 2", "0", ""],
        ["rc", "ours", "0.00 %", "", "0.00 %", "0.00 %", "1 of 1", "0", "0.00 %"],
        ["rc", "PyVRP", "20.00 %", "", "20.00 %", "20.00 %", "0 of 1", "0", ""],
        ["all", "ours", "0.50 %", "-1.00 %", "0.00 %", "1.00 %", "2 of 3", "1", "5.00 %"],
        ["all", "PyVRP", "12.50 %", "0.00 %", "8.33 %", "20.00 %", "1 of 3", "0", ""],
    ]


def test_a_bound_below_what_is_known_is_refused() -> None:
    doubts(ROWS[0])
    with pytest.raises(ValueError, match="bound 199 below 200"):
        doubts(replace(ROWS[0], bound=199))
    with pytest.raises(ValueError, match="better than what is proven best"):
        doubts(replace(ROWS[0], ours=201))
