"""The walk over the tours of a day in plain Python: depth first, as far as what can follow allows.

This is the definition of `best_tours`, and with `listing` of `list_tours`. The functions have the names that they have
in `kernels.c`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NamedTuple, NewType

import numpy as np

from planner.arrays import FloatArray, IntArray
from planner.problem import Node, Site
from planner.solver.compiled import Watch, is_over
from planner.solver.day.tables import LOW
from planner.solver.day.walks import Label, begin_day, best_of, reach

if TYPE_CHECKING:
    from planner.solver.day.completion import Grid
    from planner.solver.day.tours import Tours

End = NewType("End", int)  # place among the origins, or the ends, of a day

LOOKS = 64  # tours between two looks at the watch


class Child(NamedTuple):
    """A site to go on to, and what going there is worth at most."""

    bound: float
    j: Site
    labels: list[Label]


class Walk(ABC):
    """The walk over all tours from one origin after the other; those that listing or looking for the best share."""

    def __init__(self, grid: Grid, tours: Tours, watch: Watch) -> None:
        """Begin a walk."""
        self.grid, self.tours, self.watch = grid, tours, watch
        self.day = grid.day.lists
        self.worth: list[float] = grid.worth.tolist()
        self.after: list[float] = grid.after.tolist()
        self.origins: list[Node] = tours.origins.tolist()
        self.ends: list[Node] = grid.ends.tolist()
        self.moves: list[list[float]] = tours.move.tolist()
        self.reach: list[list[int]] = grid.reach.tolist()
        self.best_next = grid.best.data, grid.second.data, grid.next.data
        self.start = begin_day(self.day)
        self.origin = End(0)
        self.labels_left = 0
        self.path: list[Site] = []
        self.num_ways: list[int] = grid.num_ways().tolist()
        self._likely: dict[tuple[int, int], tuple[IntArray, FloatArray]] = {}

    @abstractmethod
    def is_enough(self, most: float) -> bool:
        """Return whether what is worth so much at most has to be looked at."""

    @abstractmethod
    def least(self) -> float:
        """Return what has to be exceeded."""

    @abstractmethod
    def exceeds(self, most: float, least: float) -> bool:
        """Return whether something does that."""

    @abstractmethod
    def take(self, end: End, labels: list[Label], gain: float) -> None:
        """Take the tour of the path to an end, worth ``gain`` less what the rides of a label cost."""

    def in_order(self, children: list[Child]) -> list[Child]:
        """Return the children as they are to be visited."""
        return children

    def cost_of(self, label: Label) -> float:
        """Return what the rides of a label take."""
        return label[2] + self.grid.money * label[3]

    def can_end(self, origin: End) -> bool:
        """Return whether an origin can end the day anywhere; where it cannot, everything would be tried."""
        ends = zip(self.after, self.moves[origin], self.reach[origin], strict=True)
        return any(after > LOW / 2 and move <= -LOW and can_reach for after, move, can_reach in ends)

    def explore(self, here: Node, labels: list[Label], earned: float) -> float | None:
        """Visit what the path can lead to; None when done, else a bound on what time or effort left out."""
        least_cost = min(1e18, *map(self.cost_of, labels))
        least_minutes = min(label[1] for label in labels)
        self.watch.work += 1 + self.num_ways[here] // LOOKS
        is_look = self.labels_left % LOOKS == 0
        self.labels_left -= 1
        if (is_look and is_over(self.watch)) or self.is_spent():
            return LOW
        self.go_home(here, labels, earned, least_cost, least_minutes)
        if len(self.path) == self.day.max_visits:
            return None
        for child in self.in_order(self.grow(here, labels, earned, least_cost, least_minutes)):
            if not self.is_enough(child.bound):
                continue
            self.path.append(child.j)
            left_out = self.explore(child.j, child.labels, earned + self.worth[child.j])
            self.path.pop()
            if left_out is not None:
                return child.bound
        return None

    def is_spent(self) -> bool:
        """Return whether the effort of this origin is spent."""
        return False

    def go_home(
        self, here: Node, labels: list[Label], earned: float, least_cost: float, least_minutes: int
    ) -> None:
        """End the day, wherever that can be worth enough."""
        earned -= 0.0 if self.path else self.grid.empty
        for end, (node, after) in enumerate(zip(self.ends, self.after, strict=True)):
            way = here * self.day.num_nodes + node
            move = self.moves[self.origin][end]
            if move > -LOW or after <= LOW / 2 or least_minutes + self.day.quick[way] > self.day.max_minutes:
                continue
            gain = earned + after - move
            if self.is_enough(gain - least_cost - self.day.low[way]):
                there = reach(self.day, True, labels, here, node)
                if there:
                    self.take(End(end), there, gain)

    def grow(
        self, here: Node, labels: list[Label], earned: float, least_cost: float, least_minutes: int
    ) -> list[Child]:
        """Return the sites that are worth going on to."""
        left = self.day.max_visits - len(self.path) - 1
        children: list[Child] = []
        for j in self.promising(here, labels, earned, least_cost, least_minutes):
            if j in self.path:
                continue
            there = reach(self.day, True, labels, here, j)
            bound = max([LOW, *(self.ahead(left, label, j) for label in there)])
            bound += earned + self.worth[j] + self.grid.slack
            if there and self.exceeds(bound, self.least()):
                children.append(Child(bound, j, there))
        return children

    def promising(
        self, here: Node, labels: list[Label], earned: float, least_cost: float, least_minutes: int
    ) -> list[Site]:
        """Return the sites to which the quickest, cheapest ride of all could be worth enough, the likely ones first."""
        grid, day, least = self.grid, self.grid.day, self.least()
        left = day.max_visits - len(self.path) - 1
        j, brings = self.likely(left, here)
        j = j[earned - least_cost + brings >= least]
        quick = day.quick[here, j].astype(np.int64)
        over = min(label[0] for label in labels) + quick + day.length[j] - day.start
        fits = (least_minutes + quick <= day.max_minutes) & (over <= day.end - day.start)
        j, over = j[fits], over[fits]
        most = self.most(left, j, np.maximum(grid.est[j], over // grid.step))
        most += earned + grid.worth[j] - least_cost - day.low[here, j] + grid.slack
        return [
            site for site, worth in zip(j.tolist(), most.tolist(), strict=True) if self.exceeds(worth, least)
        ]

    def likely(self, left: int, here: Node) -> tuple[IntArray, FloatArray]:
        """Return the sites to go on to from a node, and what that can bring at the best of times; the most first."""
        if (left, here) not in self._likely:
            grid, j = self.grid, self.grid.useful.astype(np.int64)
            most = self.most(left, j, grid.est[j].astype(np.int64))
            brings = grid.worth[j] - grid.day.low[here, j] + most + grid.slack
            order = np.lexsort((j, -brings))
            self._likely[left, here] = j[order], brings[order]
        return self._likely[left, here]

    def most(self, left: int, j: IntArray, time: IntArray) -> FloatArray:
        """Return the most that can follow leaving sites at grid times, however many meals were had."""
        most: FloatArray = self.grid.best[left][:, j, time].max(axis=0, initial=LOW).astype(np.float64)
        return most

    def ahead(self, left: int, label: Label, j: Site) -> float:
        """Return what a label may still lead to at site ``j``, its own cost included, with so many visits left."""
        best, second, following = self.best_next
        cell = left, label[4], j, (label[0] - self.day.start) // self.grid.step
        after = following[cell]
        most: float = second[cell] if after == j or after in self.path else best[cell]
        return most - self.cost_of(label)


class BestWalk(Walk):
    """The walk that looks for the best tour of each origin."""

    best = LOW / 2

    def is_enough(self, most: float) -> bool:
        """Return whether that is more than the best so far."""
        return most > self.best

    def least(self) -> float:
        """Return the best so far."""
        return self.best

    def exceeds(self, most: float, least: float) -> bool:
        """Return whether something is better."""
        return most > least

    def is_spent(self) -> bool:
        """Return whether the effort of this origin is spent."""
        return self.labels_left < 0

    def in_order(self, children: list[Child]) -> list[Child]:
        """Return the most promising first."""
        return sorted(children, key=lambda child: (-child.bound, child.j))

    def take(self, end: End, labels: list[Label], gain: float) -> None:
        """Write down a tour that is better than the best so far."""
        best = best_of(labels, self.grid.money)
        value = gain - self.cost_of(best)
        if value <= self.best:
            return
        self.best = value
        _, minutes, loss, cny, _ = best
        self.tours.head[self.origin] = self.origin, end, minutes, loss, cny
        self.tours.sites[self.origin] = -1
        self.tours.sites[self.origin, : len(self.path)] = self.path


def best_tours(grid: Grid, tours: Tours, watch: Watch) -> int:
    """Find the best tour of each origin (see `tours.best_tours`)."""
    walk, exact = BestWalk(grid, tours, watch), 0
    for origin, node in enumerate(walk.origins):
        # Nothing is tried where no end can follow.
        walk.origin, walk.best, walk.labels_left = End(origin), LOW / 2, tours.effort
        tours.head[origin, 0] = -1
        left_out = walk.explore(node, walk.start, 0.0) if walk.can_end(walk.origin) else None
        walk.best = walk.best if left_out is None else max(walk.best, left_out)
        exact += left_out is None
        tours.value[origin] = walk.best if walk.best > LOW / 2 else LOW
        if is_over(watch):
            return -1
    return exact
