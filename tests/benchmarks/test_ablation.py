"""The ablation switches parts of the engine off from outside, and compares what is left with the whole."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from benchmarks import requests
from benchmarks.ablation import PARTS, WHOLE, Part, Result, doubts, page, read, run, switched_off, table
from benchmarks.madeup import made_up
from planner.arrays import FloatArray
from planner.solver.bound.lagrangian import Evaluation, Lagrangian

WORK = 600
ROWS = [
    Result("a 1 d car", WHOLE, 9, 100, 100, 1.0),
    Result("b 2 d car", WHOLE, 9, 90, 100, 1.0),
    Result("a 1 d car", "search", 9, 80, 160, 1.0),
    Result("b 2 d car", "search", 9, 99, 110, 1.0),
]


def solved(part: Part, sites: int = 6) -> Result:
    return run("a", made_up("car", sites, 3, 2, 1), part, WORK)


@pytest.fixture(scope="module")
def whole() -> Result:
    """Return what the whole engine makes of a small trip."""
    return solved(PARTS[0])


@pytest.mark.parametrize("part", PARTS[1:], ids=lambda part: part.name)
def test_without_any_part_a_plan_keeps_below_the_bound(part: Part, whole: Result) -> None:
    without = solved(part)
    assert whole.bound == whole.objective == 473
    assert 0 < without.objective <= whole.objective
    assert without.bound is not None
    assert without.bound >= whole.objective


def test_a_part_is_switched_on_again() -> None:
    before = [getattr(owner, name) for part in PARTS for owner, name, _ in part.off]
    for part in PARTS:
        with switched_off(part):
            assert all(getattr(owner, name) is instead for owner, name, instead in part.off)
    assert [getattr(owner, name) for part in PARTS for owner, name, _ in part.off] == before


def test_one_price_is_one_step(monkeypatch: pytest.MonkeyPatch) -> None:
    evaluated: list[int] = []
    evaluate = Lagrangian.evaluate

    def counted(lagrangian: Lagrangian, price: FloatArray) -> Evaluation:
        evaluated[-1] += 1
        return evaluate(lagrangian, price)

    monkeypatch.setattr(Lagrangian, "evaluate", counted)
    for name in (WHOLE, "column generation but for one price", "targets, column generation alone"):
        evaluated.append(0)
        solved(next(part for part in PARTS if part.name == name), sites=12)
    assert evaluated[1] < evaluated[0]
    assert evaluated[2] == evaluated[0]


def test_results_are_read_again(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    assert read(file) == []
    file.write_text("".join(f"{json.dumps(asdict(row))}\n" for row in ROWS), encoding="utf-8")
    assert read(file) == ROWS


def test_the_table_compares_with_the_whole_engine() -> None:
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in table(ROWS).splitlines()]
    assert lines[2:] == [
        [WHOLE, "2", "1, 1", "5, 5", "+0.0", "", ""],
        [
            "search",
            "2",
            "1, 0",
            "5, 46",
            "-5.5",
            "a 1 d car: -20",
            "a 1 d car: +80",
        ],
    ]


def test_each_amount_of_work_has_a_table() -> None:
    text = page([*ROWS, *(replace(row, work=8) for row in ROWS[:1])])
    assert text.index("8 units of work") < text.index("9 units of work")


def test_a_bound_below_a_plan_is_told() -> None:
    assert doubts(ROWS) == []
    assert doubts([*ROWS, replace(ROWS[0], part="search", bound=99)]) == [
        "a 1 d car without search: bound 99 below a plan of 100"
    ]
    assert doubts([replace(ROWS[0], objective=-30, bound=-30)]) == []


def test_requests_have_names_of_their_own() -> None:
    names = [name for name, _ in (*requests.requests(), *requests.hard())]
    assert len(set(names)) == len(names)
