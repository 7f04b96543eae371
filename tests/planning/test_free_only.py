"""Only what is free: with the wish and without it, by season, and where nobody knows the price."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from planner.atlas import Atlas
from planner.checker import check
from planner.corridor import Attraction, Corridor, Ticket, TicketSeason
from planner.errors import RequestError
from planner.hours import ticket_on
from planner.itinerary import Itinerary
from planner.request import Asked
from planner.service import plan
from tests.builders.small_plans import corridor

PRICES = {site.id: ticket_on(site, date(2026, 12, 8)) for site in corridor().attractions}


def planned(data: Corridor | None = None, **words: Any) -> Itinerary:
    trip = {"days": 1, "date": "2026-12-08", "from": "mid-town", "work": 500, **words}
    return plan(Asked.model_validate(trip), atlas=Atlas(data or corridor(), use_cache=False))


def causes(itinerary: Itinerary) -> dict[str, tuple[str | None, dict[str, Any]]]:
    return {left.attraction: (left.cause, left.params) for left in itinerary.unvisited}


def priced(site: str, ticket: Ticket | None) -> Corridor:
    def changed(each: Attraction) -> Attraction:
        return each.model_copy(update={"ticket_cny": ticket}) if each.id == site else each

    return corridor().model_copy(update={"attractions": tuple(map(changed, corridor().attractions))})


def visited(itinerary: Itinerary) -> set[str]:
    return {event.attraction for day in itinerary.days for event in day.events if event.kind == "visit"}


def test_what_has_a_ticket_is_left_out_with_its_price() -> None:
    assert any(PRICES[site] for site in visited(planned()))
    free = planned(free_only=True)
    assert {PRICES[site] for site in visited(free)} == {0}
    told = causes(free)
    for site, price in PRICES.items():
        if price:
            assert told[site] == ("not-free", {"cny": price})
        elif price is None:
            assert told[site] == ("price-unknown", {})


def test_outside_the_area_a_price_is_no_reason() -> None:
    area = next(site.adcode for site in corridor().attractions if PRICES[site.id] == 0)
    itinerary = planned(free_only=True, within=[area])
    assert check(itinerary, corridor()) == []
    outside = {site.id for site in corridor().attractions if not site.adcode.startswith(area)}
    assert any(PRICES[site] for site in outside)
    assert {causes(itinerary)[site][0] for site in outside} == {"area"}


def test_a_price_that_nobody_knows_is_not_taken_for_none() -> None:
    free = next(iter(visited(planned(free_only=True))))
    unknown = planned(priced(free, None), free_only=True)
    assert causes(unknown)[free] == ("price-unknown", {})


def test_the_price_of_the_day_counts() -> None:
    free = next(iter(visited(planned(free_only=True))))
    season = TicketSeason(start="12-09", end="12-31", price=30)
    ticket = Ticket(price=0, seasons=(season,))
    assert free in visited(planned(priced(free, ticket), free_only=True))
    later = planned(priced(free, ticket), free_only=True, days=2)  # the second day is the 9th
    assert causes(later)[free] == ("not-free", {"cny": 30})


def test_a_site_with_a_ticket_cannot_be_a_must_at_once() -> None:
    dear = max((site for site in PRICES if PRICES[site]), key=lambda site: PRICES[site] or 0)
    with pytest.raises(RequestError, match=r"its ticket is CNY \d+, and only free sites were asked for"):
        planned(free_only=True, must=[dear], evenings=True)
