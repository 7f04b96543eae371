"""The rules of limits.py, on what the traveller asked for, broken and kept."""

from __future__ import annotations

from tests.builders.small_plans import Plan, moment, visit
from tests.checker.damages import Broken, Damages, events, first

DAMAGES = Damages()


@DAMAGES.breaks("lunch", car="day-totals", transit="day-totals")
def no_lunch(plan: Plan) -> None:
    first(plan, "meal")["kind"] = "wait"


@DAMAGES.breaks("lunch", "transit")
def no_lunch_at_the_museum(plan: Plan) -> None:
    first(plan, "visit", 1)["includes_lunch"] = False


@DAMAGES.breaks("meal-time", "transit")
def eat_aboard_too_early(plan: Plan) -> None:
    first(plan, "leg", mode="rail")["includes_lunch"] = True


@DAMAGES.breaks("meal-time", "transit")
def eat_in_the_metro(plan: Plan) -> None:
    first(plan, "leg", mode="metro")["includes_lunch"] = True


@DAMAGES.breaks("meal-time", car="gap", transit="gap")
def eat_quickly(plan: Plan) -> None:
    meal = first(plan, "meal")
    meal["end"] = meal["end"][:14] + "30:00+08:00"


@DAMAGES.breaks("meal-time", car="gap", transit="gap")
def eat_late(plan: Plan) -> None:
    first(plan, "meal").update(start=moment("06 13:31"), end=moment("06 14:31"))


@DAMAGES.breaks("max-visits", car="bound day-totals gap objective trip-totals visit-length visit-once")
def see_too_much(plan: Plan) -> None:
    # three times the same temple, for no minute
    estimates = "opening_hours", "visit_minutes", "ticket_cny"
    events(plan)[3:3] = [visit("mid-temple", "06 11:00", "06 11:00", 50, *estimates)] * 3


@DAMAGES.breaks("max-travel", "car", "transit")
def ask_for_less_travel(plan: Plan) -> None:
    plan["request"]["max_transit"] = 209  # day 2 of one takes 210, day 1 of the other 232


@DAMAGES.breaks("must", "car", "transit")
def miss_a_must(plan: Plan) -> None:
    plan["request"].setdefault("must", []).append("east-tower")


@DAMAGES.breaks("avoid", "car", "transit")
def visit_what_is_to_be_avoided(plan: Plan) -> None:
    plan["request"]["avoid"] = ["east-museum"]


@DAMAGES.each
def test_damage_breaks_these_rules_only(broken: Broken) -> None:
    found = broken.found()
    assert {violation.code for violation in found} == broken.codes, found
