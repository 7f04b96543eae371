"""The rule of luggage.py, broken and kept: two days over the small corridor, by hand."""

from __future__ import annotations

from typing import Any

import pytest

from planner.itinerary import Itinerary
from tests.builders.small_plans import Plan, good_plan
from tests.checker.damages import Broken, Damages, violations

DAMAGES = Damages()
IN_CAR = ({"check_in_minutes": 15, "waits": "car"}, {"check_out_minutes": 15, "waits": "car"})
# the first day comes from elsewhere and passes the bed in West City last, the second goes from there to East City
WITH_YOU = (
    {"check_in_minutes": 15, "waits": "with-you", "along": ["west-park", "west-teahouse"]},
    {"check_out_minutes": 15, "waits": "with-you", "along": ["east-museum"]},
)
TOLD = {"car": IN_CAR, "rental": IN_CAR, "transit": WITH_YOU}


def tell(plan: Plan, day: int = 0, **changes: Any) -> None:
    """Say of both days what is so, and of one of them something else."""
    for number, told in enumerate(TOLD[plan["request"]["mode"]]):
        plan["days"][number]["luggage"] = {**told, **(changes if number == day else {})}


@pytest.mark.parametrize("kind", TOLD)
def test_what_is_so_is_right(kind: str) -> None:
    plan = good_plan(kind)
    tell(plan)
    assert violations(plan) == []


@DAMAGES.breaks("luggage", "car", "rental", "transit")
def say_nothing(plan: Plan) -> None:
    tell(plan)
    plan["days"][1]["luggage"] = None


@DAMAGES.breaks("luggage", "car", "rental", "transit")
def check_out_quickly(plan: Plan) -> None:
    tell(plan, 1, check_out_minutes=5)


@DAMAGES.breaks("luggage", "car", "rental", "transit")
def check_in_where_none_sleeps(plan: Plan) -> None:
    tell(plan, 1, check_in_minutes=15)


@DAMAGES.breaks("luggage", "car", "transit")
def leave_it_at_the_bed(plan: Plan) -> None:
    tell(plan, 1, waits="at-bed", beds=["west-city"], along=[])


@DAMAGES.breaks("luggage", "transit")
def leave_it_in_a_car(plan: Plan) -> None:
    tell(plan, waits="car")


@DAMAGES.breaks("luggage", "transit")
def forget_one_visit(plan: Plan) -> None:
    tell(plan, along=["west-park"])


@DAMAGES.breaks("luggage", "transit")
def tell_one_visit_twice(plan: Plan) -> None:
    tell(plan, 1, along=["east-museum", "east-museum"])


@DAMAGES.breaks("luggage", "transit")
def climb_where_nothing_is_steep(plan: Plan) -> None:
    tell(plan, climbs={"west-park": 500})


@DAMAGES.breaks("luggage", "transit")
def tell_of_a_bed_that_is_far(plan: Plan) -> None:
    near = {"place": "west-city", "attraction": "west-park", "minutes": 9, "use": "before"}
    tell(plan, near=[near])


@DAMAGES.breaks("luggage", "transit")
def leave_it_at_a_station(plan: Plan) -> None:
    tell(plan, 1, station="east-station")


@DAMAGES.breaks("luggage", "car")
def carry_it_about(plan: Plan) -> None:
    tell(plan, along=["mid-grotto"])


@DAMAGES.each
def test_damage_breaks_this_rule_only(broken: Broken) -> None:
    verdicts = broken.found()
    assert {violation.code for violation in verdicts} == broken.codes, verdicts


def test_plans_of_before_say_nothing_of_it() -> None:
    plan = good_plan("car")
    assert "luggage" not in Itinerary.model_validate(plan).days[0].model_fields_set
    assert violations(plan) == []
