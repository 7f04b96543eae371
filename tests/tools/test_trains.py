"""The converter of timetables: a table of five stations that a person can convert by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from tools.railkm import RailKm
from tools.trains import convert, main, positions_of, read_stations
from tools.traintables import Report, read_table, read_trains

TABLES = Path(__file__).parents[1] / "data" / "trains"
SPOTS = positions_of(read_stations(TABLES))


@pytest.fixture
def converted() -> tuple[dict[str, str], Report]:
    return convert(TABLES, TABLES, TABLES / "trains.yaml")


def departures(text: str) -> dict[str, dict[str, str]]:
    lines = yaml.safe_load(text)["lines"]
    return {train["code"]: {**train, "line": line["id"]} for line in lines for train in line["departures"]}


def test_a_train_keeps_its_stops_in_the_data_and_its_kilometres(
    converted: tuple[dict[str, str], Report],
) -> None:
    # 150 km on the slow line by way of Yi; the 62 minutes on from there are too slow for the quick line
    train = departures(converted[0]["b.yaml"])["G1/G2"]
    assert train["calls"] == "jia 08:00 0, yi 08:30-08:32 50, ding 09:30 150"


def test_a_train_too_fast_for_the_slow_line_took_the_quick_one(
    converted: tuple[dict[str, str], Report],
) -> None:
    # 150 km in 50 minutes are 180 km/h, which would do; in 40 they are 225
    rows = read_table(TABLES / "distances.csv")
    distances = RailKm(rows, {"快": []}, SPOTS)
    assert str(distances.between("甲", "丁", 50)) == "150"
    assert str(distances.between("甲", "丁", 40)) == "0+170"
    assert departures(converted[0]["b.yaml"])["G8"]["calls"] == "jia 12:00 0, ding 12:50 150"


def test_of_a_way_with_a_gap_the_longer_part_has_kilometres() -> None:
    distances = RailKm(read_table(TABLES / "distances.csv"), {}, SPOTS)
    along = distances.along([("甲", 0), ("乙", 30), ("戊", 60), ("丁", 90)])
    assert [None if km is None else str(km) for km in along] == ["0", "50", None, None]
    along = distances.along([("戊", 0), ("甲", 30), ("乙", 60), ("丁", 90)])
    assert [None if km is None else str(km) for km in along] == [None, "0", "50", "150"]
    assert distances.along([("戊", 0), ("己", 30)]) == [None, None]


def test_a_way_that_goes_far_round_is_none_of_a_train() -> None:
    # Yi and Wu lie 11 km apart, and the table knows no way but one of 500 km by way of Ding
    distances = RailKm(read_table(TABLES / "distances.csv"), {}, SPOTS)
    distances.join("丁", "戊", 400, is_fast=False)
    assert distances.between("乙", "戊", 300) is None
    assert str(distances.between("丁", "戊", 300)) == "400"  # what the table says outright counts


def test_a_night_train_begins_on_the_day_of_its_first_stop_in_the_data(
    converted: tuple[dict[str, str], Report],
) -> None:
    train = departures(converted[0]["b.yaml"])["K5"]
    assert train["line"] == "seats"
    assert train["calls"] == "ding 00:10 0, yi 00:50-00:55 100, jia 01:30 150"


def test_fares_are_those_of_the_same_train_at_about_the_same_time(
    converted: tuple[dict[str, str], Report],
) -> None:
    trains = departures(converted[0]["b.yaml"])
    assert trains["G1/G2"]["fares"] == "jia ding 97.5/155"  # five minutes apart, and by its second code
    assert "fares" not in trains["G8"]  # an hour apart


def test_a_train_that_only_the_older_list_has_is_of_that_year(
    converted: tuple[dict[str, str], Report],
) -> None:
    (line,) = (line for line in yaml.safe_load(converted[0]["a.yaml"])["lines"] if line["id"] == "older")
    assert line["as_of"] == "2025-08"
    (train,) = line["departures"]
    assert train["calls"] == "jia 07:00 0, yi 07:40 50, ding 09:00 150"
    assert train["fares"] == "jia ding 96.5, yi ding 60"


def test_every_train_is_placed_or_reported(converted: tuple[dict[str, str], Report]) -> None:
    files, report = converted
    assert report.left_out == {
        "on the path of another train": ["G3 (as G1/G2)"],
        "fewer than two stops in the data": ["D7"],
        "on no line": ["C9 (戊-己)"],
        "stations that the data do not have, with their calls": ["外 3"],
        "of this region, in the ticket service's list only, which is older": ["C77"],
    }
    written = {code for text in files.values() for code in departures(text)}
    read = {train.code for train in read_trains(read_table(TABLES / "timetable.csv"), Report())}
    assert written - {"D11"} == read - {"D7", "C9"}
    assert "C9 (戊-己)" in str(report)


def test_a_stop_in_between_that_the_data_lack_stands_nowhere(
    converted: tuple[dict[str, str], Report],
) -> None:
    assert "外" not in "".join(converted[0].values())


def test_files_are_written_only_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "lines").mkdir()
    (tmp_path / "stations.yaml").write_text((TABLES / "stations.yaml").read_text(encoding="utf-8"), "utf-8")
    command = ["trains", str(TABLES), "--data", str(tmp_path), "--plan", str(TABLES / "trains.yaml")]
    monkeypatch.setattr("sys.argv", command)
    main()
    assert list((tmp_path / "lines").iterdir()) == []
    monkeypatch.setattr("sys.argv", [*command, "--write"])
    main()
    assert sorted(path.name for path in (tmp_path / "lines").iterdir()) == ["a.yaml", "b.yaml"]
