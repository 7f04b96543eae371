"""The walk that lists the tours of a day, in plain Python: the definition of `list_tours`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from planner.solver.compiled import Watch
from planner.solver.day.tables import LOW
from planner.solver.day.walking import End, Walk
from planner.solver.day.walks import Label

if TYPE_CHECKING:
    from planner.solver.day.completion import Grid
    from planner.solver.day.tours import Tours


class ListWalk(Walk):
    """The walk that lists all tours above a value; of those with equal ends and sites the best."""

    def __init__(self, grid: Grid, tours: Tours, watch: Watch) -> None:
        """Begin with an empty list."""
        super().__init__(grid, tours, watch)
        self.before: list[float] = tours.before.tolist()
        self.heads: list[tuple[int, ...]] = []
        self.paths: list[tuple[int, ...]] = []
        self.scores: list[float] = []
        self.row: dict[tuple[object, ...], int] = {}

    def is_enough(self, most: float) -> bool:
        """Return whether what leads here and that reach the cutoff."""
        return self.before[self.origin] + most >= self.tours.cutoff

    def least(self) -> float:
        """Return what has to be reached."""
        return self.tours.cutoff - self.before[self.origin]

    def exceeds(self, most: float, least: float) -> bool:
        """Return whether something is as good."""
        return most >= least

    def take(self, end: End, labels: list[Label], gain: float) -> None:
        """List the tour of each label that reaches the cutoff."""
        for label in labels:
            score = self.before[self.origin] + gain - self.cost_of(label)
            if score >= self.tours.cutoff:
                self.keep_tour(end, label, score)

    def keep_tour(self, end: End, label: Label, score: float) -> None:
        """Put a tour in the list, or in the place of a worse one that is equal to it for chains."""
        if len(self.scores) == self.tours.room:
            self.make_room()
        if score < self.tours.cutoff:
            return
        _, minutes, loss, cny, _ = label
        head, path = (self.origin, end, minutes, loss, cny), tuple(self.path)
        old = self.row.setdefault(self.name_of(head, path), len(self.scores))
        if old == len(self.scores):
            self.heads.append(head)
            self.paths.append(path)
            self.scores.append(score)
        elif score > self.scores[old]:
            self.heads[old], self.paths[old], self.scores[old] = head, path, score

    def name_of(self, head: tuple[int, ...], path: tuple[int, ...]) -> tuple[object, ...]:
        """Return what tours that are equal for chains have in common."""
        return head[0], head[1], frozenset(path), head[4] if self.day.with_money else 0

    def make_room(self) -> None:
        """Drop the lower half of the list, and raise the cutoff above it."""
        middle = sorted(self.scores)[len(self.scores) // 2]
        kept = [row for row, score in enumerate(self.scores) if score > middle]
        self.heads = [self.heads[row] for row in kept]
        self.paths = [self.paths[row] for row in kept]
        self.scores = [self.scores[row] for row in kept]
        names = map(self.name_of, self.heads, self.paths)
        self.row = {name: row for row, name in enumerate(names)}
        self.tours.cutoff = middle + 1e-9

    def write(self) -> None:
        """Write the list into the arrays."""
        tours, num = self.tours, len(self.scores)
        tours.num = num
        tours.head[:num] = np.array(self.heads, dtype=np.int32).reshape(num, 5)
        tours.score[:num] = self.scores
        tours.sites[:num] = -1
        for row, path in enumerate(self.paths):
            tours.sites[row, : len(path)] = path


def list_tours(grid: Grid, tours: Tours, watch: Watch) -> bool:
    """List all tours at or above the cutoff (see `tours.list_tours`)."""
    walk, is_done = ListWalk(grid, tours, watch), True
    for origin, node in enumerate(walk.origins):
        walk.origin = End(origin)
        if is_done and walk.before[origin] > LOW / 2 and walk.can_end(walk.origin):
            is_done = walk.explore(node, walk.start, 0.0) is None
    walk.write()
    return is_done
