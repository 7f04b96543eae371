"""All undominated day tours, by breadth-first dynamic programming over (set of sites, last site).

The labels of one size are extended by all sites at once; one sort keeps the undominated ones (docs/solver.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.arrays import INFINITY, FloatArray, IntArray
from planner.problem import Problem
from planner.solver.labels import (
    MAX_VISITS,
    NONE,
    BoolArray,
    ByteArray,
    Judge,
    Labels,
    undominated,
)
from planner.solver.limit import Clock
from planner.solver.moves import Arrival, arrivals, visits
from planner.solver.outcome import TooDenseError

MAX_SITES = 255  # a site fits a byte, and 255 means "none"
GATHER_CAP = 4  # how many times the cap may gather before it is applied
CHUNK_CELLS = 1_000_000
LABEL_WORK = 0.002  # units a label
INFEASIBLE = np.iinfo(np.int32).max


@dataclass(frozen=True, eq=False)
class DayTours:
    """The tours of one day: for each pair of origin and set of sites the shortest way to each end.

    ``travel[group, end]`` is `INFEASIBLE` where the tour cannot end there; groups of one origin are neighbours.
    """

    origins: tuple[int, ...]
    ends: tuple[int, ...]
    origin_row: IntArray  # [group], index into origins
    first_group: IntArray  # [origin], where its groups begin
    sites: ByteArray  # [group, MAX_VISITS], sorted, padded with NONE
    travel: npt.NDArray[np.int32]
    money: npt.NDArray[np.int32]
    label: npt.NDArray[np.int32]  # [group, end], row of `order`
    order: ByteArray
    threshold: float  # no tour with a higher score by the judge is missing


@dataclass
class _Room:
    """Labels of one size, the best of them when there are too many."""

    problem: Problem
    cap: int
    clock: Clock
    dropped: float = -np.inf

    def keep(self, parts: list[tuple[Labels, FloatArray]]) -> list[tuple[Labels, FloatArray]]:
        """Return the undominated labels of the parts with their scores, as many as there is room for."""
        self.clock.check()
        labels = Labels.join([part for part, _ in parts])
        scores = np.concatenate([score for _, score in parts])
        self.clock.count(1 + LABEL_WORK * len(labels))
        rows = undominated(labels, self.problem.budget is not None)
        if len(rows) > self.cap:
            order = np.argsort(-scores[rows], kind="stable")
            self.dropped = max(self.dropped, float(scores[rows[order[self.cap]]]))
            rows = rows[np.sort(order[: self.cap])]
        return [(labels.take(rows), scores[rows])]


def enumerate_tours(
    problem: Problem, day: int, label_cap: int, judge: Judge | None = None, clock: Clock | None = None
) -> DayTours:
    """Return every tour of a day that can matter.

    Parameters
    ----------
    problem
        The problem.
    day
        Which day.
    label_cap
        How many labels of one size are kept, those with the highest bounds first.
    judge
        Bounds on what labels can lead to; without it the most promising ones are kept when there are too many.
    clock
        How long it may take; without one as long as it takes.

    Raises
    ------
    TooDenseError
        When there are more sites or visits a day than the packed sets hold.
    OutOfTimeError
        When the limit was reached.
    """
    if problem.num_sites > MAX_SITES or problem.max_visits > MAX_VISITS:
        raise TooDenseError(MAX_SITES, MAX_VISITS)
    level = _roots(problem, day)
    levels = [level]
    room = _Room(problem, label_cap, clock or Clock())
    for depth in range(1, min(problem.max_visits, problem.num_sites) + 1):
        parts: list[tuple[Labels, FloatArray]] = []
        for part in _extensions(problem, day, level):
            scores = _promise(problem, part) if judge is None else judge.partial(part, depth)
            if judge is not None:
                rows = np.flatnonzero(scores >= judge.cutoff)
                part, scores = part.take(rows), scores[rows]
            parts.append((part, scores))
            room.clock.count(LABEL_WORK * len(part))
            room.clock.check()
            if sum(len(part) for part, _ in parts) > GATHER_CAP * label_cap:
                parts = room.keep(parts)
        if not parts:
            break
        level = room.keep(parts)[0][0]
        levels.append(level)
    threshold = max(room.dropped, -np.inf if judge is None else judge.cutoff)
    return _close(problem, day, Labels.join(levels), judge, threshold)


def _roots(problem: Problem, day: int) -> Labels:
    origins = np.array(problem.starts_of(day), dtype=np.int64)
    size = len(origins)
    return Labels(
        origin=origins,
        order=np.full((size, MAX_VISITS), NONE, dtype=np.uint8),
        last=origins,
        time=np.full(size, problem.day_start[day], dtype=np.int64),
        travel=np.zeros(size, dtype=np.int64),
        money=np.zeros(size, dtype=np.int64),
        lunch=np.full(size, problem.lunch is None or problem.day_start[day] > problem.lunch.latest),
    )


def _extensions(problem: Problem, day: int, level: Labels) -> Iterator[Labels]:
    """Yield the feasible labels with one more visit, in chunks."""
    rows_at_once = max(1, CHUNK_CELLS // max(1, problem.num_sites))
    open_sites = np.flatnonzero((problem.windows[day, :, :, 1] >= 0).any(axis=1))
    for first in range(0, len(level), rows_at_once):
        chunk = level.take(np.arange(first, min(first + rows_at_once, len(level))))
        rows, columns = np.nonzero(_can_follow(problem, day, chunk, open_sites))
        parents, sites = chunk.take(rows), open_sites[columns]
        for done in visits(problem, day, parents, sites):
            labels = _extend(problem, day, parents, sites, done)
            if len(labels):
                yield labels


def _can_follow(problem: Problem, day: int, chunk: Labels, sites: IntArray) -> BoolArray:
    """Tell which sites (columns) may be visited after which labels (rows), lunch aside."""
    travel, last, target = problem.travel[day], chunk.last[:, None], sites[None, :]
    arrive = travel.arrive(last, target, chunk.time[:, None])
    end = problem.open_from(day, target, arrive) + problem.minutes[day, target]
    total = chunk.travel[:, None] + travel.quickest(last, target)  # a later ride may be shorter
    fresh = (chunk.order[:, :, None] != sites.astype(np.uint8)).all(axis=1)
    return np.asarray(fresh & (end <= problem.day_end[day]) & (total <= problem.max_transit))


def _extend(problem: Problem, day: int, every: Labels, targets: IntArray, done: Arrival) -> Labels:
    """Return the labels with one more visit that keep the limits of the day."""
    rows, time, moving, lunch = done
    travel = every.travel[rows] + moving
    keep = (time <= problem.day_end[day]) & (travel <= problem.max_transit)
    if problem.lunch is not None:
        keep &= lunch | (time <= problem.lunch.latest)
    parents, sites = every.take(rows[keep]), targets[rows[keep]]
    order = parents.order.copy()
    order[np.arange(len(order)), (order != NONE).sum(axis=1)] = sites
    money = parents.money + problem.site_cost[sites] + problem.ride_cost(day, parents.last, sites)
    return Labels(parents.origin, order, sites, time[keep], travel[keep], money, lunch[keep])


def _promise(problem: Problem, labels: Labels) -> FloatArray:
    """Return how promising labels are: what they have earned, and what a typical minute of visiting earns."""
    prizes = np.append(problem.prize, np.zeros(NONE + 1 - problem.num_sites, dtype=np.int64))
    value = prizes[labels.order].sum(axis=1) - problem.travel_price * labels.travel
    pace = problem.prize.sum() / max(1, int(problem.minutes.mean(axis=0).sum()))
    return np.asarray(value - pace * labels.time, dtype=np.float64)


def _close(problem: Problem, day: int, labels: Labels, judge: Judge | None, threshold: float) -> DayTours:
    """Bring every label to every end and keep, for each origin, set and end, the shortest.

    With a budget a longer but cheaper way may be wanted: every label stands for itself.
    """
    key = labels.key
    sort = np.lexsort((key, labels.origin))
    labels, key = labels.take(sort), key[sort]
    is_first = np.concatenate([[True], (labels.origin[1:] != labels.origin[:-1]) | (key[1:] != key[:-1])])
    first = np.flatnonzero(is_first | (problem.budget is not None))
    ends = problem.ends_of(day)
    travel = np.full((len(first), len(ends)), INFEASIBLE, dtype=np.int32)
    money, chosen = np.zeros_like(travel), np.zeros_like(travel)
    for column, end in enumerate(ends):
        total, cost = _finish(problem, day, labels, end, judge)
        # The shortest of a group, ties to the first: one number holds both.
        best = np.minimum.reduceat((total << 32) + np.arange(len(labels)), first) & ((1 << 32) - 1)
        fine = total[best] < INFINITY
        travel[fine, column] = total[best][fine]
        money[fine, column] = cost[best][fine]
        chosen[:, column] = best
    keep = (travel != INFEASIBLE).any(axis=1)
    origins = problem.starts_of(day)
    origin_row = np.searchsorted(origins, labels.origin[first][keep])
    return DayTours(
        origins=origins,
        ends=ends,
        origin_row=origin_row,
        first_group=np.searchsorted(origin_row, np.arange(len(origins))),
        sites=np.sort(labels.order[first][keep], axis=1),
        travel=travel[keep],
        money=money[keep],
        label=chosen[keep],
        order=labels.order,
        threshold=threshold,
    )


def _finish(
    problem: Problem, day: int, every: Labels, end: int, judge: Judge | None
) -> tuple[IntArray, IntArray]:
    """Return each label's minutes of travel and money when it ends there, travel `INFINITY` when it cannot."""
    rows = np.arange(len(every))
    if judge is not None:
        rows = np.flatnonzero(judge.ending(every, end) >= judge.cutoff)
    labels = every.take(rows)
    target = np.full(len(labels), end, dtype=np.int64)
    best = np.full(len(labels), INFINITY, dtype=np.int64)
    for at, ready, moving, lunch in arrivals(problem, day, labels, target):
        total = labels.travel[at] + moving
        fine = (ready <= problem.day_end[day]) & (total <= problem.max_transit)
        if problem.lunch is not None:
            fine &= lunch | (ready <= problem.lunch.latest)  # lunch after the day's end is free
        best[at] = np.minimum(best[at], np.where(fine, total, INFINITY))
    cost = labels.money + problem.ride_cost(day, labels.last, target) + int(problem.night_cost[end])
    minutes, money = np.full(len(every), INFINITY, dtype=np.int64), np.zeros(len(every), dtype=np.int64)
    minutes[rows], money[rows] = best, cost
    return minutes, money
