"""From a day's diary to the events of the itinerary: clock times, money, confidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import accumulate, groupby

from planner.clock import at
from planner.corridor import Attraction, FareBasis, seat_on
from planner.hours import closing, light_of, round_in, ticket_on
from planner.itinerary import Day, DayTotals, Event, Leg, Light, Limited, Meal, Moment, Overnight, Visit, Wait
from planner.network.journeys import Step
from planner.planning.besthours import best_times, hours_loss
from planner.planning.charters import hire_of
from planner.planning.diary import Diary, Eating, Entry, Riding, Visiting
from planner.planning.lights import lights_of
from planner.planning.model import TripModel
from planner.planning.party import fare_basis, leg_prices, num_rooms, party_ticket, ticket_basis
from planner.planning.sums import money_of
from planner.planning.waits import explained
from planner.request import TripRequest

STANDS_ON = ("location", "opening_hours", "visit_minutes", "ticket_cny")  # a visit is as sure as the weakest


def day_of_trip(model: TripModel, diary: Diary, wakes: datetime | None) -> Day:
    """Return a day of the itinerary; ``wakes`` is when the next one begins, None on the last day."""
    here, ids, tour = diary.date, model.problem.node_ids, diary.tour
    prices = leg_prices_of(model.request, diary.entries)
    events = [
        event_of(model, entry, here, next(prices) if isinstance(entry, Riding) else 0)
        for entry in diary.entries
    ]
    end = Moment(place=ids[tour.end], time=at(here, diary.end))
    nights = [] if wakes is None else [_night(model, end, wakes)]
    hire = hire_of(model.fleet if tour.hire else None, events)
    money = money_of((*events, *nights, hire))
    visits = [entry for entry in diary.entries if isinstance(entry, Visiting)]
    return Day(
        day=model.request.number_of(here),
        date=here,
        start=Moment(place=ids[tour.start], time=at(here, diary.start)),
        end=end,
        events=(*explained(model, here, events), *nights),
        hire=hire,
        totals=DayTotals(
            visit_minutes=sum(visit.end - visit.start for visit in visits),
            transit_minutes=diary.transit_minutes,
            wait_minutes=diary.idle_minutes,
            cost_cny=money.cost_cny,
            money=money,
        ),
    )


def leg_prices_of(request: TripRequest, entries: Sequence[Entry]) -> Iterator[int]:
    """Yield what the party pays for each leg of a day; those between two visits or booked trains are one journey."""
    fixed = (isinstance(entry, Visiting) or (isinstance(entry, Riding) and entry.booked) for entry in entries)
    numbered = zip(accumulate(fixed), entries, strict=True)
    rides = [((number, entry.booked), entry.step) for number, entry in numbered if isinstance(entry, Riding)]
    for _, journey in groupby(rides, key=lambda ride: ride[0]):
        yield from leg_prices(request, (step for _, step in journey))


def _night(model: TripModel, end: Moment, wakes: datetime) -> Overnight:
    town, rooms = model.corridor.town_by_id[end.place], num_rooms(model.request)
    if model.request.at_home and town.id == model.corridor.town_of(model.request.origin):
        return Overnight(place=end.place, start=end.time, end=wakes)
    price = getattr(town.hotel_cny, model.request.hotel)
    is_cited = any("hotel_cny" in each.fields and each.confidence == "sourced" for each in town.sources)
    return Overnight(
        place=end.place,
        start=end.time,
        end=wakes,
        rooms=rooms,
        cost_cny=price * rooms,
        cost_basis="sourced" if is_cited else "estimated",
    )


def event_of(model: TripModel, entry: Entry, day: date, cny: int = 0) -> Event:
    """Return an entry of a diary as an event of the itinerary; a leg costs the party so much."""
    if isinstance(entry, Visiting):
        return _visit(model, entry, day)
    if isinstance(entry, Riding):
        step, request = entry.step, model.request
        seat = seat_on(model.corridor, step.line, step.service, request.rail_class)
        return leg_of(step, day, cny, fare_basis(request, step)).model_copy(
            update={"seat": seat, "booked": entry.booked}
        )
    start, end = at(day, entry.start), at(day, entry.end)
    if isinstance(entry, Eating):
        return Meal(place=entry.place, start=start, end=end, meal=entry.meal)
    return Wait(place=entry.place, purpose=entry.purpose, start=start, end=end)


def _visit(model: TripModel, entry: Visiting, day: date) -> Visit:
    site, start = model.sites[entry.site], at(day, entry.start)
    price, closes = ticket_on(site, day), closing(site, day, entry.start)
    estimated = tuple(
        field
        for field in STANDS_ON
        if site.confidence_of(field) == "estimated" and not (field == "ticket_cny" and price is None)
    )
    return Visit(
        attraction=site.id,
        name=site.name,
        arrive=start,
        start=start,
        end=at(day, entry.end),
        open_until=None if closes is None else at(day, closes),
        score=site.score,
        prize=model.prize_of(site),
        ticket_cny=None if price is None else party_ticket(model.request, price, site.ticket_ages),
        cost_basis=_ticket_basis(model.request, site, price),
        booking=site.booking,
        round=round_in(site, day, entry.end - entry.start),
        includes_lunch=entry.includes_lunch,
        best_times=best_times(site, day),
        light=_light(model.request, site, day),
        hours_loss=hours_loss(model.corridor, model.request, site, day, entry.start, entry.end - entry.start),
        includes_dinner=entry.includes_dinner,
        confidence="estimated" if estimated else "sourced",
        estimated=estimated,
        needs={need: site.answer_to(need) for need in model.request.services},
        unknown=_unknown(model.request, site),
    )


def _light(request: TripRequest, site: Attraction, day: date) -> Light | None:
    for light in lights_of(request, site.id):
        first, last = (at(day, minute) for minute in light_of(light, site.location, day))
        return Light.model_validate({"kind": light, "start": first, "end": last})
    return None


def _unknown(request: TripRequest, site: Attraction) -> tuple[Limited, ...]:
    """Return what the wish limits and nobody knows of a site."""
    limits: dict[Limited, int | None] = {"altitude_m": request.max_altitude, "steps": request.max_steps}
    return tuple(field for field, most in limits.items() if most is not None and getattr(site, field) is None)


def _ticket_basis(request: TripRequest, site: Attraction, price: int | None) -> FareBasis:
    if price is None:
        return "unknown"
    rule = site.ticket_ages if site.confidence_of("ticket_ages") == "sourced" else None
    return (
        ticket_basis(request, site.confidence_of("ticket_cny"), rule)
        if price
        else site.confidence_of("ticket_cny")
    )


def leg_of(step: Step, day: date, cny: int, basis: FareBasis | None) -> Leg:
    """Return a step on a day as a leg of the itinerary, with what the party pays for it."""
    return Leg(
        mode=step.mode,
        start=step.start,
        end=step.end,
        depart=at(day, step.depart),
        arrive=at(day, step.arrive),
        minutes=step.arrive - step.depart,
        km=step.km,
        service=step.service,
        line=step.line,
        line_name=step.line_name,
        towards=step.towards,
        as_of=step.as_of,
        via=step.via,
        cost_cny=cny,
        cost_basis=basis,
        fare_basis=step.fare_basis,
        running_days=step.running_days,
        confidence=step.confidence,
        includes_lunch=step.includes_lunch,
        rest_minutes=step.rest,
    )
