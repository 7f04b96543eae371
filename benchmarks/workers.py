"""What a process of a batch takes: processor seconds of a wish and memory, by mode, days and sites.

Run from the project's root: ``python -m benchmarks.workers [--work 100] [--wishes 4] [--write]``; about four minutes of
a core. Each row has a process of its own, and a first wish that makes or reads its travel tables and does not count.
``--write`` puts the tables into docs/scaling.md.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import re
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from benchmarks.batch import FIRST
from benchmarks.common import PAGE, machine, update_page
from planner.asking import Ask
from planner.batch import Clerk
from planner.batch.clerk import MEMORY, WHOLE, megabytes
from planner.corridor import Corridor, Line
from planner.loading import load_corridor

SCALING = PAGE.with_name("scaling.md")
MODES = ("car", "transit")
DAYS = (1, 2, 3, 5, 7)
SITES = (50, 100)
USUAL = 3  # days


@dataclass(frozen=True)
class Case:
    """Wishes of a kind over the shipped corridor, or the part of it with so many of its best sites."""

    mode: str
    days: int
    work: int
    wishes: int
    sites: int | None = None


@dataclass(frozen=True)
class Taken:
    """What wishes took: processor seconds of the first and, as a median, of the others; megabytes then and at most."""

    case: Case
    sites: int
    first: float
    each: float
    megabytes: float
    peak: float

    @property
    def row(self) -> str:
        """What the page says."""
        numbers = f"{self.each:.2f} | {3600 / self.each:,.0f} | {self.megabytes:.0f} MB | {self.peak:.0f} MB"
        return f"| {self.case.mode} | {self.case.days} | {self.sites} | {numbers} |"


def measured(case: Case) -> Taken:
    """Answer wishes from Chongqing to Chengdu, each on a day and of a theme of its own, as a worker does."""
    corridor = load_corridor()
    if case.sites:
        corridor = part_of(corridor, case.sites)
    clerk, themes, seconds = Clerk(corridor, WHOLE), [theme.id for theme in corridor.themes], []
    for number in range(case.wishes + 1):
        day = FIRST + timedelta(days=5 * number)
        wish = {"days": case.days, "date": day.isoformat(), "from": "chongqing", "to": "chengdu"}
        limits = {"work": case.work, "threads": 1}
        begun = time.process_time()
        told = clerk(Ask("plan", {**wish, **limits, "mode": case.mode, "themes": [themes[number]]}))
        seconds.append(time.process_time() - begun)
        assert not told.is_problem, told.text
    peak = int(re.findall(r"VmHWM:\s*(\d+)", MEMORY.read_text())[0]) / 1024
    each = statistics.median(seconds[1:])
    return Taken(case, len(corridor.attractions), seconds[0], each, megabytes(), peak)


def part_of(corridor: Corridor, number: int) -> Corridor:
    """Return the corridor with so many of its best sites, and without links and lines to the others."""
    best = sorted(corridor.attractions, key=lambda site: (-site.score, site.id))[:number]
    left_out = {site.id for site in corridor.attractions} - {site.id for site in best}
    links = [link for link in corridor.links if not left_out & {link.start, link.end}]
    lines = [line for line in corridor.lines if not left_out & set(_stops(line))]
    without = {"passes": (), "products": (), "claims": ()}  # they name sites
    parts = {"attractions": tuple(best), "links": tuple(links), "lines": tuple(lines), **without}
    return corridor.model_copy(update=parts)


def _stops(line: Line) -> Iterator[str]:
    return (call.station for service in line.services for call in service.calls)


def cases(work: int, wishes: int) -> Iterator[Case]:
    """Yield what is measured."""
    for mode in MODES:
        yield from (Case(mode, days, work, wishes) for days in DAYS)
        yield from (Case(mode, USUAL, work, wishes, sites) for sites in SITES)


def section(many: Iterable[Taken], work: int, wishes: int) -> str:
    """Return what was measured as a part of the page."""
    return "\n".join(
        [
            f"{machine()}; `python -m benchmarks.workers --work {work} --wishes {wishes} --write`, with a load of"
            f" {os.getloadavg()[1]:.1f}. Seconds are those of a processor, the median of {wishes} wishes once tables"
            " are there; plans an hour are 3,600 over them, as of a core that nobody else uses.",
            "",
            "| mode | days | sites | seconds a wish | plans an hour and core | memory between wishes | at most |",
            "|---|---|---|---|---|---|---|",
            *(taken.row for taken in many),
        ]
    )


def main() -> None:
    """Measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=int, default=100)
    parser.add_argument("--wishes", type=int, default=4, help="of each row, that count")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    many = []
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_CACHE_HOME"] = str(Path(folder))
        with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
            for taken in pool.imap(measured, list(cases(options.work, options.wishes)), chunksize=1):
                print(f"{taken.row} the first: {taken.first:.1f} s", flush=True)
                many.append(taken)
    text = section(many, options.work, options.wishes)
    if options.write:
        update_page("workers", text, SCALING)


if __name__ == "__main__":
    main()
