"""Whether the hours of the day are why nothing fits: services run, but before the day starts or after it ends."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from planner.corridor import Attraction
from planner.errors import NoPlanError
from planner.network.journeys import Journeys, Step
from planner.network.timetable import Timetable
from planner.planning.candidates import visit_length
from planner.planning.limits import widest_hours
from planner.request import TripRequest
from planner.texts import Message


class OutsideHoursError(NoPlanError):
    """Nothing fits, and longer days may help."""


def outside_hours(request: TripRequest, journeys: Journeys, sites: Iterable[Attraction]) -> Message | None:
    """Return a word on a way that is missed, where each of the sites is missed for the hours of the day or has no way.

    None where a site can be visited on the first day, where nothing runs at other hours either, and by car.
    """
    if not isinstance(journeys, Timetable):
        return None
    missed: list[Message] = []
    for site in sites:
        ways = _ways_outside(request, journeys.at_all_hours, site)
        if ways is None:
            return None
        missed += _words(request, journeys, ways)
    return min(missed, key=lambda word: word.params["origin"] != request.start, default=None)


def _ways_outside(request: TripRequest, timetable: Timetable, site: Attraction) -> list[list[Step]] | None:
    """Return ways to a site, or from it to the end, at other hours; None when there are ways within the hours."""
    ready, latest = widest_hours(request, is_lit=False)
    for origin, target in ((request.start, site.id), (site.id, request.end)):
        if origin == target:
            continue
        ways = [timetable.journey(origin, target, depart, request.date) for depart in (ready, 0)]
        if ways[0] is None or timetable.reaches_door(ways[0][-1]) > latest:
            return [way for way in ways if way]
        if request.days == 1:
            ready = timetable.reaches_door(ways[0][-1]) + visit_length(site, request, request.date)
    return None


def _words(request: TripRequest, timetable: Timetable, ways: list[list[Step]]) -> Iterator[Message]:
    """Yield a word on the way by services that is the least outside the hours of the day."""
    start, end = widest_hours(request, is_lit=False)
    found = []
    for way in ways:
        leave, reach = timetable.leaves_door(way[0]), timetable.reaches_door(way[-1])
        by = [step.service for step in way if step.service]
        if by and (leave < start or reach > end):
            found.append((max(start - leave, reach - end), leave, reach, by, way[0].start))
    if found:
        _, leave, reach, by, origin = min(found)
        times = {"start": start, "end": end, "leave": leave, "reach": reach}
        yield Message("request.outside-hours", {**times, "origin": origin, "by": by})
