"""When a visit may start on a date, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from planner.clock import DAY_MINUTES
from planner.corridor import Attraction, BestHours, Names, Round
from planner.hours.timeline import Interval, merged, opening_intervals
from planner.rules import EVENING_BEGINS


def start_window(
    attraction: Attraction, day: date, visit_minutes: int, out: Interval, *, or_unknown: bool = False
) -> list[Interval]:
    """Return the earliest and latest starts, both inclusive, of a visit that ends before closing time.

    ``out`` is from when to when the traveller is out on that day. Hours of the night before and of the next
    morning count where they fall into it.
    """
    before_close = max(visit_minutes, attraction.last_entry)
    spans = merged(_spans(attraction, day, out, or_unknown))
    return [(start, end - before_close) for start, end in spans if end - before_close >= start]


def closing(attraction: Attraction, day: date, minute: int) -> int | None:
    """Return when the hours end in which a minute of a day lies; None where that is not known or after the next day."""
    spans = merged(_spans(attraction, day, (minute, 2 * DAY_MINUTES), or_unknown=False))
    end = next((end for start, end in spans if start <= minute <= end), None)
    return None if end is None or end >= 2 * DAY_MINUTES else end


def _spans(attraction: Attraction, day: date, out: Interval, or_unknown: bool) -> Iterator[Interval]:
    for shift in (-1, 0, 1):
        found = opening_intervals(
            attraction.opening_hours,
            day + timedelta(days=shift),
            attraction.location,
            or_unknown=or_unknown,
        )
        for start, end in found:
            start, end = start + shift * DAY_MINUTES, end + shift * DAY_MINUTES
            if not shift or (start < out[1] and out[0] < end):
                yield start, end


def ticket_on(attraction: Attraction, day: date) -> int | None:
    """Return the price for one adult on a date in CNY; None where it is not known."""
    if attraction.ticket_cny is None:
        return None
    seasons = attraction.ticket_cny.seasons
    in_season = (season.price for season in seasons if season.holds_on(f"{day:%m-%d}"))
    return next(in_season, attraction.ticket_cny.price)


def best_intervals(attraction: Attraction, day: date) -> list[tuple[Interval, BestHours]]:
    """Return when a visit is at its best on a date, in the order of the data."""
    return [
        (span, best)
        for best in attraction.best_hours
        for span in opening_intervals(best.hours, day, attraction.location)
    ]


def is_best_late(attraction: Attraction, day: date) -> bool:
    """Tell whether a visit by day is worth more in the evening of a date: some of its best hours begin then."""
    return not attraction.evening and any(
        best.weighs and start >= EVENING_BEGINS for (start, _), best in best_intervals(attraction, day)
    )


def holds_on(days: str, day: date) -> bool:
    """Tell whether a date is among days in the syntax of opening hours.

    Examples
    --------
    >>> holds_on("Nov-Mar", date(2026, 12, 5)), holds_on("Mo,PH", date(2026, 12, 5))
    (True, False)
    """
    return bool(opening_intervals(days, day))


def rounds_on(attraction: Attraction, day: date) -> list[Round]:
    """Return the rounds of a large site that are open on a date, the shortest first."""
    return [each for each in attraction.rounds if holds_on(each.when, day)]


def round_in(attraction: Attraction, day: date, minutes: int) -> Names | None:
    """Return the name of the longest round of a date that fits into so many minutes."""
    fitting = [each.name for each in rounds_on(attraction, day) if each.minutes <= minutes]
    return fitting[-1] if fitting else None


def longest_visit(attraction: Attraction, day: date) -> int:
    """Return the minutes of a long visit; where the long round is shut on the date, of the longest one open."""
    opened = rounds_on(attraction, day)
    is_shut = opened and opened[-1] != attraction.rounds[-1]
    return opened[-1].minutes if is_shut else attraction.visit_minutes.long


def drawn_out(attraction: Attraction, day: date, minutes: int, step: int, most: int) -> int:
    """Return the next longer visit up to ``most``: the next round where there is one, else one longer by a step.

    Nothing between two rounds: nobody spends the time of the long one on the short one.
    """
    ahead = [each.minutes for each in rounds_on(attraction, day) if each.minutes > minutes]
    longer = ahead[0] if ahead else min(minutes + step, most, longest_visit(attraction, day))
    return max(minutes, longer) if longer <= most else minutes
