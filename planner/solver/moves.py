"""The ways to go on from partial tours: rides, waiting for shorter ones, lunch on the way or inside a visit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from planner.arrays import INFINITY, IntArray
from planner.problem import Problem
from planner.solver.labels import BoolArray, Labels
from planner.travel import Travel

Arrival = tuple[IntArray, IntArray, IntArray, BoolArray]  # (rows, ready, minutes of travel, lunch had)
Move = tuple[IntArray, IntArray, IntArray]  # the same without lunch


def rides(
    travel: Travel, origin: IntArray, target: IntArray, depart: IntArray, by: int, lunch: bool = False
) -> Iterator[Move]:
    """Yield the rides that can be worth taking, as (rows, arrival, minutes of travel).

    First those that arrive earliest, then, for the rows that have one, the next shorter one that leaves by a minute.
    """
    rows = np.arange(len(origin))
    while len(rows):
        way = origin[rows], target[rows], depart
        ride = travel.with_lunch(*way) if lunch else (travel.arrive(*way), travel.moving(*way))
        if ride is None:
            return
        yield rows, *ride
        later = travel.later(*way, lunch=lunch)
        more = np.flatnonzero(later <= by)
        rows, depart = rows[more], later[more]


def _lunches(
    problem: Problem, day: int, labels: Labels, target: IntArray, plain: list[Move]
) -> Iterator[Move]:
    """Yield when one is ready at a target with lunch on the way.

    It is eaten before leaving, after one of the plain rides, aboard, or, where one can stop, on the road when it
    would be too early before and too late after.
    """
    rule, travel, by = problem.lunch, problem.travel[day], problem.day_end[day]
    if rule is None:
        return
    before = np.maximum(labels.time, rule.earliest)
    leave = np.where(before <= rule.latest, before, INFINITY) + rule.minutes
    yield from rides(travel, labels.last, target, leave, by)
    yield from rides(travel, labels.last, target, labels.time, by, lunch=True)
    for rows, there, moving in plain:
        after = np.maximum(there, rule.earliest)
        yield rows, np.where(after <= rule.latest, after + rule.minutes, INFINITY), moving
        if travel.can_pause:
            on_the_way = (labels.time[rows] < rule.earliest) & (there > rule.latest)
            yield rows, np.where(on_the_way, there + rule.minutes, INFINITY), moving


def _fed(problem: Problem, day: int, labels: Labels, options: Iterable[Move]) -> Iterator[Arrival]:
    """Yield the ways with lunch for who has had none; of those that take equally long the earliest."""
    found = list(options)
    if found and problem.travel[day].is_steady:
        ready = np.stack([option[1] for option in found])
        best, at = ready.argmin(axis=0), np.arange(ready.shape[1])
        found = [(found[0][0], ready[best, at], np.stack([option[2] for option in found])[best, at])]
    for rows, ready, moving in found:
        hungry = np.flatnonzero(~labels.lunch[rows])
        yield rows[hungry], ready[hungry], moving[hungry], np.ones(len(hungry), dtype=bool)


def arrivals(problem: Problem, day: int, labels: Labels, target: IntArray) -> Iterator[Arrival]:
    """Yield the ways to go on to a target, without lunch now and with it."""
    plain = list(rides(problem.travel[day], labels.last, target, labels.time, problem.day_end[day]))
    for rows, ready, moving in plain:
        yield rows, ready, moving, labels.lunch[rows]
    yield from _fed(problem, day, labels, _lunches(problem, day, labels, target, plain))


def visits(problem: Problem, day: int, labels: Labels, sites: IntArray) -> Iterator[Arrival]:
    """Yield, as `arrivals` does, when a visit is over; lunch may also be inside a long one, begun late enough."""
    plain = list(rides(problem.travel[day], labels.last, sites, labels.time, problem.day_end[day]))
    for rows, over, moving in _over(problem, day, sites, plain):
        yield rows, over, moving, labels.lunch[rows]
    lunches = _over(problem, day, sites, _lunches(problem, day, labels, sites, plain))
    yield from _fed(problem, day, labels, (*lunches, *_inside(problem, day, sites, plain)))


def _over(problem: Problem, day: int, sites: IntArray, options: Iterable[Move]) -> Iterator[Move]:
    for rows, ready, moving in options:
        yield rows, problem.open_from(day, sites[rows], ready) + problem.minutes[day, sites[rows]], moving


def _inside(problem: Problem, day: int, sites: IntArray, plain: list[Move]) -> Iterator[Move]:
    """Yield when visits with lunch inside are over."""
    rule = problem.lunch
    if rule is None:
        return
    for rows, ready, moving in plain:
        minutes = problem.minutes[day, sites[rows]]
        late_enough = np.maximum(ready, rule.earliest + rule.minutes - minutes)
        begin = problem.open_from(day, sites[rows], late_enough)
        is_inside = (minutes >= rule.inside_visit) & (begin <= rule.latest)
        yield rows, np.where(is_inside, begin + minutes, INFINITY), moving
