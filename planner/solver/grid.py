"""A kind of day on a coarse grid of time: where going on to a site leads, whatever the sites are worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.arrays import INFINITY, FloatArray, IntArray
from planner.problem import Problem


@dataclass(frozen=True, eq=False)
class Grid:
    """The part of the relaxation that does not depend on multipliers.

    ``plain`` and ``lunch`` are ``[site, node, time]``: when the visit is over if one leaves the node then, without
    and with lunch on the way (there only for times at which one may be hungry); ``num_times`` when too late.
    """

    start: int
    step: int  # minutes
    num_times: int
    num_hungry: int  # times at which one may still be without lunch
    fed_from: int  # first time at which one may have had it
    is_fed_at_start: int
    plain: IntArray
    lunch: IntArray
    home: IntArray  # [fed, node, end]: last moment to leave to end the day there; -1: none
    ride: FloatArray  # [from node, to node, time or 1]: shortest minutes of travel from that time on

    @property
    def hungry_times(self) -> slice:
        """Times at which one may be hungry."""
        return slice(0, self.num_hungry)

    @property
    def fed_times(self) -> slice:
        """Times at which one may be fed."""
        return slice(self.fed_from, self.num_times)


def make_grid(problem: Problem, day: int, step: int) -> Grid:
    """Return where moves lead on a day, in steps of so many minutes."""
    start, end, rule = problem.day_start[day], problem.day_end[day], problem.lunch
    times = np.arange(start, end + 1, step)
    late, num_sites = len(times), problem.num_sites
    is_fed = rule is None or start > rule.latest
    num_hungry = 0 if rule is None or is_fed else min(late, (rule.latest - start) // step + 1)
    fed_from = 0 if rule is None or is_fed else (rule.earliest + rule.minutes - start) // step
    ride = np.minimum(problem.travel[day].shortest(times, end), INFINITY)
    direct, before = _arrivals(problem, day, np.arange(num_sites), times, num_hungry)
    finish, fed = _finishes(problem, day)
    by_site = np.arange(num_sites)[:, None, None]
    plain = finish[by_site, direct]
    hungry = direct[:, :, :num_hungry]
    lunch = np.minimum(finish[by_site, before], fed[by_site, hungry])
    for fed_there in _on_the_way(problem, day, np.arange(num_sites), hungry, times[:num_hungry]):
        lunch = np.minimum(lunch, finish[by_site, fed_there])
    index = [np.minimum((over - start) // step, late) for over in (plain, lunch)]
    for moves in index:  # a stay where one is, and a ride longer than a day allows, lead nowhere
        moves[by_site[:, 0, 0], np.arange(num_sites)] = late
        moves[(ride[:, :num_sites].min(axis=2) > problem.max_transit).T] = late
    return Grid(
        start=start,
        step=step,
        num_times=late,
        num_hungry=num_hungry,
        fed_from=max(0, min(late, fed_from)),
        is_fed_at_start=int(is_fed),
        plain=index[0],
        lunch=index[1],
        home=_home(problem, day, times, num_hungry),
        ride=ride.astype(np.float64),
    )


def _arrivals(
    problem: Problem, day: int, targets: IntArray, times: IntArray, num_hungry: int
) -> tuple[IntArray, IntArray]:
    """Return ``[target, origin, time]`` when one arrives, leaving then, and after a lunch before leaving."""
    travel, rule, too_late = problem.travel[day], problem.lunch, problem.day_end[day] + 1
    nodes = np.arange(len(problem.node_ids))
    target, origin = targets[:, None, None], nodes[None, :, None]
    direct = np.minimum(travel.arrive(origin, target, times), too_late)
    hungry = times[:num_hungry]
    if rule is None or num_hungry == 0:
        return direct, direct[:, :, :num_hungry]
    eaten = np.maximum(hungry, rule.earliest) + rule.minutes
    return direct, np.minimum(travel.arrive(origin, target, eaten), too_late)


def _on_the_way(
    problem: Problem, day: int, targets: IntArray, direct: IntArray, times: IntArray
) -> Iterator[IntArray]:
    """Yield when one arrives with lunch on the road, and with lunch aboard.

    A grid time may be early, so the rule for the road is taken a step wider.
    """
    rule, travel, too_late = problem.lunch, problem.travel[day], problem.day_end[day] + 1
    if rule is None or len(times) == 0:
        return
    if travel.can_pause:
        step = int(times[1] - times[0]) if len(times) > 1 else too_late
        on_the_road = (times < rule.earliest) & (direct > rule.latest - step)
        yield np.minimum(np.where(on_the_road, direct + rule.minutes, too_late), too_late)
    nodes = np.arange(len(problem.node_ids))
    aboard = travel.with_lunch(nodes[None, :, None], targets[:, None, None], times)
    if aboard is not None:
        yield np.minimum(aboard[0], too_late)


def _finishes(problem: Problem, day: int) -> tuple[IntArray, IntArray]:
    """Return ``[site, minute of arrival]`` when a visit is over: without lunch, and with lunch after arriving."""
    end, rule, sites = problem.day_end[day], problem.lunch, np.arange(problem.num_sites)[:, None]
    minute, length = np.arange(end + 2)[None, :], problem.minutes[day][:, None]
    finish = np.minimum(problem.open_from(day, sites, minute) + length, INFINITY)
    finish[:, end + 1] = INFINITY
    if rule is None:
        return finish, finish
    after = np.maximum(minute, rule.earliest)
    eaten = np.where(after <= rule.latest, after + rule.minutes, end + 1)
    fed = finish[sites, np.minimum(eaten, end + 1)]
    begin = problem.open_from(day, sites, np.maximum(minute, rule.earliest + rule.minutes - length))
    is_inside = (length >= rule.inside_visit) & (begin <= rule.latest) & (minute <= end)
    return finish, np.minimum(fed, np.where(is_inside, begin + length, INFINITY))


def _home(problem: Problem, day: int, times: IntArray, num_hungry: int) -> IntArray:
    """Return ``[fed, node, end]`` the last moment to leave to end the day there."""
    end, rule = problem.day_end[day], problem.lunch
    direct, before = _arrivals(problem, day, np.array(problem.ends_of(day)), times, num_hungry)
    fed_home = (direct <= end).sum(axis=2) - 1
    hungry_home = fed_home
    if rule is not None and num_hungry:
        without = direct[:, :, :num_hungry]
        after = np.maximum(without, rule.earliest)
        eaten = np.where(after <= rule.latest, after + rule.minutes, end + 1)
        ready = np.minimum(before, eaten)
        for fed_there in _on_the_way(
            problem, day, np.array(problem.ends_of(day)), without, times[:num_hungry]
        ):
            ready = np.minimum(ready, fed_there)
        hungry_home = (
            np.maximum((without <= min(end, rule.latest)).sum(axis=2), (ready <= end).sum(axis=2)) - 1
        )
    return np.stack([hungry_home.T, fed_home.T])
