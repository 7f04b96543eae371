"""Where to spend the nights: a beam search over towns in which each day is filled greedily."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.network.travel import INFINITY, FloatArray, IntArray
from planner.problem import Tour
from planner.solver.flat import Flat
from planner.solver.labels import BoolArray

BEAM = 24
PER_TOWN = 2  # plans that are kept of those which reach the same town


@dataclass(frozen=True, eq=False)
class Draft:
    """The first days of a plan."""

    value: float
    town: int
    visited: BoolArray
    tours: tuple[Tour, ...]
    changes: int = 0

    @property
    def nights(self) -> tuple[int, ...]:
        """Where its nights are; the last day's end is none."""
        return tuple(tour.end for tour in self.tours[:-1])


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
    """Return the best drafts, few of each town; the way from there to the end counts as if it were driven."""
    problem = flat.problem
    kept: list[Draft] = []
    count: dict[int, int] = {}
    home = problem.travel_price * flat.moving[day][:, problem.end]
    for draft in sorted(grown, key=lambda d: (-(d.value - home[d.town]), d.nights)):
        count[draft.town] = count.get(draft.town, 0) + 1
        if count[draft.town] <= PER_TOWN or day == problem.num_days - 1:
            kept.append(draft)
        if len(kept) == BEAM:
            break
    return kept


def _days(flat: Flat, worth: IntArray, day: int, draft: Draft) -> list[Draft]:
    """Return the draft with one more day, for each town where it can end."""
    problem = flat.problem
    ends = np.array(problem.ends_of(day))
    changes = draft.changes + problem.bed_changes(day, np.array(draft.town), ends)
    left = (problem.num_days - 1 - day) * problem.max_transit
    can_end = flat.moving[day][ends, problem.end] <= left if left else ends == problem.end
    if problem.max_bed_changes is not None:
        can_end &= changes <= problem.max_bed_changes
    ends, changes = ends[can_end], changes[can_end]
    gain, orders, travel = _fill(flat, worth, day, draft, ends)
    result = []
    for row, end in enumerate(ends.tolist()):
        if travel[row] > problem.max_transit:
            continue
        sites = tuple(int(site) for site in orders[row] if site >= 0)
        visited = draft.visited.copy()
        visited[list(sites)] = True
        value = draft.value + float(gain[row]) - problem.bed_price * int(changes[row] - draft.changes)
        tour = Tour(draft.town, sites, end, int(travel[row]))
        result.append(Draft(value, end, visited, (*draft.tours, tour), int(changes[row])))
    return result


def _fill(
    flat: Flat, worth: IntArray, day: int, draft: Draft, ends: IntArray
) -> tuple[FloatArray, IntArray, IntArray]:
    """Append visits for all ends (rows) at once, the one worth most for its time first.

    Returns the gain, the order and the minutes of travel, `INFINITY` where even the way alone is too long.
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
    home = moving[last, ends]
    late = time + minutes[last, ends] > flat.day_end[day]
    travel = np.where(late, INFINITY, travel + home)
    return gain - problem.travel_price * travel, order, travel


def _open_from(flat: Flat, day: int, site: IntArray, minute: IntArray) -> IntArray:
    """Return the earliest start of a visit on the clock without lunch."""
    best = np.full(minute.shape, INFINITY, dtype=np.int64)
    for k in range(flat.windows.shape[2]):
        window = flat.windows[day, site, k]
        begin = np.maximum(minute, window[:, 0])
        best = np.minimum(best, np.where(begin <= window[:, 1], begin, INFINITY))
    return best
