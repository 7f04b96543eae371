"""What a plan is worth, worked out a second time: prizes less travel, changes of bed and money."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import groupby, pairwise
from math import ceil, floor

from planner.checker.case import Case
from planner.checker.journeys import travel_minutes
from planner.corridor import Attraction
from planner.hours import ticket_on
from planner.itinerary import Day, Leg, Overnight, Visit, is_fixed
from planner.rules import LONG_TAXI_STEP, TRAVEL_PRICE

UNTOLD_BED_PRICE = 50  # of plans made before it was told


def objective(case: Case) -> int:
    """Return the objective of a plan's events; every item of money counts as a whole number."""
    nights = [event for _, _, event in case.events() if isinstance(event, Overnight)]
    beds, share = [night.place for night in nights], case.itinerary.certificate.night_share
    return (
        sum(visit.prize - visit.hours_loss for visit in case.visits)
        - TRAVEL_PRICE * sum(travel_minutes(case, day) for day in case.itinerary.days)
        - _bed_changes(case, beds)
        - case.itinerary.certificate.return_price * _returns(case, beds)
        - case.itinerary.certificate.empty_price * _empty_days(case)
        - case.itinerary.certificate.change_price
        * sum(_changes(day) + _long_taxis(case, day) for day in case.itinerary.days if not day.hire)
        - sum(round(price_of_money(case) * item) for item in _items(case))
        - sum(round(price_of_money(case) * share * night.cost_cny) for night in nights)
    )


def _bed_changes(case: Case, beds: list[str]) -> int:
    """Return what the changes of bed take; nights at home before and after the trip count since that is told."""
    request, price, town_of = case.request, case.itinerary.certificate.bed_price, case.corridor.town_of
    around = list(beds)
    if request.at_home and price != UNTOLD_BED_PRICE:
        ends = [
            town_of(end) if town_of(end) == town_of(request.origin) else None
            for end in (request.start, request.end)
        ]
        around = [*filter(None, ends[:1]), *beds, *filter(None, ends[1:])]
    return price * sum(a != b for a, b in pairwise(around))


def _empty_days(case: Case) -> int:
    """Return how many of the days that are to have a visit have neither one nor a booked train."""
    wanted = case.request.days_for_visits
    return sum(day.day in wanted and not any(map(is_fixed, day.events)) for day in case.itinerary.days)


def _returns(case: Case, beds: list[str]) -> int:
    """Return how often one sleeps again in a town once left.

    One was where the trip starts; where it ends there too, the nights before one leaves it do not count.
    """
    town_of, request = case.corridor.town_of, case.request
    start = town_of(request.start)
    around = [start, *beds] if beds and start is not None else beds
    stays = [town for town, _ in groupby(around)]
    if stays and start == town_of(request.end) == stays[0]:
        del stays[0]
    return len(stays) - len(set(stays))


def _changes(day: Day) -> int:
    """Return how often one gets from one vehicle into another on the rides between two visits or booked trains."""
    changes = vehicles = 0
    for event in day.events:
        if is_fixed(event):
            vehicles = 0
        elif isinstance(event, Leg) and event.mode != "walk":
            changes += vehicles > 0
            vehicles += 1
    return changes


def _long_taxis(case: Case, day: Day) -> int:
    """Return as how many changes the taxis of a day count that are long."""
    rides = [0]
    for event in day.events:
        if is_fixed(event):
            rides.append(0)
        elif isinstance(event, Leg) and event.mode == "road":
            rides[-1] += event.cost_cny
    return sum(as_changes(case, cny) for cny in rides)


def as_changes(case: Case, taxi_cny: float) -> int:
    """Return as how many changes of vehicles the taxis of one ride count, by what the party pays for them."""
    free = case.itinerary.certificate.long_taxi_cny
    return 0 if free is None else ceil(max(0.0, taxi_cny / case.num_taxis - free) / LONG_TAXI_STEP)


def price_of_money(case: Case) -> float:
    """Return what one CNY of the party takes: at it, an hour of them all is worth what an hour of travel takes.

    The certificate says by what money counted: not at all in plans written before it did.
    """
    value, request = case.itinerary.certificate.value_of_time, case.request
    return 60 * TRAVEL_PRICE / (value * (request.adults + request.children)) if value else 0.0


def _items(case: Case) -> Iterator[int]:
    """Yield the CNY of hired days, visits, booked trains, and all legs from one of these or a night to the next.

    A car that is rented for the trip is one more.
    """
    yield case.rental_cny
    for day in case.itinerary.days:
        if day.hire:
            yield day.hire.cost_cny
        ride = 0
        for event in day.events:
            if isinstance(event, Leg) and not event.booked:
                ride += event.cost_cny
            elif isinstance(event, Leg | Visit | Overnight):
                yield ride
                ride = 0
                if not isinstance(event, Overnight):
                    yield _ticket(case, event) if isinstance(event, Visit) else event.cost_cny
        yield ride


def _ticket(case: Case, visit: Visit) -> int:
    site = case.corridor.attraction_by_id.get(visit.attraction)
    if visit.ticket_cny is not None or site is None:
        return visit.ticket_cny or 0
    return floor(_usual(case, site) * case.ticket_shares() + 0.5)


def dearest(case: Case, site: Attraction) -> int:
    """Return the highest price of a gate on the days of the trip, or the usual one where none is known."""
    if known := _known_prices(case, site):
        return floor(max(known) * case.ticket_shares(site) + 0.5)
    return floor(_usual(case, site) * case.ticket_shares() + 0.5)


def is_priced(case: Case, site: Attraction) -> bool:
    """Tell whether the price of a gate is known on a day of the trip."""
    return bool(_known_prices(case, site))


def _known_prices(case: Case, site: Attraction) -> list[int]:
    dates = (case.request.date + timedelta(days=day) for day in range(case.request.days))
    return [price for price in (ticket_on(site, day) for day in dates) if price is not None]


def _usual(case: Case, site: Attraction) -> int:
    """Return the median ticket of the sites whose first tag is the same, or else of all, as far as they are known."""
    usual = case.usual_tickets
    return usual.get(site.tags[0], usual.get("", 0))
