"""The rules of beside.py: sources, links, what to book and closing days, as they are and broken."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from planner.checker import check
from planner.compact import known_of
from planner.itinerary import Closed, Itinerary
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
