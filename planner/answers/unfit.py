"""Why a visit does not fit behind those before it: the limits of its day that it would break, and by how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations, pairwise
from typing import Any

import numpy as np

from planner.arrays import INFINITY
from planner.clock import DAY_MINUTES
from planner.itinerary import Notice
from planner.planning.lights import goes_late, has_late_days
from planner.planning.model import TripModel
from planner.planning.nightrides import ShortNights
from planner.planning.recovered import Outline, Tables, ends_of_day, sites_of
from planner.problem import Node, Site
from planner.rules import NIGHT_FALL, NIGHT_RIDE
from planner.solver import DayLists, DayTables, Label, Window, begin_day, day_tables, onward
from planner.travel import LimitedTravel, Travel

LIMITS = ("visits", "travel", "end", "hours", "meals")
WAY_LIMITS = ("travel", "end", "meals")
NO_LIMIT = 2 * DAY_MINUTES


def unfit(model: TripModel, tables: Tables, number: int, outline: Outline, named: int) -> tuple[Notice, ...]:
    """Return which limits of a day, that the plan names by a number, its last visit breaks: as few as can be.

    Those of the way from its start to its end where it has no visit; none where something else keeps it from fitting
    (a ride that is in no table).
    """
    sites = sites_of(model, outline.stops)
    if sites is None or (sites and sites[-1] >= len(model.sites)):
        return ()
    limits = LIMITS if sites else WAY_LIMITS
    for start, end in ends_of_day(model, number, outline):
        day = _Day(model, tables, number, int(outline.is_hired), (start, *sites, end))
        for broken in (each for size in range(len(limits)) for each in combinations(limits, size + 1)):
            if walked := day.without(broken):
                return tuple(day.told(broken, walked, named) if sites else day.told_of_way(walked, named))
    return ()


@dataclass(frozen=True)
class _Walked:
    """When the last visit is over, when the day is, and its minutes of travel: the least of each."""

    free: int
    finish: int
    travel: int


@dataclass(frozen=True)
class _Day:
    model: TripModel
    tables: Tables
    number: int
    hire: int
    nodes: tuple[Node, ...]

    @cached_property
    def endless(self) -> DayTables:
        """The day without its end, and with rides at any hour."""
        problem, number = self.model.problem, self.number

        def at_any_hour(days: tuple[Travel, ...]) -> tuple[Travel, ...]:
            return (*days[:number], _at_any_hour(days[number]), *days[number + 1 :])

        loose = replace(
            problem,
            day_end=(*problem.day_end[:number], NO_LIMIT, *problem.day_end[number + 1 :]),
            travel=at_any_hour(problem.travel),
            hires=tuple(replace(hire, travel=at_any_hour(hire.travel)) for hire in problem.hires),
        )
        return day_tables(loose, self.hire)[number]

    def loosened(self, limits: Sequence[str]) -> DayLists:
        """Return the day without some of its limits."""
        lists = copy((self.endless if "end" in limits else self.tables[self.hire][self.number]).lists)
        if "travel" in limits:
            lists.max_minutes = NO_LIMIT
        if "hours" in limits:
            lists.windows = _never_closing(lists.windows, self.nodes[-2])
        if "meals" in limits:
            lists.meals, lists.num_meals = [], 0
        return lists

    def without(self, limits: Sequence[str]) -> _Walked | None:
        """Return the day without some of its limits, None where it does not fit even so."""
        if "visits" not in limits and len(self.nodes) - 2 > self.model.problem.max_visits[self.number]:
            return None
        hours = self.loosened(limits)
        labels, (*ways, (last, home)) = begin_day(hours), pairwise(self.nodes)
        for node, target in ways:
            labels = _undominated([new for label in labels for _, new in onward(hours, label, node, target)])
        days = [(label[0], over) for label in labels for _, over in onward(hours, label, last, home)]
        if not days:
            return None
        return _Walked(
            min(free for free, _ in days), min(over[0] for _, over in days), min(over[1] for _, over in days)
        )

    def told(self, limits: Sequence[str], walked: _Walked, day: int) -> Iterator[Notice]:
        """Yield what each limit is broken by."""
        problem, site = self.model.problem, Site(self.nodes[-2])
        visit: dict[str, Any] = {"day": day, "site": self.model.sites[site].name.both}
        if "visits" in limits:
            most = problem.max_visits[self.number]
            yield Notice.of("edit-visits", n=len(self.nodes) - 2, most=most, **visit)
        if "travel" in limits:
            limit = problem.max_transit[self.number]
            yield Notice.of("edit-travel", minutes=walked.travel, limit=limit, **visit)
        if "end" in limits:
            if walked.finish > self.end:
                yield Notice.of("edit-end", time=walked.finish, end=self.end, **visit)
            else:
                yield Notice.of("edit-night-ride", minutes=NIGHT_RIDE, time=NIGHT_FALL, **visit)
        if "hours" in limits:
            stay, last = (
                int(problem.minutes[self.number, site]),
                problem.windows[self.number, site, :, 1].max(),
            )
            begin = walked.free - stay
            if last < 0:
                yield Notice.of("edit-closed", **visit)
            else:
                yield Notice.of("edit-hours", time=begin, stay=stay, last=int(last), **visit)
        if "meals" in limits:
            yield Notice.of("edit-meals", **visit)

    def told_of_way(self, walked: _Walked, day: int) -> Iterator[Notice]:
        """Yield what limits the way from the start to the end of a day without visits breaks."""
        places = [self.model.corridor.places[self.model.leaves_from(node)].name.both for node in self.nodes]
        way: dict[str, Any] = {"day": day, "start": places[0], "end": places[1]}
        limit = self.model.problem.max_transit[self.number]
        if walked.travel > limit:
            yield Notice.of("edit-way-travel", minutes=walked.travel, limit=limit, **way)
        if walked.finish > self.end:
            yield Notice.of("edit-way-end", time=walked.finish, by=self.end, **way)

    @property
    def end(self) -> int:
        """When the day has to be over; only where a site is last that may be seen late, later than its usual end."""
        model, last = self.model, self.nodes[-2]
        end, site = model.problem.day_end[self.number], last < len(model.sites) and model.sites[last]
        if not has_late_days(model.request) or (site and goes_late(model.request, site)):
            return end
        return min(end, model.request.hours_of(model.date_of(self.number))[1])


def _at_any_hour(travel: Travel) -> Travel:
    """Return a travel without what keeps rides from the evening and the night."""
    if isinstance(travel, ShortNights):
        return _at_any_hour(travel.base)
    if isinstance(travel, LimitedTravel):
        return replace(travel, latest=np.full_like(travel.latest, INFINITY))
    return travel


def _never_closing(windows: list[list[Window]], site: Node) -> list[list[Window]]:
    """Return the windows of a day with a site that stays open once it has opened for the last time, if ever."""
    *before, (first, _, loss) = windows[site] or [(0, 0, 0)]
    return [*windows[:site], [*before, (first, NO_LIMIT, loss)], *windows[site + 1 :]]


def _undominated(labels: list[Label]) -> list[Label]:
    """Return the labels that none is as early as, with as little travel and as many meals."""
    kept: list[Label] = []
    for label in sorted({(time, minutes, 0, 0, fed) for time, minutes, _, _, fed in labels}):
        if not any(other[1] <= label[1] and other[4] >= label[4] for other in kept):
            kept.append(label)
    return kept
