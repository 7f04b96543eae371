"""How solving grows with sites, towns and days: made-up trips around a middle one, by car and by train.

Run from the project's root: ``python -m benchmarks.growth [--work 20000] [--seeds 1] [--only PATTERN] [--write]``.
Each trip is solved in a process of its own on one thread, so that seconds of processor are those of one core. Results
go to a file at once (``--results``); what stands there already is not solved again. ``--write`` puts the table into
docs/benchmarks.md and the picture into docs/growth.svg.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from benchmarks.common import PAGE, machine, update_page
from benchmarks.madeup import Mode, made_up
from benchmarks.picture import Chart, svg
from planner.files import write_atomically
from planner.solver import Limit, engine, lesson, solve
from planner.solver.bound import lagrangian
from planner.solver.bound.chains import Chains
from planner.solver.bound.master import Master
from planner.solver.limit import LABELS_A_UNIT, UNITS_A_SECOND, Clock

RESULTS = Path("../growth.jsonl")
PICTURE = PAGE.with_name("growth.svg")
NEAR = 0.05  # of the bound
SIZES = {"sites": (50, 100, 200, 400), "towns": (10, 20, 40, 80), "days": (1, 2, 4, 5, 7, 10, 14)}
# What takes time, and where it is done.
SEARCH = "search"
STEPS: dict[str, tuple[object, str]] = {
    SEARCH: (engine._Explorer, "run"),
    "tables": (lesson, "all_tables"),
    "completion": (lagrangian, "complete"),
    "best tours": (lagrangian, "best_tours"),
    "listing": (lagrangian, "list_tours"),
    "states": (Chains, "best"),
    "master": (Master, "relax"),
    "integer program": (Master, "decide"),
}


@dataclass(frozen=True)
class Case:
    """The size of a trip."""

    mode: Mode = "car"
    sites: int = 100
    towns: int = 20
    days: int = 5

    def __str__(self) -> str:
        """Return its name."""
        return f"{self.mode} {self.sites} sites {self.towns} towns {self.days} days"


# Once without a bound of any use; in the text of the page, not in its picture.
HARD = [Case(mode, sites, towns) for mode in ("car", "train") for sites, towns in ((200, 40), (300, 20))]
Moment = tuple[float, float]  # seconds of processor, and work in thousands of units


@dataclass(frozen=True)
class Measured:
    """What a case came to; moments that were not reached are None."""

    case: str
    seed: int
    work: int
    objective: int
    bound: int
    first: Moment | None
    near: Moment | None
    proof: Moment | None
    seconds: float
    units: tuple[float, float]  # thousands of work, of search and bound
    megabytes: float
    steps: dict[str, float]  # seconds of processor

    @property
    def gap(self) -> float:
        """How much better any plan could be at most, as a share of the bound."""
        return (self.bound - self.objective) / self.bound


@dataclass(frozen=True)
class News:
    """What the solver told, and when."""

    at: Moment
    objective: int | None
    bound: int | None


def cases() -> list[Case]:
    """Return all cases, each once."""
    middles = [Case("car"), Case("train")]
    varied = [series(middle, what) for middle in middles for what in SIZES]
    return list(dict.fromkeys([*(case for line in varied for case in line), *HARD]))


def series(middle: Case, what: str) -> list[Case]:
    """Return cases of which one thing is varied."""
    changes: list[dict[str, Any]] = [{what: number} for number in SIZES[what]]
    return [replace(middle, **change) for change in changes]


@contextmanager
def timed_steps() -> Iterator[dict[str, float]]:
    """Take the seconds of each step; they don't contain each other."""
    seconds = dict.fromkeys(STEPS, 0.0)

    def timed(name: str, step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            begun = time.process_time()
            try:
                return step(*args, **kwargs)
            finally:
                seconds[name] += time.process_time() - begun

        return run

    with ExitStack() as stack:
        for name, (owner, attribute) in STEPS.items():
            stack.enter_context(patch.object(owner, attribute, timed(name, getattr(owner, attribute))))
        yield seconds


@contextmanager
def noted_clocks() -> Iterator[list[Clock]]:
    """Keep the clocks that the engine makes: they know how much work was done."""
    clocks: list[Clock] = []

    def clock(*args: Any) -> Clock:
        clocks.append(Clock(*args))
        return clocks[-1]

    with patch.object(engine, "Clock", clock):
        yield clocks


def measure(job: tuple[Case, int, int]) -> Measured:
    """Solve a case."""
    case, seed, work = job
    problem = made_up(case.mode, case.sites, case.towns, case.days, seed)
    told: list[News] = []
    with noted_clocks() as clocks, timed_steps() as steps:
        begun = time.process_time()

        def report(objective: int | None, bound: int | None) -> None:
            units = clocks[0].now * UNITS_A_SECOND / 1000
            told.append(News((time.process_time() - begun, units), objective, bound))

        solution = solve(problem, limit=Limit(work=work), threads=1, report=report)
        seconds = time.process_time() - begun
    assert solution.bound is not None
    done = clocks[0].search_watch.work, clocks[0].watch.work
    return Measured(
        str(case),
        seed,
        work,
        solution.objective,
        solution.bound,
        *moments(told, solution.objective),
        seconds,
        (done[0] / LABELS_A_UNIT / 1000, done[1] / LABELS_A_UNIT / 1000),
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        steps,
    )


def moments(told: list[News], objective: int) -> tuple[Moment | None, Moment | None, Moment | None]:
    """Return when there was a plan, a bound near the last plan, and the proof that it is best."""

    def first(holds: Callable[[News], bool]) -> Moment | None:
        return next((news.at for news in told if holds(news)), None)

    return (
        first(lambda news: news.objective is not None),
        first(lambda news: news.bound is not None and news.bound * (1 - NEAR) <= objective),
        first(
            lambda news: news.objective == objective and news.bound is not None and news.bound <= objective
        ),
    )


def middle_of(moments: list[Moment | None]) -> Moment | None:
    """Return the median; what was not reached is later than all that was."""
    found = sorted(moment for moment in moments if moment is not None)
    middle = len(moments) // 2
    return found[middle] if middle < len(found) else None


def _cell(moment: Moment | None) -> str:
    return "-" if moment is None else f"{moment[0]:.1f} ({moment[1]:.1f})"


def longest(results: list[Measured]) -> str:
    """Return the step of the bound that takes most, and its share of the bound."""
    sums = {name: sum(result.steps[name] for result in results) for name in STEPS if name != SEARCH}
    name = max(sums, key=sums.__getitem__)
    whole = sum(result.seconds - result.steps[SEARCH] for result in results)
    return f"{name} {100 * sums[name] / max(whole, 1e-9):.0f} %"


def pace(results: list[Measured]) -> str:
    """Return the milliseconds that a unit of work of the search and one of the bound took."""
    search = sum(result.steps[SEARCH] for result in results)
    bound = sum(result.seconds for result in results) - search
    units = [sum(result.units[side] for result in results) for side in (0, 1)]
    return ", ".join(
        f"{seconds / max(work, 1e-9):.1f}" for seconds, work in zip((search, bound), units, strict=True)
    )


def table(results: list[Measured]) -> str:
    """Return a row for each case of each series."""
    lines = [
        "| by | sites | towns | days | first plan | within 5 % | proof | proven | gap | MB"
        " | most of the bound | ms a unit |",
        "|---" * 12 + "|",
    ]
    for mode in ("car", "train"):
        for what in SIZES:
            for case in series(Case(mode), what):
                rows = [result for result in results if result.case == str(case)]
                if rows:
                    lines.append(_row(case, what, rows))
    return "\n".join(lines)


def _row(case: Case, what: str, rows: list[Measured]) -> str:
    sizes = [
        f"**{number}**" if name == what else str(number) for name, number in list(asdict(case).items())[1:]
    ]
    cells = [
        case.mode,
        *sizes,
        *(_cell(middle_of([getattr(row, name) for row in rows])) for name in ("first", "near", "proof")),
        f"{sum(row.proof is not None for row in rows)} of {len(rows)}",
        f"{100 * statistics.fmean(row.gap for row in rows):.1f} %",
        f"{max(row.megabytes for row in rows):.0f}",
        longest(rows),
        pace(rows),
    ]
    return f"| {' | '.join(cells)} |"


def charts(results: list[Measured]) -> list[list[Chart]]:
    """Return the seconds by car, by train, and the memory of both, each over sites, towns and days."""

    def of(case: Case) -> list[Measured]:
        return [result for result in results if result.case == str(case)]

    def seconds(mode: Mode, what: str, name: str) -> list[float | None]:
        found = [middle_of([getattr(row, name) for row in of(case)]) for case in series(Case(mode), what)]
        return [None if moment is None else moment[0] for moment in found]

    def memory(mode: Mode, what: str) -> list[float | None]:
        return [max((row.megabytes for row in of(case)), default=None) for case in series(Case(mode), what)]

    names = {"first": "first plan", "near": "bound within 5 %", "proof": "proof"}
    modes: tuple[Mode, ...] = ("car", "train")
    return [
        *(
            [
                Chart(
                    f"by {mode}: seconds",
                    what,
                    SIZES[what],
                    {label: seconds(mode, what, name) for name, label in names.items()},
                    (0.1, 0.3, 1, 3, 10, 30, 60),
                )
                for what in SIZES
            ]
            for mode in modes
        ),
        [
            Chart(
                "peak memory: MB",
                what,
                SIZES[what],
                {f"by {mode}": memory(mode, what) for mode in modes},
                (50, 100, 200, 400, 800),
            )
            for what in SIZES
        ],
    ]


def page(results: list[Measured], work: int) -> str:
    """Return the section of docs/benchmarks.md."""
    seeds = len({result.seed for result in results})
    return "\n".join(
        [
            "## Growth with sites, towns and days",
            "",
            f"{machine()}; made-up trips (`benchmarks/madeup.py`), {seeds} of each size, {work:,} units of work, one"
            " thread; `python -m benchmarks.growth --write`.",
            "",
            "Seconds of processor, in brackets work in thousands of units: medians, a dash where the limit came before;"
            " mean gap at the end, most memory of all, which step takes most of what is not search, and how long a unit"
            " of work took in search and bound.",
            "",
            "![Seconds and memory against sites, towns and days](growth.svg)",
            "",
            table(results),
        ]
    )


def read(path: Path, work: int) -> list[Measured]:
    """Return the results there are for so much work."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    results = [Measured(**json.loads(line)) for line in lines]
    return [result for result in results if result.work == work]


def main() -> None:
    """Run what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=int, default=20_000)
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--only", default="", help="a pattern in the names of cases: 'train .* 14 days'")
    parser.add_argument("--results", type=Path, default=RESULTS)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    results = read(options.results, options.work)
    done = {(result.case, result.seed) for result in results}
    jobs = [
        (case, seed, options.work)
        for seed in range(options.seeds)
        for case in cases()
        if re.search(options.only, str(case)) and (str(case), seed) not in done
    ]
    with (
        options.results.open("a", encoding="utf-8") as file,
        multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool,
    ):
        for result in pool.imap(measure, jobs):
            print(json.dumps(asdict(result)), file=file, flush=True)
            print(result, flush=True)
    results = read(options.results, options.work)  # moments as they are read
    text = page(results, options.work)
    print(text)
    if options.write:
        update_page("growth", text)
        write_atomically(PICTURE, svg(charts(results)))


if __name__ == "__main__":
    main()
