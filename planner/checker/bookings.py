"""Rules on what is booked: visits begin, nights are there, trains are ridden; hours kept free and pauses are that."""

from __future__ import annotations

from datetime import date, timedelta

from planner.bookings import BookedTrain
from planner.checker.case import Case, clock
from planner.checker.hours import first_number, in_china
from planner.checker.report import said
from planner.checker.visits import joined
from planner.checker.wishes import outside
from planner.clock import at, minutes_of
from planner.itinerary import Day, Event, Leg, Meal, Overnight, Visit, Wait
from planner.request import FREE_TIMES


def judge(case: Case) -> None:
    """Check each booking, the town of each night that is named, and what is kept free."""
    begun = {(visit.attraction, visit.start) for visit in case.visits}
    for booked in case.request.visits:
        is_kept = (booked.site, in_china(booked.start)) in begun
        case.book.fact(is_kept, "booking", said("booked-visit", booking=str(booked)))
    _trains(case)
    _nights(case)
    _free(case)


def _trains(case: Case) -> None:
    """Check that each booked train is ridden as it is booked, and that no other leg is called so."""
    legs = [(day, index, leg) for day, index, leg in case.events() if isinstance(leg, Leg) and leg.service]
    kept = set()
    for booked in case.request.trains:
        ridden = {(day.day, index) for day, index, leg in legs if _is_in(case, booked, leg)}
        case.book.fact(bool(ridden), "booking", said("booked-train", booking=str(booked)))
        kept |= ridden
    for day, index, leg in legs:
        message = said("called-booked", service=leg.service)
        case.book.fact(leg.booked == ((day.day, index) in kept), "booking", message, day.day, index)


def _is_in(case: Case, booked: BookedTrain, leg: Leg) -> bool:
    """Tell whether a leg is a booked ride: that train, on that day, from there to there."""
    numbers = (leg.service or "").split("/")
    places = case.corridor.places
    ends = ((booked.start, leg.start), (booked.end, leg.end))
    meant = all(told == place or getattr(places.get(place), "town", None) == told for told, place in ends)
    return booked.train in numbers and leg.mode == "rail" and leg.depart.date() == booked.day and meant


def _nights(case: Case) -> None:
    slept = {d.date: e.place for d, _, e in case.events() if isinstance(e, Overnight)}
    booked: dict[date, str] = {}
    for stay in case.request.stays:
        for number in range((stay.last - stay.first).days):
            evening = stay.first + timedelta(days=number)
            booked[evening] = stay.town
            message = said("booked-stay", booking=str(stay), date=str(evening), place=slept.get(evening, "-"))
            case.book.fact(slept.get(evening) == stay.town, "booking", message)
    base = case.request.base or _bed_of_all(case)
    for evening, place in slept.items():
        if base and evening not in booked:
            case.book.fact(place == base, "base", said("base", date=str(evening), place=place, base=base))


def _bed_of_all(case: Case) -> str | None:
    """Return the town of the start, where one bed is asked for and none is named."""
    home = case.corridor.town_of(case.request.start)
    if case.request.max_bed_changes != 0 or case.request.stays or home is None:
        return None
    return None if outside(case, case.corridor.town_by_id[home]) else home


def _free(case: Case) -> None:
    for day, index, event in case.events():
        if isinstance(event, Visit):
            number = (day.date - case.request.date).days + first_number(case.request)
            for part in case.request.free.get(number, ()):
                message = said("kept-free", site=event.attraction, time=clock(event.start))
                is_out = _is_outside(event, day, FREE_TIMES[part])
                case.book.fact(is_out, "kept-free", message, day.day, index)
        if isinstance(event, Visit | Leg | Meal) and day.date >= case.request.date:
            for start, end in case.request.pauses:
                place, moment = event.begins
                message = said("in-pause", place=place, time=clock(moment))
                is_out = _is_outside(event, day, (start or 0, end or 0))
                case.book.fact(is_out, "kept-free", message, day.day, index)
        if isinstance(event, Wait) and event.purpose == "pause":
            spans = joined((start or 0, end or 0) for start, end in case.request.pauses)
            begin, over = (minutes_of(moment, day.date) for moment in (event.start, event.end))
            is_asked = any(start <= begin and over <= end for start, end in spans)
            message = said("no-pause", time=clock(event.start))
            case.book.fact(is_asked, "kept-free", message, day.day, index)


def _is_outside(event: Event, day: Day, hours: tuple[int, int]) -> bool:
    start, end = (at(day.date, minute) for minute in hours)
    return event.finishes[1] <= start or event.begins[1] >= end
