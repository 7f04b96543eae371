"""The rules of cars.py, on cars over the day, broken and kept."""

from __future__ import annotations

from tests.builders.small_plans import Plan, good_plan, leg
from tests.checker.damages import Broken, Damages, codes, events

DAMAGES = Damages()


@DAMAGES.breaks("parked", car="day-totals gap objective trip-totals walk")
def leave_the_car_behind(plan: Plan) -> None:
    events(plan)[4:5] = [
        leg("walk", "east-museum east-city", "06 12:00", "06 13:10", 4.8, 0),
        leg("road", "east-city mid-grotto", "06 13:10", "06 14:55", 110, 110, "mid-town"),
    ]


@DAMAGES.each
def test_damage_breaks_these_rules_only(broken: Broken) -> None:
    found = broken.found()
    assert {violation.code for violation in found} == broken.codes, found


def test_a_car_waits_nearby() -> None:
    plan = good_plan("car")
    events(plan)[4:5] = [
        leg("walk", "east-museum east-city", "06 12:00", "06 13:10", 4.8, 0),
        leg("walk", "east-city east-museum", "06 13:10", "06 14:20", 4.8, 0),
        leg("road", "east-museum mid-grotto", "06 14:20", "06 16:15", 115, 115, "east-city", "mid-town"),
    ]
    # the walk of 3.7 km is too far, and the plan does not add up any more
    assert codes(plan) == {"walk", "gap", "day-totals", "trip-totals", "objective"}
