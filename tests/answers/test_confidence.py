"""Plans that hold with a chance, on corridors where the minutes can be added up."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from planner import (
    Itinerary,
    NoPlanError,
    TripRequest,
    alternatives,
    check,
    edit,
    load_corridor,
    pareto,
    plan,
    replan,
    risk,
    suggest,
)
from planner.answers.edit import Edits
from planner.answers.known import Known
from planner.atlas import Atlas
from planner.cli import app
from planner.clock import at, minutes_between, minutes_of
from planner.corridor import Line, Mode, Station
from planner.itinerary import Leg, Notice, Reserves, Visit, Wait
from planner.options import SolveOptions
from tests.builders.examples import large
from tests.builders.networks import line, station
from tests.builders.paths import SMALL

QUICK = SolveOptions(work=200)
EACH_HOUR = {"first": "08:00", "last": "20:00", "every": 60}
EACH_HALF = {"first": "09:22", "last": "21:22", "every": 30}
FARE = {"per_km": 0.5, "confidence": "estimated"}
A_DAY = {"days": 1, "date": "2026-06-06", "from": "east-city", "to": "west-city", "mode": "transit"}


@cache
def atlas() -> Atlas:
    return Atlas(load_corridor(SMALL), use_cache=False)


def sure(confidence: float, **words: Any) -> Itinerary:
    request = TripRequest.model_validate(A_DAY | {"confidence": confidence} | words)
    found = plan(request, atlas=atlas(), options=QUICK)
    assert [broken for broken in check(found, atlas().corridor, request) if broken.severity == "error"] == []
    return found


def least_chance(itinerary: Itinerary) -> float:
    days = risk(itinerary, atlas().corridor).days
    return min((step.chance for day in days for step in day.steps), default=1.0)


def told(itinerary: Itinerary) -> Notice:
    (notice,) = (each for each in itinerary.warnings if each.code.startswith("confidence"))
    return notice


def museum(itinerary: Itinerary) -> tuple[int, int]:
    (visit,) = (
        event
        for event in itinerary.days[0].events
        if isinstance(event, Visit) and event.attraction == "east-museum"
    )
    day = itinerary.days[0].date
    return minutes_of(visit.start, day), minutes_of(visit.end, day)


def test_a_museum_before_a_train_gets_more_time() -> None:
    # two hours that end as the taxi to the train at noon leaves: ten minutes of boarding are all that is in hand
    tight, safe = sure(0.6, must=["east-museum"]), sure(0.9, must=["east-museum"])
    assert museum(tight) == (550, 670)
    assert museum(safe) == (545, 670)  # five minutes earlier, for a day that begins as much earlier
    assert least_chance(tight) < 0.9 <= least_chance(safe)
    assert told(tight).code == told(safe).code == "confidence"
    assert told(safe).params["lost"] == tight.certificate.objective - safe.certificate.objective
    assert safe.certificate.bound == tight.certificate.bound


def test_what_cannot_be_made_surer_is_named() -> None:
    # the taxi takes fifteen minutes at least, from when the day begins until the booked visit does
    words = {"start_time": "09:45", "visits": ["east-museum@2026-06-06T10:00"], "to": "east-city"}
    found = sure(0.99, **words)
    notice = told(found)
    assert notice.code == "confidence-missed"
    assert notice.params["place"]["en"] == "East City Museum"
    assert notice.params["chance"] == int(100 * least_chance(found)) < 99
    assert "99 %" in notice.message
    assert "99%" in notice.message_zh


@pytest.mark.parametrize(("mode", "confidence"), [("coach", 0.99), ("cruise", 0.9)])
def test_too_tight_a_change_of_coaches_or_ships_waits_for_the_next(mode: Mode, confidence: float) -> None:
    # one comes at 10:00, or an hour later, and another leaves after 22 and after 52 minutes
    wish = A_DAY | {
        "from": "east-station",
        "to": "west-station",
        "start_time": "08:00",
        "must": ["west-ruins"],
    }
    wish |= {"avoid": ["east-museum", "east-tower"]}
    atlas = by_two(mode)
    tight, safe = (
        plan(TripRequest.model_validate(wish | {"confidence": chance}), atlas=atlas, options=QUICK)
        for chance in (0.5, confidence)
    )
    assert [change(each) for each in (tight, safe)] == [22, 52]
    assert told(safe).code == "confidence"
    assert check(safe, atlas.corridor) == []


@cache
def by_two(mode: Mode) -> Atlas:
    """The small corridor, whose only services are two lines that meet half way."""
    small = load_corridor(SMALL)
    half_way = station("mid-station", 29.9, 105.2)
    services = [
        line("first", mode, patterns=[{"code": "A", "calls": "east-station 0, mid-station 60"} | EACH_HOUR]),
        line("second", mode, patterns=[{"code": "B", "calls": "mid-station 0, west-station 60"} | EACH_HALF]),
    ]
    changes = {
        "stations": (*small.stations, Station.model_validate(half_way)),
        "lines": tuple(Line.model_validate(each | {"fare": FARE}) for each in services),
    }
    return Atlas(small.model_copy(update=changes), use_cache=False)


def change(itinerary: Itinerary) -> int:
    """Return the minutes between both rides."""
    first, second = (event for event in itinerary.days[0].events if isinstance(event, Leg) and event.line)
    return minutes_between(first.arrive, second.depart)


def test_a_request_file_and_an_option_give_the_same_plan(tmp_path: Path) -> None:
    path, options = tmp_path / "trip.yaml", ["--work", "200", "--data", str(SMALL), "--format", "json"]
    wish = "days: 1\ndate: 2026-06-06\nfrom: east-city\nto: west-city\nmode: transit\nmust: [east-museum]\n"
    path.write_text(wish, encoding="utf-8")
    by_option = CliRunner().invoke(app, ["plan", str(path), *options, "--confidence", "0.9"]).stdout
    path.write_text(wish + "confidence: 0.9\n", encoding="utf-8")
    by_file = CliRunner().invoke(app, ["plan", str(path), *options]).stdout
    found = [Itinerary.model_validate_json(text) for text in (by_option, by_file)]
    assert found[0].days == found[1].days
    assert found[0].request.confidence == found[1].request.confidence == 0.9
    assert museum(found[1]) == (545, 670)
    assert CliRunner().invoke(app, ["plan", str(path), *options, "--alternatives", "1"]).exit_code == 0


def test_what_is_sure_enough_stays_as_it_is() -> None:
    found = sure(0.5)
    assert told(found).params["lost"] == 0


@large(4, 300)
@given(
    st.sampled_from([0.7, 0.9, 0.97]),
    st.sampled_from(["car", "transit"]),
    st.integers(16, 34).map(lambda half: f"{half // 2:02}:{30 * (half % 2):02}"),
    st.sampled_from(["east-city", "west-city"]),
)
def test_every_step_holds_or_the_notice_says_which_does_not(
    confidence: float, mode: str, end_time: str, end: str
) -> None:
    try:
        found = sure(confidence, mode=mode, start_time="07:00", end_time=end_time, to=end)
    except NoPlanError:
        return
    is_held = least_chance(found) >= confidence
    assert is_held == (told(found).code == "confidence")
    assert told(found).params["lost"] >= 0 or found.certificate.gap is None


def kept(found: Itinerary, before: Itinerary) -> str:
    """Return whether a plan made from another one has its time in hand, and what it tells of its chance."""
    assert [broken for broken in check(found, atlas().corridor) if broken.severity == "error"] == []
    assert found.reserves == before.reserves
    assert found.corridor == before.corridor
    assert found.request.day_hours == before.request.day_hours
    (notice,) = (each for each in found.warnings if each.code.startswith("confidence"))
    assert (notice.code == "confidence-kept") == (least_chance(found) >= 0.9)
    return notice.code


def test_answers_about_a_sure_plan_keep_its_time_in_hand() -> None:
    before = Itinerary.model_validate_json(sure(0.9, must=["east-museum"]).to_json())
    assert before.reserves == Reserves(within={"east-museum": 5})
    answers = [
        *(each.plan for each in suggest(before, atlas=atlas(), most=1)),
        *alternatives(before, 1, atlas=atlas(), share=0.1).plans[1:],
        *(each.plan for each in pareto(before, atlas=atlas(), share=0.5, most=2).points[1:]),
        edit(before, Edits(drop=["west-ruins"]), atlas=atlas()),
        replan(before, at(before.days[0].date, 480), atlas=atlas(), change="best"),
    ]
    assert {kept(each, before) for each in answers} >= {"confidence-kept"}
    assert museum(answers[-1]) == museum(answers[-2]) == (545, 670)


def test_days_of_answers_begin_as_much_earlier_as_those_of_the_plan() -> None:
    hand = Reserves(at_start={date(2026, 6, 6): 20}, to_closing={"east-museum": 60})
    before = plan(TripRequest.model_validate(A_DAY | {"must": ["east-museum"]}), atlas=atlas(), options=QUICK)
    with_hand = before.model_copy(update={"reserves": hand})
    known = Known.of(with_hand, None, atlas(), QUICK, None)
    found = known.planned(known.request)
    assert found.days[0].start.time == before.days[0].start.time - timedelta(minutes=20)
    assert isinstance(found.days[0].events[0], Wait)
    assert check(found, atlas().corridor) == check(before, atlas().corridor)
    assert known.sparing.corridor.attraction_by_id["east-museum"].last_entry == 60
    assert found.request == before.request
