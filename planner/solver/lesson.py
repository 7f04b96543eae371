"""What a solve leaves for those of problems that differ in what must be visited alone: tables, tours, prices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from planner.arrays import FloatArray
from planner.problem import Problem
from planner.solver.bound.rows import Column
from planner.solver.day.tables import AllTables, all_tables


@dataclass(frozen=True, eq=False)
class Lesson:
    """The tables of a problem; the tours that its bound stands on, and the prices of its rows."""

    problem: Problem
    tables: AllTables
    columns: Sequence[Column] = ()
    price: FloatArray | None = None

    @classmethod
    def of(cls, problem: Problem, lesson: Lesson | None) -> Lesson:
        """Return a lesson where it holds for a problem; of its tables alone where it has the same days."""
        if lesson is not None and lesson.holds_for(problem):
            return lesson
        if lesson is not None and lesson.has_days_of(problem):
            return cls(problem, lesson.tables)
        return cls(problem, all_tables(problem))

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
