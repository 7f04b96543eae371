"""What a solve leaves for those of problems that differ in what must be visited alone: tables, tours, prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from math import inf

from planner.arrays import FloatArray
from planner.problem import Problem
from planner.solver.bound.rows import Column
from planner.solver.day.tables import AllTables, all_tables


@dataclass(frozen=True, eq=False)
class Lesson:
    """The tables of a problem; the tours that its bound stands on, the prices of its rows, and that bound."""

    problem: Problem
    tables: AllTables
    columns: Sequence[Column] = ()
    price: FloatArray | None = None
    bound: float = inf

    @classmethod
    def of(cls, problem: Problem, lesson: Lesson | None) -> Lesson:
        """Return what of a lesson holds for a problem: all but the prices where it has the same days alone."""
        if lesson is not None and lesson.holds_for(problem):
            return replace(lesson, bound=lesson.bound_of(problem))
        if lesson is not None and lesson.has_days_of(problem):
            return cls(problem, lesson.tables, lesson.columns, bound=lesson.bound_of(problem))
        return cls(problem, all_tables(problem))

    def bound_of(self, problem: Problem) -> float:
        """Return what no plan of a problem of the same days is worth more than: one that demands no less."""
        mine = self.problem
        has_less = mine.budget is None or (problem.budget is not None and problem.budget <= mine.budget)
        demands = {*mine.must} <= {*problem.must} and {*mine.rules} <= {*problem.rules}
        return self.bound if has_less and demands else inf

    def holds_for(self, problem: Problem) -> bool:
        """Tell whether a problem has the same days and limits, whatever must be visited."""
        return self._is_same(problem, {"must"})

    def has_days_of(self, problem: Problem) -> bool:
        """Tell whether the tables are those of a problem, whatever is demanded and however much money there is."""
        is_alike = problem.rides_are_limited == self.problem.rides_are_limited
        return is_alike and self._is_same(problem, {"must", "rules", "budget"})

    def _is_same(self, problem: Problem, but: set[str]) -> bool:
        names = (each.name for each in fields(problem) if each.name not in but)
        return all(getattr(problem, name) is getattr(self.problem, name) for name in names)
