"""Best hours in what a plan is worth: a visit that begins at another time of the day loses a share of its worth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from planner.clock import at
from planner.corridor import Attraction, Corridor
from planner.hours import Interval, best_intervals
from planner.itinerary import BestTime
from planner.planning.candidates import prize
from planner.planning.lights import lights_of
from planner.request import TripRequest
from planner.rules import OUTSIDE_BEST_HOURS, PRIZE_SCALE

StartWindow = tuple[
    int, int, int
]  # earliest and latest start, both included, and what it takes from the objective


def best_times(site: Attraction, day: date) -> tuple[BestTime, ...]:
    """Return when a visit is at its best on a date, as an itinerary tells it."""
    return tuple(
        BestTime(start=at(day, start), end=at(day, end), reason=best.reason, weighs=best.weighs)
        for (start, end), best in best_intervals(site, day)
    )


def windows_of(
    corridor: Corridor, request: TripRequest, site: Attraction, day: date, spans: Iterable[Interval]
) -> list[StartWindow]:
    """Return spans of starts, parted at the best hours of the date, with what a visit begun in each part loses."""
    best = sorted(span for span, best in best_intervals(site, day) if best.weighs)
    loss = _loss(corridor, request, site) if best else 0
    return [part for span in spans for part in _parts(span, best, loss)] if loss else [(*s, 0) for s in spans]


def hours_loss(corridor: Corridor, request: TripRequest, site: Attraction, day: date, start: int) -> int:
    """Return what a visit that starts at a minute of a date loses."""
    return windows_of(corridor, request, site, day, [(start, start)])[0][2]


def _loss(corridor: Corridor, request: TripRequest, site: Attraction) -> int:
    """Return what a visit at another time loses: nothing where the traveller says when it is.

    Who names a site is interested in it, whatever the themes say.
    """
    if request.booked(site.id) or lights_of(request, site.id):
        return 0
    worth = prize(corridor, request, site)
    if site.id in request.must:
        worth = max(worth, site.score * PRIZE_SCALE)
    return round(OUTSIDE_BEST_HOURS * worth)


def _parts(span: Interval, best: list[Interval], loss: int) -> Iterator[StartWindow]:
    """Yield the parts of a span in order, without loss where the best hours last, until their end.

    Examples
    --------
    >>> list(_parts((510, 960), [(540, 660)], 90))
    [(510, 539, 90), (540, 659, 0), (660, 960, 90)]
    """
    begin, last = span
    for start, end in best:
        first, final = max(begin, start), min(end - 1, last)
        if first <= final:
            if begin < first:
                yield begin, first - 1, loss
            yield first, final, 0
            begin = final + 1
    if begin <= last:
        yield begin, last, loss
