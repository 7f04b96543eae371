"""The rules of notices.py, on what the traveller must be told, broken and kept."""

from __future__ import annotations

from tests.builders.small_plans import Plan
from tests.checker.damages import Broken, Damages

DAMAGES = Damages()


@DAMAGES.breaks("notice", "car", "transit")
def warn_of_nothing(plan: Plan) -> None:
    plan["warnings"] = []


@DAMAGES.breaks("notice", "car")
def not_say_to_book(plan: Plan) -> None:
    plan["warnings"][1].update(message="Mid Grotto: just come")


@DAMAGES.breaks("notice", "car")
def say_more_than_the_note(plan: Plan) -> None:
    plan["warnings"][1]["message"] += ", or just come"


@DAMAGES.breaks("notice", "car", "transit")
def warn_in_one_language(plan: Plan) -> None:
    plan["warnings"][0]["message_zh"] = ""


@DAMAGES.breaks("notice", "transit")
def warn_of_another_timetable(plan: Plan) -> None:
    plan["warnings"][1]["message"] = "trains of 2025-12"


@DAMAGES.breaks("notice", "transit")
def not_say_that_running_days_are_unchecked(plan: Plan) -> None:
    del plan["warnings"][2]


@DAMAGES.breaks("notice", "transit")
def say_it_of_another_timetable(plan: Plan) -> None:
    plan["warnings"][2]["message"] = (
        "times of January 2026; running days unchecked: look the train up for your day"
    )


@DAMAGES.breaks("notice", "car", "transit")
def warn_of_no_holiday(plan: Plan) -> None:
    plan["warnings"].append({"code": "public-holiday", "message": "holiday", "message_zh": "假"})


@DAMAGES.each
def test_damage_breaks_these_rules_only(broken: Broken) -> None:
    found = broken.found()
    assert {violation.code for violation in found} == broken.codes, found
