"""The rules of wishes.py, on special wishes, broken and kept."""

from __future__ import annotations

import json

import pytest

from planner.checker import check
from planner.itinerary import Itinerary
from tests.builders.small_plans import Plan, corridor, corridor_with, good_plan, leg, moment, timed, visit
from tests.checker.damages import Broken, Damages, codes, events, shift, unchecked, violations

DAMAGES = Damages()
CAVES = {"name": {"zh": "石窟", "en": "Caves"}, "tags": ["grotto"], "at_least": 1}


@DAMAGES.breaks("area", car="reason", transit="reason")
def stay_in_chongqing(plan: Plan) -> None:
    # sites left out lie outside too, and that is the reason here and below
    plan["request"]["within"] = ["50"]


@DAMAGES.breaks("area", car="reason")
def stay_in_another_county(plan: Plan) -> None:
    plan["request"]["within"] = ["5001"]  # west of it is 5101


@DAMAGES.breaks("area", car="reason")
def stay_on_the_belt(plan: Plan) -> None:
    plan["request"]["belts"] = ["old-road"]


@DAMAGES.breaks("area", car="reason", transit="reason")
def stay_in_the_hills(plan: Plan) -> None:
    plan["request"]["zones"] = ["hills"]


@DAMAGES.breaks("area", transit="reason visa")
def sleep_without_a_visa(plan: Plan) -> None:
    # nothing outside Chongqing may be visited, and nobody said when one enters
    plan["request"]["visa_port"] = "EAS"


@DAMAGES.breaks("needs", "car")
def not_climb(plan: Plan) -> None:
    plan["request"]["max_steps"] = 299


@pytest.mark.parametrize(("must", "wrong"), [([], {"needs"}), (["mid-temple"], set())])
def test_a_site_that_may_be_shut_is_visited_when_asked_for_only(must: list[str], wrong: set[str]) -> None:
    plan = good_plan("car")
    plan["request"]["must"] = must
    sites = tuple(
        site.model_copy(update={"doubtful": site.id == "mid-temple"}) for site in corridor().attractions
    )
    found = check(Itinerary.model_validate(plan), corridor_with(attractions=sites))
    assert {violation.code for violation in found if violation.severity == "error"} == wrong


@DAMAGES.breaks("needs", "car")
def stay_low(plan: Plan) -> None:
    plan["request"]["max_altitude"] = 899


@DAMAGES.breaks("needs", car="reason")
def pay_for_nothing(plan: Plan) -> None:
    plan["request"]["free_only"] = True


@DAMAGES.breaks("needs", car="prize regret")
def bring_a_wheelchair(plan: Plan) -> None:
    # where nobody knows of wheelchairs a site is worth less
    plan["request"]["needs"] = ["wheelchair"]


@DAMAGES.breaks("crowds", "car")
def avoid_crowds_on_a_saturday(plan: Plan) -> None:
    plan["request"]["avoid_crowds"] = True


@DAMAGES.breaks("evening", car="gap hours objective trip-totals unvisited")
def opera_at_noon(plan: Plan) -> None:
    events(plan)[2] = visit(
        "west-opera", "06 09:00", "06 11:00", 0, "opening_hours", "visit_minutes", "ticket_cny"
    )


@DAMAGES.breaks("cover", transit="coverage")
def ask_for_caves(plan: Plan) -> None:
    plan["request"]["cover"] = [CAVES]


@DAMAGES.breaks("cover", car="coverage")
def ask_for_no_caves(plan: Plan) -> None:
    plan["request"]["cover"] = [{**CAVES, "at_least": 0, "at_most": 0}]


@DAMAGES.breaks("coverage", "car")
def not_list_the_caves(plan: Plan) -> None:
    plan["request"]["cover"] = [CAVES]


@DAMAGES.breaks("coverage", "car", "transit")
def list_caves_nobody_asked_for(plan: Plan) -> None:
    plan["coverage"] = [
        {**{k: CAVES[k] for k in ("name", "at_least")}, "at_most": None, "sites": ["mid-grotto"]}
    ]


@DAMAGES.breaks("same-place", "transit")
def not_ask_for_the_tea_house_of_the_park(plan: Plan) -> None:
    plan["request"]["must"] = ["west-park"]


@DAMAGES.breaks("light", "car")
def ask_for_the_sunrise(plan: Plan) -> None:
    plan["request"]["sunrise"] = ["mid-grotto"]


@DAMAGES.breaks("bed-changes", car="base day-totals night objective trip-totals")
def change_beds(plan: Plan) -> None:
    plan["request"]["max_bed_changes"] = 0
    events(plan, 1).append(timed("overnight", "west-city", "07 16:00", "08 08:30", cost_cny=300))


@DAMAGES.breaks("late-bed", car="day-hours day-totals dinner")
def go_to_bed_late(plan: Plan) -> None:
    night = events(plan)[-1]
    late = moment("06 22:31")
    events(plan).insert(
        -1, {**timed("wait", night["place"], "06 00:00", "06 22:31"), "start": night["start"]}
    )
    night["start"] = plan["days"][0]["end"]["time"] = late


@DAMAGES.breaks("night-ride", car="day-hours day-totals dinner drive-time objective trip-totals")
def drive_to_bed_at_night(plan: Plan) -> None:
    *_, drive, night = events(plan)
    waits = {**timed("wait", drive["from"], "06 00:00", "06 19:31"), "start": drive["depart"]}
    events(plan).insert(-2, waits)
    drive.update(depart=moment("06 19:31"), arrive=moment("06 20:32"), minutes=61)
    night["start"] = plan["days"][0]["end"]["time"] = moment("06 20:32")


@DAMAGES.breaks("follow", transit="reason to")
def follow_the_belt_and_come_back(plan: Plan) -> None:
    # park and tea house, which are not on the belt, are asked for
    plan["request"].update(follow="old-road", to="west-city")


@DAMAGES.breaks("hospital", car="reason")
def stay_near_a_hospital(plan: Plan) -> None:
    # no road leads from the tea house to a hospital, which is now the reason to leave it out
    plan["request"]["near_hospital"] = 104  # 15 + 90 minutes from the grotto


@DAMAGES.breaks("visa", car="area reason")
def enter_elsewhere(plan: Plan) -> None:
    # whatever the port, nothing outside Chongqing may be visited
    plan["request"]["visa_port"] = "PEK"


@DAMAGES.breaks("visa", car="area reason")
def not_say_when_one_enters(plan: Plan) -> None:
    plan["request"]["visa_port"] = "EAS"


@DAMAGES.breaks("visa", car="area day-hours notice reason")
def enter_later(plan: Plan) -> None:
    # with an arrival the end of the stay must be told
    plan["request"].update(visa_port="EAS", arrival="2026-06-06T09:00:00")


@DAMAGES.breaks("visa", car="area date day-number notice num-days reason")
def enter_too_early(plan: Plan) -> None:
    # the evening of arrival is missing too, which shifts numbers and dates
    plan["request"].update(visa_port="EAS", arrival="2026-06-05T23:00:00")  # until the end of 6 June


@DAMAGES.breaks("booking", "car", "transit")
def book_another_moment(plan: Plan) -> None:
    visit = next(event for event in plan["days"][1]["events"] if event["kind"] == "visit")
    plan["request"]["visits"] = [f"{visit['attraction']}@2026-06-07T07:07"]


@DAMAGES.breaks("booking", "car", "transit")
def book_another_bed(plan: Plan) -> None:
    others = {"mid-town", "west-city"} - {plan["days"][0]["events"][-1]["place"]}
    plan["request"]["stays"] = [f"{min(others)}@2026-06-06..07"]


@DAMAGES.breaks("booking", "transit")
def leave_out_a_booked_train(plan: Plan) -> None:
    plan["request"]["trains"] = ["G4@2026-06-07:west-station..east-station"]


@DAMAGES.breaks("base", "car", "transit")
def sleep_elsewhere(plan: Plan) -> None:
    others = {"mid-town", "west-city"} - {plan["days"][0]["events"][-1]["place"]}
    plan["request"]["base"] = min(others)


@DAMAGES.breaks("kept-free", car="notice", transit="notice")
def rest_all_day(plan: Plan) -> None:
    plan["request"]["free"] = {"2": ["day"]}


@DAMAGES.breaks("kept-free", "car", "transit")
def pause_in_the_middle_of_a_visit(plan: Plan) -> None:
    visit = next(event for event in plan["days"][1]["events"] if event["kind"] == "visit")
    start = int(visit["start"][11:13])
    plan["request"]["pauses"] = [f"{start}:00-{start + 1}:30"]


@DAMAGES.each
def test_damage_breaks_these_rules_only(broken: Broken) -> None:
    found = broken.found()
    assert {violation.code for violation in found} == broken.codes, found


NOT_ON_THE_ROAD = dict.fromkeys(("east-tower", "west-opera", "west-park", "west-teahouse"), "outside-area")
GOOD_WISHES: list[tuple[str, Plan, dict[str, str]]] = [
    ("car", {"follow": "old-road", "must": ["mid-temple", "west-ruins"]}, NOT_ON_THE_ROAD),
    (
        "car",
        {"near_hospital": 105, "max_steps": 300, "max_altitude": 900},
        {"west-teahouse": "outside-area"},
    ),
    ("car", {"within": ["50", "51"]}, {}),
    ("car", {"within": ["5001", "5101"], "max_bed_changes": 1}, {}),
    ("transit", {"near_hospital": 30, "avoid_crowds": True}, {"mid-grotto": "closed"}),
    ("transit", {"near_hospital": 30}, {"mid-grotto": "outside-area"}),
]


@pytest.mark.parametrize(("kind", "wishes", "reasons"), GOOD_WISHES)
def test_special_wishes_that_are_met(kind: str, wishes: Plan, reasons: dict[str, str]) -> None:
    plan = good_plan(kind)
    plan["request"].update(wishes)
    for entry in plan["unvisited"]:
        entry["reason"] = reasons.get(entry["attraction"], entry["reason"])
    assert violations(plan) == []


def test_a_belt_without_towns_cannot_be_followed() -> None:
    [belt] = corridor().belts
    no_axis = corridor().model_copy(update={"belts": (belt.model_copy(update={"axis": ()}),)})
    plan = good_plan("car")
    plan["request"].update(follow="old-road", must=["mid-temple", "west-ruins"])
    for entry in plan["unvisited"]:
        entry["reason"] = NOT_ON_THE_ROAD[entry["attraction"]]
    assert {v.code for v in check(Itinerary.model_validate(plan), no_axis)} == {"data", "follow"}


def test_what_nobody_knows_of_a_site_is_not_right() -> None:
    plan = good_plan("car")
    plan["request"].update(needs=["card_payment"], max_altitude=900, max_steps=300)
    found = unchecked(plan)
    assert ("needs", "mid-temple: not known: payment by card") in found
    assert ("needs", "mid-grotto: not known: payment by card, altitude, steps") in found


def test_crowds_of_a_year_without_a_calendar_are_not_known() -> None:
    plan = good_plan("car")
    plan["request"]["avoid_crowds"] = True
    shift(plan, 1)
    plan = json.loads(json.dumps(plan).replace("2026-06-", "2097-06-"))  # 7 June 2097 is a Friday
    assert ("crowds", "mid-grotto: the holidays of 2097 are not announced yet") in unchecked(plan)


def with_caves_listed() -> Plan:
    plan = good_plan("car")
    plan["request"]["cover"] = [CAVES]
    plan["coverage"] = [{"name": CAVES["name"], "at_least": 1, "at_most": None, "sites": ["mid-grotto"]}]
    return plan


def test_a_coverage_rule_that_holds() -> None:
    assert violations(with_caves_listed()) == []


def at_the_opera() -> Plan:
    """The plan by car with an evening at the opera: 20 minutes and 10 km more, back at 20:40."""
    plan = good_plan("car")
    plan["request"]["evenings"] = True
    events(plan, 1)[:] = [
        *events(plan, 1),
        timed("wait", "west-city", "07 16:00", "07 18:20"),
        timed("meal", "west-city", "07 18:20", "07 19:20", meal="dinner"),
        leg("road", "west-city west-opera", "07 19:20", "07 19:30", 5, 5),
        visit("west-opera", "07 19:30", "07 20:30", 0, "opening_hours", "visit_minutes", "ticket_cny"),
        leg("road", "west-opera west-city", "07 20:30", "07 20:40", 5, 5),
    ]
    plan["days"][1]["end"]["time"] = moment("07 20:40")
    plan["days"][1]["totals"].update(visit_minutes=240, transit_minutes=230, wait_minutes=140, cost_cny=370)
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
    assert violations(plan) == []
    plan["request"]["evenings"] = False
    assert codes(plan) == {"evening", "day-hours"}
