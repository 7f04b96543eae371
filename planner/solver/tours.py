"""All undominated day tours, by breadth-first dynamic programming over (set of sites, last site).

The labels of one size are extended by all sites at once; one sort keeps the undominated ones (DESIGN section 6).
A label is better when its sites and last site are the same and it is not later, not longer on the road, not
dearer (only when there is a budget), and has not missed a lunch the other one had.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from planner.network.travel import INFINITY, IntArray
from planner.problem import Problem

MAX_SITES = 255  # a site fits a byte, and 255 means "none"
MAX_VISITS = 8  # a set of sites fits eight bytes
NONE = 255
LABEL_CAP = 150_000  # labels of one size that are kept; what is dropped is said in the certificate
GATHER_CAP = 6  # how many times the cap may gather before it is applied
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
    is_complete: bool  # False: tours were dropped for want of memory


Keep = Callable[[Labels, int], BoolArray]


def enumerate_tours(
    problem: Problem, day: int, label_cap: int = LABEL_CAP, keep: Keep | None = None
) -> DayTours:
    """Return every tour of a day that can matter.

    Parameters
    ----------
    problem
        The problem.
    day
        Which day.
    label_cap
        How many labels of one size are kept; when it bites the result is marked incomplete.
    keep
        Tells of labels, and the number of their visits, which ones can still be of use.

    Raises
    ------
    ValueError
        When there are more sites or visits a day than the packed sets hold.
    """
    if problem.num_sites > MAX_SITES or problem.max_visits > MAX_VISITS:
        raise ValueError("too many sites or visits a day to enumerate")
    level = _roots(problem, day)
    levels = [level]
    is_complete = True
    for depth in range(1, min(problem.max_visits, problem.num_sites) + 1):
        parts, size = [], 0
        for part in _extensions(problem, day, level):
            kept = part if keep is None else part.take(np.flatnonzero(keep(part, depth)))
            parts.append(kept)
            size += len(kept)
            if size > GATHER_CAP * label_cap:
                parts = [_undominated(Labels.join(parts), problem.budget is not None)]
                if len(parts[0]) > label_cap:
                    parts, is_complete = [_most_promising(problem, parts[0], label_cap)], False
                size = len(parts[0])
        if size == 0:
            break
        level = _undominated(Labels.join(parts), problem.budget is not None)
        if len(level) > label_cap:
            level, is_complete = _most_promising(problem, level, label_cap), False
        levels.append(level)
    return _close(problem, day, Labels.join(levels), is_complete)


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
        lunch=np.full(size, problem.lunch is None),
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
    ready = np.stack([option[0] for option in options])
    best = ready.argmin(axis=0)
    at = np.arange(len(labels))
    chosen = np.stack([option[1] for option in options])[best, at]
    yield ready[best, at], chosen, np.ones(len(labels), dtype=bool), ~labels.lunch


def _visits(problem: Problem, day: int, labels: Labels, sites: IntArray) -> Iterator[Arrival]:
    """Yield, as `arrivals` does, when a visit is over; lunch may also be inside a long visit, begun late enough."""
    plain, *with_lunch = arrivals(problem, day, labels, sites)
    over = problem.open_from(day, sites, plain[0]) + problem.minutes[sites]
    yield over, *plain[1:]
    rule = problem.lunch
    if rule is None:
        return
    ready, moving, lunch, allowed = with_lunch[0]
    fed = problem.open_from(day, sites, ready) + problem.minutes[sites]
    late_enough = np.maximum(plain[0], rule.earliest + rule.minutes - problem.minutes[sites])
    begin = problem.open_from(day, sites, late_enough)
    is_inside = (problem.minutes[sites] >= rule.inside_visit) & (begin <= rule.latest)
    inside = np.where(is_inside, begin + problem.minutes[sites], INFINITY)
    yield np.minimum(fed, inside), np.where(inside <= fed, plain[1], moving), lunch, allowed


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


def _undominated(labels: Labels, with_money: bool) -> Labels:
    """Return the labels that no other beats; a label that has had lunch also beats one that has not."""
    group = labels.key
    fed = np.flatnonzero(labels.lunch)
    best_fed = fed[_pareto(labels.take(fed), group[fed], with_money)]
    best_all = _pareto(labels, group, with_money)
    hungry = best_all[~labels.lunch[best_all]]
    return labels.take(np.sort(np.concatenate([best_fed, hungry])))


def _pareto(labels: Labels, key: npt.NDArray[np.uint64], with_money: bool) -> IntArray:
    """Return rows not dominated in (time, travel, money) by another of the same origin, set and last site."""
    if len(labels) == 0:
        return np.zeros(0, dtype=np.int64)
    sort = np.lexsort(
        (~labels.lunch, labels.money, labels.travel, labels.time, labels.last, key, labels.origin)
    )
    same = (
        (labels.origin[sort][1:] == labels.origin[sort][:-1])
        & (key[sort][1:] == key[sort][:-1])
        & (labels.last[sort][1:] == labels.last[sort][:-1])
    )
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


def _most_promising(problem: Problem, labels: Labels, cap: int) -> Labels:
    prizes = np.append(problem.prize, np.zeros(NONE + 1 - problem.num_sites, dtype=np.int64))
    value = prizes[labels.order].sum(axis=1) - problem.travel_price * labels.travel
    # A minute left in the day is worth something too: what a typical minute of visiting earns.
    pace = problem.prize.sum() / max(1, int(problem.minutes.sum()))
    return labels.take(np.sort(np.argsort(-(value - pace * labels.time), kind="stable")[:cap]))


def _close(problem: Problem, day: int, labels: Labels, is_complete: bool) -> DayTours:
    """Bring every label to every end and keep, for each origin, set and end, the shortest."""
    sites = np.sort(labels.order, axis=1)
    key = pack(sites)
    sort = np.lexsort((key, labels.origin))
    labels, key, sites = labels.take(sort), key[sort], sites[sort]
    is_first = np.concatenate([[True], (labels.origin[1:] != labels.origin[:-1]) | (key[1:] != key[:-1])])
    first = np.flatnonzero(is_first)
    ends = problem.ends_of(day)
    travel = np.full((len(first), len(ends)), INFEASIBLE, dtype=np.int32)
    money = np.zeros_like(travel)
    chosen = np.zeros_like(travel)
    for column, end in enumerate(ends):
        total, cost = _finish(problem, day, labels, end)
        # The shortest of a group, ties to the cheaper, then to the first: one number holds all three.
        rank = total * (1 << 42) + np.minimum(cost, (1 << 20) - 1) * (1 << 22) + np.arange(len(labels))
        best = np.minimum.reduceat(rank, first) & ((1 << 22) - 1)
        reachable = total[best] < INFINITY
        travel[reachable, column] = total[best][reachable]
        money[:, column] = np.where(reachable, cost[best], 0)
        chosen[:, column] = best
    keep = (travel != INFEASIBLE).any(axis=1)
    origins = problem.starts_of(day)
    row_of = {node: row for row, node in enumerate(sorted(origins))}
    origin_row = np.array([row_of[node] for node in labels.origin[first][keep]], dtype=np.int64)
    return DayTours(
        origins=tuple(sorted(origins)),
        ends=ends,
        origin_row=origin_row,
        first_group=np.searchsorted(origin_row, np.arange(len(origins))),
        sites=sites[first][keep],
        travel=travel[keep],
        money=money[keep],
        label=chosen[keep],
        order=labels.order,
        is_complete=is_complete,
    )


def _finish(problem: Problem, day: int, labels: Labels, end: int) -> tuple[IntArray, IntArray]:
    """Return each label's minutes of travel and money when it ends there, travel `INFINITY` when it cannot."""
    target = np.full(len(labels), end, dtype=np.int64)
    best = np.full(len(labels), INFINITY, dtype=np.int64)
    for ready, moving, lunch, allowed in arrivals(problem, day, labels, target):
        fine = allowed & (ready <= problem.day_end[day])
        if problem.lunch is not None:
            fine &= lunch | (ready <= problem.lunch.latest)  # lunch after the day's end is free
        total = labels.travel + moving
        best = np.minimum(best, np.where(fine & (total <= problem.max_transit), total, INFINITY))
    money = labels.money + problem.ride_cost(day, labels.last, target) + int(problem.night_cost[end])
    return best, money
