"""Ways by metro: by hand, the first and last trains, with trains before and after, and in the shipped data."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from planner.arrays import INFINITY
from planner.clock import format_clock, parse_clock
from planner.network.buckets import USUAL, buckets_for
from planner.network.metro import MetroWays
from planner.network.timetable import Timetable
from planner.network.tracks import HORIZON
from tests.builders.metros import METRO, metro_corridor
from tests.builders.shipped import shipped

DAY = date(2026, 12, 1)


@cache
def small() -> MetroWays:
    return MetroWays(metro_corridor())


@cache
def ways_of_shipped() -> Timetable:
    return Timetable(shipped(), max_drive=0)


def told(timetable: Timetable, start: str, end: str, ready: str) -> list[str]:
    steps = timetable.journey(start, end, parse_clock(ready), DAY) or []
    return [f"{s.service or s.mode} {format_clock(s.depart)}-{format_clock(s.arrive)} {s.end}" for s in steps]


@pytest.mark.parametrize(
    ("start", "end", "leave", "arrive"),
    [
        # 4 on foot, 3 to the platform, 5 for a train, 10 aboard, 2 to the street, 2 on foot
        ("at-mei", "ou-railway", "10:00", "10:26"),
        ("at-mei", "ou-railway", "07:00", "07:31"),  # there is a train every ten minutes only before eight
        ("at-mei", "ou-railway", "07:51", "08:19"),  # who would come at 07:58 does as well to come at 08:00
        ("at-mei", "ou-railway", "05:00", "06:14"),  # the first one leaves at 06:00
        ("at-mei", "ou-railway", "22:53", "23:14"),  # the last one at 23:00
        ("at-mei", "ou-railway", "22:54", "30:14"),
        ("ou-railway", "at-mei", "00:05", "00:26"),  # yesterday's last one, at 24:10
        # 5 aboard, 5 to change, 5 for a train, 6 aboard
        ("at-mei", "at-pu", "10:00", "10:37"),
        ("at-mei", "at-pu", "21:38", "22:10"),  # at the platform of line B at 22:00, when the last one leaves
        ("at-mei", "at-pu", "21:39", "30:10"),  # is too late for the last one
    ],
)
def test_ways_by_hand(start: str, end: str, leave: str, arrive: str) -> None:
    got = small().arrive(start, end, parse_clock(leave))
    assert format_clock(got) == arrive


def test_legs_name_stations_lines_and_directions_and_share_one_fare() -> None:
    walk, first, second, last = small().steps("at-mei", "at-pu", 600)
    assert (walk.mode, walk.end, last.mode, last.start) == ("walk", "mei", "walk", "pu")
    assert (first.start, first.end, second.start, second.end) == ("mei", "nan", "nan", "pu")
    assert (first.service, second.service) == (
        "Small Metro Line A towards Ou",
        "Small Metro Line B towards Pu",
    )
    assert first.line_name is not None
    assert first.line_name.zh == "小地铁A线"
    # 4.8 km for 2, 10.4 km together for 3
    assert [(leg.cost, leg.fare_basis) for leg in (first, second)] == [(2, "formula"), (1, "formula")]
    assert last.arrive == small().arrive("at-mei", "at-pu", 600)


def test_a_line_without_a_tariff_has_no_known_price() -> None:
    lines = [METRO["lines"][0] | {"has_tariff": False}, METRO["lines"][1]]
    _, first, second, _ = MetroWays(metro_corridor(lines=lines)).steps("at-mei", "at-pu", 600)
    assert [(leg.cost, leg.fare_basis) for leg in (first, second)] == [(0, "unknown"), (3, "formula")]


def test_a_loop_goes_the_shorter_way_round() -> None:
    stops = [f"{name} 3 3 06:00-23:00 06:00-23:00" for name in ("mei", "nan", "ou", "pu")]
    loop = {"id": "ring", "name": {"zh": "环线", "en": "Ring"}, "is_loop": "true", "stops": stops}
    ways = MetroWays(metro_corridor(lines=[loop]))
    assert [leg.service for leg in ways.steps("at-mei", "at-pu", 600)[1:-1]] == ["Ring towards Pu"]
    assert [leg.service for leg in ways.steps("ou-railway", "at-pu", 600)[1:-1]] == ["Ring towards Pu"]
    assert {leg.arrive - leg.depart for leg in ways.steps("at-pu", "at-mei", 600)[1:-1]} == {3}


@pytest.mark.parametrize(("minutes", "rides"), [(25, 1), (30, 1), (32, 2)])
def test_a_change_counts_ten_minutes(minutes: int, rides: int) -> None:
    """From Mei to Pu: 5 of waiting, 5, 5 to change, 5 of waiting, 6 and ten for the change: 36; or 5 and a ride."""
    direct = {
        "id": "line-c",
        "name": {"zh": "小地铁C线", "en": "Small Metro Line C"},
        "stops": ["mei 0 0 06:00-23:00 -", f"pu {minutes} 12 - 06:00-23:00"],
    }
    way = MetroWays(metro_corridor(lines=[*METRO["lines"], direct])).ways["at-mei", "at-pu"]
    assert len(way.rides) == rides


def test_only_places_near_it_have_a_metro() -> None:
    assert small().doors == ("at-mei", "at-pu", "ou-railway")
    assert small().arrive("at-mei", "off-it", 600) == INFINITY


def test_leaving_later_never_arrives_earlier() -> None:
    for ways in (small(), ways_of_shipped().metro):
        assert (np.diff(ways.arrivals.astype(int), axis=2) >= 0).all()


def test_the_legs_arrive_when_the_table_says() -> None:
    ways = ways_of_shipped().metro
    for number, (start, end) in enumerate(sorted(ways.ways)[::29]):
        leave = number * 37 % HORIZON
        assert ways.steps(start, end, leave)[-1].arrive == ways.arrive(start, end, leave)


def test_the_metro_leads_to_trains_and_away_from_them() -> None:
    timetable = Timetable(metro_corridor())
    assert told(timetable, "at-mei", "far", "05:30") == [
        "walk 06:09-06:13 mei",  # as late as one is at the station at 06:40
        "Small Metro Line A towards Ou 06:26-06:36 ou",
        "walk 06:38-06:40 ou-railway",
        "G1 07:00-08:00 far",
    ]
    assert told(timetable, "far", "at-mei", "22:50") == [
        "G6 23:10-24:00 ou-railway",
        "walk 24:10-24:12 ou",
        "Small Metro Line A towards Mei 30:00-30:10 mei",
        "walk 30:12-30:16 at-mei",
    ]


def test_table_and_journeys_agree() -> None:
    timetable = Timetable(metro_corridor(), buckets=buckets_for(0, 1700))
    table = timetable.table(DAY, use_cache=False)
    for start in table.ids:
        for end in table.ids:
            ends = np.array(table.ids.index(start)), np.array(table.ids.index(end))
            for leave in range(0, 1700, 85):
                steps = timetable.journey(start, end, leave, DAY)
                arrive = timetable.reaches_door(steps[-1]) if steps else leave if start == end else INFINITY
                assert int(table.arrive(*ends, np.array(leave))) == arrive, (start, end, leave)
                if steps:
                    moving = arrive - timetable.leaves_door(steps[0])
                    assert int(table.moving(*ends, np.array(leave))) == moving, (start, end, leave)


def test_usual_tables_know_the_metro() -> None:
    table = Timetable(metro_corridor()).table(DAY, use_cache=False)
    ends = np.array(table.ids.index("at-mei")), np.array(table.ids.index("at-pu"))
    assert int(table.arrive(*ends, np.array(600))) == 637
    assert int(table.cost(*ends)) == 3
    assert table.buckets == USUAL


@pytest.mark.parametrize(
    ("start", "end", "ready", "lines"),
    [
        ("chengdu", "chengdu-east", "09:00", ["Chengdu Metro Line 2"]),
        ("chongqing-north", "ciqikou", "09:00", ["Chongqing Metro Loop Line", "Chongqing Metro Line 1"]),
        ("chengdu-south", "tianfu-airport", "09:00", ["Chengdu Metro Line 18"]),
        ("chongqing", "liziba", "09:00", ["Chongqing Metro Line 2"]),
    ],
)
def test_shipped_ways(start: str, end: str, ready: str, lines: list[str]) -> None:
    steps = ways_of_shipped().journey(start, end, parse_clock(ready), DAY) or []
    assert [step.line_name.en for step in steps if step.line_name] == lines


def test_no_metro_to_the_airport_after_midnight() -> None:
    ways = ways_of_shipped().metro
    for airport in ("shuangliu-airport", "tianfu-airport"):
        late = ways.arrive("chengdu-south", airport, parse_clock("00:40"))
        assert late > parse_clock("06:00")


def test_bishan_is_two_places() -> None:
    assert "bishan-station" not in ways_of_shipped().metro.doors  # 12 km from the metro station of that name


@pytest.mark.parametrize("damaged", [None, "metro", "table"])
def test_ways_kept_on_disk_are_those_found(tmp_path: Path, damaged: str | None) -> None:
    corridor, found = metro_corridor(), small()
    MetroWays(corridor, use_cache=True, folder=tmp_path)
    for path in tmp_path.glob(f"{damaged}-*"):
        path.write_bytes(path.read_bytes()[:-1])
    kept = MetroWays(corridor, use_cache=True, folder=tmp_path)
    assert (kept.doors, kept.row) == (found.doors, found.row)
    assert (kept.arrivals == found.arrivals).all()
    assert list(kept.ways) == list(found.ways)
    for start, end in found.ways:
        assert kept.steps(start, end, 600) == found.steps(start, end, 600)
    assert len(list(tmp_path.iterdir())) == 2


def test_what_is_kept_is_not_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    MetroWays(metro_corridor(), use_cache=True, folder=tmp_path)
    for name in ("_found_ways", "_found_arrivals"):
        monkeypatch.setattr(MetroWays, name, None)  # which cannot be called
    assert MetroWays(metro_corridor(), use_cache=True, folder=tmp_path).ways


def test_another_metro_is_found_anew(tmp_path: Path) -> None:
    corridor = metro_corridor()
    MetroWays(corridor, use_cache=True, folder=tmp_path)
    without = corridor.model_copy(update={"metros": ()})
    assert MetroWays(without, use_cache=True, folder=tmp_path).ways == {}
