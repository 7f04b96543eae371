"""What to book by when: trains when their sale opens, nights, and what is known of sites that want a booking."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from planner.cleaning import LONGEST_TEXT, clean
from planner.compact import to_book
from planner.export.entries import of_task
from planner.export.speaker import Speaker, shown
from planner.export.view import ClosedDays, Task
from planner.itinerary import ToBook
from planner.texts.further import name_of
from planner.texts.units import format_date


def tasks_of(speaker: Speaker) -> tuple[Task, ...]:
    """Return what is to be done, what is due first first."""
    return tuple(_tasks(speaker))


def _tasks(speaker: Speaker) -> Iterator[Task]:
    plan = speaker.itinerary
    for task in to_book(plan.days, plan.request, plan.lines_not_open):
        assert task.by
        entry = of_task(task)
        yield Task(task.by, entry, tuple(map(speaker.place, entry.places)), _text(task, task.by, speaker))


def closed_of(speaker: Speaker) -> Iterator[ClosedDays]:
    """Yield on which days of the trip visited sites are closed."""
    for closed in speaker.itinerary.closed:
        dates = speaker.join(format_date(date, speaker.language) for date in closed.dates)
        text = speaker.say("closed-on", site=speaker.name(closed.attraction), dates=dates)
        yield ClosedDays(closed.attraction, closed.dates, text)


def _text(task: ToBook, by: date, speaker: Speaker) -> str:
    dates = {"date": format_date(task.on, speaker.language), "by": format_date(by, speaker.language)}
    if task.kind == "train":
        ends = {"start": speaker.name(task.start or ""), "end": speaker.name(task.end or "")}
        return speaker.say("task-train", service=shown(task.service or ""), **ends, **dates)
    place = speaker.name(task.place or "")
    if task.kind == "night":
        if (nights := task.nights or 1) == 1:
            return speaker.say("task-night", place=place, **dates)
        leaves = format_date(task.on + timedelta(days=nights), speaker.language)
        return speaker.say("task-nights", place=place, nights=nights, leaves=leaves, **dates)
    how = clean(name_of(task.how.both, speaker.language), LONGEST_TEXT) if task.how else ""
    return speaker.say("task-visit", site=place, how=how, time=f"{task.time:%H:%M}", **dates)
