"""What a wait before a visit, or a late start of the day, is for: the site opens, is booked, or is seen lit, then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest

from planner.clock import minutes_of
from planner.hours import best_intervals, opening_intervals
from planner.itinerary import Day, Event, Visit, Wait
from planner.planning.freetime import hours_out, outside
from planner.planning.lights import lit_from
from planner.planning.model import TripModel
from planner.rules import EVENING_BEGINS, LATE_START


def explained(model: TripModel, day: date, events: Sequence[Event]) -> Iterator[Event]:
    """Yield the events of a day, with what is awaited."""
    for event, after in zip_longest(events, events[1:]):
        if isinstance(event, Wait) and event.purpose == "free" and isinstance(after, Visit):
            yield event.model_copy(update=_awaits(model, day, after))
        else:
            yield event


def with_late_starts(model: TripModel, days: Sequence[Day]) -> Iterator[Day]:
    """Yield the days, those that begin late for their hours with the visit that this is for."""
    for number, day in enumerate(days):
        idle = hours_out(model, number)[0], minutes_of(day.start.time, day.date)
        late = sum(max(0, end - start) for start, end in outside(idle, model.request.pauses_on(day.date)))
        is_late = late > LATE_START and day.date >= model.request.date
        yield day.model_copy(update=_late_for(model, day)) if is_late else day


def _late_for(model: TripModel, day: Day) -> dict[str, str]:
    """Return the first visit that cannot be sooner, and what it awaits, where nothing waits before it."""
    for event in day.events:
        if isinstance(event, Wait) and event.purpose == "free" and event.place != day.start.place:
            break
        if isinstance(event, Visit) and (found := _awaits(model, day.date, event)):
            return {**found, "awaits_at": event.attraction}
    return {}


def _awaits(model: TripModel, day: date, visit: Visit) -> dict[str, str]:
    minute, site = minutes_of(visit.start, day), model.corridor.attraction_by_id[visit.attraction]
    if any(booked.minute_on(day) == minute for booked in model.request.booked(site.id)):
        return {"awaits": "booking"}
    opens = [start for start, _ in opening_intervals(site.opening_hours, day, site.location)]
    if minute in opens:
        return {"awaits": "opening"}
    minutes = minutes_of(visit.end, day) - minute
    lit = (first for (first, _), best in best_intervals(site, day) if best.weighs and first >= EVENING_BEGINS)
    return {"awaits": "evening"} if minute in {lit_from(first, minutes) for first in lit} else {}
