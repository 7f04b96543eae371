"""Random requests over the shipped corridor: each must give a plan that checks clean, or say that none fits.

Most of them see odd opening hours at some sites.

``python -m benchmarks.words`` does the like with spellings of names and with request files.

Run from the project's root: ``python -m benchmarks.fuzz [--requests 500] [--seed 1] [--limit 1] [--write]``.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import time
import traceback
from collections import Counter
from datetime import date, timedelta
from unittest.mock import patch

from benchmarks.common import machine, update_page
from planner.corridor import Corridor

Outcome = tuple[str, str]  # kind, detail


def random_wish(seed: int) -> dict[str, object]:
    """Return a valid request, the same for the same seed."""
    from planner import load_corridor

    rng = random.Random(seed)
    corridor = load_corridor()
    sites = [site.id for site in corridor.attractions]
    places = [*(town.id for town in corridor.towns), *(site.id for site in corridor.attractions[:30])]
    cores = ["chongqing", "chengdu", "chongqing-north", "chengdu-east", "leshan", "wulong", "langzhong-city"]
    wish: dict[str, object] = {
        "days": rng.choice([1, 1, 2, 2, 3, 3, 4, 5, 7, 10]),
        "date": str(date(2026, 1, 1) + timedelta(days=rng.randrange(365))),
        "from": rng.choice(cores + places[:20]),
        "to": rng.choice(cores + places),
        "themes": {
            theme.id: rng.choice([0.5, 1.0]) for theme in rng.sample(corridor.themes, rng.choice([1, 1, 2]))
        },
        "must": rng.sample(sites, rng.choice([0, 0, 0, 1, 2])),
        "mode": rng.choice(["car", "transit", "mixed"]),
        "pace": rng.choice(["relaxed", "normal", "packed"]),
        "adults": rng.randint(1, 6),
        "children": rng.choice([0, 0, 1, 3]),
        "meals": rng.random() < 0.8,
        "evenings": rng.random() < 0.2,
        "slow": rng.random() < 0.1,
        "avoid_crowds": rng.random() < 0.1,
        "seed": rng.randrange(100),
    }
    wish["avoid"] = [site for site in rng.sample(sites, rng.choice([0, 0, 3])) if site not in wish["must"]]  # type: ignore[operator]
    if rng.random() < 0.2:
        wish["budget"] = rng.choice([500, 1500, 4000, 10000])
    if rng.random() < 0.3:
        wish["max_transit"] = rng.choice([120, 240, 300, 480])
    if rng.random() < 0.2:
        wish["start_time"] = rng.choice(["00:30", "04:00", "07:00", "10:00", "13:00", "15:00"])
    if rng.random() < 0.1:
        wish["end_time"] = rng.choice(["16:30", "22:00", "24:30", "26:00"])
    return wish


ODD_HOURS = (
    *("24/7; 21:00-09:00 off", "24/7; sunset-sunrise off", "20:00-04:00; Sa 01:00-02:00 off", "sunset-02:00"),
    *(
        "Tu, Th, Sa 09:00-17:00",
        "Sa, Su, PH 10:00-16:00",
        "Mo[1],We[-1] 09:00-17:00",
        "week 01-53/2 09:00-17:00",
    ),
    *('"by appointment"', '09:00-17:00; Mo-We "groups"', '09:00-12:00 || "ask"', "09:00-12:00+", "10:00+"),
    *(
        "Nov-Mar 09:00-16:00; PH off",
        "08:00-12:00, Fr-Su 18:00-26:00",
        "12:00-36:00",
        "(sunrise+01:00)-sunset",
    ),
)


def with_odd_hours(corridor: Corridor, seed: int) -> Corridor:
    """Return the corridor, for two requests in three with odd opening hours at a fifth of the sites."""
    rng = random.Random(seed)
    share = rng.choice([0.0, 0.2, 0.2])
    sites = tuple(
        site.model_copy(update={"opening_hours": rng.choice(ODD_HOURS)}) if rng.random() < share else site
        for site in corridor.attractions
    )
    return type(corridor)(**{**dict(corridor), "attractions": sites})


def run(job: tuple[int, float]) -> tuple[int, str, str, float]:
    """Plan and check one request; return its seed, what became of it, a detail and the seconds."""
    from planner import load_corridor
    from planner.errors import InternalError, NoPlanError, RequestError
    from planner.request import Asked
    from planner.service import plan

    # trying changes of the wish would take most of the time
    patch("planner.planning.relaxations", return_value=()).start()
    seed, limit = job
    corridor = with_odd_hours(load_corridor(), seed)
    wish = random_wish(seed)
    begun = time.monotonic()
    kind, detail = "plan", ""
    try:
        plan(Asked.model_validate({**wish, "time_limit": limit}), corridor)
    except InternalError as error:
        kind, detail = "violation", str(error)
    except NoPlanError as error:
        kind, detail = "no plan", str(error)
    except RequestError as error:
        kind, detail = "refused", str(error)
    except Exception:
        kind, detail = "error", traceback.format_exc()
    return seed, kind, detail, time.monotonic() - begun


def main() -> None:
    """Run the requests on all cores."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=1.0)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    jobs = [(seed, options.limit) for seed in range(options.seed, options.seed + options.requests)]
    begun = time.monotonic()
    counts: Counter[str] = Counter()
    slowest = 0.0
    with multiprocessing.get_context("spawn").Pool(maxtasksperchild=50) as pool:
        for seed, kind, detail, seconds in pool.imap_unordered(run, jobs):
            counts[kind] += 1
            if sum(counts.values()) % 50 == 0:
                print(dict(counts), round(time.monotonic() - begun), "s", flush=True)
            slowest = max(slowest, seconds)
            if kind in ("violation", "error"):
                print(seed, kind, detail, random_wish(seed), flush=True)
    text = "\n".join(
        [
            "## Fuzz: random requests over the shipped corridor",
            "",
            f"{machine()}; {options.requests} requests, solver limit {options.limit:g} s each; "
            "`python -m benchmarks.fuzz --write`.",
            "",
            "| plans | no plan fits | refused | violations (must be 0) | errors (must be 0) | seconds | slowest s |",
            "|---|---|---|---|---|---|---|",
            f"| {counts['plan']} | {counts['no plan']} | {counts['refused']} | {counts['violation']} "
            f"| {counts['error']} | {time.monotonic() - begun:.0f} | {slowest:.1f} |",
        ]
    )
    print(text)
    if options.write:
        update_page("fuzz", text)


if __name__ == "__main__":
    main()
