"""When things happen on a day: the order is given; clock times, lunch and lengths are chosen here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from planner.hours import start_window
from planner.network.travel import INFINITY
from planner.planning.model import Model
from planner.problem import Tour

STRETCH_STEP = 15
UNHURRIED_END = 1080  # visits are not stretched past their typical length after 18:00
LIKED_LUNCH = 720

LunchPlace = Literal["none", "before", "after", "on", "inside"]


@dataclass(frozen=True)
class LunchChoice:
    """Where lunch is: before, after or on the k-th ride, or inside the k-th visit."""

    place: LunchPlace = "none"
    index: int = -1


@dataclass(frozen=True)
class Ride:
    """Going from one node to the next; ``depart`` is when one may leave at the earliest."""

    origin: int
    target: int
    depart: int
    arrive: int
    moving: int
    pauses: bool = False


@dataclass(frozen=True)
class Stay:
    """A visit or lunch."""

    kind: Literal["visit", "lunch"]
    node: int
    start: int
    end: int
    includes_lunch: bool = False


@dataclass(frozen=True)
class Timeline:
    """A day in minutes after midnight."""

    blocks: tuple[Ride | Stay, ...]
    start: int
    finish: int
    lunch: LunchChoice

    @property
    def moving(self) -> int:
        """Minutes of travel."""
        return sum(block.moving for block in self.blocks if isinstance(block, Ride))

    @property
    def lunch_start(self) -> int:
        """When lunch begins; the liked time when there is none."""
        return next((b.start for b in self.blocks if isinstance(b, Stay) and b.kind == "lunch"), LIKED_LUNCH)


Going = Callable[[int, int, int], tuple[int, int]]  # (origin, target, depart) -> (arrive, moving)


class DayClock:
    """Times one day's tour."""

    def __init__(self, model: Model, day: int, tour: Tour, going: Going | None = None) -> None:
        """Take a tour; ``going`` answers how long a ride takes, the problem's table when not given."""
        self.model, self.problem, self.day, self.tour = model, model.problem, day, tour
        self.going = going or self._by_table
        self.stops = (*tour.sites, tour.end)

    def _by_table(self, origin: int, target: int, depart: int) -> tuple[int, int]:
        travel = self.problem.travel[self.day]
        at = (np.array(origin), np.array(target), np.array(depart))
        return int(travel.arrive(*at)), int(travel.moving(*at))

    def best(self) -> Timeline | None:
        """Return the day as it should be lived: visits stretched into slack, no start before it is needed."""
        minutes = [int(self.problem.minutes[site]) for site in self.tour.sites]
        base = self.earliest(self.problem.day_start[self.day], minutes)
        if base is None:
            return None
        minutes = self._stretched(base, minutes)
        stretched = self.earliest(self.problem.day_start[self.day], minutes) or base
        return self._late_start(stretched, minutes)

    def again(self, timeline: Timeline) -> Timeline | None:
        """Return the same day with this clock's rides: the same lengths, start and place of lunch."""
        minutes = [b.end - b.start for b in timeline.blocks if isinstance(b, Stay) and b.kind == "visit"]
        same = self.simulate(timeline.start, minutes, timeline.lunch)
        return same or self.earliest(self.problem.day_start[self.day], minutes)

    def _stretched(self, base: Timeline, minutes: list[int]) -> list[int]:
        """Return lengths grown towards the typical, then the long ones, as far as the day allows."""
        lengths = [self.model.sites[site].visit_minutes for site in self.tour.sites]
        day_end = self.problem.day_end[self.day]
        unhurried = min(day_end, max(base.finish, UNHURRIED_END))
        goals = (([length.typical for length in lengths], day_end), ([x.long for x in lengths], unhurried))
        for goal, limit in goals:
            grew = True
            while grew:
                grew = False
                for k in range(len(minutes)):
                    longer = [*minutes[:k], min(minutes[k] + STRETCH_STEP, goal[k]), *minutes[k + 1 :]]
                    if longer[k] <= minutes[k]:
                        continue
                    timeline = self.earliest(self.problem.day_start[self.day], longer)
                    if timeline and timeline.finish <= limit and timeline.moving <= base.moving:
                        minutes, grew = longer, True
        return minutes

    def _late_start(self, timeline: Timeline, minutes: list[int]) -> Timeline:
        """Leave as late as the day's end allows: a late start beats an hour before a closed gate."""
        low, high, best = self.problem.day_start[self.day], timeline.finish, timeline
        while low < high:
            middle = (low + high + 1) // 2
            later = self.earliest(middle, minutes)
            if later and later.finish <= timeline.finish and later.moving <= timeline.moving:
                low, best = middle, later
            else:
                high = middle - 1
        return best

    def earliest(self, start: int, minutes: list[int]) -> Timeline | None:
        """Return the timeline that finishes first; with equals, the one with lunch nearest to noon."""
        timelines = [self.simulate(start, minutes, lunch) for lunch in self._lunches(minutes)]
        fine = [timeline for timeline in timelines if timeline is not None]
        return min(fine, key=lambda t: (t.finish, t.moving, abs(t.lunch_start - LIKED_LUNCH)), default=None)

    def _lunches(self, minutes: list[int]) -> Iterator[LunchChoice]:
        yield LunchChoice()
        rule = self.problem.lunch
        if rule is None:
            return
        for k in range(len(self.stops)):
            yield LunchChoice("before", k)
            yield LunchChoice("after", k)
            if self.problem.travel[self.day].can_pause:
                yield LunchChoice("on", k)
            if k < len(minutes) and minutes[k] >= rule.inside_visit:
                yield LunchChoice("inside", k)

    def simulate(self, start: int, minutes: list[int], lunch: LunchChoice) -> Timeline | None:
        """Return the day with the earliest times, or None when it does not fit."""
        blocks: list[Ride | Stay] = []
        node, time = self.tour.start, start
        for k, target in enumerate(self.stops):
            going = self._ride(node, target, time, lunch, k)
            if going is None:
                return None
            blocks += going
            last = going[-1]
            time = last.arrive if isinstance(last, Ride) else last.end
            if k < len(minutes):
                visit = self._visit(target, time, minutes[k], lunch == LunchChoice("inside", k))
                if visit is None:
                    return None
                blocks.append(visit)
                time = visit.end
            node = target
        rule = self.problem.lunch
        skips_lunch = rule is not None and lunch.place == "none" and time > rule.latest
        if skips_lunch or time > self.problem.day_end[self.day]:
            return None
        timeline = Timeline(tuple(blocks), start, time, lunch)
        return timeline if timeline.moving <= self.problem.max_transit else None

    def _ride(
        self, node: int, target: int, time: int, lunch: LunchChoice, k: int
    ) -> list[Ride | Stay] | None:
        blocks: list[Ride | Stay] = []
        if lunch == LunchChoice("before", k):
            meal = self._lunch(node, time)
            if meal is None:
                return None
            blocks.append(meal)
            time = meal.end
        arrive, moving = self.going(node, target, time)
        if arrive >= INFINITY:
            return None
        rule = self.problem.lunch
        pauses = lunch == LunchChoice("on", k) and rule is not None
        if pauses and rule is not None:
            if time >= rule.earliest or arrive <= rule.latest:
                return None
            arrive += rule.minutes
        blocks.append(Ride(node, target, time, arrive, moving, pauses))
        if lunch == LunchChoice("after", k):
            meal = self._lunch(target, arrive)
            if meal is None:
                return None
            blocks.append(meal)
        return blocks

    def _lunch(self, node: int, time: int) -> Stay | None:
        rule = self.problem.lunch
        if rule is None or time > rule.latest:
            return None
        begin = max(time, rule.earliest)
        return Stay("lunch", node, begin, begin + rule.minutes)

    def _visit(self, site: int, time: int, minutes: int, holds_lunch: bool) -> Stay | None:
        rule = self.problem.lunch
        if holds_lunch and rule is not None:
            time = max(time, rule.earliest + rule.minutes - minutes)
        spans = start_window(self.model.sites[site], self.model.date_of(self.day), minutes)
        begin = next((max(time, low) for low, high in spans if max(time, low) <= high), None)
        if begin is None or (holds_lunch and rule is not None and begin > rule.latest):
            return None
        end = begin + minutes
        return Stay("visit", site, begin, end, self._has_lunch_hour(begin, end))

    def _has_lunch_hour(self, begin: int, end: int) -> bool:
        rule = self.problem.lunch
        if rule is None or end - begin < rule.inside_visit:
            return False
        return max(begin, rule.earliest) <= min(end - rule.minutes, rule.latest)
