"""Slow trips: two nights or more in each town and sites near the bed, on a road by hand and on the corridor."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import numpy as np
import pytest

from planner import check, plan
from planner.arrays import BoolArray
from planner.itinerary import Itinerary, Overnight, Visit
from planner.network.roads import Roads
from planner.planning.slow import NOTE, against_default, kept_near, slowed
from planner.problem import Problem, Solution
from planner.request import Asked
from planner.solver import NoSolution, solve
from tests.bruteforce.plans import best_by_hand
from tests.bruteforce.solving import ENOUGH
from tests.builders.lines import EAST, MINUTES, WEST, A, B, C, on_a_line
from tests.builders.shipped import shipped, shipped_atlas

NAMES = {str(WEST): "W", str(EAST): "E"}


def near(**towns: tuple[int, ...]) -> BoolArray:
    """Return ``[site, node]`` from the sites near each town."""
    found = np.zeros((3, 5), dtype=bool)
    found[list(towns["west"]), WEST] = found[list(towns["east"]), EAST] = True
    return found


A_IN_THE_WEST = near(west=(A,), east=(C,))


def best(problem: Problem, is_near: BoolArray) -> tuple[int, str]:
    """Return what the best slow trip is worth, by the solver and by hand, and its nights."""
    slow, _ = slowed(problem, is_near)
    solution = solve(slow, limit=ENOUGH)
    assert solution.objective == solution.bound == best_by_hand(slow)
    return solution.objective, "".join(NAMES[slow.node_ids[tour.end]] for tour in solution.tours[:-1])


@pytest.mark.parametrize(
    ("days", "objective", "nights"),
    [
        (2, 49, "E"),  # A is near where the first day begins, C near where it ends
        (4, 49, "EEE"),
        (5, 49, "EEEE"),  # of B no town is near
    ],
)
def test_two_nights_or_more_near_the_sites(days: int, objective: int, nights: str) -> None:
    trip = on_a_line(MINUTES, 3, days, prize=np.array([99, 100, 100]))
    assert best(trip, A_IN_THE_WEST) == (objective, nights)
    assert solve(trip, limit=ENOUGH).objective == 299 - 120


def test_where_sites_are_too_far_apart_for_the_nights_no_trip_is_slow() -> None:
    trip = on_a_line(MINUTES, 3, 4, must=(A, C))
    with pytest.raises(NoSolution) as told:
        slowed(trip, near(west=(), east=(C,)))
    assert told.value.proven
    with pytest.raises(NoSolution):
        slowed(trip, near(west=(), east=()))


def test_a_named_night_may_be_where_nothing_is_near() -> None:
    trip = on_a_line(MINUTES, 3, 3, nights=((WEST,), (WEST,)))
    assert best(trip, near(west=(), east=(C,))) == (100 - 120, "WW")  # C is near the end


def never(_problem: Problem) -> Solution:
    raise NoSolution(proven=True)


def test_a_site_further_from_the_beds_that_near_sites_led_to_is_dropped() -> None:
    trip = on_a_line(MINUTES, 3, 2, nights=((WEST,),))
    slow, is_near = slowed(trip, near(west=(A, B), east=(B, C)))
    loose = solve(slow, limit=ENOUGH)
    assert kept_near(slow, is_near, loose, never) is loose
    is_near[B] = False  # as where it is near a town that one only passes
    kept = kept_near(slow, is_near, loose, lambda problem: solve(problem, limit=ENOUGH))
    # no ride leads from A to C on one day: back from the bed to C on the next one
    assert (kept.objective, kept.bound) == (loose.objective - 100 - 40, loose.objective)
    assert [note.code for note in kept.notes] == [NOTE]
    with pytest.raises(NoSolution) as told:
        kept_near(slow, is_near, loose, never)
    assert not told.value.proven  # other nights may do


def wish(**words: object) -> Asked:
    return Asked.model_validate(
        {"date": "2026-11-16", "from": "chengdu", "slow": True, "work": 2000, **words}
    )


def test_five_slow_days_from_chengdu() -> None:
    itinerary = plan(wish(days=5), atlas=shipped_atlas())
    stays = [len(list(stay)) for _, stay in groupby(beds_of(itinerary))]
    assert min(stays) >= 2
    roads = Roads(shipped())
    for day in itinerary.days:
        near_ends = {
            place for end in (day.start.place, day.end.place) for place in roads.reach(end, within=40)
        }
        assert {event.attraction for event in day.events if isinstance(event, Visit)} <= near_ends
    (told,) = (notice for notice in itinerary.warnings if notice.code == "slow-travel")
    is_less = told.params["percent"] < told.params["default_percent"]
    assert is_less == ("slow-not-less" not in {notice.code for notice in itinerary.warnings})
    assert itinerary.certificate.objective > 0
    assert f"worth {itinerary.certificate.objective}" in told.message
    assert {each.cause for each in itinerary.unvisited} >= {"slow-away"}


def beds_of(itinerary: Itinerary) -> list[str]:
    return [event.place for day in itinerary.days for event in day.events if isinstance(event, Overnight)]


def test_a_plan_that_cannot_be_slow_says_so() -> None:
    itinerary = plan(wish(days=3, must=["huanglongxi"]), atlas=shipped_atlas())
    assert [notice.code for notice in itinerary.warnings if "slow" in notice.code] == ["no-slow-plan"]
    bare = itinerary.model_copy(update={"warnings": ()})
    assert "slow" in {violation.code for violation in check(bare, shipped())}


def test_a_slow_plan_that_travels_no_less_says_so() -> None:
    itinerary = plan(wish(days=1, work=500), atlas=shipped_atlas())
    assert not [notice for notice in itinerary.warnings if "slow" in notice.code]  # there is no night
    same = against_default(itinerary, itinerary)
    assert [notice.code for notice in same.warnings[:2]] == ["slow-travel", "slow-not-less"]
    longer = itinerary.totals.model_copy(update={"transit_minutes": 2000})
    less = against_default(itinerary, itinerary.model_copy(update={"totals": longer}))
    assert "slow-not-less" not in {notice.code for notice in less.warnings}


def test_a_default_plan_that_is_worth_nothing_is_no_measure() -> None:
    """It was said to be worth -476 points instead of -102 (none)."""
    itinerary = plan(wish(days=1, work=500), atlas=shipped_atlas())
    poor = itinerary.model_copy(
        update={"certificate": itinerary.certificate.model_copy(update={"objective": -102})}
    )
    told = against_default(itinerary, poor).warnings[0]
    assert told.code == "slow-travel-unranked"
    assert told.say("en").endswith("points instead of -102")


def test_a_rare_site_is_worth_a_night_of_its_own_only_where_it_may_be() -> None:
    trip = on_a_line(MINUTES, 3, 3, prize=np.array([10, 10, 900]), ends=(WEST,))
    assert best(replace(trip, max_transit=(400,) * 3), A_IN_THE_WEST) == (910 - 240, "EE")
