"""Tables of trains and of tickets, read into trains with their stops."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from planner.clock import parse_clock

DAY = 1440


@dataclass(frozen=True)
class Stop:
    """A call of a train, in minutes after midnight of the day it sets out."""

    station: str
    arrive: int | None
    depart: int | None

    @property
    def first(self) -> int:
        """The earlier of the two times."""
        either = self.depart if self.arrive is None else self.arrive
        assert either is not None, self.station
        return either

    @property
    def last(self) -> int:
        """The later of the two times."""
        return self.first if self.depart is None else self.depart


@dataclass(frozen=True)
class Train:
    """A train with its stops; ``code`` may hold several, as in ``G8506/G8507``."""

    code: str
    stops: tuple[Stop, ...]

    @property
    def codes(self) -> list[str]:
        """All the codes it has on its way, each in full."""
        return self.code.split("/")


@dataclass
class Report:
    """What a table held that the data do not: reason -> what it was."""

    left_out: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, reason: str, what: str) -> None:
        """Note one thing that was left out."""
        self.left_out[reason].append(what)

    def __str__(self) -> str:
        """Return a line for every reason, with all its trains or stations."""
        return "\n".join(
            f"{reason}: {len(what)}\n  {', '.join(what)}" for reason, what in self.left_out.items()
        )


def read_table(path: Path) -> list[dict[str, str]]:
    """Return the rows of a CSV file with a heading."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_trains(rows: list[dict[str, str]], report: Report) -> list[Train]:
    """Return the trains of a table of all stops: ``train``, ``seq``, ``station``, ``arrive``, ``depart``.

    Times are unrolled: one that is earlier than the one before it belongs to the next day. A train on the
    same path as one already read (``same_path_as``) is left out: it runs instead of that one, not beside it.
    """
    by_code: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in rows:
        by_code[row["train"]].append(row)
    trains: dict[str, Train] = {}
    for code, calls in by_code.items():
        if calls[0].get("same_path_as") in trains:
            report.add("on the path of another train", f"{code} (as {calls[0]['same_path_as']})")
        else:
            calls.sort(key=lambda row: int(row["seq"]))
            trains[code] = Train(code, tuple(_unrolled(calls)))
    return list(trains.values())


def _unrolled(calls: list[dict[str, str]]) -> list[Stop]:
    now, stops = 0, []
    for call in calls:
        times: list[int | None] = []
        for text in (call["arrive"], call["depart"]):
            if not text:
                times.append(None)
                continue
            minute = parse_clock(text)
            now = minute + DAY * ((now - minute + DAY - 1) // DAY) if minute < now else minute
            times.append(now)
        stops.append(Stop(call["station"], times[0], times[1]))
    return stops


def inside(train: Train, stations: dict[str, str]) -> Train:
    """Return a train with its stops in the data only, on the day of the first of them."""
    stops = [stop for stop in train.stops if stop.station in stations]
    shift = stops[0].last // DAY * DAY if stops else 0
    moved = [
        Stop(
            stop.station,
            None if stop.arrive is None else stop.arrive - shift,
            None if stop.depart is None else stop.depart - shift,
        )
        for stop in stops
    ]
    return Train(train.code, tuple(moved))


def from_end_to_end(train: Train) -> Train:
    """Return a train whose first stop begins, and whose last stop ends, when it leaves and arrives."""
    first, *between, last = train.stops
    return Train(
        train.code,
        (Stop(first.station, None, first.last), *between, Stop(last.station, last.first, None)),
    )


def only_in_tickets(
    tickets: list[dict[str, str]], trains: list[Train], pattern: dict[str, int], report: Report
) -> list[Train]:
    """Return the long-distance trains that only the ticket service knows, with the calls that it tells.

    ``pattern`` maps a letter to the highest number of a long-distance train with that letter.
    """
    known = {code for train in trains for code in train.codes}
    by_code: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in tickets:
        by_code[row["train"]].append(row)
    found = []
    for code, rows in by_code.items():
        if code in known:
            continue
        if int(code[1:]) > pattern.get(code[0], -1):
            report.add("of this region, in the ticket service's list only, which is older", code)
            continue
        calls: dict[str, Stop] = {}
        for row in rows:
            calls[row["from"]] = Stop(row["from"], None, parse_clock(row["depart"]))
            calls[row["to"]] = Stop(row["to"], parse_clock(row["arrive"]), None)
        found.append(from_end_to_end(Train(code, tuple(sorted(calls.values(), key=lambda stop: stop.first)))))
    return sorted(found, key=lambda train: (train.stops[0].last, train.code))
