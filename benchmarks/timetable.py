"""Time the tables and journeys by timetable of the shipped corridor.

Run from the project's root: ``python -m benchmarks.timetable [--write]``; ``--write`` puts the figures into the page.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time
from typing import TypeVar

from benchmarks.common import machine, update_page
from planner import load_corridor
from planner.atlas import Atlas
from planner.network.timetable import Timetable
from planner.request import TripRequest

DAY = date(2026, 12, 1)
NUM_JOURNEYS = 1000
T = TypeVar("T")


def timed(call: Callable[[], T]) -> tuple[float, T]:
    """Return the seconds a call takes, and what it returns."""
    start = perf_counter()
    value = call()
    return perf_counter() - start, value


def _spread(times: list[float]) -> str:
    *_, last_hundredth = quantiles(times, n=100)
    return f"median {median(times):.1f} ms, 99 in 100 in {last_hundredth:.1f} ms, longest {max(times):.1f} ms"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    write = parser.parse_args().write
    corridor = load_corridor()
    words = {"date": str(DAY), "days": 2, "from": "chongqing-north", "to": "chengdu-east", "mode": "transit"}
    request = TripRequest.model_validate(words)
    with tempfile.TemporaryDirectory() as folder:
        before = process_time()
        cold, days = timed(lambda: Atlas(corridor, cache_dir=Path(folder)).profiles(request))
        busy = process_time() - before
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        warm, _ = timed(lambda: Atlas(corridor, cache_dir=Path(folder)).profiles(request))
        megabytes = sum(file.stat().st_size for file in Path(folder).rglob("*") if file.is_file()) / 1e6
        profiles = days[0][0]
    timetable = Timetable(corridor)
    first, _ = timed(lambda: timetable.journey("chongqing", "chengdu", 480, DAY))
    draw = random.Random(0)
    walls, busies = [], []
    for _ in range(NUM_JOURNEYS):
        a, b = draw.sample(timetable.footpaths.ids, 2)
        depart = draw.randrange(300, 1320)
        before = process_time()
        walls.append(timed(partial(timetable.journey, a, b, depart, DAY))[0] * 1000)
        busies.append((process_time() - before) * 1000)
    rows = {
        f"the {len(profiles.journeys):,} journeys between the {len(profiles.ids)} places, cold (target 5 s)": (
            f"{cold:.2f} s, {busy:.2f} s of processor, peak memory {peak:.0f} MB"
        ),
        "the same from disk (target 0.2 s)": f"{warm:.3f} s",
        "kept on disk for that day of the week (target 100 MB a corridor)": f"{megabytes:.0f} MB",
        "first journey, which reads the day's services": f"{first * 1000:.0f} ms",
        f"a journey, of {NUM_JOURNEYS} random ones (target 20 ms)": _spread(walls),
        "the same, of processor": _spread(busies),
    }
    lines = [f"| {name} | {value} |" for name, value in rows.items()]
    head = f"{machine()}; `python -m benchmarks.timetable --write`."
    text = "\n".join(
        ["## Trains: tables and journeys", "", head, "", "| what | measured |", "|---|---|", *lines]
    )
    print(text)
    if write:
        update_page("timetable", text)


if __name__ == "__main__":
    main()
