"""The checker as a whole: a good plan, what the data cannot settle, and values nobody expects."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from planner.checker import CODES, check, examine
from planner.itinerary import Itinerary
from tests.builders.examples import large
from tests.builders.small_plans import corridor, good_plan
from tests.checker import (
    test_beside,
    test_better,
    test_cars,
    test_frame,
    test_freetime,
    test_hires,
    test_legs,
    test_limits,
    test_luggage,
    test_notices,
    test_passes,
    test_pauses,
    test_reasons,
    test_rental,
    test_services,
    test_slow,
    test_sums,
    test_visits,
    test_wheel,
    test_wishes,
)

TESTS = (
    test_better,
    test_cars,
    test_frame,
    test_freetime,
    test_hires,
    test_legs,
    test_limits,
    test_luggage,
    test_notices,
    test_passes,
    test_pauses,
    test_reasons,
    test_rental,
    test_services,
    test_slow,
    test_sums,
    test_visits,
    test_wheel,
    test_wishes,
)


@pytest.mark.parametrize("kind", ["car", "rental", "transit"])
def test_a_good_plan_has_no_violations(kind: str) -> None:
    verdicts = examine(Itinerary.model_validate(good_plan(kind)), corridor())
    assert verdicts.violations == ()
    assert verdicts.is_good
    assert verdicts.ok > 200


def test_every_rule_is_broken_by_some_damage() -> None:
    broken = (broken for tests in TESTS for broken in tests.DAMAGES.broken)
    assert {each.rule for each in broken} | test_beside.BROKEN == set(CODES)


def test_what_the_data_cannot_settle_is_not_passed_off_as_right() -> None:
    verdicts = examine(Itinerary.model_validate(good_plan("transit")), corridor())
    doubts = {fact.code: fact for fact in verdicts.unchecked}
    assert {fact.severity for fact in verdicts.unchecked} == {"unchecked"}
    assert {
        "ticket",
        "hours",
        "timetable",
        "runs",
        "fare",
        "walk",
        "drive-time",
        "hotel",
        "bound",
    } <= doubts.keys()
    assert "west-teahouse: the price is not known" in {fact.message for fact in verdicts.unchecked}


PATHS = [
    (day, index, key)
    for day, of_day in enumerate(good_plan("transit")["days"])
    for index, event in enumerate(of_day["events"])
    for key in event
]


VALUES = st.one_of(
    st.none(),
    st.integers(-(10**15), 10**15),
    st.text(max_size=20),
    st.sampled_from(["east-city", "road", "rail", "9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00-12:00"]),
    st.lists(st.sampled_from(["east-city", "west-city", ""]), max_size=3),
)


@large(sample=100, full=5000)
@given(path=st.sampled_from(PATHS), value=VALUES)
def test_no_value_makes_the_checker_fall_over(path: tuple[int, int, str], value: object) -> None:
    plan = good_plan("transit")
    day, index, key = path
    before = plan["days"][day]["events"][index][key]
    plan["days"][day]["events"][index][key] = value
    try:
        itinerary = Itinerary.model_validate(plan)
    except ValidationError:
        return
    found = check(itinerary, corridor())
    is_same = itinerary == Itinerary.model_validate(good_plan("transit"))
    assert bool(found) != is_same, (before, value)
