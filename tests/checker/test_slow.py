"""The rules of slow.py: two nights or more in each town, and sites near the bed, broken and kept."""

from __future__ import annotations

import pytest

from planner.checker import slow
from planner.checker.case import Case
from planner.checker.report import Book
from planner.itinerary import Itinerary, Notice, Overnight
from planner.rules import RETURN_PRICE
from tests.builders.small_plans import Plan, corridor, good_plan
from tests.checker.damages import Broken, Damages

DAMAGES = Damages()


@DAMAGES.breaks("slow", car="frame from")
def see_what_is_far_from_the_bed(plan: Plan) -> None:
    plan["days"][0]["start"]["place"] = "mid-town"
    plan["request"] |= {"slow": True, "pace": "normal"}
    plan["certificate"]["return_price"] = RETURN_PRICE


@DAMAGES.each
def test_damage_is_found(broken: Broken) -> None:
    assert {(each.code, each.day, each.event) for each in broken.found()} == {
        ("frame", 1, None),
        ("from", 1, None),
        ("slow", 1, 2),
    }


def found(*beds: str, **certificate: int) -> list[str]:
    """Return what is wrong with a slow trip without visits that sleeps in these towns."""
    plan = Itinerary.model_validate(good_plan("car"))
    plan = plan.model_copy(update={"request": plan.request.model_copy(update={"slow": True})})
    plan = plan.model_copy(update={"certificate": plan.certificate.model_copy(update=certificate)})
    (night,) = (event for event in plan.days[0].events if isinstance(event, Overnight))
    nights = [night.model_copy(update={"place": bed}) for bed in beds]
    days = [plan.days[0].model_copy(update={"events": (each,)}) for each in nights]
    case = Case(plan.model_copy(update={"days": tuple(days)}), corridor(), plan.request, Book())
    slow.judge(case)
    return [violation.message for violation in case.book.report().violations]


@pytest.mark.parametrize(
    ("beds", "wrong"),
    [
        ("mid-town", []),
        ("mid-town mid-town west-city west-city west-city", []),
        ("mid-town west-city west-city", ["nights in mid-town: 1, a slow trip has 2 or more"]),
        ("mid-town mid-town west-city", ["nights in west-city: 1, a slow trip has 2 or more"]),
    ],
)
def test_two_nights_or_more_where_there_are_two(beds: str, wrong: list[str]) -> None:
    assert found(*beds.split(), return_price=RETURN_PRICE) == wrong
    assert found(*beds.split()) == []  # plans of before promised less


def test_a_plan_that_says_that_none_is_slow_is_not_judged() -> None:
    plan = good_plan("car")
    see_what_is_far_from_the_bed(plan)
    itinerary = Itinerary.model_validate(plan)
    told = itinerary.model_copy(update={"warnings": (Notice.of("no-slow-plan", minutes=40),)})
    cases = [Case(each, corridor(), itinerary.request, Book()) for each in (itinerary, told)]
    assert [slow.is_slow(case) for case in cases] == [True, False]
    assert (bool(slow.far_from_beds(cases[0])), slow.far_from_beds(cases[1])) == (True, set())
