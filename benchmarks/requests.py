"""How good the exact engine is: a fixed list of requests, with gap, seconds, first plan and memory of each.

Run from the project's root: ``python -m benchmarks.requests [--limit 10 | --work N] [--only PATTERN] [--write]``.
Each request runs in a fresh process, one after the other; ``--write`` puts the table into docs/benchmarks.md.
With ``--work`` plans and bounds are the same whatever else the machine does, and seconds are those of processor that
a solve would take with a core for the search and one for the bound.
"""

from __future__ import annotations

import argparse
import multiprocessing
import re
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from unittest.mock import patch

from benchmarks.common import machine, update_page

# (theme, days, from, to, first day): the themes over lengths, seasons and ways of travelling
CAR = [
    *(("heritage", days, "chongqing", "chengdu", "2026-12-05") for days in range(1, 11)),
    *(("red", days, "chongqing", "chongqing", "2026-07-06") for days in (1, 2, 3, 4, 5, 7)),
    *(("landscape", days, "chongqing", "chongqing", "2026-05-11") for days in (1, 2, 3, 5, 7, 10)),
    *(("ancient-shu", days, "chengdu", "chengdu", "2026-03-14") for days in (1, 2, 3, 4, 5)),
    *(("wellness", days, "chongqing", "chengdu", "2026-11-02") for days in (2, 3, 5, 7)),
    *(("study", days, "chengdu", "chongqing", "2026-07-20") for days in (2, 3, 5)),
    *(("sports", days, "chongqing", "chongqing", "2026-08-03") for days in (2, 4, 6)),
    *(("three-kingdoms", days, "chengdu", "chengdu", "2026-04-13") for days in (2, 3, 5, 7)),
    *(("intangible", days, "chengdu", "chongqing", "2026-02-23") for days in (2, 3, 5)),
    *(("all", days, "chongqing", "chengdu", "2026-10-12") for days in (1, 2, 3, 5, 7, 10)),
]
TRANSIT = [
    *(("heritage", days, "chongqing-north", "chengdu-east", "2026-12-01") for days in (1, 2, 3, 4, 5, 7)),
    *(("red", days, "chongqing", "chongqing", "2026-07-06") for days in (1, 2, 3)),
    *(("ancient-shu", days, "chengdu", "chengdu", "2026-03-14") for days in (1, 2, 3, 5)),
    *(("landscape", days, "chongqing", "chongqing", "2026-05-11") for days in (2, 4, 7)),
    *(("three-kingdoms", days, "chengdu", "chengdu", "2026-04-13") for days in (3, 5)),
    *(("all", days, "chongqing", "chengdu", "2026-10-12") for days in (2, 5, 7)),
]
# What made the engine's work hard before: many visits a day, and limits over the whole trip.
HARD: list[tuple[str, dict[str, object]]] = [
    ("heritage 7 d car packed", {"pace": "packed"}),
    ("all 5 d car packed", {"pace": "packed"}),
    ("heritage 5 d car budget 3000", {"budget": 3000}),
    ("heritage 7 d car two bed changes", {"max_bed_changes": 2}),
]
# The longest trips there can be.
LONGEST = 14  # days
LONG_CAR = [
    ("heritage", LONGEST, "chongqing", "chengdu", "2026-12-05"),
    ("landscape", LONGEST, "chongqing", "chongqing", "2026-05-11"),
    ("all", LONGEST, "chongqing", "chengdu", "2026-10-12"),
]
LONG_TRANSIT = [("heritage", LONGEST, "chongqing-north", "chengdu-east", "2026-12-01")]


@dataclass(frozen=True)
class Result:
    """What one request came to."""

    name: str
    days: int
    status: str
    objective: int
    bound: int | None
    gap: float | None
    seconds: float
    first_plan: float | None
    first_bound: float | None
    early: int | None  # what the best plan of the first two seconds is worth
    megabytes: float


@dataclass
class Watched:
    """The solves of one plan: seconds of all of them, and what was told when after the first began."""

    begun: float | None = None
    seconds: float = 0.0
    beside: float = 0.0  # that one thread worked while the longer one did
    told: list[tuple[float, int | None, int | None]] = field(default_factory=list)

    def first(self, which: int) -> float | None:
        """Return the seconds to the first plan (1) or bound (2)."""
        return next((each[0] for each in self.told if each[which] is not None), None)

    def early(self) -> int | None:
        """Return what the best plan of the first seconds is worth."""
        return max(
            (worth for after, worth, _ in self.told if worth is not None and after <= EARLY), default=None
        )


def requests() -> list[tuple[str, dict[str, object]]]:
    """Return the named requests that the targets count."""
    return _named("car", CAR) + _named("transit", TRANSIT)


def long() -> list[tuple[str, dict[str, object]]]:
    """Return the longest requests there can be."""
    return _named("car", LONG_CAR) + _named("transit", LONG_TRANSIT)


def _named(mode: str, rows: list[tuple[str, int, str, str, str]]) -> list[tuple[str, dict[str, object]]]:
    return [
        (
            f"{theme} {days} d {mode}",
            {"days": days, "date": day, "from": start, "to": end, "themes": {theme: 1.0}, "mode": mode},
        )
        for theme, days, start, end, day in rows
    ]


def hard() -> list[tuple[str, dict[str, object]]]:
    """Return requests of that list with one thing more that is asked for."""
    plain = dict(requests())
    return [(name, {**plain[" ".join(name.split()[:4])], **more}) for name, more in HARD]


@contextmanager
def watched(by_processor: bool) -> Iterator[Watched]:
    """Take the seconds of solves, or those of processor that they take where each thread has a core."""
    from planner.planning.search import Search
    from planner.solver import engine

    now = time.process_time if by_processor else time.monotonic
    solve, work_round, seen = Search.solve, engine._Team._round, Watched()

    def timed_solve(*args: Any, **more: Any) -> Any:
        begun = now()
        seen.begun = begun if seen.begun is None else seen.begun
        try:
            return solve(*args, **more)
        finally:
            seen.seconds += now() - begun

    def timed_round(team: Any, tasks: list[Callable[[], None]], searching: int) -> None:
        used: list[float] = []

        def timed(task: Callable[[], None]) -> None:
            begun = time.thread_time()
            task()
            used.append(time.thread_time() - begun)

        work_round(team, [partial(timed, task) for task in tasks], searching)
        seen.beside += sum(used) - max(used)

    with patch.object(Search, "solve", timed_solve), patch.object(engine._Team, "_round", timed_round):
        yield seen
    if by_processor:
        seen.seconds -= seen.beside


def run(job: tuple[str, dict[str, object], float, int | None]) -> Result:
    """Plan one request and measure it."""
    from planner.errors import NoPlanError
    from planner.request import Asked
    from planner.service import plan

    name, wish, limit, work = job
    request = Asked.model_validate({**wish, "time_limit": limit, "work": work})
    now = time.monotonic if work is None else time.process_time
    itinerary = None
    with watched(by_processor=work is not None) as seen:

        def progress(objective: int | None, bound: int | None) -> None:
            if seen.begun is not None:
                seen.told.append((now() - seen.begun, objective, bound))

        with suppress(NoPlanError):
            itinerary = plan(request, progress=progress)
    if itinerary is None:
        return Result(
            name, request.days, "no plan", 0, None, None, seen.seconds, None, None, None, _megabytes()
        )
    proof = itinerary.certificate
    return Result(
        name,
        request.days,
        itinerary.status,
        proof.objective,
        proof.bound,
        proof.gap,
        seen.seconds,
        seen.first(1),
        seen.first(2),
        seen.early(),
        _megabytes(),
    )


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table(results: list[Result], limit: str) -> str:
    """Return the results and the targets as a page section; ``limit`` says how long each solve took at most."""
    rows = [
        f"| {r.name} | {r.status} | {r.objective} | {'' if r.bound is None else r.bound} "
        f"| {'' if r.gap is None else f'{100 * r.gap:.1f} %'} | {r.seconds:.1f} "
        f"| {_seconds(r.first_plan)} | {_seconds(r.first_bound)} | {'' if r.early is None else r.early} "
        f"| {r.megabytes:.0f} |"
        for r in results
    ]
    head = (
        "| request | status | objective | bound | gap | solver s | first plan s | first bound s "
        "| plan of 2 s | peak MB |\n"
        "|---|---|---|---|---|---|---|---|---|---|"
    )
    return "\n".join(
        [
            "## Requests: how good the plans are proven to be",
            "",
            f"{machine()}; {limit}.",
            "",
            *targets([result for result in results if result.name in dict(requests())]),
            _gaps(f"of {LONGEST} days", results, 0.08, lambda r: r.days == LONGEST),
            "",
            head,
            *rows,
        ]
    )


def _seconds(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds:.2f}"


QUICK = 3.0  # seconds
EARLY = 2.0  # seconds
NEAR = 0.1  # of the best plan


def _gaps(what: str, results: list[Result], target: float, kind: Callable[[Result], bool]) -> str:
    gaps = [r.gap for r in results if r.gap is not None and kind(r)]
    within = sum(gap <= target for gap in gaps)
    return (
        f"- gap {what}: worst {max(gaps, default=0):.1%}, mean {statistics.fmean(gaps or [0]):.1%}, "
        f"{within} of {len(gaps)} within {target:.0%} (target: all)"
    )


def targets(results: list[Result]) -> list[str]:
    """Return a line for each target: what was asked, what was reached."""
    themed = [r for r in results if r.days <= 5 and not r.name.startswith("all ")]
    quick = sum(r.status == "optimal" and r.seconds <= QUICK for r in themed)
    proven = sum(r.status == "optimal" for r in results)
    first = [r.first_plan for r in results if r.first_plan is not None]
    bounds = [r.first_bound for r in results if r.first_bound is not None]
    near = sum(r.early is not None and r.objective - r.early <= NEAR * abs(r.objective) for r in results)
    return [
        f"- themed requests up to 5 days proven best within {QUICK:.0f} s: {quick} of {len(themed)} (target: all)",
        f"- proven best: {proven} of {len(results)} (target: 63 of 71)",
        _gaps("up to 7 days by car", results, 0.01, lambda r: r.days <= 7 and " car" in r.name),
        _gaps("up to 7 days by train", results, 0.04, lambda r: r.days <= 7 and " transit" in r.name),
        _gaps("8 to 10 days", results, 0.04, lambda r: 8 <= r.days <= 10),
        f"- first plan: worst {max(first, default=0):.2f} s of solver time (target 0.2 s)",
        f"- first bound: worst {max(bounds, default=0):.2f} s (target 1 s)",
        f"- plan of the first {EARLY:.0f} s within {NEAR:.0%} of the last one: {near} of {len(results)} (target: all)",
        f"- peak memory: {max((r.megabytes for r in results), default=0):.0f} MB (target 700 MB)",
    ]


def main() -> None:
    """Run the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    limits = parser.add_mutually_exclusive_group()
    limits.add_argument("--limit", type=float, default=10.0)
    limits.add_argument("--work", type=int)
    parser.add_argument("--only", default="", help="a pattern in the names of requests: '14 d|packed'")
    parser.add_argument("--jobs", type=int, default=1, help="side by side: where work is the limit")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    jobs = [
        (name, wish, options.limit, options.work)
        for name, wish in (*requests(), *hard(), *long())
        if re.search(options.only, name)
    ]
    results = []
    with multiprocessing.get_context("spawn").Pool(options.jobs, maxtasksperchild=1) as pool:
        for result in pool.imap(run, jobs):
            print(result, flush=True)
            results.append(result)
    command = "`python -m benchmarks.requests"
    text = table(
        results,
        f"time limit {options.limit:g} s; {command} --write`"
        if options.work is None
        else f"{options.work:,} units of work, seconds are those of processor with a core for the search and one for"
        f" the bound; {command} --work {options.work} --write`",
    )
    print(text)
    if options.write:
        update_page("requests", text)


if __name__ == "__main__":
    main()
