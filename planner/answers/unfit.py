"""Why a visit does not fit behind those before it: the limits of its day that it would break, and by how much."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass, replace
from itertools import combinations, pairwise

from planner.clock import DAY_MINUTES
from planner.itinerary import Notice
from planner.planning.model import TripModel
from planner.planning.recovered import Outline, Tables, ends_of_day, sites_of
from planner.problem import Node, Site
from planner.solver import Label, begin_day, day_tables, onward

LIMITS = ("visits", "travel", "end", "hours", "meals")  # hours late: who waits for them breaks another limit
NO_LIMIT = 2 * DAY_MINUTES


def unfit(model: TripModel, tables: Tables, number: int, outline: Outline, named: int) -> tuple[Notice, ...]:
    """Return which limits of a day, that the plan names by a number, its last visit breaks: as few as can be.

    None where something else keeps it from fitting (a ride that is in no table).
    """
    sites = sites_of(model, outline.stops)
    if not sites or sites[-1] >= len(model.sites):
        return ()
    for start, end in ends_of_day(model, number, outline):
        day = _Day(model, tables, number, int(outline.is_hired), (start, *sites, end))
        for broken in (each for size in range(len(LIMITS)) for each in combinations(LIMITS, size + 1)):
            if walked := day.without(broken):
                return tuple(day.told(broken, walked, named))
    return ()


@dataclass(frozen=True)
class _Walked:
    """When the last visit begins, when the day is over, and its minutes of travel: the least of each."""

    begin: int
    finish: int
    travel: int


@dataclass(frozen=True)
class _Day:
    model: TripModel
    tables: Tables
    number: int
    hire: int
    nodes: tuple[Node, ...]

    @property
    def sites(self) -> tuple[Node, ...]:
        return self.nodes[1:-1]

    def without(self, limits: Sequence[str]) -> _Walked | None:
        """Return the day without some of its limits, None where it does not fit even so."""
        problem, last = self.model.problem, self.sites[-1]
        if "visits" not in limits and len(self.sites) > problem.max_visits[self.number]:
            return None
        table = self.tables[self.hire][self.number]
        if "end" in limits:
            ends = tuple(NO_LIMIT if day == self.number else end for day, end in enumerate(problem.day_end))
            table = day_tables(replace(problem, day_end=ends), self.hire)[self.number]
        hours = copy(table.lists)
        if "travel" in limits:
            hours.max_minutes = NO_LIMIT
        if "hours" in limits:
            hours.windows = [*hours.windows]
            hours.windows[last] = [(0, NO_LIMIT, 0)]
        if "meals" in limits:
            hours.meals = []
        labels, home = begin_day(hours), self.nodes[-1]
        for node, target in pairwise(self.nodes[:-1]):
            labels = _undominated([new for label in labels for _, new in onward(hours, label, node, target)])
        ways = [(label[0], over) for label in labels for _, over in onward(hours, label, last, home)]
        if not ways:
            return None
        begin = min(time for time, _ in ways) - hours.length[last]
        return _Walked(begin, min(over[0] for _, over in ways), min(over[1] for _, over in ways))

    def told(self, limits: Sequence[str], walked: _Walked, day: int) -> Iterator[Notice]:
        """Yield what each limit is broken by."""
        problem, site = self.model.problem, Site(self.sites[-1])
        visit = {"day": day, "site": self.model.sites[site].name.both}
        if "visits" in limits:
            most = problem.max_visits[self.number]
            yield Notice.of("edit-visits", n=len(self.sites), most=most, **visit)
        if "travel" in limits:
            limit = problem.max_transit[self.number]
            yield Notice.of("edit-travel", minutes=walked.travel, limit=limit, **visit)
        if "end" in limits:
            yield Notice.of("edit-end", time=walked.finish, end=problem.day_end[self.number], **visit)
        if "hours" in limits:
            stay, last = problem.minutes[self.number, site], problem.windows[self.number, site, :, 1].max()
            if last < 0:
                yield Notice.of("edit-closed", **visit)
            elif walked.begin > last:
                yield Notice.of("edit-hours", time=walked.begin, stay=int(stay), last=int(last), **visit)
        if "meals" in limits:
            yield Notice.of("edit-meals", **visit)


def _undominated(labels: list[Label]) -> list[Label]:
    """Return the labels that none is as early as, with as little travel and as many meals."""
    kept: list[Label] = []
    for label in sorted({(time, minutes, 0, 0, fed) for time, minutes, _, _, fed in labels}):
        if not any(other[1] <= label[1] and other[4] >= label[4] for other in kept):
            kept.append(label)
    return kept
