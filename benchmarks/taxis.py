"""How much of trips by public transport is done by taxi: requests, and the products, with and without money.

Run from the project's root: ``python -m benchmarks.taxis [--work 500] [--only PATTERN] [--ignore-money]
[--plans DIR] [--save FILE] [--before FILE] [--write]``. ``--save`` keeps the figures, those without money, say;
``--before FILE`` shows them beside the others, and ``--write`` puts both into docs/benchmarks.md. Plans are limited by
work, so that they are the same on every machine. What a taxi stands beside the checker's search tells
(planner/checker/better.py), which shares nothing with what made the plan.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

from benchmarks.common import machine, update_page
from benchmarks.requests import requests
from planner.atlas import Atlas
from planner.checker.better import Search, Way
from planner.checker.case import Case
from planner.checker.grounds import NOON, Ground
from planner.checker.journeys import needed
from planner.checker.report import Book
from planner.clock import minutes_of
from planner.corridor import Corridor
from planner.errors import NoPlanError
from planner.itinerary import Day, Itinerary, Leg, Wait
from planner.loading import load_corridor
from planner.request import Asked
from planner.rules import LAST_RESORT_KM, LAST_RESORT_SHARE, TAXI_WAIT
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
    """Taxis and all vehicles of a plan in rides, kilometres and CNY; no rides: no plan fits.

    Of the taxis those of more than 15 km, those of them beside which public transport runs, and how many taxis have a
    way beside them that takes less from the objective.
    """

    name: str
    taxis: tuple[int, float, int] = (0, 0.0, 0)
    all: tuple[int, float, int] = (0, 0.0, 0)
    long: int = 0
    beside: int = 0
    beaten: int = 0


def wishes(atlas: Atlas) -> Iterator[tuple[str, list[dict[str, object]]]]:
    """Yield the name of each trip, and the wishes of which the first that has a plan counts."""
    for theme, start, end, day, days in CITIES:
        wish = {"from": start, "to": end, "date": day, "days": days, "themes": {theme: 1.0}}
        yield f"{theme} {days} d, {start}", [wish]
    for name, wish in requests():
        if wish["mode"] == "transit":
            yield f"{name}, {wish['from']}, {wish['date']}", [wish]
    for site, start, end, days in WITH:
        yield (
            f"to {site}, {days} d",
            [{"from": start, "to": end, "date": AUTUMN, "days": days, "must": [site]}],
        )
    for product in atlas.corridor.products:
        yield product.id, [{**product.request_of(n), "days": n, "date": AUTUMN} for n in product.ideal_days]


def measure(
    name: str, wishes: Iterable[dict[str, object]], atlas: Atlas, more: dict[str, object], folder: Path | None
) -> Share:
    """Plan the first of some wishes that has a plan by public transport."""
    for wish in wishes:
        try:
            itinerary = plan(Asked.model_validate({**wish, "mode": "transit", **more}), atlas=atlas)
        except NoPlanError:
            continue
        if folder:
            file = folder / f"{name.replace(' ', '-')}.json"
            file.write_text(itinerary.to_json(), encoding="utf-8")
        return share(name, itinerary, atlas.corridor)
    return Share(name)


def share(name: str, itinerary: Itinerary, corridor: Corridor) -> Share:
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
    case = Case(itinerary, corridor, itinerary.request.wish, Book())
    return Share(
        name,
        (int(taxis[0]), round(taxis[1], 1), int(taxis[2])),
        (int(together[0]), together[1], int(together[2])),
        **_beside(case, name),
    )


def _beside(case: Case, name: str) -> dict[str, int]:
    """Count the taxis of more than 15 km, those beside public transport, and those beside a better way; tell which."""
    by_value, by_minutes = Search(case), Search(case, money_price=0.0)
    counts = {"long": 0, "beside": 0, "beaten": 0}
    for day, index, leg in case.events():
        if not isinstance(leg, Leg) or leg.mode != "road":
            continue
        better = _better(case, by_value, day, index, leg)
        public = _public(case, by_minutes, day, leg) if leg.km > LAST_RESORT_KM else None
        counts["long"] += leg.km > LAST_RESORT_KM
        counts["beside"] += public is not None
        counts["beaten"] += better is not None
        for what, way in (("better", better), ("public", public)):
            if way is not None:
                print(f"  {name}, day {day.day}: taxi {leg.start} - {leg.end}, {leg.km} km: {what}: {way}")
    return counts


def _better(case: Case, search: Search, day: Day, index: int, leg: Leg) -> Way | None:
    """Return a way that is better than a taxi of a plan in the time between what is before it and after it."""
    around = (day.events[:index][::-1], day.events[index + 1 :])
    before, after = (next((e for e in events if not isinstance(e, Wait)), None) for events in around)
    begin = minutes_of(before.finishes[1] if before else day.start.time, day.date)
    until = minutes_of(after.begins[1] if after else day.end.time, day.date)
    gap = begin + needed(case, day, before, None), until - needed(case, day, None, after)
    depart, arrive = (minutes_of(moment, day.date) for moment in (leg.depart, leg.arrive))
    told = Way(depart - TAXI_WAIT, arrive, leg.cost_cny, 1, ("road",), leg.cost_cny)
    return search.better(leg.start, leg.end, day.date.weekday(), gap, told)


def _public(case: Case, search: Search, day: Day, leg: Leg) -> Way | None:
    """Return a way of the day by public transport beside a taxi: no more than twice its time, or an hour more.

    Its own taxis are no dearer than one of 15 km, and cost no more than a share of the taxi.
    """
    taxi = leg.minutes + TAXI_WAIT
    most = max(2 * taxi, taxi + 60)
    hours = case.request.day_start, case.request.day_end
    far, all_the_way = (
        search.grounds.price(Ground(leg.start, ("road",), km=km), NOON) for km in (LAST_RESORT_KM, leg.km)
    )
    far = min(far, LAST_RESORT_SHARE * all_the_way)
    for way in search.ways(leg.start, leg.end, day.date.weekday(), hours, most + 40):
        if set(way.modes) - {"road", "walk"} and way.arrive - way.leave <= most and way.taxi_cny <= far:
            return way
    return None


def percentages(row: Share | None) -> str:
    """Return the taxis' share of rides, kilometres and money as cells."""
    if row is None or not row.all[0]:
        return "- | - | -"
    return " | ".join(f"{100 * a / b:.0f} %" if b else "-" for a, b in zip(row.taxis, row.all, strict=True))


def counts(row: Share) -> str:
    """Return how many taxis there are, are long, stand beside public transport, and beside a better way, as cells."""
    return f"{row.taxis[0]} | {row.long} | {row.beside} | {row.beaten}" if row.all[0] else "- | - | - | -"


def table(now: list[Share], before: list[Share], limit: str) -> str:
    """Return the shares as a page section, with the sums over the trips that have a plan both times."""
    old = {row.name: row for row in before}
    both = [row for row in now if row.all[0] and (not before or old.get(row.name, Share("")).all[0])]
    every = [(row.name, old.get(row.name), row) for row in now]
    whole = total([old[row.name] for row in both]) if before else None
    every.append((f"**all {len(both)} with plans both times**", whole, total(both)))
    return "\n".join(
        [
            "## Taxis: their share of trips by public transport",
            "",
            f"{machine()}; {limit}; `python -m benchmarks.taxis`, see its head for how to compare.",
            "Shares of rides, kilometres and money, without walks. A dash: no plan fits.",
            "",
            "| trip | rides, without money | km | CNY | rides, with money | km | CNY | taxis | over 15 km"
            " | beside public transport | beside a better way |",
            "|---|---|---|---|---|---|---|---|---|---|---|",
            *(f"| {name} | {percentages(a)} | {percentages(b)} | {counts(b)} |" for name, a, b in every),
        ]
    )


def total(rows: list[Share]) -> Share:
    """Return the sums over trips."""
    taxis, every = (
        tuple(sum(values) for values in zip(*(getattr(row, name) for row in rows), strict=True))
        or (0, 0.0, 0)
        for name in ("taxis", "all")
    )
    more = {name: sum(getattr(row, name) for row in rows) for name in ("long", "beside", "beaten")}
    return Share("all", taxis, every, **more)


def _read(path: Path) -> list[Share]:
    return [Share(**row) for row in json.loads(path.read_text(encoding="utf-8"))]


def main() -> None:
    """Run the trips asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=int, default=500)
    parser.add_argument("--only", default="", help="part of the name of a trip")
    parser.add_argument("--ignore-money", action="store_true")
    parser.add_argument("--plans", type=Path, help="a folder for the plans")
    parser.add_argument("--save", type=Path)
    parser.add_argument("--before", type=Path)
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    atlas = Atlas(load_corridor())
    rows = []
    for name, wanted in wishes(atlas):
        if args.only in name:
            more = {"work": args.work, "ignore_money": args.ignore_money}
            rows.append(measure(name, wanted, atlas, more, args.plans))
            print(f"{name}: {percentages(rows[-1])} | {counts(rows[-1])}", flush=True)
            if args.save:
                args.save.write_text(json.dumps([asdict(row) for row in rows]), encoding="utf-8")
    text = table(rows, _read(args.before) if args.before else [], f"{args.work} units of work")
    print(text)
    if args.write:
        update_page("taxis", text)


if __name__ == "__main__":
    main()
