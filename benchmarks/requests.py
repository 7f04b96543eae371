"""How good the exact engine is: a fixed list of requests, with gap, seconds, first plan and memory of each.

Run from the project's root: ``python -m benchmarks.requests [--limit 10] [--only PATTERN] [--write]``.
Each request runs in a fresh process, one after the other; ``--write`` puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

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
    megabytes: float
    wall: float


def requests() -> list[tuple[str, dict[str, object]]]:
    """Return the named requests."""
    named = []
    for mode, rows in (("car", CAR), ("transit", TRANSIT)):
        for theme, days, start, end, day in rows:
            wish = {"days": days, "date": day, "from": start, "to": end, "themes": {theme: 1.0}, "mode": mode}
            named.append((f"{theme} {days} d {mode}", wish))
    return named


def hard() -> list[tuple[str, dict[str, object]]]:
    """Return requests of that list with one thing more that is asked for."""
    plain = dict(requests())
    return [(name, {**plain[" ".join(name.split()[:4])], **more}) for name, more in HARD]


def run(job: tuple[str, dict[str, object], float]) -> Result:
    """Plan one request and measure it."""
    from planner.errors import NoPlanError
    from planner.request import Asked
    from planner.service import plan

    name, wish, limit = job
    seen: list[float] = []
    solving = time.monotonic()

    def progress(objective: int | None, _bound: int | None) -> None:
        if objective is not None and not seen:
            seen.append(time.monotonic())

    request = Asked.model_validate({**wish, "time_limit": limit})
    begun = time.monotonic()
    try:
        itinerary = plan(request, progress=progress)
    except NoPlanError:
        wall = time.monotonic() - begun
        return Result(name, request.days, "no plan", 0, None, None, wall, None, _megabytes(), wall)
    wall = time.monotonic() - solving
    proof = itinerary.certificate
    # What came before the solver (data, travel tables) and after it (timing) is not solver time.
    before = wall - proof.seconds
    first = max(0.0, seen[0] - begun - before) if seen else None
    return Result(
        name,
        request.days,
        itinerary.status,
        proof.objective,
        proof.bound,
        proof.gap,
        proof.seconds,
        first,
        _megabytes(),
        wall,
    )


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def table(results: list[Result], limit: float) -> str:
    """Return the results and the targets as a page section."""
    rows = [
        f"| {r.name} | {r.status} | {r.objective} | {'' if r.bound is None else r.bound} "
        f"| {'' if r.gap is None else f'{100 * r.gap:.1f} %'} | {r.seconds:.1f} "
        f"| {'' if r.first_plan is None else f'{r.first_plan:.2f}'} | {r.megabytes:.0f} |"
        for r in results
    ]
    head = (
        "| request | status | objective | bound | gap | solver s | first plan s | peak MB |\n"
        "|---|---|---|---|---|---|---|---|"
    )
    return "\n".join(
        [
            "## Requests: how good the plans are proven to be",
            "",
            f"{machine()}; time limit {limit:g} s; `python -m benchmarks.requests --write`.",
            "",
            *targets([result for result in results if result.name in dict(requests())]),
            "",
            head,
            *rows,
        ]
    )


QUICK = 3.0  # seconds


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
    return [
        f"- themed requests up to 5 days proven best within {QUICK:.0f} s: {quick} of {len(themed)} (target: all)",
        f"- proven best: {proven} of {len(results)} (target: 63 of 71)",
        _gaps("up to 7 days by car", results, 0.01, lambda r: r.days <= 7 and " car" in r.name),
        _gaps("up to 7 days by train", results, 0.04, lambda r: r.days <= 7 and " transit" in r.name),
        _gaps("8 to 10 days", results, 0.04, lambda r: 8 <= r.days <= 10),
        f"- first plan: worst {max(first, default=0):.2f} s of solver time (target 0.2 s)",
        f"- peak memory: {max((r.megabytes for r in results), default=0):.0f} MB (target 700 MB)",
    ]


def main() -> None:
    """Run the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=10.0)
    parser.add_argument("--only", default="")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    named = (*requests(), *hard())
    jobs = [(name, wish, options.limit) for name, wish in named if options.only in name]
    results = []
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        for result in pool.imap(run, jobs):
            print(result, flush=True)
            results.append(result)
    text = table(results, options.limit)
    print(text)
    if options.write:
        update_page("requests", text)


if __name__ == "__main__":
    main()
