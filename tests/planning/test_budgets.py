"""Budgets, the cheapest trip of a wish, and the cheapest plan of those worth nine tenths of the best."""

from __future__ import annotations

from functools import cache
from itertools import product
from math import ceil
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from planner import plan
from planner.atlas import Atlas
from planner.checker import check
from planner.cli.failures import options_of
from planner.errors import NoPlanError
from planner.itinerary import Itinerary
from planner.options import SolveOptions
from planner.planning.relax import relaxed
from planner.request import TripRequest
from tests.builders.examples import NO_SHRINKING, every, large
from tests.builders.small_plans import corridor

OPTIONS = SolveOptions(work=3000)
PLACES = ("east-city", "mid-town", "west-city")


@pytest.fixture(autouse=True)
def _no_relaxations(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the search for other changes of the wish."""
    monkeypatch.setattr("planner.planning.relaxations", lambda *_, **__: ())


@cache
def atlas() -> Atlas:
    return Atlas(corridor(), use_cache=False)


def trip(**words: Any) -> Itinerary:
    request = TripRequest.model_validate({"days": 2, "date": "2026-06-06", "from": "east-city"} | words)
    made = plan(request, atlas=atlas(), options=OPTIONS)
    assert check(made, corridor(), request) == []
    return made


@st.composite
def wishes(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a wish that has a plan when money is no matter."""
    mode = draw(st.sampled_from(["car", "transit", "mixed"]))
    return {
        "days": draw(st.integers(1, 2)),
        "from": draw(st.sampled_from(PLACES)),
        "to": draw(st.sampled_from(PLACES)),
        "mode": mode,
        "self_drive": draw(st.sampled_from([None, "own", "rental"])) if mode == "car" else None,
        "pace": draw(st.sampled_from(["normal", "packed"])),
        "adults": draw(st.integers(1, 5)),
        "children": draw(st.integers(0, 2)),
        "hotel": draw(st.sampled_from(["budget", "comfort"])),
    }


def price_of_the_cheapest(words: dict[str, Any], budget: int) -> int | None:
    """Return what is told where a budget is too small; None where there is a plan."""
    try:
        trip(**words, budget=budget)
    except NoPlanError as error:
        told = error
    else:
        return None
    assume(told.reason.code == "request.cheapest")
    assert told.relaxations[0].field == "budget"
    assert told.relaxations[0].value == told.reason.params["cny"]
    return int(told.reason.params["cny"])


@large(sample=2, full=150, phases=NO_SHRINKING)
@given(words=wishes())
def test_the_price_of_the_cheapest_trip_is_a_budget_that_works_and_one_yuan_less_does_not(
    words: dict[str, Any],
) -> None:
    cny = price_of_the_cheapest(words, budget=0)
    assume(cny)
    assert trip(**words, budget=cny).totals.cost_cny <= (cny or 0)
    assert price_of_the_cheapest(words, budget=(cny or 0) - 1) == cny


@large(sample=2, full=150, phases=NO_SHRINKING)
@given(
    words=wishes(), budgets=st.lists(st.integers(0, 2500), min_size=3, max_size=3, unique=True).map(sorted)
)
def test_a_raised_budget_never_makes_a_plan_worse(words: dict[str, Any], budgets: list[int]) -> None:
    worth: list[int] = []
    for budget in budgets:
        try:
            made = trip(**words, budget=budget)
        except NoPlanError:
            assert not worth
            continue
        assert made.totals.cost_cny <= budget
        worth.append(made.certificate.objective)
    assert worth == sorted(worth)


GOING: list[dict[str, Any]] = [{"mode": "car"}, {"mode": "transit"}, {"self_drive": "rental"}]


@pytest.mark.soak
@pytest.mark.parametrize(("kind", "going"), every(2, product(["rides", "tickets"], GOING)))
def test_each_kind_of_cost_keeps_to_its_budget(kind: str, going: dict[str, Any]) -> None:
    def spent(made: Itinerary) -> int:
        money = made.totals.rides if kind == "rides" else made.totals.tickets
        return money.cost_cny if money else 0

    words: dict[str, Any] = {**going, "ignore_money": True, "to": "west-city"}
    free = trip(**words)
    most = spent(free) - 1
    kept = trip(**words, purses={kind: most})
    assert spent(kept) <= most
    assert kept.certificate.objective <= free.certificate.objective
    same = trip(**words, purses={kind: most + 1})
    assert same.certificate.objective == free.certificate.objective


def test_nights_keep_to_their_budget() -> None:
    made = trip(to="west-city", must=["west-park"], purses={"nights": 200})
    assert made.totals.rooms
    assert made.totals.rooms.cost_cny == 200
    with pytest.raises(NoPlanError):
        trip(to="west-city", purses={"nights": 199})  # the cheapest room


@pytest.mark.parametrize(("kind", "cny"), [("nights", 200), ("tickets", 200), ("rides", 270)])
def test_the_cheapest_of_a_kind_is_told_where_its_limit_is_below(kind: str, cny: int) -> None:
    """A night is 200 at least, two tickets of the grotto are 200, and the 270 km by it cost as many CNY."""
    words: dict[str, Any] = {"to": "west-city", "must": ["mid-grotto"], "mode": "car"}
    with pytest.raises(NoPlanError) as caught:
        trip(**words, purses={kind: cny - 1})
    (change,) = caught.value.relaxations
    assert str(caught.value) == f"the cheapest {kind} of this wish cost CNY {cny}; the limit is CNY {cny - 1}"
    assert options_of(change) == f"--budget {kind}={cny}"
    assert relaxed(wish_of(words, {kind: cny - 1}), change).purses == {kind: cny}
    assert trip(**words, purses={kind: cny})


def wish_of(words: dict[str, Any], purses: dict[str, int]) -> TripRequest:
    usual = {"days": 2, "date": "2026-06-06", "from": "east-city"}
    return TripRequest.model_validate({**usual, **words, "purses": purses})


@pytest.mark.parametrize("mode", ["car", "transit"])
def test_a_trip_has_a_visit_though_none_is_worth_its_price(mode: str) -> None:
    made = trip(**{"days": 1, "from": "mid-town", "themes": {"all": 0.05}, "value_of_time": 6, "mode": mode})
    assert made.totals.visits
    assert made.certificate.objective < 0


TRIPS: list[dict[str, Any]] = [
    {"mode": "transit", "days": 1},
    {"to": "west-city"},
    {"to": "west-city", "self_drive": "rental"},
]


@pytest.mark.soak
@pytest.mark.parametrize("words", every(2, TRIPS))
def test_the_cheapest_is_the_one_found_by_trying_budgets_one_by_one(words: dict[str, Any]) -> None:
    made = trip(**words, cheapest=True)
    (told,) = (note for note in made.certificate.notes if note.code == "cheapest")
    best = trip(**words, ignore_money=True)
    enough = ceil(0.9 * best.certificate.objective)
    least, tried = best.totals.cost_cny, best
    while tried.certificate.objective >= enough:
        least = tried.totals.cost_cny  # no budget from here up to the last one has another best plan
        try:
            tried = trip(**words, ignore_money=True, budget=least - 1)
        except NoPlanError:
            break
    assert made.totals.cost_cny == least == told.params["cny"] == told.params["least"]
    assert made.certificate.objective >= enough == told.params["worth"]
    assert made.certificate.bound == best.certificate.objective
