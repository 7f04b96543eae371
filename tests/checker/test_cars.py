"""The rules of cars.py, on cars over the day, broken and kept."""

from __future__ import annotations

from tests.builders.small_plans import Plan, good_plan, leg, timed
from tests.checker.damages import Broken, Damages, codes, events

DAMAGES = Damages()


@DAMAGES.breaks("taxi", transit="day-totals gap glossary objective status trip-totals")
def take_a_taxi_across_the_province(plan: Plan) -> None:
    way = leg("road", "west-city east-city", "07 08:20", "07 11:50", 250, 710, "mid-town")
    events(plan, 1)[1:6] = [way]


@DAMAGES.breaks("taxi", transit="day-totals gap objective purpose status trip-totals")
def take_one_taxi_after_the_other(plan: Plan) -> None:
    # the wait between two taxis is part of the journey
    events(plan, 1)[1:2] = [
        leg("road", "west-city west-park", "07 08:20", "07 08:30", 5, 24),
        leg("road", "west-park west-city", "07 08:30", "07 08:40", 5, 24),
        timed("wait", "west-city", "07 08:40", "07 08:45"),
        leg("road", "west-city west-ruins", "07 08:45", "07 09:15", 20, 66),
        leg("road", "west-ruins west-city", "07 09:15", "07 09:45", 20, 66),
    ]


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
