"""Events of a day that are one row: legs by road in a row, with the short waits beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.clock import minutes_between
from planner.itinerary import Event, Leg, Wait

SHORTEST_WAIT = 10  # minutes; what is shorter is only rounding


def groups_of(events: Iterable[Event]) -> Iterator[list[Event]]:
    """Yield the events, legs by road that follow each other together.

    A short wait of a journey goes with the leg after it, else with the one before; a few free minutes are left out.
    """
    group: list[Event] = []
    pauses: list[Event] = []
    for event in events:
        if isinstance(event, Wait) and length_of(event) < SHORTEST_WAIT:
            pauses += [event] if event.purpose == "journey" else []
            continue
        if not isinstance(event, Leg):
            group += pauses
            pauses = []
        if group and not (_by_road(group[-1]) and _by_road(event)):
            yield group
            group = []
        group += [*pauses, event]
        pauses = []
    if group:
        yield [*group, *pauses]


def main_of(group: list[Event]) -> Event:
    """Return what a row is about."""
    return next((event for event in group if not isinstance(event, Wait)), group[0])


def ends_of(group: list[Event]) -> tuple[str, ...]:
    """Return where a row begins, and where it ends if that is elsewhere."""
    return tuple(dict.fromkeys((group[0].begins[0], group[-1].finishes[0])))


def length_of(event: Event) -> int:
    """Return the minutes of an event."""
    return minutes_between(event.begins[1], event.finishes[1])


def _by_road(event: Event) -> bool:
    return isinstance(event, Leg) and event.mode == "road" and event.service is None
