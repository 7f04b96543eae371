"""What all solves of one plan share: how to solve, until when, and whom to tell."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf

from planner.options import SolveOptions
from planner.problem import Problem, Solution, Tour
from planner.solver import UNITS_A_SECOND, Lesson, Limit, NoSolution, solve
from planner.stopping import Counted, Deadline, Report, StopToken, no_report


@dataclass(frozen=True)
class Start:
    """A plan that solves of problems with the same nodes begin from."""

    node_ids: tuple[str, ...]
    tours: tuple[Tour, ...]


@dataclass(frozen=True)
class Search:
    """A time limit, or one of work, that may be handed out in parts."""

    options: SolveOptions
    deadline: Deadline
    report: Report = no_report
    share: float = 1.0  # of the work
    start: Start | None = None
    lesson: Lesson | None = None

    @classmethod
    def begin(
        cls,
        options: SolveOptions,
        stop: StopToken,
        report: Report,
        start: Start | None = None,
        lesson: Lesson | None = None,
    ) -> Search:
        """Start the time limit."""
        seconds = inf if options.work else options.time_limit
        return cls(options, Deadline(seconds, stop), report, start=start, lesson=lesson)

    @classmethod
    def lasting(cls, options: SolveOptions, seconds: float, stop: StopToken) -> Search:
        """Return a search over so many seconds, counted ones where work is limited."""
        return cls(options, Deadline(seconds, stop, Counted()) if options.work else Deadline(seconds, stop))

    def part(self, share: float) -> Search:
        """Return a search that may take a share of what is left."""
        return replace(self, deadline=self.deadline.part(share), share=share * self.share)

    def within(self, seconds: float) -> Search:
        """Return a search that may take so many seconds of what is left."""
        return replace(self, deadline=self.deadline.within(seconds))

    def quiet(self) -> Search:
        """Return a search that tells nobody: what it looks for is not the plan."""
        return replace(self, report=no_report)

    def solve(self, problem: Problem, *, any_plan: bool = False, enough: int | None = None) -> Solution:
        """Return the best solution, or the first one when any plan will do.

        With ``enough`` it ends when a plan is worth that, or none can be.

        Raises
        ------
        NoSolution
            When there is none, or none was found in time.
        """
        if self.deadline.is_over:
            raise NoSolution(proven=False)
        options, start, is_enough = self.options, self.start, False

        def report(objective: int | None, bound: int | None) -> None:
            nonlocal is_enough
            if enough is None:
                is_enough = any_plan and objective is not None
            else:
                is_enough = objective is not None and (
                    objective >= enough or (bound is not None and bound < enough)
                )
            self.report(objective, bound)

        try:
            solution = solve(
                problem,
                options.engine,
                limit=self.limit,
                seed=options.seed,
                threads=options.threads,
                report=report,
                stop=lambda: self.deadline.stop.is_set,
                enough=lambda: is_enough,
                start=start.tours if start and start.node_ids == problem.node_ids else None,
                lesson=self.lesson,
            )
        except NoSolution as error:
            self.deadline.count(error.seconds)
            raise
        self.deadline.count(solution.seconds)
        return solution

    @property
    def limit(self) -> Limit:
        """What a solve may take."""
        left = self.deadline.seconds_left
        if self.options.work is None:
            return Limit(left)
        return Limit(work=max(1, int(min(self.share * self.options.work, UNITS_A_SECOND * left))))
