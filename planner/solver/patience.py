"""A long solve of OR-Tools that ends when the listener asks for it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from ortools.linear_solver import pywraplp

POLL_SECONDS = 0.1
HEARS_NO_SIGNALS = {  # parameters of solvers that would keep Ctrl-C from everybody else
    "SAT": "catch_sigint_signal:false",
    "SCIP": "misc/catchctrlc = FALSE",
}


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
