"""The benchmark's requests: what is measured of each, and which of them the targets count."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.requests import LONGEST, Result, hard, long, requests, run, table
from planner.request import Asked

ROWS = [
    Result("heritage 3 d car", 3, "optimal", 90, 90, 0.0, 2.0, 0.1, 0.05, 85, 100.0),
    Result("all 7 d transit", 7, "feasible", 90, 100, 0.1, 9.0, 0.5, 0.4, 80, 300.0),
    Result("all 14 d car", LONGEST, "feasible", 93, 100, 0.07, 9.0, 0.5, 0.4, None, 200.0),
]


@pytest.mark.parametrize("wish", [wish for _, wish in long()], ids=[name for name, _ in long()])
def test_the_longest_requests_are_wishes(wish: dict[str, object]) -> None:
    assert Asked.model_validate(wish).days == LONGEST


def test_each_request_has_a_name_of_its_own() -> None:
    names = [name for name, _ in (*requests(), *hard(), *long())]
    assert len(requests()) == 71
    assert len(set(names)) == len(names)


def test_the_longest_have_a_line_of_their_own() -> None:
    text = table(ROWS, "time limit 9 s")
    assert "- proven best: 1 of 2 (target: 63 of 71)" in text
    assert "- plan of the first 2 s within 10% of the last one: 1 of 2 (target: all)" in text
    assert "- gap of 14 days: worst 7.0%, mean 7.0%, 1 of 1 within 8% (target: all)" in text
    assert "0 of 1 within 8%" in table([*ROWS[:2], replace(ROWS[2], gap=0.09)], "time limit 9 s")


def test_work_gives_the_same_plan_and_seconds_of_processor() -> None:
    name, wish = next((name, wish) for name, wish in requests() if name == "red 1 d car")
    one, other = (run((name, wish, 10.0, 50)) for _ in range(2))
    assert (one.objective, one.bound) == (other.objective, other.bound)
    assert one.objective > 0
    assert one.first_plan is not None
    assert one.first_bound is not None
    assert min(one.first_plan, one.first_bound, one.seconds) > 0
    assert one.early is not None
    assert one.early <= one.objective
