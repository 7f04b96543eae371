"""The rules of pauses.py, on the time around a leg, broken and kept."""

from __future__ import annotations

from tests.builders.small_plans import Plan, leg, moment, timed
from tests.checker.damages import Broken, Damages, events, first

DAMAGES = Damages()


@DAMAGES.breaks("margin", transit="bound day-totals gap objective status trip-totals")
def run_for_the_train(plan: Plan) -> None:
    events(plan)[2]["start"] = moment("06 07:41")


@DAMAGES.breaks("margin", transit="bound day-totals gap objective status trip-totals")
def run_for_the_other_train(plan: Plan) -> None:
    events(plan)[4]["start"] = moment("06 08:51")


@DAMAGES.breaks("margin", transit="bound day-totals gap objective status trip-totals")
def jump_off_the_train(plan: Plan) -> None:
    events(plan)[6]["end"] = moment("06 10:14")


@DAMAGES.breaks("margin", transit="day-totals frame purpose")
def taxi_at_once(plan: Plan) -> None:
    events(plan)[0]["start"] = moment("06 07:21")


@DAMAGES.breaks("margin", transit="bound day-totals gap objective status trip-totals")
def run_for_the_metro(plan: Plan) -> None:
    events(plan)[13]["start"] = moment("06 14:03")


@DAMAGES.breaks("margin", transit="day-totals frame gap purpose")
def jump_off_the_metro(plan: Plan) -> None:
    events(plan)[15]["end"] = moment("06 14:11")
    del events(plan)[16]


@DAMAGES.breaks("margin", transit="day-totals frame gap objective purpose status trip-totals")
def turn_round_in_the_metro(plan: Plan) -> None:
    # without these only the margins before the first and after the last ride are looked at
    back = leg(
        "metro", "west-city west-park", "06 14:10", "06 14:15", 3.8, 5, line="metro-1", as_of="2026-01"
    )
    events(plan)[15:17] = [{**back, "service": "Metro 1"}, timed("wait", "west-park", "06 14:15", "06 14:30")]


@DAMAGES.breaks("purpose", car="day-totals lunch")
def call_lunch_on_a_drive_a_change(plan: Plan) -> None:
    first(plan, "meal", 1).update(kind="wait", purpose="journey")


@DAMAGES.breaks("purpose", "transit")
def change_trains_at_leisure(plan: Plan) -> None:
    events(plan)[4]["purpose"] = "free"


@DAMAGES.breaks("purpose", "transit")
def call_a_taxi_at_leisure(plan: Plan) -> None:
    events(plan)[0]["purpose"] = "free"


@DAMAGES.breaks("purpose", "transit")
def leave_the_metro_at_leisure(plan: Plan) -> None:
    events(plan)[15]["purpose"] = "free"


@DAMAGES.breaks("purpose", "car", "transit")
def call_a_rest_travel(plan: Plan) -> None:
    next(event for event in events(plan) if event["kind"] == "wait" and "purpose" not in event)["purpose"] = (
        "journey"
    )


@DAMAGES.each
def test_damage_breaks_these_rules_only(broken: Broken) -> None:
    found = broken.found()
    assert {violation.code for violation in found} == broken.codes, found
