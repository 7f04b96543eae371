"""The cheaper way to pay the gates of a trip: single tickets, or passes for several sites."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import product

from planner.corridor import Corridor, Pass
from planner.itinerary import Day, Event, Visit
from planner.planning.party import party_ticket, ticket_basis
from planner.planning.sums import money_of
from planner.request import TripRequest


@dataclass(frozen=True)
class Use:
    """A pass, the visited sites it opens in the order of the trip, and its price for the party."""

    bought: Pass
    sites: tuple[str, ...]
    price: int


def with_passes(corridor: Corridor, request: TripRequest, days: tuple[Day, ...]) -> tuple[Day, ...]:
    """Return the days with passes where they are cheaper; the first site pays, the others cost nothing more."""
    visits = [(day.date, event) for day in days for event in day.events if isinstance(event, Visit)]
    singles = {visit.attraction: visit.ticket_cny or 0 for _, visit in visits}
    dates = {visit.attraction: day for day, visit in visits}
    uses = [_uses(each, dates, request) for each in corridor.passes]
    paid = _paid(_cheapest(uses, singles))
    return tuple(_with_passes(day, paid, request) for day in days) if paid else days


def _uses(each: Pass, dates: dict[str, date], request: TripRequest) -> list[Use]:
    """Return what a pass can open, begun at each of its sites in turn."""
    visited = [site for site in dates if site in each.sites]
    price = party_ticket(request, each.price)
    opened = (
        tuple(site for site in visited[number:] if each.holds_on(dates[site], dates[first]))
        for number, first in enumerate(visited)
    )
    return [Use(each, sites, price) for sites in opened if sites]


def _cheapest(uses: list[list[Use]], singles: dict[str, int]) -> list[Use]:
    """Return the uses, of each pass one at most, that save most against single tickets; few where it is equal."""
    choices = product(*([None, *of_pass] for of_pass in uses))
    combined = [[use for use in choice if use is not None] for choice in choices]
    return max(combined, key=lambda chosen: (_saving(chosen, singles), -len(chosen)))


def _saving(uses: list[Use], singles: dict[str, int]) -> int:
    opened = {site for use in uses for site in use.sites}
    return sum(singles[site] for site in opened) - sum(use.price for use in uses)


def _paid(uses: list[Use]) -> dict[str, tuple[Pass, int]]:
    """Return which pass opens each site, and what is paid for it there."""
    paid: dict[str, tuple[Pass, int]] = {}
    for use in uses:
        for number, site in enumerate(site for site in use.sites if site not in paid):
            paid[site] = use.bought, 0 if number else use.price
    return paid


def _with_passes(day: Day, paid: dict[str, tuple[Pass, int]], request: TripRequest) -> Day:
    events = tuple(_with_pass(event, paid, request) for event in day.events)
    money = money_of((*events, day.hire))
    totals = day.totals.model_copy(update={"cost_cny": money.cost_cny, "money": money})
    return day.model_copy(update={"events": events, "totals": totals})


def _with_pass(event: Event, paid: dict[str, tuple[Pass, int]], request: TripRequest) -> Event:
    if not isinstance(event, Visit) or event.attraction not in paid:
        return event
    bought, price = paid[event.attraction]
    guessed = tuple(field for field in event.estimated if field != "ticket_cny")
    guessed += ("ticket_cny",) if bought.confidence == "estimated" else ()
    update = {
        "pass_id": bought.id,
        "ticket_cny": price,
        "cost_basis": ticket_basis(request, bought.confidence),
        "estimated": guessed,
        "confidence": "estimated" if guessed else "sourced",
    }
    return event.model_copy(update=update)
