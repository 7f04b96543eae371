"""What each part of the engine brings: the benchmark's requests, solved with one part switched off at a time.

Run from the project's root: ``python -m benchmarks.ablation [--work 2000] [--only ROWS] [--parts PARTS] [--write]``.
Work is limited, not time, so that the results do not depend on what else the machine does. Each solve is written to a
file of results at once (``--results``); what stands there already is not solved again. ``--write`` puts a table for
each amount of work into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.common import machine, update_page
from benchmarks.dump import problems
from benchmarks.requests import hard, requests
from planner.loading import load_corridor
from planner.problem import Problem, objective_of
from planner.solver import Limit, NoSolution, engine, solve
from planner.solver.bound import proof
from planner.solver.compiled import Watch
from planner.solver.limit import LABELS_A_UNIT, Clock
from planner.solver.search.trip import make_trip

RESULTS = Path("../ablation.jsonl")
WHOLE = "nothing"  # is switched off
share_out = Clock.share_out


@dataclass(frozen=True)
class Part:
    """A part of the engine, and what to put in the place of which attributes to switch it off."""

    name: str
    off: tuple[tuple[object, str, Any], ...] = ()
    seed: int = 0
    work: float = 1.0  # share of the work there is


def no_search(_self: object, watch: Watch, _work: int, _known: object) -> None:
    """Search nothing; what it counts ends the rounds after the bound's last step."""
    watch.work += LABELS_A_UNIT


def all_to_the_bound(clock: Clock, _searching: int) -> None:
    """Share out the work of a round."""
    share_out(clock, 0)


def ruining_days(share: float) -> Any:
    """Return what makes trips in which the search ruins whole days so often."""
    return lambda problem, tables: replace(make_trip(problem, tables), ruin_days=share)


PARTS = [
    Part(WHOLE),
    Part("nothing, another seed", seed=1),
    Part(
        "search",
        ((engine._Explorer, "run", no_search), (Clock, "share_out", all_to_the_bound)),
    ),
    Part("ruin of whole days and their nights", ((engine, "make_trip", ruining_days(0.0)),)),
    Part("ruin around a site", ((engine, "make_trip", ruining_days(0.85)),)),
    Part("polish of chains", ((engine, "POLISH_SHARE", -1.0),)),
    Part("tours met by the search in the master", ((engine._Team, "_tours_met", lambda _self: []),)),
    Part("column generation ends by what is open", ((proof, "ENOUGH", 0.0),)),
    Part("column generation but for one price", ((proof, "ROUNDS", 1),)),
    Part("column generation but for five prices", ((proof, "ROUNDS", 5),)),
    Part("smoothing of prices", ((proof, "SMOOTH", 0.0),)),
    Part("targets, column generation alone", ((proof.Proof, "_lower", lambda _self, _center: iter(())),)),
    Part("steps of targets, the last at once", ((proof, "FIRST_TARGET", 1.0),)),
    Part("critical sites", ((proof.Proof, "_repeated", lambda _self, _chain: None),)),
    Part("settling by integer program", ((proof.Proof, "_settle", lambda *_: None),)),
    Part("towns out of reach dropped", ((engine, "within_reach", lambda problem, _tables: problem),)),
    Part("second thread: half the work", work=0.5),
]


@dataclass(frozen=True)
class Result:
    """What a request came to without a part; no plan: an objective of 0."""

    request: str
    part: str
    work: int
    objective: int
    bound: int | None
    seconds: float  # of processor

    @property
    def open(self) -> int:
        """How much better any plan could be at most: a share says nothing where money brings plans near zero."""
        return (0 if self.bound is None else self.bound) - self.objective


@contextmanager
def switched_off(part: Part) -> Iterator[None]:
    """Do without a part of the engine."""
    with ExitStack() as stack:
        for owner, name, instead in part.off:
            stack.enter_context(patch.object(owner, name, instead))
        yield


def run(name: str, problem: Problem, part: Part, work: int) -> Result:
    """Solve a problem without a part.

    Raises
    ------
    ValueError
        When the solution isn't what it says.
    """
    begun, objective, bound = time.process_time(), 0, None
    limit = Limit(work=round(work * part.work))
    try:
        with switched_off(part):
            solution = solve(problem, limit=limit, seed=part.seed, threads=1)
    except NoSolution:
        pass
    else:
        objective, bound = solution.objective, solution.bound
        broken = problem.broken_limits(solution.tours)
        if broken or objective_of(problem, solution.tours) != objective:
            raise ValueError(f"{name} without {part.name}: not worth {objective}, or breaks {broken}")
    return Result(name, part.name, work, objective, bound, round(time.process_time() - begun, 2))


def read(path: Path) -> list[Result]:
    """Return the results there are."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return [Result(**json.loads(line)) for line in lines]


def doubts(results: list[Result]) -> list[str]:
    """Tell where a bound lies below a plan that another run found."""
    best: dict[str, int] = {}
    for result in results:
        best[result.request] = max(best.get(result.request, result.objective), result.objective)
    return [
        f"{result.request} without {result.part}: bound {result.bound} below a plan of {best[result.request]}"
        for result in results
        if result.bound is not None and result.bound < best[result.request]
    ]


def table(results: list[Result]) -> str:
    """Return a row for each part: what the requests tried without it come to with and without it."""
    whole = {result.request: result for result in results if result.part == WHOLE}
    lines = [
        "| switched off | requests | proven with, without | mean left open | mean plan | worst plan | opens most |",
        "|---|---|---|---|---|---|---|",
    ]
    for part in PARTS:
        pairs = [
            (whole[row.request], row) for row in results if row.part == part.name and row.request in whole
        ]
        if pairs:
            lines.append(_row(part, pairs))
    return "\n".join(lines)


def _row(part: Part, pairs: list[tuple[Result, Result]]) -> str:
    plans = [(row.objective - whole.objective, row.request) for whole, row in pairs]
    proven, still_open = (
        [sum(pair[side].open == 0 for pair in pairs) for side in (0, 1)],
        [round(statistics.fmean(pair[side].open for pair in pairs)) for side in (0, 1)],
    )
    (least, worst), (more, widest) = (
        min(plans),
        max((row.open - whole.open, row.request) for whole, row in pairs),
    )
    cells = [
        part.name,
        str(len(pairs)),
        f"{proven[0]}, {proven[1]}",
        f"{still_open[0]:,}, {still_open[1]:,}",
        f"{statistics.fmean(points for points, _ in plans):+.1f}",
        f"{worst}: {least:,}" if least < 0 else "",
        f"{widest}: +{more:,}" if more > 0 else "",
    ]
    return f"| {' | '.join(cells)} |"


def page(results: list[Result]) -> str:
    """Return the section of docs/benchmarks.md: a table for each amount of work."""
    lines = [
        "## What each part of the engine brings",
        "",
        f"{machine()}; `python -m benchmarks.ablation --write`.",
        "In points of the objective (an hour of travel is 60), plans against those of the whole engine on the same"
        " requests. Another seed shows what is chance; without the search the bound gets its work.",
    ]
    for work in sorted({result.work for result in results}):
        rows = [result for result in results if result.work == work]
        lines += ["", f"{work:,} units of work for each request:", "", table(rows)]
    return "\n".join(lines)


def main() -> None:
    """Run what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=int, default=2000)
    parser.add_argument("--only", default="", help="a pattern in the names of requests: 'car|red'")
    parser.add_argument("--parts", default="", help="a pattern in the names of parts")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    results = read(options.results)
    done = {(result.request, result.part) for result in results if result.work == options.work}
    missing = {
        name: [
            part for part in PARTS if re.search(options.parts, part.name) and (name, part.name) not in done
        ]
        for name, _ in (*requests(), *hard())
    }
    wishes = [
        (name, wish)
        for name, wish in (*requests(), *hard())
        if re.search(options.only, name) and missing[name]
    ]
    with options.results.open("a", encoding="utf-8") as file:
        for name, problem in problems(load_corridor(), wishes) if wishes else ():
            for part in missing[name]:
                result = run(name, problem, part, options.work)
                results.append(result)
                print(json.dumps(asdict(result)), file=file, flush=True)
                print(result, flush=True)
    print(*doubts(results), sep="\n")
    text = page(results)
    print(text)
    if options.write:
        update_page("ablation", text)


if __name__ == "__main__":
    main()
