"""Adding service never lowers reach: random timetables and random lines that open."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planner.atlas import Atlas
from planner.comparing.minutes import Measured, Places
from planner.reaching.arrivals import minutes_between
from planner.reaching.model import Question
from planner.stopping import StopToken
from tests.builders.examples import large
from tests.builders.networks import line, station
from tests.builders.reaches import far_temple

FRIDAY = date(2026, 12, 4)
MARGINS = {"boarding_minutes": 10, "change_minutes": 10, "exit_minutes": 5}
PLACES = {"home-station": (30.0, 105.0), "mid-station": (30.15, 105.0), "far-station": (30.0, 106.0)}
STATIONS = tuple(PLACES)
clocks = st.integers(420, 600)


@st.composite
def trains(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a train between two or three stations, in any order."""
    stops = draw(st.permutations(STATIONS))[: draw(st.integers(2, 3))]
    at, calls = draw(clocks), []
    for stop in stops:
        calls.append(f"{stop} {at // 60:02}:{at % 60:02}")
        at += draw(st.integers(5, 70))
    return {"code": "G", "calls": ", ".join(calls)}


@st.composite
def lines_to_open(draw: st.DrawFn) -> str:
    stops = draw(st.permutations(STATIONS))[: draw(st.integers(2, 3))]
    first, every, minutes, calls = draw(clocks), draw(st.integers(10, 90)), 0, []
    for stop in stops:
        calls.append(f"{stop} {minutes}")
        minutes += draw(st.integers(5, 70))
    last = first + every * draw(st.integers(0, 3))
    clock = "-".join(f"{at // 60:02}:{at % 60:02}" for at in (first, last))
    return f"open-line:rail@{clock}/{every}@{', '.join(calls)}"


@large(sample=25, full=1000)
@given(
    st.lists(trains(), max_size=3),
    st.lists(lines_to_open(), min_size=1, max_size=2, unique=True),
    st.sampled_from(["transit", "mixed"]),
    st.sampled_from([None, 20.0, 45.0]),
)
def test_no_minute_of_no_way_is_longer(
    departures: list[dict[str, Any]], opened: list[str], mode: Any, money: float | None
) -> None:
    lines = [line("old", departures=departures) | {"fare": {"flag": 30}}] if departures else []
    stations = [station(name, *where, **MARGINS) for name, where in PLACES.items()]
    atlas = Atlas(far_temple(lines=lines, stations=stations), use_cache=False)
    question = Question(date=FRIDAY, first=420, last=480, mode=mode, money_cny=money)
    places = Places.of(atlas.corridor, ["temple"])
    today, then = (
        minutes_between(each, question, places.origins, places.ends, StopToken())
        for each in (atlas, atlas.assuming(tuple(opened)))
    )
    assert (then <= today).all()
    for within in (30, 60, 120):
        for measure in ("p50", "best"):
            before, after = (
                Measured.of(each, question, places, StopToken()).by_county(within, measure)
                for each in (atlas, atlas.assuming(tuple(opened)))
            )
            assert not np.any(before & ~after)
