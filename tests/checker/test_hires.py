"""The rules of hires.py, on vehicles with drivers, broken and kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from planner import check, plan
from planner.itinerary import Itinerary
from planner.options import SolveOptions
from planner.request import TripRequest
from tests.builders.charters import offer, offers, with_charters
from tests.builders.small_plans import Plan
from tests.checker.damages import Broken, Damages

WORK = SolveOptions(work=20_000)
WISH = {"days": 2, "date": "2026-06-06", "from": "east-city", "to": "west-city"}
CORRIDOR = with_charters(offer("cheap", 4, 100, 50, 0.5), *offers())


@cache
def good(mode: str, adults: int) -> str:
    request = TripRequest.model_validate({**WISH, "mode": mode, "adults": adults})
    return plan(request, CORRIDOR, options=WORK).to_json()


def broken_by(damage: Callable[[Any], None], mode: str, adults: int) -> set[str]:
    itinerary = Itinerary.model_validate_json(good(mode, adults)).model_dump(mode="json", by_alias=True)
    damage(itinerary)
    violations = check(Itinerary.model_validate(itinerary), CORRIDOR)
    return {violation.code for violation in violations if violation.severity == "error"}


DAMAGES = Damages()


@DAMAGES.breaks("hire", "car", "transit")
def two_cars_for_two(plan: Plan) -> None:
    plan["vehicles"] = [{"kind": "car", "seats": 4, "num": 2}]


@DAMAGES.each
def test_damage_breaks_these_rules_only(broken: Broken) -> None:
    found = broken.found()
    assert {violation.code for violation in found} == broken.codes, found


def hired(plan: Any) -> Any:
    return next(day["hire"] for day in plan["days"] if day["hire"])


def paid_less(plan: Any) -> None:
    """The price and all sums of it, so that nothing else is wrong."""
    less = 40
    for day in plan["days"]:
        if day["hire"]:
            day["hire"]["cost_cny"] -= less
            day["totals"]["cost_cny"] -= less
            for part in ("cost_cny", "estimated"):
                day["totals"]["money"][part] -= less
                plan["totals"]["money"][part] -= less
                plan["totals"]["rides"][part] -= less
            plan["totals"]["cost_cny"] -= less


def not_paid(plan: Any) -> None:
    for day in plan["days"]:
        day["hire"] = None


def other_km(plan: Any) -> None:
    hired(plan)["km"] += 20


def more_included(plan: Any) -> None:
    hired(plan)["km_included"] += 100


def cited(plan: Any) -> None:
    hired(plan)["cost_basis"] = "sourced"


def no_vehicles(plan: Any) -> None:
    plan["vehicles"] = []


def unknown(plan: Any) -> None:
    plan["vehicles"][0]["charter"] = "balloon"


def more_seats(plan: Any) -> None:
    plan["vehicles"][0]["seats"] += 1


def one_more(plan: Any) -> None:
    plan["vehicles"][0]["num"] += 1


def smaller(plan: Any) -> None:
    plan["vehicles"] = [{"kind": "minibus", "seats": 16, "num": 1, "charter": "minibus"}]


def legs_paid_too(plan: Any) -> None:
    day = next(day for day in plan["days"] if day["hire"])
    leg = next(event for event in day["events"] if event["kind"] == "leg")
    leg["cost_cny"] = 50


def in_a_transit_trip(plan: Any) -> None:
    plan["request"]["mode"] = "transit"


@pytest.mark.parametrize(("mode", "adults"), [("mixed", 4), ("car", 44), ("mixed", 20), ("car", 9)])
def test_a_good_plan_is_good(mode: str, adults: int) -> None:
    assert broken_by(lambda _: None, mode, adults) == set()


@pytest.mark.parametrize(
    ("damage", "mode", "adults", "code"),
    [
        (paid_less, "mixed", 4, "hire"),
        (paid_less, "car", 44, "hire"),
        (not_paid, "car", 44, "hire"),
        (not_paid, "mixed", 4, "fare"),  # then they are taxis, and cost
        (other_km, "mixed", 4, "hire"),
        (more_included, "mixed", 4, "hire"),
        (cited, "mixed", 4, "hire"),
        (no_vehicles, "mixed", 4, "hire"),
        (unknown, "mixed", 4, "hire"),
        (more_seats, "mixed", 4, "hire"),
        (one_more, "mixed", 4, "hire"),
        (one_more, "car", 9, "hire"),
        (smaller, "car", 44, "hire"),
        (legs_paid_too, "mixed", 4, "fare"),
        (in_a_transit_trip, "mixed", 4, "hire"),
    ],
)
def test_damage_is_found(damage: Callable[[Any], None], mode: str, adults: int, code: str) -> None:
    assert code in broken_by(damage, mode, adults)


def test_a_train_is_not_part_of_a_day_with_a_driver() -> None:
    request = TripRequest.model_validate({**WISH, "mode": "mixed"})
    public = plan(request.model_copy(update={"mode": "transit"}), CORRIDOR, options=WORK)
    days = tuple(
        day.model_copy(update={"hire": Itinerary.model_validate_json(good("mixed", 4)).days[0].hire})
        for day in public.days
    )
    faked = public.model_copy(
        update={"days": days, "request": public.request.model_copy(update={"mode": "mixed"})}
    )
    assert "mode" in {violation.code for violation in check(faked, CORRIDOR)}
