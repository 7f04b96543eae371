"""What a plan is worth, worked out a second time: prizes less travel, changes of bed and money."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from statistics import median

from planner.checker.case import Case
from planner.checker.journeys import journeys, travel_minutes
from planner.corridor import Attraction
from planner.hours import ticket_on
from planner.itinerary import Leg, Overnight
from planner.rules import BED_PRICE, TRAVEL_PRICE


def objective(case: Case) -> int:
    """Return the objective of a plan's events; every item of money counts as a whole number."""
    beds = [event.place for _, _, event in case.events() if isinstance(event, Overnight)]
    return (
        sum(visit.prize for visit in case.visits)
        - TRAVEL_PRICE * sum(travel_minutes(case, day) for day in case.itinerary.days)
        - BED_PRICE * sum(a != b for a, b in pairwise(beds))
        - sum(round(price_of_money(case) * item) for item in _items(case))
    )


def price_of_money(case: Case) -> float:
    """Return what one CNY of the party takes: at it, an hour of them all is worth what an hour of travel takes.

    The certificate says by what money counted: not at all in plans written before it did.
    """
    value, request = case.itinerary.certificate.value_of_time, case.request
    return 60 * TRAVEL_PRICE / (value * (request.adults + request.children)) if value else 0.0


def _items(case: Case) -> list[int]:
    """Return the CNY of each journey, gate and night; of a gate whose price is not known what is usual."""
    items = [
        sum(event.cost_cny for _, event in journey.moving if isinstance(event, Leg))
        for day in case.itinerary.days
        for journey in journeys(day)
    ]
    items += [event.cost_cny for _, _, event in case.events() if isinstance(event, Overnight)]
    for visit in case.visits:
        site = case.corridor.attraction_by_id.get(visit.attraction)
        if visit.ticket_cny is not None:
            items.append(visit.ticket_cny)
        elif site is not None:
            items.append(round(_usual(case, site) * case.ticket_shares))
    return items


def dearest(case: Case, site: Attraction) -> int:
    """Return the highest price of a gate on the days of the trip, or the usual one where none is known."""
    dates = [case.request.date + timedelta(days=day) for day in range(case.request.days)]
    known = [price for price in (ticket_on(site, day) for day in dates) if price is not None]
    return round((max(known) if known else _usual(case, site)) * case.ticket_shares)


def _usual(case: Case, site: Attraction) -> int:
    """Return the median ticket of the sites whose first tag is the same, or else of all, as far as they are known."""
    every = [
        (other.tags[0], other.ticket_cny.price) for other in case.corridor.attractions if other.ticket_cny
    ]
    same = [price for tag, price in every if tag == site.tags[0]]
    return round(median(same or [price for _, price in every] or [0]))
