"""A site out of reach is refused with the nearest place in reach; a limit of one kind that is too low is named."""

from __future__ import annotations

from datetime import date

import pytest

from planner import plan
from planner.atlas import Atlas
from planner.cli.failures import options_of
from planner.errors import NoPlanError
from planner.loading import load_corridor
from planner.network.timetable import Timetable
from planner.planning.model import nearest_in_reach
from planner.request import Asked, TripRequest
from tests.builders.examples import only_in_a_soak
from tests.builders.networks import line, network, town
from tests.builders.paths import SMALL


def wish(**words: object) -> Asked:
    return Asked.model_validate({"date": "2026-12-07", "from": "chongqing", "work": 2000, **words})


def test_a_site_without_a_way_names_the_nearest_place_in_reach() -> None:
    small = load_corridor(SMALL)
    links = tuple(link for link in small.links if link.end != "west-ruins")
    corridor = small.model_copy(update={"links": links})
    words = {"days": 2, "date": "2026-12-08", "mode": "transit", "from": "east-city", "must": ("west-ruins",)}
    with pytest.raises(NoPlanError, match="nearest place that can be reached is") as caught:
        plan(TripRequest.model_validate(words), atlas=Atlas(corridor, use_cache=False))
    assert caught.value.reason.params["nearest"] == "west-city"


def test_the_nearest_place_in_reach() -> None:
    towns = [town("a-town", 30, 105), town("b-town", 30, 106), town("z-town", 30, 106.9)]
    lines = [line("l", "coach", departures=[{"code": "K1", "calls": "a-town 09:00, b-town 10:00"}])]
    corridor = network(towns, [], lines)
    table = Timetable(corridor).table(date(2026, 12, 8), use_cache=False)
    assert nearest_in_reach(corridor, table, "a-town", "z-town") == "b-town"
    assert nearest_in_reach(corridor, table, "z-town", "a-town") is None


@only_in_a_soak
def test_what_keeps_to_a_limit_of_one_kind_is_told_to_do_without() -> None:
    tight = wish(**{"from": "east-city"}, days=2, purses={"nights": 1, "tickets": 5000})
    with pytest.raises(NoPlanError) as told:
        plan(tight, atlas=Atlas(load_corridor(SMALL), use_cache=False))
    (change,) = (change for change in told.value.relaxations if change.field == "purses")
    assert change.value == {"tickets": 5000}
    assert options_of(change) == "without --budget nights=1"
