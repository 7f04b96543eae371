"""The rules of sums.py, on what the plan says about itself, broken and kept."""

from __future__ import annotations

import pytest

from planner.checker.case import Case
from planner.checker.report import Book
from planner.checker.worth import as_changes
from planner.itinerary import Itinerary
from planner.rules import VALUE_OF_TIME
from tests.builders.small_plans import Plan, corridor, good_plan
from tests.checker.damages import Broken, Damage, Damages, first, unchecked

DAMAGES = Damages()


@DAMAGES.breaks("place", "car")
def explain_atlantis(plan: Plan) -> None:
    plan["places"]["atlantis"] = plan["places"]["mid-town"]


@DAMAGES.breaks("name", "car", "transit")
def place_in_another_county(plan: Plan) -> None:
    plan["places"]["east-museum"]["area"] = "成都市武侯区"


@DAMAGES.breaks("name", "transit")
def telecode_of_another_station(plan: Plan) -> None:
    plan["places"]["east-station"]["telecode"] = "CUW"


@DAMAGES.breaks("name", "car", "transit")
def move_a_place(plan: Plan) -> None:
    plan["places"]["east-city"]["location"]["lat"] = 30.0


@DAMAGES.breaks("budget", "car", "transit")
def have_less_money(plan: Plan) -> None:
    plan["request"]["budget"] = 939


@DAMAGES.breaks("hotel", car="day-totals trip-totals", transit="day-totals trip-totals")
def sleep_for_less(plan: Plan) -> None:
    first(plan, "overnight")["cost_cny"] -= 10


@DAMAGES.breaks("hotel", "car")
def sleep_better(plan: Plan) -> None:
    plan["request"]["hotel"] = "premium"


@DAMAGES.breaks("day-totals", "car", "transit")
def travel_less_on_paper(plan: Plan) -> None:
    plan["days"][0]["totals"]["transit_minutes"] -= 10


@DAMAGES.breaks("day-totals", "car", "transit")
def pay_less_on_paper(plan: Plan) -> None:
    plan["days"][1]["totals"]["cost_cny"] -= 10


@DAMAGES.breaks("day-totals", "car", "transit")
def wait_less_on_paper(plan: Plan) -> None:
    plan["days"][0]["totals"]["wait_minutes"] = 0


@DAMAGES.breaks("day-totals", "car", "transit")
def see_more_on_paper(plan: Plan) -> None:
    plan["days"][0]["totals"]["visit_minutes"] += 1


def _raise_total(key: str) -> Damage:
    def damage(plan: Plan) -> None:
        plan["totals"][key] += 1

    damage.__name__ = f"raise_{key}"
    return damage


for _key in ("score", "visits", "visit_minutes", "transit_minutes", "cost_cny", "nights"):
    DAMAGES.breaks("trip-totals", "car", "transit")(_raise_total(_key))


@DAMAGES.breaks("objective", "transit", car="gap-value")
def raise_the_objective(plan: Plan) -> None:
    plan["certificate"]["objective"] += 1


@DAMAGES.breaks("objective", car="gap-value")
def travel_for_nothing(plan: Plan) -> None:
    plan["certificate"]["objective"] += 350


@DAMAGES.breaks("objective", "car", transit="status")
def changes_at_another_price(plan: Plan) -> None:
    # in a plan without the price a change takes nothing; one's own car is never changed
    plan["certificate"]["change_price"] = 5


@DAMAGES.breaks("objective")
def returns_at_another_price(plan: Plan) -> None:
    plan["certificate"]["return_price"] = 5


@DAMAGES.breaks("objective")
def empty_days_at_another_price(plan: Plan) -> None:
    plan["certificate"]["empty_price"] = 5


@DAMAGES.breaks("objective", "car", "transit")
def beds_at_another_price(plan: Plan) -> None:
    plan["certificate"]["bed_price"] = 5


@DAMAGES.breaks("objective", "car", "transit")
def nights_at_another_share(plan: Plan) -> None:
    plan["certificate"]["night_share"] = 0.3


@DAMAGES.breaks("objective", "car", "transit")
def taxis_long_from_elsewhere(plan: Plan) -> None:
    plan["certificate"]["long_taxi_cny"] = 5


@DAMAGES.breaks("value-of-time", car="objective", transit="objective status")
def hours_of_another_value(plan: Plan) -> None:
    plan["certificate"]["value_of_time"] = 40


@DAMAGES.breaks("objective", transit="status")
def money_that_was_not_counted(plan: Plan) -> None:
    plan["certificate"]["value_of_time"] = plan["request"].get("value_of_time", VALUE_OF_TIME)


@DAMAGES.breaks("bound", "car", transit="status")
def bound_below_the_objective(plan: Plan) -> None:
    # the plan by train was optimal
    plan["certificate"].update(bound=100, gap=0)


@DAMAGES.breaks("gap-value", "car")
def smaller_gap(plan: Plan) -> None:
    plan["certificate"]["gap"] = 0.01


@DAMAGES.breaks("gap-value", "car")
def a_gap_a_trifle_smaller(plan: Plan) -> None:
    plan["certificate"]["gap"] -= 5e-5


@DAMAGES.breaks("gap-value", transit="status")
def larger_bound(plan: Plan) -> None:
    # the plan by train was optimal
    plan["certificate"]["bound"] += 100


@DAMAGES.breaks("gap-value", "car", transit="status")
def gap_without_a_bound(plan: Plan) -> None:
    # the plan by train was optimal
    plan["certificate"].update(bound=None, gap=0.5)


@DAMAGES.breaks("gap-value", "car")
def bound_without_a_gap(plan: Plan) -> None:
    plan["certificate"]["gap"] = None


@DAMAGES.breaks("objective", car="bound gap-value", transit="bound gap-value status")
def a_share_of_less_than_nothing(plan: Plan) -> None:
    plan["certificate"].update(objective=-100, bound=-5, gap=0)


@DAMAGES.breaks("status", "car")
def claim_to_be_optimal(plan: Plan) -> None:
    plan["status"] = "optimal"


@DAMAGES.breaks("status", "transit")
def be_modest(plan: Plan) -> None:
    plan["status"] = "feasible"


@DAMAGES.breaks("glossary", "car", "transit")
def explain_no_place(plan: Plan) -> None:
    plan["places"] = {}


@DAMAGES.breaks("glossary", "car", "transit")
def call_a_town_a_station(plan: Plan) -> None:
    plan["places"]["east-city"]["kind"] = "station"


@DAMAGES.breaks("glossary", "car", "transit")
def not_explain_what_is_left_out(plan: Plan) -> None:
    del plan["places"]["east-tower"]


@DAMAGES.breaks("glossary", "car")
def explain_no_theme(plan: Plan) -> None:
    plan["themes"] = {}


@DAMAGES.each
def test_damage_breaks_these_rules_only(broken: Broken) -> None:
    found = broken.found()
    assert {violation.code for violation in found} == broken.codes, found


def test_sums_and_reasons_that_stand_on_estimates_are_not_right() -> None:
    plan = good_plan("car")
    plan["request"].update(budget=940, near_hospital=105)
    found = unchecked(plan)
    assert ("budget", "the sum has prices in it that are estimates or not known") in found
    assert ("hospital", "mid-grotto: how long the drive to a hospital takes is an estimate") in found
    assert ("reason", "east-tower: 'lower-prize' is the planner's word") in found
    assert not any("west-opera" in message for code, message in found if code == "reason")
    doubt = "mid-grotto: no source says when the last visitors are let in"
    assert ("last-entry", doubt) in found
    assert {"km", "runs"} & {code for code, _ in found} == {"km"}
    assert "runs" in {code for code, _ in unchecked(good_plan("transit"))}


@pytest.mark.parametrize(("cny", "changes"), [(300, 0), (301, 1), (310, 1), (311, 2)])
def test_long_taxis_of_two_cars_count_as_changes(cny: int, changes: int) -> None:
    plan = good_plan("transit")
    plan["request"]["adults"] = 5
    for free, count in ((150, changes), (None, 0)):
        plan["certificate"]["long_taxi_cny"] = free
        itinerary = Itinerary.model_validate(plan)
        assert as_changes(Case(itinerary, corridor(), itinerary.request.wish, Book()), cny) == count
