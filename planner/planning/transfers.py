"""Days of travel alone: that they have no visit, what they are for, and what one comes by on the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import numpy as np

from planner.arrays import INFINITY
from planner.corridor import Attraction
from planner.hours import start_window
from planner.itinerary import Day, Itinerary, Leg, Notice, Visit
from planner.planning.freetime import hours_out, may_be_named
from planner.planning.model import TripModel
from planner.request import Hours, TripRequest
from planner.rules import MOST_NEAR, NEAR_BY_RIDE
from planner.travel import LimitedTravel, Travel


def without_visit(day: Day, request: TripRequest) -> bool:
    """Tell whether a day of the trip has no visit, though nobody asked for that."""
    is_asked = day.day in request.free or day.date < request.date
    return not is_asked and not any(isinstance(event, Visit) for event in day.events)


def is_bound(day: Day, request: TripRequest) -> bool:
    """Tell whether a day is for the way from an arrival, or to a departure."""
    bound = {moment.date() for moment in (request.arrival, request.leave_by) if moment}
    return day.date in bound and _rides(day)


def _rides(day: Day) -> bool:
    return any(isinstance(event, Leg) for event in day.events)


def moves(day: Day) -> bool:
    """Tell whether a day ends elsewhere than it begins."""
    return day.start.place != day.end.place


def transfers(model: TripModel, plan: Itinerary, free: list[Day]) -> Iterator[Notice]:
    """Yield a notice of each day without a visit that is for travel; of those that are free, where it leads elsewhere.

    Of the day of an arrival or departure that is said where it has free time too.
    """
    for number, day in enumerate(plan.days):
        is_told = day.free or not is_bound(day, model.request)
        is_for_travel = moves(day) or (day not in free and _rides(day))
        if is_told and is_for_travel and without_visit(day, model.request):
            yield _notice(model, number, day, plan)


def _notice(model: TripModel, number: int, day: Day, plan: Itinerary) -> Notice:
    start, end = (model.corridor.places[moment.place].name.both for moment in (day.start, day.end))
    params = {"day": day.day, "start": start, "end": end, "minutes": day.totals.transit_minutes}
    worth = {left.attraction: left.prize for left in plan.unvisited if may_be_named(left)}
    by = [site.name.both for site in _by_the_way(model, number, day, worth)]
    return Notice.of("transfer-by", **params, sites=by) if by else Notice.of("transfer", **params)


def _by_the_way(model: TripModel, number: int, day: Day, worth: dict[str, int]) -> list[Attraction]:
    """Return the worthiest of some sites that there is time for between the places where a day begins and ends."""
    if not {day.start.place, day.end.place} <= {*model.problem.node_ids}:
        return []
    way = _Way.of(model, number, day)
    rows = (row for row, site in enumerate(model.sites) if site.id in worth)
    found = (model.sites[row] for row in rows if way.comes_by(row) and way.has_time(row, model.sites[row]))
    return sorted(found, key=lambda site: (-worth[site.id], site.id))[:MOST_NEAR]


class _Way(NamedTuple):
    """A day from where it begins to where it ends, by its vehicles."""

    date: date
    hours: Hours
    travel: Travel
    start: int
    end: int
    most: int  # minutes more of travel, which the wish allows

    @staticmethod
    def of(model: TripModel, number: int, day: Day) -> _Way:
        """Return the way of a day; on a slow trip, to sites that are far from its beds too."""
        problem = model.problem
        hire = next(hire for hire in (*range(len(problem.hires) + 1), 0) if bool(hire) == bool(day.hire))
        travel = problem.travel_with(hire)[number]
        if model.near is not None and isinstance(travel, LimitedTravel):
            travel = travel.base
        start, end = (problem.node_ids.index(moment.place) for moment in (day.start, day.end))
        most = min(NEAR_BY_RIDE, problem.max_transit[number] - day.totals.transit_minutes)
        return _Way(day.date, hours_out(model, number), travel, start, end, most)

    def comes_by(self, row: int) -> bool:
        """Tell whether a site takes no more than a short ride more."""
        there, on = self._minutes(self.start, row), self._minutes(row, self.end)
        direct = 0 if self.start == self.end else self._minutes(self.start, self.end)
        return max(there, on) < INFINITY and there + on - direct <= self.most

    def has_time(self, row: int, site: Attraction) -> bool:
        """Tell whether a short visit fits into its hours and those of the day, meals aside."""
        length, arrive = site.visit_minutes.short, self._arrive(self.start, row, self.hours[0])
        starts = (
            max(first, arrive)
            for first, last in start_window(site, self.date, length, self.hours)
            if arrive <= last
        )
        return any(self._arrive(row, self.end, begin + length) <= self.hours[1] for begin in starts)

    def _minutes(self, start: int, end: int) -> int:
        return int(self.travel.quickest(np.array(start), np.array(end)))

    def _arrive(self, start: int, end: int, depart: int) -> int:
        return int(self.travel.arrive(np.array(start), np.array(end), np.array(depart)))
