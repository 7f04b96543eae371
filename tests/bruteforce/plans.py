"""The best plan by trying all of them: slow, plain, and independent of the solver."""

from __future__ import annotations

from itertools import combinations, permutations
from math import floor
from typing import TypeVar

import numpy as np

from planner.problem import Problem
from planner.travel import ConstantTravel, LimitedTravel, Travel
from tests.builders.problems import LAST_MINUTE, RideTravel, ServiceTravel

Option = tuple[int, int, int, int, int]  # free again, minutes moving, loss, CNY, meals had
Day = dict[tuple[int, frozenset[int], int], set[tuple[int, int]]]  # (from, sites, to): (loss, CNY)
Ride = tuple[int, int, int, int]  # arrival, minutes moving, CNY of one, changes

Spent = tuple[int, int, int]  # loss, CNY of rides and of nights
Costs = TypeVar("Costs", bound=tuple[int, ...])
Trip = tuple[
    int, frozenset[tuple[int, int]], int, tuple[int, ...], frozenset[tuple[int, int]]
]  # town, (site, day), bed changes, beds entered, nights that rules count


def is_quick(problem: Problem) -> bool:
    """Tell whether trying all plans takes tenths of a second, and not a quarter of a minute."""
    return problem.num_sites < 6 or sum(problem.max_visits) <= 4


def table_of(problem: Problem, day: int, hire: int) -> tuple[Travel, float]:
    """Return the table of a day, and how often a fare is paid."""
    if hire:
        return problem.hires[hire - 1].travel[day], problem.hires[hire - 1].travel_cost_factor
    return problem.travel[day], problem.travel_cost_factor


def ways_on(problem: Problem, day: int, hire: int, at: int, option: Option, to: int) -> list[Option]:
    """Return going on at once, and with every way to have the next meal: ready at the target."""
    minute, ridden, loss, cny, fed = option
    if problem.leave_from is not None:
        minute = max(minute, int(problem.leave_from[day, to]))
    travel, factor = table_of(problem, day, hire)
    last, ways = problem.day_end[day], list[Option]()

    def add(ready: int, ride: Ride, more: int) -> None:
        _, moving, fare, changes = ride
        paid = floor(fare * factor + 0.5)
        lost = problem.travel_price * moving + round_half_even(problem.money_price * paid)
        lost += problem.change_price * changes
        ways.append((ready, ridden + moving, loss + lost, cny + paid, fed + more))

    plain = departures(travel, at, to, minute, last)
    for ride in plain:
        add(ride[0], ride, 0)
    if fed == len(problem.meals):
        return ways
    rule = problem.meals[fed]
    if fed == 0:
        for ride in departures(travel, at, to, minute, last, lunch=True):
            add(ride[0], ride, 1)
    if max(minute, rule.earliest) <= rule.latest:
        for ride in departures(travel, at, to, max(minute, rule.earliest) + rule.minutes, last):
            add(ride[0], ride, 1)
    for ride in plain:
        if max(ride[0], rule.earliest) <= rule.latest:
            add(max(ride[0], rule.earliest) + rule.minutes, ride, 1)
        if travel.can_pause and minute < rule.earliest and ride[0] > rule.latest:
            add(ride[0] + rule.minutes, ride, 1)
    return ways


def round_half_even(value: float) -> int:
    """Return a whole number."""
    return int(np.rint(value))


def departures(travel: Travel, at: int, to: int, minute: int, last: int, lunch: bool = False) -> list[Ride]:
    """Return every ride that leaves at a minute or later."""
    if isinstance(travel, LimitedTravel):
        rides = [] if travel.forbidden[at, to] else departures(travel.base, at, to, minute, last, lunch)
        return [ride for ride in rides if ride[0] <= travel.latest[at, to]]
    if isinstance(travel, ConstantTravel):
        going = int(travel.minutes[at, to])
        return [] if lunch else [(minute + going, going, int(travel.cny[at, to]), 0)]
    if isinstance(travel, RideTravel):
        walk, of = int(travel.walk[at, to]), (travel.aboard if lunch else travel.rides).get((at, to), [])
        later = [
            (there, there - leave, cny, changes)
            for leave, there, cny, changes in of
            if minute <= leave and there <= last
        ]
        return [*later, *([] if lunch or minute + walk > last else [(minute + walk, walk, 0, 0)])]
    assert isinstance(travel, ServiceTravel)
    moments = travel.aboard if lunch else travel.moments
    leaves = range(minute, min(last, LAST_MINUTE) + 1)
    found = set() if moments is None else {tuple(moments[at, to, leave].tolist()) for leave in leaves}
    return sorted((int(there), int(moving), int(cny), 0) for there, moving, cny in found if there <= last)


def visits_of(problem: Problem, day: int, hire: int, at: int, option: Option, site: int) -> list[Option]:
    """Return every way to visit a site next, in any of its windows."""
    length, done = int(problem.minutes[day, site]), list[Option]()
    lost = np.zeros(problem.windows.shape[:3]) if problem.window_loss is None else problem.window_loss

    def add(ready: int, latest: int, way: Option, more: int) -> None:
        for (first, last), losing in zip(problem.windows[day, site].tolist(), lost[day, site], strict=True):
            begin = max(ready, first)
            if begin <= min(last, latest):
                done.append((begin + length, way[1], way[2] + int(losing), way[3], way[4] + more))

    for way in ways_on(problem, day, hire, at, option, site):
        add(way[0], 10**6, way, 0)
        if (
            way[4] < len(problem.meals)
            and problem.meals[way[4]].is_held(site, length)
            and way[4] == option[4]
        ):
            rule = problem.meals[way[4]]
            add(max(way[0], rule.earliest + rule.minutes - length), rule.latest, way, 1)
    return done


def tours_of(problem: Problem, day: int) -> Day:
    """Return for every start, set of sites and end each (loss, CNY) of some order, with or without a vehicle."""
    found: Day = {}
    is_open = [s for s in range(problem.num_sites) if (problem.windows[day, s, :, 1] >= 0).any()]
    for size in range(min(problem.max_visits[day], len(is_open)) + 1):
        for order in permutations(is_open, size):
            for start in problem.starts_of(day):
                for hire in range(len(problem.hires) + 1):
                    add_tours(problem, day, start, order, found, hire)
    return {key: thin(costs) for key, costs in found.items()}


def add_tours(
    problem: Problem, day: int, start: int, order: tuple[int, ...], found: Day, hire: int = 0
) -> None:
    """Add what the rides, visits and the vehicle of one order take, by every choice of meals, rides and windows."""
    fed = 0
    while fed < len(problem.meals) and problem.day_start[day] > problem.meals[fed].latest:
        fed += 1
    options: set[Option] = {(problem.day_start[day], 0, 0, 0, fed)}

    def right(found: list[Option]) -> set[Option]:
        return {
            (minute, moving, loss, cny, fed)
            for minute, moving, loss, cny, fed in found
            if minute <= problem.day_end[day]
            and moving <= problem.max_transit[day]
            and (fed == len(problem.meals) or minute <= problem.meals[fed].latest)
        }

    last = start
    for site in order:
        options = right([more for one in options for more in visits_of(problem, day, hire, last, one, site)])
        options = without_worse(options)
        last = site
    cny = problem.hires[hire - 1].cny if hire else 0
    lost = round_half_even(problem.money_price * cny)
    for end in problem.ends_of(day):
        ends = right([more for one in options for more in ways_on(problem, day, hire, last, one, end)])
        if ends and problem.may_stay(np.array(start), np.array(end)):
            costs = found.setdefault((start, frozenset(order), end), set())
            costs.update((loss + lost, paid + cny) for _, _, loss, paid, _ in ends)


def without_worse(options: set[Option]) -> set[Option]:
    """Return the options that no other is as good as in all."""
    return {
        one
        for one in options
        if not any(
            other != one
            and other[4] == one[4]
            and all(a <= b for a, b in zip(other[:4], one[:4], strict=True))
            for other in options
        )
    }


def best_by_hand(problem: Problem) -> int | None:
    """Return the objective of the best plan by trying all, or None when there is none."""
    beds = range(len(problem.node_ids)) if problem.places is None else problem.places.tolist()
    home = {beds[start] for start in problem.starts} & {beds[end] for end in problem.ends}
    states: dict[Trip, set[Spent]] = {
        (start, frozenset(), 0, () if beds[start] in home else (beds[start],), frozenset()): {(0, 0, 0)}
        for start in problem.starts
    }
    last_day = problem.num_days - 1
    for day in range(problem.num_days):
        tours = tours_of(problem, day)
        then: dict[Trip, set[Spent]] = {}
        for (town, seen, changes, entered, slept), worths in states.items():
            for (start, sites, end), costs in tours.items():
                if start != town or sites & {site for site, _ in seen}:
                    continue
                moved = beds[start] != beds[end]
                changed = int(0 < day < last_day and moved)
                came: tuple[int, ...] = (beds[end],) if day < last_day and moved else ()
                gain = gain_of(problem, day, sites, end) - problem.bed_price * changed
                gain -= problem.return_price * any(bed in entered for bed in came)
                gain -= problem.empty_price[day] if problem.empty_price and not sites else 0
                night = int(problem.night_cost[end]) if day < last_day else 0
                counted = {(day, end)} & {night for rule in problem.rules for night in rule.nights}
                visited = seen | {(site, day) for site in sites}
                key = end, visited, changes + changed, entered + came, slept | counted
                then.setdefault(key, set()).update(
                    (lost + loss - gain, rides + cny, nights + night)
                    for lost, rides, nights in worths
                    for loss, cny in costs
                )
        states = {key: thin(options) for key, options in then.items()}
    values = [
        saved_loss - loss
        for (_, seen, changes, _, slept), worths in states.items()
        if keeps_limits(problem, frozenset(site for site, _ in seen), changes, slept)
        for loss, rides, nights in worths
        for saved_loss, saved in savings(problem, seen)
        if is_paid(problem, rides, sum(int(problem.site_cost[site]) for site, _ in seen) - saved, nights)
    ]
    return max(values, default=None)


def is_paid(problem: Problem, rides: int, tickets: int, nights: int) -> bool:
    """Tell whether the budget and the purse of each kind are enough."""
    purses = problem.purses
    limits = (
        (problem.budget, rides + tickets + nights),
        (purses.rides, rides),
        (purses.tickets, tickets),
        (purses.nights, nights),
    )
    return all(most is None or cny <= most for most, cny in limits)


def gain_of(problem: Problem, day: int, sites: frozenset[int], end: int) -> int:
    """Return what visits and a night are worth without rides."""
    gain = 0
    for site in sites:
        gain += int(problem.prize[site]) - round_half_even(problem.money_price * int(problem.site_cost[site]))
        gain += 0 if problem.day_bonus is None else int(problem.day_bonus[day, site])
    if day < problem.num_days - 1:
        gain -= round_half_even(problem.money_price * int(problem.night_cost[end]))
    return gain + (0 if problem.night_bonus is None else int(problem.night_bonus[day, end]))


def savings(problem: Problem, seen: frozenset[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return what every choice of passes saves, in the objective and in CNY."""
    found = []
    for number in range(len(problem.passes) + 1):
        for chosen in combinations(problem.passes, number):
            opened = {
                site for site, day in seen for each in chosen if site in each.sites and day in each.days
            }
            prices = [each.cny for each in chosen]
            tickets = [int(problem.site_cost[site]) for site in opened]
            lost = [round_half_even(problem.money_price * cny) for cny in prices]
            kept = [round_half_even(problem.money_price * cny) for cny in tickets]
            found.append((sum(kept) - sum(lost), sum(tickets) - sum(prices)))
    return found


def thin(options: set[Costs]) -> set[Costs]:
    """Return the options that no other is below in loss and each kind of money."""
    kept: list[Costs] = []
    for option in sorted(options):
        if not any(all(a <= b for a, b in zip(other, option, strict=True)) for other in kept):
            kept.append(option)
    return set(kept)


def keeps_limits(
    problem: Problem, seen: frozenset[int], changes: int, slept: frozenset[tuple[int, int]]
) -> bool:
    """Tell whether musts, rules and changes of bed are as asked for."""
    counts = [(len(rule.sites & seen) + len(rule.nights & slept), rule) for rule in problem.rules]
    return (
        seen.issuperset(problem.must)
        and all(n >= r.at_least and (r.at_most is None or n <= r.at_most) for n, r in counts)
        and (problem.max_bed_changes is None or changes <= problem.max_bed_changes)
    )
