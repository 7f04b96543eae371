"""Best hours in what a plan is worth: a visit that begins at another time of the day loses a share of its worth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from planner.clock import at
from planner.corridor import Attraction, BestHours, Corridor
from planner.hours import Interval, best_intervals
from planner.itinerary import BestTime
from planner.planning.candidates import prize
from planner.planning.lights import lights_of, lit_from
from planner.request import TripRequest
from planner.rules import EVENING_BEGINS, PRIZE_SCALE

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
    corridor: Corridor,
    request: TripRequest,
    site: Attraction,
    day: date,
    spans: Iterable[Interval],
    minutes: int,
) -> list[StartWindow]:
    """Return spans of starts of visits, parted at the best hours of the date, with what those of each part lose."""
    best = [(_met_from(span, minutes), best) for span, best in best_intervals(site, day) if best.weighs]
    worth = _worth(corridor, request, site) if best else 0
    if not worth:
        return [(first, last, 0) for first, last in spans]
    edges = {edge for span, _ in best for edge in span}
    return [
        (first, last, round(worth * _share_lost(best, first)))
        for span in spans
        for first, last in _parts(span, edges)
    ]


def hours_loss(
    corridor: Corridor, request: TripRequest, site: Attraction, day: date, start: int, minutes: int
) -> int:
    """Return what a visit of so many minutes that starts at a minute of a date loses."""
    return windows_of(corridor, request, site, day, [(start, start)], minutes)[0][2]


def _met_from(span: Interval, minutes: int) -> Interval:
    """Return when visits begin that meet best hours: those of an evening are met by who stays on into them."""
    first, end = span
    return lit_from(first, minutes) if first >= EVENING_BEGINS else first, end


def _worth(corridor: Corridor, request: TripRequest, site: Attraction) -> int:
    """Return the worth that a visit at another time loses a share of: none where the traveller says when it is.

    Who names a site is interested in it, whatever the themes say.
    """
    if request.booked(site.id) or lights_of(request, site.id):
        return 0
    worth = prize(corridor, request, site)
    return max(worth, site.score * PRIZE_SCALE) if site.id in request.must else worth


def _share_lost(best: list[tuple[Interval, BestHours]], start: int) -> float:
    """Return the share of its worth that a visit loses by all best hours of the day that it does not begin in."""
    met = [hours for (first, end), hours in best if first <= start < end]
    missed = {hours for _, hours in best if hours not in met}
    return min(1.0, sum(hours.lost for hours in missed))


def _parts(span: Interval, edges: Iterable[int]) -> Iterator[Interval]:
    """Yield the parts of a span of starts, in order, each of which begins at an edge but the first.

    Examples
    --------
    >>> list(_parts((510, 960), [540, 660]))
    [(510, 539), (540, 659), (660, 960)]
    """
    first, last = span
    starts = [first, *sorted(edge for edge in edges if first < edge <= last)]
    yield from zip(starts, [*(start - 1 for start in starts[1:]), last], strict=True)
