"""Which booked visit nobody can be at in time, and by which ride: the tables know the earliest arrival."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from planner.arrays import INFINITY
from planner.bookings import BookedVisit
from planner.planning.model import TripModel
from planner.problem import Node
from planner.texts import Message


def missed_booking(model: TripModel) -> Message | None:
    """Return a word on the first booked visit that a day cannot reach in time, or cannot get away from."""
    visits = sorted(model.request.visits, key=lambda visit: visit.start)
    where = {site.id: index for index, site in enumerate(model.sites)}
    before: tuple[int, int] | None = None  # day and site of the booked visit before
    ready = 0
    for visit in visits:
        day = model.request.dates.index(visit.start.date())
        site, minute = where[visit.site], visit.start.hour * 60 + visit.start.minute
        problem = model.problem
        if before is None or before[0] != day:
            word = _late(model, day, problem.starts_of(day), problem.day_start[day], visit, (site, minute))
        else:
            word = _late(model, day, (Node(before[1]),), ready, visit, (site, minute))
        before, ready = (day, site), minute + int(problem.minutes[day, site])
        if word := word or _too_far_to_end(model, day, site, ready, visit):
            return word
    return None


def _late(
    model: TripModel, day: int, origins: Iterable[Node], depart: int, visit: BookedVisit, at: tuple[int, int]
) -> Message | None:
    """Return that none of some places is near enough; of several the one is named from which one is there first."""
    site, minute = at
    reach, origin = min(_reach(model, day, origin, site, depart) for origin in origins)
    if reach <= minute:
        return None
    params = {"booking": str(visit), "origin": _name(model, origin), "depart": depart}
    if reach >= INFINITY:
        return Message("request.booked-no-way", params)
    return Message("request.booked-late", {**params, "reach": reach, "minutes": reach - depart})


def _too_far_to_end(model: TripModel, day: int, site: int, depart: int, visit: BookedVisit) -> Message | None:
    """Return that one is nowhere by the day's end where it may end."""
    problem = model.problem
    reach, end = min((_reach(model, day, site, end, depart)[0], end) for end in problem.ends_of(day))
    if reach <= problem.day_end[day]:
        return None
    params = {
        "booking": str(visit),
        "end": _name(model, end),
        "depart": depart,
        "latest": problem.day_end[day],
    }
    if reach >= INFINITY:
        return Message("request.booked-no-way-on", params)
    return Message("request.booked-far", {**params, "reach": reach, "minutes": reach - depart})


def _reach(model: TripModel, day: int, origin: int, target: int, depart: int) -> tuple[int, int]:
    """Return the earliest arrival by whatever goes on a day, and the origin."""
    tables = [model.problem.travel_with(hire)[day] for hire in range(len(model.problem.hires) + 1)]
    ways = [table.arrive(np.array(origin), np.array(target), np.array(depart)) for table in tables]
    return min(map(int, ways)), origin


def _name(model: TripModel, node: int) -> dict[str, str]:
    return model.corridor.places[model.problem.node_ids[node]].name.both
