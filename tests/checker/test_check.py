"""Damage a good plan in every way there is a rule against, and see that the checker says so."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from planner.checker import CODES, check, examine
from planner.itinerary import Itinerary
from planner.request import TripRequest
from planner.texts import say
from tests.builders.examples import large
from tests.builders.paths import ROOT
from tests.builders.small_plans import Plan, corridor, good_plan, leg, moment, notice, timed, visit

Damage = Callable[[Plan], Any]
DAMAGES: list[tuple[str, str, Damage]] = []


def breaks(code: str, *kinds: str) -> Callable[[Damage], Damage]:
    """Register damage to the plans of these kinds and the code that must appear."""

    def register(damage: Damage) -> Damage:
        DAMAGES.extend((code, kind, damage) for kind in kinds)
        return damage

    return register


def events(plan: Plan, day: int = 0) -> list[Plan]:
    found: list[Plan] = plan["days"][day]["events"]
    return found


def first(plan: Plan, kind: str, day: int = 0, **having: Any) -> Plan:
    return next(
        event
        for event in events(plan, day)
        if event["kind"] == kind and all(event.get(key) == value for key, value in having.items())
    )


def shift(plan: Plan, days: int) -> None:
    """Move the whole trip by so many days."""
    text = re.sub(
        r"2026-06-(\d\d)",
        lambda m: str(date(2026, 6, int(m[1])) + timedelta(days=days)),
        json.dumps(plan, ensure_ascii=False),
    )
    plan.clear()
    plan.update(json.loads(text))


# --- the frame


@breaks("schema", "car", "transit")
def wrong_schema_version(plan: Plan) -> None:
    plan["schema_version"] = "2"


@breaks("data", "car")
def other_data(plan: Plan) -> None:
    plan["corridor"]["data_hash"] = "0" * 64


@breaks("data", "car")
def other_corridor(plan: Plan) -> None:
    plan["corridor"]["name"] = "Silk Road"


@breaks("request", "car", "transit")
def begin_in_atlantis(plan: Plan) -> None:
    plan["request"]["from"] = "atlantis"


@breaks("request", "car")
def unknown_theme(plan: Plan) -> None:
    plan["request"]["themes"] = {"dragons": 1}


@breaks("request", "car")
def unknown_must(plan: Plan) -> None:
    plan["request"]["must"] = ["atlantis"]


@breaks("request", "car")
def no_request(plan: Plan) -> None:
    plan["request"] = {}


@breaks("request", "car")
def in_the_year_9999(plan: Plan) -> None:
    plan["request"]["date"] = "9999-12-31"


@breaks("request", "car")
def a_day_in_the_year_9999(plan: Plan) -> None:
    plan["days"][1]["date"] = "9999-12-31"


@breaks("num-days", "car", "transit")
def drop_the_last_day(plan: Plan) -> None:
    del plan["days"][1]


@breaks("num-days", "car")
def a_day_more(plan: Plan) -> None:
    plan["days"].append(deepcopy(plan["days"][1]))


@breaks("day-number", "car", "transit")
def number_days_wrongly(plan: Plan) -> None:
    plan["days"][1]["day"] = 3


@breaks("date", "car", "transit")
def skip_a_date(plan: Plan) -> None:
    plan["days"][1]["date"] = "2026-06-08"


@breaks("date", "car")
def begin_on_another_date(plan: Plan) -> None:
    plan["request"]["date"] = "2026-06-05"


@breaks("time", "car", "transit")
def end_before_the_start(plan: Plan) -> None:
    first(plan, "visit")["end"] = moment("06 07:00")


@breaks("time", "car")
def times_in_london(plan: Plan) -> None:
    first(plan, "visit")["end"] = "2026-06-06T03:00:00+00:00"


@breaks("time", "transit")
def half_a_minute(plan: Plan) -> None:
    first(plan, "leg")["depart"] = "2026-06-06T07:25:30+08:00"


@breaks("gap", "car", "transit")
def shift_a_visit(plan: Plan) -> None:
    seen = first(plan, "visit")
    seen.update(arrive=moment("06 10:45"), start=moment("06 10:45"))


@breaks("gap", "car", "transit")
def drop_a_leg(plan: Plan) -> None:
    del events(plan)[4]


@breaks("gap", "car", "transit")
def drop_a_wait(plan: Plan) -> None:
    events(plan).remove([event for event in events(plan) if event["kind"] == "wait"][-1])


@breaks("gap", "car")
def swap_two_sites(plan: Plan) -> None:
    a, b = first(plan, "visit"), first(plan, "visit", 1)
    for key in ("attraction", "name", "score", "prize", "ticket_cny", "estimated", "confidence"):
        a[key], b[key] = b[key], a[key]


@breaks("gap", "car", "transit")
def wake_up_in_another_town(plan: Plan) -> None:
    night = first(plan, "overnight")
    night["place"] = "east-city"


@breaks("gap", "car", "transit")
def sleep_late(plan: Plan) -> None:
    first(plan, "overnight")["end"] = moment("07 09:00")


@breaks("frame", "car", "transit")
def say_the_day_starts_later(plan: Plan) -> None:
    plan["days"][0]["start"]["time"] = moment("06 08:35")


@breaks("frame", "car", "transit")
def say_the_day_ends_elsewhere(plan: Plan) -> None:
    plan["days"][0]["end"]["place"] = "east-tower"


@breaks("from", "car", "transit")
def wish_to_begin_elsewhere(plan: Plan) -> None:
    plan["request"]["from"] = "mid-town"


@breaks("to", "car", "transit")
def wish_to_end_elsewhere(plan: Plan) -> None:
    plan["request"]["to"] = "mid-town"


@breaks("night", "car", "transit")
def no_night(plan: Plan) -> None:
    del events(plan)[-1]


@breaks("night", "car", "transit")
def sleep_in_a_cave(plan: Plan) -> None:
    first(plan, "overnight")["place"] = "mid-grotto"


@breaks("night", "car", "transit")
def sleep_at_noon(plan: Plan) -> None:
    meal = first(plan, "meal", 0)
    meal.update(kind="overnight", cost_cny=0)


@breaks("night", "car")
def a_night_after_the_trip(plan: Plan) -> None:
    events(plan, 1).append(timed("overnight", "west-city", "07 16:00", "08 08:30", cost_cny=300))


@breaks("day-hours", "car", "transit")
def get_up_too_early(plan: Plan) -> None:
    plan["request"]["start_time"] = "09:00"


@breaks("day-hours", "car", "transit")
def come_home_too_late(plan: Plan) -> None:
    plan["request"]["end_time"] = "14:00"


@breaks("place", "car", "transit")
def by_way_of_atlantis(plan: Plan) -> None:
    next(event for event in events(plan) if event.get("via"))["via"] = ["atlantis"]


@breaks("place", "car", "transit")
def visit_atlantis(plan: Plan) -> None:
    first(plan, "visit")["attraction"] = "atlantis"


@breaks("place", "car")
def visit_a_town(plan: Plan) -> None:
    first(plan, "visit")["attraction"] = "mid-town"


@breaks("place", "car")
def leave_out_atlantis(plan: Plan) -> None:
    plan["unvisited"].append({"attraction": "atlantis", "reason": "closed", "detail": "", "regret": 0})


@breaks("place", "car")
def explain_atlantis(plan: Plan) -> None:
    plan["places"]["atlantis"] = plan["places"]["mid-town"]


# --- visits


@breaks("hours", "car")
def go_on_a_monday(plan: Plan) -> None:
    shift(plan, 2)  # the museum is closed


@breaks("hours", "transit")
def come_back_on_a_monday(plan: Plan) -> None:
    shift(plan, 1)


@breaks("hours", "car")
def go_in_winter(plan: Plan) -> None:
    text = json.dumps(plan).replace("2026-06-06", "2026-12-05").replace("2026-06-07", "2026-12-06")
    plan.update(json.loads(text))
    late = first(plan, "visit", 1, attraction="west-ruins")
    late.update(start="2026-12-06T14:30:00+08:00", end="2026-12-06T16:30:00+08:00")  # closes at 16:00


@breaks("hours", "car")
def stay_after_closing(plan: Plan) -> None:
    first(plan, "visit", attraction="mid-grotto")["end"] = moment("06 17:30")


@breaks("hours", "car")
def come_before_opening(plan: Plan) -> None:
    first(plan, "visit").update(arrive=moment("06 08:40"), start=moment("06 08:40"))


@breaks("last-entry", "car")
def come_after_the_last_entry(plan: Plan) -> None:
    grotto = first(plan, "visit", attraction="mid-grotto")
    grotto.update(arrive=moment("06 16:10"), start=moment("06 16:10"))


@breaks("visit-length", "car", "transit")
def rush_through(plan: Plan) -> None:
    seen = first(plan, "visit")
    seen["end"] = seen["start"][:14] + "15:00+08:00" if seen["start"][14:16] == "00" else moment("06 10:45")


@breaks("visit-once", "car", "transit")
def visit_twice(plan: Plan) -> None:
    events(plan, 1).append(deepcopy(first(plan, "visit")))


@breaks("arrival", "car", "transit")
def arrive_early(plan: Plan) -> None:
    first(plan, "visit")["arrive"] = moment("06 08:40")


@breaks("name", "car", "transit")
def call_it_something_else(plan: Plan) -> None:
    first(plan, "visit")["name"]["en"] = "Disneyland"


@breaks("name", "car", "transit")
def move_a_place(plan: Plan) -> None:
    plan["places"]["east-city"]["location"]["lat"] = 30.0


@breaks("score", "car", "transit")
def flatter_a_site(plan: Plan) -> None:
    first(plan, "visit")["score"] = 99


@breaks("prize", "car", "transit")
def raise_a_prize(plan: Plan) -> None:
    first(plan, "visit")["prize"] += 1


@breaks("prize", "car")
def other_interests(plan: Plan) -> None:
    plan["request"]["themes"] = {"stone": 1}


@breaks("ticket", "car", "transit")
def raise_a_price(plan: Plan) -> None:
    first(plan, "visit")["ticket_cny"] += 1


@breaks("ticket", "car")
def hide_a_price(plan: Plan) -> None:
    first(plan, "visit", attraction="mid-grotto")["ticket_cny"] = None


@breaks("ticket", "transit")
def invent_a_price(plan: Plan) -> None:
    first(plan, "visit", attraction="west-teahouse")["ticket_cny"] = 20


@breaks("ticket", "car")
def take_another_child(plan: Plan) -> None:
    plan["request"]["children"] = 2


@breaks("confidence", "car", "transit")
def hide_an_estimate(plan: Plan) -> None:
    first(plan, "visit").update(estimated=["ticket_cny"])


@breaks("confidence", "car", "transit")
def pass_off_as_sourced(plan: Plan) -> None:
    first(plan, "visit").update(confidence="sourced")


@breaks("confidence", "car")
def doubt_a_fact(plan: Plan) -> None:
    first(plan, "visit")["estimated"].append("opening_hours")


@breaks("confidence", "car", "transit")
def pass_off_a_drive_as_sourced(plan: Plan) -> None:
    first(plan, "leg")["confidence"] = "sourced"


@breaks("confidence", "transit")
def pass_off_a_timetable_as_sourced(plan: Plan) -> None:
    first(plan, "leg", service="D7")["confidence"] = "sourced"


@breaks("confidence", "transit")
def pass_off_a_walk_as_sourced(plan: Plan) -> None:
    first(plan, "leg", mode="walk")["confidence"] = "sourced"


@breaks("confidence", "car")
def hide_that_a_position_is_an_estimate(plan: Plan) -> None:
    first(plan, "visit", attraction="mid-grotto")["estimated"].remove("location")


@breaks("confidence", "car", "transit")
def doubt_what_is_no_field(plan: Plan) -> None:
    first(plan, "visit")["estimated"].append("weather")


@breaks("confidence", "transit")
def doubt_a_price_nobody_knows(plan: Plan) -> None:
    first(plan, "visit", attraction="west-teahouse")["estimated"].append("ticket_cny")


@breaks("confidence", "car", "transit")
def doubt_twice(plan: Plan) -> None:
    first(plan, "visit")["estimated"].append("visit_minutes")


@breaks("confidence", "transit")
def doubt_a_timetable(plan: Plan) -> None:
    first(plan, "leg", 1, service="G2")["confidence"] = "estimated"


# --- what the traveller asked for


@breaks("lunch", "car", "transit")
def no_lunch(plan: Plan) -> None:
    first(plan, "meal")["kind"] = "wait"


@breaks("lunch", "transit")
def no_lunch_at_the_museum(plan: Plan) -> None:
    first(plan, "visit", 1)["includes_lunch"] = False


@breaks("lunch", "car")
def lunch_in_a_short_visit(plan: Plan) -> None:
    first(plan, "visit", attraction="mid-grotto")["includes_lunch"] = True


@breaks("meal-time", "transit")
def eat_aboard_too_early(plan: Plan) -> None:
    first(plan, "leg", mode="rail")["includes_lunch"] = True


@breaks("meal-time", "transit")
def eat_in_the_metro(plan: Plan) -> None:
    first(plan, "leg", mode="metro")["includes_lunch"] = True


@breaks("meal-time", "car", "transit")
def eat_quickly(plan: Plan) -> None:
    meal = first(plan, "meal")
    meal["end"] = meal["end"][:14] + "30:00+08:00"


@breaks("meal-time", "car", "transit")
def eat_late(plan: Plan) -> None:
    first(plan, "meal").update(start=moment("06 13:31"), end=moment("06 14:31"))


@breaks("max-visits", "car")
def see_too_much(plan: Plan) -> None:
    events(plan)[3:3] = [visit("mid-temple", "06 11:00", "06 11:00", 50)] * 3


@breaks("max-travel", "car", "transit")
def ask_for_less_travel(plan: Plan) -> None:
    plan["request"]["max_transit"] = 209  # day 2 of one takes 210, day 1 of the other 232


@breaks("must", "car", "transit")
def miss_a_must(plan: Plan) -> None:
    plan["request"]["must"] = ["east-tower"]


@breaks("avoid", "car", "transit")
def visit_what_is_to_be_avoided(plan: Plan) -> None:
    plan["request"]["avoid"] = ["east-museum"]


@breaks("budget", "car", "transit")
def have_less_money(plan: Plan) -> None:
    plan["request"]["budget"] = 939


# --- special wishes

CAVES = {"name": {"zh": "石窟", "en": "Caves"}, "tags": ["grotto"], "at_least": 1}


@breaks("area", "car", "transit")
def stay_in_chongqing(plan: Plan) -> None:
    plan["request"]["within"] = ["重庆市"]


@breaks("area", "car")
def stay_in_another_county(plan: Plan) -> None:
    plan["request"]["within"] = ["5001"]  # west of it is 5101


@breaks("area", "car")
def stay_on_the_belt(plan: Plan) -> None:
    plan["request"]["belts"] = ["old-road"]


@breaks("area", "car", "transit")
def stay_in_the_hills(plan: Plan) -> None:
    plan["request"]["zones"] = ["hills"]


@breaks("area", "transit")
def sleep_without_a_visa(plan: Plan) -> None:
    plan["request"]["visa_port"] = "EAS"


@breaks("needs", "car")
def not_climb(plan: Plan) -> None:
    plan["request"]["max_steps"] = 299


@breaks("needs", "car")
def stay_low(plan: Plan) -> None:
    plan["request"]["max_altitude"] = 899


@breaks("needs", "car")
def bring_a_wheelchair(plan: Plan) -> None:
    plan["request"]["needs"] = ["wheelchair"]


@breaks("prize", "transit")
def need_what_nobody_knows_of(plan: Plan) -> None:
    plan["request"]["needs"] = ["medical_post"]


@breaks("crowds", "car")
def avoid_crowds_on_a_saturday(plan: Plan) -> None:
    plan["request"]["avoid_crowds"] = True


@breaks("evening", "car")
def opera_at_noon(plan: Plan) -> None:
    events(plan)[2] = visit("west-opera", "06 09:00", "06 11:00", 0)


@breaks("cover", "transit")
def ask_for_caves(plan: Plan) -> None:
    plan["request"]["cover"] = [CAVES]


@breaks("cover", "car")
def ask_for_no_caves(plan: Plan) -> None:
    plan["request"]["cover"] = [{**CAVES, "at_least": 0, "at_most": 0}]


@breaks("coverage", "car")
def not_list_the_caves(plan: Plan) -> None:
    plan["request"]["cover"] = [CAVES]


@breaks("coverage", "car", "transit")
def list_caves_nobody_asked_for(plan: Plan) -> None:
    plan["coverage"] = [
        {**{k: CAVES[k] for k in ("name", "at_least")}, "at_most": None, "sites": ["mid-grotto"]}
    ]


@breaks("bed-changes", "car")
def change_beds(plan: Plan) -> None:
    plan["request"]["max_bed_changes"] = 0
    events(plan, 1).append(timed("overnight", "west-city", "07 16:00", "08 08:30", cost_cny=300))


@breaks("follow", "transit")
def follow_the_belt_and_come_back(plan: Plan) -> None:
    plan["request"].update(follow="old-road", to="west-city")


@breaks("follow", "car")
def follow_no_belt(plan: Plan) -> None:
    plan["request"]["follow"] = "yellow-brick-road"


@breaks("hospital", "car")
def stay_near_a_hospital(plan: Plan) -> None:
    plan["request"]["near_hospital"] = 104  # 15 + 90 minutes from the grotto


@breaks("visa", "car")
def enter_elsewhere(plan: Plan) -> None:
    plan["request"]["visa_port"] = "PEK"


@breaks("visa", "car")
def not_say_when_one_enters(plan: Plan) -> None:
    plan["request"]["visa_port"] = "EAS"


@breaks("visa", "car")
def enter_later(plan: Plan) -> None:
    plan["request"].update(visa_port="EAS", arrival="2026-06-06T09:00:00")


@breaks("visa", "car")
def enter_too_early(plan: Plan) -> None:
    plan["request"].update(visa_port="EAS", arrival="2026-06-05T23:00:00")  # until the end of 6 June


@breaks("ticket", "car")
def take_a_grandmother(plan: Plan) -> None:
    plan["request"]["seniors"] = 1


@breaks("ticket", "car")
def take_a_student(plan: Plan) -> None:
    plan["request"]["students"] = 1


@breaks("request", "car")
def more_students_than_adults(plan: Plan) -> None:
    plan["request"]["students"] = 3


@breaks("request", "car")
def stay_on_no_belt(plan: Plan) -> None:
    plan["request"].update(belts=["yellow-brick-road"], must=["east-museum", "mid-grotto"])


@breaks("request", "car", "transit")
def stay_in_no_zone(plan: Plan) -> None:
    plan["request"]["zones"] = ["twilight"]


@breaks("request", "car", "transit")
def care_more_than_fully(plan: Plan) -> None:
    plan["request"]["themes"] = {"all": 2}


@breaks("request", "car", "transit")
def a_day_that_ends_before_it_starts(plan: Plan) -> None:
    plan["request"].update(start_time="12:00", end_time="11:00")


@breaks("request", "car")
def enter_without_a_port(plan: Plan) -> None:
    plan["request"]["arrival"] = "2026-06-05T15:00:00"


@breaks("request", "car")
def enter_at_the_end_of_time(plan: Plan) -> None:
    plan["request"].update(visa_port="EAS", arrival="9999-12-31T15:00:00")


@breaks("request", "car")
def enter_by_the_clock_of_london(plan: Plan) -> None:
    plan["request"].update(visa_port="EAS", arrival="2026-06-05T15:00:00+00:00")


# --- legs


@breaks("leg-minutes", "car", "transit")
def say_it_is_quicker(plan: Plan) -> None:
    first(plan, "leg")["minutes"] -= 1


@breaks("link", "car", "transit")
def fly(plan: Plan) -> None:
    next(event for event in events(plan) if event.get("via"))["via"] = []


@breaks("link", "car")
def drive_against_the_traffic(plan: Plan) -> None:
    events(plan)[0:1] = [
        leg("road", "east-city east-tower", "06 08:08", "06 08:18", 5, 5),
        leg("road", "east-tower east-museum", "06 08:18", "06 08:30", 6, 6),
    ]


@breaks("mode", "car", "transit")
def take_a_cable_car(plan: Plan) -> None:
    first(plan, "leg")["mode"] = "cable"


@breaks("mode", "car")
def take_the_train_with_a_car(plan: Plan) -> None:
    ride = first(good_plan("transit"), "leg", 1, service="G2")
    events(plan, 1)[2] = ride


@breaks("mode", "transit")
def call_a_metro_a_train(plan: Plan) -> None:
    first(plan, "leg", mode="metro")["mode"] = "rail"


@breaks("drive-time", "car", "transit")
def speed(plan: Plan) -> None:
    drive = next(event for event in events(plan) if event.get("via"))
    drive.update(arrive=drive["arrive"][:14] + "35:00+08:00")


@breaks("drive-time", "car")
def dawdle(plan: Plan) -> None:
    first(plan, "leg").update(arrive=moment("06 08:41"), minutes=11)


@breaks("taxi", "transit")
def take_a_taxi_across_the_province(plan: Plan) -> None:
    way = leg("road", "west-city east-city", "07 08:20", "07 11:50", 250, 710, "mid-town")
    events(plan, 1)[1:6] = [way]


@breaks("taxi", "transit")
def take_one_taxi_after_the_other(plan: Plan) -> None:
    events(plan, 1)[1:2] = [
        leg("road", "west-city west-park", "07 08:20", "07 08:30", 5, 24),
        leg("road", "west-park west-city", "07 08:30", "07 08:40", 5, 24),
        timed("wait", "west-city", "07 08:40", "07 08:45"),
        leg("road", "west-city west-ruins", "07 08:45", "07 09:15", 20, 66),
        leg("road", "west-ruins west-city", "07 09:15", "07 09:45", 20, 66),
    ]


@breaks("parked", "car")
def leave_the_car_behind(plan: Plan) -> None:
    events(plan)[4:5] = [
        leg("walk", "east-museum east-city", "06 12:00", "06 13:10", 4.8, 0),
        leg("road", "east-city mid-grotto", "06 13:10", "06 14:55", 110, 110, "mid-town"),
    ]


@breaks("walk", "transit")
def run(plan: Plan) -> None:
    first(plan, "leg", mode="walk").update(arrive=moment("06 11:48"), minutes=8)


@breaks("walk", "transit")
def walk_far(plan: Plan) -> None:
    events(plan, 1)[-1] = leg("walk", "east-museum east-city", "07 15:15", "07 16:30", 4.8, 0)


@breaks("walk", "car")
def walk_instead_of_driving(plan: Plan) -> None:
    events(plan)[0] = leg("walk", "east-city east-museum", "06 08:30", "06 09:40", 4.8, 0)


@breaks("km", "car", "transit")
def shorten_the_road(plan: Plan) -> None:
    first(plan, "leg", mode="road")["km"] -= 0.2


@breaks("km", "transit")
def shorten_the_track(plan: Plan) -> None:
    first(plan, "leg", mode="rail")["km"] = 80


@breaks("km", "transit")
def lengthen_a_walk(plan: Plan) -> None:
    first(plan, "leg", mode="walk")["km"] = 2


@breaks("fare", "car", "transit")
def drive_for_nothing(plan: Plan) -> None:
    first(plan, "leg", mode="road")["cost_cny"] = 0


@breaks("fare", "transit")
def ride_for_less(plan: Plan) -> None:
    first(plan, "leg", 1, service="G2")["cost_cny"] = 240  # without the child


@breaks("fare", "transit")
def pay_for_a_slow_train(plan: Plan) -> None:
    first(plan, "leg", service="D7")["cost_cny"] = 90


@breaks("fare", "transit")
def pay_for_a_walk(plan: Plan) -> None:
    first(plan, "leg", mode="walk")["cost_cny"] = 1


@breaks("fare", "car")
def take_a_coach_party(plan: Plan) -> None:
    plan["request"]["adults"] = 9


@breaks("line", "transit")
def unknown_line(plan: Plan) -> None:
    first(plan, "leg", service="D7")["line"] = "orient-express"


@breaks("line", "transit")
def train_without_a_line(plan: Plan) -> None:
    first(plan, "leg", service="D7").update(line=None, service=None)


@breaks("train", "transit")
def unknown_train(plan: Plan) -> None:
    first(plan, "leg", service="D7")["service"] = "D77"


@breaks("call", "transit")
def train_the_other_way(plan: Plan) -> None:
    first(plan, "leg", 1, service="G2")["service"] = "G1"


@breaks("call", "transit")
def get_off_where_it_does_not_call(plan: Plan) -> None:
    first(plan, "leg", service="D7")["to"] = "west-station"


@breaks("timetable", "transit")
def train_at_another_time(plan: Plan) -> None:
    first(plan, "leg", service="D7").update(depart=moment("06 07:55"), arrive=moment("06 08:45"))


@breaks("timetable", "transit")
def train_too_fast(plan: Plan) -> None:
    first(plan, "leg", 1, service="G2").update(arrive=moment("07 10:20"), minutes=80)


@breaks("timetable", "transit")
def metro_between_two(plan: Plan) -> None:
    first(plan, "leg", mode="metro").update(depart=moment("06 14:04"), arrive=moment("06 14:09"))


@breaks("timetable", "transit")
def metro_before_the_first(plan: Plan) -> None:
    first(plan, "leg", mode="metro").update(depart=moment("06 06:05"), arrive=moment("06 06:10"))


@breaks("call", "transit")
def train_by_way_of_a_town(plan: Plan) -> None:
    first(plan, "leg", service="D7")["via"] = ["mid-town"]


@breaks("runs", "transit")
def train_that_does_not_run_on_saturdays(plan: Plan) -> None:
    first(plan, "leg", service="D8")["service"] = "D9"


@breaks("margin", "transit")
def run_for_the_train(plan: Plan) -> None:
    events(plan)[2]["start"] = moment("06 07:41")


@breaks("margin", "transit")
def run_for_the_other_train(plan: Plan) -> None:
    events(plan)[4]["start"] = moment("06 08:51")


@breaks("margin", "transit")
def jump_off_the_train(plan: Plan) -> None:
    events(plan)[6]["end"] = moment("06 10:14")


@breaks("margin", "transit")
def taxi_at_once(plan: Plan) -> None:
    events(plan)[0]["start"] = moment("06 07:21")


@breaks("margin", "transit")
def run_for_the_metro(plan: Plan) -> None:
    events(plan)[13]["start"] = moment("06 14:03")


@breaks("margin", "transit")
def jump_off_the_metro(plan: Plan) -> None:
    events(plan)[15]["end"] = moment("06 14:11")
    del events(plan)[16]


@breaks("margin", "transit")
def turn_round_in_the_metro(plan: Plan) -> None:
    # without these only the margins before the first and after the last ride are looked at
    back = leg(
        "metro", "west-city west-park", "06 14:10", "06 14:15", 3.8, 5, line="metro-1", as_of="2026-01"
    )
    events(plan)[15:17] = [{**back, "service": "Metro 1"}, timed("wait", "west-park", "06 14:15", "06 14:30")]


@breaks("purpose", "car")
def call_lunch_on_a_drive_a_change(plan: Plan) -> None:
    first(plan, "meal", 1).update(kind="wait", purpose="journey")


@breaks("purpose", "transit")
def change_trains_at_leisure(plan: Plan) -> None:
    events(plan)[4]["purpose"] = "free"


@breaks("purpose", "transit")
def call_a_taxi_at_leisure(plan: Plan) -> None:
    events(plan)[0]["purpose"] = "free"


@breaks("purpose", "transit")
def leave_the_metro_at_leisure(plan: Plan) -> None:
    events(plan)[15]["purpose"] = "free"


@breaks("purpose", "car", "transit")
def call_a_rest_travel(plan: Plan) -> None:
    next(event for event in events(plan) if event["kind"] == "wait" and "purpose" not in event)["purpose"] = (
        "journey"
    )


@breaks("as-of", "transit")
def old_timetable(plan: Plan) -> None:
    first(plan, "leg", service="D7")["as_of"] = "2016-03"


@breaks("as-of", "car", "transit")
def date_a_drive(plan: Plan) -> None:
    first(plan, "leg", mode="road")["as_of"] = "2026-01"


# --- sums


@breaks("hotel", "car", "transit")
def sleep_for_less(plan: Plan) -> None:
    first(plan, "overnight")["cost_cny"] -= 10


@breaks("hotel", "car")
def sleep_better(plan: Plan) -> None:
    plan["request"]["hotel"] = "premium"


@breaks("day-totals", "car", "transit")
def travel_less_on_paper(plan: Plan) -> None:
    plan["days"][0]["totals"]["transit_minutes"] -= 10


@breaks("day-totals", "car", "transit")
def pay_less_on_paper(plan: Plan) -> None:
    plan["days"][1]["totals"]["cost_cny"] -= 10


@breaks("day-totals", "car", "transit")
def wait_less_on_paper(plan: Plan) -> None:
    plan["days"][0]["totals"]["wait_minutes"] = 0


@breaks("day-totals", "car", "transit")
def see_more_on_paper(plan: Plan) -> None:
    plan["days"][0]["totals"]["visit_minutes"] += 1


def _raise_total(key: str) -> Damage:
    def damage(plan: Plan) -> None:
        plan["totals"][key] += 1

    damage.__name__ = f"raise_{key}"
    return damage


for _key in ("score", "visits", "visit_minutes", "transit_minutes", "cost_cny", "nights"):
    breaks("trip-totals", "car", "transit")(_raise_total(_key))


@breaks("objective", "car", "transit")
def raise_the_objective(plan: Plan) -> None:
    plan["certificate"]["objective"] += 1


@breaks("objective", "car")
def travel_for_nothing(plan: Plan) -> None:
    plan["certificate"]["objective"] += 350


@breaks("bound", "car", "transit")
def bound_below_the_objective(plan: Plan) -> None:
    plan["certificate"].update(bound=100, gap=0)


@breaks("gap-value", "car")
def smaller_gap(plan: Plan) -> None:
    plan["certificate"]["gap"] = 0.01


@breaks("gap-value", "car")
def a_gap_a_trifle_smaller(plan: Plan) -> None:
    plan["certificate"]["gap"] -= 5e-5


@breaks("gap-value", "transit")
def larger_bound(plan: Plan) -> None:
    plan["certificate"]["bound"] += 100


@breaks("gap-value", "car", "transit")
def gap_without_a_bound(plan: Plan) -> None:
    plan["certificate"].update(bound=None, gap=0.5)


@breaks("gap-value", "car")
def bound_without_a_gap(plan: Plan) -> None:
    plan["certificate"]["gap"] = None


@breaks("status", "car")
def claim_to_be_optimal(plan: Plan) -> None:
    plan["status"] = "optimal"


@breaks("status", "transit")
def be_modest(plan: Plan) -> None:
    plan["status"] = "feasible"


@breaks("unvisited", "car", "transit")
def forget_a_site(plan: Plan) -> None:
    del plan["unvisited"][0]


@breaks("unvisited", "car", "transit")
def leave_out_twice(plan: Plan) -> None:
    plan["unvisited"].append(plan["unvisited"][0])


@breaks("unvisited", "car", "transit")
def leave_out_a_visited_site(plan: Plan) -> None:
    plan["unvisited"].append({"attraction": "east-museum", "reason": "no-time", "detail": "", "regret": 230})


@breaks("reason", "car", "transit")
def say_it_was_closed(plan: Plan) -> None:
    plan["unvisited"][0]["reason"] = "closed"


@breaks("reason", "car", "transit")
def say_it_was_avoided(plan: Plan) -> None:
    plan["unvisited"][0]["reason"] = "avoided"


@breaks("reason", "car")
def say_nobody_asked_for_it(plan: Plan) -> None:
    plan["unvisited"][0]["reason"] = "outside-area"


@breaks("reason", "car")
def not_say_it_was_too_steep(plan: Plan) -> None:
    plan["request"]["max_steps"] = 200
    events(plan, 1).remove(first(plan, "visit", 1, attraction="mid-temple"))
    plan["unvisited"].append({"attraction": "mid-temple", "reason": "no-time", "detail": "", "regret": 100})


@breaks("reason", "car")
def say_it_cost_too_much(plan: Plan) -> None:
    plan["unvisited"][0]["reason"] = "over-budget"


@breaks("reason", "car")
def not_say_it_was_avoided(plan: Plan) -> None:
    plan["request"]["avoid"] = ["east-tower"]


@breaks("reason", "car")
def say_a_free_park_cost_too_much(plan: Plan) -> None:
    plan["request"]["budget"] = 940
    entry = next(e for e in plan["unvisited"] if e["attraction"] == "west-park")
    entry["reason"] = "over-budget"


@breaks("reason", "car", "transit")
def say_the_evening_is_not_worth_it(plan: Plan) -> None:
    next(e for e in plan["unvisited"] if e["attraction"] == "west-opera")["reason"] = "lower-prize"


@breaks("reason", "car")
def say_there_is_no_time_for_what_no_road_leads_to(plan: Plan) -> None:
    next(e for e in plan["unvisited"] if e["attraction"] == "west-teahouse")["reason"] = "no-time"


@breaks("reason", "car")
def say_no_road_leads_there(plan: Plan) -> None:
    next(e for e in plan["unvisited"] if e["attraction"] == "west-park")["reason"] = "unreachable"


@breaks("reason", "transit")
def not_say_it_was_outside_the_area(plan: Plan) -> None:
    plan["request"]["within"] = ["5101"]  # the grotto is in 5001


@breaks("reason", "transit")
def not_say_it_is_closed(plan: Plan) -> None:
    plan["request"]["avoid_crowds"] = True  # the grotto is famous, and the trip on a weekend in June


@breaks("reason", "car")
def not_say_it_is_far_from_a_hospital(plan: Plan) -> None:
    plan["request"]["near_hospital"] = 105
    plan["unvisited"][0]["reason"] = "outside-area"  # the tower is 10 minutes from one


@breaks("notice", "car", "transit")
def warn_of_nothing(plan: Plan) -> None:
    plan["warnings"] = []


@breaks("notice", "car")
def not_say_to_book(plan: Plan) -> None:
    plan["warnings"][1].update(message="Mid Grotto: just come")


@breaks("notice", "car")
def say_more_than_the_note(plan: Plan) -> None:
    plan["warnings"][1]["message"] += ", or just come"


@breaks("notice", "car", "transit")
def warn_in_one_language(plan: Plan) -> None:
    plan["warnings"][0]["message_zh"] = ""


@breaks("notice", "transit")
def warn_of_another_timetable(plan: Plan) -> None:
    plan["warnings"][1]["message"] = "trains of 2025-12"


@breaks("notice", "car", "transit")
def warn_of_no_holiday(plan: Plan) -> None:
    plan["warnings"].append({"code": "public-holiday", "message": "holiday", "message_zh": "假"})


@breaks("regret", "car", "transit")
def regret_less(plan: Plan) -> None:
    plan["unvisited"][0]["regret"] = 0


@breaks("glossary", "car", "transit")
def explain_no_place(plan: Plan) -> None:
    plan["places"] = {}


@breaks("glossary", "car", "transit")
def call_a_town_a_station(plan: Plan) -> None:
    plan["places"]["east-city"]["kind"] = "station"


@breaks("glossary", "car", "transit")
def not_explain_what_is_left_out(plan: Plan) -> None:
    del plan["places"]["east-tower"]


@breaks("glossary", "car")
def explain_no_theme(plan: Plan) -> None:
    plan["themes"] = {}


# --- the tests


@pytest.mark.parametrize("kind", ["car", "transit"])
def test_a_good_plan_has_no_violations(kind: str) -> None:
    verdicts = examine(Itinerary.model_validate(good_plan(kind)), corridor())
    assert verdicts.violations == ()
    assert verdicts.is_good
    assert verdicts.ok > 200


@pytest.mark.parametrize(
    ("code", "kind", "damage"), DAMAGES, ids=[f"{kind}-{damage.__name__}" for _, kind, damage in DAMAGES]
)
def test_damage_is_seen(code: str, kind: str, damage: Damage) -> None:
    plan = good_plan(kind)
    damage(plan)
    found = check(Itinerary.model_validate(plan), corridor())
    assert code in {violation.code for violation in found}, found


def test_every_rule_is_broken_by_some_damage() -> None:
    assert {code for code, _, _ in DAMAGES} == set(CODES)


def test_rules_use_only_the_codes_of_the_table() -> None:
    texts = {
        node.value
        for path in (ROOT / "planner" / "checker").glob("*.py")
        if path.name != "report.py"
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "fact"
        for node in call.args[1:2]
        if isinstance(node, ast.Constant)
    }
    assert texts
    assert texts <= set(CODES)


def test_the_page_lists_every_code() -> None:
    page = (ROOT / "docs" / "checking.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z-]+)` \| (.+) \| (.+) \|$", page, re.MULTILINE)
    rules = [(code, *(say(language, f"checker.rule-{code}") for language in ("en", "zh"))) for code in CODES]
    assert sorted(rows) == sorted(rules)


def test_what_the_data_cannot_settle_is_not_passed_off_as_right() -> None:
    verdicts = examine(Itinerary.model_validate(good_plan("transit")), corridor())
    doubts = {fact.code: fact for fact in verdicts.unchecked}
    assert {fact.severity for fact in verdicts.unchecked} == {"unchecked"}
    assert {"ticket", "hours", "timetable", "fare", "walk", "drive-time", "hotel", "bound"} <= doubts.keys()
    assert "west-teahouse: the price is not known" in {fact.message for fact in verdicts.unchecked}


def test_holidays_not_announced_yet_leave_hours_unchecked() -> None:
    plan = good_plan("car")
    text = json.dumps(plan).replace("2026-06-06", "2099-06-06").replace("2026-06-07", "2099-06-07")
    plan = json.loads(text)
    plan["warnings"].append(
        notice(
            "provisional-calendar",
            "the official holiday calendar of this year is not known; closing days may differ",
            "该年的放假安排尚未公布，闭馆日可能不同",
        )
    )
    verdicts = examine(Itinerary.model_validate(plan), corridor())
    assert "east-museum: the holidays of 2099 are not announced yet" in {
        f.message for f in verdicts.unchecked
    }
    assert verdicts.violations == ()  # 6 June 2099 is a Saturday too


def test_a_violation_says_where() -> None:
    plan = good_plan("car")
    raise_a_price(plan)
    [ticket, *_] = [v for v in check(Itinerary.model_validate(plan), corridor()) if v.code == "ticket"]
    assert ticket.as_dict() == {
        "code": "ticket",
        "message": "east-museum: 0 CNY for the party, not 1",
        "text": "checker.ticket",
        "params": {"site": "east-museum", "exact": 0, "told": 1},
        "day": 1,
        "event": 2,
        "severity": "error",
    }


def test_a_report_is_json() -> None:
    plan = good_plan("car")
    raise_a_price(plan)
    data = json.loads(json.dumps(examine(Itinerary.model_validate(plan), corridor()).as_dict()))
    assert set(data) == {"ok", "violations", "unchecked"}
    assert "ticket" in {violation["code"] for violation in data["violations"]}


def test_another_request_is_checked_and_told_apart() -> None:
    itinerary = Itinerary.model_validate(good_plan("car"))
    asked = TripRequest.model_validate(itinerary.request)
    assert check(itinerary, corridor(), asked.model_copy(update={"seed": 7})) == []
    found = check(itinerary, corridor(), asked.model_copy(update={"must": ("east-tower",)}))
    assert [(v.code, v.severity) for v in found] == [("request", "warning"), ("must", "error")]


def test_a_slow_drive_and_other_data_are_warnings_only() -> None:
    plan = good_plan("car")
    other_data(plan)
    verdicts = examine(Itinerary.model_validate(plan), corridor())
    assert [v.severity for v in verdicts.violations] == ["warning"]
    assert verdicts.is_good


def test_a_night_without_leaving_the_town_is_a_day() -> None:
    plan = good_plan("car")
    plan["request"]["days"] = 3
    idle = {
        "day": 2,
        "date": "2026-06-07",
        "start": {"place": "mid-town", "time": moment("07 08:30")},
        "end": {"place": "mid-town", "time": moment("07 08:30")},
        "events": [timed("overnight", "mid-town", "07 08:30", "08 08:30", cost_cny=200)],
        "totals": {"visit_minutes": 0, "transit_minutes": 0, "wait_minutes": 0, "cost_cny": 200},
    }
    last = json.loads(json.dumps(plan["days"][1]).replace("2026-06-07", "2026-06-09"))
    text = json.dumps({**last, "day": 3}).replace("2026-06-09", "2026-06-08")
    plan["days"][1:] = [idle, json.loads(text)]
    plan["totals"].update(nights=2, cost_cny=1140)
    found = check(Itinerary.model_validate(plan), corridor())
    assert {v.code for v in found} == {
        "hours"
    }  # 8 June is a Monday: the ruins are closed, and nothing else is wrong


@pytest.mark.parametrize(("cost", "is_right"), [(53, False), (54, True)])
def test_two_taxis_cost_what_they_cost(cost: int, is_right: bool) -> None:
    plan = good_plan("transit")
    plan["request"].update(adults=5, children=0)
    events(plan)[:] = [leg("road", "east-museum east-tower", "06 08:30", "06 08:42", 6, cost)]
    fares = [v for v in check(Itinerary.model_validate(plan), corridor()) if v.code == "fare" and v.day == 1]
    assert (fares == []) is is_right  # 2 * (10 + 2.8 * 6) = 53.6


def test_a_short_walk_beside_a_car_trip() -> None:
    plan = good_plan("car")
    plan["request"].update({"from": "west-park", "date": "2026-06-05", "days": 1, "to": "west-teahouse"})
    events(plan)[:] = [leg("walk", "west-park west-teahouse", "06 08:30", "06 08:39", 0.7, 0)]
    codes = {v.code for v in check(Itinerary.model_validate(plan), corridor())}
    assert codes.isdisjoint({"walk", "link", "mode", "km", "fare", "leg-minutes"})


NOT_ON_THE_ROAD = dict.fromkeys(("east-tower", "west-opera", "west-park", "west-teahouse"), "outside-area")
GOOD_WISHES: list[tuple[str, Plan, dict[str, str]]] = [
    ("car", {"follow": "old-road", "must": ["mid-temple", "west-ruins"]}, NOT_ON_THE_ROAD),
    (
        "car",
        {"near_hospital": 105, "max_steps": 300, "max_altitude": 900},
        {"west-teahouse": "outside-area"},
    ),
    ("car", {"within": ["重庆市", "成都市"]}, {}),
    ("car", {"within": ["5001", "5101"], "max_bed_changes": 0}, {}),
    ("transit", {"near_hospital": 30, "avoid_crowds": True}, {"mid-grotto": "closed"}),
    ("transit", {"near_hospital": 30}, {"mid-grotto": "outside-area"}),
]


@pytest.mark.parametrize(("kind", "wishes", "reasons"), GOOD_WISHES)
def test_special_wishes_that_are_met(kind: str, wishes: Plan, reasons: dict[str, str]) -> None:
    plan = good_plan(kind)
    plan["request"].update(wishes)
    for entry in plan["unvisited"]:
        entry["reason"] = reasons.get(entry["attraction"], entry["reason"])
    assert check(Itinerary.model_validate(plan), corridor()) == []


def unchecked(plan: Plan) -> set[tuple[str, str]]:
    verdicts = examine(Itinerary.model_validate(plan), corridor())
    return {(fact.code, fact.message) for fact in verdicts.unchecked}


def test_what_nobody_knows_of_a_site_is_not_right() -> None:
    plan = good_plan("car")
    plan["request"].update(needs=["card_payment"], max_altitude=900, max_steps=300)
    found = unchecked(plan)
    assert ("needs", "mid-temple: not known: payment by card") in found
    assert ("needs", "mid-grotto: not known: payment by card, altitude, steps") in found


def test_a_reduced_ticket_is_an_estimate_even_where_the_price_is_not() -> None:
    plan = good_plan("car")
    assert ("ticket", "mid-grotto: what reduced tickets cost is an estimate") in unchecked(plan)
    plan["request"]["children"] = 0
    first(plan, "visit", attraction="mid-grotto")["ticket_cny"] = 200
    assert not any("reduced" in message for _, message in unchecked(plan))


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
    codes = {code for code, _ in found}
    assert {"km", "runs"} & codes == {"km"}
    assert "runs" in {code for code, _ in unchecked(good_plan("transit"))}


def test_crowds_of_a_year_without_a_calendar_are_not_known() -> None:
    plan = good_plan("car")
    plan["request"]["avoid_crowds"] = True
    shift(plan, 1)
    plan = json.loads(json.dumps(plan).replace("2026-06-", "2097-06-"))  # 7 June 2097 is a Friday
    assert ("crowds", "mid-grotto: the holidays of 2097 are not announced yet") in unchecked(plan)


def test_a_car_waits_nearby() -> None:
    plan = good_plan("car")
    events(plan)[4:5] = [
        leg("walk", "east-museum east-city", "06 12:00", "06 13:10", 4.8, 0),
        leg("walk", "east-city east-museum", "06 13:10", "06 14:20", 4.8, 0),
        leg("road", "east-museum mid-grotto", "06 14:20", "06 16:15", 115, 115, "east-city", "mid-town"),
    ]
    assert "parked" not in {v.code for v in check(Itinerary.model_validate(plan), corridor())}


def with_caves_listed() -> Plan:
    plan = good_plan("car")
    plan["request"]["cover"] = [CAVES]
    plan["coverage"] = [{"name": CAVES["name"], "at_least": 1, "at_most": None, "sites": ["mid-grotto"]}]
    return plan


def test_a_coverage_rule_that_holds() -> None:
    assert check(Itinerary.model_validate(with_caves_listed()), corridor()) == []


def at_the_opera() -> Plan:
    """The plan by car with an evening at the opera: 20 minutes and 10 km more, back at 20:40."""
    plan = good_plan("car")
    plan["request"]["evenings"] = True
    events(plan, 1)[:] = [
        *events(plan, 1),
        timed("wait", "west-city", "07 16:00", "07 19:20"),
        leg("road", "west-city west-opera", "07 19:20", "07 19:30", 5, 5),
        visit("west-opera", "07 19:30", "07 20:30", 0, "opening_hours", "visit_minutes", "ticket_cny"),
        leg("road", "west-opera west-city", "07 20:30", "07 20:40", 5, 5),
    ]
    plan["days"][1]["end"]["time"] = moment("07 20:40")
    plan["days"][1]["totals"].update(visit_minutes=240, transit_minutes=230, wait_minutes=200, cost_cny=370)
    plan["totals"].update(score=166, visits=5, visit_minutes=540, transit_minutes=370, cost_cny=950)
    plan["certificate"].update(objective=1290, bound=1290, gap=0)
    plan["status"] = "optimal"
    plan["unvisited"] = [entry for entry in plan["unvisited"] if entry["attraction"] != "west-opera"]
    opera = corridor().attraction_by_id["west-opera"]
    about = {"name": opera.name.model_dump(), "location": opera.location.model_dump(), "kind": "attraction"}
    plan["places"]["west-opera"] = about
    return plan


def test_an_evening_may_be_late_when_asked_for() -> None:
    plan = at_the_opera()
    assert check(Itinerary.model_validate(plan), corridor()) == []
    plan["request"]["evenings"] = False
    assert {v.code for v in check(Itinerary.model_validate(plan), corridor())} == {"evening", "day-hours"}


PATHS = [
    (day, index, key)
    for day, of_day in enumerate(good_plan("transit")["days"])
    for index, event in enumerate(of_day["events"])
    for key in event
]
VALUES = st.one_of(
    st.none(),
    st.integers(-(10**15), 10**15),
    st.text(max_size=20),
    st.sampled_from(["east-city", "road", "rail", "9999-12-31T23:59:59+14:00", "0001-01-01T00:00:00-12:00"]),
    st.lists(st.sampled_from(["east-city", "west-city", ""]), max_size=3),
)


@large(sample=100, full=5000)
@given(path=st.sampled_from(PATHS), value=VALUES)
def test_no_value_makes_the_checker_fall_over(path: tuple[int, int, str], value: object) -> None:
    plan = good_plan("transit")
    day, index, key = path
    before = plan["days"][day]["events"][index][key]
    plan["days"][day]["events"][index][key] = value
    try:
        itinerary = Itinerary.model_validate(plan)
    except ValidationError:
        return
    found = check(itinerary, corridor())
    is_same = itinerary == Itinerary.model_validate(good_plan("transit"))
    assert bool(found) != is_same, (before, value)
