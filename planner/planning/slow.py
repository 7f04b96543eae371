"""Slow trips: two nights in each town where that can be, and how they rank against the default trip."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, groupby, pairwise

from planner.itinerary import Itinerary, Note, Notice, Overnight, Totals
from planner.problem import Problem, Solution
from planner.solver import NoSolution

Solver = Callable[[Problem], Solution]

LEAST_NIGHTS = 2  # in each town
TRIES = 5  # other choices of nights, the most like the plan's own first

NOTE = "single-nights"  # the bound is also one for plans with these


def settled(problem: Problem, solution: Solution, solve: Solver) -> Solution:
    """Return the best plan with two nights or more in each of the same towns, or the given one where none fits."""
    nights = tuple(tour.end for tour in solution.tours[:-1])
    if all(len(list(stay)) >= LEAST_NIGHTS for _, stay in groupby(nights)):
        return solution
    found = []
    choices = (other for other in set(_choices(nights)) if _is_allowed(problem, other))
    for choice in sorted(choices, key=lambda other: _difference(nights, other))[:TRIES]:
        try:
            found.append(solve(replace(problem, nights=tuple((town,) for town in choice))))
        except NoSolution:
            continue
    if not found:
        return solution
    best = max(found, key=lambda other: other.objective)
    seconds = solution.seconds + sum(other.seconds for other in found)
    return replace(best, bound=solution.bound, seconds=seconds, notes=(Note(code=NOTE),))


def _is_allowed(problem: Problem, nights: tuple[int, ...]) -> bool:
    return all(town in allowed for town, allowed in zip(nights, problem.nights, strict=True))


def _choices(nights: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
    """Yield nights in some of the towns, in the same order, with two or more in each."""
    towns = [town for town, _ in groupby(nights)]
    for number in range(1, min(len(towns), len(nights) // LEAST_NIGHTS) + 1):
        for kept in combinations(towns, number):
            for moves in combinations(range(1, len(nights)), number - 1):
                cuts = (0, *moves, len(nights))
                lengths = [later - earlier for earlier, later in pairwise(cuts)]
                if min(lengths) >= LEAST_NIGHTS:
                    yield tuple(t for t, n in zip(kept, lengths, strict=True) for _ in range(n))


def _difference(nights: tuple[int, ...], other: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
    return sum(a != b for a, b in zip(nights, other, strict=True)), other


def with_single_nights_told(slow: Itinerary) -> Itinerary:
    """Return the plan with a notice of the towns where only one night fits, if there are any."""
    beds = [event.place for day in slow.days for event in day.events if isinstance(event, Overnight)]
    single = [town for town, stay in groupby(beds) if len(list(stay)) < LEAST_NIGHTS]
    if len(beds) < LEAST_NIGHTS or not single:
        return slow
    names = [slow.places[town].name for town in dict.fromkeys(single)]
    notice = Notice.of("single-night", towns=[name.both for name in names])
    return slow.model_copy(update={"warnings": (notice, *slow.warnings)})


def against_default(slow: Itinerary, default: Itinerary) -> Itinerary:
    """Return the slow plan with a notice that compares travel, visits and worth."""
    ours, theirs = slow.certificate.objective, default.certificate.objective
    notice = Notice.of(
        "slow-travel",
        percent=_share(slow.totals),
        default_percent=_share(default.totals),
        visits=slow.totals.visits,
        default_visits=default.totals.visits,
        worth=ours,
        default_worth=theirs,
        rank=round(100 * ours / theirs) if theirs > 0 else None,
    )
    return slow.model_copy(update={"warnings": (notice, *slow.warnings)})


def _share(totals: Totals) -> int:
    busy = totals.transit_minutes + totals.visit_minutes
    return round(100 * totals.transit_minutes / busy) if busy else 0
