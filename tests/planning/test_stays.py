"""What beds take from a plan's worth: changes, a share of their price, and nights away from home."""

from __future__ import annotations

import numpy as np
import pytest

from planner import Itinerary, check, load_corridor, plan
from planner.atlas import Atlas
from planner.planning.beds import away_from_home, with_home
from planner.request import Asked
from planner.rules import BED_PRICE
from tests.builders.lines import EAST, WEST, two_days
from tests.builders.paths import SMALL

CORRIDOR = load_corridor(SMALL)


def asked(**words: object) -> Asked:
    """Ask for two days from Mid Town and back with a night in East City."""
    usual = {"days": 2, "date": "2026-12-08", "from": "mid-town", "work": 500, "ignore_money": True}
    return Asked.model_validate(usual | {"stays": ["east-city@2026-12-08..09"]} | words)


def planned(**words: object) -> Itinerary:
    itinerary = plan(asked(**words), atlas=Atlas(CORRIDOR, use_cache=False))
    assert check(itinerary, CORRIDOR) == []
    return itinerary


def test_a_share_of_the_price_of_nights_counts() -> None:
    nights = np.array([0, 0, 0, 100, 60])
    problem = two_days(night_cost=nights, money_price=1.0, night_share=0.5)
    assert problem.night_loss(0)[[WEST, EAST]].tolist() == [50, 30]
    assert not problem.night_loss(1).any()  # after the last day there is no night


def test_a_night_away_from_home_is_two_changes() -> None:
    away, home = planned(), planned(at_home=True)
    assert home.certificate.objective == away.certificate.objective - 2 * BED_PRICE
    assert home.certificate.bed_price == BED_PRICE


@pytest.mark.parametrize(
    ("words", "beds"),
    [
        ({}, ["east-city"]),
        ({"at_home": True}, ["mid-town", "east-city", "mid-town"]),
        ({"at_home": True, "to": "east-city"}, ["mid-town", "east-city"]),  # which is not home
    ],
)
def test_home_is_where_the_trip_starts(words: dict[str, object], beds: list[str]) -> None:
    request = asked(**words).wish
    assert with_home(CORRIDOR, request, ["east-city"]) == beds
    problem = two_days(bed_price=10, node_ids=("a", "b", "c", "mid-town", "east-city"))
    bonus = away_from_home(CORRIDOR, request, problem)
    expected = None if len(beds) == 1 else 10 * (1 - len(beds))
    assert (None if bonus is None else bonus[0, EAST]) == expected
    assert bonus is None or bonus[:, WEST].tolist() == [0, 0]
