"""When things happen on a day: the order is given; clock times, lunch and lengths are chosen here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from planner.hours import drawn_out
from planner.planning.candidates import starts
from planner.planning.model import TripModel
from planner.planning.rides import Going
from planner.problem import Tour

STRETCH_STEP = 15
UNHURRIED_END = 1080  # visits are not stretched past their typical length after 18:00
LIKED_LUNCH = 720

LunchPlace = Literal["none", "before", "after", "on", "aboard", "inside"]


@dataclass(frozen=True)
class LunchChoice:
    """Where lunch is: before, after, on or aboard the k-th ride, or inside the k-th visit."""

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
    aboard: bool = False  # with lunch in the train


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


@dataclass(frozen=True)
class _Part:
    """The beginning of a day."""

    blocks: tuple[Ride | Stay, ...]
    time: int
    moving: int
    lunch: LunchChoice


class DayClock:
    """Times one day's tour."""

    def __init__(self, model: TripModel, day: int, tour: Tour, going: Going) -> None:
        """Take a tour; ``going`` answers how one can ride."""
        self.model, self.problem, self.day, self.tour = model, model.problem, day, tour
        self.going = going
        self.lunch = self.problem.meals[0] if self.problem.meals else None
        self.stops = (*tour.sites, tour.end)

    def best(self) -> Timeline | None:
        """Return the day as it should be lived: visits stretched into slack, no start before it is needed."""
        minutes = [int(self.problem.minutes[self.day, site]) for site in self.tour.sites]
        base = self.earliest(self.problem.day_start[self.day], minutes)
        if base is None:
            return None
        minutes = self._stretched(base, minutes)
        stretched = self.earliest(self.problem.day_start[self.day], minutes) or base
        return self._late_start(stretched, minutes)

    def again(self, timeline: Timeline) -> Timeline | None:
        """Return the same day with this clock's rides: the same start and lengths of visits."""
        minutes = [b.end - b.start for b in timeline.blocks if isinstance(b, Stay) and b.kind == "visit"]
        same = self.earliest(timeline.start, minutes)
        return same or self.earliest(self.problem.day_start[self.day], minutes)

    def _stretched(self, base: Timeline, minutes: list[int]) -> list[int]:
        """Return lengths grown towards the typical, then the long ones, as far as the day allows."""
        sites = [self.model.sites[site] for site in self.tour.sites]
        lengths = [site.visit_minutes for site in sites]
        day_end, date = self.problem.day_end[self.day], self.model.date_of(self.day)
        unhurried = min(day_end, max(base.finish, UNHURRIED_END))
        goals = (([length.typical for length in lengths], day_end), ([x.long for x in lengths], unhurried))
        for goal, limit in goals:
            grew = True
            while grew:
                grew = False
                for k, site in enumerate(sites):
                    grown = drawn_out(site, date, minutes[k], STRETCH_STEP, goal[k])
                    if grown == minutes[k]:
                        continue
                    longer = [*minutes[:k], grown, *minutes[k + 1 :]]
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
        """Return the timeline that finishes first of those with no more travel than the tour is to have.

        With equals, lunch is at a place rather than aboard, and near to noon.
        """
        parts = [_Part((), start, 0, LunchChoice())]
        nodes = (self.tour.start, *self.stops)
        for k, (node, target) in enumerate(pairwise(nodes)):
            parts = [more for part in parts for more in self._go(part, node, target, k)]
            if k < len(minutes):
                parts = [more for part in parts for more in self._visit(part, target, minutes[k], k)]
            parts = _undominated(parts)
        timelines = [
            Timeline(part.blocks, start, part.time, part.lunch) for part in parts if self._fits(part)
        ]
        return min(timelines, key=self._rank, default=None)

    def _fits(self, part: _Part) -> bool:
        rule = self.lunch
        skips_lunch = rule is not None and part.lunch == LunchChoice() and part.time > rule.latest
        in_limits = (
            part.time <= self.problem.day_end[self.day] and part.moving <= self.problem.max_transit[self.day]
        )
        return in_limits and not skips_lunch

    def _rank(self, timeline: Timeline) -> tuple[bool, int, int, bool, int]:
        is_long = timeline.moving > self.tour.travel
        is_aboard = timeline.lunch.place == "aboard"
        off_noon = abs(timeline.lunch_start - LIKED_LUNCH)
        return is_long, timeline.finish, timeline.moving, is_aboard, off_noon

    def _go(self, part: _Part, node: int, target: int, k: int) -> Iterator[_Part]:
        """Yield the ways to the k-th stop, with lunch before, after, on or aboard the ride, or without."""
        for ride in self._rides(node, target, part.time):
            yield self._ridden(part, part.lunch, ride)
            yield from self._eaten_after(part, ride, k)
        rule = self.lunch
        if rule is None or part.lunch != LunchChoice():
            return
        meal = self._lunch(node, part.time)
        if meal is not None:
            fed = replace(part, blocks=(*part.blocks, meal))
            for ride in self._rides(node, target, meal.end):
                yield self._ridden(fed, LunchChoice("before", k), ride)
        for ride in self._rides(node, target, part.time, aboard=True):
            yield self._ridden(part, LunchChoice("aboard", k), ride)

    def _rides(self, node: int, target: int, time: int, aboard: bool = False) -> Iterator[Ride]:
        for depart, arrive, moving in self.going(node, target, time, aboard):
            if arrive <= self.problem.day_end[self.day]:
                yield Ride(node, target, depart, arrive, moving, aboard=aboard)

    def _ridden(self, part: _Part, lunch: LunchChoice, ride: Ride, *stays: Stay) -> _Part:
        time = stays[-1].end if stays else ride.arrive
        return _Part((*part.blocks, ride, *stays), time, part.moving + ride.moving, lunch)

    def _eaten_after(self, part: _Part, ride: Ride, k: int) -> Iterator[_Part]:
        rule = self.lunch
        if rule is None or part.lunch != LunchChoice():
            return
        meal = self._lunch(ride.target, ride.arrive)
        if meal is not None:
            yield self._ridden(part, LunchChoice("after", k), ride, meal)
        on_the_way = part.time < rule.earliest and ride.arrive > rule.latest
        if on_the_way and self.problem.travel[self.day].can_pause:
            slower = replace(ride, arrive=ride.arrive + rule.minutes, pauses=True)
            yield self._ridden(part, LunchChoice("on", k), slower)

    def _visit(self, part: _Part, site: int, minutes: int, k: int) -> Iterator[_Part]:
        """Yield the visit after a part; one that has not had lunch may have it inside."""
        for lunch in (part.lunch, LunchChoice("inside", k)):
            holds = lunch != part.lunch
            if holds and (part.lunch != LunchChoice() or not self._is_long(minutes)):
                continue
            stay = self._stay(site, part.time, minutes, holds)
            if stay is not None:
                yield _Part((*part.blocks, stay), stay.end, part.moving, lunch)

    def _is_long(self, minutes: int) -> bool:
        return self.lunch is not None and minutes >= self.lunch.inside_visit

    def _lunch(self, node: int, time: int) -> Stay | None:
        rule = self.lunch
        if rule is None or time > rule.latest:
            return None
        begin = max(time, rule.earliest)
        return Stay("lunch", node, begin, begin + rule.minutes)

    def _stay(self, site: int, time: int, minutes: int, holds_lunch: bool) -> Stay | None:
        rule = self.lunch
        if holds_lunch and rule is not None:
            time = max(time, rule.earliest + rule.minutes - minutes)
        spans = starts(self.model.sites[site], self.model.request, self.model.date_of(self.day), minutes)
        begin = next((max(time, low) for low, high in spans if max(time, low) <= high), None)
        if begin is None or (holds_lunch and rule is not None and begin > rule.latest):
            return None
        end = begin + minutes
        return Stay("visit", site, begin, end, self._has_lunch_hour(begin, end))

    def _has_lunch_hour(self, begin: int, end: int) -> bool:
        rule = self.lunch
        if rule is None or end - begin < rule.inside_visit:
            return False
        return max(begin, rule.earliest) <= min(end - rule.minutes, rule.latest)


def _undominated(parts: list[_Part]) -> list[_Part]:
    """Return, for each choice of lunch, the parts that no other beats in time and travel."""
    kept: list[_Part] = []
    for part in sorted(parts, key=lambda p: (p.time, p.moving)):
        if not any(other.lunch == part.lunch and other.moving <= part.moving for other in kept):
            kept.append(part)
    return kept
