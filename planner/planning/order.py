"""The order of days: those without a visit come last, where that is worth as much, or have a visit of another day.

Who has seen all may leave: nights after the last visit do not count in that.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations

import numpy as np

from planner.itinerary import Note
from planner.planning.detours import detours
from planner.planning.search import Search, Start
from planner.problem import Node, Problem, Site, Solution, Tour, objective_of
from planner.rules import BESIDE, FILL_LOSS, SHORT_DAY
from planner.solver import AllTables, NoSolution, all_tables, time_visits

Tours = tuple[Tour, ...]
EARLIER = 2  # points for each visit and day that it is earlier, while free days are looked for at the end
NOTE = "free-last"


def with_free_days_last(problem: Problem, solution: Solution, search: Search) -> Solution:
    """Return a solution that is worth as much and has its visits earlier, where days before some have none.

    Days are moved as they are first. Where any is still free then, the last ones too, visits are looked for with points
    for each day that they are earlier, so that the days before are full. A day that is free all the same, or over at
    noon, has a visit of another, where that takes little and no earlier plan is kept; where an empty day takes nothing,
    as there is too little to see, visits are gathered instead. The bound is still that of the trip itself.
    """
    swept = with_fewer_returns(problem, solution.tours)
    if swept is not solution.tours:
        solution = _ordered(solution, swept, problem)
    earlier = _with_visits_earlier(problem, solution, search)
    if problem.day_bonus is not None:
        return earlier
    rearranged = with_days_balanced if any(problem.empty_price) else with_visits_gathered
    tours = rearranged(problem, earlier.tours)
    if tours is earlier.tours:
        return earlier
    return _ordered(replace(solution, seconds=earlier.seconds), tours, problem)


def with_fewer_returns(problem: Problem, tours: Tours) -> Tours:
    """Return tours whose stays change places, so that one comes back to fewer beds, where that is worth more."""
    tables, best = None, tours
    while num_returns := problem.num_returns(best):
        tables = tables or all_tables(problem)
        fewer = (other for other in _exchanged(problem, best) if problem.num_returns(other) < num_returns)
        moved = (_timed(problem, tables, other) for other in fewer)
        better = max(filter(None, moved), key=partial(objective_of, problem), default=None)
        if better is None or objective_of(problem, better) <= objective_of(problem, best):
            break
        best = better
    return best


def _exchanged(problem: Problem, tours: Tours) -> Iterator[Tours]:
    """Yield the tours with neighbouring stays, or several, in each other's place; the last day stays the last."""
    beds = [int(problem.beds[tour.end]) for tour in tours]
    last = len(tours) - 1
    bounds = [day for day in range(last) if day == 0 or beds[day] != beds[day - 1]]
    for first, second, end in combinations((*bounds, last), 3):
        order = (*range(first), *range(second, end), *range(first, second), *range(end, last + 1))
        ends = _nodes(problem, [beds[day] for day in order])
        if ends:
            starts = (tours[0].start, *ends)
            yield tuple(
                replace(tours[day], start=start, end=at)
                for day, start, at in zip(order, starts, ends, strict=False)
            )


def _nodes(problem: Problem, beds: Sequence[int]) -> list[Node]:
    """Return nodes of these beds where successive days may end, none where there are no such."""
    chains: list[list[Node]] = [[]]
    for day, bed in enumerate(beds):
        nodes = [node for node in problem.ends_of(day) if problem.beds[node] == bed]
        longer = (
            [*chain, node]
            for node in nodes
            for chain in chains
            if not chain or problem.may_stay(np.array(chain[-1]), np.array(node))
        )
        chains = list({chain[-1]: chain for chain in longer}.values())
    return next(iter(chains), [])


def with_days_balanced(problem: Problem, tours: Tours) -> Tours:
    """Return tours whose days without a visit, or over at noon, have one of a fuller day, where that takes little.

    What an empty day takes counts already: filling it may take no more.
    """
    tables, best = None, tours
    for day in _open_days(problem, _last_visits(best)):
        while not best[day].sites or _busy(problem, best, day) < SHORT_DAY:
            tables = tables or all_tables(problem)
            moved = (_timed(problem, tables, other) for other in _spread(problem, best, day))
            better = max(filter(None, moved), key=partial(objective_of, problem), default=None)
            most = FILL_LOSS if best[day].sites else 0
            if better is None or objective_of(problem, better) < objective_of(problem, best) - most:
                break
            best = better
    return best


def _spread(problem: Problem, tours: Tours, short: int) -> Iterator[Tours]:
    """Yield the tours with one more visit on a short day, of a day that stays the fuller one.

    A visit beside another of its day stays there, unless the short day comes by as near.
    """
    more, _ = detours(problem, tours)
    for day, tour in enumerate(tours):
        for site in tour.sites if len(tour.sites) > 1 else ():
            left = _busy(problem, tours, day) - int(problem.minutes[day, site])
            is_torn_off = more[short, site] > 2 * BESIDE and _is_beside(problem, tours, site, day)
            if tours[short].sites and (is_torn_off or left <= _busy(problem, tours, short)):
                continue
            yield from _moved(tours, site, day, short)


def with_visits_gathered(problem: Problem, tours: Tours) -> Tours:
    """Return tours whose visits are on earlier days that have some, where that is worth as much."""
    tables, best = None, tours
    while any(tour.sites for tour in best[1:]):
        tables = tables or all_tables(problem)
        moved = (_timed(problem, tables, other) for other in _gathered(best))
        as_good = (other for other in moved if other and _worth(problem, other) >= _worth(problem, best))
        earlier = next(as_good, None)
        if earlier is None:
            break
        best = earlier
    return best


def _gathered(tours: Tours) -> Iterator[Tours]:
    """Yield the tours with one visit on an earlier day that has some."""
    for day, tour in enumerate(tours):
        for site in tour.sites:
            for before in (before for before in range(day) if tours[before].sites):
                yield from _moved(tours, site, day, before)


def _moved(tours: Tours, site: Site, day: int, to: int) -> Iterator[Tours]:
    """Yield the tours with a visit of one day at any place of another."""
    changed = list(tours)
    changed[day] = replace(tours[day], sites=tuple(other for other in tours[day].sites if other != site))
    for place in range(len(tours[to].sites) + 1):
        sites = (*tours[to].sites[:place], site, *tours[to].sites[place:])
        changed[to] = replace(tours[to], sites=sites)
        yield tuple(changed)


def _is_beside(problem: Problem, tours: Tours, site: Site, day: int) -> bool:
    """Tell whether a site is beside another one of its day."""
    others = [other for other in tours[day].sites if other != site]
    travel = problem.travel_with(tours[day].hire)[day]
    return bool((travel.quickest(np.array(others), np.array(site)) <= BESIDE).any())


def _busy(problem: Problem, tours: Tours, day: int) -> int:
    """Return the minutes of travel and visits of a day."""
    return tours[day].travel + sum(int(problem.minutes[day, site]) for site in tours[day].sites)


def _with_visits_earlier(problem: Problem, solution: Solution, search: Search) -> Solution:
    best = with_days_moved_up(problem, solution)
    if search.deadline.is_over or not _free_days(problem, best.tours, problem.num_days):
        return best
    earlier = EARLIER * np.arange(problem.num_days)[::-1, None] + np.zeros((1, problem.num_sites), np.int64)
    bonus = earlier if problem.day_bonus is None else problem.day_bonus + earlier
    again = replace(search.quiet(), start=Start(problem.node_ids, best.tours))
    try:
        other = again.solve(replace(problem, day_bonus=bonus))
    except NoSolution:
        return best
    moved = with_days_moved_up(problem, replace(other, objective=objective_of(problem, other.tours)))
    if _lateness(moved.tours) >= _lateness(best.tours) or _worth(problem, moved.tours) < _worth(
        problem, best.tours
    ):
        return best
    return _ordered(solution, moved.tours, problem, other.seconds)


def with_days_moved_up(problem: Problem, solution: Solution) -> Solution:
    """Return a solution whose free days have been changed for later ones, where that fits and is worth as much."""
    tables, best = None, solution.tours
    while free := _free_days(problem, best, _last_visits(best)):
        tables = tables or all_tables(problem)
        moved = (
            timed
            for day in free
            for tours in _orders(best, day)
            if _lateness(tours) < _lateness(best) and (timed := _timed(problem, tables, tours))
        )
        better = next((tours for tours in moved if _worth(problem, tours) >= _worth(problem, best)), None)
        if better is None:
            break
        best = better
    return solution if best is solution.tours else _ordered(solution, best, problem)


def in_order_of(problem: Problem, solution: Solution, earlier: Sequence[int]) -> Solution:
    """Return a solution whose days have their visits in the order of an earlier plan, where that is worth as much."""
    place = {site: at for at, site in enumerate(earlier)}
    tables, best = None, solution.tours
    for day, tour in enumerate(best):
        known = iter(sorted((site for site in tour.sites if site in place), key=lambda site: place[site]))
        sites = tuple(next(known) if site in place else site for site in tour.sites)
        if sites == tour.sites:
            continue
        tables = tables or all_tables(problem)
        moved = _timed(problem, tables, (*best[:day], replace(tour, sites=sites), *best[day + 1 :]))
        if moved and objective_of(problem, moved) >= objective_of(problem, best):
            best = moved
    return solution if best is solution.tours else _ordered(solution, best, problem)


def _ordered(solution: Solution, tours: Tours, problem: Problem, seconds: float = 0.0) -> Solution:
    """Return a solution with other tours, which says what it is worth less for their order."""
    worth = objective_of(problem, tours)
    bound = None if solution.bound is None else max(solution.bound, worth)
    less = solution.objective - worth
    notes = (*solution.notes, Note(code=NOTE, params={"worth": less})) if less > 0 else solution.notes
    took = solution.seconds + seconds
    return replace(solution, tours=tours, objective=worth, bound=bound, seconds=took, notes=notes)


def _worth(problem: Problem, tours: Tours) -> int:
    """Return what a plan is worth without the nights after its last visit, and without the change to their bed."""
    last = _last_visits(tours)
    nights = (int(problem.night_loss(day)[tours[day].end]) for day in range(last, problem.num_days - 1))
    start, end = np.array(tours[last].start), np.array(tours[last].end)
    change = problem.bed_price * int(problem.bed_changes(last, start, end))
    return objective_of(problem, tours) + sum(nights) + change


def _orders(tours: Tours, free: int) -> Iterator[Tours]:
    """Yield the tours with the visits of a later day on a free one, and with that after a later day."""
    for day, tour in enumerate(tours):
        if day > free and tour.sites:
            moved = replace(tours[free], sites=tour.sites, hire=tour.hire)
            emptied = replace(tour, sites=(), hire=tours[free].hire)
            yield (*tours[:free], moved, *tours[free + 1 : day], emptied, *tours[day + 1 :])
    if tours[free].start != tours[free].end:  # a day of travel alone: those around it begin and end elsewhere
        return
    for day in range(len(tours) - 1, free, -1):
        rest = replace(tours[free], start=tours[day].end, end=tours[day].end)
        yield (*tours[:free], *tours[free + 1 : day + 1], rest, *tours[day + 1 :])


def _timed(problem: Problem, tables: AllTables, tours: Tours) -> Tours | None:
    """Return tours with what they take, None where one does not fit its day or a limit of the trip is broken."""
    found = []
    for day, tour in enumerate(tours):
        if tour.start not in problem.starts_of(day) or tour.end not in problem.ends_of(day):
            return None
        timed = time_visits(tables[tour.hire][day], tour.start, tour.sites, tour.end)
        if timed is None:
            return None
        found.append(Tour(tour.start, tour.sites, tour.end, *timed, tour.hire))
    return None if problem.broken_limits(tuple(found)) else tuple(found)


def _free_days(problem: Problem, tours: Tours, before: int) -> list[int]:
    """Return the days before one on which sites are open and none is visited."""
    return [day for day in _open_days(problem, before) if not tours[day].sites]


def _open_days(problem: Problem, before: int) -> list[int]:
    return [day for day in range(before) if (problem.windows[day, ..., 1] >= 0).any()]


def _last_visits(tours: Tours) -> int:
    """Return the last day with a visit."""
    return max((day for day, tour in enumerate(tours) if tour.sites), default=0)


def _lateness(tours: Tours) -> int:
    return sum(day * len(tour.sites) for day, tour in enumerate(tours))
