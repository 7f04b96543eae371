"""What it takes for seeded wishes without a plan: `python -m benchmarks.nofit --wishes 200 --seed 1`.

Prints how many have a conflict proven minimal, how many a change that was verified, how many of those changes give a
plan when it is made (which passes the check then), and the seconds beside the time limit.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import mean, median
from typing import Any
from unittest.mock import patch

from planner import planning, service
from planner.atlas import Atlas
from planner.corridor import Corridor
from planner.errors import InternalError, NoPlanError, PlannerError, WhatItTakes
from planner.loading import load_corridor
from planner.options import SolveOptions
from planner.planning import relax
from planner.planning.relax import relaxed
from planner.request import TripRequest

OPTIONS = SolveOptions(time_limit=5)
FIRST = date(2026, 12, 1)


def wishes(corridor: Corridor, seed: int) -> Iterator[TripRequest]:
    """Yield wishes that ask for much in little: many have no plan."""
    dice = random.Random(seed)
    sites = [site.id for site in corridor.attractions]
    cores = [town.id for town in corridor.towns if town.core]
    while True:
        days = dice.randint(1, 3)
        yield TripRequest.model_validate(
            {
                "days": days,
                "date": str(FIRST + timedelta(days=dice.randrange(120))),
                "from": dice.choice(cores),
                "to": dice.choice(cores),
                "mode": dice.choice(["car", "transit", "mixed"]),
                "must": dice.sample(sites, dice.randint(0, 4)),
                "budget": dice.choice([None, None, 150 * days, 400 * days]),
                "max_transit": dice.choice([None, None, 60, 180]),
                "end_time": dice.choice([None, None, "12:00", "16:00"]),
            }
        )


def measure(num_wishes: int, seed: int, *, verbose: bool) -> None:
    """Print the shares and the seconds."""
    atlas = Atlas(load_corridor())
    found: list[NoPlanError] = []
    clean, made = 0, 0
    seconds: list[float] = []
    took = _timed()
    for request in wishes(atlas.corridor, seed):
        if len(found) == num_wishes:
            break
        try:
            service.plan(request, atlas=atlas, options=OPTIONS)
        except NoPlanError as error:
            if (
                not error.conflict and not error.relaxations
            ):  # there is a plan, which the search for the best missed
                continue
            seconds.append(took[-1])
            found.append(error)
            if verbose:
                print(
                    f"{took[-1]:5.1f} s",
                    error,
                    *(f"[{want.message}]" for want in error.conflict),
                    error.proven_minimal,
                )
                print(
                    *(f"    {change.verified} {change.message}" for change in error.relaxations),
                    sep="\n",
                    flush=True,
                )
            verified = [change for change in error.relaxations if change.verified]
            if verified:
                made += 1
                clean += _gives_a_plan(relaxed(request, verified[0]), atlas)
        except InternalError:
            raise
        except PlannerError:
            continue
    proven = sum(error.proven_minimal for error in found)
    print(
        f"{len(found)} wishes without a plan: conflict proven minimal {proven}, with a verified change {made}"
    )
    print(f"of {made} first changes, {clean} give a plan that passes the check when it is made")
    middle, longest = median(seconds), max(seconds)
    print(
        f"seconds of the search for it: median {middle:.1f}, mean {mean(seconds):.1f}, longest {longest:.1f}"
    )


def _timed() -> list[float]:
    """Return a list to which each search for what it takes adds its seconds."""
    took: list[float] = []
    search = relax.relaxations

    def timed(*given: Any, **named: Any) -> WhatItTakes:
        began = time.monotonic()
        answer = search(*given, **named)
        took.append(time.monotonic() - began)
        return answer

    patch.object(planning, "relaxations", timed).start()
    return took


def _gives_a_plan(request: TripRequest, atlas: Atlas) -> bool:
    try:
        service.plan(request, atlas=atlas, options=OPTIONS)
    except NoPlanError:
        return False
    return True


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wishes", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    measure(arguments.wishes, arguments.seed, verbose=arguments.verbose)
