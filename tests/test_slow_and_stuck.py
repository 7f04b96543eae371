"""Slow trips are ranked against the default one; a site out of reach is refused with the nearest place in reach."""

from __future__ import annotations

from itertools import pairwise

import pytest

from planner.errors import NoPlanError
from planner.planning import plan
from planner.request import TripRequest


def wish(**words: object) -> TripRequest:
    return TripRequest.model_validate({"date": "2026-12-07", "from": "chongqing", "time_limit": 3, **words})


def test_a_slow_trip_changes_beds_less_and_says_how_it_ranks() -> None:
    itinerary = plan(wish(days=5, to="chengdu", themes={"heritage": 1}, slow=True), use_cache=False)
    nights = [day.end.place for day in itinerary.days[:-1]]
    assert sum(a != b for a, b in pairwise(nights)) <= 1  # four nights: two towns
    assert itinerary.warnings[0].code == "slow-travel"
    assert f"to {itinerary.certificate.objective}" in itinerary.warnings[0].message


def test_a_site_without_public_transport_names_the_nearest_place_in_reach() -> None:
    request = wish(days=2, mode="transit", themes={"landscape": 1}, must=("simianshan",))
    with pytest.raises(NoPlanError, match="nearest place that can be reached is") as caught:
        plan(request, use_cache=False)
    assert any("by car" in relaxation.change for relaxation in caught.value.relaxations)
