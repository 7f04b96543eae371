"""Coming back to sleep where one was before is told, with what is crowded or shut there until then."""

from __future__ import annotations

from typing import Any

import pytest

from planner import Corridor, Itinerary, check, load_corridor, plan
from planner.atlas import Atlas
from planner.itinerary import Notice
from planner.request import Asked
from tests.builders.paths import SMALL

CORRIDOR = load_corridor(SMALL)
FIRST = "2027-05-04"  # the last holiday but one
MUSEUM, RUINS, PARK = (
    "east-museum@2027-05-04T14:00",
    "west-ruins@2027-05-06T13:00",
    "west-park@2027-05-07T09:00",
)


def planned(corridor: Corridor = CORRIDOR, /, **words: object) -> Itinerary:
    """From west to east, where the museum is booked first, back to the west, and to the east again."""
    usual: dict[str, Any] = {
        "days": 5,
        "date": FIRST,
        "from": "west-city",
        "to": "east-city",
        "visits": [MUSEUM, RUINS, PARK],
        "ignore_money": True,
        "work": 300,
    }
    itinerary = plan(Asked.model_validate({**usual, **words}), atlas=Atlas(corridor, use_cache=False))
    assert check(itinerary, corridor) == []
    return itinerary


def park_with(**changes: object) -> Corridor:
    sites = (
        site.model_copy(update=changes) if site.id == "west-park" else site for site in CORRIDOR.attractions
    )
    return CORRIDOR.model_copy(update={"attractions": tuple(sites)})


def told(itinerary: Itinerary) -> list[Notice]:
    return [notice for notice in itinerary.warnings if notice.code.startswith("returns")]


def test_where_a_trip_starts_it_has_been_before() -> None:
    itinerary = planned()
    assert [day.end.place for day in itinerary.days[2:4]] == ["west-city", "west-city"]
    (notice,) = told(itinerary)
    assert (notice.code, notice.params["day"]) == ("returns", 3)
    assert notice.say("en").startswith("the trip comes back to West City on day 3")
    others = tuple(other for other in itinerary.warnings if other is not notice)
    found = check(itinerary.model_copy(update={"warnings": others}), CORRIDOR)
    assert [broken.text for broken in found] == ["checker.notice"]


@pytest.mark.parametrize(
    "words",
    [{"to": "west-city", "days": 4}, {"base": "west-city"}, {"stays": ["west-city@2027-05-06..07"]}],
    ids=["home", "base", "booked"],
)
def test_home_and_what_was_asked_for_are_no_return(words: dict[str, Any]) -> None:
    museum = {"visits": [RUINS, PARK]} if "base" in words else {}
    assert told(planned(**words, **museum)) == []


def test_it_says_what_is_crowded_or_shut_there_before() -> None:
    crowded, words = park_with(crowded=("holiday",)), {"avoid_crowds": True}
    assert [notice.code for notice in told(planned(crowded))] == ["returns"]
    (notice,) = told(planned(crowded, **words))  # the grotto on the way east is crowded by its score
    assert (notice.code, notice.params["crowded"], notice.params["n"]) == ("returns-crowded", 2, 2)
    shut = park_with(opening_hours="Th-Su 08:00-18:00; PH off")
    (notice,) = told(planned(shut))
    assert (notice.code, notice.params["shut"], notice.params["n"]) == ("returns-shut", 1, 1)
