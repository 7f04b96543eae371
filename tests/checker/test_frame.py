"""The rules of frame.py, on the frame, broken and kept."""

from __future__ import annotations

import json
from copy import deepcopy

from planner.checker import check
from planner.itinerary import Itinerary
from tests.builders.small_plans import Plan, corridor, good_plan, moment, timed
from tests.checker.damages import Broken, Damages, codes, events, first

DAMAGES = Damages()


@DAMAGES.breaks("schema", "car", "transit")
def wrong_schema_version(plan: Plan) -> None:
    plan["schema_version"] = "2"


@DAMAGES.breaks("data", "car")
def other_data(plan: Plan) -> None:
    plan["corridor"]["data_hash"] = "0" * 64


@DAMAGES.breaks("data", "car")
def other_corridor(plan: Plan) -> None:
    plan["corridor"]["name"] = "Silk Road"


@DAMAGES.breaks("request", "car", "transit")
def begin_in_atlantis(plan: Plan) -> None:
    plan["request"]["from"] = "atlantis"


@DAMAGES.breaks("request", "car")
def outside_of_nothing(plan: Plan) -> None:
    plan["request"]["outside_weight"] = 0.5


@DAMAGES.breaks("request", "car")
def unknown_theme(plan: Plan) -> None:
    plan["request"]["themes"] = {"dragons": 1}


@DAMAGES.breaks("request", "car")
def unknown_must(plan: Plan) -> None:
    plan["request"]["must"] = ["atlantis"]


@DAMAGES.breaks("request", "car")
def in_the_year_9999(plan: Plan) -> None:
    plan["request"]["date"] = "9999-12-31"


@DAMAGES.breaks("request", "car")
def a_day_in_the_year_9999(plan: Plan) -> None:
    plan["days"][1]["date"] = "9999-12-31"


@DAMAGES.breaks(
    "num-days",
    car="night objective to trip-totals unvisited",
    transit="night objective status to trip-totals unvisited",
)
def drop_the_last_day(plan: Plan) -> None:
    # the night of day 1 is now one after the trip
    del plan["days"][1]


@DAMAGES.breaks("past", "car")
def have_a_past_of_which_the_wish_knows_nothing(plan: Plan) -> None:
    plan["past"] = plan["days"][:1]


@DAMAGES.breaks("num-days", car="bound date day-number gap night objective trip-totals visit-once")
def a_day_more(plan: Plan) -> None:
    # what was the last day has no night, and day 3 begins where day 2 did
    plan["days"].append(deepcopy(plan["days"][1]))


@DAMAGES.breaks("day-number", "car", "transit")
def number_days_wrongly(plan: Plan) -> None:
    plan["days"][1]["day"] = 3


@DAMAGES.breaks("date", car="day-hours meal-time", transit="day-hours lunch")
def skip_a_date(plan: Plan) -> None:
    # minutes count from the date the day is said to have: everything is a day too early
    plan["days"][1]["date"] = "2026-06-08"


@DAMAGES.breaks("date", "car")
def begin_on_another_date(plan: Plan) -> None:
    plan["request"]["date"] = "2026-06-05"


@DAMAGES.breaks(
    "time", car="day-totals gap trip-totals visit-length", transit="day-totals gap trip-totals visit-length"
)
def end_before_the_start(plan: Plan) -> None:
    first(plan, "visit")["end"] = moment("06 07:00")


@DAMAGES.breaks("time", "car")
def times_in_london(plan: Plan) -> None:
    first(plan, "visit")["end"] = "2026-06-06T03:00:00+00:00"


@DAMAGES.breaks("time", transit="bound day-totals drive-time gap leg-minutes objective status trip-totals")
def half_a_minute(plan: Plan) -> None:
    # 14 and a half minutes count as 14
    first(plan, "leg")["depart"] = "2026-06-06T07:25:30+08:00"


@DAMAGES.breaks("gap", car="day-totals trip-totals visit-length", transit="day-totals trip-totals")
def shift_a_visit(plan: Plan) -> None:
    seen = first(plan, "visit")
    seen.update(arrive=moment("06 10:45"), start=moment("06 10:45"))


@DAMAGES.breaks("gap", car="bound day-totals objective trip-totals")
def drop_a_leg(plan: Plan) -> None:
    del events(plan)[4]


@DAMAGES.breaks("gap", transit="bound day-totals margin objective status trip-totals")
def drop_a_change(plan: Plan) -> None:
    # there is no time left to board the next train
    del events(plan)[4]


@DAMAGES.breaks("gap", car="day-totals", transit="day-totals frame")
def drop_a_wait(plan: Plan) -> None:
    events(plan).remove([event for event in events(plan) if event["kind"] == "wait"][-1])


@DAMAGES.breaks("gap", car="day-totals hours")
def swap_two_sites(plan: Plan) -> None:
    # the museum is not open yet when the temple was visited
    a, b = first(plan, "visit"), first(plan, "visit", 1)
    for key in ("attraction", "name", "score", "prize", "ticket_cny", "estimated", "confidence"):
        a[key], b[key] = b[key], a[key]


@DAMAGES.breaks("gap", "transit", car="hotel")
def wake_up_in_another_town(plan: Plan) -> None:
    # a night costs more there than in Mid Town, and the same as in West City
    night = first(plan, "overnight")
    night["place"] = "east-city"


@DAMAGES.breaks("gap", "car", "transit")
def sleep_late(plan: Plan) -> None:
    first(plan, "overnight")["end"] = moment("07 09:00")


@DAMAGES.breaks("frame", "car", "transit")
def say_the_day_starts_later(plan: Plan) -> None:
    plan["days"][0]["start"]["time"] = moment("06 08:35")


@DAMAGES.breaks("frame", "car", "transit")
def say_the_day_ends_elsewhere(plan: Plan) -> None:
    plan["days"][0]["end"]["place"] = "east-tower"


@DAMAGES.breaks("from", "car", transit="glossary")
def wish_to_begin_elsewhere(plan: Plan) -> None:
    # the trip by train does not touch Mid Town and need not explain it
    plan["request"]["from"] = "mid-town"


@DAMAGES.breaks("to", "car", transit="glossary")
def wish_to_end_elsewhere(plan: Plan) -> None:
    # the trip by train does not touch Mid Town and need not explain it
    plan["request"]["to"] = "mid-town"


@DAMAGES.breaks("night", car="day-totals gap trip-totals", transit="day-totals gap trip-totals")
def no_night(plan: Plan) -> None:
    del events(plan)[-1]


@DAMAGES.breaks("night", car="gap", transit="gap")
def sleep_in_a_cave(plan: Plan) -> None:
    first(plan, "overnight")["place"] = "mid-grotto"


@DAMAGES.breaks("night", car="lunch objective", transit="lunch objective status")
def sleep_at_noon(plan: Plan) -> None:
    # no meal is left, and changing beds has a price
    meal = first(plan, "meal", 0)
    meal.update(kind="overnight", cost_cny=0)


@DAMAGES.breaks("night", car="day-totals objective trip-totals")
def a_night_after_the_trip(plan: Plan) -> None:
    events(plan, 1).append(timed("overnight", "west-city", "07 16:00", "08 08:30", cost_cny=300))


@DAMAGES.breaks("day-hours", "car", "transit")
def get_up_too_early(plan: Plan) -> None:
    plan["request"]["start_time"] = "09:00"


@DAMAGES.breaks("day-hours", "car", "transit")
def come_home_too_late(plan: Plan) -> None:
    plan["request"]["end_time"] = "14:00"


@DAMAGES.breaks("place", car="glossary", transit="glossary")
def by_way_of_atlantis(plan: Plan) -> None:
    next(event for event in events(plan) if event.get("via"))["via"] = ["atlantis"]


@DAMAGES.breaks(
    "place", car="gap glossary trip-totals unvisited", transit="gap glossary must trip-totals unvisited"
)
def visit_atlantis(plan: Plan) -> None:
    first(plan, "visit")["attraction"] = "atlantis"


@DAMAGES.breaks("place", car="gap trip-totals unvisited")
def visit_a_town(plan: Plan) -> None:
    first(plan, "visit")["attraction"] = "mid-town"


@DAMAGES.breaks("request", "car")
def more_students_than_adults(plan: Plan) -> None:
    plan["request"]["students"] = 3


@DAMAGES.breaks("request", "car")
def stay_on_no_belt(plan: Plan) -> None:
    plan["request"].update(belts=["yellow-brick-road"], must=["east-museum", "mid-grotto"])


@DAMAGES.breaks("request", "car")
def follow_no_belt(plan: Plan) -> None:
    plan["request"]["follow"] = "yellow-brick-road"


@DAMAGES.breaks("request", "car", "transit")
def stay_in_no_zone(plan: Plan) -> None:
    plan["request"]["zones"] = ["twilight"]


@DAMAGES.breaks("request", "car", "transit")
def a_day_that_ends_before_it_starts(plan: Plan) -> None:
    plan["request"].update(start_time="12:00", end_time="11:00")


@DAMAGES.breaks("request", "car")
def arrive_a_week_before(plan: Plan) -> None:
    plan["request"]["arrival"] = "2026-05-30T15:00:00"


@DAMAGES.breaks("request", "car")
def leave_a_day_early(plan: Plan) -> None:
    plan["request"]["leave_by"] = "2026-06-06T18:00:00"


@DAMAGES.breaks("request", "car")
def leave_by_the_clock_of_london(plan: Plan) -> None:
    plan["request"]["leave_by"] = "2026-06-07T18:00:00+00:00"


@DAMAGES.breaks("num-days", "car", "transit", car="date day-number", transit="date day-number")
def arrive_on_the_eve_without_its_night(plan: Plan) -> None:
    plan["request"]["arrival"] = "2026-06-05T22:00:00"


@DAMAGES.breaks("day-hours", "car", "transit")
def arrive_after_the_first_ride(plan: Plan) -> None:
    plan["request"]["arrival"] = "2026-06-06T09:00:00"


@DAMAGES.breaks("day-hours", "car", "transit")
def leave_before_all_is_over(plan: Plan) -> None:
    plan["request"]["leave_by"] = "2026-06-07T12:00:00"


@DAMAGES.breaks("day-hours", "car", "transit")
def have_less_of_the_second_day(plan: Plan) -> None:
    plan["request"]["day_hours"] = {"2": "-12:00"}


@DAMAGES.breaks("day-hours", "car")
def see_things_before_the_hours_of_the_last_day(plan: Plan) -> None:
    # a train at 19:00 would let one set out before the hours of the day, not see a thing before them
    plan["request"].update(leave_by="2026-06-07T19:00:00", day_hours={"2": "17:00-"})


@DAMAGES.breaks("request", "car")
def enter_at_the_end_of_time(plan: Plan) -> None:
    plan["request"].update(visa_port="EAS", arrival="9999-12-31T15:00:00")


@DAMAGES.breaks("request", "car")
def enter_by_the_clock_of_london(plan: Plan) -> None:
    plan["request"].update(visa_port="EAS", arrival="2026-06-05T15:00:00+00:00")


@DAMAGES.each
def test_damage_breaks_these_rules_only(broken: Broken) -> None:
    found = broken.found()
    assert {violation.code for violation in found} == broken.codes, found


def test_another_request_is_checked_and_told_apart() -> None:
    itinerary = Itinerary.model_validate(good_plan("car"))
    asked = itinerary.request
    assert check(itinerary, corridor(), asked.model_copy(update={"seed": 7})) == []
    found = check(itinerary, corridor(), asked.model_copy(update={"must": ("east-tower",)}))
    assert [(v.code, v.severity) for v in found] == [("request", "warning"), ("must", "error")]


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
    # 8 June is a Monday: the ruins are closed, and nothing else is wrong
    assert codes(plan) == {"hours"}
