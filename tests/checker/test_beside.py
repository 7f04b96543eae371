"""The rules of beside.py: sources, links, what to book and closing days, as they are and broken."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from planner.bookings import BookedStay
from planner.checker import check
from planner.compact import known_of
from planner.itinerary import Closed, Itinerary, ToBook
from tests.builders.small_plans import corridor, corridor_with, good_plan

CODED = tuple(
    station.model_copy(update={"telecode": code})
    for station, code in zip(corridor().stations, ("AAA", "BBB", "CCC", "DDD", "EEE", "FFF"), strict=False)
)
DATA = corridor_with(stations=CODED, data_hash=corridor().data_hash)
BROKEN = {"sources", "links", "to-book", "closed-days"}  # rules that some test here breaks


def told(kind: str = "transit") -> Itinerary:
    plan = Itinerary.model_validate(good_plan(kind))
    return plan.model_copy(update=known_of(plan, DATA))


def codes(plan: Itinerary) -> set[str]:
    return {broken.code for broken in check(plan, DATA)}


@pytest.mark.parametrize("kind", ["car", "rental", "transit"])
def test_what_data_and_days_say_is_right(kind: str) -> None:
    assert codes(told(kind)) == set()


def test_plans_of_before_tell_nothing_of_it() -> None:
    assert codes(Itinerary.model_validate(good_plan("transit"))) == set()


@pytest.mark.parametrize(
    ("field", "code"), [("to_book", "to-book"), ("sources", "sources")], ids=["to-book", "sources"]
)
def test_what_is_hidden_is_seen(field: str, code: str) -> None:
    plan = told()
    assert getattr(plan, field)
    assert codes(plan.model_copy(update={field: ()})) == {code}


def changed(field: str, **changes: Any) -> Itinerary:
    """The plan with another first entry of a list."""
    plan = told()
    first, *rest = getattr(plan, field)
    return plan.model_copy(update={field: (first.model_copy(update=changes), *rest)})


@pytest.mark.parametrize(
    ("field", "changes", "code"),
    [
        ("sources", {"as_of": "2031"}, "sources"),
        ("sources", {"confidence": "sourced", "source": "a rumour"}, "sources"),
        ("to_book", {"opens": date(2026, 1, 1)}, "to-book"),
        ("to_book", {"service": "G1"}, "to-book"),
        ("to_book", {"by": date(2026, 1, 1)}, "to-book"),
    ],
)
def test_what_is_told_wrongly_is_seen(field: str, changes: dict[str, Any], code: str) -> None:
    assert codes(changed(field, **changes)) == {code}


@pytest.mark.parametrize(
    ("app", "url"),
    [
        ("amap", "https://uri.amap.com/navigation?to=106.53,29.52,x&mode=car"),  # not shifted
        ("geo", "geo:29.6,106.53?q=29.6,106.53(x)"),
        ("organic-maps", "om://map?v=1&n=x"),
    ],
)
def test_a_link_that_leads_elsewhere_is_seen(app: str, url: str) -> None:
    plan = told()
    links: dict[str, Any] = {**plan.links, "east-museum": {**plan.links["east-museum"], app: url}}
    assert codes(plan.model_copy(update={"links": links})) == {"links"}


def test_a_ticket_page_of_another_day_is_seen() -> None:
    plan = told()
    (train, url), *_ = plan.tickets.items()
    day = train.partition("@")[2]
    assert day in url
    wrong = {train: url.replace(day, "2026-01-01")}
    assert codes(plan.model_copy(update={"tickets": {**plan.tickets, **wrong}})) == {"links"}


def test_days_on_which_a_site_is_closed_are_told() -> None:
    plan = told()
    assert plan.closed == ()
    untrue = Closed(attraction="east-museum", dates=(date(2026, 6, 7),))
    assert codes(plan.model_copy(update={"closed": (untrue,)})) == {"closed-days"}


def test_a_weekly_closing_day_within_the_trip_is_found() -> None:
    sites = tuple(
        site.model_copy(update={"opening_hours": "Sa 09:00-17:00"}) if site.id == "east-museum" else site
        for site in DATA.attractions
    )
    found = known_of(told("car"), corridor_with(attractions=sites))["closed"]
    assert found == (Closed(attraction="east-museum", dates=(date(2026, 6, 7),)),)


def with_nights(num: int, **wish: Any) -> Itinerary:
    """The plan by car with its first day, that ends in Mid Town, some times in a row."""
    plan = told("car")
    first, *rest = plan.days
    days = [first.model_copy(update={"date": first.date + timedelta(days=n)}) for n in range(num)]
    request = plan.request.model_copy(update=wish)
    plan = plan.model_copy(update={"days": (*days, *rest), "request": request})
    return plan.model_copy(update={"to_book": known_of(plan, DATA)["to_book"]})


def test_the_nights_of_a_stay_are_booked_as_one() -> None:
    plan = with_nights(3)
    (stay,) = plan.to_book
    assert (stay.place, stay.on, stay.by, stay.nights) == ("mid-town", date(2026, 6, 6), date(2026, 5, 30), 3)
    assert "to-book" not in codes(plan)
    parted = [
        stay.model_copy(update={"nights": 1}),
        stay.model_copy(update={"nights": 2, "on": date(2026, 6, 7)}),
    ]
    parted[1] = parted[1].model_copy(update={"by": date(2026, 5, 31)})
    assert "to-book" in codes(plan.model_copy(update={"to_book": tuple(parted)}))
    of_before = [
        ToBook(kind="night", on=date(2026, 6, day), place="mid-town", by=date(2026, 5, day + 24))
        for day in (6, 7)
    ]
    assert "to-book" not in codes(with_nights(2).model_copy(update={"to_book": tuple(of_before)}))


def test_what_is_booked_is_not_to_be_booked() -> None:
    booked = BookedStay(town="mid-town", first=date(2026, 6, 7), last=date(2026, 6, 8))
    plan = with_nights(3, stays=(booked,))
    assert [(each.on, each.nights) for each in plan.to_book] == [(date(2026, 6, 6), 1), (date(2026, 6, 8), 1)]
    assert "to-book" not in codes(plan)
    assert "to-book" in codes(plan.model_copy(update={"to_book": with_nights(3).to_book}))


def test_a_visit_that_is_booked_is_not_to_be_booked() -> None:
    plan = good_plan("car")
    (visit,) = (event for event in plan["days"][0]["events"] if event.get("attraction") == "east-museum")
    visit["booking"] = {"zh": "须预约", "en": "book by name"}
    free = Itinerary.model_validate(plan)
    plan["request"]["visits"] = [f"east-museum@{visit['start'][:16]}"]
    done = Itinerary.model_validate(plan)
    kinds = [[each.kind for each in known_of(each, DATA)["to_book"]] for each in (free, done)]
    assert kinds == [["night", "visit"], ["night"]]
    told = [each.model_copy(update=known_of(each, DATA)) for each in (free, done)]
    assert not any("to-book" in codes(each) for each in told)
    assert "to-book" in codes(done.model_copy(update=known_of(free, DATA)))
