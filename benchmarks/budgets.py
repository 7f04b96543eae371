"""Budgets that refused trips, left money unspent or took long to say no, as whole commands.

Run from the project's root: ``python -m benchmarks.budgets [--only PATTERN] [--write]``. Each is a process of its own;
the first of each mode may have to make its tables. ``--write`` puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.common import machine, update_page

CHONGQING = "--days 3 --date 2027-03-10 --from chongqing --hotel budget"
BACKPACK = "--days 5 --date 2027-03-10 --from chongqing --mode transit --hotel budget --adults 1"
LEFT_OVER = "--days 5 --date 2027-03-10 --from chongqing --to chengdu --theme heritage --adults 1"
CHEAP = "--days 3 --date 2027-03-10 --from chengdu --mode transit --hotel budget"
COMMANDS = [
    *(f"{CHONGQING} --mode {mode} --budget {budget}" for mode in ("car", "transit") for budget in (500, 400)),
    *(f"{BACKPACK} --budget {budget}" for budget in (900, 800)),
    *(f"{LEFT_OVER} --mode {mode} --budget 2500" for mode in ("car", "transit")),
    *(f"{CHEAP} --budget {budget}" for budget in (1200, 796)),
    f"{CHEAP} --budget 50",  # less than the beds alone
]


@dataclass(frozen=True)
class Result:
    """What one command came to."""

    command: str
    seconds: float
    processor: float
    outcome: str


def run(command: str) -> Result:
    """Run one command, and say in short what it printed."""
    words = [str(Path(sys.executable).with_name("planner")), "plan", *command.split(), "--format", "json"]
    before, begun = _processor(), time.monotonic()
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    seconds, processor = time.monotonic() - begun, _processor() - before
    return Result(
        command, seconds, processor, _plan(done.stdout) if done.returncode == 0 else _words(done.stderr)
    )


def _processor() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _plan(printed: str) -> str:
    plan = json.loads(printed)
    proof, totals = plan["certificate"], plan["totals"]
    good = "proven" if plan["status"] == "optimal" else f"gap {proof['gap']:.1%}"
    dear = sum(each["reason"] == "over-budget" for each in plan["unvisited"])
    return f"CNY {totals['cost_cny']}, {totals['visits']} visits, {good}; {dear} sites left out for money"


def _words(printed: str) -> str:
    return f"no plan: {json.loads(printed)['message']}"


def table(results: list[Result]) -> str:
    """Return the results as a page section."""
    rows = [f"| `{r.command}` | {r.outcome} | {r.seconds:.1f} | {r.processor:.1f} |" for r in results]
    return "\n".join(
        [
            "## Budgets",
            "",
            f"{machine()}; whole commands, time limit as it is by default; `python -m benchmarks.budgets --write`.",
            "",
            "| `planner plan` | | s | s of processor |\n|---|---|---|---|",
            *rows,
        ]
    )


def main() -> None:
    """Run the commands."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="a pattern in the commands")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    results = []
    for command in COMMANDS:
        if re.search(options.only, command):
            results.append(run(command))
            print(results[-1], flush=True)
    if options.write:
        update_page("budgets", table(results))


if __name__ == "__main__":
    main()
