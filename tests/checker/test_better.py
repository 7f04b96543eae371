"""The rule of better.py, that the data has no better ride: broken, kept, and by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from planner.checker import check
from planner.checker.better import Search, Way
from planner.checker.case import Case
from planner.checker.report import Book, Violation
from planner.corridor import Corridor
from planner.itinerary import Certificate, Itinerary
from planner.request import TripRequest
from planner.rules import CHANGE_PRICE
from tests.builders.metros import METRO, metro_corridor
from tests.builders.networks import line, link, network, station, town
from tests.builders.small_plans import Plan, corridor, good_plan
from tests.checker.damages import Broken, Damages, events

DAMAGES = Damages()


@DAMAGES.breaks("better-ride", transit="objective status")
def say_that_changes_count(plan: Plan) -> None:
    # plans of before changes had a price are not looked at
    plan["certificate"]["change_price"] = CHANGE_PRICE


@DAMAGES.each
def test_damage_breaks_these_rules_only(broken: Broken) -> None:
    found = broken.found()
    assert {violation.code for violation in found} == broken.codes, found


def warnings(*, at: float | None = None, **changes: Any) -> list[Violation]:
    """Return the warnings of the plan by train, where an hour is worth so much."""
    plan = good_plan("transit")
    plan["certificate"].update(change_price=CHANGE_PRICE, value_of_time=at)
    plan["request"].update(changes | ({"value_of_time": at} if at else {}))
    found = check(Itinerary.model_validate(plan), corridor())
    return [each for each in found if each.code == "better-ride"]


def test_a_later_start_is_better_at_any_price() -> None:
    """A taxi of 15 minutes, called 5 before, and 20 to board: 08:20, not 08:15, for the train of 09:00."""
    for at in (None, 6, 500):
        late = warnings(at=at)[-1]
        assert late.severity == "warning"
        assert (late.day, late.event) == (2, 1)
        told = {key: late.params[f"told_{key}"] for key in ("arrive", "cny", "changes", "modes")}
        assert told.items() <= late.params.items()
        assert (late.params["leave"], late.params["told_leave"]) == (500, 495)


def test_a_dearer_ride_is_better_where_time_is_worth_it() -> None:
    """From East City to West Park: 170 minutes, 2 changes and CNY 362, not 200, 3 and 285; at 38.50 they are equal.

    40 less for minutes and change; CNY 77 of three people are 77 x 60 / 3 / 38.5 = 40.
    """
    found = {at: {(each.day, each.event) for each in warnings(at=at)} for at in (25, 38, 40, 100)}
    assert {at for at, events in found.items() if (1, 1) in events} == {40, 100}


def test_a_better_ride_keeps_to_the_budget_and_the_travel_of_the_day() -> None:
    assert any(each.day == 1 and each.event == 1 for each in warnings(at=50, budget=976 + 77))
    assert not any(each.day == 1 and each.event == 1 for each in warnings(at=50, budget=976 + 76))
    assert not any(each.day == 1 and each.event == 1 for each in warnings(at=50, purses={"rides": 676 + 76}))


def test_lunch_aboard_and_cars_are_left_alone() -> None:
    plan = good_plan("transit")
    plan["certificate"]["change_price"] = CHANGE_PRICE
    events(plan)[3]["includes_lunch"] = True
    found = check(Itinerary.model_validate(plan), corridor())
    assert {each.day for each in found if each.code == "better-ride"} == {1, 2}
    assert (1, 1) not in {(each.day, each.event) for each in found if each.code == "better-ride"}
    assert not warnings(mode="car")


def part_of(model: Any, **fields: Any) -> Any:
    """Return what the search looks at, and nothing else."""
    return model.model_construct(**fields)


def search(over: Corridor, **words: Any) -> Search:
    """Return the search of a plan by two adults who would pay 25 CNY for an hour."""
    request = TripRequest.model_validate(
        {"days": 1, "date": date(2026, 12, 5), "from": "a", "mode": "transit", **words}
    )
    certificate = part_of(Certificate, value_of_time=25.0, change_price=CHANGE_PRICE)
    itinerary = part_of(Itinerary, days=(), certificate=certificate)
    return Search(Case(itinerary, over, request, Book()))


def found(over: Corridor, start: str, end: str, told: Way, **words: Any) -> Way | None:
    return search(over, **words).better(start, end, 5, (told.leave, told.arrive), told)


SLOW = Way(540, 740, 0)  # 200 minutes for nothing


@pytest.mark.parametrize(("km", "is_found"), [(14, True), (15, True), (16, False)])
def test_a_taxi_of_more_than_15_km_is_no_better_way(km: int, is_found: bool) -> None:
    towns = [town("a", 30, 105), town("b", 30, 105.1)]
    way = found(network(towns, [], [], [link("a", "b", km)]), "a", "b", SLOW)
    assert (way is not None) is is_found
    if way is not None:
        assert way.arrive - way.leave == km + 5
        assert way.cny == pytest.approx(10 + 2.8 * km)


def test_a_taxi_nearly_all_the_way_is_no_better_than_one_all_the_way() -> None:
    """20 km for CNY 66, or 14 for CNY 49.20 and a bus: none beside a coach, and itself no way to go."""
    bus, coach = (
        line(name, "coach", departures=[{"code": name, "calls": calls}], fare={"flag": fare})
        for name, calls, fare in (("bus", "c 09:30, b 09:45", 2), ("coach", "a 09:10, b 11:00", 1))
    )
    ends, roads = [town("a", 30, 105), town("b", 30, 105.3)], [link("a", "b", 20), link("a", "c", 14)]
    over = network(ends, [station("c", 30, 105.2)], [bus, coach], roads)
    nearly = Way(540, 587, 53.2, 2, ("road", "coach"), 49.2)
    way = found(over, "a", "b", nearly)
    assert way is not None
    assert (way.arrive - way.leave, way.modes) == (25, ("road",))
    assert found(over, "a", "b", Way(545, 662, 2.4, 1, ("coach",))) is None


def trains(*lines: dict[str, Any]) -> Corridor:
    return network([], [station(name, 30, 105 + n) for n, name in enumerate("abc")], [*lines])


def by(name: str, calls: str, **fare: float) -> dict[str, Any]:
    return line(name, "rail", departures=[{"code": name.upper(), "calls": calls}], fare=fare)


def test_a_ride_whose_fare_nobody_knows_is_no_better_way() -> None:
    assert found(trains(by("g", "a 10:00, b 11:00")), "a", "b", SLOW) is None
    # 20 minutes to board, 10 to leave; 90 minutes and two times 40 CNY at 1.2
    way = Way(580, 670, 80, 1, ("rail",))
    assert found(trains(by("g", "a 10:00, b 11:00", flag=40)), "a", "b", SLOW) == way
    assert found(trains(by("g", "a 10:00, b 11:00", flag=46)), "a", "b", SLOW) is None  # 90 + 110: as good


def test_one_change_is_looked_at_with_the_time_it_takes() -> None:
    first, late = by("g", "a 10:00, b 10:30", flag=5), by("k", "b 10:49, c 11:30", flag=5)
    assert found(trains(first, late), "a", "c", SLOW) is None  # 20 minutes to change
    way = found(trains(first, by("k", "b 10:50, c 11:30", flag=5)), "a", "c", SLOW)
    assert way == Way(580, 700, 20, 2, ("rail", "rail"))
    assert way.changes == 1


def test_no_train_of_another_day() -> None:
    monday = line("g", "rail", departures=[{"code": "G", "days": "Mo", "calls": "a 10:00, b 11:00"}])
    assert found(trains({**monday, "fare": {"flag": 5}}), "a", "b", SLOW) is None  # on a Saturday


def test_the_metro_with_a_change_its_waits_and_its_fare() -> None:
    """09:00, 4 on foot, 3 to board, 5 of waiting, 5 aboard, 5 to change, 5 of waiting, 6 aboard, 2 and 2: 09:37."""
    way = found(metro_corridor(), "at-mei", "at-pu", SLOW)
    assert way is not None
    assert (way.arrive - way.leave, way.cny, way.modes) == (37, 6.0, ("metro", "metro"))
    untold = [{**each, "has_tariff": False} for each in METRO["lines"]]
    assert found(metro_corridor(lines=untold), "at-mei", "at-pu", SLOW) is None


def test_the_cheapest_trip_is_not_judged_by_the_value_of_an_hour() -> None:
    over = trains(by("g", "a 10:00, b 11:00", flag=5))
    assert found(over, "a", "b", SLOW, cheapest=True) is None
    assert found(over, "a", "b", Way(540, 740, 30, 1), cheapest=True) == Way(580, 670, 10, 1, ("rail",))


def test_nobody_walks_far_with_luggage_late_in_the_evening() -> None:
    """2 km on foot, 35 minutes, at night from the place of arrival: the taxi is no worse way."""
    towns = [town("a", 30, 105), town("b", 30, 105.02)]
    over = network(towns, [], [], [link("a", "b", 20)])
    taxi = Way(540, 565, 66, 1, ("road",), 66)
    told = search(over).better("a", "b", 5, (540, 640), taxi)
    assert told is not None
    assert told.modes == ("walk",)
    assert search(over, arrival="2026-12-04 22:00").better("a", "b", 5, (540, 640), taxi) is None
