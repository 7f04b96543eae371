"""How many plans a minute: mixed requests side by side, alone in a process each, and on a cluster of Dask.

Run from the project's root: ``python -m benchmarks.batch [--round 25] [--rounds 3] [--work 100] [--alone 8]
[--write]``; it needs the extra ``batch``. All requests are made from one seed. One worker, two, and a cluster of two
have the same requests in turns, round by round, so that a machine that others use is as slow to each; the first round
makes and reads travel tables, and does not count. ``--write`` puts the table into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import psutil
from distributed import LocalCluster

from benchmarks.common import machine, update_page
from planner.batch import Batch, Bell, Clerk, LocalRunner, Runner, answered, rows_of
from planner.batch.clerk import WHOLE
from planner.batch.dask import DaskRunner
from planner.batch.reading import Row
from planner.corridor import Corridor
from planner.loading import load_corridor
from planner.network.timetable import Timetable
from planner.rules import TAXI_MAX_MINUTES

SEED = 21
FIRST = date(2026, 12, 1)
DAYS_AHEAD = 90
MOST_DAYS = 5
NUMBER, RATIO, OVERHEAD = 1_000, 1.7, 0.10  # asked
ONE, TWO, DASK = "1 worker", "2 workers", "Dask, 2 workers of a thread"


@dataclass
class Times:
    """What rounds of a runner took: seconds of each on the clock, and of all on processors."""

    runner: Runner
    clock: list[float] = field(default_factory=list)
    processor: float = 0.0


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


def measured(
    path: Path, number: int, make: Callable[[], Clerk], batch: Batch
) -> tuple[dict[str, Times], list[str], int]:
    """Return what so many requests a round took each runner, their answers, and the most megabytes of a worker."""
    rows = list(rows_of(path))
    rounds = [rows[first : first + number] for first in range(0, len(rows), number)]
    with ExitStack() as stack:
        cluster = stack.enter_context(LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0"))
        runners: dict[str, Runner] = {
            ONE: LocalRunner(make, 1),
            TWO: LocalRunner(make, 2),
            DASK: DaskRunner(cluster.scheduler_address, make),
        }
        times = {name: Times(stack.enter_context(closing(runner))) for name, runner in runners.items()}
        for name, each in times.items():
            timed(each, rounds[0], batch)
            _say(
                f"{name}: tables and {number} plans in {each.clock[0]:.0f} s, of processors {each.processor:.0f} s"
            )
            each.clock, each.processor = [], 0.0
        whole = []
        for turn, some in enumerate(rounds[1:]):
            names = [*times][turn % len(times) :] + [*times][: turn % len(times)]
            answers = {name: timed(times[name], some, batch) for name in names}
            assert answers[ONE] == answers[TWO] == answers[DASK], "the same answers, whoever gives them"
            whole += answers[ONE]
            _say(f"round {turn + 1}: " + ", ".join(f"{name} {times[name].clock[-1]:.0f} s" for name in names))
        return times, whole, peak()


def timed(times: Times, rows: Sequence[Row], batch: Batch) -> list[str]:
    """Take the time of requests, and return their answers."""
    begun, spent = time.monotonic(), processor_seconds()
    lines = [line.text for line in answered(iter(rows), batch, times.runner, Bell())]
    times.clock.append(time.monotonic() - begun)
    times.processor += processor_seconds() - spent
    return lines


def processor_seconds() -> float:
    """Return how long this process and all under it were on a processor."""
    this = psutil.Process()
    spent = [process.cpu_times() for process in (this, *this.children(recursive=True))]
    return float(sum(each.user + each.system for each in spent))


def peak() -> int:
    """Return the most megabytes that a process under this one ever had."""
    texts = (
        Path(f"/proc/{each.pid}/status").read_text() for each in psutil.Process().children(recursive=True)
    )
    return max(int(found[1]) for text in texts if (found := re.search(r"VmHWM:\s*(\d+)", text))) // 1024


def alone(many: Sequence[dict[str, Any]], work: int) -> tuple[float, float]:
    """Return the seconds on the clock and on a processor of a process for each request."""
    begun, before = time.monotonic(), os.times()
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
    now = os.times()
    spent = now.children_user + now.children_system - before.children_user - before.children_system
    return time.monotonic() - begun, spent


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
    corridor, load = load_corridor(), os.getloadavg()[0]
    many = list(wishes(corridor, options.round * (options.rounds + 1)))
    batch, make = Batch(corridor.data_hash, work=options.work), partial(Clerk, corridor, WHOLE)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "wishes.jsonl")
        path.write_text("".join(json.dumps(wish) + "\n" for wish in many))
        times, whole, megabytes = measured(path, options.round, make, batch)
    sample = many[options.round :][: options.alone]
    seconds, spent = alone(sample, options.work)
    number, num_plans = len(whole), sum('"itinerary": ' in line for line in whole)
    costs = {name: each.processor / number for name, each in times.items()}
    ratio = _median(times[ONE], times[TWO])
    overhead = _median(times[DASK], times[TWO]) - 1
    lines = [
        "## Batch: many plans",
        "",
        f"{machine()}; {number:,} mixed requests of seed {SEED}, {options.work:,} units of work each;"
        f" `python -m benchmarks.batch --round {options.round} --rounds {options.rounds} --work {options.work}"
        f" --alone {options.alone} --write`. {num_plans:,} of them have a plan. The load of the machine was {load:.1f}"
        f" at the start and {os.getloadavg()[0]:.1f} at the end: where that is much above its cores and the 2 workers,"
        " others had the most of it.",
        "",
        "| | plans a minute | processor seconds a plan |",
        "|---|---|---|",
        f"| a process for each request, one after the other ({len(sample)} of them)"
        f" | {60 * len(sample) / seconds:.0f} | {spent / len(sample):.1f} |",
        *(
            f"| {name} | {60 * number / sum(each.clock):.0f} | {costs[name]:.1f} |"
            for name, each in times.items()
        ),
        "",
        f"- {number_verdict(number)}",
        f"- 2 workers are {ratio:.2f} times as fast as one (median of {options.rounds} rounds; asked: {RATIO};"
        f" {_verdict(ratio >= RATIO)})",
        f"- Dask takes {overhead:+.0%} time (median; asked: {OVERHEAD:.0%} at most;"
        f" {_verdict(overhead <= OVERHEAD)}), and {costs[DASK] / costs[TWO] - 1:+.0%} of processors",
        f"- the shared atlas is worth {spent / len(sample) / costs[ONE]:.1f} times as many plans of a core",
        f"- peak memory of a worker: {megabytes:,} MB",
        "",
        "What requests of such a mix share (days by train whose tables were made for others; answers that were given"
        " before, to all requests and to those that name no budget, site or pace):",
        "",
        "| requests | tables | answers | plain answers |",
        "|---|---|---|---|",
    ]
    for each in options.mix:
        tables, answers, plain = reuse(corridor, each)
        lines.append(f"| {each:,} | {tables:.2%} | {answers:.1%} | {plain:.1%} |")
    return "\n".join(lines)


def number_verdict(number: int) -> str:
    """Return whether as many requests were measured as were asked for."""
    if number >= NUMBER:
        return f"{number:,} requests were measured (asked: {NUMBER:,}; met)"
    return f"{NUMBER:,} requests were asked for and {number:,} were measured: MISSED; the rates are of these"


def _median(one: Times, other: Times) -> float:
    """Return how many times as long a round takes one as the other."""
    return statistics.median(mine / its for mine, its in zip(one.clock, other.clock, strict=True))


def _verdict(is_met: bool) -> str:
    return "met" if is_met else "missed"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--round", type=int, default=25, help="how many requests in each")
    parser.add_argument("--rounds", type=int, default=3, help="how many that count")
    parser.add_argument("--work", type=int, default=100)
    parser.add_argument("--alone", type=int, default=8, help="how many have a process each")
    parser.add_argument("--mix", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    text = section(options)
    print(text)
    if options.write:
        update_page("batch", text)


if __name__ == "__main__":
    main()
