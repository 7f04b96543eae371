"""Time `planner risk` on plans of the shipped corridor, and compare it with a million samples.

Run from the project's root: ``python -m benchmarks.risk [--write]``; ``--write`` puts the figures into the page.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.common import machine, update_page
from planner import Itinerary, TripRequest, load_corridor, plan, risk
from planner.answers.risk import SAMPLES, Risk
from planner.atlas import Atlas
from planner.options import SolveOptions

MANY = 1_000_000
TRIP = {"date": "2026-12-05", "from": "chongqing-north", "to": "chengdu-east", "themes": {"heritage": 1}}
TRIPS = {
    "3 days by car": {"days": 3, "mode": "car"},
    "3 days by train": {"days": 3, "mode": "transit"},
    "7 days by train": {"days": 7, "mode": "transit"},
}
USED = re.compile(
    r"User time .*: ([\d.]+)\n.*System time .*: ([\d.]+)\n(?:.*\n)*?.*Maximum resident .*: (\d+)"
)


def chances(told: Risk) -> list[float]:
    """Return all chances of an answer."""
    return [told.chance, *(d.chance for d in told.days), *(s.chance for d in told.days for s in d.steps)]


def measured(itinerary: Itinerary, samples: int) -> tuple[float, float]:
    """Return the seconds of a processor and the megabytes of the command, by ``/usr/bin/time -v``."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "plan.json")
        path.write_text(itinerary.to_json(), encoding="utf-8")
        code = "from planner.cli import main; main()"
        command = ["/usr/bin/time", "-v", sys.executable, "-c", code]
        arguments = ["risk", str(path), "--samples", str(samples)]
        told = subprocess.run([*command, *arguments], capture_output=True, text=True, check=True).stderr
    found = USED.search(told)
    assert found, told
    user, system, kilobytes = map(float, found.groups())
    return user + system, kilobytes / 1024


def rows() -> Iterator[str]:
    """Yield the rows of the table."""
    corridor = load_corridor()
    atlas = Atlas(corridor)
    for name, words in TRIPS.items():
        wish = TripRequest.model_validate(TRIP | words)
        itinerary = plan(wish, atlas=atlas, options=SolveOptions(work=2000))
        few, many = risk(itinerary, corridor), risk(itinerary, corridor, samples=MANY, seed=2)
        off = 100 * max(abs(a - b) for a, b in zip(chances(few), chances(many), strict=True))
        used = ("{:.1f} s, {:.0f} MB".format(*measured(itinerary, samples)) for samples in (SAMPLES, MANY))
        steps = sum(len(day.steps) for day in few.days)
        cells = (name, steps, f"{100 * few.chance:.0f} %", *used, f"{off:.2f} points")
        yield f"| {' | '.join(map(str, cells))} |"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    write = parser.parse_args().write
    head = f"| plan | steps | all made | {SAMPLES:,} samples | {MANY:,} samples | furthest apart |"
    table = "\n".join((head, "|---" * 6 + "|", *rows()))
    text = f"""## Risk

{machine()}; `python -m benchmarks.risk --write`.
Processor time and memory of the command in a new process (`/usr/bin/time -v planner risk PLAN.json`), with its data.
The last column compares all chances of both, with different seeds.

{table}"""
    print(text)
    if write:
        update_page("risk", text)


if __name__ == "__main__":
    main()
