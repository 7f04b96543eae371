"""What the rest of a trip can add at most: bounds that let tours be dropped while they are being built.

Under given multipliers a partial tour can matter only if the best days before, what it has collected, the best
way to finish its day and the best days after are together worth more than the plan already known. These are
taken over a relaxation that is quick to solve: time on a grid (rounded down), a site may be visited again, though
not right after the site that followed it, changes of bed cost nothing, a ride takes its shortest minutes of
travel. So each value is an upper bound, and `Completion.bound` is one on every plan, whether or not all tours
could be listed. Lunch is kept exactly: a state is hungry or fed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.network.travel import INFINITY, IntArray
from planner.problem import Problem
from planner.solver.pricing import Multipliers
from planner.solver.tours import BoolArray, Labels

GRID = 5  # minutes
LOW = np.float32(-1e9)
SLACK = 0.25  # more than single precision loses on sums of this size
HOME = -1  # "next site" when the day ends

Values = npt.NDArray[np.float32]
Index = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Move:
    """Going on to one site, with or without lunch: when the visit is over, and the inverse.

    Arrays are ``[row, time]`` on the grid. ``done`` is ``T`` when too late; ``latest`` is the last moment to leave
    so that the visit is over by then, ``T`` when there is none.
    """

    done: Index
    latest: Index


@dataclass(frozen=True, eq=False)
class SiteMoves:
    """The moves to one site from the nodes in ``rows``."""

    rows: IntArray
    plain: Move
    lunch: Move | None


@dataclass(frozen=True, eq=False)
class Grid:
    """The part of a kind of day that does not depend on multipliers."""

    num_times: int
    moves: list[SiteMoves]
    hungry_until: int  # last grid time at which one may still be without lunch
    home: Index  # [fed, node, end]: last moment to leave to end the day there; -1: none
    ride: Values  # [from node, to node]: shortest minutes of travel


def make_grid(problem: Problem, day: int) -> Grid:
    """Return where moves lead on a day."""
    start, end, rule = problem.day_start[day], problem.day_end[day], problem.lunch
    times = np.arange(start, end + 1, GRID)
    nodes = np.arange(len(problem.node_ids))
    ride = np.minimum(problem.travel[day].quickest(nodes[:, None], nodes[None, :]), INFINITY)
    moves = [_moves_to(problem, day, site, ride[:, site], times) for site in range(problem.num_sites)]
    stops = np.array(problem.ends_of(day))
    plain, fed = ready_table(problem, day, nodes[:, None, None], stops[None, :, None], times)
    last_home = (plain <= end).sum(axis=2) - 1
    hungry_home = last_home
    if rule is not None:
        without = (plain <= min(end, rule.latest)).sum(axis=2) - 1
        hungry_home = np.maximum(without, (fed <= end).sum(axis=2) - 1)
    return Grid(
        num_times=len(times),
        moves=moves,
        hungry_until=len(times) if rule is None else (rule.latest - start) // GRID,
        home=np.stack([hungry_home, last_home]),
        ride=ride.astype(np.float32),
    )


def _moves_to(problem: Problem, day: int, site: int, ride: IntArray, times: IntArray) -> SiteMoves:
    """Return the moves to a site from everywhere it can be worth the ride from.

    Where the direct way is never longer than one over another place, a visit that earns less than the ride to it
    costs is better left out, whatever follows.
    """
    rows = np.flatnonzero(ride < INFINITY)
    is_free = problem.travel[day].is_metric and site not in problem.must
    if is_free and not any(site in rule.sites for rule in problem.rules):
        rows = rows[problem.prize[site] > problem.travel_price * ride[rows]]
    rows = rows[rows != site]
    rule, end, minutes = problem.lunch, problem.day_end[day], int(problem.minutes[site])
    target = np.array(site)
    plain, fed = ready_table(problem, day, rows[:, None], target, times)
    finish = problem.open_from(day, target, np.arange(end + 2)) + minutes
    finish[end + 1] = INFINITY
    lunch = None
    if rule is not None:
        over = finish[np.minimum(fed, end + 1)]
        if minutes >= rule.inside_visit:
            begin = np.maximum(plain, rule.earliest + rule.minutes - minutes)
            inside = np.where(begin <= rule.latest + GRID, finish[np.minimum(begin, end + 1)], INFINITY)
            over = np.minimum(over, inside)
        lunch = _move(over, times)
    return SiteMoves(rows, _move(finish[np.minimum(plain, end + 1)], times), lunch)


def ready_table(
    problem: Problem, day: int, origin: IntArray, target: IntArray, times: IntArray
) -> tuple[IntArray, IntArray]:
    """Return when one is ready at a target, leaving at each grid time: without lunch, and with (see `arrivals`)."""
    travel, rule = problem.travel[day], problem.lunch
    direct = np.minimum(travel.arrive(origin, target, times), INFINITY)
    if rule is None:
        return direct, direct
    before = np.maximum(times, rule.earliest)
    eaten = np.where(before <= rule.latest, before + rule.minutes, INFINITY)
    after = np.maximum(direct, rule.earliest)
    fed = np.where(after <= rule.latest, after + rule.minutes, INFINITY)
    fed = np.minimum(fed, travel.arrive(origin, target, eaten))
    if travel.can_pause:  # a grid time may be a step early, so "too late for lunch" is told a step early too
        on_the_way = (times < rule.earliest) & (direct > rule.latest - GRID)
        fed = np.minimum(fed, np.where(on_the_way, direct + rule.minutes, INFINITY))
    return direct, fed


def _move(over: IntArray, times: IntArray) -> Move:
    late = len(times)
    done = np.minimum((over - times[0]) // GRID, late)
    row = np.arange(len(done))[:, None] * (late + 1)
    counts = np.bincount((row + done).ravel(), minlength=len(done) * (late + 1))
    last = np.cumsum(counts.reshape(len(done), late + 1)[:, :late], axis=1) - 1
    return Move(done, np.where(last < 0, late, last))


@dataclass(frozen=True, eq=False)
class Ahead:
    """The two best ways to go on, with different next sites, at each node and time; the last column is "too late"."""

    best: Values
    following: Index
    second: Values

    def value(self, site: int, done: Index, came_from: IntArray) -> Values:
        """Return the best value after a visit, not going back to the site one came from."""
        is_cycle = self.following[site][done] == came_from[:, None]
        return np.where(is_cycle, self.second[site][done], self.best[site][done])


class Completion:
    """Upper bounds on what follows, for every day, under given multipliers."""

    def __init__(self, problem: Problem, grids: dict[int, Grid], multipliers: Multipliers) -> None:
        """Run the relaxation backward and forward over the days."""
        self.problem, self.grids = problem, grids
        self.worth = multipliers.site_values(problem).astype(np.float32)
        self.useful = np.flatnonzero(self.worth[: problem.num_sites] > 0)
        self.const = multipliers.constant(problem)
        self.money = multipliers.money
        last = problem.num_days - 1
        after: Values = np.zeros(1, dtype=np.float32)
        self.rest: list[list[tuple[Ahead, Ahead]]] = []  # [day][visits left][hungry, fed]
        for day in range(last, -1, -1):
            levels = self._backward(day, after)
            self.rest.append(levels)
            hungry = 0 if problem.lunch else 1
            after = levels[-1][hungry].best[list(problem.starts_of(day)), 0]
        self.rest.reverse()
        self.bound = self.const + float(after.max()) + SLACK
        self.before: list[Values] = [np.zeros(1, dtype=np.float32)]  # [day][origin]
        for day in range(last):
            self.before.append(self._forward(day, self.before[day]))

    def _backward(self, day: int, after: Values) -> list[tuple[Ahead, Ahead]]:
        """Return the most that can follow at each node and time, by visits left, hungry and fed."""
        grid = self._grid(day)
        at_home = [self._at_home(day, after, fed) for fed in (0, 1)]
        levels = [(at_home[0], at_home[1])]
        for _ in range(self.problem.max_visits):
            after_hungry, after_fed = levels[-1]
            fed = self._go_on(grid, at_home[1], [(False, after_fed)])
            hungry = at_home[0]
            if self.problem.lunch is not None:
                hungry = self._go_on(grid, at_home[0], [(False, after_hungry), (True, after_fed)])
            levels.append((hungry, fed))
        return levels

    def _at_home(self, day: int, after: Values, fed: int) -> Ahead:
        """Return what ending the day is worth at each node and time."""
        grid, ends = self._grid(day), np.array(self.problem.ends_of(day))
        finish = after[None, :] - self.problem.travel_price * grid.ride[:, ends]
        nodes = len(finish)
        best = np.full((nodes, grid.num_times + 1), LOW, dtype=np.float32)
        for end in range(len(ends)):
            in_time = np.arange(grid.num_times)[None, :] <= grid.home[fed, :, end, None]
            np.maximum(best[:, :-1], np.where(in_time, finish[:, end, None], LOW), out=best[:, :-1])
        return Ahead(best, np.full(best.shape, HOME, dtype=np.int64), np.full_like(best, LOW))

    def _go_on(self, grid: Grid, at_home: Ahead, ways: list[tuple[bool, Ahead]]) -> Ahead:
        """Return the two best next steps; a way is (lunch on the way, what follows)."""
        best, following, second = at_home.best.copy(), at_home.following.copy(), at_home.second.copy()
        now = slice(0, grid.num_times)
        for site in self.useful:
            to = grid.moves[site]
            gain = self.worth[site] - self.problem.travel_price * grid.ride[to.rows, site]
            useful = np.flatnonzero(gain > 0) if len(to.rows) else to.rows
            if len(useful) == 0:
                continue
            rows = to.rows[useful]
            value = None
            for with_lunch, follow in ways:
                move = to.lunch if with_lunch else to.plain
                assert move is not None
                option = follow.value(site, move.done[useful], rows)
                value = option if value is None else np.maximum(value, option)
            assert value is not None
            value += gain[useful, None]
            old = best[rows, now]
            better = value > old
            second[rows, now] = np.where(better, old, np.maximum(second[rows, now], value))
            following[rows, now] = np.where(better, site, following[rows, now])
            best[rows, now] = np.maximum(value, old)
        return Ahead(best, following, second)

    def _forward(self, day: int, before: Values) -> Values:
        """Return the most the days up to this one can be worth, by the town it ends in."""
        grid, problem = self._grid(day), self.problem
        starts, ends = list(problem.starts_of(day)), np.array(problem.ends_of(day))
        shape = (2, len(problem.node_ids), grid.num_times + 1)
        best = np.full(shape, LOW, dtype=np.float32)  # hungry, fed; the last column stands for "never"
        best[0 if problem.lunch else 1, starts, :-1] = before[:, None]
        for _ in range(problem.max_visits):
            previous = best.copy()
            for site in self.useful:
                self._arrive_at(grid, previous, best, site)
        rows = np.arange(shape[1])[:, None]
        reach = [best[fed][rows, grid.home[fed]] for fed in (0, 1)]  # -1 is the column for "never"
        ride = problem.travel_price * grid.ride[:, ends]
        return np.asarray((np.maximum(reach[0], reach[1]) - ride).max(axis=0))

    def _arrive_at(self, grid: Grid, previous: Values, best: Values, site: int) -> None:
        """Improve the values of having visited a site by each time."""
        to = grid.moves[site]
        gain = self.worth[site] - self.problem.travel_price * grid.ride[to.rows, site]
        useful = np.flatnonzero((gain > 0) & (previous[:, to.rows, -2].max(axis=0) > LOW / 2))
        if len(useful) == 0:
            return
        rows = to.rows[useful, None]

        def came(move: Move, fed: int) -> Values:
            return np.asarray((previous[fed][rows, move.latest[useful]] + gain[useful, None]).max(axis=0))

        fed_value = came(to.plain, 1)
        if to.lunch is not None:
            fed_value = np.maximum(fed_value, came(to.lunch, 0))
            np.maximum(best[0, site, :-1], came(to.plain, 0), out=best[0, site, :-1])
        np.maximum(best[1, site, :-1], fed_value, out=best[1, site, :-1])

    def _grid(self, day: int) -> Grid:
        return self.grids[self.problem.day_kinds[day]]

    def keeps(self, days: list[int], labels: Labels, depth: int, cutoff: float) -> BoolArray:
        """Tell which partial tours, on one of the days, can be part of a plan worth the cutoff or more."""
        problem = self.problem
        value = self.worth[labels.order].sum(axis=1) - problem.travel_price * labels.travel
        value = value - self.money * labels.money
        keep = np.zeros(len(labels), dtype=bool)
        for day in days:
            at = (labels.time - problem.day_start[day]) // GRID
            starts = np.array(problem.starts_of(day))
            before = self.before[day][np.searchsorted(starts, labels.origin)]
            hungry, fed = self.rest[day][problem.max_visits - depth]
            ahead = np.where(labels.lunch, _fresh(fed, labels, at), _fresh(hungry, labels, at))
            keep |= self.const + before + value + ahead + SLACK >= cutoff
        return keep


def _fresh(ahead: Ahead, labels: Labels, at: IntArray) -> Values:
    """Return the best way to go on whose next site the label has not visited yet."""
    following = ahead.following[labels.last, at]
    visited = (labels.order == following[:, None]).any(axis=1) & (following != HOME)
    return np.where(visited, ahead.second[labels.last, at], ahead.best[labels.last, at])
