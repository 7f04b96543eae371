"""Events of a day that are one row: legs by road in a row, with the short waits beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.clock import minutes_between
from planner.itinerary import Event, Leg, Meal, Visit, Wait

SHORTEST_WAIT = 10  # minutes; what is shorter is only rounding


def groups_of(events: Iterable[Event]) -> Iterator[list[Event]]:
    """Yield the events, legs by road that follow each other together.

    A short wait of a journey goes with the leg after it, else with the one before; a few free minutes with the meal
    beside them, else with the visit before them, else nowhere.
    """
    found = list(events)
    moments = [event for event in found if is_moment(event)]
    groups = list(_grouped(event for event in found if not is_moment(event)))
    for moment in moments:
        before = [group for group in groups if group[-1].finishes[1] == moment.begins[1]]
        after = [group for group in groups if group[0].begins[1] == moment.finishes[1]]
        for host in _hosts(before, after)[:1]:
            host.insert(len(host) if host in before else 0, moment)
    yield from groups


def _grouped(events: Iterable[Event]) -> Iterator[list[Event]]:
    group: list[Event] = []
    pauses: list[Event] = []
    for event in events:
        if isinstance(event, Wait) and length_of(event) < SHORTEST_WAIT:
            pauses.append(event)
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


def is_moment(event: Event) -> bool:
    """Tell whether an event is a few free minutes, too few for a row."""
    return isinstance(event, Wait) and event.purpose != "journey" and length_of(event) < SHORTEST_WAIT


def main_of(group: list[Event]) -> Event:
    """Return what a row is about."""
    return next((event for event in group if not isinstance(event, Wait)), group[0])


def ends_of(group: list[Event]) -> tuple[str, ...]:
    """Return where a row begins, and where it ends if that is elsewhere."""
    found = [event for event in group if not is_moment(event)] or group
    return tuple(dict.fromkeys((found[0].begins[0], found[-1].finishes[0])))


def length_of(event: Event) -> int:
    """Return the minutes of an event."""
    return minutes_between(event.begins[1], event.finishes[1])


def _hosts(before: list[list[Event]], after: list[list[Event]]) -> list[list[Event]]:
    """Return the rows that may take a few free minutes, the best first: a meal beside them, a visit before them."""
    meals = [group for group in (*before, *after) if isinstance(main_of(group), Meal)]
    return meals + [group for group in before if isinstance(main_of(group), Visit)]


def _by_road(event: Event) -> bool:
    return isinstance(event, Leg) and event.mode == "road" and event.service is None
