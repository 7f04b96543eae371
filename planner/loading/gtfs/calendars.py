"""calendar.txt and calendar_dates.txt -> the dates on which each service runs, and when it is in force."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from planner.loading.gtfs.tables import BadRowError, Feed, Row
from planner.loading.tree import told

CALENDAR, EXCEPTIONS = "calendar.txt", "calendar_dates.txt"
_COLUMNS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MORE, _LESS = 1, 2
PAUSE_DAYS = 14  # a service that does not run for longer has ended, and begins again
DAY = timedelta(days=1)

Span = tuple[date, date]  # first and last day


@dataclass
class Service:
    """When a service runs: weekly from ``start`` to ``end``, and other than that on single dates."""

    id: str
    place: tuple[str, int]
    weekdays: frozenset[int] = frozenset()
    period: Span | None = None
    exceptions: dict[date, tuple[int, int]] = field(default_factory=dict)

    def runs_on(self, day: date) -> bool:
        """Tell whether the service runs on a date."""
        return self.exceptions[day][0] == _MORE if day in self.exceptions else self.is_weekly(day)

    def is_weekly(self, day: date) -> bool:
        """Tell whether the weekly rule has it run on a date."""
        return self.period is not None and holds(self.period, day) and day.weekday() in self.weekdays

    @cached_property
    def spans(self) -> list[Span]:
        """Return when the service is in force: from a first date to a last one, pauses of two weeks included."""
        found: list[Span] = []
        added = [(day, day) for day, (kind, _) in self.exceptions.items() if kind == _MORE]
        for start, end in sorted([*self._periods(), *added]):
            if found and (start - found[-1][1]).days <= PAUSE_DAYS:
                found[-1] = found[-1][0], max(found[-1][1], end)
            else:
                found.append((start, end))
        return found

    def _periods(self) -> Iterator[Span]:
        """Yield what the dates on which it does not run leave of the weekly period."""
        if self.period is None or not self.weekdays:
            return
        start, last = self.period
        for day in sorted(self.exceptions):
            if start <= day <= last and self.is_weekly(day) and not self.runs_on(day):
                before = self._next_run(day, -DAY, start)
                after = self._next_run(day, DAY, last)
                if before is not None:
                    yield start, before
                if after is None:
                    return
                start = after
        yield start, last

    def _next_run(self, day: date, step: timedelta, last: date) -> date | None:
        """Return the nearest date after or before one on which it runs; None up to the ``last``."""
        while day != last:
            day += step
            if self.runs_on(day):
                return day
        return None

    def span_at(self, day: date) -> Span | None:
        """Return the span that a date lies in."""
        return next((span for span in self.spans if holds(span, day)), None)


def holds(span: Span, day: date) -> bool:
    """Tell whether a date lies in a span."""
    return span[0] <= day <= span[1]


def read_services(feed: Feed) -> dict[str, Service]:
    """Return every service of the feed by id."""
    services: dict[str, Service] = {}

    def add(row: Row) -> None:
        service = _weekly(row)
        if service.id in services:
            raise BadRowError("duplicate-id", told("feed-service-twice", id=service.id[:60]))
        services[service.id] = service

    def change(row: Row) -> None:
        name, day = row.text("service_id"), row.day("date")
        kind = row.choice("exception_type", _LESS)
        if not kind:
            raise BadRowError("bad-value", told("feed-exception-type"))
        service = services.setdefault(name, Service(name, (EXCEPTIONS, row.line)))
        if day in service.exceptions:
            raise BadRowError("duplicate-id", told("feed-date-twice", day=str(day), id=name[:60]))
        service.exceptions[day] = kind, row.line

    for _ in feed.parsed(CALENDAR, f"service_id {' '.join(_COLUMNS)} start_date end_date", add):
        pass
    for _ in feed.parsed(EXCEPTIONS, "service_id date exception_type", change):
        pass
    return services


def _weekly(row: Row) -> Service:
    start, end = row.day("start_date"), row.day("end_date")
    if end < start:
        raise BadRowError("bad-value", told("feed-end-before-start"))
    weekdays = frozenset(day for day, column in enumerate(_COLUMNS) if row.choice(column, 1))
    return Service(row.text("service_id"), (CALENDAR, row.line), weekdays, (start, end))


def busiest_day(services: dict[str, Service], num_trips: Counter[str]) -> date | None:
    """Return the first day on which services with the most trips are in force."""
    changes: Counter[date] = Counter()
    for name, service in services.items():
        for start, end in service.spans if num_trips[name] else ():
            changes[start] += num_trips[name]
            if end < date.max:
                changes[end + DAY] -= num_trips[name]
    best, best_day, running = 0, None, 0
    for day, change in sorted(changes.items()):
        running += change
        if running > best:
            best, best_day = running, day
    return best_day
