"""How far a plan runs past its time limit, and what a second plan of one atlas costs.

Run from the project's root: ``python -m benchmarks.limits [--only PATTERN]``.
"""

from __future__ import annotations

import argparse
import time
from contextlib import suppress

from benchmarks.common import machine
from planner.atlas import Atlas
from planner.errors import NoPlanError
from planner.loading import load_corridor
from planner.request import Asked
from planner.service import plan

TRIPS: dict[str, dict[str, object]] = {
    "10 days by car": {"days": 10, "from": "chongqing", "to": "chengdu", "themes": {"all": 1}},
    "7 days by transit": {"days": 7, "from": "chongqing", "to": "chengdu", "mode": "transit"},
    "7 slow days by car": {"days": 7, "from": "chongqing", "to": "chengdu", "slow": True},
    "7 slow days by transit, budget": {
        "days": 7, "from": "chongqing", "to": "chengdu", "mode": "transit", "slow": True, "budget": 6000,
    },
}  # fmt: skip
LIMITS = (0.5, 2.0, 10.0)


def main() -> None:
    """Print for each trip and limit the seconds of the whole plan, tables built."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="part of a trip's name")
    only = parser.parse_args().only
    atlas = Atlas(load_corridor())
    print(machine())
    for name, words in TRIPS.items():
        if only not in name:
            continue
        asked = Asked.model_validate({"date": "2026-10-12", **words})
        begun = time.monotonic()
        atlas.ways(asked.wish)
        tables = time.monotonic() - begun
        begun = time.monotonic()
        atlas.ways(asked.wish)
        print(f"{name}: tables {tables:.2f} s, once more {time.monotonic() - begun:.4f} s", flush=True)
        for limit in LIMITS:
            options = asked.options.model_copy(update={"time_limit": limit})
            begun, outcome = time.monotonic(), "no plan"
            with suppress(NoPlanError):
                itinerary = plan(asked.wish, atlas=atlas, options=options)
                outcome = f"{itinerary.certificate.objective} of {itinerary.certificate.bound}"
            print(f"  limit {limit:4.1f}: {time.monotonic() - begun:6.2f} s, {outcome}", flush=True)


if __name__ == "__main__":
    main()
