"""The best plan by trying all of them: slow, plain, and independent of the solver."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from planner.arrays import INFINITY
from planner.problem import Problem
from planner.travel import ConstantTravel, Travel
from tests.builders.problems import LAST_MINUTE, ServiceTravel

Day = dict[tuple[int, frozenset[int], int], list[tuple[int, int]]]  # (from, sites, to): (travel, money)


def ways_on(
    problem: Problem, day: int, at: int, minute: int, fed: bool, to: int
) -> list[tuple[int, int, bool]]:
    """Return (ready at the target, minutes moving, fed) for going on at once, and for every lunch on the way."""
    travel, rule = problem.travel[day], problem.lunch
    plain = departures(travel, at, to, minute, problem.day_end[day])
    ways = [(there, moving, fed) for there, moving in plain]
    if rule is None or fed:
        return ways
    aboard = departures(travel, at, to, minute, problem.day_end[day], lunch=True)
    if max(minute, rule.earliest) <= rule.latest:
        leave = max(minute, rule.earliest) + rule.minutes
        aboard += departures(travel, at, to, leave, problem.day_end[day])
    ways += [(there, moving, True) for there, moving in aboard]
    for there, moving in plain:
        if max(there, rule.earliest) <= rule.latest:
            ways.append((max(there, rule.earliest) + rule.minutes, moving, True))
        if travel.can_pause and minute < rule.earliest and there > rule.latest:
            ways.append((there + rule.minutes, moving, True))
    return ways


def departures(
    travel: Travel, at: int, to: int, minute: int, last: int, lunch: bool = False
) -> list[tuple[int, int]]:
    """Return (arrival, minutes moving) of leaving at any minute, those that no other is below in both."""
    if isinstance(travel, ConstantTravel):
        going = int(travel.minutes[at, to])
        return [] if lunch else [(minute + going, going)]
    assert isinstance(travel, ServiceTravel)
    moments = travel.aboard if lunch else travel.moments
    leaves = range(minute, min(last, LAST_MINUTE) + 1)
    found = set() if moments is None else {tuple(moments[at, to, leave].tolist()) for leave in leaves}
    return sorted(thin({(int(there), int(moving)) for there, moving in found}))


def opens(problem: Problem, day: int, site: int, minute: int) -> int:
    """Return the first moment from a minute on at which a visit may begin."""
    spans = problem.windows[day, site].tolist()
    return min((max(minute, first) for first, last in spans if max(minute, first) <= last), default=INFINITY)


def visits_of(
    problem: Problem, day: int, at: int, minute: int, fed: bool, site: int
) -> list[tuple[int, int, bool]]:
    """Return (end of the visit, minutes moving, fed) for every way to visit a site next."""
    rule, length = problem.lunch, int(problem.minutes[day, site])
    done = []
    for ready, moving, is_fed in ways_on(problem, day, at, minute, fed, site):
        done.append((opens(problem, day, site, ready) + length, moving, is_fed))
        if rule is not None and not is_fed and length >= rule.inside_visit:
            begin = opens(problem, day, site, max(ready, rule.earliest + rule.minutes - length))
            if begin <= rule.latest:
                done.append((begin + length, moving, True))
    return done


def tours_of(problem: Problem, day: int) -> Day:
    """Return for every start, set of sites and end each (travel, money) of some order."""
    found: Day = {}
    is_open = [s for s in range(problem.num_sites) if (problem.windows[day, s, :, 1] >= 0).any()]
    for size in range(min(problem.max_visits, len(is_open)) + 1):
        for order in permutations(is_open, size):
            for start in problem.starts_of(day):
                add_tours(problem, day, start, order, found)
    return found


def add_tours(problem: Problem, day: int, start: int, order: tuple[int, ...], found: Day) -> None:
    """Add what one order of visits comes to, by every choice of lunch."""
    rule, close = problem.lunch, problem.day_end[day]
    is_fed = rule is None or problem.day_start[day] > rule.latest
    states, money, last = [(problem.day_start[day], 0, is_fed)], 0, start

    def is_right(minute: int, moving: int, fed: bool) -> bool:
        hungry_in_time = rule is None or fed or minute <= rule.latest
        return minute <= close and moving <= problem.max_transit and hungry_in_time

    for site in order:
        money += int(problem.site_cost[site]) + int(problem.ride_cost(day, np.array(last), np.array(site)))
        options = [
            (over, ridden + moving, is_fed)
            for minute, ridden, fed in states
            for over, moving, is_fed in visits_of(problem, day, last, minute, fed, site)
        ]
        states, last = [option for option in options if is_right(*option)], site
    for end in problem.ends_of(day):
        total = (
            money + int(problem.ride_cost(day, np.array(last), np.array(end))) + int(problem.night_cost[end])
        )
        ends = [
            (ready, ridden + moving, is_fed)
            for minute, ridden, fed in states
            for ready, moving, is_fed in ways_on(problem, day, last, minute, fed, end)
        ]
        riding = [moving for minute, moving, fed in ends if is_right(minute, moving, fed)]
        if riding:
            found.setdefault((start, frozenset(order), end), []).append((min(riding), total))


def best_by_hand(problem: Problem) -> int | None:
    """Return the objective of the best plan by trying all, or None when there is none."""
    states: dict[tuple[int, frozenset[int], int], set[tuple[int, int]]] = {
        (problem.start, frozenset(), 0): {(0, 0)}
    }
    for day in range(problem.num_days):
        tours = {key: thin(set(costs)) for key, costs in tours_of(problem, day).items()}
        then: dict[tuple[int, frozenset[int], int], set[tuple[int, int]]] = {}
        for (town, seen, changes), worths in states.items():
            for (start, sites, end), costs in tours.items():
                if start != town or sites & seen:
                    continue
                moved = int(0 < day < problem.num_days - 1 and start != end)
                gain = int(sum(problem.prize[s] for s in sites)) - problem.bed_price * moved
                new = then.setdefault((end, seen | sites, changes + moved), set())
                new.update(
                    (spent + money, loss + problem.travel_price * ridden - gain)
                    for spent, loss in worths
                    for ridden, money in costs
                )
        states = {key: thin(options) for key, options in then.items()}
    values = [
        -loss
        for (_, seen, changes), worths in states.items()
        if keeps_limits(problem, seen, changes)
        for spent, loss in worths
        if problem.budget is None or spent <= problem.budget
    ]
    return max(values, default=None)


def thin(pairs: set[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the pairs that no other is below in both."""
    kept: list[tuple[int, int]] = []
    for pair in sorted(pairs):
        if not kept or pair[1] < kept[-1][1]:
            kept.append(pair)
    return set(kept)


def keeps_limits(problem: Problem, seen: frozenset[int], changes: int) -> bool:
    """Tell whether musts, rules and changes of bed are as asked for."""
    counts = [(len(rule.sites & seen), rule) for rule in problem.rules]
    return (
        seen.issuperset(problem.must)
        and all(n >= r.at_least and (r.at_most is None or n <= r.at_most) for n, r in counts)
        and (problem.max_bed_changes is None or changes <= problem.max_bed_changes)
    )
