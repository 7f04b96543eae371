"""The rules of wheel.py, on breaks and hours at the wheel, broken and kept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.checker.wheel import breaks_of
from planner.network.roads import rest_before
from tests.builders.small_plans import Plan, good_plan, leg, moment, timed
from tests.checker.damages import Broken, Damages, codes, events, first, violations

DAMAGES = Damages()


@DAMAGES.breaks("break", rental="drive-time")
def call_the_break_driving(plan: Plan) -> None:
    next(event for event in events(plan, 1) if event.get("rest_minutes"))["rest_minutes"] = 0


@DAMAGES.breaks("break", rental="day-totals gap objective trip-totals")
def drive_without_a_break(plan: Plan) -> None:
    events(plan, 1)[2] = leg("road", "mid-temple west-city", "07 09:45", "07 12:00", 160, 160, "mid-town")


@DAMAGES.breaks("break", rental="day-totals gap objective trip-totals")
def drive_without_a_break_by_two_legs(plan: Plan) -> None:
    # neither of 15 and 120 minutes needs a break, but nobody stops in Mid Town
    events(plan, 1)[2:3] = [
        leg("road", "mid-temple mid-town", "07 09:45", "07 10:00", 10, 10),
        leg("road", "mid-town west-city", "07 10:00", "07 12:00", 150, 150, confidence="sourced"),
    ]


@DAMAGES.breaks("break", rental="day-totals gap objective trip-totals")
def rest_without_need(plan: Plan) -> None:
    events(plan, 1)[2] |= {"arrive": moment("07 12:40"), "minutes": 175, "rest_minutes": 40}


@DAMAGES.breaks("break", car="drive-time")
def rest_in_a_car_with_a_driver(plan: Plan) -> None:
    first(plan, "leg")["rest_minutes"] = 5


@DAMAGES.breaks(
    "wheel", car="day-totals dinner objective trip-totals", rental="day-totals dinner objective trip-totals"
)
def drive_there_and_back(plan: Plan) -> None:
    # 210 minutes of the day, and twice 210 between the cities; in all 450 without a stop, which need three breaks
    plan["request"] |= {"max_transit": 710, "pace": "packed", "end_time": "25:00"}
    is_self_driven = "self_drive" in plan["request"]
    times, rests = ("07 16:00", "07 19:30", "07 23:00"), (0, 0)
    if is_self_driven:
        times, rests = ("07 16:20", "07 20:10", "08 00:20"), (20, 40)
    for place, start, end, rest in zip(
        ("west-city east-city", "east-city west-city"), times, times[1:], rests, strict=False
    ):
        drive = leg("road", place, start, end, 250, 250, "mid-town", confidence="sourced", rest_minutes=rest)
        events(plan, 1).append(drive)
    plan["days"][1]["end"]["time"] = moment(times[-1])


@DAMAGES.each
def test_damage_breaks_these_rules_only(broken: Broken) -> None:
    found = broken.found()
    assert {violation.code for violation in found} == broken.codes, found


def in_two(**stop: Any) -> Plan:
    """The plan in which the long drive has a stop in Mid Town in place of the break."""
    plan = good_plan("rental")
    kind, minutes = stop.popitem()
    events(plan, 1)[2:3] = [
        leg("road", "mid-temple mid-town", "07 09:45", "07 10:00", 10, 10),
        timed(kind, "mid-town", "07 10:00", f"07 10:{minutes}"),
        leg(
            "road",
            "mid-town west-city",
            f"07 10:{minutes}",
            f"07 12:{minutes}",
            150,
            150,
            confidence="sourced",
        ),
    ]
    return plan


@pytest.mark.parametrize(("minutes", "is_broken"), [(19, True), (20, False)])
def test_a_wait_is_a_stop_where_it_is_as_long_as_a_break(minutes: int, is_broken: bool) -> None:
    assert ("break" in codes(in_two(wait=minutes))) is is_broken


def test_a_break_that_is_too_long_is_a_warning() -> None:
    plan = good_plan("rental")
    rest_without_need(plan)
    assert {v.severity for v in violations(plan) if v.code == "break"} == {"warning"}


@given(wheel=st.integers(0, 2000))
def test_both_sides_count_the_same_breaks(wheel: int) -> None:
    assert breaks_of(wheel) == rest_before(wheel)
    # no stretch is longer than two hours, and with a break less one would be
    breaks = rest_before(wheel) // 20
    assert wheel <= 120 * (breaks + 1)
    assert not breaks or wheel > 120 * breaks
