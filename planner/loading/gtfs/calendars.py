"""calendar.txt and calendar_dates.txt -> the weekdays on which each service runs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta

from planner.clock import WEEKDAYS
from planner.loading.gtfs.tables import BadRowError, Feed, Row

CALENDAR, EXCEPTIONS = "calendar.txt", "calendar_dates.txt"
_COLUMNS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MORE, _LESS = 1, 2


@dataclass
class Service:
    """When a service runs: weekly from ``start`` to ``end``, and other than that on single dates."""

    id: str
    place: tuple[str, int]
    weekdays: frozenset[int] = frozenset()
    period: tuple[date, date] | None = None
    exceptions: dict[date, tuple[int, int]] = field(default_factory=dict)

    @property
    def span(self) -> tuple[date, date] | None:
        """Return the first and last date; of the single dates where there is no weekly rule."""
        added = [day for day, (kind, _) in self.exceptions.items() if kind == _MORE]
        if self.weekdays:
            return self.period
        return (min(added), max(added)) if added else None

    def is_in_force(self, day: date) -> bool:
        """Tell whether a date lies within the span."""
        return self.span is not None and self.span[0] <= day <= self.span[1]


def read_services(feed: Feed) -> dict[str, Service]:
    """Return every service of the feed by id."""
    services: dict[str, Service] = {}

    def add(row: Row) -> None:
        service = _weekly(row)
        if service.id in services:
            raise BadRowError("duplicate-id", f"the service '{service.id:.60}' is given twice")
        services[service.id] = service

    def change(row: Row) -> None:
        name, day = row.text("service_id"), row.day("date")
        kind = row.choice("exception_type", _LESS)
        if not kind:
            raise BadRowError("bad-value", "exception_type is 1 or 2")
        service = services.setdefault(name, Service(name, (EXCEPTIONS, row.line)))
        if day in service.exceptions:
            raise BadRowError("duplicate-id", f"{day} of the service '{name:.60}' is given twice")
        service.exceptions[day] = kind, row.line

    for _ in feed.parsed(CALENDAR, f"service_id {' '.join(_COLUMNS)} start_date end_date", add):
        pass
    for _ in feed.parsed(EXCEPTIONS, "service_id date exception_type", change):
        pass
    return services


def _weekly(row: Row) -> Service:
    start, end = row.day("start_date"), row.day("end_date")
    if end < start:
        raise BadRowError("bad-value", "end_date is before start_date")
    weekdays = frozenset(day for day, column in enumerate(_COLUMNS) if row.choice(column, 1))
    return Service(row.text("service_id"), (CALENDAR, row.line), weekdays, (start, end))


def busiest_day(services: dict[str, Service], num_trips: Counter[str]) -> date | None:
    """Return the first day on which services with the most trips are in force."""
    changes: Counter[date] = Counter()
    for name, service in services.items():
        if service.span and num_trips[name]:
            changes[service.span[0]] += num_trips[name]
            if service.span[1] < date.max:
                changes[service.span[1] + timedelta(days=1)] -= num_trips[name]
    best, best_day, running = 0, None, 0
    for day, change in sorted(changes.items()):
        running += change
        if running > best:
            best, best_day = running, day
    return best_day


def regular_weekdays(feed: Feed, service: Service) -> frozenset[int]:
    """Return the weekdays on which a service runs most weeks, and report each date that differs."""
    assert service.span is not None
    start, end = service.span
    totals = [_count(weekday, start, end) for weekday in range(7)]
    runs = [total if day in service.weekdays else 0 for day, total in enumerate(totals)]
    for day, (kind, _) in service.exceptions.items():
        weekday = day.weekday()
        if start <= day <= end and (kind == _MORE) != (weekday in service.weekdays):
            runs[weekday] += 1 if kind == _MORE else -1
    regular = frozenset(day for day in range(7) if _is_regular(service, day, runs[day], totals[day]))
    _report(feed, service, regular, list(zip(runs, totals, strict=True)))
    return regular


def _is_regular(service: Service, weekday: int, runs: int, total: int) -> bool:
    if weekday in service.weekdays:
        return 2 * runs >= total
    return 2 * runs > total and runs > 1


def _report(feed: Feed, service: Service, regular: frozenset[int], counts: list[tuple[int, int]]) -> None:
    assert service.span is not None
    for day, (kind, line) in service.exceptions.items():
        weekday, is_inside = day.weekday(), service.is_in_force(day)
        when = f"the service '{service.id:.60}' on {WEEKDAYS[weekday]} {day}"
        if kind == _MORE and not (is_inside and weekday in regular):
            feed.report(EXCEPTIONS, line, "irregular-days", f"{when} fits no weekly rule and is left out")
        elif kind == _LESS and is_inside and weekday in regular & service.weekdays:
            message = f"{when} does not run, which a weekly rule cannot say: it is kept"
            feed.report(EXCEPTIONS, line, "irregular-days", message)
    for weekday, (runs, total) in enumerate(counts):
        is_taken = weekday in regular
        if 0 < runs < total and is_taken != (weekday in service.weekdays):
            what = f"runs on {runs} of {total} {WEEKDAYS[weekday]}"
            message = f"the service '{service.id:.60}' {what}: taken as {'all' if is_taken else 'none'}"
            feed.report(*service.place, "irregular-days", message)
    if not regular:
        message = f"the service '{service.id:.60}' has no weekday on which it runs most weeks: left out"
        feed.report(*service.place, "irregular-days", message)


def _count(weekday: int, start: date, end: date) -> int:
    """Return how many days of a span are a certain weekday."""
    first = (weekday - start.weekday()) % 7
    return max(0, (end - start).days - first + 7) // 7
