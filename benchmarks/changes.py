"""Seeded disruptions and edits of plans: ``python -m benchmarks.changes --disruptions 500 --edits 10000 [--write]``.

They are those of the property tests, over the small corridor of tests/: what comes of each is counted, and a seed
whose plan breaks a promise is named.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable
from statistics import quantiles

from benchmarks.common import machine, update_page
from tests.answers import test_edit, test_replan

HEAD = """## What now? and editing

{machine}; `python -m benchmarks.changes --disruptions {disruptions} --edits {edits} --minutes {minutes:g} --write`.
Disruptions (late, elsewhere, a site or half of all closed for a day or the rest, a train that does not run, a
site in or out) and sequences of up to three edits are drawn with seeds 0, 1, ... over plans of the small corridor of
`tests/`, as in the property tests. *Wrong*: a plan that the checker rejects, one that touches the past, one that
changes, or is none, though what was ahead still passes the checker with the news (and the best was not asked for),
or a traceback. *Refused*: what is asked for is not there, such as a site seen before. Seconds are those of one.

| | drawn | outcomes | wrong | median | 95 of 100 | longest |
|---|---|---|---|---|---|---|"""


def row(name: str, judge: Callable[[int], str], num: int, until: float) -> str:
    """Return what came of the first seeds, of fewer where the time is over before."""
    counted, seconds, wrong = Counter[str](), list[float](), list[int]()
    for seed in range(num):
        if time.perf_counter() > until:
            break
        begun = time.perf_counter()
        try:
            counted[judge(seed)] += 1
        except Exception as error:
            wrong.append(seed)
            print(f"{name} {seed}: {type(error).__name__}: {error}", flush=True)
        seconds.append(time.perf_counter() - begun)
    parts = quantiles(seconds, n=20)
    outcomes = ", ".join(f"{what} {count}" for what, count in counted.most_common())
    times = (f"{each:.2f} s" for each in (parts[9], parts[18], max(seconds)))
    cells = (name, f"{len(seconds):,} of {num:,}", outcomes, len(wrong), *times)
    return f"| {' | '.join(map(str, cells))} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--disruptions", type=int, default=500)
    parser.add_argument("--edits", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=120, help="for all")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    until = time.perf_counter() + 60 * args.minutes
    words = {name: value for name, value in vars(args).items() if name != "write"}
    rows = [
        row("disruptions", test_replan.judge, args.disruptions, until),
        row("edits", test_edit.sequence, args.edits, until),
    ]
    text = "\n".join((HEAD.format(machine=machine(), **words), *rows))
    print(text)
    if args.write:
        update_page("changes", text)


if __name__ == "__main__":
    main()
