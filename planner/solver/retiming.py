"""What an order of visits takes on a day: the rules of `tours`, one tour at a time and of any length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from planner.network.travel import INFINITY, ConstantTravel, LimitedTravel, Travel
from planner.problem import Problem, Tour
from planner.solver.tours import is_steady


@dataclass(frozen=True, order=True)
class _Label:
    time: int
    travel: int
    fed: bool


class Rides:
    """Single answers of a travel table, as Python numbers."""

    def __init__(self, travel: Travel) -> None:
        """Prepare a table."""
        self.travel = travel.base if isinstance(travel, LimitedTravel) else travel
        self._limits = (
            (travel.forbidden.tolist(), travel.latest.tolist()) if isinstance(travel, LimitedTravel) else None
        )
        self._constant: list[list[int]] | None = (
            self.travel.minutes.tolist() if isinstance(self.travel, ConstantTravel) else None
        )
        self._known: dict[tuple[int, int, int], tuple[int, int]] = {}

    def __call__(self, origin: int, target: int, depart: int) -> tuple[int, int]:
        """Return the arrival and the minutes moving."""
        arrive, moving = self._ride(origin, target, depart)
        if self._limits is not None:
            forbidden, latest = self._limits
            if forbidden[origin][target] or arrive > latest[origin][target]:
                return INFINITY, moving
        return arrive, moving

    def _ride(self, origin: int, target: int, depart: int) -> tuple[int, int]:
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
        self._steady = [is_steady(travel) for travel in problem.travel]
        self._minutes: list[int] = problem.minutes.tolist()
        self._windows: list[list[list[tuple[int, int]]]] = [
            [[(first, last) for first, last in spans if last >= 0] for spans in day]
            for day in problem.windows.tolist()
        ]

    def retime(self, day: int, start: int, sites: Sequence[int], end: int) -> Tour | None:
        """Return the tour with the fewest minutes of travel in this order, or None when it does not fit a day."""
        if len(sites) > self.problem.max_visits:
            return None
        *_, labels = self._labels(day, start, sites)
        here = (start, *sites)[-1]
        totals = [total for label in labels for total in self._finish(day, here, label, end)]
        return Tour(start, tuple(sites), end, min(totals)) if totals else None

    def slack(self, day: int, tour: Tour) -> tuple[list[int], list[int]]:
        """Return when each node of a tour can be left at the earliest, and each but the first reached at the latest.

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

    def _labels(self, day: int, start: int, sites: Sequence[int]) -> Iterator[list[_Label]]:
        """Yield the undominated ways to have been at the start, the first site, the second ..."""
        lunch, first, here = self.problem.lunch, self.problem.day_start[day], start
        labels = [_Label(first, 0, lunch is None or first > lunch.latest)]
        yield labels
        for site in sites:
            more = [label for before in labels for label in self._visit(day, here, before, site)]
            labels, here = _undominated(more, self._steady[day]), site
            yield labels

    def _open_from(self, day: int, site: int, minute: int) -> int:
        for first, last in self._windows[day][site]:
            if minute <= last:
                return max(first, minute)
        return INFINITY

    def _with_lunch(self, day: int, here: int, label: _Label, target: int) -> list[tuple[int, int]]:
        """Return when one is ready at a target, and the minutes moving, with lunch before, after or on the way."""
        rule, ride = self.problem.lunch, self._rides[day]
        if rule is None or label.fed:
            return []
        direct, moving = ride(here, target, label.time)
        options = []
        if (before := max(label.time, rule.earliest)) <= rule.latest:
            options.append(ride(here, target, before + rule.minutes))
        if (after := max(direct, rule.earliest)) <= rule.latest:
            options.append((after + rule.minutes, moving))
        if label.time < rule.earliest and direct > rule.latest and self.problem.travel[day].can_pause:
            options.append((direct + rule.minutes, moving))
        return options

    def _visit(self, day: int, here: int, label: _Label, site: int) -> Iterator[_Label]:
        """Yield the labels after a visit; lunch may also be inside a long one, begun late enough."""
        length, rule, day_end = self._minutes[site], self.problem.lunch, self.problem.day_end[day]
        direct, moving = self._rides[day](here, site, label.time)
        over = self._open_from(day, site, direct) + length
        if over > day_end:
            return
        outcomes = [(over, moving, label.fed)]
        for ready, moved in self._with_lunch(day, here, label, site):
            outcomes.append((self._open_from(day, site, ready) + length, moved, True))
        if rule is not None and not label.fed and length >= rule.inside_visit:
            begin = self._open_from(day, site, max(direct, rule.earliest + rule.minutes - length))
            if begin <= rule.latest:
                outcomes.append((begin + length, moving, True))
        for time, moved, fed in outcomes:
            if self._is_fine(time, label.travel + moved, fed, day):
                yield _Label(time, label.travel + moved, fed)

    def _finish(self, day: int, here: int, label: _Label, end: int) -> Iterator[int]:
        """Yield the minutes of travel when the day ends there; lunch after its end is free."""
        direct = (*self._rides[day](here, end, label.time), label.fed)
        fed = [(ready, moved, True) for ready, moved in self._with_lunch(day, here, label, end)]
        for ready, moved, has_eaten in (direct, *fed):
            if self._is_fine(ready, label.travel + moved, has_eaten, day):
                yield label.travel + moved

    def _is_fine(self, time: int, travel: int, fed: bool, day: int) -> bool:
        rule = self.problem.lunch
        is_in_time = time <= self.problem.day_end[day] and (fed or rule is None or time <= rule.latest)
        return is_in_time and travel <= self.problem.max_transit


def _undominated(labels: list[_Label], steady: bool) -> list[_Label]:
    """Return the labels that no other beats; where rides vary, a later one may catch a quicker ride."""
    kept: list[_Label] = []
    for label in sorted(labels, key=lambda x: (x.time, x.travel, not x.fed)):
        if not any(
            (steady or other.time == label.time) and other.travel <= label.travel and other.fed >= label.fed
            for other in kept
        ):
            kept.append(label)
    return kept
