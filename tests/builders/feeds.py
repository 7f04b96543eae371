"""Random feeds with faults put in, for any source of chance that is like `random.Random`."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

Table = list[list[str]]  # the header first
NAMES = (
    "新站",
    "East",
    "7",
    "",
    "null",
    "a: [b]",
    "# x",
    'say "so"',
    "\u202eabc",
    "x" * 500,
    "é\tb\x00c",
    "长" * 300,
)
CLOCKS = (
    "00:10:00",
    "4:30:59",
    "08:00:00",
    "23:59:59",
    "24:00:00",
    "47:59:00",
    "47:59:59",
    "166:00:00",
    "8:0",
    "",
)
DATES = ("20261201", "20261202", "20261207", "20261231", "20270228", "20271231", "20261301", "")
FAULTS = ("", " ", "-1", "1e9", "nan", "\u202e", "A", "9" * 40, "\ufffd", "'", "~", "s0", "t1", "30_0")
HEADERS = {
    "agency": "agency_id,agency_name,agency_url,agency_timezone",
    "stops": "stop_id,stop_name,stop_lat,stop_lon,parent_station",
    "routes": "route_id,route_short_name,route_long_name,route_type,as_of,confidence",
    "trips": "route_id,service_id,trip_id,trip_short_name",
    "stop_times": "trip_id,arrival_time,departure_time,stop_id,stop_sequence",
    "calendar": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date",
    "calendar_dates": "service_id,date,exception_type",
    "frequencies": "trip_id,start_time,end_time,headway_secs,exact_times",
    "translations": "table_name,field_name,language,translation,record_id,field_value",
}


def random_feed(
    rng: Random, bounds: tuple[float, float, float, float], ids: Sequence[str]
) -> dict[str, bytes]:
    """Return the entries of a zip file: a feed around a box (south, north, west, east), with faults or without.

    ``ids`` are places of the corridor, whose ids stops may have too.
    """
    tables = _tables(rng, bounds, ids)
    for _ in range(rng.choice([0, 0, 1, 3, 8])):
        _spoil(rng, tables)
    return _packed(rng, tables)


def zip_feed(path: str, entries: dict[str, bytes]) -> None:
    """Write a zip file, names as they are."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(ZipInfo(name), content)


def _tables(rng: Random, bounds: tuple[float, float, float, float], ids: Sequence[str]) -> dict[str, Table]:
    south, north, west, east = bounds
    stops = [f"s{n}" for n in range(rng.randint(2, 6))] + rng.sample(list(ids), min(2, len(ids)))
    services = [f"w{n}" for n in range(rng.randint(1, 3))]
    trips = [f"t{n}" for n in range(rng.randint(1, 5))]
    tables: dict[str, Table] = {name: [header.split(",")] for name, header in HEADERS.items()}
    tables["agency"].append(["1", rng.choice(NAMES), "https://example.org/", "Asia/Shanghai"])
    for stop in stops:
        lat = rng.choice([south, north, rng.uniform(south - 0.5, north + 0.5), north + 4e-6])
        lon = rng.choice([west, east, rng.uniform(west - 0.5, east + 0.5)])
        where = [lat, lon] if rng.random() < 0.95 else [lon, lat]
        parent = rng.choice(["", "", "", stops[0]])
        tables["stops"].append([stop, rng.choice(NAMES), *(f"{x:.7f}" for x in where), parent])
    for route in ("r1", "r2"):
        tables["routes"].append([route, rng.choice(NAMES), rng.choice(NAMES), rng.choice("012347"), "", ""])
    for service in services:
        days = [rng.choice("01") for _ in range(7)]
        tables["calendar"].append([service, *days, *sorted(rng.choices(DATES[:6], k=2))])
        for day in rng.sample(DATES[:6], rng.choice([0, 0, 1, 4])):
            tables["calendar_dates"].append([service, day, rng.choice("12")])
    for trip in trips:
        tables["trips"].append([rng.choice(["r1", "r2"]), rng.choice(services), trip, rng.choice(NAMES)])
        _add_calls(rng, tables, trip, stops)
    for _ in range(rng.choice([0, 2])):
        key = rng.choice([["s0", ""], ["", "新站"], ["r1", ""]])
        language = rng.choice(["zh-Hans", "zh-TW", "en", "zh_CN"])
        tables["translations"].append(["stops", "stop_name", language, rng.choice(NAMES), *key])
    return tables


def _add_calls(rng: Random, tables: dict[str, Table], trip: str, stops: list[str]) -> None:
    clock = rng.choice([0, 600, 16_200, 30_000, 86_000, 150_000])
    for number, stop in enumerate(rng.choices(stops, k=rng.randint(2, 5))):
        times = []
        for _ in range(2):
            clock += rng.choice([0, 0, 20, 60, 1800, 9000])
            times.append(f"{clock // 3600}:{clock // 60 % 60:02d}:{clock % 60:02d}")
        tables["stop_times"].append([trip, *times, stop, str(number)])
    if rng.random() < 0.3:
        start, end = sorted(rng.choices(CLOCKS[:7], k=2))
        headway = rng.choice(["600", "45", "86400", "5000"])
        tables["frequencies"].append([trip, start, end, headway, rng.choice(["", "0", "1"])])


def _spoil(rng: Random, tables: dict[str, Table]) -> None:
    """Put one fault in: a value, a row twice, a row or a column less, a table less."""
    name = rng.choice(sorted(tables))
    table = tables[name]
    row = rng.randrange(len(table))
    kind = rng.choice(["value", "value", "value", "value", "row twice", "no row", "no column", "no table"])
    if kind == "value" and table[row]:
        table[row][rng.randrange(len(table[row]))] = rng.choice(FAULTS + CLOCKS + DATES + NAMES)
    elif kind == "row twice":
        table.append(list(table[row]))
    elif kind == "no row" and row:
        del table[row]
    elif kind == "no column":
        column = rng.randrange(len(HEADERS[name].split(",")))
        tables[name] = [values[:column] + values[column + 1 :] for values in table]
    elif kind == "no table":
        del tables[name]
        tables[name] = [[]]


def _packed(rng: Random, tables: dict[str, Table]) -> dict[str, bytes]:
    """Return the entries of a zip file, written in one of the ways that feeds are."""
    folder = rng.choice(["", "", "", "feed/", "./", "Feed\\", "中文/"])
    newline = rng.choice(["\n", "\n", "\r\n", "\n\n"])
    encoding = rng.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16"])
    quote, after = rng.choice([('"', ""), ('"', " "), ('"', "\t"), ('"', "\u3000")])
    entries = {}
    for name, table in tables.items():
        if table == [[]]:
            continue
        order = (
            rng.sample(range(len(table[0])), len(table[0])) if rng.random() < 0.3 else range(len(table[0]))
        )
        rows = [[row[column] for column in order] if len(row) == len(table[0]) else row for row in table]
        text = newline.join(
            ",".join(f"{quote}{value.replace(quote, 2 * quote)}{quote}{after}" for value in row)
            for row in rows
        )
        written = f"{name}.txt".upper() if rng.random() < 0.1 else f"{name}.txt"
        entries[folder + written] = text.encode(encoding, errors="replace")
    if rng.random() < 0.2:
        entries["__MACOSX/._stops.txt"] = b"\x00\x05"
        entries["old/calendar_dates.txt"] = b"service_id,date,exception_type\nw0,20261202,2"
    return entries
