"""What the rest of a trip can add at most: bounds that let tours be dropped while they are being built.

Under given multipliers, and with what places are taken to be worth in the evening and in the morning, a partial
tour scores what it has collected and the best way to finish its day. That is taken over a relaxation that is quick
to solve: time on a grid (rounded down), a site may be visited again, though not right after the site that followed
it, a ride takes its shortest minutes of travel, changes of bed cost nothing. So each score is an upper bound. Lunch
is kept exactly: a state is hungry or fed.

Values are whole numbers of a small unit, rounded up. The number of the next site is kept in the lowest byte, so
that one maximum finds both.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner.arrays import INFINITY, FloatArray, IntArray
from planner.problem import Problem
from planner.solver.grid import Grid
from planner.solver.labels import BoolArray, Labels
from planner.solver.limit import Clock
from planner.solver.multipliers import MINUS, Multipliers, Potentials
from planner.solver.pricing import Priced, Pricer, chains

BYTE = 256
HOME = 255  # "next site" when the day ends
IMPOSSIBLE = -(1 << 22)
LOW = IMPOSSIBLE * BYTE
TOP = 1 << 20  # values stay below
SLACK = 1e-6
GAIN_WORK = 0.00003  # units a node and time of a site

Values = npt.NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Ahead:
    """The two best ways to go on, with different next sites, by node and time; the last column is "too late"."""

    best: Values
    second: Values


Rest = tuple[Ahead, Ahead]  # hungry, fed


def potentials_of(problem: Problem, pricer: Pricer, priced: Priced) -> Potentials:
    """Return what places are worth by the best chains of listed tours, for all places where a day may begin or end.

    A place that no listed tour reaches is worth what others are less the ride. Where before and after add up to
    less than the best chain, both are raised: what is missing at each of a chain's nights would otherwise
    add up in the bound.
    """
    before, after = [], []
    for day in range(problem.num_days):
        tours = pricer.days[day].tours
        before.append(
            (priced.forward[day][:, None] - _rides(problem, day, tours.origins, problem.starts_of(day))).max(
                axis=0
            )
        )
        after.append(
            (priced.backward[day] - _rides(problem, day, problem.ends_of(day), tours.ends)).max(axis=1)
        )
    for night in range(problem.num_days - 1):
        short = np.maximum(0, priced.bound - priced.const - after[night] - before[night + 1])
        after[night] += short / 2
        before[night + 1] += short / 2
    return Potentials(before, after)


def _rides(problem: Problem, day: int, origins: tuple[int, ...], targets: tuple[int, ...]) -> FloatArray:
    minutes = problem.travel[day].quickest(np.array(origins)[:, None], np.array(targets)[None, :])
    return np.asarray(np.minimum(minutes, INFINITY) * float(problem.travel_price))


class Completion:
    """Upper bounds on what precedes and follows, for every day, under given multipliers.

    Parameters
    ----------
    problem
        The problem.
    grids
        One for each day.
    multipliers
        Prices of the rows that join days.
    clock
        How long it may take.

    Raises
    ------
    OutOfTimeError
        When the limit was reached.
    """

    def __init__(
        self,
        problem: Problem,
        grids: Sequence[Grid],
        multipliers: Multipliers,
        potentials: Potentials,
        clock: Clock,
    ) -> None:
        """Run the relaxation backward over each day."""
        self.problem, self.grids, self.clock, self.potentials = problem, grids, clock, potentials
        self.worth = multipliers.site_values(problem)
        self.money = multipliers.money
        self.const = multipliers.constant(problem)
        is_useful = (problem.windows[..., 1] >= 0).any(axis=2) & (self.worth[: problem.num_sites] > 0)
        self.useful: list[list[int]] = [
            np.flatnonzero(is_useful[day]).tolist() for day in range(problem.num_days)
        ]
        self.unit = _unit(problem, self.worth, max(float(np.abs(a).max()) for a in potentials.after))
        self.rest = [self._backward(day) for day in range(problem.num_days)]  # [day][visits left]

    def _gain(self, day: int, site: int) -> Values:
        """Return ``[node, time or 1]`` what going on to a site is worth, in units."""
        gain = self.worth[site] - self.problem.travel_price * self.grids[day].ride[:, site]
        return np.asarray(np.maximum(np.ceil(gain / self.unit), IMPOSSIBLE / 4), dtype=np.int32)

    def _backward(self, day: int) -> list[Rest]:
        """Return the most that can follow at each node and time, by visits left, hungry and fed."""
        grid = self.grids[day]
        home = [self._at_home(day, fed) for fed in (0, 1)]
        levels = [(home[0], home[1])]
        gains = {site: self._gain(day, site) * BYTE + site for site in self.useful[day]}
        for _ in range(self.problem.max_visits):
            self.clock.check()
            self.clock.count(GAIN_WORK * sum(gain.size for gain in gains.values()))
            hungry, fed = levels[-1]
            new_hungry, new_fed = _copy(home[0]), _copy(home[1])
            for site, gain in gains.items():
                plain, lunch = grid.plain[site], grid.lunch[site]
                _go_on(new_fed, grid.fed_times, fed, site, plain[:, grid.fed_times], gain)
                if grid.num_hungry:
                    _go_on(new_hungry, grid.hungry_times, hungry, site, plain[:, grid.hungry_times], gain)
                    _go_on(new_hungry, grid.hungry_times, fed, site, lunch, gain)
            levels.append((new_hungry, new_fed))
        return levels

    def _at_home(self, day: int, fed: int) -> Ahead:
        """Return what ending the day is worth at each node and time."""
        grid, ends = self.grids[day], np.array(self.problem.ends_of(day))
        value = self.potentials.after[day][None, :, None] - self.problem.travel_price * grid.ride[:, ends]
        finish = np.maximum(np.ceil(value / self.unit), IMPOSSIBLE).astype(np.int32)
        best = np.full((len(finish), grid.num_times + 1), IMPOSSIBLE, dtype=np.int32)
        moments = np.arange(grid.num_times)[None, :]
        for column in range(len(ends)):
            in_time = moments <= grid.home[fed, :, column, None]
            np.maximum(best[:, :-1], np.where(in_time, finish[:, column], IMPOSSIBLE), out=best[:, :-1])
        packed = best * BYTE + HOME
        return Ahead(packed, np.full_like(packed, LOW))

    def bound(self) -> float:
        """Return a bound on every plan, known before any tour is listed."""
        best = []
        for day, levels in enumerate(self.rest):
            begun = levels[self.problem.max_visits][self.grids[day].is_fed_at_start].best
            ahead = self.unit * (begun[list(self.problem.starts_of(day)), 0] // BYTE)
            best.append(ahead[:, None] - self.potentials.after[day][None, :])
        forward, backward = chains(best)
        return self.const + SLACK + float((forward[-1][:, None] + best[-1] + backward[-1]).max())

    def judge(self, days: list[int], cutoff: float) -> CompletionJudge:
        """Return the judge of tours on days of one kind."""
        return CompletionJudge(self, days, cutoff)


def _unit(problem: Problem, worth: FloatArray, after: float) -> float:
    """Return the smallest power of two, from 1/1024, in which no value passes `TOP`."""
    a_day = problem.max_visits * max(1.0, float(worth.max())) + problem.travel_price * problem.max_transit
    return float(2.0 ** max(-10, np.ceil(np.log2((a_day + after) / TOP))))


def _copy(ahead: Ahead) -> Ahead:
    return Ahead(ahead.best.copy(), ahead.second.copy())


def _go_on(new: Ahead, times: slice, follow: Ahead, site: int, done: IntArray, gain: Values) -> None:
    """Improve the two best next steps by going to a site, done with it by ``done[node, time]``."""
    best_then = follow.best[site]
    value = (best_then & -BYTE).take(done)
    following = best_then & (BYTE - 1)
    back = np.unique(following[following < len(done)])
    is_cycle = following[done[back]] == back[:, None]
    value[back] = np.where(is_cycle, (follow.second[site] & -BYTE)[done[back]], value[back])
    value += gain if gain.shape[1] == 1 else gain[:, times]
    best, second = new.best[:, times], new.second[:, times]
    np.maximum(second, np.minimum(best, value), out=second)
    np.maximum(best, value, out=best)


class CompletionJudge:
    """Bounds on the plans that contain a partial tour on one of some days."""

    def __init__(self, completion: Completion, days: list[int], cutoff: float) -> None:
        """Take the days, all of one kind, and what a plan must be worth."""
        self.completion, self.days, self.cutoff = completion, days, cutoff
        starts = completion.problem.starts_of(days[0])
        self.row_of = np.zeros(len(completion.problem.node_ids), dtype=np.int64)
        self.row_of[list(starts)] = np.arange(len(starts))

    def _collected(self, labels: Labels) -> FloatArray:
        value = self.completion.worth[labels.order].sum(axis=1)
        value -= self.completion.problem.travel_price * labels.travel + self.completion.money * labels.money
        return np.asarray(value + self.completion.const + SLACK)

    def partial(self, labels: Labels, depth: int) -> FloatArray:
        """Return the bound for each label, which has made ``depth`` visits."""
        completion, origin = self.completion, self.row_of[labels.origin]
        best = np.full(len(labels), MINUS)
        for day in self.days:
            grid = completion.grids[day]
            at = (labels.time - grid.start) // grid.step
            hungry, fed = completion.rest[day][completion.problem.max_visits - depth]
            ahead = np.where(labels.lunch, _fresh(fed, labels, at), _fresh(hungry, labels, at)) // BYTE
            best = np.maximum(best, completion.potentials.before[day][origin] + completion.unit * ahead)
        return np.asarray(self._collected(labels) + best)

    def ending(self, labels: Labels, end: int) -> FloatArray:
        """Return the bound for each label when its day ends at a node now."""
        completion, origin = self.completion, self.row_of[labels.origin]
        best = np.full(len(labels), MINUS)
        for day in self.days:
            after = completion.potentials.after[day][completion.problem.ends_of(day).index(end)]
            best = np.maximum(best, completion.potentials.before[day][origin] + after)
        grid = completion.grids[self.days[0]]
        at = (labels.time - grid.start) // grid.step if grid.ride.shape[2] > 1 else 0
        ride = completion.problem.travel_price * grid.ride[labels.last, end, at]
        return np.asarray(self._collected(labels) + best - ride)


def _fresh(ahead: Ahead, labels: Labels, at: IntArray) -> Values:
    """Return the best way to go on whose next site the label has not visited yet."""
    best = ahead.best[labels.last, at]
    following = (best & (BYTE - 1)).astype(np.uint8)
    visited: BoolArray = (labels.order == following[:, None]).any(axis=1) & (following != HOME)
    return np.where(visited, ahead.second[labels.last, at], best)
