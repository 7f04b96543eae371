"""The best plan and the lowest bound known while a search runs."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from planner.problem import Problem, Tour, objective_of
from planner.solver.master import worst

Progress = Callable[[int | None, int | None], bool]


@dataclass
class Best:
    """The best plan and the lowest bound known, and when to stop."""

    problem: Problem
    deadline: float
    progress: Progress
    tours: tuple[Tour, ...] | None = None
    objective: int | None = None
    bound: float = float("inf")
    is_stopped: bool = False

    @property
    def seconds_left(self) -> float:
        """Seconds until the time limit; none when the listener has asked to stop."""
        return 0.0 if self.is_stopped else self.deadline - time.monotonic()

    @property
    def is_closed(self) -> bool:
        """The bound meets the plan."""
        if self.objective is None:
            return self.is_impossible
        return self.whole_bound is not None and self.whole_bound <= self.objective

    @property
    def is_impossible(self) -> bool:
        """The bound is below what any plan can be worth."""
        return self.bound < worst(self.problem)

    @property
    def is_over(self) -> bool:
        """Nothing more is to be done, or no time is left to do it."""
        return self.is_closed or self.seconds_left <= 0

    @property
    def whole_bound(self) -> int | None:
        """The bound as a whole number, which every objective is."""
        return None if np.isinf(self.bound) or self.is_impossible else int(np.floor(self.bound + 1e-6))

    @property
    def to_beat(self) -> float:
        """What a plan must be worth more than."""
        return worst(self.problem) - 1 if self.objective is None else float(self.objective)

    def offer(self, tours: tuple[Tour, ...]) -> None:
        """Take a plan if it keeps all limits and beats the best one."""
        value = objective_of(self.problem, tours)
        if value > self.to_beat and not self.problem.broken_limits(tours):
            self.tours, self.objective = tours, value
            self.report()

    def offer_bound(self, bound: float) -> None:
        """Take a bound if it is lower."""
        if bound < self.bound:
            self.bound = bound
            self.report()

    def report(self) -> None:
        """Tell the listener, who may ask to stop."""
        if self.progress(self.objective, self.whole_bound):
            self.is_stopped = True

    def asks_to_stop(self) -> bool:
        """Ask the listener whether to stop."""
        self.report()
        return self.is_stopped
