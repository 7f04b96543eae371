"""Slow trips are ranked against the default one; a site out of reach is refused with the nearest place in reach."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import groupby, pairwise

import pytest

from planner import plan
from planner.atlas import Atlas
from planner.cli.failures import options_of
from planner.errors import NoPlanError
from planner.loading import load_corridor
from planner.network.timetable import Timetable
from planner.planning.model import build_model, nearest_in_reach
from planner.planning.slow import settled, with_single_nights_told
from planner.problem import Node, Problem, Solution, Tour
from planner.request import Asked, TripRequest
from planner.solver import NoSolution
from tests.builders.networks import line, network, town
from tests.builders.paths import SMALL
from tests.builders.shipped import shipped_atlas


def wish(**words: object) -> Asked:
    return Asked.model_validate({"date": "2026-12-07", "from": "chongqing", "work": 2000, **words})


def test_a_slow_trip_changes_beds_less_and_says_how_it_ranks() -> None:
    heritage = wish(days=5, to="chengdu", themes={"heritage": 1}, slow=True, work=5000)
    itinerary = plan(heritage, atlas=shipped_atlas())
    nights = [day.end.place for day in itinerary.days[:-1]]
    assert sum(a != b for a, b in pairwise(nights)) <= 1  # four nights: two towns
    (rank,) = (notice for notice in itinerary.warnings if notice.code == "slow-travel")
    assert f"worth {itinerary.certificate.objective}" in rank.message


def test_a_slow_trip_stays_two_nights_in_each_town() -> None:
    """The best five days from Chengdu with one change of bed sleep there three times and once in Dazu."""
    itinerary = plan(wish(days=5, date="2026-11-16", slow=True, **{"from": "chengdu"}), atlas=shipped_atlas())
    nights = [day.end.place for day in itinerary.days[:-1]]
    assert all(len(list(stay)) >= 2 for _, stay in groupby(nights))
    assert "single-night" not in {notice.code for notice in itinerary.warnings}
    bound = itinerary.certificate.bound
    assert bound is None or bound >= itinerary.certificate.objective


A, B, C = 7, 8, 9


def problem(nights: int = 4) -> Problem:
    """Return a trip with so many nights, each of them in any of three towns."""
    return replace(two_days(), nights=((A, B, C),) * nights)


@cache
def two_days() -> Problem:
    corridor = load_corridor(SMALL)
    request = TripRequest.model_validate({"days": 2, "date": "2026-12-08", "from": "east-city"})
    return build_model(corridor, request, Atlas(corridor, use_cache=False).ways(request)).problem


def tour(start: int, end: int) -> Tour:
    return Tour(Node(start), (), Node(end), 0)


@pytest.mark.parametrize(
    ("nights", "tried"),
    [
        ((A, A, B, B), []),
        ((A,), []),
        ((A, A, A, B), [(A, A, A, A), (A, A, B, B), (B, B, B, B)]),
        ((A, B, C, C), [(A, A, C, C), (B, B, C, C), (C, C, C, C), (A, A, A, A), (A, A, B, B)]),
    ],
)
def test_other_choices_of_nights(nights: tuple[int, ...], tried: list[tuple[int, ...]]) -> None:
    places = (0, *nights, 0)
    plan_found = Solution(tuple(map(tour, places, places[1:])), 100, 120, "exact", 1.0)
    seen: list[tuple[int, ...]] = []

    def solve(problem: Problem) -> Solution:
        seen.append(tuple(town for (town,) in problem.nights))
        if len(set(seen[-1])) > 1:
            raise NoSolution(proven=True)
        return replace(plan_found, objective=50 + seen[-1][0])

    best = settled(problem(len(nights)), plan_found, solve)
    assert [set(seen)] == [set(tried)]
    if tried:
        assert (best.objective, best.bound) == (50 + max(n[0] for n in seen if len(set(n)) == 1), 120)
    else:
        assert best is plan_found


def test_nights_that_are_named_stay_where_they_are() -> None:
    def solve(problem: Problem) -> Solution:
        seen.append(tuple(town for (town,) in problem.nights))
        raise NoSolution(proven=True)

    seen: list[tuple[int, ...]] = []
    places = (0, A, A, A, B, 0)
    found = Solution(tuple(map(tour, places, places[1:])), 100, 120, "exact", 1.0)
    settled(replace(problem(), nights=((A, B), (A, B), (A, B), (B,))), found, solve)
    assert set(seen) == {(A, A, B, B), (B, B, B, B)}


def test_where_no_choice_fits_the_single_nights_stay_and_are_told() -> None:
    def never(_problem: Problem) -> Solution:
        raise NoSolution(proven=True)

    nights = (0, A, A, B, 0)
    single = Solution(tuple(map(tour, nights, nights[1:])), 100, 120, "exact", 1.0)
    assert settled(problem(3), single, never) is single
    itinerary = plan(wish(days=3, to="chengdu", must=("baiheliang", "sanxingdui")), atlas=shipped_atlas())
    beds = list(dict.fromkeys(day.end.place for day in itinerary.days[:-1]))
    assert len(beds) == 2
    notice = with_single_nights_told(itinerary).warnings[0]
    names = ", ".join(itinerary.places[bed].name.en for bed in beds)
    assert (notice.code, f"only one night in {names}:" in notice.message) == ("single-night", True)
    weekend = plan(wish(days=2), atlas=shipped_atlas())
    assert with_single_nights_told(weekend) is weekend


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


def test_what_keeps_to_a_limit_of_one_kind_is_told_to_do_without() -> None:
    tight = wish(**{"from": "east-city"}, days=2, purses={"nights": 1, "tickets": 5000})
    with pytest.raises(NoPlanError) as told:
        plan(tight, atlas=Atlas(load_corridor(SMALL), use_cache=False))
    change = told.value.relaxations[0]
    assert (change.field, change.value) == ("purses", {"tickets": 5000})
    assert options_of(change) == "without --budget nights=1"
