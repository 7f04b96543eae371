"""Slow trips: two nights or more in each town, and the sites of each day near its ends, as limits of the problem."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from planner.arrays import INFINITY, BoolArray, IntArray
from planner.corridor import Corridor
from planner.itinerary import Itinerary, Note, Notice, Totals
from planner.network.roads import Roads
from planner.planning.beds import of_nodes
from planner.problem import Node, Problem, Solution
from planner.rules import SLOW_MINUTES
from planner.solver import NoSolution
from planner.travel import LimitedTravel, Travel

NOTE = "further-sites"  # the bound is also one for plans with these


def near_beds(corridor: Corridor, problem: Problem, num_places: int) -> BoolArray:
    """Return ``[site, node]``: whether a site is within so many minutes by road of a town, or of where the trip ends.

    Sites behind the first ``num_places`` are booked trains, which may be ridden anywhere.
    """
    roads, sites = Roads(corridor), problem.node_ids[: problem.num_sites]
    near = np.zeros((len(sites), len(problem.node_ids)), dtype=bool)
    for town in {*problem.starts, *problem.ends}.union(*problem.nights):
        place = problem.node_ids[town]
        reached = roads.reach(corridor.town_of(place) or place, within=SLOW_MINUTES)
        near[:, town] = [site in reached or row >= num_places for row, site in enumerate(sites)]
    return near


def slowed(problem: Problem, near: BoolArray) -> tuple[Problem, BoolArray]:
    """Return the problem of a slow trip, and ``near`` over its nodes.

    Each town is there twice, for the first and for later nights, so that one stays for two at least. What one sees
    on a day lies near the town where it ends, on the last day near that where it begins; on the first day it may lie
    near where the trip starts too, on the last near where it ends. The rides say so, but that two sites near one town
    each, and near another one together, may follow one another (see `kept_near`).
    Towns without a site nearby are for nights that are fixed.

    Raises
    ------
    NoSolution
        When there is no such town for some night, or none near a site that must be seen.
    """
    useful = np.flatnonzero(near.any(axis=0)).tolist()
    allowed = [set(night) & set(useful) if len(night) > 1 else set(night) for night in problem.nights]
    if not all(allowed):
        raise NoSolution(proven=True)
    ends = tuple(dict.fromkeys((*problem.starts, *problem.ends)))
    towns = tuple(sorted(set().union(*allowed)))
    beds = sorted({*towns, *ends})
    if not near[np.ix_(problem.must, beds)].any(axis=1).all():
        raise NoSolution(proven=True)
    windows = problem.windows.copy()
    windows[:, ~near[:, beds].any(axis=1)] = (INFINITY, -1)
    rows = np.array([*range(problem.num_sites), *ends, *towns, *towns])
    of_end = {end: problem.num_sites + i for i, end in enumerate(ends)}
    first = {town: problem.num_sites + len(ends) + i for i, town in enumerate(towns)}
    last_night = len(problem.nights) - 1
    nights = [
        [
            *(first[town] for town in sorted(of_night) if night < max(last_night, 1)),
            *(first[town] + len(towns) for town in sorted(of_night) if night > 0),
        ]
        for night, of_night in enumerate(allowed)
    ]
    role = np.repeat([SITE, END, FIRST, LATER], [problem.num_sites, len(ends), len(towns), len(towns)])
    made = replace(
        problem,
        windows=windows,
        starts=tuple(of_end[start] for start in problem.starts),
        ends=tuple(of_end[end] for end in problem.ends),
        nights=tuple(map(tuple, nights)),
        travel=_limited(problem.travel, rows, role, near[:, rows]),
        hires=tuple(
            replace(hire, travel=_limited(hire.travel, rows, role, near[:, rows])) for hire in problem.hires
        ),
        **(of_nodes(problem, rows) | {"stays": _stays(problem.beds[rows], role, last_night)}),
    )
    return made, near[:, rows]


SITE, END, FIRST, LATER = range(4)  # roles of nodes: first and later nights


def _stays(bed: IntArray, role: IntArray, last_night: int) -> BoolArray:
    """Return ``[node, node]``: a first night is followed by a later one, and only these by another town."""
    same, (before, after) = bed[:, None] == bed[None, :], (role[:, None], role[None, :])
    comes = (after == FIRST) & ((before == END) | ((before == LATER) & ~same))
    stays = (after == LATER) & ((before == FIRST) | (before == LATER)) & same
    leaves = (after == END) & ((before == LATER) | ((before == FIRST) & (last_night == 0)))
    return np.asarray(comes | stays | leaves)


def _limited(
    travel: tuple[Travel, ...], rows: IntArray, role: IntArray, near: BoolArray
) -> tuple[Travel, ...]:
    """Return the tables without rides between a town and sites that are not near it; equal days share one.

    Whoever leaves a town for another may go to sites that are near that one.
    """
    sites, last = len(near), len(travel) - 1
    near_ends = near[:, role == END].any(axis=1, keepdims=True)
    apart = np.zeros((len(rows), len(rows)), dtype=bool)
    apart[:sites, :sites] = ~(near @ near.T)
    apart[:sites, sites:] = ~near[:, sites:] & (role[sites:] != END)
    apart[sites:, :sites] = ~near[:, sites:].T & (role[sites:] == FIRST)[:, None]
    on_first, on_last = apart.copy(), apart.copy()
    on_first[:sites, sites:] &= ~near_ends
    on_last[sites:, :sites] = (~near[:, sites:] & ~near_ends).T & (role[sites:] != END)[:, None]
    any_time = np.full(apart.shape, INFINITY, dtype=np.int64)
    limits = [{0: on_first, last: on_last}.get(day, apart) for day in range(len(travel))]
    made: dict[tuple[int, int], Travel] = {}
    for table, limit in zip(travel, limits, strict=True):
        if (id(table), id(limit)) not in made:
            made[id(table), id(limit)] = LimitedTravel(table.select(rows), limit, any_time)
    return tuple(made[id(table), id(limit)] for table, limit in zip(travel, limits, strict=True))


def kept_near(
    problem: Problem, near: BoolArray, solution: Solution, solve: Callable[[Problem], Solution]
) -> Solution:
    """Return the plan; where a site of it is not near the day's beds, the best with the same nights and all near.

    Raises
    ------
    NoSolution
        When none was found.
    """
    last = len(solution.tours) - 1
    is_near = [
        near[:, tour.end] | near[:, tour.start] if day in (0, last) else near[:, tour.end]
        for day, tour in enumerate(solution.tours)
    ]
    if all(of_day[list(tour.sites)].all() for tour, of_day in zip(solution.tours, is_near, strict=True)):
        return solution
    windows = problem.windows.copy()
    windows[~np.array(is_near)] = (INFINITY, -1)
    nights = tuple((Node(tour.end),) for tour in solution.tours[:-1])
    try:
        better = solve(replace(problem, windows=windows, nights=nights))
    except NoSolution as error:
        raise NoSolution(proven=False) from error  # other nights may do
    seconds = solution.seconds + better.seconds
    return replace(better, bound=solution.bound, seconds=seconds, notes=(*better.notes, Note(code=NOTE)))


def not_slow(loose: Itinerary, *, is_proven: bool) -> Itinerary:
    """Return a plan that is not slow, which says that none is."""
    notice = Notice.of("no-slow-plan" if is_proven else "no-slow-plan-found", minutes=SLOW_MINUTES)
    return loose.model_copy(update={"warnings": (notice, *loose.warnings)})


def against_default(slow: Itinerary, default: Itinerary) -> Itinerary:
    """Return the slow plan with a notice that compares travel, visits and worth, and one where it travels no less."""
    ours, theirs = slow.certificate.objective, default.certificate.objective
    percent, default_percent = _share(slow.totals), _share(default.totals)
    params = {
        "percent": percent,
        "default_percent": default_percent,
        "visits": slow.totals.visits,
        "default_visits": default.totals.visits,
        "worth": ours,
        "default_worth": theirs,
    }
    if theirs > 0:
        notice = Notice.of("slow-travel", **params, rank=round(100 * ours / theirs))
    else:
        notice = Notice.of("slow-travel-unranked", **params)
    more = (Notice.of("slow-not-less"),) if percent >= default_percent else ()
    return slow.model_copy(update={"warnings": (notice, *more, *slow.warnings)})


def _share(totals: Totals) -> int:
    busy = totals.transit_minutes + totals.visit_minutes
    return round(100 * totals.transit_minutes / busy) if busy else 0
