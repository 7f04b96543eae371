"""Any valid request gives a plan that the checker finds nothing wrong with, or an error that says why not."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, assume, given, settings

from planner import plan
from planner.atlas import Atlas
from planner.checker import check
from planner.errors import NoPlanError, RequestError
from planner.export.freetime import events_of
from planner.export.rows import is_free
from planner.export.viewing import view_of
from planner.itinerary import Event, Itinerary, Leg, Wait
from planner.request import Asked
from planner.texts.units import format_length
from tests.builders import examples
from tests.builders.examples import NO_SHRINKING, large
from tests.builders.requests import requests
from tests.builders.shipped import shipped, shipped_atlas
from tests.builders.small_plans import corridor as small_corridor

# a must that is ruled out, an area without towns, a place outside it, a stay too long for the visa
MAY_BE_REFUSED = {"days", "must", "within", "from", "to", "follow", "near-hospital", "near_hospital", "cover"}


@pytest.fixture(autouse=True)
def _no_relaxations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the search for changes of a wish that has no plan, which takes most of the time."""
    monkeypatch.setattr("planner.planning.relaxations", lambda *_, **__: ())


@cache
def small_atlas() -> Atlas:
    return Atlas(small_corridor(), use_cache=False)


def plan_of(request: Asked, atlas: Atlas) -> Itinerary | None:
    try:
        return plan(request, atlas=atlas)
    except NoPlanError:
        return None
    except RequestError as error:  # what only the data can tell
        if error.field not in MAY_BE_REFUSED:
            raise
        return None


def plan_checks_clean(request: Asked, atlas: Atlas) -> None:
    itinerary = plan_of(request, atlas)
    if itinerary is not None:
        assert check(itinerary, atlas.corridor, request) == []
        assert Itinerary.model_validate_json(itinerary.to_json()) == itinerary
        minutes_add_up(itinerary)


def minutes_add_up(itinerary: Itinerary) -> None:
    """The minutes of rides and their waits add up to the travel of the day, in JSON and as printed."""
    for day, shown in zip(itinerary.days, view_of(itinerary).days, strict=True):
        legs = [event for event in day.events if isinstance(event, Leg)]
        waits = [event for event in day.events if isinstance(event, Wait) and event.purpose == "journey"]
        travel = sum(leg.minutes for leg in legs) + sum(map(minutes, waits))
        assert all(leg.minutes == minutes(leg) for leg in legs)
        printed = sum(row.end - row.start for row in shown.rows if row.kind in ("leg", "wait"))
        free = sum(minutes(event) for event in events_of(day) if is_free(event) or is_pause(event))
        assert travel == day.totals.transit_minutes == printed - free
        lengths = [format_length(row.end - row.start, "en") for row in shown.rows if row.kind == "leg"]
        assert [row.length.removeprefix("~") for row in shown.rows if row.kind == "leg"] == lengths
    assert itinerary.totals.transit_minutes == sum(day.totals.transit_minutes for day in itinerary.days)


def is_pause(event: Event) -> bool:
    return isinstance(event, Wait) and event.purpose == "pause"


def minutes(event: Leg | Wait | Event) -> int:
    return round((event.finishes[1] - event.begins[1]).total_seconds() / 60)


@large(sample=20, full=500, phases=NO_SHRINKING)
@given(request=requests(small_corridor(), max_days=3))
def test_requests_over_the_small_corridor(request: Asked) -> None:
    plan_checks_clean(request, small_atlas())


@large(sample=4, full=200, phases=NO_SHRINKING)
@given(request=requests(shipped(), max_days=2))
def test_requests_over_the_shipped_corridor(request: Asked) -> None:
    assume(examples.FULL or request.mode == "car")  # other tables take half a minute for each pair of ends
    plan_checks_clean(request, shipped_atlas())


def test_every_word_of_a_request_is_drawn() -> None:
    drawn: set[str] = set()

    @settings(max_examples=300, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(request=requests(shipped(), max_days=2))
    def draw(request: Asked) -> None:
        drawn.update(word for word, value in request if value != Asked.model_fields[word].default)
        drawn.add(request.mode)

    draw()
    assert drawn >= {*Asked.model_fields, "transit", "mixed"} - {
        *("time_limit", "under_way", "confidence", "scenarios")
    }
