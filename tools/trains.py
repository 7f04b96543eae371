"""Write the railway lines of the data from tables of trains; docs/timetables.md tells how.

Run from the project's root: ``python -m tools.trains FOLDER`` prints what it would do, ``--write`` does it.
"""

from __future__ import annotations

import argparse
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import yaml

from planner.clock import format_clock, parse_clock
from tools.railkm import Km, RailKm
from tools.traintables import (
    DAY,
    Report,
    Stop,
    Train,
    from_end_to_end,
    inside,
    only_in_tickets,
    read_table,
    read_trains,
)

PLAN = Path(__file__).with_name("trains.yaml")
SAME_TRAIN = 10  # minutes by which a train may have moved and still have last year's fares
CONVENTIONAL = "KTZ"
EMU_FARE = {"per_km": 0.3086, "fast_per_km": 0.46, "confidence": "sourced"}


def place(train: Train, lines: list[dict[str, Any]]) -> str | None:
    """Return the id of the line that has most of a train's stops, the first of several; None: two on no line."""
    conventional = train.code[0] in CONVENTIONAL
    shares = {
        line["id"]: sum(stop.station in line["stations"] for stop in train.stops)
        for line in lines
        if line.get("conventional", False) == conventional
        and train.code[0] in line.get("letters", train.code)
    }
    best = max(shares, key=lambda line: shares[line], default=None)
    return best if best is not None and shares[best] > 1 else None


def fares_of(train: Train, tickets: list[dict[str, str]], stations: dict[str, str]) -> str:
    """Return the fares that the ticket service asked for a train of this code at this time of day, as text."""
    found: dict[str, str] = {}
    at = {stop.station: stop for stop in train.stops}
    for row in tickets:
        start, end = at.get(row["from"]), at.get(row["to"])
        if row["train"] not in train.codes or start is None or end is None or start.last >= end.first:
            continue
        if abs(start.last % DAY - parse_clock(row["depart"])) <= SAME_TRAIN and row["fare_二等座"]:
            prices = [row["fare_二等座"], row["fare_一等座"]]
            pair = f"{stations[row['from']]} {stations[row['to']]}"
            found[pair] = f"{pair} {'/'.join(price for price in prices if price)}"
    return ", ".join(found.values())


def written(train: Train, stations: dict[str, str], distances: RailKm, tickets: list[dict[str, str]]) -> str:
    """Return a train as a line of YAML."""
    marks = distances.along([(stop.station, stop.first) for stop in train.stops])
    last = len(train.stops) - 1
    calls = [
        _call(stop, stations[stop.station], km, number in (0, last))
        for number, (stop, km) in enumerate(zip(train.stops, marks, strict=True))
    ]
    fares = fares_of(train, tickets, stations)
    tail = f', fares: "{fares}"' if fares else ""
    return f'      - {{code: {train.code}, calls: "{", ".join(calls)}"{tail}}}'


def _call(stop: Stop, station: str, km: Km | None, at_end: bool) -> str:
    times = format_clock(stop.first)
    if not at_end and stop.last > stop.first:
        times += f"-{format_clock(stop.last)}"
    return f"{station} {times}" + ("" if km is None else f" {km}")


def sort_into_lines(
    trains: list[Train], lines: list[dict[str, Any]], stations: dict[str, str], report: Report
) -> dict[str, list[Train]]:
    """Return the trains of each line, by first departure; the report tells which have none."""
    placed: dict[str, list[Train]] = {line["id"]: [] for line in lines}
    unknown = Counter(
        stop.station for train in trains for stop in train.stops if stop.station not in stations
    )
    for train in trains:
        kept = inside(train, stations)
        if len(kept.stops) < 2:
            report.add("fewer than two stops in the data", train.code)
        elif (line := place(kept, lines)) is None:
            report.add("on no line", f"{train.code} ({'-'.join(stop.station for stop in kept.stops)})")
        else:
            placed[line].append(from_end_to_end(kept))
    for name, calls in unknown.most_common():
        report.add("stations that the data do not have, with their calls", f"{name} {calls}")
    for group in placed.values():
        group.sort(key=lambda train: (train.stops[0].last, train.code))
    return placed


def read_stations(data: Path) -> dict[str, dict[str, Any]]:
    """Return the data's railway stations by Chinese name, without the 站."""
    entries = yaml.safe_load((data / "stations.yaml").read_text(encoding="utf-8"))["stations"]
    return {entry["name"]["zh"].removesuffix("站"): entry for entry in entries}


def positions_of(stations: dict[str, dict[str, Any]]) -> dict[str, tuple[float, float]]:
    """Return latitude and longitude of stations by name."""
    return {
        name: (station["location"]["lat"], station["location"]["lon"]) for name, station in stations.items()
    }


def line_text(line: dict[str, Any], trains: list[str], as_of: str, source: str) -> str:
    """Return a line of the data with its trains."""
    fare = line.get("fare", EMU_FARE)
    sources = [
        {"fields": ["departures"], "source": source, "as_of": as_of, "confidence": "sourced"},
        *line.get("sources", []),
    ]
    head = {
        "id": line["id"],
        "name": line["name"],
        "mode": "rail",
        "as_of": as_of,
        "running_days": "unknown",
        "confidence": "sourced",
        "fare": fare,
        "sources": sources,
    }
    rows = [f"    {key}: {_flow(value)}" for key, value in head.items() if key != "sources"]
    rows[0] = rows[0].replace("    id", "  - id")
    rows += ["    sources:", *(f"      - {_flow(source)}" for source in sources)]
    return "\n".join([*rows, "    departures:", *trains])


def _flow(value: Any) -> str:
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10_000)
    return text.removesuffix("\n").removesuffix("\n...")


def convert(folder: Path, data: Path, plan_file: Path) -> tuple[dict[str, str], Report]:
    """Return the files of lines by name, and what was left out."""
    plan = yaml.safe_load(plan_file.read_text(encoding="utf-8"))
    tables, lines = plan["tables"], plan["lines"]
    report = Report()
    entries = read_stations(data)
    stations = {name: entry["id"] for name, entry in entries.items()}
    distances = RailKm(read_table(folder / tables["distances"]["file"]), plan["fast"], positions_of(entries))
    for start, end, km, is_fast in plan.get("stretches", ()):
        distances.join(start, end, km, is_fast)
    tickets = read_table(folder / tables["tickets"]["file"])
    trains = read_trains(read_table(folder / tables["timetable"]["file"]), report)
    placed = sort_into_lines(trains, lines, stations, report)
    older = plan["older"]
    texts: dict[str, list[str]] = defaultdict(list)
    for line, group, table in (
        *((line, placed[line["id"]], tables["timetable"]) for line in lines),
        (older["line"], only_in_tickets(tickets, trains, older["long_distance"], report), tables["tickets"]),
    ):
        rows = [written(train, stations, distances, tickets) for train in group]
        if rows:
            texts[line["file"]].append(line_text(line, rows, table["as_of"], table["source"]))
    head = "# Written by tools/trains.py; docs/timetables.md tells how. Change tools/trains.yaml, not this file.\n"
    return {name: head + "lines:\n" + "\n".join(parts) + "\n" for name, parts in texts.items()}, report


def main() -> None:
    """Read the tables, say what was left out, write the files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where the tables of tools/trains.yaml lie")
    parser.add_argument("--data", type=Path, default=Path("data"))
    parser.add_argument("--plan", type=Path, default=PLAN, help="which tables, and which lines")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    files, report = convert(options.folder, options.data, options.plan)
    for name, text in files.items():
        print(f"{name}: {text.count('- {code:')} trains")
        if options.write:
            (options.data / "lines" / name).write_text(text, encoding="utf-8")
    print(report)


if __name__ == "__main__":
    main()
