"""What a trip's items cost, as the objective and the sums take it: where a price is not known, a usual one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from statistics import median

import numpy as np

from planner.corridor import Attraction, Corridor
from planner.hours import ticket_on
from planner.itinerary import Day, Leg, Overnight, Visit
from planner.planning.party import party_ticket
from planner.problem import Pass, Problem
from planner.request import TripRequest


def dearest_ticket(site: Attraction, request: TripRequest) -> int | None:
    """Return what the party pays at a gate on the dearest day of the trip; None where nobody knows."""
    prices = [ticket_on(site, request.date + timedelta(days=day)) for day in range(request.days)]
    known = [price for price in prices if price is not None]
    return party_ticket(request, max(known), site.ticket_ages) if known else None


def usual_ticket(site: Attraction, corridor: Corridor) -> int:
    """Return the median of one adult's tickets at sites of the same kind, which is their first tag; else of all."""
    known = [other for other in corridor.attractions if other.ticket_cny is not None]
    like = [other for other in known if other.tags[0] == site.tags[0]] or known
    return round(median(other.ticket_cny.price for other in like if other.ticket_cny)) if like else 0


def passes_of(corridor: Corridor, request: TripRequest, sites: tuple[Attraction, ...]) -> tuple[Pass, ...]:
    """Return the passes as the solver knows them: one for each day of first use that makes a difference."""
    row = {site.id: index for index, site in enumerate(sites)}
    dates = request.dates
    found = []
    for each in corridor.passes:
        opened = frozenset(row[site] for site in each.sites if site in row)
        spans = [frozenset(d for d, day in enumerate(dates) if each.holds_on(day, first)) for first in dates]
        longest = [span for span in spans if span and not any(span < other for other in spans)]
        if len(opened) > 1:
            price = party_ticket(request, each.price)
            found += [Pass(opened, span, price) for span in dict.fromkeys(longest)]
    return tuple(found)


def worth_of_money(problem: Problem, usual: dict[str, int], days: tuple[Day, ...], rental: int = 0) -> int:
    """Return what the money of a plan takes from its worth; ``usual`` has what counts for tickets nobody knows.

    ``rental`` are the CNY of cars rented for the whole trip.
    """
    items = [*_items(days, usual), rental]
    nights = [day.night.cost_cny for day in days if day.night]
    beds = problem.bed_loss(np.array(nights, dtype=np.int64))
    return int(problem.money_loss(np.array(items, dtype=np.int64)).sum() + beds.sum())


def _items(days: tuple[Day, ...], usual: dict[str, int]) -> Iterator[int]:
    """Yield the CNY of days with vehicles, visits, booked trains, and rides from one of these or a night on."""
    for day in days:
        yield day.hire.cost_cny if day.hire else 0
        ride = 0
        for event in day.events:
            if isinstance(event, Leg) and not event.booked:
                ride += event.cost_cny
            elif isinstance(event, Leg | Visit | Overnight):
                yield ride
                ride = 0
                if not isinstance(event, Overnight):
                    yield _price(event, usual)
        yield ride


def _price(event: Leg | Visit, usual: dict[str, int]) -> int:
    if not isinstance(event, Visit):
        return event.cost_cny
    return usual[event.attraction] if event.ticket_cny is None else event.ticket_cny
