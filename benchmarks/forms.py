"""What a problem can say, field by field: how near the bound comes with each, over a dozen problems of middle size.

``python -m benchmarks.forms [--problems 12] [--work 3000] [--only PATTERN] [--jobs 1] [--write]`` fills the block of
docs/solver.md. Half of the problems are by car and half by train; work is limited, not time, so that the
figures are the same on every machine.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from unittest.mock import patch

import numpy as np

from benchmarks.common import update_page
from planner.arrays import INFINITY, BoolArray, IntArray
from planner.problem import Hire, Meal, Pass, Problem, Rule, Solution, objective_of
from planner.solver import Limit, NoSolution, solve
from planner.solver.best import Best
from planner.solver.bound import proof as proving
from planner.solver.bound.lagrangian import Lagrangian
from planner.solver.bound.proof import Proof
from planner.solver.bound.rows import Column, floor_of
from planner.solver.day.reach import within_reach
from planner.solver.day.tables import all_tables
from planner.solver.limit import Clock
from planner.travel import ConstantTravel, Travel
from tests.builders.problems import LAST_MINUTE, ServiceTravel

PAGE = Path(__file__).parent.parent / "docs" / "solver.md"
SITES, TOWNS, DAYS = 30, 8, 4
NODES = SITES + TOWNS
TOWN = range(SITES, NODES)
KM = (400, 120)  # of the country
MORNING = 780  # ends then
Form = Callable[[Problem, np.random.Generator], Problem]


def country(seed: int) -> Problem:
    """Return sites around towns, from the westernmost town to the easternmost: by car, or by train if odd."""
    rng = np.random.default_rng(seed)
    towns = rng.uniform((0, 0), KM, size=(TOWNS, 2))
    towns = towns[np.argsort(towns[:, 0])]
    sites = towns[rng.integers(0, TOWNS, size=SITES)] + rng.normal(0, 18, size=(SITES, 2))
    at = np.concatenate([sites, towns])
    km = np.hypot(*(at[:, None] - at[None, :]).transpose(2, 0, 1))
    ids = tuple(map(str, range(NODES)))
    car = ConstantTravel(ids, _whole(5 + km) * (1 - np.eye(NODES, dtype=np.int64)), 0.8 * km)
    windows = np.full((DAYS, SITES, 2, 2), (INFINITY, -1), dtype=np.int64)
    windows[:, :, 0] = (480, 960)
    return Problem(
        node_ids=ids,
        num_sites=SITES,
        prize=rng.integers(40, 200, size=SITES),
        minutes=np.tile(rng.integers(45, 180, size=SITES), (DAYS, 1)),
        windows=windows,
        travel=(trains(rng, km) if seed % 2 else car,) * DAYS,
        day_start=(540,) * DAYS,
        day_end=(1170,) * DAYS,
        starts=(SITES,),
        ends=(NODES - 1,),
        nights=(tuple(TOWN),) * (DAYS - 1),
        max_visits=(4,) * DAYS,
        max_transit=(270,) * DAYS,
        site_cost=rng.integers(0, 150, size=SITES),
        night_cost=np.concatenate([np.zeros(SITES, dtype=np.int64), rng.integers(150, 400, size=TOWNS)]),
        meals=(Meal(660, 810, 60, 240),),
        travel_price=1,
        bed_price=30,
    )


def _whole(numbers: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> IntArray:
    return np.asarray(np.rint(numbers), dtype=np.int64)


def trains(rng: np.random.Generator, km: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> Travel:
    """Return slow rides at any time, and every 45 minutes in turn a quick dear one and a cheap one."""
    minute = np.arange(LAST_MINUTE + 1)
    moments = np.empty((NODES, NODES, LAST_MINUTE + 1, 3), dtype=np.int64)
    for i, j in np.ndindex(NODES, NODES):
        alone = int(2 * km[i, j])
        moments[i, j] = np.stack(
            [minute + alone, 0 * minute + alone, 0 * minute + int(km[i, j] / 10)], axis=1
        )
        for number, leave in enumerate(range(1320 - int(rng.integers(0, 45)), 480, -45)):
            ride, fare = (0.6, 0.9) if number % 2 else (0.9, 0.4)
            there = leave + int(10 + ride * km[i, j])
            sooner = (minute <= leave) & (there < moments[i, j, :, 0])
            moments[i, j, sooner] = (there, there - leave, int(5 + fare * km[i, j]))
    return ServiceTravel(tuple(map(str, range(NODES))), moments, 0.5 * km)


def money(problem: Problem, _: np.random.Generator) -> Problem:
    """Half a point a CNY."""
    return replace(problem, money_price=0.5)


def budget(problem: Problem, _: np.random.Generator) -> Problem:
    """About three quarters of what is spent without."""
    return replace(problem, budget=1700)


def best_hours(problem: Problem, rng: np.random.Generator) -> Problem:
    """A third of the sites is worth a third less after one, another third of them before."""
    windows, loss = problem.windows.copy(), np.zeros(problem.windows.shape[:3], dtype=np.int64)
    windows[:, :, 0, 1] = MORNING
    windows[:, :, 1] = (MORNING + 1, 960)
    kind = rng.integers(0, 3, size=SITES)
    for k in range(2):
        loss[:, kind == k, k] = (problem.prize // 3)[kind == k]
    return replace(problem, windows=windows, window_loss=loss)


def dinner(problem: Problem, _: np.random.Generator) -> Problem:
    """A second meal between five and seven."""
    return replace(problem, meals=(*problem.meals, Meal(1020, 1110, 60, 240)))


def ends(problem: Problem, _: np.random.Generator) -> Problem:
    """Begin and end wherever one likes."""
    return replace(problem, starts=tuple(TOWN), ends=tuple(TOWN))


def day_caps(problem: Problem, _: np.random.Generator) -> Problem:
    """Every other day is a quiet one."""
    return replace(problem, max_visits=(4, 2, 4, 2), max_transit=(270, 150, 270, 150))


def day_bonus(problem: Problem, rng: np.random.Generator) -> Problem:
    """Ten sites were planned on some day."""
    bonus = np.zeros((DAYS, SITES), dtype=np.int64)
    bonus[rng.integers(0, DAYS, size=10), rng.permutation(SITES)[:10]] = 40
    return replace(problem, day_bonus=bonus)


def night_bonus(problem: Problem, rng: np.random.Generator) -> Problem:
    """Each night was planned in some town."""
    bonus = np.zeros((DAYS, NODES), dtype=np.int64)
    bonus[range(DAYS - 1), rng.integers(SITES, NODES, size=DAYS - 1)] = 60
    return replace(problem, night_bonus=bonus)


def passes(problem: Problem, rng: np.random.Generator) -> Problem:
    """Two passes for eight sites, one of them for two days, beside the price of money."""
    of_sites = [frozenset(rng.permutation(SITES)[:8].tolist()) for _ in range(2)]
    offers = Pass(of_sites[0], frozenset(range(DAYS)), 160), Pass(of_sites[1], frozenset({0, 1}), 100)
    return replace(problem, money_price=0.5, passes=offers)


def hires(problem: Problem, _: np.random.Generator) -> Problem:
    """A vehicle that halves all rides, 180 CNY a day, beside the price of money."""
    every = np.arange(NODES)
    minutes = (problem.travel[0].quickest(every[:, None], every[None, :]) + 1) // 2
    vehicle = ConstantTravel(problem.node_ids, minutes, minutes / 2)
    return replace(problem, money_price=0.5, hires=(Hire((vehicle,) * DAYS, 180),))


def no_return(problem: Problem, _: np.random.Generator) -> Problem:
    """Coming back to a town costs 150, another bed nothing."""
    return replace(problem, bed_price=0, return_price=150)


def bed_changes(problem: Problem, _: np.random.Generator) -> Problem:
    """One other bed at most."""
    return replace(problem, max_bed_changes=1)


def dear_beds(problem: Problem, _: np.random.Generator) -> Problem:
    """Another bed costs as much as a site brings."""
    return replace(problem, bed_price=120)


def musts(problem: Problem, rng: np.random.Generator) -> Problem:
    """Four sites have to be visited, wherever they lie: of those that can be, none worth much."""
    poor = np.argsort(problem.prize)[: SITES // 2]
    return replace(problem, must=tuple(sorted(rng.permutation(poor)[:4].tolist())))


def rules(problem: Problem, rng: np.random.Generator) -> Problem:
    """Of one third of the sites three at least, of another four at most, of the last neither less than two nor more."""
    of_thirds = rng.permutation(SITES).reshape(3, -1).tolist()
    limits: tuple[tuple[int, int | None], ...] = ((3, None), (0, 4), (2, 2))
    return replace(
        problem,
        rules=tuple(
            Rule(str(least), frozenset(sites), least, most)
            for sites, (least, most) in zip(of_thirds, limits, strict=True)
        ),
    )


def two_nights(problem: Problem, _: np.random.Generator) -> Problem:
    """Each town twice, for its first and for later nights: one stays two nights, but before the end."""
    places = np.array([*range(NODES), *TOWN, *problem.starts, *problem.ends])
    node = np.arange(len(places))
    begin, end = node[-2:]
    is_first, is_later = (node >= SITES) & (node < NODES), (node >= NODES) & (node < begin)
    same = places[:, None] == places[None, :]
    stays: BoolArray = (is_first | is_later)[:, None] & same & is_later
    stays |= is_later[:, None] & ~same & is_first
    stays[begin], stays[:, end] = is_first, is_first | is_later
    return replace(
        problem,
        node_ids=tuple(map(str, node)),
        travel=(problem.travel[0].select(places),) * DAYS,
        starts=(int(begin),),
        ends=(int(end),),
        nights=(tuple(range(SITES, int(begin))),) * (DAYS - 1),
        night_cost=problem.night_cost[places],
        places=places,
        stays=stays,
    )


FORMS: dict[str, tuple[str, Form]] = {
    "": ("nothing beside", lambda problem, _: problem),
    "money_price": ("`money_price`", money),
    "budget": ("`budget`", budget),
    "window_loss": ("`window_loss`", best_hours),
    "meals": ("dinner in `meals`", dinner),
    "starts": ("all towns in `starts` and `ends`", ends),
    "max": ("`max_visits`, `max_transit` by day", day_caps),
    "day_bonus": ("`day_bonus`", day_bonus),
    "night_bonus": ("`night_bonus`", night_bonus),
    "passes": ("`passes` and `money_price`", passes),
    "hires": ("`hires` and `money_price`", hires),
    "return_price": ("`return_price`", no_return),
    "bed_price": ("`bed_price` of 120 for 30", dear_beds),
    "max_bed_changes": ("`max_bed_changes`", bed_changes),
    "must": ("`must`, four sites", musts),
    "rules": ("`rules`, three", rules),
    "stays": ("`places`, `stays`", two_nights),
}


@dataclass(frozen=True)
class Outcome:
    """Percent: the bound by prices alone over the plan, and the gap in the end."""

    relaxed: float
    gap: float

    @property
    def is_proven(self) -> bool:
        """Nothing is left open."""
        return self.gap == 0


def run(problem: Problem, work: int) -> Outcome:
    """Solve a problem.

    Raises
    ------
    ValueError
        When the solution isn't what it says, or lies above a bound.
    """
    solution = solve(problem, limit=Limit(work=work))
    relaxed = relaxed_bound(problem, solution)
    broken = problem.broken_limits(solution.tours)
    if broken or objective_of(problem, solution.tours) != solution.objective or relaxed < solution.objective:
        raise ValueError(
            f"the plan is not worth {solution.objective}, breaks {broken}, or is above {relaxed}"
        )
    gap = 100 * (1.0 if solution.gap is None else solution.gap)
    return Outcome(100 * (relaxed - solution.objective) / relaxed, gap)


def relaxed_bound(problem: Problem, solution: Solution) -> float:
    """Return the bound after column generation."""
    clock, tables = Clock(), all_tables(problem)
    reachable = within_reach(problem, tables)
    assert reachable is not None, "there is a plan"
    best = Best(reachable, clock, lambda *_: None, floor_of(reachable, tables))
    columns = [Column(day, *vars(tour).values()) for day, tour in enumerate(solution.tours)]
    proof = Proof(best, Lagrangian(reachable, tables, clock, best.floor), lambda: columns, lambda _: None)
    with patch.object(proving, "ENOUGH", 0.0):  # as far as prices alone lead, whatever is open
        for _ in proof.generate():
            pass
    return best.bound


def table(found: dict[str, list[Outcome]]) -> str:
    """Return a row for each field."""
    lines = [
        "| with | bound by prices over the plan, mean and most | gap in the end | proven |",
        "|---|---|---|---|",
    ]
    for name, outcomes in found.items():
        relaxed = [each.relaxed for each in outcomes]
        gap = statistics.mean(each.gap for each in outcomes)
        proven = sum(each.is_proven for each in outcomes)
        lines.append(
            f"| {FORMS[name][0]} | {statistics.mean(relaxed):.2f} %, {max(relaxed):.2f} % | {gap:.2f} %"
            f" | {proven} of {len(outcomes)} |"
        )
    return "\n".join(lines)


def outcome(job: tuple[str, int], work: int) -> Outcome | None:
    """Return what a problem with a field comes to, None where it has no plan."""
    name, seed = job
    problem = FORMS[name][1](country(seed), np.random.default_rng(1000 + seed))
    try:
        return run(problem, work)
    except NoSolution as nothing:
        if not nothing.proven:
            raise
        return None


def main() -> None:
    """Solve the problems with each field."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--problems", type=int, default=12)
    parser.add_argument("--work", type=int, default=3000)
    parser.add_argument("--only", default="")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    jobs = [(name, seed) for seed in range(options.problems) for name in FORMS if options.only in name]
    found: dict[str, list[Outcome]] = {}
    with multiprocessing.get_context("spawn").Pool(options.jobs) as pool:
        for (name, seed), one in zip(jobs, pool.imap(partial(outcome, work=options.work), jobs), strict=True):
            print(f"{name or 'plain'}, problem {seed}: {one or 'no plan'}", flush=True)
            if one is not None:
                found.setdefault(name, []).append(one)
    text = table(found)
    print(text)
    if options.write:
        size = f"{options.problems} problems of {SITES} sites, {TOWNS} towns and {DAYS} days, half by train"
        update_page(
            "forms", f"{size}, work {options.work}; `python -m benchmarks.forms --write`.\n\n{text}", PAGE
        )


if __name__ == "__main__":
    main()
