"""What to book by when: trains when their sale opens, nights, and what is known of sites that want a booking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from planner.cleaning import LONGEST_TEXT, clean
from planner.export.speaker import Speaker
from planner.export.view import DayView, Row, Task
from planner.itinerary import Day, Visit
from planner.rules import TRAIN_SALE_DAYS
from planner.texts.further import name_of
from planner.texts.units import format_date


def tasks_of(days: tuple[DayView, ...], speaker: Speaker) -> tuple[Task, ...]:
    """Return what is to be done, what comes first first; what has no date of its own comes last."""
    tasks = [task for day in days for row in day.rows for task in _tasks(day, row, speaker)]
    tasks += [task for day in speaker.itinerary.days for task in _visits(day, speaker)]
    return tuple(sorted(tasks, key=lambda task: (task.opens is None, task.opens, task.on)))


def _tasks(day: DayView, row: Row, speaker: Speaker) -> Iterator[Task]:
    date = format_date(day.date, speaker.language)
    if row.ride and row.mode == "rail" and not row.ride.booked:
        opens = day.date - timedelta(days=TRAIN_SALE_DAYS)
        start, end = (place.text for place in (row.places[0], row.places[-1]))
        way = {"service": row.ride.service, "start": start, "end": end, "date": date}
        sale = format_date(opens, speaker.language)
        yield Task(opens, day.date, speaker.say("task-train", **way, sale=sale))
    elif row.kind == "overnight" and row.cost_cny:
        yield Task(None, day.date, speaker.say("task-night", place=row.places[0].text, date=date))


def _visits(day: Day, speaker: Speaker) -> Iterator[Task]:
    date = format_date(day.date, speaker.language)
    for visit in (event for event in day.events if isinstance(event, Visit) and event.booking):
        assert visit.booking
        words = {
            "site": speaker.named(visit.name),
            "how": clean(name_of(visit.booking.both, speaker.language), LONGEST_TEXT),
        }
        yield Task(None, day.date, speaker.say("task-visit", **words, date=date, time=f"{visit.start:%H:%M}"))
