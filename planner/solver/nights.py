"""Where to spend the nights: a beam search over towns in which each day is filled greedily."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.arrays import INFINITY, FloatArray, IntArray
from planner.solver.flat import Flat
from planner.solver.improve import Day
from planner.solver.labels import BoolArray

BEAM = 24
DOUBT = 10.0**7  # what a day or a way home that seems too long takes from the value of a draft
PER_TOWN = 2  # plans that are kept of those which reach the same town


@dataclass(frozen=True, eq=False)
class Draft:
    """The first days of a plan."""

    value: float
    town: int
    visited: BoolArray
    days: tuple[Day, ...]
    changes: int = 0

    @property
    def stops(self) -> tuple[int, ...]:
        """Where its days begin, and where the last one ends."""
        return (*(start for start, _, _ in self.days), self.town)


def drafts(flat: Flat, worth: IntArray) -> list[Draft]:
    """Return rough plans over different nights, the most promising first.

    Parameters
    ----------
    flat
        The problem.
    worth
        ``[site]``, what a visit is worth.
    """
    problem = flat.problem
    beam = [Draft(0.0, problem.start, np.zeros(problem.num_sites, dtype=bool), ())]
    for day in range(problem.num_days):
        beam = _best_of(flat, day, [more for draft in beam for more in _days(flat, worth, day, draft)])
    return beam


def _best_of(flat: Flat, day: int, grown: list[Draft]) -> list[Draft]:
    """Return the best drafts, few of each town; the way from there to the end counts as if it were driven.

    The drafts nearest to each site that still has to be visited are kept too, for they may be on the way there.
    """
    problem = flat.problem
    left = (problem.num_days - 1 - day) * problem.max_transit
    home = flat.moving[day][:, problem.end]
    home = problem.travel_price * home + DOUBT * (home > left)
    ranked = sorted(grown, key=lambda draft: (-(draft.value - home[draft.town]), draft.stops))
    kept: list[Draft] = []
    count: dict[int, int] = {}
    for draft in ranked:
        count[draft.town] = count.get(draft.town, 0) + 1
        if count[draft.town] <= PER_TOWN or day == problem.num_days - 1:
            kept.append(draft)
        if len(kept) == BEAM:
            break
    for goal in _goals(flat):
        short = [draft for draft in ranked if not draft.visited[goal].any()]
        minutes = flat.moving[day][:, goal].min(axis=1)
        kept += sorted(short, key=lambda draft: (draft.value < -DOUBT / 2, minutes[draft.town]))[:PER_TOWN]
    return list(dict.fromkeys(kept))


def _goals(flat: Flat) -> list[list[int]]:
    """Return sets of sites of which one at least is to be visited."""
    rules = [sorted(rule.sites) for rule in flat.problem.rules if rule.at_least and rule.sites]
    return [*([site] for site in flat.problem.must), *rules]


def _days(flat: Flat, worth: IntArray, day: int, draft: Draft) -> list[Draft]:
    """Return the draft with one more day, for each town where it can end."""
    problem = flat.problem
    ends = np.array(problem.ends_of(day))
    changes = draft.changes + problem.bed_changes(day, np.array(draft.town), ends)
    if problem.max_bed_changes is not None:
        ends, changes = ends[changes <= problem.max_bed_changes], changes[changes <= problem.max_bed_changes]
    gain, orders = _fill(flat, worth, day, draft, ends)
    result = []
    for row, end in enumerate(ends.tolist()):
        sites = tuple(int(site) for site in orders[row] if site >= 0)
        visited = draft.visited.copy()
        visited[list(sites)] = True
        value = draft.value + float(gain[row]) - problem.bed_price * int(changes[row] - draft.changes)
        days = (*draft.days, (draft.town, sites, end))
        result.append(Draft(value, end, visited, days, int(changes[row])))
    return result


def _fill(flat: Flat, worth: IntArray, day: int, draft: Draft, ends: IntArray) -> tuple[FloatArray, IntArray]:
    """Append visits for all ends (rows) at once, the one worth most for its time first.

    Returns the gain and the order. A day that seems too long is not ruled out, for the numbers are a guess.
    """
    problem, minutes, moving = flat.problem, flat.minutes[day], flat.moving[day]
    sites, rows = np.flatnonzero(~draft.visited & (worth > 0)), np.arange(len(ends))
    last = np.full(len(ends), draft.town)
    time, travel = np.full(len(ends), problem.day_start[day]), np.zeros(len(ends), dtype=np.int64)
    gain, order = np.zeros(len(ends)), np.full((len(ends), problem.max_visits), -1, dtype=np.int64)
    is_free = np.ones((len(ends), len(sites)), dtype=bool)
    for step in range(problem.max_visits if len(sites) else 0):
        begin = _open_from(flat, day, sites, time[:, None] + minutes[last[:, None], sites])
        over = begin + flat.length[sites]
        onward = minutes[sites[None, :], ends[:, None]]
        total = travel[:, None] + moving[last[:, None], sites] + moving[sites[None, :], ends[:, None]]
        fits = is_free & (over + onward <= flat.day_end[day]) & (total <= problem.max_transit)
        detour = total - (travel + moving[last, ends])[:, None]
        net = worth[sites] - problem.travel_price * detour
        spent = over + onward - (time + minutes[last, ends])[:, None]
        rank = np.where(fits & (net > 0), net**2 / np.maximum(spent, 1), -1.0)
        best = rank.argmax(axis=1)
        grows = rank[rows, best] >= 0
        if not grows.any():
            break
        chosen = np.where(grows, sites[best], last)
        travel = travel + np.where(grows, moving[last, chosen], 0)
        time = np.where(grows, over[rows, best], time)
        gain = gain + np.where(grows, worth[sites[best]], 0)
        order[:, step] = np.where(grows, sites[best], -1)
        is_free[rows[grows], best[grows]] = False
        last = chosen
    travel = travel + moving[last, ends]
    is_late = time + minutes[last, ends] > flat.day_end[day]
    doubt = DOUBT * (is_late | (travel > problem.max_transit))
    return gain - problem.travel_price * travel - doubt, order


def _open_from(flat: Flat, day: int, site: IntArray, minute: IntArray) -> IntArray:
    """Return the earliest start of a visit on the clock without lunch."""
    best = np.full(minute.shape, INFINITY, dtype=np.int64)
    for k in range(flat.windows.shape[2]):
        window = flat.windows[day, site, k]
        begin = np.maximum(minute, window[:, 0])
        best = np.minimum(best, np.where(begin <= window[:, 1], begin, INFINITY))
    return best
