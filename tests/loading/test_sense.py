"""What `validate` finds that no type forbids: each in the small corridor, with its place."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from planner.errors import DataError
from planner.loading import load_corridor
from tests.builders.paths import SMALL

ATTRACTIONS, ROUTES = "attractions.yaml", "routes.yaml"
SOURCE = "{fields: [price], source: made up, as_of: n.d., confidence: estimated}"
NAME = "{zh: 联票, en: Both}"
GROTTO = "  visit_minutes: {short: 120, typical: 180, long: 240}\n"
G1 = "calls: [{station: east-station, depart: 08:00}, {station: west-station, arrive: 09:30}]"
TOWNS = "  town: east-city\n", "  town: west-city\n"


def problems(folder: Path, changes: list[tuple[str, str, str]], *, thorough: bool = True) -> list[str]:
    """Return what is wrong with the small corridor after changes of file, text and new text."""
    shutil.copytree(SMALL, folder / "data")
    for name, old, new in changes:
        file = folder / "data" / name
        text = file.read_text("utf-8")
        assert old in text
        file.write_text(text.replace(old, new, 1), "utf-8")
    try:
        load_corridor(folder / "data", thorough=thorough)
    except DataError as error:
        return [str(problem).removeprefix(f"{folder / 'data'}/") for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("sites", "price", "wrong"),
    [
        ("mid-temple", 119, []),  # the tickets cost 100, in winter 50, and 20
        ("mid-temple", 120, ["the pass 'both' costs 120, its sites never more than 120"]),
        ("west-park", 135, ["the pass 'both' costs 135, its sites never more than 100"]),
        ("east-tower", 500, []),  # whose price is not known
    ],
)
def test_a_pass_that_never_pays(tmp_path: Path, sites: str, price: int, wrong: list[str]) -> None:
    words = (
        f"id: both, name: {NAME}, sites: [mid-grotto, {sites}], price: {price}, days: 1, sources: [{SOURCE}]"
    )
    found = problems(tmp_path, [(ATTRACTIONS, "towns:\n", f"passes: [{{{words}}}]\ntowns:\n")])
    hint = "(a pass that never pays is of no use)"
    assert [text.split("bad-value: ")[1] for text in found] == [f"{text} {hint}" for text in wrong]
    assert all(text.startswith("attractions.yaml:25:") for text in found)


@pytest.mark.parametrize(
    ("hours", "wrong"),
    [
        ("07:00-09:30", ""),
        ("07:00-09:00", "best hours lie outside the opening hours on 2026-01-01 and 365 more days"),
        ("Mar 02 18:00-19:00; Mar 03 10:00-11:00", "best hours lie outside the opening hours on 2026-03-02"),
        ('"whenever"', "best hours name no day on which it opens"),
    ],
)
def test_best_hours_outside_the_opening_hours(tmp_path: Path, hours: str, wrong: str) -> None:
    best = f"  best_hours: [{{hours: '{hours}', reason: {{zh: 早, en: early}}}}]\n"
    changes = [(ATTRACTIONS, GROTTO, GROTTO + best)]  # open 09:00-17:00
    found = problems(tmp_path / "thorough", changes)
    assert found == ([f"attractions.yaml:93:24: bad-hours: {wrong}"] if wrong else [])
    assert problems(tmp_path / "quick", changes, thorough=False) == []


@pytest.mark.parametrize(
    ("when", "is_wrong"), [("Apr-Oct", False), ("Sa-Su 09:00-12:00", True), ("sunrise-sunset", True)]
)
@pytest.mark.parametrize("key", ["rounds", "conditions"])
def test_clock_times_where_days_are_meant(tmp_path: Path, key: str, when: str, is_wrong: bool) -> None:
    body = {"rounds": "name: {zh: 环, en: loop}, minutes: 120", "conditions": "text: {zh: 冰, en: ice}"}[key]
    found = problems(tmp_path, [(ATTRACTIONS, GROTTO, f"{GROTTO}  {key}: [{{{body}, when: '{when}'}}]\n")])
    assert len(found) == is_wrong
    assert all(text.startswith("attractions.yaml:93:") for text in found)
    assert all(f"bad-hours: 'when' says on which days, not at which hours: {when}" in text for text in found)


@pytest.mark.parametrize(
    ("first", "last", "wrong"),
    [
        ("", "288", ""),
        ("0", "288+30", ""),
        ("300", "288", "288 after 300"),
        ("100+60", "200+30", "200+30 after 100+60"),  # 230 in all, but less of it fast
    ],
)
def test_kilometres_that_fall(tmp_path: Path, first: str, last: str, wrong: str) -> None:
    calls = f"calls: 'east-station 08:00 {first}, west-station 09:30 {last}'"
    found = problems(tmp_path, [(ROUTES, G1, calls)])
    told = f"routes.yaml:33:23: bad-value: the kilometres of 'G1' fall at west-station: {wrong}"
    assert found == ([f"{told} (they count from the first call that has them)"] if wrong else [])


def test_the_same_telecode_at_two_stations(tmp_path: Path) -> None:
    east, west = (
        (ROUTES, town, f"{town}  telecode: {code}\n")
        for town, code in zip(TOWNS, ("CUW", "CUW"), strict=True)
    )
    file = tmp_path / "data" / ROUTES
    told = f"duplicate-id: the telecode CUW is taken (first used at {file}:7:13)"
    assert problems(tmp_path, [east, west]) == [f"routes.yaml:13:13: {told}"]


@pytest.mark.parametrize(
    ("is_railway", "days", "is_wrong"),
    [(True, "daily", True), (True, "Mo-Fr", False), (True, "Mo-Sa", True), (False, "daily", False)],
)
def test_a_train_given_twice(tmp_path: Path, is_railway: bool, days: str, is_wrong: bool) -> None:
    """Elsewhere a code is that of many runs: trains of a feed go by the name of their line."""
    twice = [(ROUTES, "code: G2,", f"code: G5, days: {days},")]  # the other one runs on Sa-Su
    codes = [
        (ROUTES, town, f"{town}  telecode: {code}\n")
        for town, code in zip(TOWNS, ("CUW", "CDW"), strict=True)
    ]
    found = problems(tmp_path, twice + (codes if is_railway else []))
    first = f"first at {tmp_path / 'data' / ROUTES}:37:12"
    told = f"routes.yaml:38:12: duplicate-id: the train 'G5' is given twice for a day ({first})"
    assert found == ([told] if is_wrong else [])
