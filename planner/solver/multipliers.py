"""Prices of what joins the days of a trip: the rows of the master problem, and places at nightfall."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.arrays import FloatArray
from planner.problem import Problem
from planner.solver.labels import NONE

MINUS = -1e15
GRAIN = 1024.0  # multipliers are whole 1024ths, so that sums of them are exact in floating point


@dataclass(frozen=True, eq=False)
class Multipliers:
    """Prices of the rows that join days; positive ones take from a tour that uses the row."""

    site: FloatArray
    rule_min: FloatArray
    rule_max: FloatArray
    money: float = 0.0
    beds: float = 0.0

    @staticmethod
    def zero(problem: Problem) -> Multipliers:
        """Return multipliers that price nothing."""
        num_rules = len(problem.rules)
        return Multipliers(np.zeros(problem.num_sites), np.zeros(num_rules), np.zeros(num_rules))

    def constant(self, problem: Problem) -> float:
        """Return what the prices add up to over the right-hand sides."""
        total = float(self.site.sum())
        for rule, low, high in zip(problem.rules, self.rule_min, self.rule_max, strict=True):
            total += high * (rule.at_most or 0) - low * rule.at_least
        return total + self.money * (problem.budget or 0) + self.beds * (problem.max_bed_changes or 0)

    def site_values(self, problem: Problem) -> FloatArray:
        """Return what a visit is worth after the prices, with a zero for "no site" at the end."""
        values = problem.prize - self.site
        for rule, low, high in zip(problem.rules, self.rule_min, self.rule_max, strict=True):
            values[list(rule.sites)] += low - high
        padded = np.zeros(NONE + 1)
        padded[: problem.num_sites] = values
        return padded


@dataclass(frozen=True, eq=False)
class Potentials:
    """What the days before and after one are taken to be worth: ``before[day][origin]``, ``after[day][end]``.

    Any numbers give valid bounds; the nearer to the truth, the fewer tours have to be listed.
    """

    before: list[FloatArray]
    after: list[FloatArray]
