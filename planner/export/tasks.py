"""What to book by when: trains when their sale opens, nights, and what is known of sites that want a booking."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from planner.cleaning import LONGEST_TEXT, clean
from planner.clock import CHINA, at
from planner.compact import to_book
from planner.export.entries import of_task
from planner.export.speaker import Speaker, shown
from planner.export.view import ClosedDays, Task
from planner.itinerary import Itinerary, Notice, ToBook, Visit
from planner.spelling import normalised, words_of
from planner.texts.further import name_of
from planner.texts.units import format_date

_OF_BOOKING = re.compile("book|预[约订]|订[票座]", re.IGNORECASE)
_ONLY_TO_BOOK = re.compile(  # of a clause that says no more than that there is something to book
    r"(so )?book( online)?( ahead| a seat)?\.?|[请需须](网上|提前|实名)*(预约|预订|订座)。?", re.IGNORECASE
)


def seen_on(itinerary: Itinerary, today: date) -> Itinerary:
    """Return a plan as it is read on a day: what should have been booked before is due then, unless all is over."""
    is_over = today > itinerary.days[-1].date
    is_due = any(task.by and task.by < today for task in itinerary.to_book)
    if itinerary.now or is_over or not is_due:
        return itinerary
    return itinerary.model_copy(update={"now": at(today, 0)})


def tasks_of(speaker: Speaker) -> tuple[Task, ...]:
    """Return what is to be done, what is due first first."""
    return tuple(_tasks(speaker))


def _tasks(speaker: Speaker) -> Iterator[Task]:
    for task in to_be_booked(speaker):
        assert task.by
        entry = of_task(task)
        yield Task(task.by, entry, tuple(map(speaker.place, entry.places)), _text(task, speaker))


def to_be_booked(speaker: Speaker) -> tuple[ToBook, ...]:
    """Return what is to be booked, as the plan has it; plans of before say it without a day."""
    itinerary = speaker.itinerary
    return to_book(itinerary.days, itinerary.request, itinerary.lines_not_open, itinerary.now)


def closed_of(speaker: Speaker) -> Iterator[ClosedDays]:
    """Yield on which days of the trip visited sites are closed."""
    for closed in speaker.itinerary.closed:
        dates = speaker.join(format_date(date, speaker.language) for date in closed.dates)
        text = speaker.say("closed-on", site=speaker.name(closed.attraction), dates=dates)
        yield ClosedDays(closed.attraction, closed.dates, text)


def closed_lines(every: Iterable[ClosedDays], speaker: Speaker) -> Iterator[str]:
    """Yield them as lines, one for all sites that are closed on the same days."""
    by_dates: dict[tuple[date, ...], list[ClosedDays]] = {}
    for closed in every:
        by_dates.setdefault(closed.dates, []).append(closed)
    for days, group in by_dates.items():
        if len(group) == 1:
            yield group[0].text
            continue
        dates = speaker.join(format_date(day, speaker.language) for day in days)
        names = speaker.join_names(speaker.name(closed.place) for closed in group)
        yield speaker.say("closed-together", sites=names, dates=dates)


def _due(task: ToBook, by: date, speaker: Speaker) -> str:
    """Return by when something is to be booked: what was due before the trip was planned again, now."""
    if (now := speaker.itinerary.now) and by <= now.astimezone(CHINA).date():
        return speaker.say("due-now")
    return speaker.say("due-sale" if task.kind == "train" else "due-by", by=format_date(by, speaker.language))


def _text(task: ToBook, speaker: Speaker) -> str:
    assert task.by
    dates = {"date": format_date(task.on, speaker.language), "due": _due(task, task.by, speaker)}
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
    told = speaker.say("task-visit", site=place, how=how, time=f"{task.time:%H:%M}", **dates)
    return " · ".join(filter(None, (told, *(_more(note, how, speaker) for note in notes_of(task, speaker)))))


def notes_of(task: ToBook, speaker: Speaker) -> list[Notice]:
    """Return the notices of a site to be booked that say so: what more they say is told beside that."""
    visits = (event for day in speaker.itinerary.days for event in day.events if isinstance(event, Visit))
    names = [visit.name.both for visit in visits if visit.attraction == task.place]
    return [
        notice
        for notice in speaker.itinerary.warnings
        if notice.code == "site-note"
        and notice.params.get("site") in names
        and isinstance(notice.params.get("note"), dict)
        and _OF_BOOKING.search(notice.message)
    ]


def _more(notice: Notice, how: str, speaker: Speaker) -> str:
    """Return what a notice says of a site beside how it is booked, and that there is something to book."""
    text = clean(name_of(notice.params["note"], speaker.language), LONGEST_TEXT)
    clauses = re.split("([;,:] |[，；：])", text)
    kept = [
        pair
        for pair in zip(["", *clauses[1::2]], clauses[::2], strict=True)
        if not (_ONLY_TO_BOOK.fullmatch(pair[1]) or _is_said(pair[1], how))
    ]
    return "".join(part for pair in kept for part in pair).removeprefix(kept[0][0]) if kept else ""


def _is_said(clause: str, text: str) -> bool:
    """Tell whether a text has all of a clause, in whole words where it has spaces between them."""
    if not clause.isascii():
        return normalised(clause) in normalised(text)
    return f" {' '.join(words_of(clause))} " in f" {' '.join(words_of(text))} "
