"""The weekdays on which a service runs at the time of a timetable, and a word on all that differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from planner.clock import WEEKDAYS
from planner.loading.gtfs.calendars import EXCEPTIONS, Service, Span, holds
from planner.loading.gtfs.tables import DATES, TRAINS, Feed
from planner.loading.tree import told
from planner.texts import say

RULE_DAYS = 56  # the weekdays are those of so many days from the day of the timetable on
WEEK = 7


def regular_weekdays(feed: Feed, service: Service, day: date, *, is_asked: bool) -> frozenset[int]:
    """Return the weekdays on which a service in force on a day runs most weeks, and report what differs.

    On the weekday of a day that was asked for it runs if it runs on that day.
    """
    span = service.span_at(day)
    assert span is not None, f"{service.id} is not in force on {day}"
    regular = _regular(service, day, span)
    weekday = day.weekday()
    is_other = is_asked and service.runs_on(day) != (weekday in regular)
    if is_other:
        regular ^= {weekday}
        code = "service-runs-that-day" if weekday in regular else "service-not-that-day"
        _tell(feed, service, code, weekday=_named(weekday), day=str(day))
    _report_weekdays(feed, service, span, regular, {weekday} if is_other else set())
    _report_dates(feed, service, span, regular)
    _report_other_spans(feed, service, span)
    return regular


def _regular(service: Service, day: date, span: Span) -> frozenset[int]:
    start = max(span[0], min(day, span[1] - timedelta(days=RULE_DAYS - 1)))
    days = list(_days(start, min(span[1], start + timedelta(days=RULE_DAYS - 1))))
    totals = Counter(each.weekday() for each in days)
    runs = Counter(each.weekday() for each in days if service.runs_on(each))
    if runs.total() == 1 and len(days) < WEEK:
        return frozenset()  # a single date is no rule
    return frozenset(day for day in runs if _is_regular(service, day, runs[day], totals[day]))


def _is_regular(service: Service, weekday: int, runs: int, total: int) -> bool:
    if weekday in service.weekdays:
        return 2 * runs >= total
    return 2 * runs > total and runs > 1


def _days(start: date, end: date) -> Iterator[date]:
    return (start + timedelta(days=number) for number in range((end - start).days + 1))


def _tell(feed: Feed, service: Service, code: str, /, **params: object) -> None:
    feed.report(*service.place, "irregular-days", told(code, id=service.id[:60], **params), rank=TRAINS)


def _named(weekday: int) -> dict[str, str]:
    return {"en": WEEKDAYS[weekday], "zh": say("zh", f"checker.weekday-{weekday}")}


def _report_weekdays(
    feed: Feed, service: Service, span: Span, regular: frozenset[int], told: set[int]
) -> None:
    start, end = span
    if not regular and start == end:
        _tell(feed, service, "service-single-date", day=str(start))
    elif not regular:
        _tell(feed, service, "service-no-weekday")
    elif (end - start).days + 1 < WEEK and not told:
        _tell(feed, service, "service-short", start=str(start), end=str(end))
    for weekday in sorted({*range(7)} - told):
        runs, total = _num_runs(service, weekday, span), _count(weekday, start, end)
        is_taken = weekday in regular
        if 0 < runs < total and is_taken != (weekday in service.weekdays):
            code = "service-taken-as-all" if is_taken else "service-taken-as-none"
            _tell(feed, service, code, runs=runs, total=total, weekday=_named(weekday))


def _report_dates(feed: Feed, service: Service, span: Span, regular: frozenset[int]) -> None:
    for day, (_, line) in service.exceptions.items():
        when = {"id": service.id[:60], "weekday": _named(day.weekday()), "day": str(day)}
        if not holds(span, day) or service.runs_on(day) == (day.weekday() in regular):
            continue
        if service.runs_on(day):
            message = told("service-day-left-out", **when)
        elif day.weekday() in service.weekdays:
            message = told("service-day-kept", **when)
        else:
            continue
        feed.report(EXCEPTIONS, line, "irregular-days", message, rank=DATES)


def _report_other_spans(feed: Feed, service: Service, own: Span) -> None:
    for start, end in service.spans:
        if (start, end) != own:
            place = (
                (EXCEPTIONS, service.exceptions[start][1]) if start in service.exceptions else service.place
            )
            code = "service-also" if end > start else "service-also-alone"
            message = told(code, id=service.id[:60], start=str(start), end=str(end))
            feed.report(*place, "irregular-days", message, rank=DATES)


def _num_runs(service: Service, weekday: int, span: Span) -> int:
    """Return how often a service runs on a weekday of a span."""
    runs = 0
    if service.period and weekday in service.weekdays:
        runs = _count(weekday, max(span[0], service.period[0]), min(span[1], service.period[1]))
    for day in service.exceptions:
        if day.weekday() == weekday and holds(span, day):
            runs += service.runs_on(day) - service.is_weekly(day)
    return runs


def _count(weekday: int, start: date, end: date) -> int:
    """Return how many days of a span are a certain weekday."""
    first = (weekday - start.weekday()) % 7
    return max(0, (end - start).days - first + 7) // 7
