"""Ctrl-C while the solver works: the best plan so far is shown, and the exit code says so."""

from __future__ import annotations

import json
import subprocess
import sys
from threading import Event

import pytest

from planner.solver.patience import solve_until
from tests.builders.paths import ROOT

TRIP = "plan --data tests/data/small --days 3 --date 2026-12-05 --from east-city --no-cache --format json"
CTRL_C_AFTER_A_PLAN = """
import os, signal
from planner.cli import main
from planner.solver.search.searcher import Searcher

run, sent = Searcher.run, []

def run_and_interrupt(searcher, *arguments):
    done = run(searcher, *arguments)
    if searcher.has_plan and not sent:
        sent.append(os.kill(os.getpid(), signal.SIGINT))
    return done

Searcher.run = run_and_interrupt
main()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_while_the_solver_works_gives_the_plan() -> None:
    result = subprocess.run(
        [sys.executable, "-c", CTRL_C_AFTER_A_PLAN, *TRIP.split()],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )
    assert (result.returncode, result.stderr) == (130, "")
    assert json.loads(result.stdout)["totals"]["visits"] > 0


class Endless:
    """A solver that works until it is told to stop."""

    def __init__(self) -> None:
        self.told = Event()

    def Solve(self) -> int:  # noqa: N802
        self.told.wait()
        return 1

    def InterruptSolve(self) -> None:  # noqa: N802
        self.told.set()


def test_a_long_solve_ends_when_asked() -> None:
    answers = iter([False, True])
    assert solve_until(Endless(), lambda: next(answers)) == 1


def test_a_second_ctrl_c_does_not_wait_for_the_solver() -> None:
    def second() -> bool:
        raise KeyboardInterrupt

    solver = Endless()
    with pytest.raises(KeyboardInterrupt):
        solve_until(solver, second)
    assert solver.told.is_set()
