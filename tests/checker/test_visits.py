"""The rules of visits.py, on visits, broken and kept."""

from __future__ import annotations

import json
from copy import deepcopy

from planner.checker import examine
from planner.itinerary import Itinerary
from tests.builders.small_plans import Plan, corridor, good_plan, moment, notice
from tests.checker.damages import Broken, Damages, events, first, shift, unchecked

DAMAGES = Damages()


@DAMAGES.breaks("hours", "car")
def go_on_a_monday(plan: Plan) -> None:
    shift(plan, 2)  # the museum is closed


@DAMAGES.breaks("hours", "transit")
def come_back_on_a_monday(plan: Plan) -> None:
    shift(plan, 1)


@DAMAGES.breaks("hours", car="arrival day-totals gap regret ticket trip-totals")
def go_in_winter(plan: Plan) -> None:
    # the grotto has a winter price, and the tower no flowers
    text = json.dumps(plan).replace("2026-06-06", "2026-12-05").replace("2026-06-07", "2026-12-06")
    plan.update(json.loads(text))
    late = first(plan, "visit", 1, attraction="west-ruins")
    late.update(start="2026-12-06T14:30:00+08:00", end="2026-12-06T16:30:00+08:00")  # closes at 16:00


@DAMAGES.breaks("hours", car="day-totals gap trip-totals")
def stay_after_closing(plan: Plan) -> None:
    first(plan, "visit", attraction="mid-grotto")["end"] = moment("06 17:30")


@DAMAGES.breaks("hours", "car")
def tell_of_a_later_closing_time(plan: Plan) -> None:
    first(plan, "visit", attraction="mid-grotto")["open_until"] = moment("06 18:00")  # it closes at 17:00


@DAMAGES.breaks("hours", car="day-totals gap trip-totals")
def come_before_opening(plan: Plan) -> None:
    first(plan, "visit").update(arrive=moment("06 08:40"), start=moment("06 08:40"))


@DAMAGES.breaks("best-hours", car="objective", transit="objective status")
def lose_by_best_hours_that_are_none(plan: Plan) -> None:
    first(plan, "visit")["hours_loss"] = 5


@DAMAGES.breaks("last-entry", car="day-totals gap trip-totals visit-length")
def come_after_the_last_entry(plan: Plan) -> None:
    grotto = first(plan, "visit", attraction="mid-grotto")
    grotto.update(arrive=moment("06 16:10"), start=moment("06 16:10"))


@DAMAGES.breaks("visit-length", car="day-totals gap trip-totals", transit="day-totals gap trip-totals")
def rush_through(plan: Plan) -> None:
    seen = first(plan, "visit")
    seen["end"] = seen["start"][:14] + "15:00+08:00" if seen["start"][14:16] == "00" else moment("06 10:45")


@DAMAGES.breaks(
    "visit-once",
    car="bound day-totals frame gap objective trip-totals",
    transit="bound day-totals frame gap objective status trip-totals",
)
def visit_twice(plan: Plan) -> None:
    events(plan, 1).append(deepcopy(first(plan, "visit")))


@DAMAGES.breaks("arrival", car="day-totals gap trip-totals", transit="day-totals gap trip-totals")
def arrive_early(plan: Plan) -> None:
    first(plan, "visit")["arrive"] = moment("06 08:40")


@DAMAGES.breaks("name", "car", "transit")
def booking_that_nobody_asks_for(plan: Plan) -> None:
    first(plan, "visit")["booking"] = {"zh": "须预约", "en": "book ahead"}


@DAMAGES.breaks("name", "car", "transit")
def call_it_something_else(plan: Plan) -> None:
    first(plan, "visit")["name"]["en"] = "Disneyland"


@DAMAGES.breaks("score", "car", "transit")
def flatter_a_site(plan: Plan) -> None:
    first(plan, "visit")["score"] = 99


@DAMAGES.breaks("prize", car="objective", transit="bound objective status")
def raise_a_prize(plan: Plan) -> None:
    first(plan, "visit")["prize"] += 1


@DAMAGES.breaks("prize", car="glossary regret")
def other_interests(plan: Plan) -> None:
    # sites left out are worth nothing then
    plan["request"]["themes"] = {"stone": 1}


@DAMAGES.breaks("ticket", car="day-totals trip-totals", transit="day-totals trip-totals")
def raise_a_price(plan: Plan) -> None:
    first(plan, "visit")["ticket_cny"] += 1


@DAMAGES.breaks("ticket", car="day-totals trip-totals")
def hide_a_price(plan: Plan) -> None:
    first(plan, "visit", attraction="mid-grotto")["ticket_cny"] = None


@DAMAGES.breaks("ticket", transit="day-totals trip-totals")
def invent_a_price(plan: Plan) -> None:
    first(plan, "visit", attraction="west-teahouse")["ticket_cny"] = 20


@DAMAGES.breaks("ticket", car="hotel")
def take_another_child(plan: Plan) -> None:
    plan["request"]["children"] = 2


@DAMAGES.breaks("confidence", "car", "transit")
def hide_an_estimate(plan: Plan) -> None:
    first(plan, "visit").update(estimated=["ticket_cny"])


@DAMAGES.breaks("confidence", "car", "transit")
def pass_off_as_sourced(plan: Plan) -> None:
    first(plan, "visit").update(confidence="sourced")


@DAMAGES.breaks("confidence", "car")
def doubt_a_fact(plan: Plan) -> None:
    first(plan, "visit")["estimated"].append("opening_hours")


@DAMAGES.breaks("confidence", "car")
def hide_that_a_position_is_an_estimate(plan: Plan) -> None:
    first(plan, "visit", attraction="mid-grotto")["estimated"].remove("location")


@DAMAGES.breaks("confidence", "car", "transit")
def doubt_what_is_no_field(plan: Plan) -> None:
    first(plan, "visit")["estimated"].append("weather")


@DAMAGES.breaks("confidence", "transit")
def doubt_a_price_nobody_knows(plan: Plan) -> None:
    first(plan, "visit", attraction="west-teahouse")["estimated"].append("ticket_cny")


@DAMAGES.breaks("confidence", "car", "transit")
def doubt_twice(plan: Plan) -> None:
    first(plan, "visit")["estimated"].append("visit_minutes")


@DAMAGES.breaks("lunch", "car")
def lunch_in_a_short_visit(plan: Plan) -> None:
    first(plan, "visit", attraction="mid-grotto")["includes_lunch"] = True


@DAMAGES.breaks("dinner", "car")
def dinner_in_a_short_visit(plan: Plan) -> None:
    first(plan, "visit", attraction="mid-grotto")["includes_dinner"] = True


@DAMAGES.breaks("prize", transit="regret")
def need_what_nobody_knows_of(plan: Plan) -> None:
    # sites left out are worth less too
    plan["request"]["needs"] = ["medical_post"]


@DAMAGES.breaks("ticket", "car")
def take_a_grandmother(plan: Plan) -> None:
    plan["request"]["seniors"] = 1


@DAMAGES.breaks("ticket", "car")
def take_a_student(plan: Plan) -> None:
    plan["request"]["students"] = 1


@DAMAGES.each
def test_damage_breaks_these_rules_only(broken: Broken) -> None:
    found = broken.found()
    assert {violation.code for violation in found} == broken.codes, found


def test_holidays_not_announced_yet_leave_hours_unchecked() -> None:
    plan = good_plan("car")
    text = json.dumps(plan).replace("2026-06-06", "2099-06-06").replace("2026-06-07", "2099-06-07")
    plan = json.loads(text)
    plan["warnings"].append(
        notice(
            "provisional-calendar",
            "the holidays of this year are not announced yet and are provisional, by the rule of past years;"
            " days off, closing days and crowds may differ",
            "该年的放假安排尚未公布，节假日暂按往年规则推定；放假、闭馆和拥挤的日子可能不同",
        )
    )
    verdicts = examine(Itinerary.model_validate(plan), corridor())
    assert "east-museum: the holidays of 2099 are not announced yet" in {
        f.message for f in verdicts.unchecked
    }
    assert verdicts.violations == ()  # 6 June 2099 is a Saturday too


def test_a_reduced_ticket_is_an_estimate_even_where_the_price_is_not() -> None:
    plan = good_plan("car")
    assert ("ticket", "mid-grotto: what reduced tickets cost is an estimate") in unchecked(plan)
    plan["request"]["children"] = 0
    first(plan, "visit", attraction="mid-grotto")["ticket_cny"] = 200
    assert not any("reduced" in message for _, message in unchecked(plan))
