"""How many plans a minute: mixed requests side by side, alone in a process each, and on a cluster of Dask.

Run from the project's root: ``python -m benchmarks.batch [--requests 1000] [--work 100] [--alone 20] [--write]``; it
needs the extra ``batch``. All requests are made from one seed. They are planned once before, so that travel tables are
on disk for all runners; ``--write`` puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.common import machine, update_page
from planner.asking import Ask
from planner.batch import Batch, Bell, Clerk, LocalRunner, Runner, answered, rows_of
from planner.batch.clerk import WHOLE
from planner.corridor import Corridor
from planner.loading import load_corridor
from planner.network.timetable import Timetable
from planner.rules import TAXI_MAX_MINUTES

SEED = 21
FIRST = date(2026, 12, 1)
DAYS_AHEAD = 90
WARM = 4  # wishes before the clock starts
MOST_DAYS = 5
RATIO, OVERHEAD = 1.7, 0.10  # asked


def wishes(corridor: Corridor, number: int, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Yield so many requests of many kinds, always the same."""
    pick = random.Random(seed)
    themes = [theme.id for theme in corridor.themes]
    best = sorted(corridor.attractions, key=lambda site: (-site.score, site.id))[:40]
    for number_ in range(number):
        start = pick.choices(["chongqing", "chengdu", "chongqing-north", "chengdu-east"], [4, 4, 1, 1])[0]
        wish: dict[str, Any] = {
            "id": number_ + 1,
            "days": pick.choices(range(1, MOST_DAYS + 1), [2, 4, 5, 2, 1])[0],
            "date": (FIRST + timedelta(days=pick.randrange(DAYS_AHEAD))).isoformat(),
            "from": start,
            "mode": pick.choices(["car", "transit", "mixed"], [6, 3, 1])[0],
            "themes": [pick.choice(themes)],
        }
        if pick.random() < 0.4:
            wish["to"] = "chengdu" if start.startswith("chongqing") else "chongqing"
        if pick.random() < 0.2:
            wish["budget"] = 1500 * wish["days"]
        if pick.random() < 0.2:
            wish["must"] = [pick.choice(best).id]
        if pick.random() < 0.2:
            wish["pace"] = pick.choice(["relaxed", "packed"])
        yield wish


def timed(path: Path, start: Callable[[], Runner], batch: Batch) -> tuple[float, list[str]]:
    """Return the seconds that all answers took of workers that have answered something, and the answers."""
    with closing(start()) as runner:
        for row in islice(rows_of(path), WARM):
            runner.submit(Ask("plan", batch.words_of(row))).result()
        begun = time.monotonic()
        lines = [line.text for line in answered(rows_of(path), batch, runner, Bell())]
        return time.monotonic() - begun, lines


def alone(many: list[dict[str, Any]], work: int) -> float:
    """Return the seconds of a process for each request."""
    begun = time.monotonic()
    for wish in many:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "wish.yaml")
            path.write_text(json.dumps({word: value for word, value in wish.items() if word != "id"}))
            command = ["plan", str(path), "--work", str(work), "--threads", "1", "--format", "json"]
            subprocess.run(
                [sys.executable, "-c", "from planner.cli import main; main()", *command],
                capture_output=True,
                check=False,
            )
    return time.monotonic() - begun


def reuse(corridor: Corridor, number: int) -> tuple[float, float, float]:
    """Return of so many requests the share of days by train whose tables, and of answers, others had before.

    The third is that of answers to the requests that ask for nothing but theme, ends, days, date and mode.
    """
    timetable = Timetable(corridor, TAXI_MAX_MINUTES)
    kind = {
        FIRST + timedelta(days=ahead): timetable.name_of(FIRST + timedelta(days=ahead), ())
        for ahead in range(DAYS_AHEAD + MOST_DAYS)
    }
    days, num_plain = 0, 0
    kinds, answers, plain = set[tuple[str, ...]](), set[int](), set[int]()
    for wish in wishes(corridor, number):
        key = hash(json.dumps({**wish, "id": None}))
        answers.add(key)
        if not wish.keys() & {"budget", "must", "pace"}:
            plain.add(key)
            num_plain += 1
        if wish["mode"] != "car":
            begins, ends = date.fromisoformat(wish["date"]), (wish["from"], wish.get("to", wish["from"]))
            days += wish["days"]
            kinds.update((kind[begins + timedelta(days=later)], *ends) for later in range(wish["days"]))
    return 1 - len(kinds) / days, 1 - len(answers) / number, 1 - len(plain) / num_plain


def section(options: argparse.Namespace) -> str:
    """Return what was measured as a page section."""
    corridor = load_corridor()
    many = list(wishes(corridor, options.requests))
    batch, make = Batch(corridor.data_hash, work=options.work), partial(Clerk, corridor, WHOLE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "wishes.jsonl")
        path.write_text("".join(json.dumps(wish) + "\n" for wish in many))
        first, whole = timed(path, partial(LocalRunner, make, 2), batch)
        _say(f"tables: {first:.0f} s")
        seconds = {}
        for workers in (1, 2):
            seconds[workers], lines = timed(path, partial(LocalRunner, make, workers), batch)
            assert lines == whole, "the same answers, whoever gives them"
            _say(f"{workers} workers: {seconds[workers]:.0f} s")
        megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
        dask = on_dask(path, make, batch, whole)
        _say(f"dask: {dask:.0f} s")
    sample = many[: options.alone]
    each = alone(sample, options.work) / len(sample)
    plans = sum('"itinerary": ' in line for line in whole)
    ratio, overhead = seconds[1] / seconds[2], dask / seconds[2] - 1
    lines = [
        "## Batch: many plans",
        "",
        f"{machine()}; {len(many):,} mixed requests of seed {SEED}, {options.work:,} units of work each;"
        f" `python -m benchmarks.batch --requests {options.requests} --work {options.work}"
        f" --alone {options.alone} --write`. {plans:,} of them have a plan.",
        "",
        "| | plans a minute |",
        "|---|---|",
        f"| a process for each request, one after the other ({len(sample)} of them) | {60 / each:.0f} |",
        f"| 1 worker | {60 * len(many) / seconds[1]:.0f} |",
        f"| 2 workers, travel tables not on disk yet | {60 * len(many) / first:.0f} |",
        f"| 2 workers | {60 * len(many) / seconds[2]:.0f} |",
        f"| Dask, 2 workers of a thread | {60 * len(many) / dask:.0f} |",
        "",
        f"- 2 workers are {ratio:.2f} times as fast as one (asked: {RATIO})",
        f"- Dask takes {overhead:+.0%} (asked: {OVERHEAD:.0%} at most)",
        f"- the shared atlas is worth {each * len(many) / seconds[1]:.1f} times as many plans of a core",
        f"- peak memory of a worker: {megabytes:.0f} MB",
        "",
        "What requests of such a mix share (days by train whose tables were made for others; answers that were given"
        " before, to all requests and to those that name no budget, site or pace):",
        "",
        "| requests | tables | answers | plain answers |",
        "|---|---|---|---|",
    ]
    for number in options.mix:
        tables, answers, plain = reuse(corridor, number)
        lines.append(f"| {number:,} | {tables:.2%} | {answers:.1%} | {plain:.1%} |")
    return "\n".join(lines)


def on_dask(path: Path, make: Callable[[], Clerk], batch: Batch, whole: list[str]) -> float:
    """Return the seconds on a cluster of this machine."""
    from distributed import LocalCluster

    from planner.batch.dask import DaskRunner

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        seconds, lines = timed(path, partial(DaskRunner, cluster.scheduler_address, make), batch)
    assert lines == whole, "the same answers, whoever gives them"
    return seconds


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--work", type=int, default=100)
    parser.add_argument("--alone", type=int, default=20, help="how many have a process each")
    parser.add_argument("--mix", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    text = section(options)
    print(text)
    if options.write:
        update_page("batch", text)


if __name__ == "__main__":
    main()
