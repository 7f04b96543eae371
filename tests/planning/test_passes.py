"""Passes: where they are the cheaper way, a plan pays them; what the checker works out for itself agrees."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner import Itinerary, TripRequest, check, plan
from planner.atlas import Atlas
from planner.corridor import Pass
from planner.itinerary import Day, Visit
from planner.planning.passes import with_passes
from tests.builders.small_plans import corridor, corridor_with, good_plan, hills_pass


def paid(*passes: Pass, **wishes: Any) -> dict[str, int | None]:
    """Return what the trip by car pays at each gate: single tickets are 0, 250, 50 and 100 for 2.5 adults."""
    return {visit.attraction: visit.ticket_cny for visit in _visits(_days(*passes, **wishes))}


def _days(*passes: Pass, **wishes: Any) -> tuple[Day, ...]:
    trip = Itinerary.model_validate(good_plan("car"))
    request = trip.request.wish.model_copy(update=wishes)
    return with_passes(corridor_with(passes=passes), request, trip.days)


def _visits(days: tuple[Day, ...]) -> list[Visit]:
    return [event for day in days for event in day.events if isinstance(event, Visit)]


@pytest.mark.parametrize(
    ("changes", "grotto", "temple"),
    [
        ({"price": 130}, 250, 50),  # 325 for the party against 300
        ({"price": 120}, 250, 50),  # as dear as single tickets
        ({"price": 110}, 275, 0),
        ({"price": 110, "days": 1}, 250, 50),  # the temple is seen on the second day
        ({"price": 110, "start": "06-07"}, 250, 50),  # begun on 6 June
        ({"price": 110, "end": "06-06"}, 275, 0),
        ({"price": 90, "days": 1}, 225, 50),  # for the grotto alone
    ],
)
def test_the_cheaper_way(changes: dict[str, Any], grotto: int, temple: int) -> None:
    assert paid(hills_pass(**changes)) == {
        "east-museum": 0,
        "mid-grotto": grotto,
        "mid-temple": temple,
        "west-ruins": 100,
    }


def test_the_day_pays_less_and_the_visit_says_why() -> None:
    before, after = Itinerary.model_validate(good_plan("car")).days, _days(hills_pass(price=110))
    saved = [old.totals.cost_cny - new.totals.cost_cny for old, new in zip(before, after, strict=True)]
    assert saved == [-25, 50]
    by_pass = {visit.attraction: (visit.pass_id, visit.estimated) for visit in _visits(after)}
    assert by_pass["mid-temple"] == ("hills", ("location", "opening_hours", "visit_minutes"))
    assert by_pass["west-ruins"][0] is None


def test_passes_that_share_a_site() -> None:
    """Grotto and temple for 110, or grotto and ruins for 110: the second saves more; both together cost too much."""
    ruins = hills_pass(id="stones", sites=("mid-grotto", "west-ruins"), price=110)
    assert paid(hills_pass(price=110), ruins) == {
        "east-museum": 0,
        "mid-grotto": 275,
        "mid-temple": 50,
        "west-ruins": 0,
    }


SITES = ("east-museum", "mid-grotto", "mid-temple", "west-ruins")
PASSES = st.lists(
    st.builds(
        hills_pass,
        id=st.sampled_from(("a", "b", "c")),
        sites=st.lists(st.sampled_from(SITES), min_size=2, max_size=4, unique=True).map(tuple),
        price=st.integers(1, 160),
        days=st.integers(1, 2),
    ),
    max_size=3,
    unique_by=lambda each: each.id,
)


@settings(max_examples=60, deadline=None)
@given(PASSES)
def test_the_checker_finds_nothing_cheaper(passes: list[Pass]) -> None:
    trip = Itinerary.model_validate(good_plan("car"))
    known = corridor_with(passes=tuple(passes))
    days = with_passes(known, trip.request.wish, trip.days)
    cost = sum(day.totals.cost_cny for day in days)
    cheaper = trip.model_copy(
        update={"days": days, "totals": trip.totals.model_copy(update={"cost_cny": cost})}
    )
    assert [broken for broken in check(cheaper, known) if broken.severity == "error"] == []


def test_a_plan_with_a_pass_checks_clean() -> None:
    known = corridor_with(passes=(hills_pass(price=110),))
    request = TripRequest.model_validate(
        {"days": 1, "date": date(2026, 6, 6), "from": "mid-town", "themes": {"all": 1}}
    )
    trip = plan(request, atlas=Atlas(known, use_cache=False))
    assert trip.passes == {"hills": corridor().pass_by_id["hills"].name}
    assert check(trip, known) == []
