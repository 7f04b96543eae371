"""Who avoids crowds: crowded places by their data or score, and the roads between the cores at the ends of holidays."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from planner import Corridor, Itinerary, check, plan
from planner.atlas import Atlas
from planner.errors import NoPlanError
from planner.hours import day_kind, is_rush
from planner.itinerary import Visit
from planner.planning.candidates import visit_length
from planner.planning.crowds import is_crowded
from planner.request import Asked
from tests.builders.shipped import shipped
from tests.builders.small_plans import corridor, corridor_with

HOLIDAY, SUNDAY, WINTER, MONDAY = date(2026, 10, 2), date(2026, 6, 7), date(2026, 12, 6), date(2026, 12, 7)


def with_crowds(*days: str) -> Corridor:
    """Return the small corridor, the park crowded on some kinds of days."""
    changes = {"west-park": {"crowded": days, "opening_hours": "06:00-22:00"}}
    sites = (site.model_copy(update=changes.get(site.id)) for site in corridor().attractions)
    return corridor_with(attractions=tuple(sites))


def trip(data: Corridor, **words: Any) -> Itinerary:
    usual = {"days": 1, "date": "2026-10-02", "from": "west-city", "avoid_crowds": True, "work": 300}
    itinerary = plan(Asked.model_validate({**usual, **words}), atlas=Atlas(data, use_cache=False))
    assert [broken for broken in check(itinerary, data) if broken.severity == "error"] == []
    return itinerary


def visited(itinerary: Itinerary) -> set[str]:
    events = (event for day in itinerary.days for event in day.events)
    return {event.attraction for event in events if isinstance(event, Visit)}


@pytest.mark.parametrize(
    ("days", "crowded_on"),
    [
        ((), []),
        (("holiday",), [HOLIDAY]),
        (("weekend",), [SUNDAY]),
        (("weekend", "holiday"), [HOLIDAY, SUNDAY]),
    ],
)
def test_the_data_says_when_a_place_is_crowded(days: tuple[str, ...], crowded_on: list[date]) -> None:
    park = with_crowds(*days).attraction_by_id["west-park"]
    assert [day for day in (HOLIDAY, SUNDAY, WINTER, MONDAY) if is_crowded(park, day)] == crowded_on


@pytest.mark.parametrize(("length", "minutes"), [("short", 40), ("typical", 80), ("long", 120)])
def test_crowds_make_no_visit_longer_than_the_long_one(length: str, minutes: int) -> None:
    # 30, 60 and 120 minutes, times 1.3
    park = with_crowds("holiday").attraction_by_id["west-park"]
    wish = Asked.model_validate(
        {"days": 1, "date": str(HOLIDAY), "from": "west-city", "visit_length": length}
    )
    assert visit_length(park, wish, HOLIDAY) == minutes


def test_no_visit_is_longer_for_crowds_where_there_is_no_gate() -> None:
    park = with_crowds("holiday").attraction_by_id["west-park"].model_copy(update={"opening_hours": "24/7"})
    wish = Asked.model_validate({"days": 1, "date": str(HOLIDAY), "from": "west-city"})
    assert is_crowded(park, HOLIDAY)
    assert visit_length(park, wish, HOLIDAY) == 60


def test_a_crowded_place_is_left_out_on_its_days_only() -> None:
    assert "west-park" in visited(trip(with_crowds()))
    assert "west-park" in visited(trip(with_crowds("weekend")))  # a holiday is not a weekend
    crowded = trip(with_crowds("holiday"))
    assert "west-park" not in visited(crowded)
    assert [e.cause for e in crowded.unvisited if e.attraction == "west-park"] == ["crowded"]


def test_the_checker_knows_the_crowded_places() -> None:
    document = json.loads(trip(with_crowds()).to_json())
    found = check(Itinerary.model_validate(document), with_crowds("holiday"))
    assert "crowds" in {broken.code for broken in found}


def test_where_crowds_are_in_the_shipped_data() -> None:
    sites = shipped().attraction_by_id
    crowded = ("jiefangbei", "hongyadong", "ciqikou", "kuanzhai", "jinli", "taikooli")
    assert all(is_crowded(sites[site], HOLIDAY) and is_crowded(sites[site], SUNDAY) for site in crowded)
    assert all(sites[site].confidence_of("crowded") == "estimated" for site in crowded)
    assert not is_crowded(sites["fengsheng"], HOLIDAY)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 10, 1), date(2026, 10, 7)),
        (date(2026, 5, 1), date(2026, 5, 5)),
        (date(2027, 10, 1), date(2027, 10, 7)),  # by the rule of the years before
        (date(2027, 5, 1), date(2027, 5, 5)),
        (date(2027, 2, 5), date(2027, 2, 12)),  # eight days from the eve
    ],
)
def test_the_ends_of_long_holidays(first: date, last: date) -> None:
    days = [date.fromordinal(day) for day in range(first.toordinal() - 1, last.toordinal() + 2)]
    assert [day for day in days if is_rush(day)] == [first, last]
    assert all(day_kind(day).is_holiday for day in days[1:-1])


def test_nobody_drives_between_the_cores_when_everybody_does() -> None:
    across = {"from": "east-city", "to": "west-city"}
    assert trip(corridor(), **across, date="2026-10-02").days
    with pytest.raises(NoPlanError) as caught:
        trip(corridor(), **across, date="2026-10-01")
    offered = {change.field: change.message.say("en") for change in caught.value.relaxations}
    assert offered["avoid_crowds"] == "do not avoid crowds"
    two_days = trip(corridor(), **across, date="2026-10-01", days=2)
    assert two_days.days[0].end.place in ("east-city", "mid-town")  # both nearer to East City


def test_a_drive_into_the_queues_is_seen() -> None:
    """The trip was made without the wish."""
    across = trip(
        corridor(), **{"from": "east-city", "to": "west-city"}, avoid_crowds=False, date="2026-10-01"
    )
    asked = across.request.model_copy(update={"avoid_crowds": True})
    found = check(across.model_copy(update={"request": asked}), corridor())
    assert any("begins or ends a long holiday" in broken.message for broken in found)
