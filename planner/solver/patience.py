"""A long solve of OR-Tools that ends at its limit, or when somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from ortools.linear_solver import pywraplp

from planner.solver.limit import Clock, milliseconds

POLL_SECONDS = 0.1
ALWAYS = {  # the second thread is the search's; solvers would keep Ctrl-C from everybody else
    "SAT": "num_workers:1 catch_sigint_signal:false",
    "SCIP": "misc/catchctrlc = FALSE",
}
WORKS_THE_SAME = {  # and of solvers whose limit is the same work on every machine
    "SAT": "max_deterministic_time:{seconds}",
    "SCIP": "limits/nodes = {nodes}",
}
NODES_A_SECOND = 100  # of SCIP
COLUMN_WORK = 0.02  # units a variable of a program


def solve_within(solver: pywraplp.Solver, kind: str, clock: Clock, seconds: float) -> int:
    """Solve a program for so many seconds, or until the clock runs out, and return its status."""
    seconds = min(seconds, clock.left)
    parameters = [ALWAYS[kind]]
    if clock.counts_work:
        nodes = 1 + int(NODES_A_SECOND * seconds)
        parameters.append(WORKS_THE_SAME[kind].format(seconds=seconds, nodes=nodes))
        clock.count(1 + COLUMN_WORK * solver.NumVariables())
    else:
        solver.SetTimeLimit(milliseconds(seconds))
    solver.SetSolverSpecificParametersAsString((" " if kind == "SAT" else "\n").join(parameters))
    return solve_until(solver, clock.stop)


def solve_until(solver: pywraplp.Solver, is_stopped: Callable[[], bool]) -> int:
    """Solve a program and return its status, interrupted as soon as ``is_stopped`` answers yes.

    It works in a thread, since Python hears signals only while its main thread is not inside the solver.
    """
    statuses: list[int] = []
    worker = Thread(target=lambda: statuses.append(solver.Solve()))
    worker.start()
    try:
        while worker.is_alive() and not is_stopped():
            worker.join(POLL_SECONDS)
    finally:
        while worker.is_alive():
            solver.InterruptSolve()
            worker.join(POLL_SECONDS)
    return statuses[0]
