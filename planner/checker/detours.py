"""What one more site takes of a plan by car, worked out over the links alone."""

from __future__ import annotations

from itertools import pairwise

from planner.checker.case import Case
from planner.checker.wheel import breaks_of
from planner.itinerary import Visit

Ranges = dict[str, list[tuple[int, int]]]


def detours_by_car(case: Case) -> Ranges | None:
    """Return the minutes more of driving to each site between two stops; None where rides are ruled out.

    For each ride they are from so many to so many: the same without breaks, which depend on which of the quickest ways
    is driven. What is not in it cannot be put between two stops.
    """
    request = case.request
    if (
        request.mode != "car"
        or request.follow
        or request.evenings
        or request.blue_hour
        or request.avoid_crowds
        or request.slow
    ):
        return None
    if any(link.mode == "walk" for link in case.corridor.links):  # which may lead away from the car
        return None
    found: Ranges = {}
    for start, end in sorted(set(_rides(case))):
        there, back = case.roads.minutes_from(start), case.roads.minutes_to(end)
        for site in case.corridor.attraction_by_id.keys() & there.keys() & back.keys():
            ways, direct = (there[site], back[site]), there.get(end, 0)
            least = max(0, sum(ways) - direct - _rest(case, direct))
            most = max(0, sum(ways) + sum(_rest(case, way) for way in ways) - direct)
            found.setdefault(site, []).append((least, most))
    return found


def _rest(case: Case, wheel: int) -> int:
    """Return the most minutes of breaks on a way: those of one drive without a stop."""
    return breaks_of(wheel) if case.request.self_drive else 0


def _rides(case: Case) -> list[tuple[str, str]]:
    """Return from where to where each ride of the plan goes."""
    found = []
    for day in case.itinerary.days:
        visits = [event.attraction for event in day.events if isinstance(event, Visit)]
        found += list(pairwise((day.start.place, *visits, day.end.place)))
    return found
