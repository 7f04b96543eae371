"""Twelve requests on the data of 2026-11-25, by the planner of that day, by a prototype of the solver, and by this one.

The problems are those of the commit ``f9dedb9``; they are written once (`benchmarks/dump.py`)::

    git worktree add ../old f9dedb9
    PYTHONPATH=../old python -P benchmarks/dump.py ../problems
    python -m benchmarks.rows [--folder ../problems] [--seconds 10] [--only PATTERN] [--write]

What the two others came to is noted here: 10 s of processor time each on the machine of docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import multiprocessing
import pickle
import time
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.common import machine, processor_time, update_page
from planner.problem import Problem, objective_of
from planner.solver import Limit, solve

MOVED = {"planner.network.travel": "planner.travel"}  # modules whose classes have another home since
RENAMED = {"Lunch": "Meal"}


@dataclass(frozen=True)
class Known:
    """A plan, the gap to its bound in percent, and the seconds where it was proven in less than 10."""

    plan: int
    gap: float = 0.0
    seconds: float = 10.0

    def __str__(self) -> str:
        """Return it as a cell of the table."""
        return (
            f"{self.plan}, {self.gap:.1f} %" if self.gap else f"{self.plan}, proven in {self.seconds:.1f} s"
        )


# request -> (planner of 2026-11-25, prototype)
ROWS = {
    "all 3 d car": (Known(5056, seconds=7.4), Known(5056, seconds=1.4)),
    "heritage 6 d car": (Known(8284, seconds=7.6), Known(8284, seconds=1.9)),
    "heritage 8 d car": (Known(10052, 5.0), Known(10119, seconds=2.8)),
    "heritage 10 d car": (Known(10954, 12.3), Known(11702, 0.9)),
    "red 7 d car": (Known(1565, 10.9), Known(1631, seconds=9.7)),
    "all 5 d car": (Known(8364, 1.2), Known(8364, seconds=2.3)),
    "all 7 d car": (Known(10508, 9.2), Known(10777, 0.4)),
    "all 10 d car": (Known(12305, 28.6), Known(13766, 3.4)),
    "heritage 5 d transit": (Known(6421, 6.1), Known(6421, seconds=4.2)),
    "heritage 7 d transit": (Known(8008, 13.4), Known(8169, 5.0)),
    "all 5 d transit": (Known(7453, 15.8), Known(7453, 2.2)),
    "all 7 d transit": (Known(8480, 27.2), Known(9272, 10.8)),
}


class _Reader(pickle.Unpickler):
    """Finds classes where they are now."""

    def find_class(self, module: str, name: str) -> Any:
        return super().find_class(MOVED.get(module, module), RENAMED.get(name, name))


def problem_in(path: Path) -> Problem:
    """Return the problem of a file; fields that it doesn't know get their defaults."""
    with path.open("rb") as file:
        known = _of_today(vars(_Reader(file).load()))
    return Problem(**{field.name: known[field.name] for field in fields(Problem) if field.name in known})


def _of_today(known: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a problem by their names and shapes of today."""
    if "starts" in known:
        return known
    days = len(known["day_start"])
    limits = {name: (known[name],) * days for name in ("max_visits", "max_transit")}
    meals = () if known["lunch"] is None else (known["lunch"],)
    return {**known, **limits, "starts": (known["start"],), "ends": (known["end"],), "meals": meals}


def run(name: str, folder: Path, seconds: float) -> Known:
    """Solve a problem.

    Raises
    ------
    ValueError
        When the solution isn't what it says, or its bound lies below a plan that is known.
    """
    problem = problem_in(folder / f"{name.replace(' ', '_')}.pkl")
    begun = time.process_time()
    with processor_time():
        solution = solve(problem, limit=Limit(seconds))
    used = time.process_time() - begun
    broken = problem.broken_limits(solution.tours)
    if broken or objective_of(problem, solution.tours) != solution.objective:
        raise ValueError(f"{name}: the plan is not worth {solution.objective}, or breaks {broken}")
    best = max(known.plan for known in ROWS[name])
    if solution.bound is not None and solution.bound < best:
        raise ValueError(f"{name}: bound {solution.bound} below a plan of {best}")
    return Known(solution.objective, 100 * (1.0 if solution.gap is None else solution.gap), used)


def table(found: dict[str, Known]) -> str:
    """Return the rows, and in the last column how far the plan is above or below the prototype's."""
    lines = [
        "| request | planner of 2026-11-25 | prototype | now | s | plan against the prototype's |",
        "|---|---|---|---|---|---|",
    ]
    for name, now in found.items():
        old, prototype = ROWS[name]
        against = f"{now.plan - prototype.plan:+d}"
        lines.append(f"| {name} | {old} | {prototype} | {now} | {now.seconds:.1f} | {against} |")
    return "\n".join(lines)


def page(found: dict[str, Known], seconds: float) -> str:
    """Return the section of docs/benchmarks.md."""
    return "\n".join(
        [
            "## Twelve requests on the data of 2026-11-25",
            "",
            f"Plan and gap. The last planner: {machine()}, {seconds:g} s of processor time;"
            " `python -m benchmarks.rows --write`.",
            "",
            table(found),
        ]
    )


def main() -> None:
    """Run the rows."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--folder", type=Path, default=Path("../problems"))
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--only", default="")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    names = [name for name in ROWS if options.only in name]
    found: dict[str, Known] = {}
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        job = partial(run, folder=options.folder, seconds=options.seconds)
        for name, now in zip(names, pool.imap(job, names), strict=True):
            found[name] = now
            print(f"{name}: {now}, {now.seconds:.1f} s", flush=True)
    text = page(found, options.seconds)
    print(text)
    if options.write:
        update_page("rows", text)


if __name__ == "__main__":
    main()
