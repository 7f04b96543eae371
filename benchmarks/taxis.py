"""How much of trips by public transport is done by taxi: thirty requests and the products, before and now.

Run from the project's root: ``python -m benchmarks.taxis [--limit 3] [--only PATTERN] [--save FILE]``. ``--save``
keeps the figures of a version; ``--before FILE`` shows those of an older one beside them, and ``--write`` puts both
into docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

from benchmarks.common import machine, update_page
from planner.atlas import Atlas
from planner.errors import NoPlanError
from planner.itinerary import Itinerary, Leg
from planner.loading import load_corridor
from planner.request import Asked
from planner.service import plan

AUTUMN, SPRING = "2026-10-12", "2026-04-13"
CITIES = [  # (theme, from, to, first day, days)
    *(("heritage", "chongqing-north", "chengdu-east", AUTUMN, days) for days in (1, 2, 3, 4, 5)),
    *(("ancient-shu", "chengdu", "chengdu", SPRING, days) for days in (1, 2, 3)),
    *(("red", "chongqing", "chongqing", AUTUMN, days) for days in (1, 2, 3)),
    *(("landscape", "chongqing", "chongqing", SPRING, days) for days in (2, 3)),
    *(("three-kingdoms", "chengdu", "chengdu", SPRING, days) for days in (2, 3)),
    *(("intangible", "chengdu", "chongqing", AUTUMN, days) for days in (2, 3)),
    *(("all", "chongqing", "chongqing", AUTUMN, days) for days in (1, 2)),
    *(("all", "chengdu", "chengdu", AUTUMN, days) for days in (1, 2)),
]
WITH = [  # a site that has a train: (site, from, to, days)
    ("dujiangyan", "chengdu", "chengdu", 1),
    ("sanxingdui", "chengdu-east", "chengdu-east", 1),
    ("leshan-buddha", "chengdu", "chengdu", 1),
    ("emeishan", "chengdu", "chengdu", 2),
    ("jianmenguan", "chengdu", "chengdu", 2),
    ("wushan-small-gorges", "chongqing", "chongqing", 3),
    ("wulong-three-bridges", "chongqing-east", "chongqing", 2),
    ("jiuzhaigou", "chengdu", "chengdu", 4),
    ("langzhong", "chengdu", "chongqing", 3),
]


@dataclass(frozen=True)
class Share:
    """Taxis and all vehicles of a plan in rides, kilometres and CNY; no rides: no plan fits."""

    name: str
    taxis: tuple[int, float, int] = (0, 0.0, 0)
    all: tuple[int, float, int] = (0, 0.0, 0)


def wishes(atlas: Atlas) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """Yield the name of each trip, and the wishes of which the first that has a plan counts."""
    for theme, start, end, day, days in CITIES:
        wish = {"from": start, "to": end, "date": day, "days": days, "themes": {theme: 1.0}}
        yield f"{theme} {days} d, {start}", [wish]
    for site, start, end, days in WITH:
        yield (
            f"to {site}, {days} d",
            [{"from": start, "to": end, "date": AUTUMN, "days": days, "must": [site]}],
        )
    for product in atlas.corridor.products:
        yield product.id, [{**product.request_of(n), "days": n, "date": AUTUMN} for n in product.ideal_days]


def measure(name: str, wishes: Iterable[dict[str, object]], atlas: Atlas, limit: float) -> Share:
    """Plan the first of some wishes that has a plan by public transport."""
    for wish in wishes:
        try:
            asked = Asked.model_validate({**wish, "mode": "transit", "time_limit": limit})
            return share(name, plan(asked, atlas=atlas))
        except NoPlanError:
            continue
    return Share(name)


def share(name: str, itinerary: Itinerary) -> Share:
    """Count the rides of a plan; legs by road that follow each other are one."""
    taxis, others = [0, 0.0, 0], [0, 0.0, 0]
    for day in itinerary.days:
        for mode, group in groupby(
            day.events, key=lambda event: event.mode if isinstance(event, Leg) else None
        ):
            legs = [event for event in group if isinstance(event, Leg)]
            if mode in (None, "walk"):
                continue
            sums = taxis if mode == "road" else others
            sums[0] += 1 if mode == "road" else len(legs)
            sums[1] += sum(leg.km for leg in legs)
            sums[2] += sum(leg.cost_cny for leg in legs)
    together = [a + b for a, b in zip(taxis, others, strict=True)]
    return Share(
        name,
        (int(taxis[0]), round(taxis[1], 1), int(taxis[2])),
        (int(together[0]), together[1], int(together[2])),
    )


def percentages(row: Share | None) -> str:
    """Return the taxis' share of rides, kilometres and money as cells."""
    if row is None or not row.all[0]:
        return "- | - | -"
    return " | ".join(f"{100 * a / b:.0f} %" if b else "-" for a, b in zip(row.taxis, row.all, strict=True))


def table(now: list[Share], before: list[Share], limit: float) -> str:
    """Return the shares as a page section, with the sums over the trips that have a plan both times."""
    old = {row.name: row for row in before}
    both = [row for row in now if row.all[0] and (not before or old.get(row.name, Share("")).all[0])]
    rows = [f"| {row.name} | {percentages(old.get(row.name))} | {percentages(row)} |" for row in now]
    whole = [total([old[row.name] for row in both]) if before else None, total(both)]
    rows.append(
        f"| **all {len(both)} with plans both times** | {percentages(whole[0])} | {percentages(whole[1])} |"
    )
    return "\n".join(
        [
            "## Taxis: their share of trips by public transport",
            "",
            f"{machine()}; time limit {limit:g} s; `python -m benchmarks.taxis`, see its head for how to compare.",
            "Shares of rides, kilometres and money, without walks. A dash: no plan fits.",
            "",
            "| trip | rides before | km | CNY | rides now | km | CNY |",
            "|---|---|---|---|---|---|---|",
            *rows,
        ]
    )


def total(rows: list[Share]) -> Share:
    """Return the sums over trips."""
    sums = [
        tuple(sum(values) for values in zip(*(getattr(row, name) for row in rows), strict=True))
        or (0, 0.0, 0)
        for name in ("taxis", "all")
    ]
    return Share("all", *sums)


def _read(path: Path) -> list[Share]:
    return [Share(**row) for row in json.loads(path.read_text(encoding="utf-8"))]


def main() -> None:
    """Run the trips asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--limit", type=float, default=3.0)
    parser.add_argument("--only", default="", help="part of the name of a trip")
    parser.add_argument("--save", type=Path)
    parser.add_argument("--before", type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    atlas = Atlas(load_corridor())
    rows = []
    for name, wanted in wishes(atlas):
        if args.only in name:
            rows.append(measure(name, wanted, atlas, args.limit))
            print(f"{name}: {percentages(rows[-1])}", flush=True)
    if args.save:
        args.save.write_text(json.dumps([asdict(row) for row in rows]), encoding="utf-8")
    text = table(rows, _read(args.before) if args.before else [], args.limit)
    print(text)
    if args.write:
        update_page("taxis", text)


if __name__ == "__main__":
    main()
