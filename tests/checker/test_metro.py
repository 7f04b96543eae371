"""The rules on rides by metro, kept and broken."""

from __future__ import annotations

from typing import Any

import pytest

from planner.checker import metro
from planner.checker.case import Case
from planner.checker.report import Book
from planner.clock import at
from planner.corridor import Names
from planner.itinerary import Itinerary
from planner.network.metro import MetroWays
from planner.planning.events import leg_of
from planner.planning.party import leg_prices
from tests.builders.metros import metro_corridor
from tests.builders.small_plans import good_plan


def judged(start: str, end: str, leave: int, changes: dict[str, Any] | None = None) -> set[str]:
    """Return what is wrong with a way on the first day, whose first ride is changed."""
    corridor = metro_corridor()
    plan = Itinerary.model_validate(good_plan("transit"))
    day = plan.days[0]
    steps = MetroWays(corridor).steps(start, end, leave)
    prices = leg_prices(plan.request, steps)
    legs = [leg_of(step, day.date, cny, step.fare_basis) for step, cny in zip(steps, prices, strict=True)]
    times = {
        name: at(day.date, value) for name, value in (changes or {}).items() if name in ("depart", "arrive")
    }
    legs[1] = legs[1].model_copy(update=(changes or {}) | times)
    changed = plan.model_copy(update={"days": (day.model_copy(update={"events": tuple(legs)}),)})
    book = Book()
    metro.judge(Case(changed, corridor, plan.request, book))
    return {found.code for found in book.found if found.severity == "error"}


@pytest.mark.parametrize("leave", [300, 420, 600, 1260])
@pytest.mark.parametrize(
    ("start", "end"), [("at-mei", "at-pu"), ("ou-railway", "at-mei"), ("at-pu", "ou-railway")]
)
def test_what_the_planner_finds_is_right(start: str, end: str, leave: int) -> None:
    assert not judged(start, end, leave)


WRONG = Names(zh="错", en="Wrong")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        (
            {"depart": 610, "arrive": 620},
            "timetable",
        ),  # nobody waits for a train: 4 on foot, 3 to the platform, 5 at most
        ({"depart": 612, "arrive": 621}, "timetable"),  # 9 minutes instead of 10
        ({"depart": 1390, "arrive": 1400}, "runs"),  # 23:10, after the last one
        ({"end": "pu"}, "call"),
        ({"towards": WRONG}, "call"),
        ({"line_name": WRONG}, "call"),
        ({"service": "Line A"}, "call"),
        ({"km": 11.0}, "km"),
        ({"cost_cny": 9}, "fare"),
        ({"fare_basis": "sourced"}, "fare"),
        ({"as_of": "2020"}, "as-of"),
        ({"confidence": "sourced"}, "confidence"),
        ({"mode": "rail"}, "mode"),
        ({"via": ("nan",)}, "call"),
        ({"running_days": "unknown"}, "runs"),
    ],
)
def test_each_rule_broken(changes: dict[str, Any], code: str) -> None:
    assert code in judged("at-mei", "ou-railway", 600, changes)
