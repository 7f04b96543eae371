"""From a day's diary to the events of the itinerary: clock times, money, confidence."""

from __future__ import annotations

from datetime import date, datetime

from planner.clock import at
from planner.hours import round_in, ticket_on
from planner.itinerary import Day, DayTotals, Event, Leg, Meal, Moment, Overnight, Visit, Wait
from planner.network.journeys import Step
from planner.planning.diary import Diary, Eating, Entry, Riding, Visiting
from planner.planning.model import TripModel
from planner.planning.party import fare_shares, num_cars, num_rooms, party_ticket

STANDS_ON = ("location", "opening_hours", "visit_minutes", "ticket_cny")  # a visit is as sure as the weakest


def day_of_trip(model: TripModel, diary: Diary, wakes: datetime | None) -> Day:
    """Return a day of the itinerary; ``wakes`` is when the next one begins, None on the last day."""
    here, ids, tour = diary.date, model.problem.node_ids, diary.tour
    events = [event_of(model, entry, here) for entry in diary.entries]
    end = Moment(place=ids[tour.end], time=at(here, diary.end))
    nights = [] if wakes is None else [_night(model, end, wakes)]
    costs = [event.ticket_cny or 0 for event in events if isinstance(event, Visit)]
    costs += [event.cost_cny for event in (*events, *nights) if isinstance(event, Leg | Overnight)]
    visits = [entry for entry in diary.entries if isinstance(entry, Visiting)]
    return Day(
        day=diary.day + 1,
        date=here,
        start=Moment(place=ids[tour.start], time=at(here, diary.start)),
        end=end,
        events=(*events, *nights),
        totals=DayTotals(
            visit_minutes=sum(visit.end - visit.start for visit in visits),
            transit_minutes=diary.transit_minutes,
            wait_minutes=diary.idle_minutes,
            cost_cny=sum(costs),
        ),
    )


def _night(model: TripModel, end: Moment, wakes: datetime) -> Overnight:
    price = getattr(model.corridor.town_by_id[end.place].hotel_cny, model.request.hotel)
    return Overnight(place=end.place, start=end.time, end=wakes, cost_cny=price * num_rooms(model.request))


def event_of(model: TripModel, entry: Entry, day: date) -> Event:
    """Return an entry of a diary as an event of the itinerary."""
    if isinstance(entry, Visiting):
        return _visit(model, entry, day)
    if isinstance(entry, Riding):
        step, request = entry.step, model.request
        return leg_of(
            step, day, num_cars(request) if step.per_car else fare_shares(request, step.student_share)
        )
    start, end = at(day, entry.start), at(day, entry.end)
    if isinstance(entry, Eating):
        return Meal(place=entry.place, start=start, end=end)
    return Wait(place=entry.place, purpose=entry.purpose, start=start, end=end)


def _visit(model: TripModel, entry: Visiting, day: date) -> Visit:
    site, start = model.sites[entry.site], at(day, entry.start)
    price = ticket_on(site, day)
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
        score=site.score,
        prize=model.prize_of(site),
        ticket_cny=None if price is None else party_ticket(model.request, price),
        round=round_in(site, day, entry.end - entry.start),
        includes_lunch=entry.includes_lunch,
        confidence="estimated" if estimated else "sourced",
        estimated=estimated,
    )


def leg_of(step: Step, day: date, payers: float) -> Leg:
    """Return a step on a day as a leg of the itinerary, which so many cars or adults pay."""
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
        cost_cny=round(step.cost * payers),
        fare_basis=step.fare_basis,
        running_days=step.running_days,
        confidence=step.confidence,
        includes_lunch=step.includes_lunch,
    )
