"""What a wait is for, where a visit follows it: the site opens then, or the visit is booked for then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest

from planner.clock import minutes_of
from planner.hours import opening_intervals
from planner.itinerary import Event, Visit, Wait
from planner.planning.model import TripModel


def explained(model: TripModel, day: date, events: Sequence[Event]) -> Iterator[Event]:
    """Yield the events of a day, with what is awaited."""
    for event, after in zip_longest(events, events[1:]):
        if isinstance(event, Wait) and event.purpose == "free" and isinstance(after, Visit):
            yield event.model_copy(update=_awaits(model, day, after))
        else:
            yield event


def _awaits(model: TripModel, day: date, visit: Visit) -> dict[str, str]:
    minute, site = minutes_of(visit.start, day), model.corridor.attraction_by_id[visit.attraction]
    if any(booked.minute_on(day) == minute for booked in model.request.booked(site.id)):
        return {"awaits": "booking"}
    opens = [start for start, _ in opening_intervals(site.opening_hours, day, site.location)]
    return {"awaits": "opening"} if minute in opens else {}
