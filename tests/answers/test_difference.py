"""The difference of two plans over the small corridor, changed by hand."""

from __future__ import annotations

from typing import Any

import pytest

from planner.answers.difference import difference_of, names_of, told
from planner.difference import Difference
from planner.itinerary import Itinerary
from planner.texts import LANGUAGES
from tests.builders.small_plans import good_plan, moment

Plan = dict[str, Any]


def read(plan: Plan) -> Itinerary:
    return Itinerary.model_validate(plan)


def by_car() -> Plan:
    return good_plan("car")


def test_a_plan_does_not_differ_from_itself() -> None:
    plan = read(by_car())
    same = difference_of(plan, plan)
    assert same.is_empty
    assert same.kept == ("east-museum", "mid-grotto", "mid-temple", "west-ruins")
    assert told(same, {}, "en") == ["Nothing changes."]


def test_what_falls_out_and_why_and_what_is_new() -> None:
    before, after = by_car(), by_car()
    del after["days"][1]["events"][1]  # the temple
    after["unvisited"].append(
        {"attraction": "mid-temple", "reason": "no-time", "cause": "no-room", "detail": ""}
    )
    after["unvisited"][-1]["regret"] = 100
    after["certificate"]["objective"] -= 60
    found = difference_of(read(before), read(after))
    assert [(out.attraction, out.day, out.cause) for out in found.dropped] == [("mid-temple", 2, "no-room")]
    assert found.objective == -60
    assert "mid-temple" not in found.kept
    back = difference_of(read(after), read(before))
    assert [(new.attraction, new.day) for new in back.added] == [("mid-temple", 2)]
    assert (back.dropped, back.objective) == ((), 60)


def test_visits_on_another_day_at_other_hours_and_nights_elsewhere() -> None:
    before, after = by_car(), by_car()
    first, second = (day["events"] for day in after["days"])
    grotto = next(event for event in first if event.get("attraction") == "mid-grotto")
    first.remove(grotto)
    second.insert(0, grotto)
    first[-1]["place"] = "west-city"
    ruins = next(event for event in second if event.get("attraction") == "west-ruins")
    ruins["end"] = moment("07 15:00")
    found = difference_of(read(before), read(after))
    assert [(m.attraction, m.from_day, m.day) for m in found.moved] == [("mid-grotto", 1, 2)]
    assert [(r.attraction, r.end.isoformat()) for r in found.retimed] == [("west-ruins", moment("07 15:00"))]
    assert [(n.day, n.before, n.after) for n in found.nights] == [(1, "mid-town", "west-city")]
    assert found.kept == ("east-museum", "mid-temple")


def test_another_train_between_the_same_stops() -> None:
    before, after = good_plan("transit"), good_plan("transit")
    train = next(event for event in after["days"][1]["events"] if event.get("service") == "G2")
    train |= {"service": "G4", "minutes": train["minutes"] + 12}
    (ride,) = difference_of(read(before), read(after)).ride_changed
    assert (ride.origin, ride.target) == ("west-city", "east-museum")
    assert (ride.before, ride.after) == (("road", "G2", "road"), ("road", "G4", "road"))
    assert difference_of(read(before), read(after)).transit == {"rail": 12}


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_changed_is_told_by_name(language: str) -> None:
    before, after = good_plan("transit"), by_car()
    both = read(before), read(after)
    found = difference_of(*both)
    lines = told(found, names_of(*both), language)
    changes = [found.dropped, found.added, found.moved, found.retimed]
    assert len(lines) == sum(map(bool, changes)) + len(found.ride_changed) + len(found.nights) + 1
    assert not any("west-" in line or "mid-" in line or "east-" in line for line in lines)


def test_it_is_json() -> None:
    found = difference_of(read(good_plan("transit")), read(by_car()))
    assert Difference.model_validate_json(found.model_dump_json()) == found
