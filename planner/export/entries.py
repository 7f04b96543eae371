"""What of a plan stands in a calendar, and what a new version of it takes out of there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from planner.compact import to_book
from planner.export.freetime import events_of
from planner.export.groups import ends_of, groups_of, main_of
from planner.itinerary import Day, Entry, Itinerary, ToBook


def continued(before: Itinerary, after: Itinerary) -> Itinerary:
    """Return a new version of a plan with what it has no more of all versions before, and the names of that."""
    old = (*before.withdrawn, *entries_of(before))
    new = {entry.key for entry in entries_of(after)}
    withdrawn = tuple(entry for entry in old if entry.key not in new)
    ids = {place for entry in withdrawn for place in entry.places}
    names = {place: ref for place, ref in before.places.items() if place in ids}
    places = dict(sorted((names | after.places).items()))
    return after.model_copy(update={"withdrawn": withdrawn, "places": places})


def entries_of(plan: Itinerary) -> Iterator[Entry]:
    """Yield what a calendar has of the days of a plan; what is booked of lines that are not open is nothing."""
    days = (*plan.past, *plan.days)
    rows = (entry for day in days for entry in _of_day(day))
    yield from numbered((*rows, *map(of_task, to_book(days, plan.request, plan.lines_not_open))))


def numbered(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield entries, those that are alike by their numbers."""
    seen: Counter[tuple[str, ...]] = Counter()
    for entry in entries:
        seen[entry.key] += 1
        yield entry.model_copy(update={"number": seen[entry.key]})


def of_task(task: ToBook) -> Entry:
    """Return the entry of what is to be booked."""
    places = (task.place,) if task.place else (task.start, task.end)
    return Entry(kind="booking", on=task.on, places=tuple(filter(None, places)))


def _of_day(day: Day) -> Iterator[Entry]:
    if day.hire:
        yield Entry(kind="hire", on=day.date, places=(day.start.place,))
    if day.luggage:
        yield Entry(kind="luggage", on=day.date, places=(day.start.place,))
    for group in groups_of(events_of(day)):
        event = main_of(group)
        if event.kind != "wait":
            yield Entry(kind=event.kind, on=day.date, places=ends_of(group))
