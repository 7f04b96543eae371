"""The pages say what is so; ``UPDATE_DOCS=1 pytest -n 0 tests/docs/test_pages.py`` writes README anew."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from planner import rules
from planner.clock import format_clock
from planner.loading import load_corridor
from planner.loading.summary import median_date
from planner.planning.candidates import prize
from planner.planning.party import num_cars, num_rooms, own_cars, ticket_shares
from planner.request import PACES, TripRequest
from tests.builders.pages import REWRITE
from tests.builders.paths import ROOT, SMALL
from tests.builders.shipped import shipped

README = ROOT / "README.md"
INSTALL_AND_PLAN = (
    "pip install . && planner plan --days 3 --date 2026-12-05 --from chongqing --to chengdu --theme heritage"
)
TRIP = {"days": 1, "date": "2026-12-05", "from": "chongqing"}

TEST = "pip install -e '.[test]' && pytest"
SECONDS = re.compile(r"\d+(\.\d+)? s\b")
FACTS = {
    "positions of sites": "location",
    "A-levels of sites that have one": "level",
    "opening hours of sites": "opening_hours",
    "ticket prices of sites": "ticket_cny",
    "lengths of visits": "visit_minutes",
}
PATIENT = ("--time-limit", "60")  # a slow machine proves the same plan, only later


def blocks() -> list[str]:
    return re.findall(r"^```\w+\n(.*?)^```$", README.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)


def printed_trip(folder: Path) -> str:
    arguments = shlex.split(INSTALL_AND_PLAN.partition("&& planner ")[2])
    environment = os.environ | {"NO_COLOR": "1", "TERM": "dumb"}
    code = "from planner.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *arguments, *PATIENT],
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env=environment | {"PYTHONPATH": str(ROOT)},
        cwd=folder,
        check=True,
    ).stdout


def test_the_two_commands() -> None:
    assert INSTALL_AND_PLAN + "\n" in blocks()
    assert TEST + "\n" in blocks()


def test_the_itinerary_is_what_the_first_command_prints(tmp_path: Path) -> None:
    printed = printed_trip(tmp_path)
    (shown,) = (block for block in blocks() if "\nDay 1 ·" in block)
    if REWRITE:
        text = README.read_text(encoding="utf-8")
        README.write_text(text.replace(shown, printed), encoding="utf-8")
        shown = printed
    assert SECONDS.sub("", shown) == SECONDS.sub("", printed)


def facts_table() -> str:
    corridor = shipped()
    rows = {
        label: Counter(
            site.confidence_of(field) for site in corridor.attractions if getattr(site, field) is not None
        )
        for label, field in FACTS.items()
    }
    rows["lines (trains, coaches, ships)"] = Counter(line.confidence for line in corridor.lines)
    totals = {label: len(corridor.attractions) if label in FACTS else len(corridor.lines) for label in rows}
    return "".join(
        f"| {label} | {row['sourced']} | {row['estimated']} | {totals[label] - row.total()} |\n"
        for label, row in rows.items()
    )


def test_how_old_the_median_page_is() -> None:
    text = README.read_text(encoding="utf-8")
    told = f"the median page on a site is of {median_date(shipped())}"
    if REWRITE:
        text = re.sub(r"the median page on a site is of \S+(?=,)", told, text)
        README.write_text(text, encoding="utf-8")
    assert f"{told}," in text


def test_how_much_is_sourced() -> None:
    text = README.read_text(encoding="utf-8")
    before, shown, after = re.split(r"(?<=\| unknown \|\n\|---\|---\|---\|---\|\n)((?:\|.*\n)*)", text)
    if REWRITE:
        README.write_text(before + facts_table() + after, encoding="utf-8")
        shown = facts_table()
    assert shown == facts_table()


# docs/objective.md


def objective_page() -> str:
    return (ROOT / "docs" / "objective.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["docs/objective.md", "docs/cli.md"])
def test_the_paces(page: str) -> None:
    rows = [
        f"| {name} | {format_clock(pace.day_start)}-{format_clock(pace.day_end)} | {pace.max_visits} |"
        f" {pace.max_transit // 60} h | {pace.visit_length} |"
        for name, pace in PACES.items()
    ]
    assert "\n".join(rows) in (ROOT / page).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "words",
    [
        f"- {rules.TRAVEL_PRICE} for each minute of travel",
        f"- {rules.BED_PRICE} for each change of bed",
        f"- {rules.RETURN_PRICE} for each return to a town once left",
        f"- {rules.EMPTY_DAY} for each day without a visit",
        f"- {rules.CHANGE_PRICE} for each change of vehicles",
        f"**{rules.VALUE_OF_TIME:g} CNY an hour**",
        f"is {60 * rules.TRAVEL_PRICE / (2 * rules.VALUE_OF_TIME):g} for two people",
        f"x interest x {rules.PRIZE_SCALE})`",
        f"between {format_clock(rules.LUNCH_EARLIEST)} and {format_clock(rules.LUNCH_LATEST)}",
        f"adults + {rules.CHILD_SHARE} x children",
        f"and {rules.SENIOR_SHARE} for a senior or student",
        f"more than {rules.WHEELCHAIR_STEPS} steps",
        f"{rules.UNKNOWN_SERVICE_WEIGHT} of the interest is left",
        f"one for every {rules.PEOPLE_A_CAR} people",
        f"of {rules.PEOPLE_A_CAR} and {rules.PEOPLE_A_BIG_CAR} seats, those that cost least, {rules.OWN_CARS} at most",
        f"in the larger car {rules.BIG_CAR_FACTOR} times as much",
        f"on a day of {rules.CHARTER_DAY_KM:g} km",
        f"| {rules.CAR_CNY_PER_KM} CNY (fuel",
        f"| {rules.RENTAL_CNY_A_DAY} CNY a day of the trip and car",
        f"{rules.ONE_WAY_CNY_PER_KM} CNY for each km of the great circle",
        f"else {rules.TAXI_FLAG_CNY:.0f} CNY and {rules.TAXI_CNY_PER_KM} CNY a kilometre",
        f"one for {rules.ADULTS_A_ROOM} adults, or for {rules.PEOPLE_A_ROOM} people",
    ],
)
def test_the_numbers_of_the_objective(words: str) -> None:
    assert words in objective_page()


def test_its_example() -> None:
    corridor = load_corridor(SMALL)
    theme = corridor.themes[0].model_copy(update={"tags": {"grotto": 1.0, "museum": 0.9}})
    corridor = corridor.model_copy(update={"themes": (theme,)})
    sites = [
        corridor.attractions[0].model_copy(update={"score": score, "tags": (tag,), "seasons": ()})
        for score, tag in ((97, "grotto"), (33, "museum"))
    ]
    whole, half = (TripRequest.model_validate(TRIP | {"themes": {theme.id: weight}}) for weight in (1.0, 0.5))
    prizes = [prize(corridor, whole, site) for site in sites]
    assert prizes == [970, 297]
    assert prize(corridor, half, sites[1]) == 148
    worth = sum(prizes) - rules.TRAVEL_PRICE * 310 - rules.BED_PRICE
    assert f"970 + 297 - 310 - {rules.BED_PRICE} | {worth} |" in objective_page()


def test_its_parties() -> None:
    family, five = (TripRequest.model_validate(TRIP | party) for party in ({"children": 1}, {"adults": 5}))
    assert (ticket_shares(family), num_cars(family), num_rooms(family)) == (2.5, 1, 1)
    assert (ticket_shares(five), num_cars(five), own_cars(five), num_rooms(five)) == (5, 2, {6: 1}, 3)


@pytest.mark.parametrize(
    "page",
    [
        "README.md",
        "CONTRIBUTING.md",
        "CHANGELOG.md",
        *sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md")),
    ],
)
def test_links_between_pages_lead_somewhere(page: str) -> None:
    path = ROOT / page
    targets = re.findall(r"\]\((?!https?:)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [target for target in targets if not (path.parent / target).exists()] == []


def test_readme_shows_the_pictures_that_the_tool_makes() -> None:
    shown = re.findall(r"^!\[.+\]\((docs/pictures/\S+)\)$", README.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(shown) == [
        str(path.relative_to(ROOT)) for path in sorted((ROOT / "docs" / "pictures").iterdir())
    ]
