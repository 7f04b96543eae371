"""Inequalities that every plan keeps and that fractions of tours break.

Subset-row cuts (Jepsen et al. 2008): of three sites, tours that visit two or more are chosen at most once.

Entry cuts: however many days are spent around some towns, a site is visited once, and only if one has come to these
towns. So days that begin in one of the towns and visit the site are at most as many as days that bring one there
from elsewhere. The relaxation likes to stay three days in a town at a third each and to go to the same site
on each of them. Mirrored in time: days that end there, and days that leave.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from ortools.graph.python import max_flow

from planner.network.travel import FloatArray
from planner.problem import Problem, Tour
from planner.solver.labels import BoolArray
from planner.solver.tours import DayTours

FLOW_UNIT = 1_000_000
VIOLATION = 0.02  # what is broken by less is not worth a row


@dataclass(frozen=True)
class SubsetRow:
    """A subset-row cut over three sites."""

    sites: tuple[int, int, int]
    rhs: int = 1

    def hits(self, tours: DayTours) -> BoolArray:
        """Tell which groups visit two or more of the sites."""
        return np.asarray(sum((tours.sites == site).sum(axis=1) for site in self.sites) >= 2)

    def charge(self, values: FloatArray, price: float, hits: BoolArray, tours: DayTours) -> None:  # noqa: ARG002
        """Take the price from the values, [group, end], of tours in the row."""
        values -= price * hits[:, None]

    def coefficient(self, tour: Tour) -> int:
        """Return the coefficient of a tour."""
        return int(len(set(self.sites).intersection(tour.sites)) >= 2)


@dataclass(frozen=True)
class Entry:
    """An entry cut; ``leaving`` is the mirrored one; ``rhs`` is 1 where the trip itself begins (ends) there."""

    site: int
    towns: frozenset[int]
    leaving: bool
    rhs: int

    def hits(self, tours: DayTours) -> BoolArray:
        """Tell which groups visit the site."""
        return np.asarray((tours.sites == self.site).any(axis=1))

    def charge(self, values: FloatArray, price: float, hits: BoolArray, tours: DayTours) -> None:
        """Take the price from the values, [group, end], of tours in the row."""
        towns = list(self.towns)
        starts_in = np.isin(tours.origins, towns)[tours.origin_row][:, None]
        ends_in = np.isin(tours.ends, towns)[None, :]
        based, other = (ends_in, starts_in) if self.leaving else (starts_in, ends_in)
        values -= price * (hits[:, None] & based)
        values += price * (other & ~based)

    def coefficient(self, tour: Tour) -> int:
        """Return the coefficient of a tour."""
        based, other = tour.start in self.towns, tour.end in self.towns
        if self.leaving:
            based, other = other, based
        return int(self.site in tour.sites) if based else -int(other)


Cut = SubsetRow | Entry
Weights = list[tuple[Tour, float]]


def violated_cuts(problem: Problem, weights: Weights, known: set[Cut], most: int) -> list[Cut]:
    """Return the cuts that a fractional solution breaks most, at most so many of each family."""
    families = [
        _subset_rows(weights),
        [*_entries(problem, weights, False), *_entries(problem, weights, True)],
    ]
    chosen: list[Cut] = []
    for family in families:
        fresh = [item for item in family if item[1] not in known]
        chosen += [cut for _, cut in sorted(fresh, key=lambda item: -item[0])[:most]]
    return chosen


def _subset_rows(weights: Weights) -> list[tuple[float, Cut]]:
    usage: dict[int, set[int]] = defaultdict(set)
    pair_weight: dict[tuple[int, int], float] = defaultdict(float)
    for row, (tour, weight) in enumerate(weights):
        for pair in combinations(sorted(tour.sites), 2):
            pair_weight[pair] += weight
        for site in tour.sites:
            usage[site].add(row)
    found: list[tuple[float, Cut]] = []
    for a, b, c in combinations(sorted(site for site, rows in usage.items() if len(rows) >= 2), 3):
        pairs = pair_weight.get((a, b), 0) + pair_weight.get((a, c), 0) + pair_weight.get((b, c), 0)
        if pairs > 1 + VIOLATION:
            triple = sum(weights[row][1] for row in usage[a] & usage[b] & usage[c])
            if pairs - 2 * triple > 1 + VIOLATION:
                found.append((pairs - 2 * triple - 1, SubsetRow((a, b, c))))
    return found


def _entries(problem: Problem, weights: Weights, leaving: bool) -> list[tuple[float, Cut]]:
    """Return for each site the most broken entry cut: a minimum cut between the trip's first town and the visits."""
    root = problem.end if leaving else problem.start
    moves: dict[tuple[int, int], float] = defaultdict(float)
    visits: dict[int, dict[int, float]] = defaultdict(lambda: defaultdict(float))
    for tour, weight in weights:
        based, other = (tour.end, tour.start) if leaving else (tour.start, tour.end)
        if based != other:
            moves[based, other] += weight
        for site in tour.sites:
            visits[site][based] += weight
    found: list[tuple[float, Cut]] = []
    for site in sorted(visits):
        value, inside = _minimum_cut(root, moves, visits[site])
        broken = sum(visits[site].values()) - value
        if broken > VIOLATION and inside:
            found.append((broken, Entry(site, inside, leaving, int(root in inside))))
    return found


def _minimum_cut(
    root: int, moves: dict[tuple[int, int], float], visits: dict[int, float]
) -> tuple[float, frozenset[int]]:
    """Return the value of a minimum cut between a unit at the root and the visits, and the towns on the root's side.

    The flow solver takes whole numbers, so weights are rounded to a millionth; node 0 is the source, 1 the sink.
    """
    flow = max_flow.SimpleMaxFlow()
    flow.add_arc_with_capacity(0, root + 2, FLOW_UNIT)
    for (a, b), weight in moves.items():
        flow.add_arc_with_capacity(a + 2, b + 2, round(weight * FLOW_UNIT))
    for town, weight in visits.items():
        flow.add_arc_with_capacity(town + 2, 1, round(weight * FLOW_UNIT))
    flow.solve(0, 1)
    towns = frozenset(int(node) - 2 for node in flow.get_source_side_min_cut() if node > 1)
    return flow.optimal_flow() / FLOW_UNIT, towns
