"""Chances on days that are short enough to be worked out by hand."""

from __future__ import annotations

from datetime import date
from math import exp, isclose
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from planner import Itinerary
from planner.answers.chances import Draws
from planner.answers.risk import Risk, RiskStep, risk
from planner.cli import app
from planner.clock import at
from planner.errors import RequestError
from tests.builders.examples import large
from tests.builders.paths import SMALL
from tests.builders.small_plans import corridor, day, good_plan, leg, plan, timed, visit
from tests.builders.small_plans import corridor_with as with_

Plan = dict[str, Any]
CLOSE = 0.005  # half a percentage point
FAST = {"line": "east-west", "as_of": "2026-01", "confidence": "sourced"}
SLOW = {"line": "slow", "as_of": "2025-12"}


def one_day(*events: Plan, **request: Any) -> Itinerary:
    words = {"from": "east-city", "to": "west-city", "mode": "transit", "days": 1, **request}
    first, last = events[0], events[-1]
    ends = {
        "start": {
            "place": first.get("from") or first.get("attraction"),
            "time": first.get("depart") or first["start"],
        },
        "end": {"place": last.get("to") or last.get("attraction"), "time": last.get("arrive")},
    }
    days = [day(1, list(events), 0, 0, 0, 0) | ends]
    return Itinerary.model_validate(plan(words, days, [0, 0, 0, 0, 0, 0], {}, 1, []))


def steps(itinerary: Itinerary, **how: Any) -> tuple[RiskStep, ...]:
    (told,) = risk(itinerary, corridor(), **how).days
    return told.steps


def museum_and_train(walk_ends: str = "11:38", *more: Plan) -> Itinerary:
    """Two hours in a museum, a walk, and a train at noon; in a hurry ten minutes are enough to board."""
    return one_day(
        visit("east-museum", "06 09:00", "06 11:00", 0),
        leg("walk", "east-museum east-station", "06 11:00", f"06 {walk_ends}", 2, 0),
        timed("wait", "east-station", f"06 {walk_ends}", "06 12:00", purpose="journey"),
        leg("rail", "east-station west-station", "06 12:00", "06 13:30", 222.3, 360, service="G3", **FAST),
        *more,
    )


def test_a_long_visit_misses_the_train() -> None:
    # the walk of 38 minutes leaves 132 for the visit of 120: a tenth more, half of what it varies by;
    # of a triangle an eighth lies beyond that
    museum, train = steps(museum_and_train())
    assert museum.chance == 1
    assert isclose(train.chance, 7 / 8, abs_tol=CLOSE)
    assert train.latest is not None
    assert (f"{train.latest:%H:%M}", train.late_p95) == ("11:50", 360)  # who misses it is in G5 at 18:00
    assert train.saved_by is not None
    assert (train.saved_by.service, f"{train.saved_by.depart:%H:%M}") == ("G5", "18:00")


def test_no_later_train_saves_a_visit_after_closing_time() -> None:
    ruins = (
        timed("wait", "west-station", "06 13:30", "06 13:45", purpose="journey"),
        leg("walk", "west-station west-ruins", "06 13:45", "06 14:00", 1, 0),
        visit("west-ruins", "06 14:00", "06 16:00", 100),
    )
    (told,) = risk(museum_and_train("11:38", *ruins), corridor()).days
    _, train, late = told.steps
    assert train.saved_by is None
    assert told.weakest == 1  # the train, though the ruins have no more chance
    assert train.chance == late.chance == told.chance
    assert late.late_p95 is not None


def test_after_the_last_train_nobody_arrives_that_day() -> None:
    evening = one_day(
        visit("east-museum", "06 15:00", "06 17:00", 0),
        leg("walk", "east-museum east-station", "06 17:00", "06 17:40", 2, 0),
        timed("wait", "east-station", "06 17:40", "06 18:00", purpose="journey"),
        leg("rail", "east-station west-station", "06 18:00", "06 19:30", 222.3, 360, service="G5", **FAST),
    )
    _, train = steps(evening)
    # the museum closes at 17:00: whoever stays longer has to go, and all are there in time
    assert train.chance == 1
    assert train.saved_by is None
    longer = evening.model_dump(by_alias=True, mode="json")
    longer["days"][0]["events"][1]["minutes"] += 15
    _, missed = steps(Itinerary.model_validate(longer))
    assert missed.chance < 1
    assert missed.arrive_p95 is None
    assert missed.late_p95 is None


def test_nineteen_of_twenty_drives_take_less_than_a_third_longer() -> None:
    # 100 minutes, and 30 more until the door of the station ten minutes before the train
    by_taxi = one_day(
        leg("road", "east-city east-station", "06 09:40", "06 11:20", 100, 100),
        timed("wait", "east-station", "06 11:20", "06 12:00", purpose="journey"),
        leg("rail", "east-station west-station", "06 12:00", "06 13:30", 222.3, 360, service="G3", **FAST),
    )
    (train,) = steps(by_taxi)
    assert isclose(train.chance, 0.95, abs_tol=CLOSE)


def test_a_late_train_misses_the_next() -> None:
    # D7 is due 20 minutes before D8; in a hurry 10 are enough to change: one in ten is late, of these e^(-10/8) by more
    changing = Itinerary.model_validate(good_plan("transit"))
    _, second, *_ = risk(changing, corridor()).days[0].steps
    assert second.service == "D8"
    assert isclose(second.chance, 1 - 0.1 * exp(-10 / 8), abs_tol=CLOSE)


def test_waiting_for_the_opening_makes_up_for_a_late_start() -> None:
    by_car = Itinerary.model_validate(good_plan("car"))
    museum, grotto = risk(by_car, corridor()).days[0].steps
    assert museum.late_p95 == 0  # the drive of ten minutes ends twenty before it opens
    assert museum.chance == 1
    assert grotto.late_p95 is not None
    assert 25 <= grotto.late_p95 <= 40  # 115 minutes of drive, less the 20 by which lunch may be earlier


def test_days_begin_as_planned() -> None:
    first, second = risk(Itinerary.model_validate(good_plan("car")), corridor()).days
    alone = good_plan("car")
    alone["days"] = alone["days"][1:]
    (same,) = risk(Itinerary.model_validate(alone), corridor()).days
    assert same == second != first


def test_a_departure_is_a_step() -> None:
    flight = one_day(
        visit("west-park", "06 09:00", "06 10:00", 0),
        leg("walk", "west-park west-city", "06 10:00", "06 10:54", 2, 0),
        leave_by="2026-06-06T11:00:00+08:00",
    )
    park, departure = steps(flight)
    assert park.chance == 1
    # the visit of an hour may take six minutes more: half of what it varies by
    assert (departure.kind, departure.place, departure.event) == ("departure", "west-city", 2)
    assert isclose(departure.chance, 7 / 8, abs_tol=CLOSE)


def test_a_booked_visit_begins_on_time() -> None:
    words = {"visits": ["west-park@2026-06-06T11:00"]}
    booked = one_day(
        visit("east-museum", "06 09:00", "06 11:00", 0),
        visit("west-park", "06 11:00", "06 12:00", 0),
        **words,
    )
    _, park = steps(booked)
    assert isclose(park.chance, 1 / 2, abs_tol=CLOSE)


def test_forty_thousand_samples_tell_what_a_million_would() -> None:
    itinerary = museum_and_train()
    few, many = (chances(risk(itinerary, corridor(), samples=n, seed=n)) for n in (40_000, 1_000_000))
    assert max(abs(a - b) for a, b in zip(few, many, strict=True)) <= CLOSE


def chances(told: Risk) -> list[float]:
    return [told.chance, *(d.chance for d in told.days), *(s.chance for d in told.days for s in d.steps)]


@large(30, 1000)
@given(st.lists(st.integers(60, 120), min_size=2, max_size=2), st.integers(20, 50), st.integers(0, 3))
def test_who_has_more_time_is_no_less_sure(lengths: list[int], walk_ends: int, seed: int) -> None:
    """The luck is the same, so that this holds in every sample and not only on average."""

    def told(minutes: int) -> list[float]:
        itinerary = museum_and_train(f"11:{walk_ends}").model_dump(by_alias=True, mode="json")
        itinerary["days"][0]["events"][0]["end"] = at(date(2026, 6, 6), 540 + minutes).isoformat()
        return chances(risk(Itinerary.model_validate(itinerary), corridor(), samples=500, seed=seed))

    short, long = (told(minutes) for minutes in sorted(lengths))
    assert all(0 <= a <= b <= 1 for a, b in zip(long, short, strict=True))
    assert told(lengths[0]) in (short, long)


def test_the_same_visit_has_the_same_luck_in_every_plan() -> None:
    one, other = Draws(1000, 1), Draws(1000, 1)
    other.drive("something else")
    assert (one.visit("visit", 1) == other.visit("visit", 1)).all()
    assert (one.visit("visit", 1) != one.visit("visit", 2)).any()


def test_a_plan_of_other_data_is_refused() -> None:
    poorer = with_(attractions=corridor().attractions[1:])
    with pytest.raises(RequestError, match="east-museum"):
        risk(Itinerary.model_validate(good_plan("car")), poorer)


@pytest.mark.parametrize("format_", ["text", "json"])
def test_all_of_it_is_written_to_a_file(tmp_path: Path, format_: str) -> None:
    plan_file, target = tmp_path / "plan.json", tmp_path / "risk.json"
    plan_file.write_text(museum_and_train().to_json(), encoding="utf-8")
    options = ["--data", str(SMALL), "--samples", "200", "--format", format_, "--output", str(target)]
    done = CliRunner().invoke(app, ["risk", str(plan_file), *options])
    assert done.exit_code == 0, done.output
    written = Risk.model_validate_json(target.read_text(encoding="utf-8"))
    assert written == risk(museum_and_train(), corridor(), samples=200)
    assert ("G3" in done.stdout) == (format_ == "text")
