"""Plans by public transport over random timetables: the checker's own search finds no better ride."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.atlas import Atlas
from planner.checker import check
from planner.corridor import Corridor, Line, Metro, Mode, Taxis
from planner.request import Asked
from tests.builders.examples import NO_SHRINKING, large
from tests.builders.metros import METRO
from tests.builders.networks import line
from tests.builders.small_plans import corridor_with
from tests.builders.taxis import TARIFF
from tests.planning.test_plan_properties import plan_of

STOPS = ["east-station", "mid-station", "west-station", "west-city", "west-park", "east-museum"]
MODES: list[Mode] = ["rail", "rail", "coach", "cruise"]
FARES: list[dict[str, Any]] = [{}, {"flag": 3}, {"per_km": 0.2}, {"flag": 5, "per_km": 0.5}]


@pytest.fixture(autouse=True)
def _no_relaxations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("planner.planning.relaxations", lambda *_, **__: ())


@st.composite
def lines(draw: st.DrawFn, number: int) -> Line:
    """Return a line with trains at some hours, each a while from stop to stop."""
    stops = draw(st.lists(st.sampled_from(STOPS), min_size=2, max_size=4, unique=True))
    hours = draw(st.lists(st.integers(40, 120), min_size=2, max_size=8, unique=True))
    pace = draw(st.integers(2, 12))
    departures = [
        {
            "code": f"T{number}-{k}",
            "calls": calls_of(stops[:: draw(st.sampled_from([1, -1]))], 10 * begin, pace),
        }
        for k, begin in enumerate(hours)
    ]
    mode = draw(st.sampled_from(MODES))
    fare = draw(st.sampled_from(FARES))
    return Line.model_validate(line(f"line-{number}", mode, departures=departures, fare=fare))


def calls_of(stops: list[str], begin: int, pace: int) -> str:
    times = [begin + 5 * pace * k for k in range(len(stops))]
    return ", ".join(f"{stop} {at // 60:02d}:{at % 60:02d}" for stop, at in zip(stops, times, strict=True))


@st.composite
def corridors(draw: st.DrawFn) -> Corridor:
    """Return the small corridor with other lines, perhaps a metro in East City and its taxis' tariff."""
    made = tuple(draw(lines(number)) for number in range(draw(st.integers(2, 5))))
    changes: dict[str, Any] = {"lines": made}
    small = corridor_with()
    if draw(st.booleans()):
        ends = {"mei": "east-city", "nan": "east-station", "ou": "east-museum", "pu": "east-tower"}
        at = {name: small.places[place].location for name, place in ends.items()}
        stations = [
            f"{name} {where.lat + 0.002} {where.lon} {name} {name.title()}" for name, where in at.items()
        ]
        changes["metros"] = (Metro.model_validate(METRO | {"stations": stations}),)
    if draw(st.booleans()):
        changes["taxis"] = (Taxis.model_validate(TARIFF),)
    return corridor_with(**changes)


@st.composite
def wishes(draw: st.DrawFn) -> Asked:
    """Return a trip for which somebody goes from one of the cities to the other, or back too."""
    start, end = draw(
        st.sampled_from([("east-city", "west-city"), ("west-city", "east-city"), ("east-city", "")])
    )
    adults = draw(st.integers(1, 5))
    words: dict[str, Any] = {
        "days": draw(st.integers(1, 2)),
        "date": "2026-06-06",
        "from": start,
        "to": end,
        "must": [] if end else ["west-park"],
        "mode": "transit",
        "start_time": draw(st.sampled_from(["06:30", "08:00"])),
        "end_time": draw(st.sampled_from(["20:00", "25:00"])),
        "max_transit": draw(st.sampled_from([400, 900])),
        "budget": draw(st.sampled_from([None, None, 2000])),
        "value_of_time": draw(st.sampled_from([6, 12.5, 25, 100])),
        "ignore_money": draw(st.integers(0, 3)) == 0,
        "cheapest": draw(st.integers(0, 4)) == 0,
        "adults": adults,
        "children": draw(st.integers(0, 2)),
        "meals": draw(st.booleans()),
        "work": 200,
    }
    return Asked.model_validate(words)


@large(sample=15, full=500, phases=NO_SHRINKING)
@given(st.data())
def test_no_plan_has_a_ride_beside_which_there_is_a_better_one(data: st.DataObject) -> None:
    over = data.draw(corridors())
    wish = data.draw(wishes())
    itinerary = plan_of(wish, Atlas(over, use_cache=False))
    if itinerary is not None:
        assert check(itinerary, over, wish.wish) == []
