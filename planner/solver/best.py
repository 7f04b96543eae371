"""The best plan and the lowest bound known while a search runs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import RLock

import numpy as np

from planner.problem import Problem, Tour, objective_of
from planner.solver.limit import Clock, Stop, never

Report = Callable[[int | None, int | None], None]


@dataclass
class Best:
    """The best plan and the lowest bound known, and how long to go on."""

    problem: Problem
    clock: Clock
    listener: Report
    floor: float  # no plan is worth less
    tours: tuple[Tour, ...] | None = None
    objective: int | None = None
    bound: float = float("inf")
    enough: Stop = never
    lock: RLock = field(default_factory=RLock)  # search and bound run side by side

    @property
    def is_closed(self) -> bool:
        """The bound meets the plan."""
        if self.objective is None:
            return self.is_impossible
        return self.whole_bound is not None and self.whole_bound <= self.objective

    @property
    def is_impossible(self) -> bool:
        """The bound is below what any plan can be worth."""
        return self.bound < self.floor

    @property
    def is_over(self) -> bool:
        """Nothing more is to be done, or no time is left to do it."""
        return self.is_closed or self.enough() or self.clock.left <= 0

    @property
    def whole_bound(self) -> int | None:
        """The bound as a whole number, which every objective is."""
        return None if np.isinf(self.bound) or self.is_impossible else int(np.floor(self.bound + 1e-6))

    @property
    def to_beat(self) -> float:
        """What a plan must be worth more than."""
        return self.floor - 1 if self.objective is None else float(self.objective)

    def offer(self, tours: tuple[Tour, ...]) -> None:
        """Take a plan if it keeps all limits and beats the best one."""
        value = objective_of(self.problem, tours)
        with self.lock:
            if value > self.to_beat and not self.problem.broken_limits(tours):
                self.tours, self.objective = tours, value
                self.report()

    def offer_bound(self, bound: float) -> None:
        """Take a bound if it is lower."""
        with self.lock:
            if bound < self.bound:
                self.bound = bound
                self.report()

    def report(self) -> None:
        """Tell the listener."""
        self.listener(self.objective, self.whole_bound)
