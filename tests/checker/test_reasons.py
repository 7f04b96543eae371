"""The rules of reasons.py, on what was left out, broken and kept."""

from __future__ import annotations

from tests.builders.small_plans import Plan
from tests.checker.damages import Broken, Damages, events, first

DAMAGES = Damages()


@DAMAGES.breaks("place", car="glossary")
def leave_out_atlantis(plan: Plan) -> None:
    plan["unvisited"].append({"attraction": "atlantis", "reason": "closed", "detail": "", "regret": 0})


@DAMAGES.breaks("unvisited", "car", "transit")
def forget_a_site(plan: Plan) -> None:
    del plan["unvisited"][0]


@DAMAGES.breaks("unvisited", "car", "transit")
def leave_out_twice(plan: Plan) -> None:
    plan["unvisited"].append(plan["unvisited"][0])


@DAMAGES.breaks("unvisited", "car", "transit")
def leave_out_a_visited_site(plan: Plan) -> None:
    plan["unvisited"].append({"attraction": "east-museum", "reason": "no-time", "detail": "", "regret": 230})


@DAMAGES.breaks("reason", "car", "transit")
def say_it_was_closed(plan: Plan) -> None:
    plan["unvisited"][0]["reason"] = "closed"


@DAMAGES.breaks("reason", "car", "transit")
def say_it_was_avoided(plan: Plan) -> None:
    plan["unvisited"][0]["reason"] = "avoided"


@DAMAGES.breaks("reason", "car")
def say_nobody_asked_for_it(plan: Plan) -> None:
    plan["unvisited"][0]["reason"] = "outside-area"


@DAMAGES.breaks("reason", car="day-totals gap objective trip-totals")
def not_say_it_was_too_steep(plan: Plan) -> None:
    plan["request"]["max_steps"] = 200
    events(plan, 1).remove(first(plan, "visit", 1, attraction="mid-temple"))
    plan["unvisited"].append({"attraction": "mid-temple", "reason": "no-time", "detail": "", "regret": 100})


@DAMAGES.breaks("reason", "car")
def say_it_cost_too_much(plan: Plan) -> None:
    plan["unvisited"][0]["reason"] = "over-budget"


@DAMAGES.breaks("reason", "car")
def not_say_it_was_avoided(plan: Plan) -> None:
    plan["request"]["avoid"] = ["east-tower"]


@DAMAGES.breaks("reason", "car")
def say_a_free_park_cost_too_much(plan: Plan) -> None:
    plan["request"]["budget"] = 940
    entry = next(e for e in plan["unvisited"] if e["attraction"] == "west-park")
    entry["reason"] = "over-budget"


@DAMAGES.breaks("reason", "car", "transit")
def say_the_evening_is_not_worth_it(plan: Plan) -> None:
    next(e for e in plan["unvisited"] if e["attraction"] == "west-opera")["reason"] = "lower-prize"


@DAMAGES.breaks("reason", "car")
def say_there_is_no_time_for_what_no_road_leads_to(plan: Plan) -> None:
    next(e for e in plan["unvisited"] if e["attraction"] == "west-teahouse")["reason"] = "no-time"


@DAMAGES.breaks("reason", "car")
def say_no_road_leads_there(plan: Plan) -> None:
    next(e for e in plan["unvisited"] if e["attraction"] == "west-park")["reason"] = "unreachable"


@DAMAGES.breaks("reason", transit="area")
def not_say_it_was_outside_the_area(plan: Plan) -> None:
    # so is the museum, which is visited
    plan["request"]["within"] = ["5101"]  # the grotto is in 5001


@DAMAGES.breaks("reason", "transit")
def not_say_it_is_closed(plan: Plan) -> None:
    plan["request"]["avoid_crowds"] = True  # the grotto is famous, and the trip on a weekend in June


@DAMAGES.breaks("reason", "car")
def not_say_it_is_far_from_a_hospital(plan: Plan) -> None:
    plan["request"]["near_hospital"] = 105
    plan["unvisited"][0]["reason"] = "outside-area"  # the tower is 10 minutes from one


@DAMAGES.breaks("regret", "car", "transit")
def regret_less(plan: Plan) -> None:
    plan["unvisited"][0]["regret"] = 0


@DAMAGES.each
def test_damage_breaks_these_rules_only(broken: Broken) -> None:
    found = broken.found()
    assert {violation.code for violation in found} == broken.codes, found
