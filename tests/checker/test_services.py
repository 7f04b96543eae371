"""The rules of services.py, on scheduled services, broken and kept."""

from __future__ import annotations

import pytest

from tests.builders.small_plans import Plan, good_plan, moment
from tests.checker.damages import Broken, Damages, events, first, violations

DAMAGES = Damages()


@DAMAGES.breaks("confidence", "transit")
def pass_off_a_timetable_as_sourced(plan: Plan) -> None:
    first(plan, "leg", service="D7")["confidence"] = "sourced"


@DAMAGES.breaks("confidence", "transit")
def doubt_a_timetable(plan: Plan) -> None:
    first(plan, "leg", 1, service="G2")["confidence"] = "estimated"


@DAMAGES.breaks("mode", car="day-totals gap glossary notice objective trip-totals")
def take_the_train_with_a_car(plan: Plan) -> None:
    ride = first(good_plan("transit"), "leg", 1, service="G2")
    events(plan, 1)[2] = ride


@DAMAGES.breaks("mode", "transit")
def call_a_metro_a_train(plan: Plan) -> None:
    first(plan, "leg", mode="metro")["mode"] = "rail"


@DAMAGES.breaks("km", transit="fare")
def shorten_the_track(plan: Plan) -> None:
    # the fare follows from the kilometres told
    first(plan, "leg", mode="rail")["km"] = 80


@DAMAGES.breaks("fare", transit="day-totals trip-totals")
def ride_for_less(plan: Plan) -> None:
    first(plan, "leg", 1, service="G2")["cost_cny"] = 240  # without the child


@DAMAGES.breaks("fare", transit="day-totals trip-totals")
def pay_for_a_slow_train(plan: Plan) -> None:
    first(plan, "leg", service="D7")["cost_cny"] = 90


@DAMAGES.breaks("fare", "transit")
def call_a_rule_what_is_a_ticket(plan: Plan) -> None:
    first(plan, "leg", 1, service="G2")["fare_basis"] = "formula"


@DAMAGES.breaks("line", "transit")
def unknown_line(plan: Plan) -> None:
    first(plan, "leg", service="D7")["line"] = "orient-express"


@DAMAGES.breaks("line", transit="notice")  # which names the trains
def train_without_a_line(plan: Plan) -> None:
    first(plan, "leg", service="D7").update(line=None, service=None)


@DAMAGES.breaks("train", transit="notice")  # which names the trains
def unknown_train(plan: Plan) -> None:
    first(plan, "leg", service="D7")["service"] = "D77"


@DAMAGES.breaks("call", "transit")
def train_the_other_way(plan: Plan) -> None:
    first(plan, "leg", 1, service="G2")["service"] = "G1"


@DAMAGES.breaks("call", transit="gap")
def get_off_where_it_does_not_call(plan: Plan) -> None:
    first(plan, "leg", service="D7")["to"] = "west-station"


@DAMAGES.breaks("timetable", transit="gap")
def train_at_another_time(plan: Plan) -> None:
    first(plan, "leg", service="D7").update(depart=moment("06 07:55"), arrive=moment("06 08:45"))


@DAMAGES.breaks("timetable", transit="bound day-totals gap objective status trip-totals")
def train_too_fast(plan: Plan) -> None:
    first(plan, "leg", 1, service="G2").update(arrive=moment("07 10:20"), minutes=80)


@DAMAGES.breaks("timetable", transit="gap")
def metro_between_two(plan: Plan) -> None:
    first(plan, "leg", mode="metro").update(depart=moment("06 14:04"), arrive=moment("06 14:09"))


@DAMAGES.breaks("timetable", transit="gap")
def metro_before_the_first(plan: Plan) -> None:
    first(plan, "leg", mode="metro").update(depart=moment("06 06:05"), arrive=moment("06 06:10"))


@DAMAGES.breaks("call", transit="glossary")
def train_by_way_of_a_town(plan: Plan) -> None:
    first(plan, "leg", service="D7")["via"] = ["mid-town"]


@DAMAGES.breaks("runs", transit="notice")  # which names the trains
def train_that_does_not_run_on_saturdays(plan: Plan) -> None:
    first(plan, "leg", service="D8")["service"] = "D9"


@DAMAGES.breaks("runs", "transit")
def know_running_days_that_nobody_knows(plan: Plan) -> None:
    first(plan, "leg", service="D7")["running_days"] = "known"


@DAMAGES.breaks("as-of", transit="notice")
def old_timetable(plan: Plan) -> None:
    # the notice on timetables names the dates told
    first(plan, "leg", service="D7")["as_of"] = "2016-03"


@DAMAGES.each
def test_damage_breaks_these_rules_only(broken: Broken) -> None:
    found = broken.found()
    assert {violation.code for violation in found} == broken.codes, found


@pytest.mark.parametrize(("cost", "is_right"), [(300, False), (270, True)])
def test_a_student_pays_three_quarters_on_a_train(cost: int, is_right: bool) -> None:
    # G2 is 120 for an adult: with a child 300, with one of the two a student 120 x (1 + 0.75 + 0.5) = 270
    plan = good_plan("transit")
    plan["request"]["students"] = 1
    first(plan, "leg", 1, service="G2")["cost_cny"] = cost
    found = [v for v in violations(plan) if v.code == "fare" and v.day == 2]
    assert (found == []) is is_right
