"""The rules of money.py, on a plan of a family by train, kept and broken."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from planner.atlas import Atlas
from planner.checker import check
from planner.itinerary import Itinerary, Leg, Money, Overnight, Visit
from planner.loading import load_corridor
from planner.options import SolveOptions
from planner.request import TripRequest
from planner.service import plan
from tests.builders.paths import SMALL

CORRIDOR = load_corridor(SMALL)
FAMILY = {"adults": 3, "senior_ages": [66], "child_ages": [5, 9], "rooms": 3}
WISH = {"days": 2, "date": "2026-12-08", "from": "east-city", "to": "west-city", "must": ["west-ruins"]}


@cache
def family_plan(**changes: Any) -> Itinerary:
    request = TripRequest.model_validate(WISH | FAMILY | {"mode": "transit"} | changes)
    return plan(request, atlas=Atlas(CORRIDOR, use_cache=False), options=SolveOptions(work=300))


def document() -> dict[str, Any]:
    return family_plan().model_dump(mode="json", by_alias=True)


def codes(document: dict[str, Any]) -> set[str]:
    return {found.code for found in check(Itinerary.model_validate(document), CORRIDOR)}


def events(document: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [event for day in document["days"] for event in day["events"] if event["kind"] == kind]


def test_the_plan_is_right_and_its_parts_add_up() -> None:
    made = family_plan()
    assert check(made, CORRIDOR) == []
    told = [event for day in made.days for event in day.events if isinstance(event, Leg | Visit | Overnight)]
    assert {type(event) for event in told} == {Leg, Visit, Overnight}
    totals = made.totals
    whole, *kinds = (money or Money() for money in (totals.money, totals.rides, totals.tickets, totals.rooms))
    assert [money.cost_cny > 0 for money in kinds] == [True, True, True]
    assert sum(money.cost_cny for money in kinds) == whole.cost_cny == totals.cost_cny
    for money in (*kinds, whole):
        assert money.sourced + money.formula + money.estimated == money.cost_cny
    assert totals.per_person_cny == (2 * totals.cost_cny + 5) // 10  # by five, half up
    assert all(night["rooms"] == 3 for night in events(document(), "overnight"))


@pytest.mark.parametrize("kind", ["money", "rides", "tickets", "rooms"])
@pytest.mark.parametrize("part", ["cost_cny", "sourced", "formula", "estimated", "unknown"])
def test_each_part_of_each_sum_is_added_up_again(kind: str, part: str) -> None:
    plan = document()
    plan["totals"][kind][part] += 1
    assert codes(plan) == {"trip-totals"}


def test_the_sum_of_a_day_and_of_a_person() -> None:
    plan = document()
    plan["days"][0]["totals"]["money"]["unknown"] += 1
    plan["totals"]["per_person_cny"] += 1
    assert codes(plan) == {"day-totals", "trip-totals"}


def test_rooms_that_nobody_takes() -> None:
    plan = document()
    events(plan, "overnight")[0]["rooms"] = 2
    assert codes(plan) == {"hotel"}


@pytest.mark.parametrize("kind", ["leg", "visit", "overnight"])
def test_what_a_price_stands_on(kind: str) -> None:
    plan = document()
    paid = [event for event in events(plan, kind) if event.get("ticket_cny", event.get("cost_cny"))]
    paid[0]["cost_basis"] = "formula" if paid[0]["cost_basis"] == "sourced" else "sourced"
    assert codes(plan) >= {"fare", "day-totals", "trip-totals"}


def test_legs_that_are_each_rounded_up_are_too_dear_together() -> None:
    """Half a yuan more on each is within rounding for a leg, and not for the journey."""
    found = set()
    for number in range(len(events(document(), "leg"))):
        plan = document()
        leg = events(plan, "leg")[number]
        leg["cost_cny"] += 1
        found |= codes(plan)
        assert "fare" in codes(plan)
    assert {"day-totals", "trip-totals"} <= found


def test_a_request_that_cannot_be() -> None:
    plan = document()
    plan["request"]["rooms"] = 1
    assert codes(plan) == {"request"}
    plan = document()
    plan["request"]["children"] = 1
    assert codes(plan) == {"request"}


def test_first_class_by_train_is_checked() -> None:
    made = family_plan(rail_class="first", value_of_time=6)
    assert check(made, CORRIDOR) == []
    dear, cheap = (
        [leg for day in each.days for leg in day.events if isinstance(leg, Leg) and leg.mode == "rail"]
        for each in (made, family_plan(value_of_time=6))
    )
    assert {leg.seat for leg in dear} == {"first"}
    assert {leg.seat for leg in cheap} == {"second"}
    wrong = made.model_dump(mode="json", by_alias=True)
    next(leg for leg in events(wrong, "leg") if leg["mode"] == "rail")["seat"] = "second"
    assert codes(wrong) == {"fare"}
