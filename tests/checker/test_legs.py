"""The rules of legs.py, on legs over links and on foot, broken and kept."""

from __future__ import annotations

import pytest

from planner import Itinerary, check
from planner.checker.taxis import price_of
from planner.clock import parse_clock
from tests.builders.rivers import river
from tests.builders.small_plans import Plan, corridor, good_plan, leg, moment
from tests.builders.taxis import with_tariff
from tests.checker.damages import Broken, Damages, codes, events, first, violations

DAMAGES = Damages()


@DAMAGES.breaks("confidence", "car", "transit")
def pass_off_a_drive_as_sourced(plan: Plan) -> None:
    first(plan, "leg")["confidence"] = "sourced"


@DAMAGES.breaks("confidence", "transit")
def pass_off_a_walk_as_sourced(plan: Plan) -> None:
    first(plan, "leg", mode="walk")["confidence"] = "sourced"


@DAMAGES.breaks("leg-minutes", "car", "transit")
def say_it_is_quicker(plan: Plan) -> None:
    first(plan, "leg")["minutes"] -= 1


@DAMAGES.breaks("link", "car", "transit")
def fly(plan: Plan) -> None:
    next(event for event in events(plan) if event.get("via"))["via"] = []


@DAMAGES.breaks("link", car="day-totals frame gap objective trip-totals")
def drive_against_the_traffic(plan: Plan) -> None:
    events(plan)[0:1] = [
        leg("road", "east-city east-tower", "06 08:08", "06 08:18", 5, 5),
        leg("road", "east-tower east-museum", "06 08:18", "06 08:30", 6, 6),
    ]


@DAMAGES.breaks("mode", "car", transit="bound day-totals objective purpose status trip-totals")
def take_a_cable_car(plan: Plan) -> None:
    # nobody waits 5 minutes for a cable car
    first(plan, "leg")["mode"] = "cable"


@DAMAGES.breaks(
    "drive-time",
    car="day-totals gap leg-minutes objective trip-totals",
    transit="bound day-totals gap leg-minutes objective status trip-totals",
)
def speed(plan: Plan) -> None:
    drive = next(event for event in events(plan) if event.get("via"))
    drive.update(arrive=drive["arrive"][:14] + "35:00+08:00")


@DAMAGES.breaks("drive-time", car="day-totals gap objective trip-totals")
def dawdle(plan: Plan) -> None:
    first(plan, "leg").update(arrive=moment("06 08:41"), minutes=11)


@DAMAGES.breaks("walk", transit="bound day-totals gap objective status trip-totals")
def run(plan: Plan) -> None:
    first(plan, "leg", mode="walk").update(arrive=moment("06 11:48"), minutes=8)


@DAMAGES.breaks("walk", transit="day-totals frame objective purpose status trip-totals")
def walk_far(plan: Plan) -> None:
    # nobody waits 5 minutes for a walk
    events(plan, 1)[-1] = leg("walk", "east-museum east-city", "07 15:15", "07 16:30", 4.8, 0)


@DAMAGES.breaks("walk", car="day-totals gap objective trip-totals")
def walk_instead_of_driving(plan: Plan) -> None:
    events(plan)[0] = leg("walk", "east-city east-museum", "06 08:30", "06 09:40", 4.8, 0)


@DAMAGES.breaks("km", "car", transit="fare")
def shorten_the_road(plan: Plan) -> None:
    # a taxi costs what follows from the kilometres told, a car from those of the road
    first(plan, "leg", mode="road")["km"] -= 0.2


@DAMAGES.breaks("km", "transit")
def lengthen_a_walk(plan: Plan) -> None:
    first(plan, "leg", mode="walk")["km"] = 2


@DAMAGES.breaks("fare", car="day-totals trip-totals", transit="day-totals trip-totals")
def drive_for_nothing(plan: Plan) -> None:
    first(plan, "leg", mode="road")["cost_cny"] = 0


@DAMAGES.breaks("fare", "car", "transit")
def pass_a_guess_off_as_a_price(plan: Plan) -> None:
    first(plan, "leg", mode="road")["fare_basis"] = "sourced"


@DAMAGES.breaks("fare", transit="day-totals trip-totals")
def pay_for_a_walk(plan: Plan) -> None:
    first(plan, "leg", mode="walk")["cost_cny"] = 1


@DAMAGES.breaks("fare", car="hotel ticket")
def take_a_coach_party(plan: Plan) -> None:
    plan["request"]["adults"] = 9


@DAMAGES.breaks("as-of", "car", "transit")
def date_a_drive(plan: Plan) -> None:
    first(plan, "leg", mode="road")["as_of"] = "2026-01"


@DAMAGES.each
def test_damage_breaks_these_rules_only(broken: Broken) -> None:
    found = broken.found()
    assert {violation.code for violation in found} == broken.codes, found


@pytest.mark.parametrize(("cost", "is_right"), [(53, False), (54, True)])
def test_two_taxis_cost_what_they_cost(cost: int, is_right: bool) -> None:
    plan = good_plan("transit")
    plan["request"].update(adults=5, children=0)
    events(plan)[:] = [leg("road", "east-museum east-tower", "06 08:30", "06 08:42", 6, cost)]
    fares = [v for v in violations(plan) if v.code == "fare" and v.day == 1]
    assert (fares == []) is is_right  # 2 * (10 + 2.8 * 6) = 53.6


@pytest.mark.parametrize(
    ("km", "clock", "cny", "basis"),
    [
        (10.0, "09:00", 24.0, "formula"),  # 10 + 7 * 2
        (30.0, "09:00", 69.0, "estimated"),  # 10 + 22 * 2 + 5 * 3
        (10.0, "23:00", 27.1, "formula"),  # 11 + 7 * 2.3
        (10.0, "05:59", 27.1, "formula"),
        (2.0, "06:00", 10.0, "formula"),
    ],
)
def test_the_checker_goes_by_the_tariff_itself(km: float, clock: str, cny: float, basis: str) -> None:
    ride = with_tariff(), "east-museum", km, parse_clock(clock)
    told, stands_on = price_of(*ride, is_measured=True)
    assert told == pytest.approx(cny)
    assert stands_on == basis
    assert price_of(*ride, is_measured=False)[1] == "estimated"


def test_where_no_tariff_holds_the_usual_fare_does() -> None:
    assert price_of(with_tariff(), "mid-town", 10, 540, is_measured=True) == (38.0, "estimated")


def test_a_short_walk_beside_a_car_trip() -> None:
    plan = good_plan("car")
    plan["request"].update({"from": "west-park", "date": "2026-06-05", "days": 1, "to": "west-teahouse"})
    events(plan)[:] = [leg("walk", "west-park west-teahouse", "06 08:30", "06 08:39", 0.7, 0)]
    assert codes(plan).isdisjoint({"walk", "link", "mode", "km", "fare", "leg-minutes"})


def test_nobody_walks_over_a_river() -> None:
    plan = good_plan("car")
    plan["request"].update({"from": "west-park", "date": "2026-06-05", "days": 1, "to": "west-teahouse"})
    events(plan)[:] = [leg("walk", "west-park west-teahouse", "06 08:30", "06 08:39", 0.7, 0)]
    park, teahouse = (corridor().places[place].location for place in ("west-park", "west-teahouse"))
    lat, lon = (park.lat + teahouse.lat) / 2, (park.lon + teahouse.lon) / 2
    across = f"{lat + 0.01} {lon - 0.01}, {lat - 0.01} {lon + 0.01}"
    with_river = corridor().model_copy(update={"rivers": (river(across),)})
    found = check(Itinerary.model_validate(plan), with_river)
    assert "west-park - west-teahouse: nobody walks over water" in {str(each.message) for each in found}
