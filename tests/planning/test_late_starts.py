"""Days that begin late for the hours of their first visit say so: over the small corridor, by hand."""

from __future__ import annotations

import pytest

from planner import Itinerary, check, load_corridor, plan
from planner.atlas import Atlas
from planner.export import export
from planner.export.view import Language
from planner.request import Asked
from tests.builders.paths import SMALL

CORRIDOR = load_corridor(SMALL)
MUSEUM = "east-museum"  # ten minutes from East City, open from nine


def planned(**words: object) -> Itinerary:
    usual = {"days": 1, "date": "2026-12-08", "from": "east-city", "themes": {"all": 1}, "must": [MUSEUM]}
    only = {"avoid": ["mid-temple", "mid-grotto", "east-tower"], "work": 500}
    itinerary = plan(Asked.model_validate({**usual, **only, **words}), atlas=Atlas(CORRIDOR, use_cache=False))
    assert check(itinerary, CORRIDOR) == []
    return itinerary


@pytest.mark.parametrize(
    ("language", "words"), [("en", "as East City Museum opens at 09:00"), ("zh", "09:00开放")]
)
def test_a_day_that_begins_late_for_the_hours_of_the_first_site_says_so(
    language: Language, words: str
) -> None:
    itinerary = planned(start_time="08:00")
    (day,) = itinerary.days
    assert (day.awaits, f"{day.start.time:%H:%M}") == ("opening", "08:50")
    assert words in " ".join(str(export(itinerary, "text", language)).split())
    untold = itinerary.model_copy(update={"days": (day.model_copy(update={"awaits": None}),)})
    assert [broken.code for broken in check(untold, CORRIDOR)] == ["free-time"]


@pytest.mark.parametrize("words", [{}, {"start_time": "07:00", "pauses": ["07:10-08:30"]}])
def test_half_an_hour_or_a_pause_needs_no_words(words: dict[str, object]) -> None:
    assert planned(**words).days[0].awaits is None


def test_a_late_start_for_a_booked_visit_says_so() -> None:
    itinerary = planned(visits=[f"{MUSEUM}@2026-12-08T10:30"])
    assert itinerary.days[0].awaits == "booking"
    assert "is booked for 10:30" in " ".join(str(export(itinerary, "text", "en")).split())


def test_a_late_start_for_a_later_visit_names_that_one() -> None:
    """The tower is open at all hours, and is seen right before what is booked; it waited for nothing, said nobody."""
    both = {"visits": [f"{MUSEUM}@2026-12-08T14:00"], "must": [MUSEUM, "east-tower"], "meals": False}
    itinerary = planned(**both, avoid=["mid-temple", "mid-grotto"], end_time="15:15")
    (day,) = itinerary.days
    assert (day.awaits, day.awaits_at) == ("booking", MUSEUM)
    words = " ".join(str(export(itinerary, "text", "en")).split())
    assert "so that nothing waits before East City Museum at 14:00" in words
    untold = itinerary.model_copy(update={"days": (day.model_copy(update={"awaits_at": "east-tower"}),)})
    assert [broken.code for broken in check(untold, CORRIDOR)] == ["free-time"]
