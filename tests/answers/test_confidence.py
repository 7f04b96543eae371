"""Plans that hold with a chance, on corridors where the minutes can be added up."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from planner import Itinerary, NoPlanError, TripRequest, check, load_corridor, risk
from planner.answers.confidence import plan_with_confidence
from planner.atlas import Atlas
from planner.clock import minutes_of
from planner.itinerary import Notice, Visit
from planner.options import SolveOptions
from tests.builders.examples import large
from tests.builders.paths import SMALL

QUICK = SolveOptions(work=200)
A_DAY = {"days": 1, "date": "2026-06-06", "from": "east-city", "to": "west-city", "mode": "transit"}


@cache
def atlas() -> Atlas:
    return Atlas(load_corridor(SMALL), use_cache=False)


def sure(confidence: float, **words: Any) -> Itinerary:
    request = TripRequest.model_validate(A_DAY | words)
    found = plan_with_confidence(request, confidence, atlas=atlas(), options=QUICK)
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
