"""The solver on the public TOPTW instances, with PyVRP beside it in the same run.

``python -m benchmarks.toptw [--seconds 3] [--only PATTERN] [--days 1,2,3,4] [--jobs 1] [--write]``; needs
``pip install -e '.[benchmark]'``. The instances and the best values known are read from ``$TOPTW_DIR``
(``../shared/toptw``), whose README has the format and the conventions. Each solve gets so many seconds of
processor time, and each solution is verified here, by the conventions and not by the solver.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import os
import re
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import pairwise
from math import isqrt
from pathlib import Path

import numpy as np

from benchmarks.common import machine, processor_time, update_page
from planner.problem import Problem
from planner.solver import Limit, NoSolution, solve
from planner.solver.day.tables import MOST_VISITS
from planner.travel import ConstantTravel

FOLDER = Path(os.environ.get("TOPTW_DIR", "../shared/toptw"))
EXACT = 1000  # positions have three decimals at most
NO_LIMIT = 999_999  # of travel a day
Tours = Sequence[Sequence[int]]


@dataclass(frozen=True)
class Instance:
    """Site 0 is where every day starts and ends; times and distances are in tenths, of ``pr`` in hundredths."""

    name: str
    distance: list[list[int]]
    minutes: list[int]
    score: list[int]
    opening: list[int]
    closing: list[int]

    @property
    def day(self) -> int:
        """The length of a day."""
        return self.closing[0]


@dataclass(frozen=True)
class Reference:
    """The best value known, and whether it is proven."""

    score: int
    status: str


@dataclass(frozen=True)
class Row:
    """What an instance with a number of days came to; scores are verified."""

    name: str
    days: int
    reference: Reference
    ours: int
    bound: int | None
    pyvrp: int

    def gap(self, score: int) -> float:
        """Return how far a score stays behind the best value known; below 0 when it is better."""
        return (self.reference.score - score) / self.reference.score


def parse(name: str, text: str) -> Instance:
    """Read an instance; distances are rounded down to its unit, exactly."""
    unit = 100 if name.startswith("pr") else 10
    lines = (line.split() for line in text.splitlines()[2:])
    sites = [[Decimal(word) for word in (*words[:5], *words[-2:])] for words in lines if words]
    if [int(site[0]) for site in sites] != list(range(len(sites))):
        raise ValueError(f"{name}: sites are not numbered 0, 1, 2 ...")
    at = [(int(site[1] * EXACT), int(site[2] * EXACT)) for site in sites]
    distance = [[isqrt(((x - u) ** 2 + (y - v) ** 2) * unit**2 // EXACT**2) for u, v in at] for x, y in at]
    minutes, opening, closing = ([int(site[column] * unit) for site in sites] for column in (3, 5, 6))
    return Instance(name, distance, minutes, [int(site[4]) for site in sites], opening, closing)


def references(text: str) -> dict[tuple[str, int], Reference]:
    """Read the best values known, by instance and number of days."""
    rows = csv.DictReader(text.splitlines())
    return {(row["instance"], int(row["m"])): Reference(int(row["reference"]), row["status"]) for row in rows}


def problem_of(instance: Instance, days: int) -> Problem:
    """Return the instance as a problem: no lunch, no prices, nights where every day starts; site 0 comes last."""
    num = len(instance.score) - 1
    order = [*range(1, num + 1), 0]
    ids = tuple(str(site) for site in order)
    minutes = np.array(instance.distance, dtype=np.int64)[np.ix_(order, order)]
    windows = np.array([instance.opening[1:], instance.closing[1:]], dtype=np.int64).T[:, None, :]
    return Problem(
        node_ids=ids,
        num_sites=num,
        prize=np.array(instance.score[1:], dtype=np.int64),
        minutes=np.tile(np.array(instance.minutes[1:], dtype=np.int64), (days, 1)),
        windows=np.tile(windows, (days, 1, 1, 1)),
        travel=(ConstantTravel(ids, minutes, np.zeros(minutes.shape)),) * days,
        day_start=(0,) * days,
        day_end=(instance.day,) * days,
        starts=(num,),
        ends=(num,),
        nights=((num,),) * (days - 1),
        max_visits=(min(num, MOST_VISITS),) * days,
        max_transit=(NO_LIMIT,) * days,
        site_cost=np.zeros(num, dtype=np.int64),
        night_cost=np.zeros(num + 1, dtype=np.int64),
    )


def verified(instance: Instance, days: int, tours: Tours) -> int:
    """Return the score of a solution.

    Raises
    ------
    ValueError
        When it breaks a rule.
    """
    visited = [site for tour in tours for site in tour]
    if len(tours) > days or len(set(visited)) < len(visited) or 0 in visited:
        raise ValueError(f"{instance.name}: too many days, or a site twice")
    for tour in tours:
        now = 0
        for here, there in pairwise((0, *tour, 0)):
            now = max(now + instance.minutes[here] + instance.distance[here][there], instance.opening[there])
            if now > instance.closing[there]:
                raise ValueError(f"{instance.name}: too late at {there} on {tour}")
    return sum(instance.score[site] for site in visited)


def ours(instance: Instance, days: int, seconds: float, seed: int) -> tuple[Tours, int | None]:
    """Return the solver's tours and bound."""
    with processor_time():
        try:
            solution = solve(problem_of(instance, days), limit=Limit(seconds), seed=seed)
        except NoSolution:
            return [], None
    return [[site + 1 for site in tour.sites] for tour in solution.tours], solution.bound


def pyvrp(instance: Instance, days: int, seconds: float, seed: int) -> Tours:
    """Return the tours of PyVRP: visits with prizes that outweigh any way, none required."""
    from pyvrp import Model

    model, num = Model(), len(instance.score)
    places = [model.add_location(0, 0) for _ in range(num)]
    depot = model.add_depot(places[0], tw_early=0, tw_late=instance.day)
    worth = 4 * max(map(max, instance.distance))
    for site in range(1, num):
        model.add_client(
            places[site],
            service_duration=instance.minutes[site],
            tw_early=instance.opening[site],
            tw_late=instance.closing[site],
            prize=instance.score[site] * worth,
            required=False,
        )
    model.add_vehicle_type(days, start_depot=depot, end_depot=depot, tw_early=0, tw_late=instance.day)
    for here in range(num):
        for there in range(num):
            way = instance.distance[here][there]
            model.add_edge(places[here], places[there], distance=way, duration=way)
    until = time.process_time() + seconds
    result = model.solve(lambda _: time.process_time() > until, seed=seed, display=False, collect_stats=False)
    return [
        [visit.idx + 1 for visit in route if visit.is_client()]
        for route in (result.best.routes() if result.is_feasible() else [])
    ]


def row_of(pair: tuple[str, int], best: Reference, seconds: float, seed: int) -> Row:
    """Solve an instance by both."""
    name, days = pair
    instance = parse(name, (FOLDER / "instances" / f"{name}.txt").read_text(encoding="utf-8"))
    tours, bound = ours(instance, days, seconds, seed)
    score = verified(instance, days, tours)
    theirs = verified(instance, days, pyvrp(instance, days, seconds, seed))
    row = Row(name, days, best, score, bound, theirs)
    doubts(row)
    return row


def doubts(row: Row) -> None:
    """Refuse what can't be: a bound below a value that was reached, a score above a proven one."""
    known = max(row.reference.score, row.ours, row.pyvrp)
    if row.bound is not None and row.bound < known:
        raise ValueError(f"{row.name}, {row.days} days: bound {row.bound} below {known}")
    if row.reference.status == "optimal" and known > row.reference.score:
        raise ValueError(f"{row.name}, {row.days} days: {known} is better than what is proven best")


def family(name: str) -> str:
    """Return the set of an instance: ``pr``, ``c``, ``r`` or ``rc``."""
    return re.sub(r"\d+", "", name)


def table(rows: list[Row]) -> str:
    """Return the mean gaps by set, solver and number of days, and how often the best value known was met."""
    days = sorted({row.days for row in rows})
    lines = [
        f"| set | solver | {' | '.join(f'{number} d' for number in days)} | all | worst | meets | better | to bound |",
        "|---" * (len(days) + 7) + "|",
    ]
    for label in (*dict.fromkeys(family(row.name) for row in rows), "all"):
        members = [row for row in rows if label in ("all", family(row.name))]
        to_bound = [(row.bound - row.ours) / row.bound for row in members if row.bound]
        for solver, scores in (
            ("ours", [row.ours for row in members]),
            ("PyVRP", [row.pyvrp for row in members]),
        ):
            gaps = [row.gap(score) for row, score in zip(members, scores, strict=True)]
            by_days = [
                [gap for gap, row in zip(gaps, members, strict=True) if row.days == number] for number in days
            ]
            cells = [
                *map(_percent, (*by_days, gaps, [max(gaps)])),
                f"{sum(gap <= 0 for gap in gaps)} of {len(gaps)}",
                str(sum(gap < 0 for gap in gaps)),
                _percent(to_bound if solver == "ours" else []),
            ]
            lines.append(f"| {label} | {solver} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _percent(gaps: list[float]) -> str:
    return f"{100 * statistics.fmean(gaps):.2f} %" if gaps else ""


def page(rows: list[Row], seconds: float) -> str:
    """Return the section of docs/benchmarks.md."""
    return "\n".join(
        [
            "## TOPTW: the public instances",
            "",
            f"{machine()}; {len(rows)} pairs of an instance and a number of days, {seconds:g} s of processor time for"
            " each and either solver; `python -m benchmarks.toptw --write`.",
            "",
            "Gap to the best value known, (best - score) / best: its mean by set and number of days, the worst, how"
            " often it is 0 or less, and how often less; then the mean gap to our own bound.",
            "",
            table(rows),
        ]
    )


def main() -> None:
    """Run the instances."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0)
    parser.add_argument(
        "--only", default="", help="a pattern that the instances' names begin with: 'pr|c10[14]'"
    )
    parser.add_argument("--days", default="1,2,3,4")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    known = references((FOLDER / "references.csv").read_text(encoding="utf-8"))
    days = {int(number) for number in options.days.split(",")}
    chosen = {
        pair: best for pair, best in known.items() if re.match(options.only, pair[0]) and pair[1] in days
    }
    job = partial(row_of, seconds=options.seconds, seed=options.seed)
    rows: list[Row] = []
    with multiprocessing.get_context("spawn").Pool(options.jobs) as pool:
        for result in [pool.apply_async(job, item) for item in chosen.items()]:
            rows.append(row := result.get())
            print(
                f"{row.name} {row.days} d: ours {row.ours} ({row.gap(row.ours):.2%}, bound {row.bound}),"
                f" PyVRP {row.pyvrp} ({row.gap(row.pyvrp):.2%}), best known {row.reference.score}",
                flush=True,
            )
    text = page(rows, options.seconds)
    print(text)
    if options.write:
        update_page("toptw", text)


if __name__ == "__main__":
    main()
