"""All undominated day tours, by breadth-first dynamic programming over (set of sites, last site).

The labels of one size are extended by all sites at once; one sort keeps the undominated ones (DESIGN section 6).
A label is better when its sites and last site are the same and it is not later, not longer on the road, not
dearer (only when there is a budget), and has not missed a lunch the other one had. Where the minutes of a ride
depend on when it begins, a later label may catch a quicker one: there only labels of the same time are compared.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Protocol

import numpy as np
import numpy.typing as npt

from planner.network.travel import INFINITY, ConstantTravel, FloatArray, IntArray, Travel
from planner.problem import Problem

MAX_SITES = 255  # a site fits a byte, and 255 means "none"
MAX_VISITS = 8  # a set of sites fits eight bytes
NONE = 255
GATHER_CAP = 4  # how many times the cap may gather before it is applied
CHUNK_CELLS = 1_000_000
INFEASIBLE = np.iinfo(np.int32).max

ByteArray = npt.NDArray[np.uint8]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Labels:
    """Partial tours, one a row; times are those at which the traveller may leave the last node."""

    origin: IntArray
    order: ByteArray  # [label, MAX_VISITS], in order of visit, padded with NONE
    last: IntArray
    time: IntArray
    travel: IntArray
    money: IntArray
    lunch: BoolArray

    def __len__(self) -> int:
        return len(self.origin)

    def take(self, rows: IntArray) -> Labels:
        """Return the labels of the given rows."""
        return Labels(*(getattr(self, field.name)[rows] for field in fields(self)))

    @staticmethod
    def join(parts: list[Labels]) -> Labels:
        """Return the labels of all parts."""
        return Labels(*(np.concatenate([getattr(p, field.name) for p in parts]) for field in fields(Labels)))

    @property
    def key(self) -> npt.NDArray[np.uint64]:
        """The set of sites as one number."""
        return pack(np.sort(self.order, axis=1))


def pack(sorted_sites: ByteArray) -> npt.NDArray[np.uint64]:
    """Return each row of eight sorted site numbers as one number."""
    return np.ascontiguousarray(sorted_sites).view(np.uint64)[:, 0]


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


class Judge(Protocol):
    """Scores tours: bounds on their value, with what the places where they begin and end are taken to be worth."""

    cutoff: float  # tours that score less are not wanted

    def partial(self, labels: Labels, depth: int) -> FloatArray:
        """Return for each label, which has made ``depth`` visits, a bound on the scores it can lead to."""
        ...

    def ending(self, labels: Labels, end: int) -> FloatArray:
        """Return a bound on the score of each label when its day ends at a node now."""
        ...


class OutOfTimeError(Exception):
    """The time limit came before the tours were listed."""


@dataclass
class _Room:
    """Labels of one size, the best of them when there are too many."""

    problem: Problem
    steady: bool
    cap: int
    deadline: float
    dropped: float = -np.inf

    def keep(self, parts: list[tuple[Labels, FloatArray]]) -> list[tuple[Labels, FloatArray]]:
        """Return the undominated labels of the parts with their scores, as many as there is room for."""
        if time.monotonic() > self.deadline:
            raise OutOfTimeError
        labels = Labels.join([part for part, _ in parts])
        scores = np.concatenate([score for _, score in parts])
        rows = _undominated(labels, self.problem.budget is not None, self.steady)
        if len(rows) > self.cap:
            order = np.argsort(-scores[rows], kind="stable")
            self.dropped = max(self.dropped, float(scores[rows[order[self.cap]]]))
            rows = rows[np.sort(order[: self.cap])]
        return [(labels.take(rows), scores[rows])]


def enumerate_tours(
    problem: Problem, day: int, label_cap: int, judge: Judge | None = None, deadline: float = np.inf
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
    deadline
        Of the monotonic clock.

    Raises
    ------
    ValueError
        When there are more sites or visits a day than the packed sets hold.
    OutOfTimeError
        When the deadline passed.
    """
    if problem.num_sites > MAX_SITES or problem.max_visits > MAX_VISITS:
        raise ValueError("too many sites or visits a day to enumerate")
    level = _roots(problem, day)
    levels = [level]
    room = _Room(problem, isinstance(problem.travel[day], ConstantTravel), label_cap, deadline)
    for depth in range(1, min(problem.max_visits, problem.num_sites) + 1):
        parts: list[tuple[Labels, FloatArray]] = []
        for part in _extensions(problem, day, level):
            scores = _promise(problem, part) if judge is None else judge.partial(part, depth)
            if judge is not None:
                rows = np.flatnonzero(scores >= judge.cutoff)
                part, scores = part.take(rows), scores[rows]
            parts.append((part, scores))
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
        for over, moving, lunch, allowed in _visits(problem, day, parents, sites):
            labels = _extend(problem, day, parents, sites, over, moving, lunch, allowed)
            if len(labels):
                yield labels


def _can_follow(problem: Problem, day: int, chunk: Labels, sites: IntArray) -> BoolArray:
    """Tell which sites (columns) may be visited after which labels (rows), lunch aside."""
    travel, last, target = problem.travel[day], chunk.last[:, None], sites[None, :]
    arrive = travel.arrive(last, target, chunk.time[:, None])
    end = problem.open_from(day, target, arrive) + problem.minutes[target]
    total = chunk.travel[:, None] + travel.moving(last, target, chunk.time[:, None])
    fresh = (chunk.order[:, :, None] != sites.astype(np.uint8)).all(axis=1)
    return np.asarray(fresh & (end <= problem.day_end[day]) & (total <= problem.max_transit))


Arrival = tuple[IntArray, IntArray, BoolArray, BoolArray]


def arrivals(problem: Problem, day: int, labels: Labels, target: IntArray) -> Iterator[Arrival]:
    """Yield the ways to go on to a target: without lunch now, and with lunch on the way (the earliest of them).

    Each is (ready at the target, minutes moving, lunch had, allowed). Lunch is eaten before leaving, after
    arriving, or, where one can stop, on the road when it would be too early before and too late after.
    """
    travel = problem.travel[day]
    direct = travel.arrive(labels.last, target, labels.time)
    moving = travel.moving(labels.last, target, labels.time)
    yield direct, moving, labels.lunch, np.ones(len(labels), dtype=bool)
    rule = problem.lunch
    if rule is None:
        return
    before = np.maximum(labels.time, rule.earliest)
    leave = np.where(before <= rule.latest, before, INFINITY) + rule.minutes
    options = [(travel.arrive(labels.last, target, leave), travel.moving(labels.last, target, leave))]
    after = np.maximum(direct, rule.earliest)
    options.append((np.where(after <= rule.latest, after + rule.minutes, INFINITY), moving))
    if travel.can_pause:
        on_the_way = (labels.time < rule.earliest) & (direct > rule.latest)
        options.append((np.where(on_the_way, direct + rule.minutes, INFINITY), moving))
    for ready, minutes in _worthwhile(travel, options):
        yield ready, minutes, np.ones(len(labels), dtype=bool), ~labels.lunch


def _worthwhile(travel: Travel, options: list[tuple[IntArray, IntArray]]) -> list[tuple[IntArray, IntArray]]:
    """Return the earliest of (ready, minutes moving), or all where the earliest may not be the shortest."""
    if not isinstance(travel, ConstantTravel):
        return options
    ready = np.stack([option[0] for option in options])
    best, at = ready.argmin(axis=0), np.arange(ready.shape[1])
    return [(ready[best, at], np.stack([option[1] for option in options])[best, at])]


def _visits(problem: Problem, day: int, labels: Labels, sites: IntArray) -> Iterator[Arrival]:
    """Yield, as `arrivals` does, when a visit is over; lunch may also be inside a long visit, begun late enough."""
    plain, *with_lunch = arrivals(problem, day, labels, sites)
    minutes = problem.minutes[sites]
    yield problem.open_from(day, sites, plain[0]) + minutes, *plain[1:]
    rule = problem.lunch
    if rule is None:
        return
    begin = problem.open_from(day, sites, np.maximum(plain[0], rule.earliest + rule.minutes - minutes))
    is_inside = (minutes >= rule.inside_visit) & (begin <= rule.latest)
    options = [(problem.open_from(day, sites, ready) + minutes, moving) for ready, moving, _, _ in with_lunch]
    options.append((np.where(is_inside, begin + minutes, INFINITY), plain[1]))
    for over, moving in _worthwhile(problem.travel[day], options):
        yield over, moving, np.ones(len(labels), dtype=bool), ~labels.lunch


def _extend(
    problem: Problem,
    day: int,
    parents: Labels,
    sites: IntArray,
    time: IntArray,
    moving: IntArray,
    lunch: BoolArray,
    allowed: BoolArray,
) -> Labels:
    """Return the labels with one more visit that keep the limits of the day."""
    travel = parents.travel + moving
    money = parents.money + problem.site_cost[sites] + problem.ride_cost(day, parents.last, sites)
    keep = allowed & (time <= problem.day_end[day]) & (travel <= problem.max_transit)
    if problem.lunch is not None:
        keep &= lunch | (time <= problem.lunch.latest)
    rows = np.flatnonzero(keep)
    order = parents.order[rows].copy()
    depth = (order != NONE).sum(axis=1)
    order[np.arange(len(rows)), depth] = sites[rows]
    return Labels(
        parents.origin[rows], order, sites[rows], time[rows], travel[rows], money[rows], lunch[rows]
    )


def _undominated(labels: Labels, with_money: bool, steady: bool) -> IntArray:
    """Return the rows of labels that no other beats; one that has had lunch also beats one that has not."""
    group = labels.key
    fed = np.flatnonzero(labels.lunch)
    best_fed = fed[_pareto(labels.take(fed), group[fed], with_money, steady)]
    best_all = _pareto(labels, group, with_money, steady)
    hungry = best_all[~labels.lunch[best_all]]
    return np.sort(np.concatenate([best_fed, hungry]))


def _pareto(labels: Labels, key: npt.NDArray[np.uint64], with_money: bool, steady: bool) -> IntArray:
    """Return rows not dominated in (time, travel, money) by another of the same origin, set and last site."""
    if len(labels) == 0:
        return np.zeros(0, dtype=np.int64)
    sort = np.lexsort(
        (~labels.lunch, labels.money, labels.travel, labels.time, labels.last, key, labels.origin)
    )
    same = np.ones(len(sort) - 1, dtype=bool)
    for values in (labels.origin, key, labels.last, *(() if steady else (labels.time,))):
        same &= values[sort][1:] == values[sort][:-1]
    group = np.concatenate([[0], np.cumsum(~same)])
    travel = labels.travel[sort]
    if not with_money:
        # Later groups are shifted down, so that one running minimum serves all of them.
        shifted = travel + (group[-1] - group) * (INFINITY + 1)
        lowest_before = np.concatenate([[np.iinfo(np.int64).max], np.minimum.accumulate(shifted)[:-1]])
        return np.asarray(sort[shifted < lowest_before], dtype=np.int64)
    money, keep = labels.money[sort], np.ones(len(sort), dtype=bool)
    for step in range(1, 9):  # comparing with eight earlier neighbours is enough to keep the front small
        if step >= len(sort):
            break
        beaten = (group[step:] == group[:-step]) & (travel[:-step] <= travel[step:])
        keep[step:] &= ~(beaten & (money[:-step] <= money[step:]))
    return np.asarray(sort[keep], dtype=np.int64)


def _promise(problem: Problem, labels: Labels) -> FloatArray:
    """Return how promising labels are: what they have earned, and what a typical minute of visiting earns."""
    prizes = np.append(problem.prize, np.zeros(NONE + 1 - problem.num_sites, dtype=np.int64))
    value = prizes[labels.order].sum(axis=1) - problem.travel_price * labels.travel
    pace = problem.prize.sum() / max(1, int(problem.minutes.sum()))
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
    for ready, moving, lunch, allowed in arrivals(problem, day, labels, target):
        fine = allowed & (ready <= problem.day_end[day])
        if problem.lunch is not None:
            fine &= lunch | (ready <= problem.lunch.latest)  # lunch after the day's end is free
        total = labels.travel + moving
        best = np.minimum(best, np.where(fine & (total <= problem.max_transit), total, INFINITY))
    cost = labels.money + problem.ride_cost(day, labels.last, target) + int(problem.night_cost[end])
    minutes, money = np.full(len(every), INFINITY, dtype=np.int64), np.zeros(len(every), dtype=np.int64)
    minutes[rows], money[rows] = best, cost
    return minutes, money
