"""What of a wish cannot hold together, and what it would take, on the corridor that is worked out by hand."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.main import get_command

from planner import plan, planning
from planner.answers.difference import visits_of
from planner.atlas import Atlas
from planner.checker import check
from planner.cli import app
from planner.cli.called import Called
from planner.cli.failures import options_of
from planner.errors import NoPlanError, Relaxation, RequestError, WhatItTakes
from planner.options import SolveOptions
from planner.planning import relax
from planner.planning.effort import effort_of
from planner.planning.relax import relaxed
from planner.planning.wants import wants_of, without
from planner.request import TripRequest
from planner.texts import Message
from tests.builders.examples import NO_SHRINKING, large
from tests.builders.small_plans import corridor

OPTIONS = SolveOptions(work=500)
PLAN = get_command(app).commands["plan"]  # type: ignore[attr-defined]
SITES = ("east-museum", "east-tower", "mid-grotto", "west-ruins")


@pytest.fixture(autouse=True)
def _few_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try dates and days near the wish only, and all of them on a slow machine too."""
    for patience in ("SECONDS", "SECONDS_A_TRY"):
        monkeypatch.setattr(relax, patience, 3600.0)
    monkeypatch.setattr(relax, "DAYS_AROUND", 2)
    monkeypatch.setattr(relax, "MAX_DAYS", 3)


@cache
def atlas() -> Atlas:
    return Atlas(corridor(), use_cache=False)


def wish(**words: Any) -> TripRequest:
    return TripRequest.model_validate({"days": 1, "date": "2026-12-08", "from": "east-city", **words})


def refused(request: TripRequest) -> NoPlanError:
    with pytest.raises(NoPlanError) as caught:
        plan(request, atlas=atlas(), options=OPTIONS)
    return caught.value


def test_a_site_too_far_for_a_day_and_the_day_cannot_hold_together() -> None:
    # to the ruins 90 + 120 + 30 min by car and as many back: 8 h of travel, where 6 h are allowed
    told = refused(wish(must=["west-ruins", "east-tower"]))
    assert told.proven_minimal
    assert [(want.field, want.value) for want in told.conflict[:2]] == [("must", "west-ruins"), ("days", 1)]
    assert all(change.verified for change in told.relaxations)
    offered = [options_of(change) for change in told.relaxations]
    assert {"without --must west-ruins", "--days 2"} <= set(offered)
    assert "without --must east-tower" not in offered


def test_a_closed_day_is_in_conflict_with_the_date() -> None:
    # 7 December 2026 is a Monday, on which the museum is closed
    told = refused(wish(date="2026-12-07", must=["east-museum"], avoid=["west-ruins"]))
    fields = {want.field for want in told.conflict}
    assert told.proven_minimal
    assert {"must", "date", "days"} <= fields
    assert not {"max_transit", "mode"} & fields  # it is closed to who comes by train too
    assert ("date", "2026-12-08") in [(change.field, change.value) for change in told.relaxations]


def test_a_budget_below_the_cheapest_trip() -> None:
    # one night in a double room of comfort class costs CNY 200 at least
    told = refused(wish(days=2, budget=150))
    assert told.proven_minimal
    assert told.conflict[0].field == "budget"
    more = next(change for change in told.relaxations if change.field == "budget")
    assert more.value == told.reason.params["cny"]


def test_two_wishes_that_both_cannot_be_are_given_up_together() -> None:
    told = refused(
        wish(
            date="2026-12-07",
            must=["east-museum", "west-ruins"],
            self_drive="own",
            leave_by="2026-12-07T19:00",
        )
    )
    assert len(told.relaxations) == 1
    (both,) = told.relaxations
    assert both.message.code == "request.give-up-all"
    assert plan(relaxed(wish(date="2026-12-07"), both), atlas=atlas(), options=OPTIONS).totals.visits


def test_a_plan_that_only_a_trial_finds_is_the_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    must = ["east-museum", "east-tower", "west-ruins"]
    told: list[WhatItTakes] = []
    search = relax.relaxations
    monkeypatch.setattr(planning, "relaxations", lambda *given, **named: told.append(search(*given, **named)))
    request = wish(days=2, must=must, mode="car")
    found = plan(request, atlas=atlas(), options=SolveOptions(work=1))
    assert told == [WhatItTakes()]  # the search for the best had too little time
    assert found.status == "feasible"
    assert set(must) <= {visit.attraction for _, visit in visits_of(found).values()}
    assert check(found, corridor(), request) == []


def test_what_it_takes_counts_work_and_not_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relax, "SECONDS", 0.001)  # counted ones, in which a solve fits, but no more
    told = refused(wish(must=["west-ruins"]))
    assert [(change.field, change.verified) for change in told.relaxations] == [("must", True)]


def test_changes_come_with_what_asks_least_first() -> None:
    request = wish(must=["west-ruins"])
    told = refused(request)
    efforts = [effort_of(request, change, corridor()) for change in told.relaxations]
    assert efforts == sorted(efforts)


@large(1, 200, NO_SHRINKING)
@given(
    must=st.lists(st.sampled_from(SITES), min_size=1, max_size=3, unique=True),
    date=st.sampled_from(["2026-12-07", "2026-12-08"]),
    cap=st.sampled_from([None, 60, 200]),
    end=st.sampled_from([None, "12:00"]),
    budget=st.sampled_from([None, 40]),
)
def test_without_any_of_a_minimal_set_there_is_a_plan_and_each_change_gives_one(**words: Any) -> None:
    request = wish(
        must=words["must"],
        date=words["date"],
        max_transit=words["cap"],
        end_time=words["end"],
        budget=words["budget"],
    )
    try:
        plan(request, atlas=atlas(), options=OPTIONS)
    except RequestError:
        return
    except NoPlanError as error:
        told = error
    else:
        return
    for change in told.relaxations:
        if change.verified:
            other = relaxed(request, change)
            assert check(plan(other, atlas=atlas(), options=OPTIONS), corridor(), other) == []
    everything = wants_of(request, corridor())
    if told.proven_minimal:
        for want in [want for want in told.conflict if want in everything]:
            rest = [other for other in everything if other not in told.conflict or other == want]
            assert plan(without(request, rest), atlas=atlas(), options=OPTIONS).totals.visits


@pytest.mark.parametrize(
    ("typed", "field", "value", "line"),
    [
        ("--days 1 --must a --must=b", "must", ["b"], "planner plan --days 1 --must b"),
        ("--days 1 --must a", "must", [], "planner plan --days 1"),
        ("trip.yaml --must a", "must", [], None),  # the file may name the site too
        ("trip.yaml --must a", "days", 3, "planner plan trip.yaml --must a --days 3"),
        ("--budget 300 --budget rides=100", "budget", 500, "planner plan --budget rides=100 --budget 500"),
        ("--meals --days 2", "meals", False, "planner plan --days 2 --no-meals"),
        ("--days 2", "cover", [{"at_least": 1}], None),
    ],
)
def test_commands_to_copy(typed: str, field: str, value: object, line: str | None) -> None:
    change = Relaxation(field, value, Message("request.nothing-fits"))
    assert Called(PLAN, typed.split()).with_change(change) == line
