"""Which engine solves a problem, and how its two halves share the time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

from planner.problem import Problem, Solution, Tour, objective_of
from planner.solver.best import Best, Report
from planner.solver.bound.knapsack import knapsack
from planner.solver.bound.lagrangian import Lagrangian
from planner.solver.bound.proof import Proof
from planner.solver.bound.rows import Column, floor_of
from planner.solver.compiled import Watch
from planner.solver.day.reach import within_reach
from planner.solver.day.tables import AllTables, Int32
from planner.solver.day.timing import time_visits
from planner.solver.lesson import Lesson
from planner.solver.limit import Clock, Limit, OutOfTimeError, Stop, never
from planner.solver.outcome import NoSolution
from planner.solver.search.searcher import COLD, HOT, Searcher
from planner.solver.search.trip import columns_of, make_trip

Engine = Literal["auto", "exact", "routing"]

POLL_SECONDS = 0.02  # between looks at whether somebody wants to stop
STINT = 50  # iterations of the search at one temperature
FIRST_WORK, LEAST_WORK = 200_000, 20_000  # of the search, in labels
BEGIN_SHARE = 0.06  # of the first work for each plan that the search may begin with
CYCLE_WORK, LONGEST_CYCLE = 500_000, 2_000_000  # from hot to cold: the first, and after doubling
SEARCH_SHARE = 0.7  # of the work of a step of the bound, which then seldom waits
POLISH, POLISH_SHARE = 300, 0.3  # iterations a chain, share of the search's work
WARM = 0.3  # temperature of later cycles and of polishing
DENSE_FIRST, DENSE_WORK = (
    10_000,
    50_000,
)  # of each of two searches, whose labels take longer, first and in a round


def solve(
    problem: Problem,
    engine: Engine = "auto",
    *,
    limit: Limit | None = None,
    seed: int = 0,
    threads: int = 2,
    report: Report = lambda _objective, _bound: None,
    stop: Stop = never,
    enough: Stop = never,
    start: tuple[Tour, ...] | None = None,
    lesson: Lesson | None = None,
) -> Solution:
    """Return the solution of the chosen engine.

    Parameters
    ----------
    problem
        What to solve.
    engine
        ``exact``, ``routing``, or ``auto``.
    limit
        Of seconds, or of work: the same work, seed and problem give the same solution on every machine.
    seed
        For all that is random.
    threads
        Search and bound work side by side on two; the solution is the same on one.
    report
        Called with (objective, bound) whenever one improves.
    stop
        Asked now and then; once it answers yes the best solution so far is returned.
    enough
        The same, but asked where the course of a solve is the same on every machine only.
    start
        A plan to begin from; where it does not fit these days, it counts for nothing.
    lesson
        Of a problem that may differ in what must be visited; one of any other counts for nothing.

    Raises
    ------
    NoSolution
        When no plan keeps all limits, or none was found in time.
    ValueError
        When a day may have more visits than `MOST_VISITS`.
    """
    clock, lesson = Clock(limit or Limit(), stop), Lesson.of(problem, lesson)
    tables = lesson.tables
    reachable = within_reach(problem, tables)
    if reachable is None:
        raise NoSolution(proven=True)
    problem = reachable
    best = Best(problem, clock, report, floor_of(problem, tables), enough=enough)
    best.offer_bound(lesson.bound)
    if engine == "routing":
        from planner.solver.routing.rounds import solve_rounds  # OR-Tools' routing model takes long to import

        solve_rounds(best, tables, seed)
    else:
        _Team(best, lesson, seed, threads, _timed(start, tables)).run()
    if best.tours is None or best.objective is None:
        raise NoSolution(proven=best.is_impossible, seconds=clock.now)
    if engine == "routing":
        return Solution(best.tours, best.objective, None, engine, clock.now)
    assert best.whole_bound is not None, (
        "there is a bound before the first plan, and no plan is below the floor"
    )
    return Solution(best.tours, best.objective, max(best.objective, best.whole_bound), "exact", clock.now)


def learn(
    lesson: Lesson,
    *,
    limit: Limit,
    seed: int = 0,
    threads: int = 2,
    stop: Stop = never,
    start: tuple[Tour, ...] | None = None,
) -> Lesson:
    """Return what is learnt of its problem until the prices have settled; other parameters are those of `solve`."""
    clock, reachable = Clock(limit, stop), within_reach(lesson.problem, lesson.tables)
    if reachable is None:
        return lesson
    best = Best(reachable, clock, lambda _objective, _bound: None, floor_of(reachable, lesson.tables))
    team = _Team(best, lesson, seed, threads, _timed(start, lesson.tables), learning=True)
    team.run()
    proof = team.proof
    if proof is None or proof.center is None:
        return lesson
    return replace(lesson, columns=proof.columns, price=proof.center.price, bound=best.bound)


def _timed(tours: tuple[Tour, ...] | None, tables: AllTables) -> tuple[Tour, ...] | None:
    """Return tours with what they take by the tables, None where one does not fit."""
    found = []
    for day, tour in enumerate(tours or ()):
        timed = time_visits(tables[tour.hire][day], tour.start, tour.sites, tour.end)
        if timed is None:
            return None
        found.append(Tour(tour.start, tour.sites, tour.end, *timed, tour.hire))
    return tuple(found) or None


class _Team:
    """Search and bound, each on a thread of its own, in rounds at whose end they exchange what they know.

    A round is one step of the bound, and of the search what the last step came to: so the course of a solve depends on
    its problem and seed alone, and only where it ends on the clock. Days of many visits have two searches instead:
    their tours can't be listed, and the bound stays that of `knapsack`.
    """

    def __init__(
        self,
        best: Best,
        lesson: Lesson,
        seed: int,
        threads: int,
        start: tuple[Tour, ...] | None,
        *,
        learning: bool = False,
    ) -> None:
        self.best, self.clock, self.threads, self.learning = best, best.clock, threads, learning
        tables = lesson.tables
        trip = make_trip(best.problem, tables)
        self.explorers = [_Explorer(Searcher(trip, seed + k), best.problem) for k in range(2)]
        if start:
            best.offer(start)
            self.explorers[0].searcher.begin_from(start)
        self.is_begun = bool(start)
        self.met: list[Int32] = []
        self.chains: list[Sequence[Column]] = []  # of the last step of the bound
        self.polish_work = 0
        self.tables = tables
        self.proof: Proof | None = None
        self.steps: Iterator[None] | None = None
        if not trip.is_dense:
            lagrangian = Lagrangian(best.problem, tables, self.clock, best.floor)
            self.proof = Proof(
                best, lagrangian, self._tours_met, self.chains.append, list(lesson.columns), lesson.price
            )
            self.steps = self.proof.generate() if learning else self.proof.steps()

    def run(self) -> None:
        """Work until the plan is proven or time runs out, or there is no more to learn."""
        second = self.explorers[1]
        is_dense, watch = self.steps is None, self.clock.watch
        searching = DENSE_FIRST if is_dense else LEAST_WORK if self.is_begun else FIRST_WORK
        self._round([partial(self._first_search, searching), self._bound_at_once], searching)
        while not self.best.is_over and not (self.learning and self.steps is None):
            work, known = watch.work, self.best.tours
            self.met += [explorer.searcher.pool.fresh() for explorer in self.explorers]
            chains, self.chains[:] = self.chains[-1:], []
            tasks: list[Callable[[], None]] = [partial(self._search, searching, known, chains)]
            if self.steps is not None:
                tasks.append(self._step)
            elif is_dense:
                tasks.append(partial(second.run, watch, searching, known))
            self._round(tasks, searching)
            searching = DENSE_WORK if is_dense else max(LEAST_WORK, int(SEARCH_SHARE * (watch.work - work)))

    def _round(self, tasks: list[Callable[[], None]], searching: int) -> None:
        self.clock.share_out(searching)
        with ThreadPoolExecutor(self.threads) as pool:
            futures = [pool.submit(task) for task in reversed(tasks)]
            try:
                while wait(futures, POLL_SECONDS).not_done:
                    if self.clock.is_stopped:
                        self.clock.halt()
            except BaseException:
                self.clock.halt()
                raise
        for future in futures:
            future.result()
        for explorer in self.explorers:
            if explorer.searcher.has_plan:
                self.best.offer(explorer.searcher.best.tours())

    def _first_search(self, work: int) -> None:
        explorer, watch = self.explorers[0], self.clock.search_watch
        if not self.is_begun:
            explorer.searcher.begin(int(BEGIN_SHARE * work), watch)
        explorer.run(watch, max(0, work - watch.work), None)

    def _bound_at_once(self) -> None:
        self.best.offer_bound(knapsack(self.best.problem, self.tables))

    def _step(self) -> None:
        assert self.steps is not None
        try:
            next(self.steps)
        except (StopIteration, OutOfTimeError):
            self.steps = None

    def _tours_met(self) -> list[Column]:
        met, self.met = self.met, []
        return [column for tours in met for column in columns_of(tours)]

    def _search(self, work: int, known: tuple[Tour, ...] | None, chains: Sequence[Sequence[Column]]) -> None:
        """Make plans of chains, and better; then search on."""
        watch, polisher = self.clock.search_watch, self.explorers[1].searcher
        last = watch.work + work
        for chain in chains:
            if self.polish_work <= POLISH_SHARE * watch.work:
                began = watch.work
                polisher.begin_from(chain)
                polisher.run(POLISH, watch, WARM, COLD)
                self.polish_work += watch.work - began
        self.explorers[0].run(watch, max(0, last - watch.work), known)


@dataclass
class _Explorer:
    """A search that cools down, cycle after cycle, each twice as long, from the best plan known."""

    searcher: Searcher
    problem: Problem
    cycle: int = CYCLE_WORK
    began: int = 0  # the work at which the cycle did

    def run(self, watch: Watch, work: int, known: tuple[Tour, ...] | None) -> None:
        """Search so much; ``known`` is the best plan of all."""
        last = watch.work + work
        while watch.work < last:
            share = min(1.0, (watch.work - self.began) / self.cycle)
            hot = HOT if self.cycle == CYCLE_WORK else WARM
            heat = hot * (COLD / hot) ** share
            if self.searcher.run(STINT, watch, heat, heat) < STINT:
                return
            if share >= 1.0:
                if known is not None and objective_of(self.problem, known) > self.searcher.best_value:
                    self.searcher.begin_from(known)
                else:
                    self.searcher.restart()
                self.began, self.cycle = watch.work, min(LONGEST_CYCLE, 2 * self.cycle)
