"""How long answers take on a warm process: ten sites that a plan leaves out explained, and what else fits.

``python -m benchmarks.explain [--write]``. "Warm": data and travel tables are there, and the plan is. Times and limits
are of a processor, of both threads together: the machine may be busy with others.
"""

from __future__ import annotations

import sys
import time

from benchmarks.common import machine, processor_time, update_page
from planner import Itinerary, TripRequest, load_corridor, plan, suggest, why_not
from planner.atlas import Atlas
from planner.options import SolveOptions

TRIPS = ((3, "car"), (5, "car"), (3, "transit"))
SITES = 10
QUICK = SolveOptions(time_limit=0.6)  # the rest of a second is for the plan and its check
PATIENT = SolveOptions(time_limit=60)
HEAD = """## Answers

{machine}; the ten sites worth most that each plan from Chongqing to Chengdu
leaves out and that a day has room for, {seconds:g} s of search each; `python -m benchmarks.explain --write`.
Seconds are those of a processor, so that the search has no more of them than on two idle cores in half the time.
Targets: ten sites within 10 s, 200 ms a site that else fits.

| heritage trip | ten sites explained, s | with a plan | proven | widest interval of worth | sites placed | ms each |
|---|---|---|---|---|---|---|"""


def main() -> None:
    """Measure, and print the table or write it into the page."""
    atlas = Atlas(load_corridor())
    rows = [HEAD.format(machine=machine(), seconds=QUICK.time_limit)]
    with processor_time():
        rows += [_row(atlas, days, mode) for days, mode in TRIPS]
    text = "\n".join(rows)
    if "--write" in sys.argv:
        update_page("explain", text)
    else:
        print(text)


def _row(atlas: Atlas, days: int, mode: str) -> str:
    words = {"days": days, "date": "2026-12-05", "from": "chongqing", "to": "chengdu", "mode": mode}
    trip = plan(
        TripRequest.model_validate({**words, "themes": {"heritage": 1}}), atlas=atlas, options=PATIENT
    )
    sites = [left.attraction for left in trip.unvisited if left.reason == "lower-prize"][:SITES]
    began = time.process_time()
    answers = [why_not(trip, site, atlas=atlas, options=QUICK) for site in sites]
    seconds = time.process_time() - began
    widths = [
        each.at_most - each.at_least
        for each in answers
        if each.at_most is not None and each.at_least is not None
    ]
    widest = f"{100 * max(widths) / trip.certificate.objective:.1f} %" if widths else ""
    proven, found = (
        sum(map(bool, each)) for each in ((a.proven for a in answers), (a.plan for a in answers))
    )
    tried, each = _suggesting(trip, atlas)
    return f"| {days} days by {mode} | {seconds:.1f} | {found} | {proven} | {widest} | {tried} | {each:.1f} |"


def _suggesting(trip: Itinerary, atlas: Atlas) -> tuple[int, float]:
    """Return how many sites were tried for a place in the plan, and the milliseconds of each."""
    began = time.process_time()
    suggest(trip, atlas=atlas)
    tried = len(trip.unvisited)
    return tried, 1000 * (time.process_time() - began) / tried


if __name__ == "__main__":
    main()
