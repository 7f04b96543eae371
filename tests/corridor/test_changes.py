"""A corridor that is changed: by `model_copy`, which keeps no stale index, and by scenarios, which plans feel."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from planner import Corridor, Itinerary, TripRequest, check, load_corridor, plan
from planner.corridor import Line, Names, Scenario, Source, apply_scenario
from planner.itinerary import Leg, Visit
from planner.network.timetable import Timetable
from tests.builders.paths import SMALL
from tests.builders.small_plans import corridor as richer_corridor

MADE_UP = (Source(fields=("all",), source="made up", as_of="2026-01", confidence="estimated"),)
FIELDS = {"id": "s", "name": Names(zh="设想", en="Scenario"), "status": "proposed", "sources": MADE_UP}


def scenario(opens: Sequence[Line] = (), closes: Sequence[str] = (), sites: Sequence[str] = ()) -> Scenario:
    changes = {"opens": tuple(opens), "closes": tuple(closes), "closes_sites": tuple(sites)}
    return Scenario.model_validate({**FIELDS, **changes})


def visited(itinerary: Itinerary) -> list[str]:
    return [e.attraction for day in itinerary.days for e in day.events if isinstance(e, Visit)]


def ridden(itinerary: Itinerary) -> set[str | None]:
    return {e.line for day in itinerary.days for e in day.events if isinstance(e, Leg)} - {None}


def trip(**words: object) -> TripRequest:
    return TripRequest.model_validate({"days": 1, "date": "2026-06-06", "from": "east-city", **words})


@pytest.mark.parametrize("deep", [False, True])
def test_a_copy_has_indexes_of_its_own(deep: bool) -> None:
    corridor = load_corridor(SMALL)
    assert "east-museum" in corridor.places
    assert "east-museum" in corridor.attraction_by_id
    smaller = corridor.model_copy(update={"attractions": corridor.attractions[1:]}, deep=deep)
    assert "east-museum" not in smaller.places
    assert "east-museum" not in smaller.attraction_by_id
    assert "east-museum" in corridor.places


def test_a_changed_corridor_has_another_hash_the_same_every_time() -> None:
    corridor = load_corridor(SMALL)
    assert corridor.model_copy().data_hash == corridor.data_hash
    fewer = [corridor.model_copy(update={"lines": ()}).data_hash for _ in range(2)]
    others = corridor.model_copy(update={"attractions": corridor.attractions[1:]}).data_hash
    assert fewer[0] == fewer[1]
    assert len({corridor.data_hash, fewer[0], others}) == 3
    assert corridor.model_copy(update={"lines": (), "data_hash": "by hand"}).data_hash == "by hand"


def test_a_closed_site_is_not_visited() -> None:
    """Within a day of East City are the museum and the tower; without the museum only the tower is left."""
    corridor, request = load_corridor(SMALL), trip(max_transit=60, ignore_money=True)
    before = plan(request, corridor)
    closed = apply_scenario(corridor, scenario(sites=["east-museum"]))
    after = plan(request, closed)
    assert (sorted(visited(before)), visited(after)) == (["east-museum", "east-tower"], ["east-tower"])
    assert {left.attraction: left.reason for left in after.unvisited}["east-museum"] == "closed"
    assert check(after, closed) == []
    broken = {violation.code for violation in check(before, closed) if violation.severity == "error"}
    assert broken == {"hours", "closed-days"}


def test_a_closed_line_is_not_ridden() -> None:
    """The fast line and the slow one join the cities; with the fast one closed the slow one is left."""
    corridor = richer_corridor()
    request = trip(
        days=2,
        to="west-city",
        mode="transit",
        pace="packed",
        start_time="07:00",
        avoid=("mid-temple", "mid-grotto"),  # to which one drives, and on
    )
    before = plan(request.model_copy(update={"ignore_money": True}), corridor)  # the slow one is cheaper
    closed = apply_scenario(corridor, scenario(closes=["east-west"]))
    after = plan(request, closed)
    assert ("east-west" in ridden(before), "east-west" in ridden(after)) == (True, False)
    assert "slow" in ridden(after)
    assert check(after, closed) == []
    errors = {broken.code for broken in check(before, closed) if broken.severity == "error"}
    assert errors == {"line", "glossary", "sources"}  # nor has the data a name for it any more


def test_an_opened_line_is_ridden_and_tables_are_its_own() -> None:
    corridor = richer_corridor()
    line = next(line for line in corridor.lines if line.id == "east-west")
    without = apply_scenario(corridor, scenario(closes=["east-west", "slow"]))
    opened = apply_scenario(without, scenario(opens=[line]))
    hurried = {"pace": "packed", "start_time": "07:00", "max_transit": 400}
    request = trip(to="west-city", mode="transit", value_of_time=25, **hurried)
    assert "east-west" in ridden(plan(request, opened))
    assert len({corridor.data_hash, without.data_hash, opened.data_hash}) == 3
    tables = [Timetable(c).table(request.date) for c in (without, opened, without)]
    assert (tables[0].layers != tables[1].layers).any()
    assert (tables[0].layers == tables[2].layers).all()


def test_a_line_that_gets_faster_closes_and_opens() -> None:
    corridor = richer_corridor()
    line = next(line for line in corridor.lines if line.id == "east-west")
    renamed = line.model_copy(update={"as_of": "2027-01"})
    faster = apply_scenario(corridor, scenario(opens=[renamed], closes=["east-west"]))
    assert [other.as_of for other in faster.lines if other.id == "east-west"] == ["2027-01"]


@pytest.mark.parametrize(
    ("closes", "sites", "opens", "message"),
    [
        (["nowhere"], [], [], "changes 'nowhere', which the corridor has not"),
        ([], ["east-city"], [], "changes 'east-city', which the corridor has not"),
        ([], [], ["east-west"], "opens 'east-west', which is there already"),
    ],
)
def test_what_no_scenario_can_do(closes: list[str], sites: list[str], opens: list[str], message: str) -> None:
    corridor: Corridor = load_corridor(SMALL)
    lines = [line for line in corridor.lines if line.id in opens]
    with pytest.raises(ValueError, match=message):
        apply_scenario(corridor, scenario(lines, closes, sites))


def test_no_scenario_opens_a_line_that_calls_where_no_station_is() -> None:
    corridor = richer_corridor()
    line = next(line for line in corridor.lines if line.id == "east-west")
    first, *others = line.departures
    calls = (first.calls[0].model_copy(update={"station": "nowhere"}), *first.calls[1:])
    stray = line.model_copy(
        update={"id": "new", "departures": (first.model_copy(update={"calls": calls}), *others)}
    )
    with pytest.raises(ValueError, match="'new' calls at 'nowhere', which is no station"):
        apply_scenario(corridor, scenario(opens=[stray]))
