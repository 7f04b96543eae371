"""What one more site takes of a plan by car, worked out over the links alone."""

from __future__ import annotations

from itertools import pairwise

from planner.checker.case import Case, least_minutes
from planner.itinerary import Visit

Minutes = dict[str, int]


def detours_by_car(case: Case) -> Minutes | None:
    """Return the fewest minutes more of driving to each site between two stops; None where rides are ruled out.

    What is not in it cannot be put between two stops.
    """
    request = case.request
    if request.mode != "car" or request.follow or request.evenings or request.avoid_crowds:
        return None
    after: dict[str, Minutes] = {}
    before: dict[str, Minutes] = {}
    found: Minutes = {}
    for start, end in sorted(set(_rides(case))):
        there = after.setdefault(start, least_minutes(case.ways_on, start))
        back = before.setdefault(end, least_minutes(case.ways_back, end))
        for site in case.corridor.attraction_by_id.keys() & there.keys() & back.keys():
            more = max(0, there[site] + back[site] - there.get(end, 0))
            found[site] = min(more, found.get(site, more))
    return found


def _rides(case: Case) -> list[tuple[str, str]]:
    """Return from where to where each ride of the plan goes."""
    found = []
    for day in case.itinerary.days:
        visits = [event.attraction for event in day.events if isinstance(event, Visit)]
        found += list(pairwise((day.start.place, *visits, day.end.place)))
    return found
