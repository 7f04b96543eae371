"""What a plan says of the age of its timetables: old ones and those without a date by what they are of."""

from __future__ import annotations

from functools import cache

import pytest

from planner import Itinerary, check, plan
from planner.wording.words import request_of
from tests.builders.shipped import shipped, shipped_atlas

BY_THREE_BUSES = {  # their timetables are of 2025, of 2019 and of no date
    "days": 2,
    "date": "2027-03-10",
    "from": "Leshan",
    "mode": "transit",
    "themes": "landscape",
    "must": ["leshan-buddha", "emeishan"],
    "work": 20,
}


@cache
def planned() -> Itinerary:
    return plan(request_of(shipped(), BY_THREE_BUSES), atlas=shipped_atlas())


@pytest.mark.parametrize(
    ("language", "old", "undated"),
    [
        ("en", "Coach Giant Buddha-Baoguo Temple is of 2019", "Bus Leshan station-Giant Buddha has no date"),
        ("zh", "乐山大佛—峨眉山报国寺的时刻表采自2019年", "乐山站—乐山大佛的时刻表未注明日期"),
    ],
)
def test_old_and_undated_timetables_are_named(language: str, old: str, undated: str) -> None:
    told = {notice.code: notice.say(language) for notice in planned().warnings}
    assert old in told["timetable-older"]
    assert undated in told["timetable-undated"]
    assert "2019" not in told["timetable-date"]
    assert not any(word in text for text in told.values() for word in ("unknown date", "日期不详"))


def test_the_checker_finds_them_for_itself() -> None:
    assert check(planned(), shipped()) == []
    for code in ("timetable-older", "timetable-undated"):
        silent = tuple(notice for notice in planned().warnings if notice.code != code)
        found = check(planned().model_copy(update={"warnings": silent}), shipped())
        assert [violation.code for violation in found] == ["notice"]
