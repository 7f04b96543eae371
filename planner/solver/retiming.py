"""What an order of visits takes on a day: the rules of `tours`, one tour at a time and of any length."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from planner.arrays import INFINITY
from planner.clock import DAY_MINUTES
from planner.problem import Problem, Tour
from planner.travel import Travel


@dataclass(frozen=True, order=True)
class _Label:
    time: int
    travel: int
    fed: bool


Move = tuple[int, int, int]  # leave, arrive, minutes of travel


LAST_MINUTE = 2 * DAY_MINUTES


class Rides:
    """Single answers of a travel table, as Python numbers."""

    def __init__(self, travel: Travel) -> None:
        """Prepare a table."""
        self.travel = travel
        self._days: dict[tuple[int, int, bool], tuple[list[int], ...] | None] = {}
        self._minutes: list[list[int]] | None = None if travel.always is None else travel.always.tolist()

    def __call__(self, origin: int, target: int, depart: int, *, lunch: bool = False) -> tuple[Move, ...]:
        """Return the ride that arrives first, and later ones each shorter than the one before."""
        if self._minutes is not None:
            if lunch:
                return ()
            minutes = self._minutes[origin][target]
            return ((depart, depart + minutes, minutes),) if depart + minutes < INFINITY else ()
        way = origin, target, lunch
        if way not in self._days:
            self._days[way] = self._all_day(*way)
        return tuple(self._from(depart, self._days[way]))

    def _all_day(self, origin: int, target: int, lunch: bool) -> tuple[list[int], ...] | None:
        """Return for each minute the arrival, the minutes of travel, and the next departure with fewer."""
        way = np.array(origin), np.array(target), np.arange(LAST_MINUTE + 1)
        ride = self.travel.with_lunch(*way) if lunch else (self.travel.arrive(*way), self.travel.moving(*way))
        if ride is None:
            return None
        return tuple(column.tolist() for column in (*ride, self.travel.later(*way, lunch=lunch)))

    @staticmethod
    def _from(depart: int, day: tuple[list[int], ...] | None) -> Iterator[Move]:
        if day is None:
            return
        arrive, moving, later = day
        while depart <= LAST_MINUTE and arrive[depart] < INFINITY:
            yield depart, arrive[depart], moving[depart]
            depart = later[depart]


class Retimer:
    """Times tours of a problem exactly."""

    def __init__(self, problem: Problem) -> None:
        """Prepare the tables of a problem."""
        self.problem = problem
        shared = {id(travel): Rides(travel) for travel in problem.travel}
        self._rides = [shared[id(travel)] for travel in problem.travel]
        self._minutes: list[list[int]] = problem.minutes.tolist()
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
            begin = reach[0] - minutes - self._minutes[day][site]
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
            labels, here = _undominated(more), site
            yield labels

    def _open_from(self, day: int, site: int, minute: int) -> int:
        for first, last in self._windows[day][site]:
            if minute <= last:
                return max(first, minute)
        return INFINITY

    def _with_lunch(self, day: int, here: int, label: _Label, target: int) -> list[tuple[int, int]]:
        """Return when one is ready at a target, and the minutes moving, by every way to have lunch."""
        rule, ride = self.problem.lunch, self._rides[day]
        if rule is None or label.fed:
            return []
        options: list[Move] = [*ride(here, target, label.time, lunch=True)]
        if (before := max(label.time, rule.earliest)) <= rule.latest:
            options += ride(here, target, before + rule.minutes)
        found = [(arrive, moving) for _, arrive, moving in options]
        for _, direct, moving in ride(here, target, label.time):
            if (after := max(direct, rule.earliest)) <= rule.latest:
                found.append((after + rule.minutes, moving))
            if label.time < rule.earliest and direct > rule.latest and self.problem.travel[day].can_pause:
                found.append((direct + rule.minutes, moving))
        return found

    def _visit(self, day: int, here: int, label: _Label, site: int) -> Iterator[_Label]:
        """Yield the labels after a visit; lunch may also be inside a long one, begun late enough."""
        length, rule = self._minutes[day][site], self.problem.lunch
        outcomes: list[tuple[int, int, bool]] = []
        for _, direct, moving in self._rides[day](here, site, label.time):
            outcomes.append((self._open_from(day, site, direct) + length, moving, label.fed))
            if rule is not None and not label.fed and length >= rule.inside_visit:
                begin = self._open_from(day, site, max(direct, rule.earliest + rule.minutes - length))
                if begin <= rule.latest:
                    outcomes.append((begin + length, moving, True))
        for ready, moving in self._with_lunch(day, here, label, site):
            outcomes.append((self._open_from(day, site, ready) + length, moving, True))
        for time, moved, fed in outcomes:
            if self._is_fine(time, label.travel + moved, fed, day):
                yield _Label(time, label.travel + moved, fed)

    def _finish(self, day: int, here: int, label: _Label, end: int) -> Iterator[int]:
        """Yield the minutes of travel when the day ends there; lunch after its end is free."""
        plain = [(ready, moved, label.fed) for _, ready, moved in self._rides[day](here, end, label.time)]
        fed = [(ready, moved, True) for ready, moved in self._with_lunch(day, here, label, end)]
        for ready, moved, has_eaten in (*plain, *fed):
            if self._is_fine(ready, label.travel + moved, has_eaten, day):
                yield label.travel + moved

    def _is_fine(self, time: int, travel: int, fed: bool, day: int) -> bool:
        rule = self.problem.lunch
        is_in_time = time <= self.problem.day_end[day] and (fed or rule is None or time <= rule.latest)
        return is_in_time and travel <= self.problem.max_transit


def _undominated(labels: list[_Label]) -> list[_Label]:
    """Return the labels that no other beats."""
    kept: list[_Label] = []
    for label in sorted(labels, key=lambda x: (x.time, x.travel, not x.fed)):
        if not any(other.travel <= label.travel and other.fed >= label.fed for other in kept):
            kept.append(label)
    return kept
