"""The rules of rental.py, on what a rented car costs, broken and kept."""

from __future__ import annotations

from tests.builders.small_plans import Plan, good_plan
from tests.checker.damages import Broken, Damages, violations

DAMAGES = Damages()


@DAMAGES.breaks("rental", rental="trip-totals")
def pay_nothing(plan: Plan) -> None:
    plan["rental"] = None


@DAMAGES.breaks("rental", car="trip-totals")
def rent_what_nobody_asked_for(plan: Plan) -> None:
    plan["rental"] = good_plan("rental")["rental"]


@DAMAGES.breaks("rental", "rental")
def pay_for_one_day(plan: Plan) -> None:
    plan["rental"] |= {"days": 1, "days_cny": 250, "cost_cny": 499}
    plan["totals"]["cost_cny"] -= 250


@DAMAGES.breaks("rental", "rental")
def return_it_for_nothing(plan: Plan) -> None:
    plan["rental"] |= {"one_way_cny": 0, "cost_cny": 500}
    plan["totals"]["cost_cny"] -= 249


@DAMAGES.breaks("rental", rental="trip-totals")
def add_up_wrongly(plan: Plan) -> None:
    plan["rental"]["cost_cny"] = 750


@DAMAGES.breaks("rental", "rental")
def cite_the_price(plan: Plan) -> None:
    plan["rental"]["cost_basis"] = "sourced"


@DAMAGES.breaks("budget", rental="")
def spend_the_budget_on_the_car(plan: Plan) -> None:
    plan["request"]["budget"] = 940 + 748  # the trip without the car, and a CNY less than the car


@DAMAGES.breaks("budget", rental="")
def spend_the_purse_of_rides_on_the_car(plan: Plan) -> None:
    plan["request"]["purses"] = {"rides": 340 + 748}


@DAMAGES.each
def test_damage_breaks_these_rules_only(broken: Broken) -> None:
    found = broken.found()
    assert {violation.code for violation in found} == broken.codes, found


def test_a_budget_that_the_car_fits_into() -> None:
    plan = good_plan("rental")
    plan["request"] |= {"budget": 940 + 749, "purses": {"rides": 340 + 749}}
    assert violations(plan) == []
