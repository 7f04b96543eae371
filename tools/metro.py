"""Write data/metro.yaml from tables of stations, segments and first and last trains; docs/metro.md tells how.

Run from the project's root: ``python -m tools.metro FOLDER`` prints what it would do, ``--write`` does it.
"""

from __future__ import annotations

import argparse
import csv
import re
from collections import Counter
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path
from typing import Any

import yaml

from planner.clock import format_clock, parse_clock

PLAN = Path(__file__).with_name("metro.yaml")
Row = dict[str, str]
Hours = tuple[int, int, bool]  # first and last train in minutes, and whether the operator says so


@dataclass(frozen=True)
class Tables:
    """The rows of one city."""

    stations: list[Row]
    segments: list[Row]
    trains: list[Row]

    def of(self, line: str) -> Tables:
        """Return the rows of one line."""
        return Tables(
            *([r for r in rows if r["line"] == line] for rows in (self.stations, self.segments, self.trains))
        )


def read(folder: Path, city: str) -> Tables:
    """Return the tables of a city."""
    found = []
    for name in ("metro_stations", "metro_segments", "metro_first_last"):
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            found.append([row for row in csv.DictReader(file) if row["city"] == city])
    return Tables(*found)


def station_ids(prefix: str, stations: list[Row]) -> dict[str, str]:
    """Return an id for each Chinese name, made of the English one; equal ones are numbered."""
    ids: dict[str, str] = {}
    taken: Counter[str] = Counter()
    for row in stations:
        if row["station_zh"] not in ids:
            slug = re.sub("[^a-z0-9]+", "-", row["station_en"].lower()).strip("-")[:50].strip("-")
            taken[slug] += 1
            number = f"-{taken[slug]}" if taken[slug] > 1 else ""
            ids[row["station_zh"]] = f"{prefix}-{slug}{number}"
    return ids


def towards(row: Row, stops: list[str], directions: dict[str, str]) -> str | None:
    """Return ``onward`` or ``back`` for a row of first and last trains; None: trains that do not go all the way."""
    text = row["direction"]
    if text in directions:
        return directions[text]
    end = text.removeprefix("往").rpartition("→")[2]
    ends = {stops[-1]: "onward", stops[0]: "back"}
    begins = text.rpartition("→")[0]
    return ends.get(end) if begins in ("", stops[0], stops[-1]) else None


def filled(
    stops: list[str], gaps: list[float], known: dict[str, Row], usual: tuple[int, int]
) -> list[Hours | None]:
    """Return the hours at each stop in order of travel; the last one has none, a loop's is taken off by the caller.

    Where the operator tells none, they follow from the nearest stops on both sides that have them and the minutes in
    between: the later first train and the earlier last one. Without any they are the usual ones.
    """
    at = [0.0]
    for gap in gaps[1:]:
        at.append(at[-1] + gap)
    have = [index for index, stop in enumerate(stops) if stop in known]
    found: list[Hours | None] = []
    for index, stop in enumerate(stops):
        before = max((k for k in have if k <= index), default=None)
        after = min((k for k in have if k >= index), default=None)
        firsts, lasts = [], []
        if before is not None:
            gap, row = at[index] - at[before], known[stops[before]]
            firsts.append(parse_clock(row["first"]) + ceil(gap))
            lasts.append(parse_clock(row["last"]) + floor(gap))
        if after is not None:
            gap, row = at[after] - at[index], known[stops[after]]
            firsts.append(
                parse_clock(row["first"]) - floor(gap)
                if before is not None
                else max(usual[0], parse_clock(row["first"]))
            )
            lasts.append(parse_clock(row["last"]) - ceil(gap))
        found.append((max(firsts, default=usual[0]), min(lasts, default=usual[1]), stop in known))
    return found


def hours_text(hours: Hours | None) -> str:
    """Return hours as they stand in the data."""
    if hours is None:
        return "-"
    first, last, is_known = hours
    return f"{'' if is_known else '~'}{format_clock(first)}-{format_clock(last)}"


def line_of(
    name: str, plan: dict[str, Any], tables: Tables, ids: dict[str, str], report: list[str]
) -> dict[str, Any]:
    """Return a line of the data."""
    rows = sorted(tables.stations, key=lambda row: int(row["seq"]))
    stops, is_loop = [row["station_zh"] for row in rows], rows[0]["loop"] == "yes"
    ways = {frozenset((row["from"], row["to"])): row for row in tables.segments}
    around = [
        ways.get(frozenset((stops[k - 1], stop))) if k or is_loop else None for k, stop in enumerate(stops)
    ]
    gaps = [float(row["minutes"]) if row else 0.0 for row in around]
    settings = plan["lines"].get(name, {})
    known: dict[str, dict[str, Row]] = {"onward": {}, "back": {}}
    for row in tables.trains:
        way = towards(row, stops, settings.get("directions", {}))
        if way is None:
            report.append(f"{name} {row['station']}: {row['direction']} does not go all the way")
        else:
            known[way][row["station"]] = row
    usual = tuple(parse_clock(text) for text in plan["usual_hours"])
    backwards = [0.0, *reversed(gaps[1:])]
    onward = filled(stops, gaps, known["onward"], (usual[0], usual[1]))
    back = filled(stops[::-1], backwards, known["back"], (usual[0], usual[1]))[::-1]
    if not is_loop:
        onward[-1] = back[0] = None
    made = {"id": f"{plan['id']}-{settings['id']}", "name": settings["name"]}
    made |= {"is_loop": "true"} if is_loop else {}
    made |= {key: settings[key] for key in ("has_tariff", "headways") if key in settings}
    made["stops"] = [
        f"{ids[stop]} {gap:.1f} {float(row['km']) if row else 0:.2f} {hours_text(there)} {hours_text(here)}"
        for stop, gap, row, there, here in zip(stops, gaps, around, onward, back, strict=True)
    ]
    return made


def network(plan: dict[str, Any], tables: Tables, report: list[str]) -> dict[str, Any]:
    """Return a metro of the data."""
    ids = station_ids(plan["prefix"], tables.stations)
    first = {row["station_zh"]: row for row in reversed(tables.stations)}
    lines = [line_of(name, plan, tables.of(name), ids, report) for name in plan["lines"]]
    left = sorted({row["line"] for row in tables.stations} - set(plan["lines"]))
    report += [f"{line}: not in tools/metro.yaml" for line in left]
    kept = {
        key: plan[key]
        for key in ("id", "name", "as_of", "confidence", "headways", "fares", "fares_confidence")
    }
    stations = [
        f"{ids[zh]} {first[zh]['lat']} {first[zh]['lon']} {zh} {first[zh]['station_en']}" for zh in ids
    ]
    return {**kept, "sources": plan["sources"], "stations": stations, "lines": lines}


def main() -> None:
    """Run the converter."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--write", action="store_true", help="write data/metro.yaml")
    args = parser.parse_args()
    plan = yaml.safe_load(PLAN.read_text(encoding="utf-8"))
    report: list[str] = []
    metros = [network(city, read(args.folder, city["city"]), report) for city in plan["cities"]]
    text = plan["head"] + yaml.safe_dump({"metros": metros}, allow_unicode=True, sort_keys=False, width=200)
    for metro in metros:
        print(f"{metro['id']}: {len(metro['stations'])} stations, {len(metro['lines'])} lines")
    print(*sorted(set(report)), sep="\n")
    if args.write:
        Path("data/metro.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
