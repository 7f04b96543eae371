"""What a trip costs, by what its prices stand on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from planner.itinerary import Event, Hire, Leg, Money, Overnight, Rental, Visit

Paid = Leg | Visit | Overnight | Hire | Rental


def money_of(events: Iterable[Event | Hire | Rental | None]) -> Money:
    """Return what events, hired days and rented cars cost; unknown prices are counted and cost nothing."""
    sums: Counter[str] = Counter()
    for event in events:
        if isinstance(event, Paid):
            basis = event.cost_basis or "estimated"
            sums[basis] += 1 if basis == "unknown" else price_of(event)
    return Money(cost_cny=sum(sums.values()) - sums["unknown"], **sums)


def price_of(event: Paid) -> int:
    """Return what an event costs the party, as far as that is known."""
    return (event.ticket_cny or 0) if isinstance(event, Visit) else event.cost_cny
