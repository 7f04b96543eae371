"""Rules on money: what each price stands on, journeys to the yuan, and every sum by what it stands on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from planner.checker.case import Case, is_near
from planner.checker.report import said
from planner.corridor import FareBasis
from planner.hours import ticket_on
from planner.itinerary import Day, Event, Hire, Leg, Money, Overnight, Rental, Visit, is_fixed

Paid = Leg | Visit | Overnight | Hire | Rental
Priced = Event | Hire | Rental | None


def judge(case: Case) -> None:
    """Check plans that say what their money stands on; older ones did not."""
    if not case.tells_money:
        return
    for day, index, event in case.events():
        if isinstance(event, Leg | Visit | Overnight):
            _basis(case, day, index, event)
    for day in case.itinerary.days:
        for legs in _journeys(day):
            _journey(case, day, legs)
        _sum(case, "day-totals", day.totals.money, (*day.events, day.hire), day.day)
    _trip(case)


def _basis(case: Case, day: Day, index: int, event: Leg | Visit | Overnight) -> None:
    if isinstance(event, Leg):
        price = case.leg_prices.get((day.day, index))
        if price is None:  # of an unknown train, say, which has been told
            return
        basis = price.basis
    else:
        if isinstance(event, Overnight) and case.sleeps_at_home(event):
            is_free = event.cost_basis is None
            message = said("cost-basis", basis=None, told=event.cost_basis)
            case.book.fact(is_free, "fare", message, day.day, index)
            return
        found = _ticket(case, day, event) if isinstance(event, Visit) else _night(case, event)
        if found is None:
            return
        basis = found
    message = said("cost-basis", basis=basis, told=event.cost_basis)
    case.book.fact(event.cost_basis == basis, "fare", message, day.day, index)


def _ticket(case: Case, day: Day, visit: Visit) -> FareBasis | None:
    """Return what a party's ticket stands on: a rule on ages is cited where a source of the site names it."""
    site = case.corridor.attraction_by_id.get(visit.attraction)
    if site is None:
        return None
    bought = case.corridor.pass_by_id.get(visit.pass_id or "")
    price = bought.price if bought else ticket_on(site, day.date)
    if price is None:
        return "unknown"
    trust = bought.confidence if bought else site.confidence_of("ticket_cny")
    request = case.request
    reduced = request.children + request.seniors + request.students
    if trust == "estimated" or not price or not reduced:
        return trust
    is_cited = site.confidence_of("ticket_ages") == "sourced" and not bought
    named = site.ticket_ages.model_fields_set if site.ticket_ages and is_cited else frozenset[str]()
    of_children = request.children == 0 or {"free_to", "half_to"} <= named
    of_seniors = request.seniors == 0 or {"free_from", "half_from"} <= named
    told = len(request.child_ages) + len(request.senior_ages)
    return "sourced" if of_children and of_seniors and told == reduced else "estimated"


def _night(case: Case, night: Overnight) -> FareBasis | None:
    town = case.corridor.town_by_id.get(night.place)
    if town is None:
        return None
    cited = [source for source in town.sources if "hotel_cny" in source.fields]
    return "sourced" if any(source.confidence == "sourced" for source in cited) else "estimated"


def _journeys(day: Day) -> Iterator[list[int]]:
    """Yield the legs of each journey: those between two visits or booked trains, and each of these trains."""
    legs: dict[tuple[int, bool], list[int]] = defaultdict(list)
    fixed = 0
    for index, event in enumerate(day.events):
        fixed += is_fixed(event)
        if isinstance(event, Leg):
            legs[fixed, event.booked].append(index)
    yield from legs.values()


def _journey(case: Case, day: Day, legs: list[int]) -> None:
    """Check that the legs add up to the price of the whole, rounded once."""
    prices = [case.leg_prices.get((day.day, index)) for index in legs]
    known = [price for price in prices if price is not None]
    if len(known) < len(legs):
        return
    exact, slack = sum(price.cny for price in known), sum(price.slack for price in known)
    told = sum(event.cost_cny for index in legs if isinstance(event := day.events[index], Leg))
    message = said("journey-fare", exact=exact, told=told)
    case.book.fact(is_near(told, exact, slack), "fare", message, day.day, legs[0])


def _trip(case: Case) -> None:
    totals, events = case.itinerary.totals, [event for _, _, event in case.events()]
    extras = [*(day.hire for day in case.itinerary.days), case.itinerary.rental]
    _sum(case, "trip-totals", totals.money, [*events, *extras])
    rides = [event for event in events if isinstance(event, Leg)]
    _sum(case, "trip-totals", totals.rides, [*rides, *extras])
    _sum(case, "trip-totals", totals.tickets, case.visits)
    _sum(case, "trip-totals", totals.rooms, [event for event in events if isinstance(event, Overnight)])
    people = case.request.adults + case.request.children
    each = sum(_cny(event) for event in (*events, *extras)) / people
    told = totals.per_person_cny
    message = said("sum", field="per_person_cny", exact=round(each), told=told)
    case.book.fact(told is not None and is_near(told, each), "trip-totals", message)


def _sum(case: Case, code: str, told: Money | None, events: Iterable[Priced], day: int | None = None) -> None:
    """Check a sum, and its parts by what they stand on."""
    parts: dict[str, int] = {"sourced": 0, "formula": 0, "estimated": 0, "unknown": 0}
    for event in events:
        if isinstance(event, Paid | Rental) and event.cost_basis is not None:
            parts[event.cost_basis] += 1 if event.cost_basis == "unknown" else _cny(event)
    exact = {"cost_cny": parts["sourced"] + parts["formula"] + parts["estimated"], **parts}
    message = said("sum", field="money", exact=str(exact), told=str(told.model_dump() if told else None))
    case.book.fact(told is not None and told.model_dump() == exact, code, message, day)


def _cny(event: Priced) -> int:
    return (event.ticket_cny or 0) if isinstance(event, Visit) else getattr(event, "cost_cny", 0)
