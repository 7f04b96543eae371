"""What an order of visits takes on a day: the rules of `tours`, one tour at a time and of any length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from planner.network.travel import INFINITY, ConstantTravel, Travel
from planner.problem import Problem, Tour

Arrival = tuple[int, int, bool]  # ready, minutes moving, lunch had


@dataclass(frozen=True, order=True)
class _Label:
    time: int
    travel: int
    fed: bool


class Rides:
    """Single answers of a travel table, as Python numbers."""

    def __init__(self, travel: Travel) -> None:
        """Prepare a table."""
        self.travel = travel
        self._constant = travel.minutes.tolist() if isinstance(travel, ConstantTravel) else None
        self._known: dict[tuple[int, int, int], tuple[int, int]] = {}

    def __call__(self, origin: int, target: int, depart: int) -> tuple[int, int]:
        """Return the arrival and the minutes moving."""
        if self._constant is not None:
            minutes = self._constant[origin][target]
            return depart + minutes, minutes
        key = (origin, target, depart)
        if key not in self._known:
            way = np.array([origin]), np.array([target]), np.array([depart])
            self._known[key] = int(self.travel.arrive(*way)[0]), int(self.travel.moving(*way)[0])
        return self._known[key]


class Retimer:
    """Times tours of a problem exactly."""

    def __init__(self, problem: Problem) -> None:
        """Prepare the tables of a problem."""
        self.problem = problem
        shared = {id(travel): Rides(travel) for travel in problem.travel}
        self._rides = [shared[id(travel)] for travel in problem.travel]
        self._minutes: list[int] = problem.minutes.tolist()
        self._windows = [
            [[(first, last) for first, last in spans if last >= 0] for spans in day]
            for day in problem.windows.tolist()
        ]

    def retime(self, day: int, start: int, sites: Sequence[int], end: int) -> Tour | None:
        """Return the tour with the fewest minutes of travel in this order, or None when it does not fit a day."""
        if len(sites) > self.problem.max_visits:
            return None
        labels = list(self._labels(day, start, sites))[-1]
        here = (start, *sites)[-1]
        totals = [total for label in labels for total in self._finish(day, here, label, end)]
        return Tour(start, tuple(sites), end, min(totals)) if totals else None

    def _labels(self, day: int, start: int, sites: Sequence[int]) -> Iterator[list[_Label]]:
        """Yield the undominated ways to have been at the start, the first site, the second ..."""
        labels, here = [_Label(self.problem.day_start[day], 0, self.problem.lunch is None)], start
        yield labels
        for site in sites:
            labels = _undominated([more for label in labels for more in self._visit(day, here, label, site)])
            yield labels
            here = site

    def slack(self, day: int, tour: Tour) -> tuple[list[int], list[int]]:
        """Return when each node of a tour can be left at the earliest, and has to be reached at the latest.

        The latter holds for a traveller who does without lunch.
        """
        leave = [min(labels).time for labels in self._labels(day, tour.start, tour.sites)]
        travel, reach = self.problem.travel[day], [self.problem.day_end[day]]
        way = np.array([*tour.sites, tour.end])
        quickest = travel.quickest(way[:-1], way[1:]).tolist()
        for site, minutes in zip(reversed(tour.sites), reversed(quickest), strict=True):
            begin = reach[0] - minutes - self._minutes[site]
            starts = [min(last, begin) for first, last in self._windows[day][site] if first <= begin]
            reach.insert(0, max(starts, default=-1))
        return leave, reach

    def _open_from(self, day: int, site: int, minute: int) -> int:
        for first, last in self._windows[day][site]:
            if minute <= last:
                return max(first, minute)
        return INFINITY

    def _arrivals(self, day: int, here: int, label: _Label, target: int) -> Iterator[Arrival]:
        """Yield how to go on without lunch now, then with lunch before, after or on the way."""
        ride = self._rides[day]
        direct, moving = ride(here, target, label.time)
        yield direct, moving, label.fed
        rule = self.problem.lunch
        if rule is None or label.fed:
            return
        options = []
        before = max(label.time, rule.earliest)
        if before <= rule.latest:
            options.append(ride(here, target, before + rule.minutes))
        after = max(direct, rule.earliest)
        if after <= rule.latest:
            options.append((after + rule.minutes, moving))
        if label.time < rule.earliest and direct > rule.latest and self.problem.travel[day].can_pause:
            options.append((direct + rule.minutes, moving))
        if options:
            ready, moved = min(options, key=lambda option: option[0])
            yield ready, moved, True

    def _visit(self, day: int, here: int, label: _Label, site: int) -> Iterator[_Label]:
        """Yield the labels after a visit; lunch may also be inside a long one, begun late enough."""
        length = self._minutes[site]
        (direct, moving, fed), *with_lunch = self._arrivals(day, here, label, site)
        over = self._open_from(day, site, direct) + length
        if over > self.problem.day_end[day] or label.travel + moving > self.problem.max_transit:
            return
        outcomes = [(over, moving, fed)]
        rule = self.problem.lunch
        if rule is not None and not label.fed:
            for ready, moved, _ in with_lunch:
                outcomes.append((self._open_from(day, site, ready) + length, moved, True))
            begin = self._open_from(day, site, max(direct, rule.earliest + rule.minutes - length))
            if length >= rule.inside_visit and begin <= rule.latest:
                outcomes.append((begin + length, moving, True))
        for time, moved, has_eaten in outcomes:
            travel = label.travel + moved
            in_time = time <= self.problem.day_end[day] and (has_eaten or rule is None or time <= rule.latest)
            if in_time and travel <= self.problem.max_transit:
                yield _Label(time, travel, has_eaten)

    def _finish(self, day: int, here: int, label: _Label, end: int) -> Iterator[int]:
        """Yield the minutes of travel when the day ends there; lunch after its end is free."""
        rule = self.problem.lunch
        for ready, moving, fed in self._arrivals(day, here, label, end):
            in_time = ready <= self.problem.day_end[day] and (fed or rule is None or ready <= rule.latest)
            if in_time and label.travel + moving <= self.problem.max_transit:
                yield label.travel + moving


def _undominated(labels: list[_Label]) -> list[_Label]:
    """Return the labels that no other beats in time, travel and lunch."""
    kept: list[_Label] = []
    for label in sorted(labels, key=lambda x: (x.time, x.travel, not x.fed)):
        if not any(other.travel <= label.travel and other.fed >= label.fed for other in kept):
            kept.append(label)
    return kept
