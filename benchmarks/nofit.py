"""What it takes for seeded wishes without a plan: `python -m benchmarks.nofit --wishes 200 --seed 1 [--write]`.

Tells how many have a conflict proven minimal, how many a change that was verified, how many of those changes give a
plan when it is made (which passes the check then), and the seconds beside the time limit. Limits count those of a
processor, for the machine may be busy with others; those on the wall are told beside them.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from math import inf
from statistics import quantiles
from typing import Any, NamedTuple
from unittest.mock import patch

from benchmarks.common import machine, processor_time, update_page
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


class Seconds(NamedTuple):
    """What a search took."""

    processor: float
    wall: float


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


HEAD = """## What would it take?

{machine}, {wishes} wishes drawn with seed {seed} over the shipped corridor: 1 to 3 days between
two towns, with up to four sites that must be seen, limits of money, of travel and of hours, 5 s to plan;
those that have a plan are not counted. `python -m benchmarks.nofit --wishes {wishes} --seed {seed} --write`.
Seconds are those of the search for what it would take, of a processor ({threads} threads), which its limits count
here, and on the wall, where other programs had their share of the machine; the promise is 20 on 2 cores, beside the
time limit.

| of {wishes} wishes without a plan | |
|---|---|"""


def measure(num_wishes: int, seed: int, minutes: float, *, verbose: bool) -> str:
    """Return a table of the shares and the seconds, of fewer wishes where the minutes are over before."""
    until = time.perf_counter() + 60 * minutes
    atlas, counted, seconds, took = Atlas(load_corridor()), Counter[str](), list[Seconds](), _timed()
    drawn = wishes(atlas.corridor, seed)
    while len(seconds) < num_wishes and time.perf_counter() < until:
        request, before = next(drawn), len(took)
        try:
            service.plan(request, atlas=atlas, options=OPTIONS)
            counted["rescued"] += len(took) - before
        except NoPlanError as error:
            if len(took) == before:  # no tables: nothing was looked for
                continue
            seconds.append(took[-1])
            _count(counted, request, error, atlas)
            if verbose:
                _tell(request, error, took[-1].processor)
        except InternalError as error:
            counted["bugs"] += 1
            print(request.model_dump_json(exclude_defaults=True), error, flush=True)
        except PlannerError:
            continue
    return _table(counted, seconds, seed)


def _count(counted: Counter[str], request: TripRequest, error: NoPlanError, atlas: Atlas) -> None:
    verified = [change for change in error.relaxations if change.verified]
    counted["proven"] += error.proven_minimal
    counted["verified"] += bool(verified)
    counted["told"] += bool(error.conflict or error.relaxations)
    counted["unverified"] += any(not change.verified for change in error.relaxations)
    counted["clean"] += bool(verified) and _gives_a_plan(relaxed(request, verified[0]), atlas)


def _tell(request: TripRequest, error: NoPlanError, seconds: float) -> None:
    print(f"{seconds:5.1f} s", request.model_dump_json(exclude_defaults=True))
    print("   ", error, *(f"[{want.message}]" for want in error.conflict), error.proven_minimal)
    print(*(f"    {change.verified} {change.message}" for change in error.relaxations), sep="\n", flush=True)


def _spread(seconds: Sequence[float]) -> str:
    cuts = quantiles(seconds, n=100, method="inclusive")
    return f"{cuts[49]:.1f}, {cuts[94]:.1f}, {max(seconds):.1f}"


def _table(counted: Counter[str], seconds: list[Seconds], seed: int) -> str:
    processor, wall = zip(*seconds, strict=True)
    rows = {
        "with a conflict proven minimal": counted["proven"],
        "with a change verified by a solve": counted["verified"],
        "whose first such change gives a plan within 5 s that passes the check": counted["clean"],
        "with a change that there was no time to verify, which the text says": counted["unverified"],
        "with neither conflict nor change told": len(seconds) - counted["told"],
        "wishes beside them whose plan only a trial found, which is the plan then": counted["rescued"],
        "plans of wishes with a plan that failed the planner's own check": counted["bugs"],
        "seconds of a processor: median, of 95 in 100 at most, longest": _spread(processor),
        "in 20 s of a processor": sum(each <= relax.PROMISED for each in processor),
        "seconds on the wall: median, of 95 in 100 at most, longest": _spread(wall),
    }
    head = HEAD.format(machine=machine(), wishes=len(seconds), seed=seed, threads=OPTIONS.threads)
    return "\n".join([head, *(f"| {what} | {value} |" for what, value in rows.items())])


def _timed() -> list[Seconds]:
    """Return a list to which each search for what it takes adds its seconds."""
    took: list[Seconds] = []
    search = relax.relaxations

    def timed(*given: Any, **named: Any) -> WhatItTakes:
        processor, wall = time.process_time(), time.perf_counter()
        answer = search(*given, **named)
        took.append(Seconds(time.process_time() - processor, time.perf_counter() - wall))
        return answer

    patch.object(planning, "relaxations", timed).start()
    return took


def _gives_a_plan(request: TripRequest, atlas: Atlas) -> bool:
    try:
        service.plan(request, atlas=atlas, options=OPTIONS)
    except NoPlanError:
        return False
    except InternalError as error:
        print(request.model_dump_json(exclude_defaults=True), error, flush=True)
        return False
    return True


def main() -> None:
    """Measure, and print the table or write it into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wishes", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, default=inf, help="how long to measure at most")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    with processor_time():
        text = measure(arguments.wishes, arguments.seed, arguments.minutes, verbose=arguments.verbose)
    if arguments.write:
        update_page("nofit", text)
    else:
        print(text)


if __name__ == "__main__":
    main()
