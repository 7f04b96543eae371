"""Cities where one arrives or leaves at a moment stand for their main stations."""

from __future__ import annotations

import pytest

from planner.wording.cities import main_station
from planner.wording.words import request_of
from tests.builders.shipped import shipped

WORDS = {"days": "1", "date": "2027-06-14", "from": "成都", "to": "重庆"}


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ({}, "chengdu", "chongqing"),
        ({"leave_by": "2027-06-14 17:30"}, "chengdu", "chongqing-north"),
        ({"arrival": "2027-06-13 23:10"}, "chengdu-east", "chongqing"),
        ({"arrival": "2027-06-13 23:10", "to": ""}, "chengdu-east", "chengdu"),
        ({"leave_by": "2027-06-14 17:30", "to": ""}, "chengdu", "chengdu-east"),
        ({"leave_by": "2027-06-14 17:30", "to": "洪崖洞"}, "chengdu", "hongyadong"),
        ({"leave_by": "2027-06-14 17:30", "to": "CKG"}, "chengdu", "jiangbei-airport"),
        ({"leave_by": "2027-06-14 17:30", "self_drive": "own"}, "chengdu", "chongqing"),
        ({"leave_by": "2027-06-14 17:30", "self_drive": "rental"}, "chengdu", "chongqing-north"),
        ({"leave_by": "2027-06-14 17:30", "at_home": "true", "to": ""}, "chengdu", "chengdu"),
        ({"leave_by": "2027-06-14 17:30", "to": "安岳"}, "chengdu", "anyue"),  # where no train calls
    ],
)
def test_a_city_is_its_main_station_where_one_comes_or_goes_at_a_moment(
    words: dict[str, str], start: str, end: str
) -> None:
    request = request_of(shipped(), {**WORDS, **words})
    assert (request.start, request.end) == (start, end)


def test_the_main_station_is_busy_and_near() -> None:
    # Qingchengshan has 90 calls to Dujiangyan's 73, but lies 12 km off; Meishan's own has 5 to the 99 of its east
    found = {town: main_station(shipped(), town) for town in ("dujiangyan-city", "meishan", "chongqing")}
    ids = {town: station and station.id for town, station in found.items()}
    assert ids == {
        "dujiangyan-city": "dujiangyan-station",
        "meishan": "meishan-east",
        "chongqing": "chongqing-north",
    }


def test_who_leaves_on_the_day_of_the_arrival_begins_on_it() -> None:
    words = {"days": "1", "from": "成都", "arrival": "2027-06-13 13:20"}
    assert str(request_of(shipped(), {**words, "leave_by": "2027-06-13 23:50"}).date) == "2027-06-13"
    assert str(request_of(shipped(), words).date) == "2027-06-14"
